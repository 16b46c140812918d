internal import Domain

extension Analysis {
    /// Clauses that speak of one matter.
    private struct Draft {
        var clauses: Range<Int>
        var type: Int?
        var points = 0
        /// What it speaks of, however softly, when its last clause told a deed.
        var deed: Int?
        var place: FoundPlace?
        var isListed = false
    }

    /// Items beyond this many are read as one.
    private static let mostItems = 30

    func reading() -> Reading {
        if let item = wholeAnswer() { return finished([item]) }
        var drafts = drafts()
        if drafts.count > 1, let whole = frame() {
            drafts = [Draft(clauses: clauses.indices)]
            var item = decide(clauses.indices, sharing: nil)
            item.intent = whole
            item.type = nil
            item.alternatives = []
            item.urgent = false
            item.recurrence = false
            item.place = bestPlace(clauses.indices).map { phrase(of: $0) }
            complete(&item)
            return finished([item])
        }
        var items: [Reading.Item] = []
        var shared: FoundPlace?
        for draft in drafts {
            var item = decide(draft.clauses, sharing: shared)
            let own = bestPlace(draft.clauses)
            if let own {
                if item.intent != .correct { item.place = phrase(of: own) }
                if own.strength > 1 || shared == nil { shared = own }
            } else if let shared, [.report, .done].contains(item.intent) {
                item.place = phrase(of: shared)
            }
            if let same = echo(item, of: items.last, in: draft.clauses) { item = same }
            items.append(item)
        }
        // A place named at the end serves the items before it.
        if let last = items.last?.place, items.count > 1, shared != nil {
            for index in items.indices where items[index].place == nil && items[index].intent == .report {
                items[index].place = last
            }
        }
        // 桶清了，地还在冲: how the work goes on, told of nothing else, is the rest of the deed before it.
        for index in items.indices.dropLast()
        where items[index].intent == .done && items[index + 1].intent == .progress && items[index + 1].type == nil {
            items[index].intent = .progress
        }
        (items, drafts) = withoutEffects(items, drafts)
        items = withoutFrames(items, drafts)
        for index in items.indices { complete(&items[index]) }
        return finished(items)
    }

    // MARK: Cutting

    /// Puts clauses together that speak of one matter; a new one begins with a list number, another problem, or another
    /// place that has its own problem.
    private func drafts() -> [Draft] {
        var drafts: [Draft] = []
        guard !clauses.isEmpty else { return [Draft(clauses: 0..<0)] }
        let topics = clauses.indices.map { index -> (type: Int, points: Int)? in
            if clauses.count == 1 || (collected[index].reasons.isEmpty && collected[index].atoms.isEmpty) { return nil }
            return TypeScorer.candidates(single[index].reasons).first.map { ($0.type, $0.points) }
        }
        let types = topics.map { $0.flatMap { $0.points >= 4 ? $0 : nil } }
        for index in clauses.indices {
            let place = bestPlace(index..<(index + 1)).flatMap { $0.strength > 1 ? $0 : nil }
            let own = types[index]
            let tellsDeed =
                facts[index].work == .completed || facts[index].isDelegated || plainDeed(clauses[index].range) != nil
                || isHandedOver(index)
            let deed = tellsDeed ? topics[index]?.type : nil
            if let deed, let last = drafts.last?.deed, deed != last, drafts.count < Analysis.mostItems {
                drafts.append(
                    Draft(
                        clauses: index..<(index + 1), type: own?.type, points: own?.points ?? 0, deed: deed,
                        place: place,
                        isListed: clauses[index].startsListItem))
                continue
            }
            if var draft = drafts.last,
                drafts.count == Analysis.mostItems || !beginsNew(index, own, place, draft, types)
            {
                draft.clauses = draft.clauses.lowerBound..<(index + 1)
                if let own, own.points > draft.points { (draft.type, draft.points) = (own.type, own.points) }
                if draft.place == nil { draft.place = place }
                draft.deed = deed ?? draft.deed
                drafts[drafts.count - 1] = draft
            } else {
                drafts.append(
                    Draft(
                        clauses: index..<(index + 1), type: own?.type, points: own?.points ?? 0, deed: deed,
                        place: place,
                        isListed: clauses[index].startsListItem))
            }
        }
        return drafts
    }

    /// 报市政了
    private func isHandedOver(_ clause: Int) -> Bool {
        if facts[clause].has(.question) || facts[clause].has(.negation) { return false }
        let range = clauses[clause].range
        return marks.intents.starting(in: range) { $0.start }.contains {
            $0.end <= range.upperBound && tables.intents[$0.row].intent == .transfer
        } || single.count > clause && single[clause].intents.contains { tables.rules[$0.row].intent == .transfer }
    }

    private func beginsNew(
        _ index: Int, _ own: (type: Int, points: Int)?, _ place: FoundPlace?, _ draft: Draft,
        _ types: [(type: Int, points: Int)?]
    ) -> Bool {
        if clauses[index].startsListItem { return true }
        guard let known = draft.type else { return false }
        if let own {
            if own.type != known {
                if place == nil || draft.place == nil,
                    SideEffects.isOneMatter(tables.caseTypes[own.type].code, tables.caseTypes[known].code)
                {
                    return false
                }
                let isStrong = own.points >= 5 && draft.points >= 5
                return isStrong || (place != nil && draft.place != nil)
            }
            if let place, let other = draft.place { return !isSame(place, other) }
            return false
        }
        // A处…，B处…: the place of the next matter.
        guard let place, let other = draft.place, !isSame(place, other) else { return false }
        if clauses[index].range.contains(where: { at in Analysis.likewise.contains { starts($0, at) } }) { return true }
        for next in (index + 1)..<min(clauses.count, index + 3) where next < clauses.count {
            if clauses[next].startsListItem { return false }
            if types[next] != nil { return true }
        }
        return false
    }

