import Cases
import Domain
import Templating

/// The ladder: what a clock that has run so far does to a case, and whose card leads to what.
extension Turn {
    /// A step is reached: the card is given at its moment, the word about it waits for its bundle.
    mutating func climb(_ step: LadderStep, on subject: Case) throws {
        let event: Case.Event =
            switch step.kind {
            case .yellow: .supervised(.yellow)
            case .red: .supervised(.red)
            case .chase, .reminder, .notice, .escalation: .reminded
            }
        guard let reached = try act(event, on: subject, by: .bridge, why: step.name).subject else { return }
        try nudge(reached, step)
    }

    /// What follows from an event beside time: the steps at a rework, and those that a unit's cards add up to.
    /// - Returns: whether the case has been changed by it.
    mutating func climb(by subject: Case, was before: Case) throws -> Bool {
        var hasClimbed = false
        if subject.state == .rework, subject.reworks > before.reworks {
            for step in desk.rules.ladder.steps(atRework: subject.reworks, urgent: subject.urgent) {
                guard let current = try ledger.find(subject.id) else { continue }
                try climb(step, on: current)
                hasClimbed = true
            }
        }
        if before.isCarded, !subject.isCarded { try ledger.removeCards(of: subject.id, at: now) }
        guard let unit = subject.unit, subject.supervision > before.supervision, let colour = subject.supervision.card
        else { return hasClimbed }
        try ledger.give(Card(subject: subject.id, unit: unit, colour: colour, at: now))
        let zone = desk.hours.zone
        for (step, count, days) in desk.rules.ladder.steps(after: colour, urgent: subject.urgent) {
            let first = zone.instant(zone.date(now).advanced(byDays: 1 - days))
            let cards = try ledger.cards(ofUnit: unit, colour, since: first)
            guard Set(cards.map(\.subject)).count >= count, let current = try ledger.find(subject.id) else { continue }
            try climb(step, on: current)
            hasClimbed = true
        }
        return hasClimbed
    }

    // MARK: Gathering

    /// Keeps a word of supervision until it is said with others. Urgent ones do not wait, but those that an outage has
    /// made late are heard together, once what came in meanwhile has had its say.
    mutating func nudge(_ subject: Case, _ step: LadderStep) throws {
        guard let place = county.supervisionRoom(of: subject) else { return }
        let isLate = ringing.map { $0.due.advanced(by: DeskSettings.bundleWait) < now } ?? false
        let nudge = Nudge(
            subject: subject.id, kind: step.kind, step: step.name, room: place.key,
            bundle: isLate ? (subject.urgent ? Nudge.urgent : Nudge.overdue) : bundle(of: subject, step), at: now)
        if subject.urgent, !isLate { return try sayBundle([(nudge, subject)]) }
        try ledger.save(nudge)
        if subject.urgent { return try setUrgentFlush(in: nudge.room) }
        try setFlush(of: nudge, isHeld: step.held)
    }

    /// Keeps a word that was to be said to somebody alone, and can only be said in the rooms.
    func nudgeOpenly(_ subject: Case, _ step: LadderStep) throws {
        guard let place = county.supervisionRoom(of: subject) else { return }
        let nudge = Nudge(
            subject: subject.id, kind: step.kind, step: step.name, room: place.key,
            bundle: Nudge.openly + bundle(of: subject, step), at: now)
        try ledger.save(nudge)
        try setFlush(of: nudge, isHeld: step.held)
    }

    private func bundle(of subject: Case, _ step: LadderStep) -> String {
        switch step.clock {
        case .answer, .handling: subject.unit ?? "/\(step.clock.rawValue)"
        case .intake, .dispatch, .check, .approval: "/\(step.clock.rawValue)"
        }
    }

