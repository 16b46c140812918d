public import Domain
internal import JSON

/// One event of a room, as a homeserver hands it over, in the bridge's own words.
///
/// What holds for all events is read first; a `meaning` that the bridge has no use for is ``Meaning/other``, never an
/// error (Client-Server API, "Events").
public struct MatrixEvent: Hashable, Sendable {
    public enum Membership: String, Hashable, Sendable { case invite, join, leave, ban, knock }

    public enum Meaning: Hashable, Sendable {
        /// Something said: text, photos, a place.
        case said(InboundMessage)
        /// New words for an earlier message; the `id` of the message is the earlier one's.
        case edit(InboundMessage)
        case reaction(InboundMessage)
        /// A message that was taken away before it came here: nothing is left of it.
        case emptied
        case redaction(target: String)
        /// Only those with the keys can read it.
        case encrypted
        case member(MatrixEvent.Member)
        case encryptionOn
        case rightsChanged
        case replaced(by: String)
        case named(String?)
        case other
    }

    /// Somebody's place in the room.
    public struct Member: Hashable, Sendable {
        public var user: String
        public var membership: Membership
        public var before: Membership?
        /// Of an invitation: what it shows of the room.
        public var roomName: String?
        public var roomIsEncrypted: Bool
    }

    /// `$…`, unique among all rooms.
    public let id: String
    /// `m.room.message`
    public let type: String
    /// `!…`; the server's name is not always a part of it.
    public let room: String
    /// `@…:server`
    public let sender: String
    /// As the sender's server says, who may be wrong.
    public let sentAt: Timestamp
    public let meaning: Meaning

    /// The types that can have a meaning here; others need not be kept.
    public static let types: Set<String> = [
        "m.room.message", "m.reaction", "m.room.redaction", "m.room.encrypted", "m.room.member", "m.room.encryption",
        "m.room.power_levels", "m.room.tombstone", "m.room.name",
    ]

    /// Where a transaction is split into events: enough to keep one and to tell it from others.
    public struct Head: Sendable {
        public let id: String
        public let type: String
        public let room: String
        public let sender: String
        public let sentAt: Timestamp
    }

    public static func head(of bytes: some Collection<UInt8>) throws(DecodeFailure) -> Head {
        try head(fields(of: Array(bytes)))
    }

    /// - Parameters:
    ///   - adapter: the adapter's name.
    ///   - bot: who the bridge is there.
    public init(_ bytes: [UInt8], adapter: String, bot: MatrixIdentity) throws(DecodeFailure) {
        let event = try Self.fields(of: bytes)
        let head = try Self.head(event)
        id = head.id
        type = head.type
        room = head.room
        sender = head.sender
        sentAt = head.sentAt
        var base = InboundMessage(
            adapter: adapter, id: head.id, room: RoomKey(adapter: adapter, id: head.room),
            sender: AccountKey(adapter: adapter, id: head.sender),
            senderName: MatrixIdentity.localpart(of: head.sender), sentAt: head.sentAt)
        let content = try event.fields("content") ?? Fields(JSONObject(), path: "content")
        let isState = event.has("state_key")
        switch head.type {
        case "m.room.message" where !isState:
            meaning = content.object.isEmpty ? .emptied : try Self.message(content, &base, bot)
        case "m.reaction" where !isState: meaning = try Self.reaction(content, base)
        case "m.room.redaction":
            // Moved into the content with room version 11; servers are asked to fill both.
            let inside = try content.id("redacts")
            let beside = try event.id("redacts")
            meaning = (inside ?? beside).map { .redaction(target: $0) } ?? .other
        case "m.room.encrypted" where !isState: meaning = content.object.isEmpty ? .emptied : .encrypted
        case "m.room.member" where isState: meaning = try Self.member(event, content)
        case "m.room.encryption" where isState: meaning = .encryptionOn
        case "m.room.power_levels" where isState: meaning = .rightsChanged
        case "m.room.tombstone" where isState:
            meaning = try content.id("replacement_room").map { .replaced(by: $0) } ?? .other
        case "m.room.name" where isState: meaning = .named(try content.label("name"))
        default: meaning = .other
        }
    }

    // MARK: The parts

    private static func fields(of bytes: [UInt8]) throws(DecodeFailure) -> Fields {
        let value: JSONValue
        do throws(JSONError) { value = try JSONReader.read(bytes) } catch { throw DecodeFailure(error) }
        guard let object = value.object else { throw DecodeFailure(.wrongType, "expected an object") }
        return Fields(object)
    }

    private static func head(_ event: Fields) throws(DecodeFailure) -> Head {
        guard let id = try event.id("event_id") else { throw event.missing("event_id") }
        guard let sender = try event.id("sender") else { throw event.missing("sender") }
        guard let room = try event.id("room_id") else { throw event.missing("room_id") }
        let milliseconds = try event.count("origin_server_ts") ?? 0
        return Head(
            id: id, type: try event.requiredString("type", limit: 255), room: room, sender: sender,
            sentAt: Timestamp(milliseconds: min(milliseconds, latest)))
    }

