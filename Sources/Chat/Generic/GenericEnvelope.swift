public import Domain
internal import JSON

/// What a body of the generic webhook says.
public enum Inbound: Hashable, Sendable {
    case message(InboundMessage)
    /// A sender's set-up test.
    case ping
    /// Of a type that this bridge does not know; answered 202 and forgotten.
    case ignored(type: String)
}

/// Reads the generic envelope: `{"type": …, "timestamp": …, "data": {…}}`.
///
/// Unknown keys are ignored. Ids are opaque, at most 255 bytes.
public enum GenericEnvelope {
    /// Bytes of a message's text.
    public static let textLimit = 65_536
    public static let attachmentLimit = 20
    /// Bytes of an attachment that comes inside the message, decoded.
    public static let inlineLimit = 65_536
    public static let mentionLimit = 200

    public static func decode(_ verified: Verified, adapter: String) throws(DecodeFailure) -> Inbound {
        try decode(recorded: verified.body, adapter: adapter)
    }

    /// Reads an envelope that nobody signed: a line of a recorded chat log, or one of the bridge's own making.
    public static func decode(recorded bytes: [UInt8], adapter: String) throws(DecodeFailure) -> Inbound {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONReader.read(bytes)
        } catch {
            throw DecodeFailure(error)
        }
        guard let object = value.object else { throw DecodeFailure(.wrongType, "expected an object") }
        let envelope = Fields(object)
        let type = try envelope.requiredString("type", limit: 100)
        if type == "ping" { return .ping }
        guard let kind = Kind(rawValue: type) else { return .ignored(type: type) }

        let written = try envelope.requiredString("timestamp", limit: 64)
        guard let sentAt = Timestamp(rfc3339: written) else {
            throw DecodeFailure(
                .badValue, "expected an RFC 3339 time with an offset, 2026-11-21T09:12:33+08:00", field: "timestamp")
        }
        guard let data = try envelope.fields("data") else { throw envelope.missing("data") }
        return .message(try message(kind, data, adapter: adapter, sentAt: sentAt))
    }

    private enum Kind: String {
        case created = "message.created"
        case edited = "message.edited"
        case deleted = "message.deleted"
        case reactionAdded = "reaction.added"
        case reactionRemoved = "reaction.removed"
    }

    private static func message(
        _ kind: Kind, _ data: Fields, adapter: String, sentAt: Timestamp
    ) throws(DecodeFailure) -> InboundMessage {
        guard let id = try data.id("id") else { throw data.missing("id") }
        let room = try data.requiredReference("room")
        let sender = try data.requiredReference("sender")
        var message = InboundMessage(
            adapter: adapter, id: id, room: RoomKey(adapter: adapter, id: room.id),
            roomName: try room.fields.label("name"), thread: try data.reference("thread")?.id,
            sender: AccountKey(adapter: adapter, id: sender.id), senderName: try sender.fields.label("name"),
            senderIsBot: try sender.fields.bool("isBot") ?? false, sentAt: sentAt)
        switch kind {
        case .created:
            try readContent(of: data, into: &message)
            guard message.text != nil || message.attachments?.isEmpty == false || message.location != nil else {
                throw DecodeFailure(
                    .badRequest, "data.text, data.attachments or data.location required", field: "data.text")
            }
        case .edited:
            message.kind = .edited(revision: try data.count("revision"))
            try readContent(of: data, into: &message)
            // A key that is there but null takes the content away; an absent one leaves it.
            if message.text == nil, data.has("text") { message.text = "" }
            if message.attachments == nil, data.has("attachments") { message.attachments = [] }
        case .deleted: message.kind = .deleted
        case .reactionAdded:
            let (target, key) = try reaction(data)
            message.kind = .reactionAdded(target: target, key: key)
        case .reactionRemoved:
            let (target, key) = try reaction(data)
            message.kind = .reactionRemoved(target: target, key: key)
        }
        return message
    }

    private static func reaction(_ data: Fields) throws(DecodeFailure) -> (target: String, key: String) {
        let target = try data.requiredReference("target")
        return (target.id, try data.requiredString("key", limit: 64))
    }

    private static func readContent(of data: Fields, into message: inout InboundMessage) throws(DecodeFailure) {
        let text = try data.string("text", limit: textLimit)
        message.text = text?.isEmpty == true ? nil : text
        message.attachments = try Attachments.read(data)
        message.groupID = try data.id("groupId")
        message.replyTo = try data.reference("replyTo")?.id
        message.mentions = try mentions(data)
        if let location = try data.fields("location") {
            message.location = try coordinate(location)
            message.locationLabel = try location.label("label")
        }
    }

    private static func mentions(_ data: Fields) throws(DecodeFailure) -> [InboundMessage.Mention] {
        guard let values = try data.array("mentions", limit: mentionLimit) else { return [] }
        var mentions: [InboundMessage.Mention] = []
        for (index, value) in values.enumerated() {
            let place = "\(data.place("mentions"))[\(index)]"
            let object: JSONObject
            switch value {
            case .object(let fields): object = fields
            case .string: object = JSONObject([("id", value)])
            default: throw DecodeFailure(.wrongType, "expected an object with an id, or the id", field: place)
            }
            let fields = Fields(object, path: place)
            let name = try fields.label("name")
            if try fields.bool("all") == true {
                mentions.append(InboundMessage.Mention(target: .everyone, name: name))
            } else if try fields.bool("isMe") == true {
                mentions.append(InboundMessage.Mention(target: .me, name: name))
            } else {
                guard let id = try fields.id("id") else { throw fields.missing("id") }
                mentions.append(InboundMessage.Mention(target: .account(id), name: name))
            }
        }
        return mentions
    }

    private static func coordinate(_ location: Fields) throws(DecodeFailure) -> Coordinate {
        func degrees(_ key: String, within bound: Double) throws(DecodeFailure) -> Double {
            guard let value = location.value(key) else { throw location.missing(key) }
            guard let number = value.double else { throw location.wrongType(key, "a number of degrees") }
            guard number.isFinite, abs(number) <= bound else {
                throw DecodeFailure(.badValue, "expected degrees within ±\(Int(bound))", field: location.place(key))
            }
            return number
        }
        let latitude = try degrees("lat", within: 90)
        let longitude = try degrees("lon", within: 180)
        guard let point = Coordinate(latitude: latitude, longitude: longitude) else {
            throw DecodeFailure(.badValue, "expected finite degrees", field: location.place("lat"))
        }
        switch try location.string("crs", limit: 32)?.lowercased() {
        case nil, "wgs84", "wgs-84": return point
        case "gcj02", "gcj-02": return GCJ02.wgs84(of: point)
        case "bd09", "bd-09", "bd09ll": return GCJ02.wgs84(of: GCJ02.unshifted(bd09: point))
        default:
            throw DecodeFailure(.badValue, "expected wgs84, gcj02 or bd09", field: location.place("crs"))
        }
    }
}
