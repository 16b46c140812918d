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
            var item = decide(clauses.indices, 0, 1)
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
        for (index, draft) in drafts.enumerated() {
            var item = decide(draft.clauses, index, drafts.count)
            let own = bestPlace(draft.clauses)
            if let own {
                if item.intent != .correct { item.place = phrase(of: own) }
                if own.strength > 1 { shared = own }
            } else if let shared, item.intent == .report {
                item.place = phrase(of: shared)
            }
            items.append(item)
        }
        // A place named at the end serves the items before it.
        if let last = items.last?.place, items.count > 1, shared != nil {
            for index in items.indices where items[index].place == nil && items[index].intent == .report {
                items[index].place = last
            }
        }
        items = withoutFrames(items, drafts.map(\.isListed))
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
            return TypeScorer.candidates(evaluate(index..<(index + 1)).reasons).first.map { ($0.type, $0.points) }
        }
        let types = topics.map { $0.flatMap { $0.points >= 4 ? $0 : nil } }
        for index in clauses.indices {
            let place = bestPlace(index..<(index + 1)).flatMap { $0.strength > 1 ? $0 : nil }
            let own = types[index]
            let tellsDeed = facts[index].work == .completed || facts[index].isDelegated
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

    private func beginsNew(
        _ index: Int, _ own: (type: Int, points: Int)?, _ place: FoundPlace?, _ draft: Draft,
        _ types: [(type: Int, points: Int)?]
    ) -> Bool {
        if clauses[index].startsListItem { return true }
        guard let known = draft.type else { return false }
        if let own {
            if own.type != known {
                let isStrong = own.points >= 5 && draft.points >= 5
                return isStrong || (place != nil && draft.place != nil)
            }
            if let place, let other = draft.place { return !isSame(place, other) }
            return false
        }
        // A处…，B处…: the place of the next matter.
        guard let place, let other = draft.place, !isSame(place, other) else { return false }
        for next in (index + 1)..<min(clauses.count, index + 3) where next < clauses.count {
            if clauses[next].startsListItem { return false }
            if types[next] != nil { return true }
        }
        return false
    }

    private func isSame(_ a: FoundPlace, _ b: FoundPlace) -> Bool {
        text.scalars[a.range].elementsEqual(text.scalars[b.range])
    }

    /// Heads and feet of a list say nothing of their own: 巡查发现以下问题, 请下午5点前回复.
    private func withoutFrames(_ items: [Reading.Item], _ listed: [Bool]) -> [Reading.Item] {
        guard items.count > 1 else { return items }
        let kept = items.indices.filter { index in
            let item = items[index]
            switch item.intent {
            case .chatter, .patrol: return false
            case .report: return item.type != nil || listed[index]
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
        guard let head = clauses.indices.first else { return nil }
        let opening = gather(head..<(head + 1), evaluate(head..<(head + 1)).intents)
        if opening.weights[.tally] >= 6, !facts.has(.finding), things.count >= 2 { return .tally }
        return nil
    }

    // MARK: Deciding

    private func decide(_ clauses: Range<Int>, _ index: Int, _ count: Int) -> Reading.Item {
        let evaluated = evaluate(clauses)
        var reasons = evaluated.reasons
        if let bonus = placedThing(clauses, reasons) { reasons.append(bonus) }
        let gathered = gather(clauses, evaluated.intents)
        let candidates = TypeScorer.candidates(reasons)
        let place = bestPlace(clauses)
        let range = range(of: clauses)
        var item = Reading.Item(intent: .chatter, confidence: 0, range: text.originalRange(range))
        let counted = Array(things.starting(in: range) { $0.range.lowerBound })
        let points = candidates.first?.points ?? 0
        let surroundings = self.surroundings(gathered, place, counted.count, points)
        let other = candidates.count > 1 ? candidates[1] : nil
        let typed =
            candidates.first.map {
                TypeScorer.confidence(of: $0, against: other, surroundings: surroundings)
            } ?? 0

        let chosen = choose(gathered, reasons, points, typed, place, counted.count)
        item.intent = chosen.intent
        item.selfHandled = chosen.isOwnHand
        if chosen.intent == .report {
            item.confidence = typed
        } else {
            item.confidence = min(99, TypeScorer.base(of: chosen.points))
        }
        let keepsType: Bool
        switch chosen.intent {
        case .report: keepsType = points > 0
        case .chatter, .broadcast, .receipt, .census, .patrol, .acknowledge, .answer: keepsType = false
        default: keepsType = points >= 4
        }
        if keepsType, let top = candidates.first {
            item.type = tables.caseTypes[top.type].code
            item.alternatives = candidates.dropFirst().prefix(4).map {
                Reading.Alternative(
                    code: tables.caseTypes[$0.type].code,
                    confidence: TypeScorer.confidence(of: $0, against: top, surroundings: min(0, surroundings)))
            }
            decorate(&item, top.type, reasons)
        }
        item.recurrence = item.intent == .report && gathered.facts.has(.again)
        if item.intent == .report, gathered.facts.has(.danger) { item.urgent = true }
        for reason in reasons { item.evidence.append(evidence(reason)) }
        item.evidence += gathered.evidence
        for variant in variants where item.range.overlaps(variant.original) {
            let row = tables.variants[variant.row]
            item.evidence.append(
                Reading.Evidence(
                    source: "variant:\(row.written)", text: Understanding.text(of: text.original[variant.original]),
                    start: variant.original.lowerBound, end: variant.original.upperBound, points: 0))
        }
        if let place, let row = place.rows.first, let name = place.name {
            item.evidence.append(evidence("place:\(tables.places[row].name)", name, 0))
        }
        item.quantities = counted.map { measured($0, item.intent) }
        detail(&item, clauses, gathered.facts)
        return item
    }

    /// A place and a thing and not a word more (安中路口 路灯): nobody names a thing that is well.
    private func placedThing(_ clauses: Range<Int>, _ reasons: [TypeScorer.Reason]) -> TypeScorer.Reason? {
        guard let top = TypeScorer.candidates(reasons).first, (1...5).contains(top.points),
            let reason = reasons.first(where: { $0.type == top.type && $0.points > 0 }),
            let place = bestPlace(clauses), place.strength > 1
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

    private struct Choice {
        var intent: Intent
        var points: Int
        var isOwnHand = false
    }

    /// Decides between a problem that is told, a deed, and everything else that people say.
    private func choose(
        _ gathered: Gathered, _ reasons: [TypeScorer.Reason], _ points: Int, _ typed: Int, _ place: FoundPlace?,
        _ counted: Int
    ) -> Choice {
        let facts = gathered.facts
        var weights = gathered.weights
        let isUnit = around.sender?.role == .unit
        // Deeds and plans of one breath: first response done, the rest to come.
        if weights[.done] > 0,
            weights[.progress] > 0 || hasPlanBehindDeed(gathered.clauses)
                || gathered.clauses.contains(where: isUnfinished)
        {
            weights.add(.progress, weights[.done])
            weights.remove(.done)
        }
        // An answer to a request goes before what it repeats of it.
        if weights[.refuse] >= 6 || weights[.approve] >= 6 {
            weights.remove(.directive)
            weights.remove(.extend)
        }
        if weights[.extend] >= 8, facts.has(.moreTime) {
            weights.remove(.directive)
            weights.remove(.query)
        }
        if weights[.broadcast] >= 8 { return Choice(intent: .broadcast, points: weights[.broadcast]) }
        let ask = 4
        if points < 6 {
            for rare in [Intent.supervise, .void, .appeal] where weights[rare] >= 8 {
                return Choice(intent: rare, points: weights[rare])
            }
            if points < ask, weights[.patrol] >= 7, weights[.patrol] + 3 > weights[.done] {
                return Choice(intent: .patrol, points: weights[.patrol])
            }
        }
        if points >= ask, weights[.done] > 0, !isTold(afterDeed: gathered.clauses, reasons) {
            let found = facts.has(.finding) || (facts.has(.ownHand) && !isUnit)
            let byFinder = !isUnit && !around.isReply && (facts.has(.ownHand) || (facts.has(.finding) && place != nil))
            if found, byFinder { return Choice(intent: .report, points: points, isOwnHand: true) }
        } else if points >= ask, weights[.done] > 0 {
            weights.remove(.done)
        }
        let best = weights.decisive
        // 那个垃圾堆清掉了没
        if facts.work == .asked, weights[.query] > 0, !facts.has(.finding), !facts.has(.again), !facts.has(.neglect) {
            return Choice(intent: .query, points: weights[.query])
        }
        var report = points
        if points >= ask {
            if let place, place.strength > 1 { report += 2 } else if let best, best.points >= 7 { report -= 2 }
            if facts.has(.finding) || facts.has(.again) { report += 1 }
            if facts.has(.neglect) { report += 3 }
            if counted > 0 { report += 1 }
            if around.photos > 0 { report += 1 }
            if facts.has(.danger) { report += 1 }
            if facts.work == .ordered || facts.has(.haste) { report += 2 }
            if around.isReply { report -= 2 }
        }
        guard let best else {
            if points > 0 { return Choice(intent: .report, points: points) }
            if around.photos > 0, place != nil || isPointing { return Choice(intent: .report, points: 0) }
            if gathered.clauses == clauses.indices, let answer = placeOrDate(place) { return answer }
            return Choice(intent: .chatter, points: 6)
        }
        switch best.intent {
        case .directive where isOrder(gathered.clauses, reasons, facts) || points < ask:
            return Choice(intent: .directive, points: best.points)
        case .directive: break
        case .done, .progress, .tally, .broadcast, .patrol, .receipt, .census, .withdraw, .correct, .confirm, .rate,
            .verify:
            // Deeds and sums name the type that they are about.
            if best.points < 6, points >= 6, report > best.points + 4 { break }
            return Choice(intent: best.intent, points: best.points)
        case .chatter:
            let isNamed = place.map { $0.strength > 1 } ?? false
            let isTold = isNamed || facts.has(.finding) || facts.has(.neglect) || facts.has(.danger)
            if facts.has(.notice), !isTold { return Choice(intent: .chatter, points: best.points) }
            if points >= 6, isNamed, facts.has(.finding) || facts.has(.neglect) || counted > 0 { break }
            return points > best.points + 2
                ? Choice(intent: .report, points: points) : Choice(intent: .chatter, points: best.points)
        case .report:
            if points > 0 || best.points >= 5 {
                return Choice(intent: points > 0 ? .report : .chatter, points: max(points, best.points))
            }
        default:
            if points < ask || best.points > report { return Choice(intent: best.intent, points: best.points) }
        }
        return Choice(intent: .report, points: points)
    }

    /// A place and nothing else, or a date and nothing else, answers a question.
    private func placeOrDate(_ place: FoundPlace?) -> Choice? {
        let length = text.scalars.count { $0.isHan || $0.isWord }
        if let place, place.strength > 1 {
            let own = text.scalars[place.range].count { $0.isHan || $0.isWord }
            if own == length { return Choice(intent: .answer, points: 5) }
        }
        if times.count == 1, let time = times.first, time.range.count >= length {
            return Choice(intent: .answer, points: 6)
        }
        return nil
    }

    /// An order names its problem only as an object (把店外店清一遍): to all, or with a limit in the same breath and nothing
    /// found. A problem told with 请…清理 behind it is a report.
    private func isOrder(_ clauses: Range<Int>, _ reasons: [TypeScorer.Reason], _ facts: Facts) -> Bool {
        if facts.has(.finding) { return false }
        if facts.has(.campaign) { return true }
        let typed = clauses.filter { clause in
            reasons.contains { $0.points > 3 && self.clauses[clause].range.contains($0.range.lowerBound) }
        }
        return typed.allSatisfy { clause in
            (self.facts[clause].work == .ordered || self.facts[clause].has(.urge))
                && hasDeadline(self.clauses[clause].range)
        }
    }

    /// 这里, 这个 beside a photo.
    private var isPointing: Bool {
        text.count <= 8 && text.scalars.contains(Scalar(of: "这"))
    }

    /// 先围起来了，明天换盖子: a plan in a clause behind the deed.
    private func hasPlanBehindDeed(_ clauses: Range<Int>) -> Bool {
        var isDone = false
        for clause in clauses {
            if isDone, isUnfinished(clause) { return true }
            if facts[clause].work == .completed {
                isDone = true
            } else if isDone,
                facts[clause].work == .planned
                    || facts[clause].has(.plan) && facts[clause].work == .none && !facts[clause].has(.smallTalk)
            {
                return true
            }
        }
        return false
    }

    /// 还没走, 尚未恢复
    private func isUnfinished(_ clause: Int) -> Bool {
        clauses[clause].range.contains { starts(Analysis.notYet, $0) || starts(Analysis.stillNot, $0) }
    }

    private static let notYet: Word = "还没"
    private static let stillNot: Word = "尚未"

    /// 昨天清了，今天又有人倒: the problem is told behind the deed.
    private func isTold(afterDeed clauses: Range<Int>, _ reasons: [TypeScorer.Reason]) -> Bool {
        var deed: Int?
        var told: Int?
        for clause in clauses {
            if facts[clause].work == .completed { deed = clause }
            if reasons.contains(where: { $0.points > 0 && self.clauses[clause].range.contains($0.range.lowerBound) }) {
                told = clause
            }
        }
        guard let deed, let told, told > deed else { return false }
        return facts[told].has(.again) || facts[told].has(.finding)
    }

    /// What surrounds the words of a problem: a place, a number, somebody pressed; or a slogan, a sum, a question.
    private func surroundings(_ gathered: Gathered, _ place: FoundPlace?, _ counted: Int, _ points: Int) -> Int {
        let facts = gathered.facts
        var value = 0
        if let place { value += place.strength == 3 ? 5 : place.strength == 2 ? 3 : 1 }
        if counted > 0 { value += 2 }
        if facts.has(.urge) || facts.has(.haste) || facts.has(.neglect) { value += 3 }
        if facts.has(.finding) { value += 2 }
        if facts.has(.again) { value += 1 }
        if facts.has(.danger) { value += 2 }
        if around.photos > 0 { value += 2 }
        value = min(value, 10)
        // A word and nothing around it is talk more often than a report.
        let isBare = value == 0 && !facts.has(.again)
        if isBare { value -= points < 7 ? 36 : points < 9 ? 26 : 10 }
        if facts.has(.person), place.map({ $0.strength < 2 }) ?? true, !facts.has(.urge), !facts.has(.haste),
            !facts.has(.neglect)
        {
            value -= 12
        }
        if facts.has(.notice) { value -= 30 }
        if facts.has(.tally) { value -= 40 }
        if facts.has(.smallTalk) { value -= 25 }
        if facts.has(.praise), !facts.has(.again), !facts.has(.neglect) { value -= 28 }
        if facts.has(.condition) { value -= 30 }
        if facts.has(.wish) { value -= 12 }
        if facts.has(.question), !facts.has(.neglect), !facts.has(.urge) {
            value -= place.map { $0.strength > 1 } ?? false ? 12 : 26
        }
        return value
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

    private func measured(_ thing: CountedThing, _ intent: Intent) -> Quantity {
        var quantity = thing.quantity
        switch intent {
        case .done, .tally, .progress: quantity.measure = .cleaned
        default: quantity.measure = .found
        }
        return quantity
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

    // MARK: Finishing

    /// Grid, unit, helpers: what the tables say once type and place are known.
    private func complete(_ item: inout Reading.Item) {
        let county = vocabulary.county
        let grid = item.place?.grid ?? fallbackGrid
        if item.place != nil, item.place?.grid == nil, item.place?.candidates.isEmpty == true {
            item.place?.grid = grid
        }
        if item.intent == .report, let type = item.type, let route = county.route(type: type, grid: grid) {
            item.unit = route.unit
            item.assist = route.assist
        }
    }

    /// The grid when no place says it: a grid named in the text, the room's unless that is the whole county, the sender's, the
    /// point that came with the message.
    private var fallbackGrid: String? {
        let county = vocabulary.county
        if let named = places.lazy.compactMap(\.grid).first { return tables.grids[named].code }
        if let point = around.location, let grid = county.grid(at: point) { return grid }
        if let grid = around.room?.grid, county.grid(grid)?.level != .county { return grid }
        return around.sender?.grid
    }

    func phrase(of place: FoundPlace) -> Reading.PlacePhrase {
        var phrase = Reading.PlacePhrase(text: text.written(place.range))
        let rows = narrowed(place.rows)
        if rows.count == 1 {
            phrase.name = tables.places[rows[0]].name
            phrase.grid = tables.places[rows[0]].grid
            phrase.coordinate = tables.places[rows[0]].coordinate
        } else if let first = rows.first {
            let name = tables.places[first].name
            if rows.allSatisfy({ tables.places[$0].name == name }) { phrase.name = name }
            phrase.candidates = rows.map { .init(name: tables.places[$0].name, grid: tables.places[$0].grid) }
        } else if let grid = place.grid {
            phrase.grid = tables.grids[grid].code
        }
        return phrase
    }

    /// Of rows that a name fits, those that the room, other places of the text, or the sender's grid speak for.
    private func narrowed(_ rows: [Int]) -> [Int] {
        guard rows.count > 1 else { return rows }
        let county = vocabulary.county
        func within(_ area: String?) -> [Int] {
            guard let area else { return [] }
            return rows.filter { row in tables.places[row].grid.map { county.grid($0, isWithin: area) } ?? false }
        }
        if let grid = around.room?.grid, county.grid(grid)?.level != .county {
            let fitting = within(grid)
            if fitting.count == 1 { return fitting }
        }
        for place in places {
            if let grid = place.grid {
                let fitting = within(tables.grids[grid].code)
                if fitting.count == 1 { return fitting }
            }
            for row in place.neighbours + (place.rows.count == 1 ? place.rows : []) {
                let fitting = within(tables.places[row].grid)
                if fitting.count == 1 { return fitting }
            }
        }
        let fitting = within(around.sender?.grid)
        return fitting.count == 1 ? fitting : rows
    }

    private func finished(_ items: [Reading.Item]) -> Reading {
        var reading = Reading(items: items)
        let secret = personal.map(\.range)
        reading.caseReferences = CaseReferenceReader.read(text.scalars, personal: secret).map { text.written($0) }
        reading.personal = personal.map {
            Reading.PersonalData(kind: $0.kind, range: text.originalRange($0.range))
        }
        reading.mentions = addresses.map { address in
            switch address.meaning {
            case .unit(let row): .unit(tables.units[row].code)
            case .person(let row): .person(tables.people[row].id)
            default: .unknown(text.written(address.name))
            }
        }
        reading.answer = answer
        reading.deadline = deadline(reading)
        return reading
    }
}
