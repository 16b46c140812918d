public import Cases
public import Domain

/// Something the desk must do at a moment: durable, fired once.
public struct DeskTimer: Hashable, Sendable {
    public enum Work: Hashable, Sendable {
        case candidate(ID<Candidate>)
        case question(ID<Question>)
        case subject(ID<Case>, Case.Timer)
        /// Say what has gathered about a unit in a room.
        case nudges(RoomKey, unit: String)
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
        case .subject(let id, let timer): "case:\(id.rawValue):\(timer.rawValue)"
        case .nudges(let room, let unit): "nudges:\(unit):\(room)"
        case .morning: "morning"
        case .digest: "digest"
        }
    }
}

/// A word of supervision that waits to be said together with others of the same unit and room.
public struct Nudge: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable, Hashable, Comparable {
        case chase, reminder, notice
        case yellow = "yellow-card"
        case red = "red-card"
        case escalation

        private var rank: Int { Kind.allCases.firstIndex(of: self) ?? 0 }
        public static func < (a: Kind, b: Kind) -> Bool { a.rank < b.rank }
    }

    public var subject: ID<Case>
    public var kind: Kind
    public var room: RoomKey
    public var unit: String
    public var at: Timestamp

    public init(subject: ID<Case>, kind: Kind, room: RoomKey, unit: String, at: Timestamp) {
        self.subject = subject
        self.kind = kind
        self.room = room
        self.unit = unit
        self.at = at
    }
}
