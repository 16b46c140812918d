internal import Domain

extension Analysis {
    /// What speaks for which type in a stretch of clauses: phrases, names of types, and rules.
    ///
    /// A phrase inside a longer phrase says nothing (垃圾 in 建筑垃圾), nor does one inside a place's name or behind a word that
    /// denies it (没有垃圾, 未发现占道). A phrase counts once however often it stands there.
    func reasons(in clauses: Range<Int>) -> [TypeScorer.Reason] {
        var reasons: [TypeScorer.Reason] = []
        var presence = RuleSet.Presence(atomCount: vocabulary.rules.atomCount)
        for clause in clauses {
            collect(clause, &reasons, &presence)
        }
        guard let first = clauses.first, let last = clauses.last else { return reasons }
        let scope = self.clauses[first].range.lowerBound..<self.clauses[last].range.upperBound
        for verdict in vocabulary.rules.verdicts(presence, in: scope, slots: slots) {
            if let type = vocabulary.ruleTypes[verdict.row] {
                reasons.append(
                    .init(
                        type: type, points: tables.rules[verdict.row].points, range: verdict.range,
                        source: .rule(verdict.row)))
            }
        }
        return reasons
    }

    /// Rules of the stretch that speak for an intent.
    func intentRules(in clauses: Range<Int>) -> [RuleSet.Verdict] {
        var ignored: [TypeScorer.Reason] = []
        var presence = RuleSet.Presence(atomCount: vocabulary.rules.atomCount)
        for clause in clauses { collect(clause, &ignored, &presence) }
        guard let first = clauses.first, let last = clauses.last else { return [] }
        let scope = self.clauses[first].range.lowerBound..<self.clauses[last].range.upperBound
        return vocabulary.rules.verdicts(presence, in: scope, slots: slots).filter {
            tables.rules[$0.row].intent != nil
        }
    }

    private func collect(_ clause: Int, _ reasons: inout [TypeScorer.Reason], _ presence: inout RuleSet.Presence) {
        let range = clauses[clause].range
        let marks = Array(marks(in: range))
        let covers = covers(marks)
        for (index, mark) in marks.enumerated() {
            switch mark.meaning {
            case .keyword(let row):
                guard let type = vocabulary.keywordTypes[row] else { continue }
                let points = tables.keywords[row].points
                if points > 0, covers[index] || isDenied(mark, from: range.lowerBound) { continue }
                let repeated = reasons.contains { reason in
                    if case .keyword(let known) = reason.source { return known == row }
                    return false
                }
                if !repeated {
                    reasons.append(.init(type: type, points: points, range: mark.range, source: .keyword(row)))
                }
            case .typeName(let type):
                if covers[index] || isDenied(mark, from: range.lowerBound) { continue }
                let repeated = reasons.contains {
                    $0.type == type && $0.range.count >= mark.length
                        && text.scalars[$0.range].elementsEqual(text.scalars[mark.range])
                }
                if !repeated {
                    reasons.append(
                        .init(type: type, points: Analysis.namePoints, range: mark.range, source: .name(type)))
                }
            case .atom(let atom):
                if !isDeniedStrictly(mark, from: range.lowerBound) { presence.note(atom, mark.range) }
            default: break
            }
        }
    }

    /// What a type's own name or alias counts.
    static let namePoints = 6

    /// For each mark whether a longer phrase, or a place's name, holds it.
    private func covers(_ marks: [Lexicon.Mark]) -> [Bool] {
        var covered = [Bool](repeating: false, count: marks.count)
        var reach = -1
        var index = 0
        while index < marks.count {
            var longest = -1
            var next = index
            while next < marks.count, marks[next].start == marks[index].start {
                switch marks[next].meaning {
                case .keyword, .typeName, .place: longest = max(longest, marks[next].end)
                default: break
                }
                next += 1
            }
            for at in index..<next { covered[at] = reach >= marks[at].end || longest > marks[at].end }
            reach = max(reach, longest)
            index = next
        }
        return covered
    }

    private static let deniers: [[Scalar]] = [
        "没有", "没", "无", "未", "不是", "并非", "不再", "不属于", "不存在", "不算", "杜绝", "避免", "防止", "不", "冇", "没得", "不要", "不准", "不许",
        "别", "禁止", "严禁",
    ].map(\.scalarValues)
    private static let between: [[Scalar]] = [
        "发现", "看到", "见到", "见", "出现", "存在", "再", "任何", "什么", "新的", "新", "有", "明显", "的", "出", "随意", "随地", "再次",
    ].map(\.scalarValues)

    /// 没有垃圾, 未发现占道经营, 不再乱停: a word that denies stands before it, with little between.
    private func isDenied(_ mark: Lexicon.Mark, from start: Int) -> Bool {
        // A phrase that itself begins with such a word was written that way in the table: 没盖网, 不亮.
        var end = mark.start
        for _ in 0..<3 {
            if let denier = Analysis.deniers.first(where: { ends(with: $0, at: end, from: start) }) {
                let before = end - denier.count
                // 有没有, 是不是 ask.
                if before > start,
                    text.scalars[before - 1] == Scalar(of: "有") || text.scalars[before - 1] == Scalar(of: "是")
                {
                    return false
                }
                return true
            }
            guard let word = Analysis.between.first(where: { ends(with: $0, at: end, from: start) }) else {
                return false
            }
            end -= word.count
        }
        return false
    }

    /// For the words of rules: there 没有 belongs to the thing (没有井盖), only 没再, 未发现, 不 and 没 at once before deny.
    private func isDeniedStrictly(_ mark: Lexicon.Mark, from start: Int) -> Bool {
        for denier in Analysis.strictDeniers where ends(with: denier, at: mark.start, from: start) { return true }
        return false
    }

    private static let strictDeniers: [[Scalar]] = ["没再", "未发现", "没发现", "没看到", "不再", "没见", "未见", "不是"].map(
        \.scalarValues)

    private func ends(with word: [Scalar], at end: Int, from start: Int) -> Bool {
        guard end - word.count >= start else { return false }
        var index = end - word.count
        for scalar in word {
            if text.scalars[index] != scalar { return false }
            index += 1
        }
        return true
    }
}
