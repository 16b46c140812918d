import Cases
public import Domain
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
            turn.ringing = (wake, timer.due)
            try turn.wake(subject, wake)
        case .nudges(let key, let bundle):
            guard var turn = try turn(for: key, nil, timer, now, ledger) else { return }
            let isLate = timer.due.advanced(by: DeskSettings.bundleWait) < now
            if isLate, bundle != Nudge.overdue {
                try turn.gatherLate(bundle)
            } else {
                try turn.sayNudges(bundle)
            }
        case .morning:
            let isLate = timer.due.advanced(by: DeskSettings.bundleWait) < now
            for room in county.tables.rooms where room.purpose != .observe {
                guard var turn = try turn(for: room.key, nil, timer, now, ledger) else { continue }
                turn.cause += "@\(room.key.id)"
                // After an outage it is said once, with everything that has become late meanwhile.
                if isLate { try turn.gatherLate(Nudge.overdue) } else { try turn.sayMorning() }
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
    /// A checker is asked to look again. Several that an outage has made late are asked for in the room's one late post.
    private mutating func askSecondLook(_ subject: Case) throws {
        let isLate = ringing.map { $0.due.advanced(by: DeskSettings.bundleWait) < now } ?? false
        let step = desk.rules.ladder.step(on: .check, urgent: subject.urgent)
        let asked = try act(.checkAsked, on: subject, by: .bridge, why: "second look", quietly: isLate && step != nil)
        if isLate, let step, let asked = asked.subject { try nudge(asked, step) }
    }

    /// A case's timer rings. Whatever comes of it leaves a line in the history.
    mutating func wake(_ subject: Case, _ timer: Case.Timer) throws {
        switch timer {
        case .deadline: try act(.overdue, on: subject, by: .bridge)
        case .step(let name):
            // A row that is in the table no more says nothing.
            if let step = desk.rules.ladder[name] { try climb(step, on: subject) }
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
            case nil: break
            }
        case .resume: try act(.resumed, on: subject, by: .bridge)
        case .intake: try fileAndAssign(subject, by: .bridge)
        case .silence: try act(.closed, on: subject, by: .bridge, why: "nobody objected")
        case .secondLook: try askSecondLook(subject)
        }
        guard let left = try ledger.find(subject.id), let moment = left.pending(desk.rules)[timer], moment <= now else {
            return
        }
        var noted = left
        if let effects = try? noted.apply(.noted, circumstances(by: .bridge, why: timer.name)) {
            try keep(noted, effects, was: left, quietly: true)
        }
    }
}
