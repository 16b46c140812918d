public import Cases
public import Domain

/// Something the desk must do at a moment: durable, fired once.
public struct DeskTimer: Hashable, Sendable {
    public enum Work: Hashable, Sendable {
        case candidate(ID<Candidate>)
        case question(ID<Question>)
        case subject(ID<Case>, Case.Timer)
        /// Say what has gathered in a room; see ``Nudge/bundle``.
        case nudges(RoomKey, bundle: String)
        /// The morning post, the digest of a day: `day` is the day of the moment.
        case morning
        case digest
    }

    /// Unique; setting a timer of the same key again replaces it.
    public var key: String
    public var work: Work
    public var due: Timestamp

    public init(_ work: Work, due: Timestamp) {
        self.work = work
        self.due = due
        key = DeskTimer.key(work)
    }

    public static func key(_ work: Work) -> String {
        switch work {
        case .candidate(let id): "candidate:\(id.rawValue)"
        case .question(let id): "question:\(id.rawValue)"
        case .subject(let id, let timer): "case:\(id.rawValue):\(timer.name)"
        case .nudges(let room, let bundle): "nudges:\(bundle):\(room)"
        case .morning: "morning"
        case .digest: "digest"
        }
    }
}

/// A word of supervision that waits to be said together with others of the same room.
public struct Nudge: Hashable, Sendable {
    public typealias Kind = LadderStep.Kind

    public var subject: ID<Case>
    public var kind: Kind
    /// The step of the ladder.
    public var step: String
    public var room: RoomKey
    /// What is said together: a unit's code; `/` and a clock when somebody else is pressed; ``overdue`` and ``urgent``
    /// for what an outage has made late; behind ``openly``, what nobody could be told privately.
    public var bundle: String
    public var at: Timestamp

    /// Everything that an outage has made late in a room is said in one post.
    public static let overdue = "*"

    /// Of urgent cases too, apart from the rest: they wait for no morning.
    public static let urgent = "!"

    public static let openly = "@"

    /// It is said in the rooms, whatever the step says of private words.
    public var isOpen: Bool { bundle.hasPrefix(Nudge.openly) }

    public init(subject: ID<Case>, kind: Kind, step: String, room: RoomKey, bundle: String, at: Timestamp) {
        self.subject = subject
        self.kind = kind
        self.step = step
        self.room = room
        self.bundle = bundle
        self.at = at
    }
}

/// A card that hangs on a case, and counts for the unit that had the case then.
public struct Card: Hashable, Sendable {
    public var subject: ID<Case>
    public var unit: String
    public var colour: LadderStep.Card
    public var at: Timestamp

    public init(subject: ID<Case>, unit: String, colour: LadderStep.Card, at: Timestamp) {
        self.subject = subject
        self.unit = unit
        self.colour = colour
        self.at = at
    }
}
