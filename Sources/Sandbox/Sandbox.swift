public import Domain
internal import HTTPServer
internal import JSON

/// What became of a message that the page handed in.
public enum SandboxIntake: Sendable, Equatable {
    /// Stored, or known from before.
    case stored
    /// Could not be stored; the page keeps the words and offers to send them again.
    case unavailable
}

/// What the sandbox asks of the rest of the house.
public struct SandboxSurroundings: Sendable {
    /// A file that was kept.
    public struct File: Sendable, Equatable {
        public var id: String
        public var mediaType: String

        public init(id: String, mediaType: String) {
            self.id = id
            self.mediaType = mediaType
        }
    }

    /// Why a file was not kept, in a sentence for the page.
    public struct FileRefusal: Error, Sendable, Equatable {
        public var code: String
        public var message: String

        public init(code: String, message: String) {
            self.code = code
            self.message = message
        }
    }

    /// One line of the past, in the order of time.
    public enum Past: Sendable {
        case message(InboundMessage)
        case post(OutboundPost)
    }

    /// The tables in force.
    public var county: @Sendable () async -> County
    /// Takes a message in like any adapter's; the bytes are the raw body to keep, a generic envelope.
    public var receive: @Sendable (InboundMessage, [UInt8]) async -> SandboxIntake
    public var keepFile: @Sendable ([UInt8]) async throws(FileRefusal) -> File
    /// nil when there is no such file.
    public var file: @Sendable (_ id: String) async -> (bytes: [UInt8], mediaType: String)?
    /// The last lines of a room, at most as many as asked for, after a start.
    public var history: @Sendable (RoomKey, Int) async -> [Past]
    public var now: @Sendable () -> Timestamp

    public init(
        county: @escaping @Sendable () async -> County,
        receive: @escaping @Sendable (InboundMessage, [UInt8]) async -> SandboxIntake,
        keepFile: @escaping @Sendable ([UInt8]) async throws(FileRefusal) -> File,
        file: @escaping @Sendable (_ id: String) async -> (bytes: [UInt8], mediaType: String)?,
        history: @escaping @Sendable (RoomKey, Int) async -> [Past], now: @escaping @Sendable () -> Timestamp
    ) {
        self.county = county
        self.receive = receive
        self.keepFile = keepFile
        self.file = file
        self.history = history
        self.now = now
    }
}

/// The chat that comes with the bridge: the county's rooms on one page, where a newcomer speaks as any of its people.
///
/// An adapter like the others: what is said goes through ``SandboxSurroundings/receive``, what the bridge says comes
/// back through ``deliver(_:)``.
public actor Sandbox {
    public nonisolated let adapter: String
    /// Bytes of an uploaded file.
    nonisolated let fileLimit: Int
    nonisolated let surroundings: SandboxSurroundings
    private var logs: [RoomKey: RoomLog] = [:]
    private var listeners = Listeners()

    public init(adapter: String, fileLimit: Int = 26_214_400, surroundings: SandboxSurroundings) {
        self.adapter = adapter
        self.fileLimit = fileLimit
        self.surroundings = surroundings
    }

    /// Shows a post of the bridge, or what changed by it. The same post twice is shown once.
    public func deliver(_ post: OutboundPost) async {
        await load(post.room)
        guard let changed = logs[post.room]?.apply(post) else { return }
        listeners.publish(changed)
    }

    /// The last lines of a room.
    func entries(in room: RoomKey) async -> [SandboxEntry] {
        await load(room)
        return Array((logs[room]?.entries ?? []).suffix(RoomLog.limit))
    }

    /// Shows a message at once and hands it in: an answer of the bridge may come before the call returns, and belongs
    /// below it.
    /// - Returns: false when it was not stored; it is then shown no more.
    func hand(in message: InboundMessage) async -> Bool {
        await load(message.room)
        let id = message.shownID
        let earlier = logs[message.room]?.entry(id)
        let changed = logs[message.room]?.apply(message)
        if let changed { listeners.publish(changed) }
        switch await surroundings.receive(message, SandboxEnvelope.encode(message)) {
        case .stored: return true
        case .unavailable:
            if changed != nil {
                logs[message.room]?.restore(id, to: earlier)
                if let earlier { listeners.publish(earlier) } else { listeners.publish(removed: id, in: message.room) }
            }
            return false
        }
    }

    func sender(of id: String, in room: RoomKey) async -> String? {
        await load(room)
        return logs[room]?.entry(id)?.sender
    }

    /// Every change from now on, as server-sent events.
    func listen() -> AsyncStream<[UInt8]> {
        listeners.add { [weak self] id in Task { await self?.forget(id) } }
    }

    private func forget(_ listener: Int) { listeners.remove(listener) }

    private func load(_ room: RoomKey) async {
        guard logs[room] == nil else { return }
        var log = RoomLog()
        for past in await surroundings.history(room, RoomLog.limit) {
            switch past {
            case .message(let message): _ = log.apply(message)
            case .post(let post): _ = log.apply(post)
            }
        }
        // Somebody else may have loaded it while this call waited, and gone on from there.
        if logs[room] == nil { logs[room] = log }
    }
}

extension InboundMessage {
    /// The id of the line that a message makes or changes.
    fileprivate var shownID: String {
        switch kind {
        case .created, .edited, .deleted: id
        case .reactionAdded(let target, _), .reactionRemoved(let target, _): target
        }
    }
}
