import Cases
public import Domain
import Templating
import Understanding

extension Desk {
    /// Does what a timer is for. The timer itself was taken from the ledger by the caller.
    public func ring(_ timer: DeskTimer, at now: Timestamp, in ledger: some Ledger) throws {
        switch timer.work {
        case .candidate(let id):
            guard let candidate = try ledger.candidate(id),
                var turn = try turn(for: candidate.room, candidate.messages.first, timer, now, ledger)
            else { return }
            try turn.candidateIsDue(candidate)
        case .question(let id):
            guard var question = try ledger.question(id), question.isOpen else { return }
            question.isOpen = false
            try ledger.save(question)
            if let candidate = question.candidate { try ledger.remove(candidate) }
        case .subject(let id, let wake):
            guard let subject = try ledger.find(id),
                var turn = try turn(for: subject.source.room, subject.source.message, timer, now, ledger)
            else { return }
            try turn.wake(subject, wake)
        case .nudges(let key, let unit):
            guard var turn = try turn(for: key, nil, timer, now, ledger) else { return }
            try turn.sayNudges(of: unit)
        case .morning:
            for room in county.rooms(.work) {
                guard var turn = try turn(for: room.key, nil, timer, now, ledger) else { continue }
                try turn.sayMorning()
            }
        case .digest: break  // the caller freezes and posts it, with figures of the whole ledger
        }
    }

    /// A turn that no message caused.
    private func turn<Book: Ledger>(
        for key: RoomKey, _ message: String?, _ timer: DeskTimer, _ now: Timestamp, _ ledger: Book
    ) throws -> Turn<Book>? {
        guard let room = county.room(key) else { return nil }
        let bridge = AccountKey(adapter: key.adapter, id: "bridge")
        let kept =
            try message.flatMap { try ledger.message(MessageKey(adapter: key.adapter, id: $0)) }
            ?? KeptMessage(
                key: MessageKey(adapter: key.adapter, id: message ?? timer.key), room: key, sender: bridge,
                senderName: nil, senderIsBot: true, text: nil, photos: 0, replyTo: nil, thread: nil, groupID: nil,
                location: nil, sentAt: now, revision: nil)
        var turn = Turn(
            desk: self, ledger: ledger, now: now, room: room, message: kept,
            speaker: Speaker(kept.sender, called: kept.senderName, in: county))
        turn.cause = "\(timer.key):\(timer.due.seconds)"
        turn.isTimer = true
        return turn
    }
}

extension Turn {
    /// A case's timer rings.
    mutating func wake(_ subject: Case, _ timer: Case.Timer) throws {
        switch timer {
        case .reminder:
            guard subject.isWorkable else { return }
            try nudge(subject, .reminder)
        case .acknowledgement:
            guard subject.state == .dispatched else { return }
            try act(.reminded, on: subject, by: .bridge, why: "no answer yet")
            try nudge(subject, .chase)
        case .notice:
            guard subject.isWorkable else { return }
            guard let late = try act(.overdue, on: subject, by: .bridge).subject else { return }
            try nudge(late, .notice)
        case .yellow, .red:
            guard subject.isWorkable else { return }
            let level: Case.Supervision = timer == .yellow ? .yellow : .red
            if subject.supervision < level {
                guard let carded = try act(.supervised(level), on: subject, by: .bridge, why: "overdue").subject else {
                    return
                }
                try nudge(carded, timer == .yellow ? .yellow : .red)
            }
        case .request:
            switch subject.request?.kind {
            case .extensionOfTime: try act(.extensionRefused, on: subject, by: .bridge, why: "lapsed", quietly: true)
            case .suspension: try act(.suspensionRefused, on: subject, by: .bridge, why: "lapsed", quietly: true)
            case .transfer:
                var still = subject
                still.request = nil
                if let effects = try? still.apply(.noted, circumstances(by: .bridge, why: "transfer lapsed")) {
                    try keep(still, effects, was: subject, quietly: true)
                }
            case nil: return
            }
        case .resume: try act(.resumed, on: subject, by: .bridge)
        case .verification:
            guard subject.state == .verifying else { return }
            try fileAndAssign(subject, by: .bridge)
        case .silence: try act(.closed, on: subject, by: .bridge, why: "nobody objected")
        }
    }

    // MARK: Supervision, said in bundles

    /// Keeps a word of supervision until it is said with others. Urgent ones do not wait.
    private mutating func nudge(_ subject: Case, _ kind: Nudge.Kind) throws {
        guard let unit = subject.unit, !subject.sensitive else { return }
        let nudge = Nudge(subject: subject.id, kind: kind, room: subject.source.room, unit: unit, at: now)
        if subject.urgent {
            try sayBundle([(nudge, subject)], unit: unit)
            return
        }
        let waiting = try ledger.nudges(in: subject.source.room, unit: unit)
        try ledger.save(nudge)
        if waiting.isEmpty {
            let flush = now.advanced(by: DeskSettings.bundleWait)
            try ledger.set(DeskTimer(.nudges(subject.source.room, unit: unit), due: afterQuiet(flush)))
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
        let people: [Person?] = county.contacts(ofUnit: unit, adapter: home.key.adapter)
        try say(
            kind.rawValue, in: home, replyTo: nil, mention: people, about: bundle.count == 1 ? bundle[0].1 : nil,
            values: [
                "unit": .optional(unitName(unit)),
                "cases": .list(bundle.map { .fields(view($0.1, why: nil)) }),
            ])
    }

    /// What falls due today and what is late, by unit, with what the night held back. Nothing to say is not said.
    mutating func sayMorning() throws {
        let zone = desk.hours.zone
        let tomorrow = zone.instant(zone.date(now).advanced(byDays: 1))
        let open = try ledger.openCases(in: room.key).filter {
            !$0.sensitive && $0.isWorkable && $0.state != .suspended
        }
        let late = open.filter { $0.dueAt.map { $0 <= now } ?? false }.sorted {
            ($0.dueAt ?? now, $0.id) < ($1.dueAt ?? now, $1.id)
        }
        let today = open.filter { $0.dueAt.map { $0 > now && $0 < tomorrow } ?? false }
            .sorted { ($0.dueAt ?? now, $0.id) < ($1.dueAt ?? now, $1.id) }
        try ledger.removeNudges(in: room.key, unit: nil)
        guard !late.isEmpty || !today.isEmpty else { return }
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
}
