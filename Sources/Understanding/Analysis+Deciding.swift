internal import Domain

extension Analysis {
    // MARK: Deciding

    /// - Parameter sharing: the place of the items before, for one that names none itself.
    func decide(_ clauses: Range<Int>, sharing: FoundPlace?) -> Reading.Item {
        let evaluated = clauses.count == 1 && single.count > 1 ? single[clauses.lowerBound] : evaluate(clauses)
        var reasons = evaluated.reasons
        var candidates = TypeScorer.candidates(reasons)
        let place = bestPlace(clauses)
        if let place, let top = candidates.first, let bonus = placedThing(clauses, place, top, reasons) {
            reasons.append(bonus)
            candidates = TypeScorer.candidates(reasons)
        }
        if let fault = fault(clauses, candidates, reasons) {
            reasons.append(fault)
            candidates = TypeScorer.candidates(reasons)
        }
        let gathered = gather(clauses, evaluated.intents, told: told(candidates.first, reasons))
        let range = range(of: clauses)
        var item = Reading.Item(intent: .chatter, confidence: 0, range: text.originalRange(range))
        let counted = Array(things.starting(in: range) { $0.range.lowerBound })
        let points = candidates.first?.points ?? 0
        let surroundings = self.surroundings(
            gathered, place ?? sharing, counted.count, points, remoteness(reasons, of: candidates.first?.type),
            isTale: callsItTale(reasons),
            isComposed: isComposed(candidates.first, reasons))
        let other = candidates.count > 1 ? candidates[1] : nil
        let typed =
            candidates.first.map {
                TypeScorer.confidence(of: $0, against: other, surroundings: surroundings.value)
            } ?? 0

        var chosen = choose(gathered, reasons, points, place, counted.count)
        // What is told of another time or place, wished for or asked about is talk, unless the words are plain all the same.
        let isTalkedAbout = typed < 50 && surroundings.against <= -25
        if chosen.intent == .report, !chosen.isOwnHand,
            isTalkedAbout || typed < 40 && isPassing(gathered.facts, place)
        {
            chosen = Choice(intent: .chatter, points: 6)
        }
        if chosen.intent == .done, isBeside(gathered) {
            let isOwnHand =
                points >= 6 && place.map { $0.strength > 1 } ?? false && isTold(beforeDeed: clauses, reasons)
            chosen =
                isOwnHand
                ? Choice(intent: .report, points: points, isOwnHand: true) : Choice(intent: .chatter, points: 5)
        }
        if chosen.intent == .done, isHedged(clauses) { chosen.intent = .progress }
        item.intent = chosen.intent
        item.selfHandled = chosen.isOwnHand
        if chosen.intent == .report {
            // A second type that could be filed itself makes the first a choice between two.
            let rival = candidates.first.flatMap { top in
                other.map { TypeScorer.confidence(of: $0, against: top, surroundings: min(0, surroundings.value)) }
            }
            let isPlaced = (place ?? sharing).map { !$0.rows.isEmpty || $0.grid != nil } ?? false
            let isOutright =
                isPlaced && rival ?? 0 < TypeScorer.rival && isNamedOutright(candidates.first?.type, reasons)
            item.confidence = isOutright ? typed : min(TypeScorer.inferred, typed)
        } else {
            let isCertain = chosen.points >= TypeScorer.certain && isReadWhole(gathered)
            let most = isCertain ? 99 : TypeScorer.inferred
            item.confidence = min(most, TypeScorer.base(of: chosen.points))
        }
        let keepsType: Bool
        switch chosen.intent {
        case .report: keepsType = points > 0
        case .chatter, .broadcast, .receipt, .census, .patrol, .acknowledge, .answer: keepsType = false
        // A deed names its object and no more: 垃圾已清, 井盖报市政了.
        case .done, .transfer: keepsType = points >= 2
        default: keepsType = points >= 4
        }
        if keepsType, let top = candidates.first {
            item.type = tables.caseTypes[top.type].code
            item.alternatives = candidates.dropFirst().prefix(4).map {
                Reading.Alternative(
                    code: tables.caseTypes[$0.type].code,
                    confidence: TypeScorer.confidence(of: $0, against: top, surroundings: min(0, surroundings.value)))
            }
            decorate(&item, top.type, reasons)
        }
        item.recurrence = item.intent == .report && gathered.facts.has(.again)
        if item.intent == .report, gathered.facts.has(.danger) { item.urgent = true }
        for reason in reasons { item.evidence.append(evidence(reason)) }
        item.evidence += gathered.evidence
        for (source, original) in replaced where item.range.overlaps(original) {
            item.evidence.append(
                Reading.Evidence(
                    source: source, text: Understanding.text(of: text.original[original]), start: original.lowerBound,
                    end: original.upperBound, points: 0))
        }
        if let place, let row = place.rows.first, let name = place.name {
            item.evidence.append(evidence("place:\(tables.places[row].name)", name, 0))
        }
        // 今天报了几个 asks for a number and gives none.
        let given = item.intent == .query ? counted.filter { !$0.quantity.approximate } : counted
        item.quantities = given.map { measured($0, item.intent, range) }
        detail(&item, clauses, gathered.facts)
        if isExplained {
            item.working = working(
                reasons, candidates, surroundings, gathered.weights, (chosen.intent, chosen.points))
        }
        return item
    }

