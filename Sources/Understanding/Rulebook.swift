public import Domain

/// What is known of a message beside its text.
public struct Surroundings: Sendable {
    public var room: Room?
    public var sender: Person?
    public var photos: Int
    public var location: Coordinate?
    /// When it was sent; nil leaves relative times unread.
    public var time: Timestamp?
    public var zone: Zone
    /// The message quotes another one.
    public var isReply: Bool

    public init(
        room: Room? = nil, sender: Person? = nil, photos: Int = 0, location: Coordinate? = nil,
        time: Timestamp? = nil, zone: Zone = .china, isReply: Bool = false
    ) {
        self.room = room
        self.sender = sender
        self.photos = photos
        self.location = location
        self.time = time
        self.zone = zone
        self.isReply = isReply
    }
}

/// The tables of a county made ready for reading messages. Immutable: any number of threads may read with one.
public struct Rulebook: Sendable {
    private let vocabulary: Vocabulary

    /// Builds the matcher over all phrases of all tables; some milliseconds for five thousand of them.
    public init(_ county: County) { vocabulary = Vocabulary(county) }

    /// What a message says. Any text has a reading; what says nothing is `chatter`.
    ///
    /// The work grows with the length of the text and with nothing else; what lies beyond 65,536 Unicode scalars is not
    /// read.
    public func read(_ text: String, _ around: Surroundings) -> Reading {
        Analysis(text, around, vocabulary).reading()
    }
}
