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
