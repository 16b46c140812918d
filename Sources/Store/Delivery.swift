public import Domain

/// One thing that a platform handed over, to be kept before it is answered: a row of the inbox.
public struct Delivery: Hashable, Sendable {
    /// Where a row of the inbox stands.
    public enum State: String, Sendable, CaseIterable, Hashable {
        case waiting, handled
        /// Kept without being read: its room is not in the tables.
        case ignored
        /// Could not be handled, or exceeds a limit; waits for a person.
        case setAside = "aside"
    }

    /// The adapter's name, at most 64 characters.
    public var adapter: String
    /// What a repetition comes with again, unique within the adapter, at most 512 characters.
    public var key: String
    /// The envelope's kind, as the adapter names it, at most 64 characters.
    public var kind: String
    /// SHA-256 of the body: the same key with another hash is a conflict.
    public var bodyHash: [UInt8]
    /// As received.
    public var body: [UInt8]
    /// The chat message's id, when the envelope is about one.
    public var messageID: String?
    public var room: RoomKey?
    public var sender: AccountKey?
    public var receivedAt: Timestamp
    public var state: State
    /// Why it is set aside from the start: a stable code.
    public var errorCode: String?

    public init(
        adapter: String, key: String, kind: String, bodyHash: [UInt8], body: [UInt8], messageID: String? = nil,
        room: RoomKey? = nil, sender: AccountKey? = nil, receivedAt: Timestamp, state: State = .waiting,
        errorCode: String? = nil
    ) {
        self.adapter = adapter
        self.key = key
        self.kind = kind
        self.bodyHash = bodyHash
        self.body = body
        self.messageID = messageID
        self.room = room
        self.sender = sender
        self.receivedAt = receivedAt
        self.state = state
        self.errorCode = errorCode
    }
}

/// What became of a delivery.
public enum Kept: Hashable, Sendable {
    case accepted(ID<Delivery>)
    /// Was kept before, with the same body.
    case duplicate(ID<Delivery>)
    /// The key was used before for another body.
    case conflict
}

/// A row of the inbox as it is read back.
public struct KeptDelivery: Hashable, Sendable {
    public var id: ID<Delivery>
    public var adapter: String
    public var key: String
    public var kind: String
    /// Empty once it was erased.
    public var body: [UInt8]
    public var messageID: String?
    public var room: RoomKey?
    public var sender: AccountKey?
    public var receivedAt: Timestamp
    public var state: Delivery.State
    public var tries: Int
    public var errorCode: String?
    /// For the operator; no words of people.
    public var error: String?
}
