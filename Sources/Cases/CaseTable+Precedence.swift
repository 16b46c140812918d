internal import Domain

/// What comes of two acts on one case, whichever came first: the published table.
extension CaseTable {
    /// What two people may say about one case at the same time.
    public enum Act: String, Sendable, CaseIterable {
        case edit, acknowledge, done, extend, suspend
        case giveBack = "return"
        case transfer, rework, withdraw, void

        /// What may undo what: an act undoes only acts that are not stronger.
        public var strength: Int {
            switch self {
            case .edit: 0
            case .acknowledge: 1
            case .extend: 2
            case .suspend: 3
            case .giveBack, .transfer: 4
            case .withdraw: 5
            case .done: 6
            case .rework: 7
            case .void: 8
            }
        }

        var event: Case.Event {
            switch self {
            case .edit: .edited(text: "other words")
            case .acknowledge: .acknowledged
            case .done: .handled(hasPhoto: true, quantities: [])
            case .extend: .extended(until: now.advanced(by: .days(2)))
            case .suspend: .suspended(until: now.advanced(by: .days(2)))
            case .giveBack: .returned(owner: nil)
            case .transfer: .assigned(unit: "other", assist: [])
            case .rework: .disputed(hasPhoto: true)
            case .withdraw: .withdrawn
            case .void: .voided
            }
        }

        /// Who may say it, who usually does first. A report whose result is told is its reporter's no more.
        public func speakers(in state: Case.State) -> [Speaker] {
            switch self {
            case .edit: [.reporter]
            case .acknowledge, .done, .giveBack: [.unit, .head]
            case .extend, .suspend, .transfer: [.dispatcher, .leader]
            case .rework: [.checker, .bystander]
            case .withdraw: state == .feedback ? [.dispatcher, .leader] : [.reporter, .dispatcher]
            case .void: [.leader, .dispatcher]
            }
        }
    }

    /// Two acts, the case between them and after them, and who said them.
    public struct Played: Sendable {
        public var before: Case
        public var after: Case
        /// Whether each act was taken.
        public var isFirstTaken: Bool
        public var isTaken: Bool
        public var speakers: (first: Speaker, second: Speaker)
    }

    /// - Parameter state: in which the case is before both: `handling` or `feedback`.
    /// - Returns: nil when no case gets into the state.
    public static func play(_ first: Act, _ second: Act, in state: Case.State = .handling) -> Played? {
        let closing: CaseType.Closing = state == .handling ? .done : .confirm
        guard var subject = samples(in: state).first(where: { $0.terms.closing == closing }) else { return nil }
        let pairs = first.speakers(in: state).flatMap { one in
            second.speakers(in: state).map { (first: one, second: $0) }
        }
        guard let speakers = pairs.first(where: { $0.first != $0.second }) ?? pairs.first else { return nil }
        let isFirstTaken = (try? subject.apply(first.event, circumstances(speakers.first))) != nil
        let before = subject
        let isTaken = (try? subject.apply(second.event, circumstances(speakers.second))) != nil
        return Played(
            before: before, after: subject, isFirstTaken: isFirstTaken, isTaken: isTaken, speakers: speakers)
    }

    static func precedence(in state: Case.State) -> String {
        var lines = ["| first ↓ then → | " + Act.allCases.map(\.rawValue).joined(separator: " | ") + " |"]
        lines.append("|---|" + Act.allCases.map { _ in "---|" }.joined())
        for first in Act.allCases {
            let cells = Act.allCases.map { second -> String in
                guard let played = play(first, second, in: state) else { return "" }
                let word = played.isTaken ? played.after.state.rawValue : "(\(played.after.state.rawValue))"
                return played.speakers.first == played.speakers.second ? word + " †" : word
            }
            lines.append("| **\(first.rawValue)** | " + cells.joined(separator: " | ") + " |")
        }
        return lines.joined(separator: "\n")
    }
}
