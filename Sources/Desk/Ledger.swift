public import Cases
public import Domain

/// What the desk reads and writes while it handles one thing: all of it in one transaction, in the order of the calls.
///
/// The store's transaction is the conformer that serves; tests keep one in memory. Every list comes in a fixed order,
/// which is named, so that the same ledger always leads to the same words.
public protocol Ledger {
    // MARK: Messages

    func message(_ key: MessageKey) throws -> KeptMessage?
    /// Inserts or replaces. Kept without its text, a message's words leave every view, the histories' quotes included.
    func keep(_ message: KeptMessage) throws
    /// The sender's messages in a room sent at or after an instant, the newest first, at most twenty.
    func messages(of sender: AccountKey, in room: RoomKey, since: Timestamp) throws -> [KeptMessage]
    /// Says that a message is about a case: it can be quoted for it from now on.
    func link(_ message: MessageKey, to subject: ID<Case>) throws
    /// The cases that a message (a report, an answer, one of our posts) is about, in the order they were linked.
    func cases(linkedTo message: MessageKey) throws -> [ID<Case>]

    // MARK: Cases

    func newCaseID() throws -> ID<Case>
    func find(_ id: ID<Case>) throws -> Case?
    /// Inserts or updates, and appends the entries to its history.
    func save(_ subject: Case, _ entries: [Case.Entry]) throws
    /// In the order they happened.
    func history(of id: ID<Case>) throws -> [Case.Entry]
    /// The next running number of a day, from 1; taken numbers are never given again.
    func takeOrdinal(on date: CivilDate) throws -> Int
    /// By running number, of a day when one is given, the newest first, at most ten.
    func cases(numbered ordinal: Int, on date: CivilDate?) throws -> [Case]
    /// Open cases whose report stood in the room, the newest first.
    func openCases(in room: RoomKey) throws -> [Case]
    /// Open cases that a unit leads, wherever reported, the newest first.
    func openCases(ofUnit code: String) throws -> [Case]
    /// Open cases of a type wherever reported, the oldest first.
    func openCases(ofType code: String) throws -> [Case]
    /// Cases of a type closed (or self-closed) at or after an instant, the newest first.
    func closedCases(ofType code: String, since: Timestamp) throws -> [Case]
    /// Cases of a room that were closed at or after an instant, the newest first, at most fifty.
    func closedCases(in room: RoomKey, since: Timestamp) throws -> [Case]
    /// Cases that are over and wait for somebody's word, wherever reported, the oldest first.
    func casesAwaitingWord() throws -> [Case]

    /// What stands in a room, or in all of them.
    /// - Parameter since: from which cases filed and closed are counted.
    func counts(in room: RoomKey?, since: Timestamp, at now: Timestamp) throws -> CaseCounts

    // MARK: Half reports

    func candidates(of sender: AccountKey, in room: RoomKey) throws -> [Candidate]
    func candidate(_ id: ID<Candidate>) throws -> Candidate?
    func newCandidateID() throws -> ID<Candidate>
    func save(_ candidate: Candidate) throws
    func remove(_ id: ID<Candidate>) throws

    // MARK: Questions

    /// Open questions in a room, the newest first.
    func questions(in room: RoomKey) throws -> [Question]
    func question(_ id: ID<Question>) throws -> Question?
    /// The question that one of our posts asked, open or not.
    func question(askedBy post: MessageKey) throws -> Question?
    func newQuestionID() throws -> ID<Question>
    func save(_ question: Question) throws

    // MARK: Timers

    /// One timer a key: a later call replaces the earlier.
    func set(_ timer: DeskTimer) throws
    func cancelTimer(_ key: String) throws
    /// When the timer of a key rings; nil when it is not set.
    func timerDue(_ key: String) throws -> Timestamp?

    // MARK: What is said