    private func isSame(_ a: FoundPlace, _ b: FoundPlace) -> Bool {
        text.scalars[a.range].elementsEqual(text.scalars[b.range])
    }

    /// 那边也有, 3栋也是: what was said before, of another place.
    private func echo(_ item: Reading.Item, of last: Reading.Item?, in clauses: Range<Int>) -> Reading.Item? {
        guard let last, last.intent == .report, let type = last.type, item.type == nil, item.place != nil,
            [.chatter, .report].contains(item.intent), !clauses.contains(where: { facts[$0].has(.question) }),
            range(of: clauses).contains(where: { index in Analysis.likewise.contains { starts($0, index) } })
        else { return nil }
        var same = item
        same.intent = .report
        same.type = type
        same.confidence = max(0, last.confidence - 10)
        same.sensitive = last.sensitive
        same.urgent = last.urgent
        same.evidence += last.evidence
        return same
    }

    private static let likewise: [Word] = ["也有", "也是", "也一样", "也存在", "也同样", "同样有", "一样有", "都有"]

    /// Puts an effect that is told in a clause of its own into the item of its cause.
    private func withoutEffects(_ items: [Reading.Item], _ drafts: [Draft]) -> ([Reading.Item], [Draft]) {
        guard items.count > 1, items.count == drafts.count else { return (items, drafts) }
        var kept = items
        var dropped: Set<Int> = []
        for index in items.indices where items[index].intent == .report && !drafts[index].isListed {
            guard let effect = items[index].type, !isAdded(drafts[index].clauses) else { continue }
            let cause = items.indices.first { other in
                other != index && !dropped.contains(other) && items[other].intent == .report
                    && items[other].type.map { SideEffects.follows(effect, from: $0) } ?? false
                    && (drafts[index].place == nil || drafts[other].place == nil
                        || items[index].place == items[other].place)
            }
            guard let cause else { continue }
            dropped.insert(index)
            kept[cause].evidence += items[index].evidence
            if kept[cause].place == nil { kept[cause].place = items[index].place }
        }
        let left = kept.indices.filter { !dropped.contains($0) }
        return (left.map { kept[$0] }, left.map { drafts[$0] })
    }

    /// 还放音响, 另外…: told as another matter.
    private func isAdded(_ clauses: Range<Int>) -> Bool {
        let range = range(of: clauses)
        let opening = range.lowerBound..<min(range.upperBound, range.lowerBound + 4)
        return opening.contains { index in Analysis.adding.contains { starts($0, index) } }
    }

    private static let adding: [Word] = ["还", "也", "另外", "另", "同时", "而且", "并且", "以及", "再有", "其次", "此外", "also", "and "]

    /// Heads and feet of a list say nothing of their own: 巡查发现以下问题, 请下午5点前回复.
    private func withoutFrames(_ items: [Reading.Item], _ drafts: [Draft]) -> [Reading.Item] {
        guard items.count > 1 else { return items }
        let listed = drafts.map(\.isListed)
        let kept = items.indices.filter { index in
            let item = items[index]
            switch item.intent {
            case .chatter, .patrol: return false
            case .report:
                if listed[index] { return true }
                // 一旦起火全完蛋: what might come of the problem that was told before.
                if facts[drafts[index].clauses.lowerBound].has(.condition), item.confidence < 80,
                    items[..<index].contains(where: { $0.intent == .report && $0.confidence >= 80 })
                {
                    return false
                }
                // A faint second problem beside a clear one is the same one told on.
                return item.type != nil
                    && (item.confidence >= 50 || !items.contains { $0.intent == .report && $0.confidence >= 80 })
            case .directive, .acknowledge, .remind, .query:
                return item.type != nil || listed[index] || !items.contains { $0.intent == .report && $0.type != nil }
            default: return true
            }
        }
        return kept.isEmpty ? [items[0]] : kept.map { items[$0] }
    }

    /// A notice that asks for receipts and a sum of the day's work are one matter however many problems they name.
    private func frame() -> Intent? {
        var facts = Facts()
        for clause in self.facts { facts = facts.merged(with: clause) }
        if facts.has(.receipt) { return .broadcast }
        let gathered = gather(clauses.indices, [])
        if gathered.weights[.broadcast] >= 8 { return .broadcast }
        if gathered.weights[.chatter] >= 20, !facts.has(.finding), !places.contains(where: { $0.strength > 1 }) {
            return .chatter
        }
        guard let head = clauses.indices.first else { return nil }
        let opening = gather(head..<(head + 1), evaluate(head..<(head + 1)).intents)
        // 刚刷到个视频说…: what the first clause calls it the rest is, however much it names.
        if opening.weights[.chatter] >= 30, around.photos == 0, !facts.has(.neglect), !facts.has(.urge) {
            return .chatter
        }
        if opening.weights[.tally] >= 6, !facts.has(.finding), things.count >= 2 { return .tally }
        return nil
    }
}
