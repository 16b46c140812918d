import Foundation
import JSON

/// What real clients send, shape by shape. Every function returns the event's id.
extension MatrixUser {
    @discardableResult
    func send(_ content: JSONValue, type: String = "m.room.message", in room: String) async throws -> String {
        try await call("PUT", ["rooms", room, "send", type, UUID().uuidString], content)["event_id"]?.string ?? ""
    }

    /// What an encrypted message looks like to whoever has no key.
    func sendUnreadable(in room: String) async throws {
        try await send(
            [
                "algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "AwgAEpABnotrealciphertext",
                "session_id": "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB",
            ], type: "m.room.encrypted", in: room)
    }

    @discardableResult
    func say(_ text: String, in room: String) async throws -> String {
        try await send(["msgtype": "m.text", "body": .string(text), "m.mentions": [:]], in: room)
    }

    /// A reply.
    /// - Parameter quoting: what older clients put before the words: who said what, in both bodies.
    @discardableResult
    func reply(_ text: String, to event: String, in room: String, quoting quoted: (who: String, text: String)? = nil)
        async throws -> String
    {
        var content = JSONObject([
            ("msgtype", "m.text"), ("body", .string(text)), ("m.relates_to", Self.inReply(to: event)),
        ])
        if let quoted {
            content["body"] = .string("> <\(quoted.who)> \(quoted.text)\n\n\(text)")
            content["format"] = "org.matrix.custom.html"
            content["formatted_body"] = .string(
                """
                <mx-reply><blockquote><a href="https://matrix.to/#/\(room)/\(event)">In reply to</a> \
                <a href="https://matrix.to/#/\(quoted.who)">\(quoted.who)</a><br>\(quoted.text)</blockquote></mx-reply>\(text)
                """)
        }
        return try await send(.object(content), in: room)
    }

    static func inReply(to event: String) -> JSONValue { ["m.in_reply_to": ["event_id": .string(event)]] }

    /// A message in a thread, with the reply that clients without threads show.
    @discardableResult
    func say(_ text: String, inThreadOf root: String, in room: String) async throws -> String {
        try await send(
            [
                "msgtype": "m.text", "body": .string(text),
                "m.relates_to": [
                    "rel_type": "m.thread", "event_id": .string(root), "is_falling_back": true,
                    "m.in_reply_to": ["event_id": .string(root)],
                ],
            ], in: room)
    }

    @discardableResult
    func edit(_ event: String, to text: String, in room: String) async throws -> String {
        try await send(
            [
                "msgtype": "m.text", "body": .string("* \(text)"),
                "m.new_content": ["msgtype": "m.text", "body": .string(text)],
                "m.relates_to": ["rel_type": "m.replace", "event_id": .string(event)],
            ], in: room)
    }

    @discardableResult
    func redact(_ event: String, in room: String) async throws -> String {
        try await call("PUT", ["rooms", room, "redact", event, UUID().uuidString], ["reason": "mistake"])["event_id"]?
            .string ?? ""
    }

    @discardableResult
    func react(_ key: String, to event: String, in room: String) async throws -> String {
        try await send(
            [
                "m.relates_to": [
                    "rel_type": "m.annotation", "event_id": .string(event), "key": .string(key),
                ]
            ], type: "m.reaction", in: room)
    }

    /// A place, with the keys that clients add.
    @discardableResult
    func share(_ name: String, latitude: String, longitude: String, in room: String) async throws -> String {
        let place = JSONValue.string("geo:\(latitude),\(longitude);u=20")
        return try await send(
            [
                "msgtype": "m.location", "body": .string(name), "geo_uri": place,
                "org.matrix.msc3488.location": ["uri": place, "description": .string(name)],
                "org.matrix.msc3488.asset": ["type": "m.self"],
            ], in: room)
    }

    /// A photo, uploaded before it is sent.
    /// - Parameter caption: stands in `body` where there is one; otherwise the file's name does.
    @discardableResult
    func show(
        _ photo: [UInt8], caption: String? = nil, replyingTo event: String? = nil, in room: String
    ) async throws -> String {
        var content = try await image(photo)
        if let caption { content["body"] = .string(caption) }
        if let event { content["m.relates_to"] = Self.inReply(to: event) }
        return try await send(.object(content), in: room)
    }

    /// Several photos in one message, in the shape of the clients that have galleries.
    @discardableResult
    func show(gallery photos: [[UInt8]], caption: String, in room: String) async throws -> String {
        var images: [JSONValue] = []
        for photo in photos { images.append(.object(try await image(photo))) }
        return try await send(
            [
                "msgtype": "com.beeper.gallery", "body": .string(caption), "com.beeper.gallery.images": .array(images),
                "com.beeper.gallery.caption": .string(caption),
            ], in: room)
    }

    private func image(_ photo: [UInt8]) async throws -> JSONObject {
        JSONObject([
            ("msgtype", "m.image"), ("filename", "IMG_0001.png"), ("body", "IMG_0001.png"),
            ("url", .string(try await upload(photo))),
            ("info", ["mimetype": "image/png", "w": 1, "h": 1, "size": .integer(photo.count)]),
        ])
    }

    /// How a client names somebody.
    enum Mention {
        /// With `m.mentions`, and a link in the formatted body.
        case pill
        /// Older: only the link.
        case link
        /// Older still: only the whole user id in the words.
        case words
    }

    @discardableResult
    func say(_ text: String, mentioning user: String, as mention: Mention, in room: String) async throws -> String {
        let name = mention == .words ? user : Synapse.botName
        var content = JSONObject([("msgtype", "m.text"), ("body", .string("\(name): \(text)"))])
        if mention != .words {
            content["format"] = "org.matrix.custom.html"
            content["formatted_body"] = .string("<a href=\"https://matrix.to/#/\(user)\">\(name)</a>: \(text)")
        }
        if mention == .pill { content["m.mentions"] = ["user_ids": [.string(user)]] }
        return try await send(.object(content), in: room)
    }

    /// Says texts, several speakers at once.
    /// - Returns: the events' ids in the order of the texts; each speaker's come in that order too.
    static func say(_ texts: [String], by speakers: [MatrixUser], in room: String) async throws -> [String] {
        try await withThrowingTaskGroup(of: [(Int, String)].self) { group in
            for (turn, speaker) in speakers.enumerated() {
                group.addTask {
                    var said: [(Int, String)] = []
                    for index in stride(from: turn, to: texts.count, by: speakers.count) {
                        said.append((index, try await speaker.say(texts[index], in: room)))
                    }
                    return said
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
