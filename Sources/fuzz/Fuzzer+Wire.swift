import Chat
import Domain
import Foundation
import Media

@testable import HTTPServer

extension Fuzzer {
    /// Header lines, an empty line, a body: every scheme over them, then the envelope.
    static let webhook = Fuzzer(name: "webhook") { bytes in
        var headers: [(name: String, value: String)] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 10), end != rest.startIndex {
            let line = String(decoding: rest[..<end], as: UTF8.self)
            rest = rest[(end + 1)...]
            let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
            if parts.count == 2 { headers.append((name: parts[0], value: parts[1])) }
        }
        let body = Array(rest.first == 10 ? rest.dropFirst() : rest)
        for webhook in webhooks {
            let verified = try? webhook.verify(headers: headers, body: body, now: Timestamp(milliseconds: 0))
            precondition(
                verified == nil || webhook.scheme == .none || webhook.scheme == .bearer
                    || headers.contains { $0.value.contains("=") },
                "\(webhook.scheme) took a request without a signature")
            if let verified { _ = try? GenericEnvelope.decode(verified, adapter: "fuzz") }
        }
        _ = try? GenericEnvelope.decode(recorded: body, adapter: "fuzz")
    }

    private static let webhooks: [Webhook] = Webhook.Scheme.allCases.map { scheme in
        guard scheme != .none else { return Webhook(scheme: scheme, secrets: []) }
        let key = "whsec_" + Data("a key of the fuzzers only".utf8).base64EncodedString()
        let secret = try? WebhookSecret(key, scheme: scheme)
        return Webhook(scheme: scheme, secrets: secret.map { [$0] } ?? [])
    }

    /// A transaction of a homeserver, each of its events, and the same bytes as an answer of `/sync`.
    static let matrix = Fuzzer(name: "matrix") { bytes in
        let bot = MatrixIdentity(userID: "@gridbot:hs.test", displayName: "网格助手")
        if let events = try? MatrixTransaction.split(bytes) {
            precondition(events.reduce(0) { $0 + $1.count } <= bytes.count, "events that grew")
            for event in events {
                let head = try? MatrixEvent.head(of: event)
                let read = try? MatrixEvent(Array(event), adapter: "fuzz", bot: bot)
                precondition(read == nil || read?.id == head?.id, "an event has two ids")
            }
        }
        if let news = try? MatrixSync(bytes, user: bot.userID) {
            for room in news.joined { for event in room.events { _ = MatrixEvent.placed(Array(event), in: room.id) } }
        }
    }

    /// The target of a request: its path says what its segments say.
    static let target = Fuzzer(name: "target") { bytes in
        guard let raw = String(validating: bytes, as: UTF8.self), let target = try? Target(raw) else { return }
        precondition(target.path == "/" + target.segments.joined(separator: "/"), "path and segments differ")
        precondition(!target.path.unicodeScalars.contains { $0.value < 0x20 }, "a control character came through")
    }

    /// A file that says it is a photo: what is kept has a known kind and a size within bounds.
    static let photo = Fuzzer(name: "photo") { bytes in
        guard let photo = try? Photo(bytes) else { return }
        precondition(photo.width > 0 && photo.height > 0, "a photo without size")
        precondition(photo.width * photo.height <= Photo.pixelLimit, "a photo beyond the limit")
        precondition(photo.bytes.count <= bytes.count, "a photo that grew")
    }
}