    /// The word that is due first says when its bundle is said. What the night holds is due with the morning post, which
    /// rings first and says it.
    private func setFlush(of nudge: Nudge, isHeld: Bool) throws {
        let flush = now.advanced(by: DeskSettings.bundleWait)
        var due = isHeld ? afterQuiet(flush) : flush
        if due > flush, let morning = settings.morning {
            due = max(due, desk.hours.zone.instant(desk.hours.zone.date(due), secondOfDay: morning))
        }
        let timer = DeskTimer(.nudges(nudge.room, bundle: nudge.bundle), due: due)
        if let set = try ledger.timerDue(timer.key), set <= due { return }
        try ledger.set(timer)
    }

    /// By day and night: the emergency waits for nothing but what is on its way to the ledger.
    private func setUrgentFlush(in place: RoomKey) throws {
        let bundle = DeskTimer.Work.nudges(place, bundle: Nudge.urgent)
        try ledger.set(DeskTimer(bundle, due: now.advanced(by: DeskSettings.urgentBundleWait)))
    }

    /// The moment itself, or the end of the quiet hours that it falls into.
    private func afterQuiet(_ instant: Timestamp) -> Timestamp {
        guard let quiet = settings.quietHours else { return instant }
        let time = desk.hours.zone.civil(instant)
        let spansMidnight = quiet.start > quiet.end
        let second = time.secondOfDay
        let isQuiet =
            spansMidnight
            ? second >= quiet.start || second < quiet.end : second >= quiet.start && second < quiet.end
        guard isQuiet else { return instant }
        let day = spansMidnight && second >= quiet.start ? time.date.advanced(byDays: 1) : time.date
        return desk.hours.zone.instant(day, secondOfDay: quiet.end)
    }

    /// A bundle or the morning post was due while the bridge was away: all that became late is said in one post, which
    /// rings first and takes the others with it.
    mutating func gatherLate(_ bundle: String) throws {
        if bundle == Nudge.urgent { return try setUrgentFlush(in: room.key) }
        let flush = afterQuiet(now.advanced(by: DeskSettings.bundleWait))
        for bundle in Set([bundle, Nudge.overdue]).sorted() {
            try ledger.set(DeskTimer(.nudges(room.key, bundle: bundle), due: flush))
        }
    }

    // MARK: Saying

    /// Says what has gathered in a bundle, unless the room has had its share today: then the morning post says it.
    mutating func sayNudges(_ bundle: String) throws {
        guard try isHeard(bundle) else {
            return try ledger.set(DeskTimer(.nudges(room.key, bundle: bundle), due: nextMorning()))
        }
        if bundle == Nudge.overdue { return try sayMorning() }
        let today = desk.hours.zone.instant(desk.hours.zone.date(now))
        let hasShare = try ledger.supervisionPosts(in: room.key, since: today) < DeskSettings.supervisionPostsADay
        guard hasShare || bundle == Nudge.urgent else {
            return try ledger.set(DeskTimer(.nudges(room.key, bundle: bundle), due: nextMorning()))
        }
        let waiting = try ledger.nudges(in: room.key, bundle: bundle)
        try ledger.removeNudges(in: room.key, bundle: bundle)
        var due = waiting
        if bundle != Nudge.urgent, afterQuiet(now) > now {
            // A word that the night does not hold takes no other with it.
            due = waiting.filter { !isHeld($0) }
            for nudge in waiting where isHeld(nudge) {
                try ledger.save(nudge)
                try setFlush(of: nudge, isHeld: true)
            }
        }
        let said = try stillTrue(due, ofEachClock: bundle == Nudge.urgent)
        guard bundle == Nudge.urgent else { return said.isEmpty ? () : try sayBundle(said) }
        // Of several units: one post for each kind of word.
        for kind in Nudge.Kind.allCases {
            let ofKind = said.filter { $0.0.kind == kind }
            if !ofKind.isEmpty { try sayBundle(ofKind) }
        }
    }

