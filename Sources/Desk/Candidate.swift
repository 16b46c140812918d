public import Domain

/// A report that still lacks something (待成案): photos that wait for words, words that wait for a place.
///
/// Holds only which messages belong to it; their texts are read again together when a part arrives.
public struct Candidate: Hashable, Sendable {
    public let id: ID<Candidate>
    public var room: RoomKey
    public var sender: AccountKey
    /// Ids of its messages, in order of arrival.
    public var messages: [String]
    public var groupID: String?
    /// The question that asked for what is missing, once it was asked.
    public var question: ID<Question>?
    public var since: Timestamp
    public var lastPartAt: Timestamp
    /// The type chosen by an answer.
    public var chosenType: String?
    /// The place given by an answer: as written, and the gazetteer's name and grid when known.
    public var chosenPlace: ChosenPlace?

    public struct ChosenPlace: Hashable, Sendable {
        public var text: String
        public var name: String?
        public var grid: String?

        public init(text: String, name: String?, grid: String?) {
            self.text = text
            self.name = name
            self.grid = grid
        }
    }

    public init(
        id: ID<Candidate>, room: RoomKey, sender: AccountKey, messages: [String], groupID: String?, since: Timestamp
    ) {
        self.id = id
        self.room = room
        self.sender = sender
        self.messages = messages
        self.groupID = groupID
        self.since = since
        lastPartAt = since
        question = nil
        chosenType = nil
        chosenPlace = nil
    }
}