    /// A sender's clock can say anything: the year 2109 is late enough, and leaves room for the tie-break of edits.
    private static let latest: Int64 = 1 << 42 - 1

    private static func message(
        _ content: Fields, _ message: inout InboundMessage, _ bot: MatrixIdentity
    ) throws(DecodeFailure) -> Meaning {
        let relation = try content.fields("m.relates_to")
        if let relation, try relation.string("rel_type", limit: 255) == "m.replace" {
            guard let target = try relation.id("event_id"), let fresh = try content.fields("m.new_content") else {
                return .other
            }
            let revision = revision(of: message)
            // New words stand without a quotation of what they answer.
            try MatrixContent.read(fresh, into: &message, bot, stripsFallback: false)
            guard let text = message.text else { return .other }
            message.kind = .edited(revision: revision)
            message.id = target
            message.text = text
            // The words are new; the photo of a caption is the one that is here already.
            message.attachments = nil
            return .edit(message)
        }
        if let relation { try relate(relation, &message) }
        try MatrixContent.read(content, into: &message, bot, stripsFallback: message.replyTo != nil)
        guard message.text != nil || message.attachments?.isEmpty == false || message.location != nil else {
            return .other
        }
        return .said(message)
    }

    /// Of several edits the newest holds; of one moment, the one whose id is larger ("Applying m.new_content").
    private static func revision(of message: InboundMessage) -> Int64 {
        // Three of the id's ASCII characters, seven bits each, below the milliseconds.
        let tie = message.id.utf8.dropFirst().prefix(3).reduce(Int64(0)) { $0 << 7 | Int64($1 & 0x7F) }
        return message.sentAt.milliseconds << 21 | tie
    }

    private static func relate(_ relation: Fields, _ message: inout InboundMessage) throws(DecodeFailure) {
        let answered = try relation.fields("m.in_reply_to")?.id("event_id")
        guard try relation.string("rel_type", limit: 255) == "m.thread", let root = try relation.id("event_id") else {
            message.replyTo = answered
            return
        }
        message.thread = root
        // Only there for clients without threads: nobody pressed "reply".
        if try relation.bool("is_falling_back") != true { message.replyTo = answered }
    }

    private static func reaction(_ content: Fields, _ base: InboundMessage) throws(DecodeFailure) -> Meaning {
        guard let relation = try content.fields("m.relates_to"),
            try relation.string("rel_type", limit: 255) == "m.annotation", let target = try relation.id("event_id"),
            let key = try relation.string("key", limit: 255), !key.isEmpty
        else { return content.object.isEmpty ? .emptied : .other }
        var message = base
        message.kind = .reactionAdded(target: target, key: key)
        return .reaction(message)
    }

    private static func member(_ event: Fields, _ content: Fields) throws(DecodeFailure) -> Meaning {
        guard let user = try event.id("state_key"),
            let membership = try content.string("membership", limit: 16).flatMap(Membership.init)
        else { return .other }
        let unsigned = try event.fields("unsigned")
        let before = try unsigned?.fields("prev_content")?.string("membership", limit: 16)
        var member = Member(
            user: user, membership: membership, before: before.flatMap(Membership.init), roomIsEncrypted: false)
        for case .object(let state) in try unsigned?.array("invite_room_state", limit: 100) ?? [] {
            let shown = Fields(state)
            switch try shown.string("type", limit: 255) {
            case "m.room.encryption": member.roomIsEncrypted = true
            case "m.room.name": member.roomName = try shown.fields("content")?.label("name")
            default: break
            }
        }
        return .member(member)
    }
}

/// Who the bridge is on a homeserver.
public struct MatrixIdentity: Hashable, Sendable {
    /// `@gridbot:example.org`
    public let userID: String
    /// What people see, and what a client writes into the text for a mention.
    public let displayName: String

    public init(userID: String, displayName: String) {
        self.userID = userID
        self.displayName = displayName
    }

    /// `wang` of `@wang:example.org`: ids are the only names that cannot be borrowed.
    public static func localpart(of userID: String) -> String {
        String(userID.drop { $0 == "@" }.prefix { $0 != ":" })
    }

    /// `example.org:8448` of `@wang:example.org:8448`; nil for what is no user's id.
    public static func server(of userID: String) -> String? {
        guard userID.hasPrefix("@"), let colon = userID.firstIndex(of: ":") else { return nil }
        let server = userID[userID.index(after: colon)...]
        return server.isEmpty ? nil : String(server)
    }
}

extension MatrixEvent {
    /// An event with its room written into it, as it stands everywhere but in an answer of `/sync`.
    public static func placed(_ event: [UInt8], in room: String) -> [UInt8] {
        guard let members = try? JSONPieces.members(of: event[...]), !members.contains(where: { $0.key == "room_id" })
        else { return event }
        var writer = JSONWriter(capacity: event.count + 300)
        writer.object {
            $0.member("room_id", room)
            for member in members {
                $0.key(member.key)
                $0.verbatim(Array(member.value))
            }
        }
        return writer.bytes
    }
}
