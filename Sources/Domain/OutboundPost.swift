/// Something the bridge says, in the form every adapter encodes: one row of the outbox.
public struct OutboundPost: Hashable, Sendable {
    public enum Action: Hashable, Sendable {
        case create
        /// Replaces the text of an earlier post of ours, by its id.
        case edit(of: String, revision: Int64)
        /// Puts a sign on somebody's message.
        case reaction(key: String, on: String)
    }

    /// What receivers learn about the case meant.
    public struct CaseInfo: Hashable, Sendable {
        public var number: String?
        public var state: String
        public var typeCode: String?
        public var typeName: String?
        public var grid: String?
        public var unit: String?
        public var url: String?

        public init(
            number: String?, state: String, typeCode: String?, typeName: String?, grid: String?, unit: String?,
            url: String? = nil
        ) {
            self.number = number
            self.state = state
            self.typeCode = typeCode
            self.typeName = typeName
            self.grid = grid
            self.unit = unit
            self.url = url
        }
    }

    /// A photo of the store, with the words below it.
    public struct Photo: Hashable, Sendable {
        public var sha256: String
        public var caption: String

        public init(sha256: String, caption: String) {
            self.sha256 = sha256
            self.caption = caption
        }
    }

    /// A word of supervision that a private post brings.
    public struct Word: Hashable, Sendable {
        /// The row id of the case.
        public var subject: Int64
        /// The step of the ladder.
        public var step: String

        public init(subject: Int64, step: String) {
            self.subject = subject
            self.step = step
        }
    }

    /// Made once, the same on every attempt; a receiver that honours it shows the post once.
    public var id: String
    public var action: Action
    public var room: RoomKey
    /// The template's name (`assignment`, `closed`, …).
    public var kind: String
    public var text: String
    public var replyTo: String?
    public var thread: String?
    /// Accounts without the adapter's prefix.
    public var mentions: [String]
    public var caseInfo: CaseInfo?
    /// What goes with it where the platform shows photos.
    public var photos: [Photo] = []
    /// Of a private post: what has to be said in the rooms when nobody can read it here.
    public var words: [Word] = []
    /// When the bridge decided to say it.
    public var at: Timestamp
    /// True for what needs no sound on a phone.
    public var silent: Bool
    /// True for what does not wait its turn: not counted among a room's posts of supervision.
    public var isUrgent: Bool

    public init(
        id: String, action: Action = .create, room: RoomKey, kind: String, text: String, replyTo: String? = nil,
        thread: String? = nil, mentions: [String] = [], caseInfo: CaseInfo? = nil, at: Timestamp, silent: Bool = false,
        isUrgent: Bool = false
    ) {
        self.id = id
        self.action = action
        self.room = room
        self.kind = kind
        self.text = text
        self.replyTo = replyTo
        self.thread = thread
        self.mentions = mentions
        self.caseInfo = caseInfo
        self.at = at
        self.silent = silent
        self.isUrgent = isUrgent
    }
}