    /// Whether the room hears anything at all now: what a muted room does not hear waits until it may be spoken to again.
    private func isHeard(_ bundle: String? = nil) throws -> Bool {
        try settings.postsOn && (bundle == Nudge.urgent || !ledger.isMuted(room.key))
    }

    /// When the next morning post is said, or would be.
    private func nextMorning() -> Timestamp {
        let tomorrow = desk.hours.zone.date(now).advanced(byDays: 1)
        return desk.hours.zone.instant(tomorrow, secondOfDay: settings.morning ?? settings.quietHours?.end ?? 8 * 3600)
    }

    /// Of each case its highest word, where it still holds: nothing is said of what has been done meanwhile.
    /// - Parameter ofEachClock: the highest of each clock; an emergency that nobody has answered is not only late.
    private func stillTrue(_ waiting: [Nudge], ofEachClock: Bool = false) throws -> [(Nudge, Case)] {
        var said: [(Nudge, Case)] = []
        for nudge in waiting {
            guard let subject = try ledger.find(nudge.subject), isStillTrue(nudge, subject) else { continue }
            func isBeside(_ other: (Nudge, Case)) -> Bool {
                other.1.id == subject.id && (!ofEachClock || clock(of: other.0) == clock(of: nudge))
            }
            said.removeAll { isBeside($0) && $0.0.kind <= nudge.kind }
            if !said.contains(where: isBeside) { said.append((nudge, subject)) }
        }
        return said
    }

    private func clock(of nudge: Nudge) -> CaseClock { desk.rules.ladder[nudge.step]?.clock ?? .handling }

    private func isHeld(_ nudge: Nudge) -> Bool { desk.rules.ladder[nudge.step]?.held ?? true }

    /// A row that is in the table no more says nothing.
    private func isStillTrue(_ nudge: Nudge, _ subject: Case) -> Bool {
        desk.rules.ladder[nudge.step].map { subject.stands(at: $0, now, desk.rules) } ?? false
    }

    private mutating func sayBundle(_ bundle: [(Nudge, Case)]) throws {
        guard let home = bundle.first.flatMap({ county.room($0.0.room) }) else { return }
        let (left, readers) = try sayPrivately(bundle, home)
        let steps = left.compactMap { desk.rules.ladder[$0.0.step] }
        for place in left.isEmpty ? [] : [home] + furtherRooms(of: left, steps, home) {
            let people = left.flatMap { word in
                receivers(of: [word], in: place).filter { person in
                    // Who has read it alone is not named for it, and for everything else as ever.
                    !isForOneAlone(word) || person.map { !readers.contains($0.id) } ?? true
                }
            }
            try sayWords(left, in: place, mention: people)
        }
    }

    /// Says some words of one bundle together, as the highest of them.
    /// - Returns: the post's id.
    @discardableResult
    mutating func sayWords(
        _ bundle: [(Nudge, Case)], in place: Room, mention people: [Person?], words: [OutboundPost.Word] = []
    ) throws -> String? {
        guard let highest = bundle.max(by: { $0.0.kind < $1.0.kind }) else { return nil }
        let heading = heading(highest)
        let (kind, clock) = (heading.kind, heading.clock)
        let units = bundle.compactMap(\.1.unit).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        let names = units.compactMap { unitName($0) }
        return try say(
            kind.rawValue, in: place, replyTo: nil, mention: people, about: bundle.count == 1 ? bundle[0].1 : nil,
            isUrgent: bundle.contains(where: \.1.urgent), words: words,
            values: [
                "unit": names.isEmpty ? .absent : .text(names.joined(separator: "、")),
                "several": .flag(names.count > 1), "private": .flag(place.isOfTwo),
                "cases": .list(rows(bundle, below: heading, in: place)), "past": .flag(heading.isPast),
                "hasOthers": .flag(bundle.contains { self.heading($0) != heading }),
                "intake": .flag(clock == .intake), "dispatch": .flag(clock == .dispatch),
                "check": .flag(clock == .check),
                "approval": .flag(clock == .approval),
            ])
    }

