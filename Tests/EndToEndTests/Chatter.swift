import Crypto
import Foundation
import HTTPClient
import JSON

/// Somebody's chat system: speaks signed envelopes to the bridge.
struct Chatter: Sendable {
    let client = Client()
    let port: UInt16
    var secret = TestCounty.secret

    struct Answer: Sendable {
        let status: Int
        let body: JSONValue
        let headers: [(name: String, value: String)]

        var word: String? { body["status"]?.string }
        var code: String? { body["error"]?["code"]?.string }
    }

    static func envelope(
        _ id: String, room: String, sender: String, text: String? = nil, replyTo: String? = nil,
        photos: [JSONValue] = [], at sent: Date = Date()
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.object {
            $0.member("type", "message.created")
            $0.member("timestamp", sent.formatted(.iso8601))
            $0.object("data") { data in
                data.member("id", id)
                data.member("room", room)
                data.member("sender", sender)
                if let text { data.member("text", text) }
                if let replyTo { data.object("replyTo") { $0.member("id", replyTo) } }
                if !photos.isEmpty {
                    data.array("attachments") { list in for photo in photos { list.element(photo) } }
                }
            }
        }
        return writer.bytes
    }

    @discardableResult
    func say(
        _ id: String, room: String = "room-1", sender: String = "worker-0", _ text: String? = nil,
        replyTo: String? = nil, photos: [JSONValue] = [], at sent: Date = Date()
    ) async throws -> Answer {
        try await send(
            Self.envelope(id, room: room, sender: sender, text: text, replyTo: replyTo, photos: photos, at: sent),
            delivery: "d-\(id)")
    }

    func send(
        _ body: [UInt8], delivery: String, to path: String = "/hooks/generic/county", skew: Int = 0,
        type: String = "application/json", more: [(name: String, value: String)] = []
    ) async throws -> Answer {
        let timestamp = String(Int(Date().timeIntervalSince1970) + skew)
        let signed = Array("\(delivery).\(timestamp).".utf8) + body
        let headers =
            [
                (name: "webhook-id", value: delivery), (name: "webhook-timestamp", value: timestamp),
                (
                    name: "webhook-signature",
                    value: "v1," + Base64.encode(HMAC.sha256(key: secret, message: signed))
                ), (name: "content-type", value: type),
            ] + more
        return try await request("POST", path, headers: headers, body: body)
    }

    func request(
        _ method: String, _ path: String, headers: [(name: String, value: String)] = [], body: [UInt8] = []
    ) async throws -> Answer {
        let response = try await client.send(
            ClientRequest(
                method, "http://127.0.0.1:\(port)\(path)", headers: headers, body: body, allowPlainHTTP: true,
                addresses: .any))
        return Answer(
            status: response.status, body: (try? JSONReader.read(response.body)) ?? .null, headers: response.headers)
    }

    func text(_ path: String) async throws -> String {
        let response = try await client.send(
            ClientRequest("GET", "http://127.0.0.1:\(port)\(path)", allowPlainHTTP: true, addresses: .any))
        return String(decoding: response.body, as: UTF8.self)
    }
}
