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

    /// The same reading, each item with the arithmetic behind it.
    public func explain(_ text: String, _ around: Surroundings) -> Reading {
        var analysis = Analysis(text, around, vocabulary)
        analysis.isExplained = true
        return analysis.reading()
    }

    /// The words of a message that name neither a person, a unit nor a place, in the form in which texts are compared:
    /// what may be learnt from it. Names, addresses, numbers, times and marks are the cuts between the stretches; a
    /// token is one Chinese character or one word of letters.
    public func plainStretches(of text: String) -> [[String]] {
        Analysis(text, Surroundings(), vocabulary).plainStretches()
    }
}
