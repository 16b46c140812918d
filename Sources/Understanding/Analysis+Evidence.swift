internal import Domain

extension Analysis {
    func evidence(_ source: String, _ range: Range<Int>, _ points: Int) -> Reading.Evidence {
        let original = text.originalRange(range)
        return Reading.Evidence(
            source: source, text: text.written(range), start: original.lowerBound, end: original.upperBound,
            points: points)
    }

    func evidence(_ reason: TypeScorer.Reason) -> Reading.Evidence {
        let source =
            switch reason.source {
            case .keyword(let row): "keyword:\(tables.keywords[row].phrase)"
            case .name(let type): "type:\(tables.caseTypes[type].name)"
            case .placed: "grammar:place and thing"
            case .fault: "grammar:thing and fault"
            case .rule(let row): "rule:\(tables.rules[row].id)"
            }
        return evidence(source, reason.range, reason.points)
    }
}
