import Cases
import Domain
import Templating

/// Reminders, notices and cards: gathered, and said in few posts.
extension Turn {
    /// Keeps a word of supervision until it is said with others. Urgent ones do not wait.
    mutating func nudge(_ subject: Case, _ kind: Nudge.Kind) throws {
        guard let unit = subject.unit, let home = county.room(subject.source.room),
            let place = mayBeNamed(subject, in: home) ? home : closedRoom(of: subject)
        else { return }
        let nudge = Nudge(subject: subject.id, kind: kind, room: place.key, unit: unit, at: now)
        if subject.urgent {
            try sayBundle([(nudge, subject)], unit: unit)
            return
        }
        let waiting = try ledger.nudges(in: place.key, unit: unit)
        try ledger.save(nudge)
        if waiting.isEmpty {
            let flush = now.advanced(by: DeskSettings.bundleWait)
            try ledger.set(DeskTimer(.nudges(place.key, unit: unit), due: afterQuiet(flush)))
        }
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

    /// Says what has gathered about a unit, unless the room has had its share today: then it waits for the morning.
    mutating func sayNudges(of unit: String) throws {
        let waiting = try ledger.nudges(in: room.key, unit: unit)
        let today = desk.hours.zone.instant(desk.hours.zone.date(now))
        guard try ledger.supervisionPosts(in: room.key, since: today) < DeskSettings.supervisionPostsADay else {
            try ledger.set(DeskTimer(.nudges(room.key, unit: unit), due: nextMorning()))
            return
        }
        try ledger.removeNudges(in: room.key, unit: unit)
        var said: [(Nudge, Case)] = []
        for nudge in waiting {
            guard let subject = try ledger.find(nudge.subject), subject.isWorkable, isStillTrue(nudge, subject) else {
                continue
            }
            said.removeAll { $0.1.id == subject.id && $0.0.kind <= nudge.kind }
            if !said.contains(where: { $0.1.id == subject.id }) { said.append((nudge, subject)) }
        }
        if !said.isEmpty { try sayBundle(said, unit: unit) }
    }

    /// When the next morning post is said, or would be.
    private func nextMorning() -> Timestamp {
        let tomorrow = desk.hours.zone.date(now).advanced(byDays: 1)
        return desk.hours.zone.instant(tomorrow, secondOfDay: settings.morning ?? settings.quietHours?.end ?? 8 * 3600)
    }

    private func isStillTrue(_ nudge: Nudge, _ subject: Case) -> Bool {
        switch nudge.kind {
        case .chase: subject.state == .dispatched
        case .reminder: subject.dueAt.map { $0 > now } ?? false
        case .notice: subject.supervision >= .notice
        case .yellow: subject.supervision >= .yellow
        case .red, .escalation: subject.supervision >= .red
        }
    }

    private mutating func sayBundle(_ bundle: [(Nudge, Case)], unit: String) throws {
        guard let kind = bundle.map(\.0.kind).max(), let home = county.room(bundle[0].0.room) else { return }
        let people = supervised(bundle, unit: unit, in: home, kind)
        try say(
            kind.rawValue, in: home, replyTo: nil, mention: people, about: bundle.count == 1 ? bundle[0].1 : nil,
            values: [
                "unit": .optional(unitName(unit)),
                "cases": .list(bundle.map { .fields(view($0.1, why: nil)) }),
            ])
    }

    /// The unit's contact; for a card the chiefs of the grids too, for a red one or more a leader.
    private func supervised(
        _ bundle: [(Nudge, Case)], unit: String, in home: Room, _ kind: Nudge.Kind
    ) -> [Person?] {
        let contacts: [Person?] = county.contacts(ofUnit: unit, adapter: home.key.adapter)
        guard kind >= .yellow else { return contacts }
        let chiefs = bundle.filter { $0.0.kind >= .yellow }.map { $0.1.grid.flatMap { chief(ofGrid: $0) } }
        return contacts + chiefs + (kind >= .red ? [firstReachable(.leader)] : [])
    }

    /// What falls due today and what is late, by unit, with what the night held back. Nothing to say is not said.
    mutating func sayMorning() throws {
        let zone = desk.hours.zone
        let tomorrow = zone.instant(zone.date(now).advanced(byDays: 1))
        let open = try ledger.openCases(in: room.key).filter {
            mayBeNamed($0, in: room) && $0.isWorkable && $0.state != .suspended
        }
        let late = open.filter { $0.dueAt.map { $0 <= now } ?? false }.sorted {
            ($0.dueAt ?? now, $0.id) < ($1.dueAt ?? now, $1.id)
        }
        let today = open.filter { $0.dueAt.map { $0 > now && $0 < tomorrow } ?? false }
            .sorted { ($0.dueAt ?? now, $0.id) < ($1.dueAt ?? now, $1.id) }
        guard !late.isEmpty || !today.isEmpty else { return }
        try forget(Set((late + today).map(\.id)))
        let (_, month, day) = zone.date(now).parts
        try say(
            "morning", in: room, replyTo: nil, about: nil,
            values: [
                "date": .text(language(of: room) == "en" ? "\(month)/\(day)" : "\(month)月\(day)日"),
                "dueCount": .number(Int64(today.count)), "lateCount": .number(Int64(late.count)),
                "due": .list(today.prefix(20).map { .fields(view($0, why: nil)) }),
                "late": .list(late.prefix(20).map { .fields(view($0, why: nil)) }),
                "hasDue": .flag(!today.isEmpty), "hasLate": .flag(!late.isEmpty),
            ])
    }

    /// The morning post has said what these cases' reminders and notices would say. Cards are said in words of their
    /// own.
    private func forget(_ subjects: Set<ID<Case>>) throws {
        let waiting = try ledger.nudges(in: room.key, unit: nil)
        try ledger.removeNudges(in: room.key, unit: nil)
        for nudge in waiting where nudge.kind >= .yellow || !subjects.contains(nudge.subject) { try ledger.save(nudge) }
    }
}
