internal import Domain

extension Analysis {
    func reading() -> Reading {
        let whole = 0..<text.count
        let reasons = reasons(in: whole)
        let candidates = TypeScorer.candidates(reasons)
        var item = Reading.Item(intent: .chatter, confidence: 50, range: text.originalRange(whole))
        var intents = [Int](repeating: 0, count: Intent.allCases.count)
        for mark in marks {
            guard case .intent(let row) = mark.meaning else { continue }
            let phrase = tables.intents[row]
            if let index = Intent.allCases.firstIndex(of: phrase.intent) { intents[index] += phrase.points }
            item.evidence.append(evidence("intent:\(phrase.phrase)", mark.range, phrase.points))
        }
        let best = intents.indices.max { intents[$0] < intents[$1] } ?? 0
        if let top = candidates.first, top.points >= intents[best] {
            item.intent = .report
            item.type = tables.caseTypes[top.type].code
            let other = candidates.count > 1 ? candidates[1] : nil
            item.confidence = TypeScorer.confidence(of: top, against: other, surroundings: places.isEmpty ? 0 : 4)
            item.alternatives = candidates.dropFirst().prefix(4).map {
                Reading.Alternative(
                    code: tables.caseTypes[$0.type].code,
                    confidence: TypeScorer.confidence(of: $0, against: top, surroundings: 0))
            }
        } else if intents[best] > 0 {
            item.intent = Intent.allCases[best]
            item.confidence = TypeScorer.base(of: intents[best])
        }
        for reason in reasons { item.evidence.append(evidence(reason)) }
        if let place = places.first { item.place = phrase(of: place) }
        item.quantities = things.map(\.quantity)
        return Reading(items: [item])
    }

    func reasons(in range: Range<Int>) -> [TypeScorer.Reason] {
        var reasons: [TypeScorer.Reason] = []
        for mark in marks(in: range) {
            switch mark.meaning {
            case .keyword(let row):
                guard let type = vocabulary.keywordTypes[row] else { continue }
                reasons.append(
                    .init(type: type, points: tables.keywords[row].points, range: mark.range, source: .keyword(row)))
            case .typeName(let type):
                reasons.append(.init(type: type, points: 6, range: mark.range, source: .name(type)))
            default: break
            }
        }
        return reasons
    }

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
            case .rule(let row): "rule:\(tables.rules[row].id)"
            }
        return evidence(source, reason.range, reason.points)
    }

    func phrase(of place: FoundPlace) -> Reading.PlacePhrase {
        var phrase = Reading.PlacePhrase(text: text.written(place.range))
        if let row = place.rows.first {
            phrase.name = tables.places[row].name
            phrase.grid = tables.places[row].grid
            phrase.coordinate = tables.places[row].coordinate
        } else if let grid = place.grid {
            phrase.grid = tables.grids[grid].code
        }
        return phrase
    }
}