    /// A row for each word of a bundle. What is not what the post says of its own has a word of its own.
    private func rows(_ bundle: [(Nudge, Case)], below heading: Nudge.Heading, in place: Room) -> [TemplateValue] {
        bundle.map { word in
            var row = view(word.1, why: nil)
            let own = self.heading(word)
            row["word"] = .optional(own == heading ? nil : own.word(language: language(of: place)))
            return .fields(row)
        }
    }

    private func heading(_ word: (nudge: Nudge, subject: Case)) -> Nudge.Heading {
        Nudge.Heading(
            kind: word.nudge.kind, clock: clock(of: word.nudge),
            isPast: word.subject.dueAt.map { $0 <= now } ?? false)
    }

    /// Where else the steps want it said, of what may be named there.
    private func furtherRooms(of bundle: [(Nudge, Case)], _ steps: [LadderStep], _ home: Room) -> [Room] {
        var rooms: [Room] = []
        if steps.contains(where: { $0.to.contains(.emergency) }) { rooms += county.emergencyRooms(near: home.key) }
        if steps.contains(where: { $0.to.contains(.unitRoom) }) {
            for unit in bundle.compactMap(\.1.unit) {
                rooms += county.rooms(ofUnit: unit).filter {
                    !rooms.contains($0) && $0.key.adapter == home.key.adapter
                }
            }
        }
        return rooms.filter { room in
            room != home
                && bundle.allSatisfy { county.mayBeNamed($0.1, in: room) }
        }
    }

    /// Whom the steps of a bundle name, each once.
    private func receivers(of bundle: [(Nudge, Case)], in place: Room) -> [Person?] {
        bundle.flatMap { nudge, subject in
            (desk.rules.ladder[nudge.step]?.to ?? []).flatMap { people($0, for: subject, in: place) }
        }
    }

    func people(_ receiver: LadderStep.Receiver, for subject: Case, in place: Room) -> [Person?] {
        switch receiver {
        case .contact: subject.unit.map { county.contacts(ofUnit: $0, adapter: place.key.adapter) } ?? []
        case .head: [subject.unit.flatMap { county.unit($0)?.head }.flatMap { county.person($0) }]
        case .chief: [subject.grid.flatMap { chief(ofGrid: $0) }]
        case .leader: [firstReachable(.leader)]
        case .dispatcher: [firstReachable(.dispatcher) ?? firstReachable(.duty)]
        case .checker: [checker(of: subject)]
        case .approver: [approver(of: subject)]
        case .reporter: [reporter(of: subject)]
        case .duty:
            county.tables.people.filter { person in
                person.role == .duty && person.accounts.contains { $0.adapter == place.key.adapter }
            }
        case .emergency, .unitRoom, .privately: []
        }
    }

    // MARK: The morning post

