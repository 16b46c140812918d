public import Cases
public import Domain

/// Something the bridge asked, once, of one person. Only that person or their unit may answer; it lapses silently.
public struct Question: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable, Hashable {
        case type = "ask-type"
        case place = "ask-place"
        case subject = "ask-case"
        case photo = "ask-photo"
        case unit = "ask-unit"
        case date = "ask-date"
        /// A card is to be taken off, and nothing was said of why.
        case note = "ask-note"
        /// Another unit says it did the work: the first unit is asked whether that is so.
        case claim = "confirm"
    }

    public struct Option: Hashable, Sendable {
        /// What the list shows.
        public var label: String
        /// A type's code, a place's name, a case's row id.
        public var value: String
        /// Beside a place's name: its grid.
        public var grid: String?

        public init(label: String, value: String, grid: String? = nil) {
            self.label = label
            self.value = value
            self.grid = grid
        }
    }

    public let id: ID<Question>
    public var kind: Kind
    public var room: RoomKey
    public var askedOf: AccountKey
    public var unit: String?
    /// Id of the post that asks.
    public var post: String
    /// The message that gave rise to the doubt.
    public var message: String
    public var options: [Option]
    public var candidate: ID<Candidate>?
    public var subject: ID<Case>?
    public var askedAt: Timestamp
    public var isOpen: Bool

    public init(
        id: ID<Question>, kind: Kind, room: RoomKey, askedOf: AccountKey, unit: String?, post: String,
        message: String, options: [Option] = [], candidate: ID<Candidate>? = nil, subject: ID<Case>? = nil,
        askedAt: Timestamp
    ) {
        self.id = id
        self.kind = kind
        self.room = room
        self.askedOf = askedOf
        self.unit = unit
        self.post = post
        self.message = message
        self.options = options
        self.candidate = candidate
        self.subject = subject
        self.askedAt = askedAt
        isOpen = true
    }
}