    /// Puts a post into the outbox. A post whose id is there already is left as it is.
    func send(_ post: OutboundPost, about subject: ID<Case>?) throws
    /// A post of ours by its id or by the id that the platform gave it; `kind` is the template's name.
    func post(_ key: MessageKey) throws -> (id: String, kind: String, subject: ID<Case>?)?
    /// The newest post of ours in a room about a case, of one of these kinds.
    func newestPost(in room: RoomKey, kinds: [String]) throws -> (id: String, kind: String, subject: ID<Case>?)?

    // MARK: Supervision that waits to be said

    func save(_ nudge: Nudge) throws
    /// Waiting nudges of a room, of a bundle when one is given, the oldest first.
    func nudges(in room: RoomKey, bundle: String?) throws -> [Nudge]
    func removeNudges(of subject: ID<Case>) throws
    func removeNudges(in room: RoomKey, bundle: String?) throws
    /// How many posts of supervision a room has had at or after an instant.
    func supervisionPosts(in room: RoomKey, since: Timestamp) throws -> Int
    func give(_ card: Card) throws
    /// Cards of a unit that hang still, given at or after an instant, the oldest first.
    func cards(ofUnit code: String, _ colour: LadderStep.Card, since: Timestamp) throws -> [Card]
    /// 摘牌: what hangs on a case counts no more.
    func removeCards(of subject: ID<Case>, at now: Timestamp) throws

    // MARK: Rooms

    func isMuted(_ room: RoomKey) throws -> Bool
    func setMuted(_ room: RoomKey, _ muted: Bool) throws
    /// Of a room of two.
    func privateStanding(in room: RoomKey) throws -> PrivateStanding
    /// Whether a post of ours in a room is about a case.
    func hasSpoken(of subject: ID<Case>, in room: RoomKey) throws -> Bool
}

/// Whether somebody reads what the bot says to them in a room of two.
public enum PrivateStanding: String, Sendable, CaseIterable {
    /// Nothing was said there yet.
    case unknown
    /// They were asked in; whether they look is not known.
    case invited
    case joined
    /// They left or declined, cannot be reached, or let others read along: nothing more is said there.
    case closed
}

/// How many cases were filed and closed since a moment, and how many are open and late now.
public struct CaseCounts: Hashable, Sendable {
    public var filed: Int
    public var closed: Int
    public var open: Int
    public var late: Int

    public init(filed: Int, closed: Int, open: Int, late: Int) {
        self.filed = filed
        self.closed = closed
        self.open = open
        self.late = late
    }
}

/// A message's id and the adapter within which it is unique.
public struct MessageKey: Hashable, Sendable, CustomStringConvertible {
    public let adapter: String
    public let id: String

    public init(adapter: String, id: String) {
        self.adapter = adapter
        self.id = id
    }

    public var description: String { "\(adapter):\(id)" }
}

/// What is kept of a message for as long as it may matter.
public struct KeptMessage: Hashable, Sendable {
    public var key: MessageKey
    public var room: RoomKey
    public var sender: AccountKey
    public var senderName: String?
    public var senderIsBot: Bool
    /// nil after a recall.
    public var text: String?
    public var photos: Int
    /// SHA-256 of each photo, in order, nil while not fetched.
    public var photoHashes: [String?]
    public var replyTo: String?
    public var thread: String?
    public var groupID: String?
    public var location: Coordinate?
    public var sentAt: Timestamp
    public var revision: Int64?
    /// The photos were taken into a case or a half report.
    public var photosTaken: Bool

    public init(
        key: MessageKey, room: RoomKey, sender: AccountKey, senderName: String?, senderIsBot: Bool, text: String?,
        photos: Int, photoHashes: [String?] = [], replyTo: String?, thread: String?, groupID: String?,
        location: Coordinate?, sentAt: Timestamp, revision: Int64?, photosTaken: Bool = false
    ) {
        self.key = key
        self.room = room
        self.sender = sender
        self.senderName = senderName
        self.senderIsBot = senderIsBot
        self.text = text
        self.photos = photos
        self.photoHashes = photoHashes
        self.replyTo = replyTo
        self.thread = thread
        self.groupID = groupID
        self.location = location
        self.sentAt = sentAt
        self.revision = revision
        self.photosTaken = photosTaken
    }
}
