internal import Domain

/// What the words of one clause say for types and to rules.
struct Collected: Sendable {
    var reasons: [TypeScorer.Reason] = []
    var atoms: [(atom: Int, range: Range<Int>)] = []
}

/// What a stretch of clauses says with the rules taken in.
struct Evaluated: Sendable {
    var reasons: [TypeScorer.Reason]
    var intents: [RuleSet.Verdict]
}

extension Analysis {
    /// What speaks for which type in a stretch of clauses, and which rules speak for an intent.
    func evaluate(_ clauses: Range<Int>) -> Evaluated {
        var evaluated = Evaluated(reasons: [], intents: [])
        var said: Set<Int> = []
        for clause in clauses {
            for reason in collected[clause].reasons {
                // A few are looked through; a set would have to be made.
                if evaluated.reasons.count < 8 {
                    if evaluated.reasons.contains(where: { $0.identity == reason.identity }) { continue }
                } else {
                    if said.isEmpty { for known in evaluated.reasons { said.insert(known.identity) } }
                    guard said.insert(reason.identity).inserted else { continue }
                }
                evaluated.reasons.append(reason)
            }
        }
        guard clauses.contains(where: { !collected[$0].atoms.isEmpty }) || vocabulary.rules.hasUnannounced else {
            return evaluated
        }
        var count = 0
        for clause in clauses { count += collected[clause].atoms.count }
        var presence = RuleSet.Presence(atomCount: vocabulary.rules.atomCount, room: count)
        for clause in clauses {
            for (atom, range) in collected[clause].atoms { presence.note(atom, range) }
        }
        let verdicts = vocabulary.rules.verdicts(
            presence, everywhere: everywhere, in: range(of: clauses), slots: slots, openings: marks.openings,
            room)
        for verdict in verdicts {
            let rule = tables.rules[verdict.row]
            if let type = vocabulary.ruleTypes[verdict.row] {
                evaluated.reasons.append(
                    .init(type: type, points: rule.points, range: verdict.range, source: .rule(verdict.row)))
            }
            if rule.intent != nil { evaluated.intents.append(verdict) }
        }
        return evaluated
    }

    /// Phrases and names of types in a clause, and the words that rules ask for.
    ///
    /// A phrase inside a longer phrase says nothing (垃圾 in 建筑垃圾), nor does one inside a place's name or behind a word that
    /// denies it (没有垃圾, 未发现占道). A phrase counts once however often it stands there.
    func collect(_ clause: Clause) -> Collected {
        var collected = Collected()
        let range = clause.range
        let types = marks.types.starting(in: range) { $0.start }
        for index in types.indices where types[index].end <= range.upperBound {
            let mark = types[index]
            let isCovered = typeCover.holds(mark.start, mark.end)
            if mark.isName {
                // A row of the table for the same words goes before the name.
                if isCovered || isListed(index, types) || isDenied(mark.start, from: range.lowerBound) { continue }
                let isName = vocabulary.typeNames[mark.row].elementsEqual(text.scalars[mark.range])
                let isThing = tables.caseTypes[mark.row].kind == .component
                let points = isThing || (!isName && mark.length < 4) ? Analysis.thingPoints : Analysis.namePoints
                collected.reasons.append(
                    .init(type: mark.row, points: points, range: mark.range, source: .name(mark.row)))
            } else {
                guard let type = vocabulary.keywordTypes[mark.row] else { continue }
                let points = vocabulary.keywordPoints[mark.row]
                if points > 0, isCovered || isDenied(mark.start, from: range.lowerBound) { continue }
                collected.reasons.append(
                    .init(type: type, points: points, range: mark.range, source: .keyword(mark.row)))
            }
        }
        let atoms = marks.atoms.starting(in: range) { $0.start }
        if !atoms.isEmpty { collected.atoms.reserveCapacity(atoms.count) }
        for mark in atoms where mark.end <= range.upperBound {
            if !isDeniedStrictly(mark.range, from: range.lowerBound) { collected.atoms.append((mark.row, mark.range)) }
        }
        return collected
    }

    /// Whether a keyword of the same type stands at the same place as a name.
    private func isListed(_ index: Int, _ types: ArraySlice<Marks.TypeMark>) -> Bool {
        let mark = types[index]
        func says(_ other: Marks.TypeMark) -> Bool {
            !other.isName && other.end == mark.end && vocabulary.keywordTypes[other.row] == mark.row
        }
        var other = index
        while other > types.startIndex, types[other - 1].start == mark.start {
            other -= 1
            if says(types[other]) { return true }
        }
        other = index + 1
        while other < types.endIndex, types[other].start == mark.start {
            if says(types[other]) { return true }
            other += 1
        }
        return false
    }

    /// What a matter's own name counts, and what the name of a thing that may be whole counts.
    static let namePoints = 6
    static let thingPoints = 3

    private static let deniers: [[Scalar]] = [
        "没有", "没", "无", "未", "不是", "并非", "不再", "不属于", "不存在", "不算", "杜绝", "避免", "防止", "不", "冇", "没得", "不要", "不准", "不许",
        "别", "禁止", "严禁",
    ].map(\.scalarValues)
    private static let between: [[Scalar]] = [
        "发现", "看到", "见到", "见", "出现", "存在", "再", "任何", "什么", "新的", "新", "有", "明显", "的", "出", "一个", "半个", "一处", "哪个",
        "一辆", "随意", "随地", "再次",
    ].map(\.scalarValues)

    /// 没有垃圾, 未发现占道经营, 不再乱停: a word that denies stands before it, with little between.
    private func isDenied(_ position: Int, from start: Int) -> Bool {
        // A phrase that itself begins with such a word was written that way in the table: 没盖网, 不亮.
        var end = position
        for _ in 0..<3 where end > start && Analysis.endsOfDenials.contains(text.scalars[end - 1]) {
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
    private func isDeniedStrictly(_ word: Range<Int>, from start: Int) -> Bool {
        let position = word.lowerBound
        guard position > start else { return false }
        // 不歪了, 不漏水了: it was so, and is no more.
        if text.scalars[position - 1] == Scalar(of: "不") {
            let isOver =
                text.scalars[word.upperBound - 1] == Scalar(of: "了")
                || word.upperBound < text.count && text.scalars[word.upperBound] == Scalar(of: "了")
            if isOver { return true }
        }
        guard Analysis.endsOfStrictDenials.contains(text.scalars[position - 1]) else { return false }
        for denier in Analysis.strictDeniers where ends(with: denier, at: position, from: start) { return true }
        return false
    }

    private static let strictDeniers: [[Scalar]] = ["没再", "未发现", "没发现", "没看到", "不再", "没见", "未见", "不是"].map(
        \.scalarValues)

    /// What a denial, with what may stand between it and the denied, ends with: nearly all stretches do not.
    private static let endsOfDenials = ScalarSet((deniers + between).compactMap(\.last))
    private static let endsOfStrictDenials = ScalarSet(strictDeniers.compactMap(\.last))

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