    /// What is late, what falls due today, what waits for somebody's word, and what else the night or an outage held
    /// back. Nothing to say is not said.
    mutating func sayMorning() throws {
        guard try isHeard() else { return }
        let zone = desk.hours.zone
        let tomorrow = zone.instant(zone.date(now).advanced(byDays: 1))
        let gathered = try ledger.nudges(in: room.key, bundle: nil).filter { $0.bundle != Nudge.urgent }
        for bundle in Set(gathered.map(\.bundle) + [Nudge.overdue]) {
            try ledger.removeNudges(in: room.key, bundle: bundle)
            try ledger.cancelTimer(DeskTimer.key(.nudges(room.key, bundle: bundle)))
        }
        let held = try stillTrue(gathered)
        let open = try casesPlacedHere().sorted { ($0.dueAt ?? now, $0.id) < ($1.dueAt ?? now, $1.id) }
        func listed(_ morning: Case.Morning) -> [Case] {
            open.filter { $0.morning(at: now, before: tomorrow) == morning }
        }
        let (late, today, waiting) = (listed(.late), listed(.due), listed(.waiting))
        let known = Set((late + today + waiting).map(\.id))
        let others = waiting + held.map(\.1).filter { !known.contains($0.id) }
        guard !late.isEmpty || !today.isEmpty || !others.isEmpty else { return }
        let (_, month, day) = zone.date(now).parts
        func rows(_ cases: [Case]) -> TemplateValue { .list(cases.prefix(20).map { .fields(morningView($0)) }) }
        try say(
            "morning", in: room, replyTo: nil,
            mention: receivers(of: held.filter { $0.0.kind >= .yellow }, in: room) + waiting.compactMap(owing),
            about: nil,
            values: [
                "date": .text(language(of: room) == "en" ? "\(month)/\(day)" : "\(month)月\(day)日"),
                "dueCount": .number(Int64(today.count)), "lateCount": .number(Int64(late.count)),
                "due": rows(today), "late": rows(late), "waiting": rows(others),
                "waitingCount": .number(Int64(others.count)),
                "hasDue": .flag(!today.isEmpty), "hasLate": .flag(!late.isEmpty), "hasWaiting": .flag(!others.isEmpty),
                "units": .list(unitCounts(late, today)),
            ])
    }

    /// Cases of which this room hears in the morning: what was reported here, and what may be named only here.
    private func casesPlacedHere() throws -> [Case] {
        let elsewhere: [Case] =
            switch room.purpose {
            case .unit: try room.unit.map { try ledger.openCases(ofUnit: $0) } ?? []
            case .admin: try county.tables.rooms.flatMap { try ledger.openCases(in: $0.key) }
            case .work, .leaders, .emergency, .observe: []
            }
        let here = try ledger.openCases(in: room.key)
        let over = try ledger.casesAwaitingWord()
        return (here + elsewhere.filter { $0.source.room != room.key } + over).filter {
            county.supervisionRoom(of: $0)?.key == room.key
        }
    }

    /// Whose word a case that is over waits for.
    private func owing(_ subject: Case) -> Person? {
        if subject.appealSince != nil { return approver(of: subject) }
        return subject.lookAskedAt == nil ? nil : checker(of: subject)
    }

    /// What a unit has returned is not its affair any more.
    private func morningView(_ subject: Case) -> [String: TemplateValue] {
        var values = view(subject, why: nil)
        let isEnglish = language(of: room) == "en"
        if subject.appealSince != nil { values["state"] = .text(isEnglish ? "appeal, agreed or not?" : "申诉待答复") }
        if subject.lookAskedAt != nil { values["state"] = .text(isEnglish ? "to be looked at again" : "待回头看") }
        if subject.state == .returned { (values["unit"], values["units"]) = (.absent, .absent) }
        return values
    }

    /// Each unit with how much of it is late and how much falls due, the latest first.
    private func unitCounts(_ late: [Case], _ today: [Case]) -> [TemplateValue] {
        let units = (late + today).compactMap(\.unit).reduce(into: [String]()) { list, unit in
            if !list.contains(unit) { list.append(unit) }
        }
        let counts = units.map { unit in
            (unit, late.count { $0.unit == unit }, today.count { $0.unit == unit })
        }
        .sorted { ($0.1, $0.2) > ($1.1, $1.2) }
        return counts.enumerated().map { index, row in
            .fields([
                "name": .optional(unitName(row.0)), "lateCount": .number(Int64(row.1)),
                "dueCount": .number(Int64(row.2)), "hasLate": .flag(row.1 > 0), "hasDue": .flag(row.2 > 0),
                "last": .flag(index == counts.count - 1),
            ])
        }
    }
}

extension Case.Supervision {
    fileprivate var card: LadderStep.Card? {
        switch self {
        case .none, .notice: nil
        case .yellow: .yellow
        case .red: .red
        }
    }
}