    /// A place and a thing and not a word more (安中路口 路灯): nobody names a thing that is well.
    private func placedThing(
        _ clauses: Range<Int>, _ place: FoundPlace, _ top: TypeScorer.Candidate, _ reasons: [TypeScorer.Reason]
    ) -> TypeScorer.Reason? {
        guard place.strength > 1, (1...5).contains(top.points),
            let reason = reasons.first(where: { $0.type == top.type && $0.points > 0 })
        else { return nil }
        var rest = 0
        for clause in clauses {
            for index in self.clauses[clause].range where !place.range.contains(index) && !reason.range.contains(index)
            {
                if text.scalars[index].isHan || text.scalars[index].isWord { rest += 1 }
            }
        }
        return rest == 0 && reason.range.lowerBound >= place.range.upperBound
            ? .init(type: top.type, points: 3, range: reason.range, source: .placed) : nil
    }

    /// A component and what is wrong with it, put together.
    private func isComposed(_ top: TypeScorer.Candidate?, _ reasons: [TypeScorer.Reason]) -> Bool {
        guard let top, tables.caseTypes[top.type].kind == .component else { return false }
        return reasons.contains { $0.type == top.type && $0.points > 2 && !$0.isKeyword }
    }

    /// What tells of the problem itself: words in there say nothing of how the work on it goes (门关不上, 刷卡没反应), unless a
    /// unit says them or an answer.
    private func told(_ top: TypeScorer.Candidate?, _ reasons: [TypeScorer.Reason]) -> [Range<Int>] {
        guard let top, top.points >= 6, around.sender?.role != .unit, !around.isReply else { return [] }
        return reasons.filter { $0.type == top.type && $0.points > 2 }.map(\.range)
    }

    /// Traits of the type and of the rules that decided it.
    private func decorate(_ item: inout Reading.Item, _ type: Int, _ reasons: [TypeScorer.Reason]) {
        item.sensitive = tables.caseTypes[type].sensitive
        item.urgent = item.urgent || (item.intent == .report && tables.caseTypes[type].urgent)
        var most = 0
        for reason in reasons where reason.type == type {
            guard case .rule(let row) = reason.source else { continue }
            let rule = tables.rules[row]
            if rule.urgent, item.intent == .report { item.urgent = true }
            guard rule.points > most, rule.resolveWithin != nil || rule.evidence != nil else { continue }
            most = rule.points
            item.resolveWithin = rule.resolveWithin
            item.evidenceNeeded = rule.evidence
        }
    }

    func range(of clauses: Range<Int>) -> Range<Int> {
        guard let first = clauses.first, let last = clauses.last else { return 0..<text.count }
        return self.clauses[first].range.lowerBound..<self.clauses[last].range.upperBound
    }

    /// The place that says most: a name of the gazetteer before a shape, the longer before the shorter, the first of equals.
    func bestPlace(_ clauses: Range<Int>) -> FoundPlace? {
        let range = range(of: clauses)
        guard !clauses.isEmpty else { return nil }
        var best: FoundPlace?
        for place in places.starting(in: range, { $0.range.lowerBound }) {
            if let known = best, (place.strength, place.range.count) <= (known.strength, known.range.count) { continue }
            best = place
        }
        return best
    }
}
