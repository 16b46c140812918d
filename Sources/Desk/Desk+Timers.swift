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
}
