/// Something that happened in a chat, in the bridge's own words: what every adapter decodes to.
public struct InboundMessage: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case created
        /// `revision` decides between several edits of one message, then the time.
        case edited(revision: Int64?)
        case deleted
        case reactionAdded(target: String, key: String)
        case reactionRemoved(target: String, key: String)
    }

    /// A photo, video or file, not yet fetched.
    public struct Attachment: Hashable, Sendable {
        public enum Kind: String, Sendable { case image, video, audio, file }
        public enum Source: Hashable, Sendable {
            case url(String)
            /// A file handed to us before (generic upload), by its id.
            case uploaded(String)
            /// Bytes that came inside the message.
            case inline([UInt8])
        }

        public var id: String?
        public var kind: Kind
        public var source: Source?
        public var mediaType: String?
        public var fileName: String?
        public var size: Int64?
        public var sha256: String?

        public init(
            id: String? = nil, kind: Kind = .image, source: Source? = nil, mediaType: String? = nil,
            fileName: String? = nil, size: Int64? = nil, sha256: String? = nil
        ) {
            self.id = id
            self.kind = kind
            self.source = source
            self.mediaType = mediaType
            self.fileName = fileName
            self.size = size
            self.sha256 = sha256
        }
    }

    public struct Mention: Hashable, Sendable {
        public enum Target: Hashable, Sendable {
            case account(String)
            case everyone
            /// The bridge itself.
            case me
        }
        public var target: Target
        public var name: String?

        public init(target: Target, name: String? = nil) {
            self.target = target
            self.name = name
        }
    }

    public var adapter: String
    /// Unique within the adapter.
    public var id: String
    public var kind: Kind
    public var room: RoomKey
    public var roomName: String?
    public var thread: String?
    public var sender: AccountKey
    public var senderName: String?
    public var senderIsBot: Bool
    /// nil in an edit means "unchanged".
    public var text: String?
    /// nil in an edit means "unchanged".
    public var attachments: [Attachment]?
    /// Parts of one album carry the same id.
    public var groupID: String?
    public var location: Coordinate?
    public var locationLabel: String?
    /// The message that this one quotes.
    public var replyTo: String?
    public var mentions: [Mention]
    public var sentAt: Timestamp

    public init(
        adapter: String, id: String, kind: Kind = .created, room: RoomKey, roomName: String? = nil,
        thread: String? = nil, sender: AccountKey, senderName: String? = nil, senderIsBot: Bool = false,
        text: String? = nil, attachments: [Attachment]? = nil, groupID: String? = nil, location: Coordinate? = nil,
        locationLabel: String? = nil, replyTo: String? = nil, mentions: [Mention] = [], sentAt: Timestamp
    ) {
        self.adapter = adapter
        self.id = id
        self.kind = kind
        self.room = room
        self.roomName = roomName
        self.thread = thread
        self.sender = sender
        self.senderName = senderName
        self.senderIsBot = senderIsBot
        self.text = text
        self.attachments = attachments
        self.groupID = groupID
        self.location = location
        self.locationLabel = locationLabel
        self.replyTo = replyTo
        self.mentions = mentions
        self.sentAt = sentAt
    }

    /// How many photos and videos came with it.
    public var photoCount: Int {
        (attachments ?? []).count { $0.kind == .image || $0.kind == .video }
    }

    public var addressesBot: Bool { mentions.contains { $0.target == .me } }
}
