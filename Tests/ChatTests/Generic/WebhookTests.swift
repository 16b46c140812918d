import Domain
import Testing

@testable import Chat

/// The vectors of the Standard Webhooks libraries' own tests and of GitHub's documentation, and what must not pass.
@Suite struct WebhookTests {
    static let bodyA = Array(#"{"test": 2432232314}"#.utf8)
    static let bodyB = Array(
        #"{"type":"message.created","timestamp":"2026-01-18T10:38:55.824Z","data":{"id":"m-1","room":"r-1","sender":{"id":"u-1","name":"Ana"},"text":"Straßenlampe defekt 路灯坏了"}}"#
            .utf8)
    static let newKey = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    static let oldKey = "whsec_////////////////////////////////"
    static let signatureB = "v1,HeCFCukncvQNWsUpj4piapokRMQ6dxeclfr7WTfxACc="
    static let oldSignatureB = "v1,eZCQkI+gmJO7tUQiqZnxLI1m07mg+cm67+y9I4hKxn0="
    static let idB = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W"
    static let secondB: Int64 = 1_768_732_735

    func webhook(_ scheme: Webhook.Scheme = .standard, _ secrets: String...) throws -> Webhook {
        Webhook(scheme: scheme, secrets: try secrets.map { try WebhookSecret($0, scheme: scheme) })
    }

    func headers(
        id: String = idB, timestamp: String = "\(secondB)", signature: String = signatureB, family: String = "webhook"
    ) -> [(name: String, value: String)] {
        [("\(family)-id", id), ("\(family)-timestamp", timestamp), ("\(family)-signature", signature)]
    }

    func verifyB(
        _ headers: [(name: String, value: String)], body: [UInt8] = bodyB, now: Int64 = secondB
    ) throws -> Verified {
        try webhook(.standard, Self.newKey).verify(headers: headers, body: body, now: Timestamp(seconds: now))
    }

    @Test func `the published vector passes`() throws {
        let verified = try webhook(.standard, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").verify(
            headers: [
                ("Webhook-Id", "msg_p5jXN8AQM9LWM0D4loKWxJek"), ("WEBHOOK-TIMESTAMP", "1614265330"),
                ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="), ("Host", "example.org"),
            ], body: Self.bodyA, now: Timestamp(seconds: 1_614_265_330))
        #expect(verified.deliveryID == "msg_p5jXN8AQM9LWM0D4loKWxJek")
        #expect(verified.body == Self.bodyA)
    }

    @Test func `a body of UTF-8 and an empty one pass`() throws {
        #expect(Self.bodyB.count == 176)
        #expect(try verifyB(headers()).deliveryID == Self.idB)
        #expect(
            try verifyB(headers(signature: "v1,8lW+k9oyI513o0qiBI+7g15s9GAnvehYR5bccs/LehQ="), body: []).body.isEmpty)
    }

    @Test func `a byte changed anywhere is refused`() throws {
        for index in Self.bodyB.indices {
            var body = Self.bodyB
            body[index] ^= 1
            #expect(throws: Webhook.Refusal.wrongSignature) { try verifyB(headers(), body: body) }
        }
        #expect(throws: Webhook.Refusal.wrongSignature) { try verifyB(headers(id: Self.idB + "x")) }
        #expect(throws: Webhook.Refusal.wrongSignature) { try verifyB(headers(timestamp: "\(Self.secondB + 1)")) }
    }

    @Test func `the clock may be five minutes off to both sides, not a second more`() throws {
        for skew in [-300, -1, 0, 1, 300] as [Int64] { _ = try verifyB(headers(), now: Self.secondB - skew) }
        #expect(throws: Webhook.Refusal.clockSkew(seconds: 301)) { try verifyB(headers(), now: Self.secondB - 301) }
        #expect(throws: Webhook.Refusal.clockSkew(seconds: -301)) { try verifyB(headers(), now: Self.secondB + 301) }
    }

    @Test(arguments: [
        "", "1e9", "1768732735.0", " 1768732735", "+1768732735", "-1768732735", "NaN", "١٧٦٨٧٣٢٧٣٥", "0x69",
        "9999999999999999999999", "1768732735000000",
    ])
    func `a timestamp that is no plain number is refused`(_ timestamp: String) throws {
        // Spaces around a header's value are not part of it.
        if timestamp == " 1768732735" {
            _ = try verifyB(headers(timestamp: timestamp))
        } else {
            #expect(throws: Webhook.Refusal.malformedTimestamp) { try verifyB(headers(timestamp: timestamp)) }
        }
    }

    @Test(
        arguments: [
            ("v1,AAAA v2,x \(signatureB)", nil), ("\(oldSignatureB) \(signatureB)", nil),
            ("v2," + signatureB.dropFirst(3), Webhook.Refusal.malformedSignature), ("v1", .malformedSignature),
            ("", .malformedSignature), (",", .malformedSignature), ("v1,", .wrongSignature),
            ("v1,****", .malformedSignature),
            ("v1,AAAA", .wrongSignature), (String(signatureB.dropLast()), .malformedSignature),
            (signatureB.replacing("Cc=", with: "Cd="), .malformedSignature),
            (String(repeating: "v1,AAAA ", count: 10) + signatureB, .wrongSignature),
            (String(repeating: "v1,AAAA ", count: 9) + signatureB, nil),
            (String(repeating: "v1,AAAA ", count: 600) + signatureB, .headersTooLong),
        ] as [(String, Webhook.Refusal?)])
    func `a list of signatures is read item by item`(_ list: String, _ refusal: Webhook.Refusal?) throws {
        if let refusal {
            #expect(throws: refusal) { try verifyB(headers(signature: list)) }
        } else {
            _ = try verifyB(headers(signature: list))
        }
    }

    @Test func `each header stands exactly once`() throws {
        for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
            #expect(throws: Webhook.Refusal.missingHeader(name)) { try verifyB(headers().filter { $0.name != name }) }
            let twice = headers() + headers().filter { $0.name == name }
            #expect(throws: Webhook.Refusal.repeatedHeader(name)) { try verifyB(twice) }
        }
    }

    @Test(arguments: ["", "a.b", "a b", "消息", String(repeating: "a", count: 129), "a\u{0}"])
    func `an id outside the alphabet is refused`(_ id: String) {
        #expect(throws: Webhook.Refusal.malformedID) { try verifyB(headers(id: id)) }
    }

    @Test func `the other family's names pass whole and never mixed`() throws {
        _ = try verifyB(headers(family: "svix"))
        #expect(throws: Webhook.Refusal.mixedHeaders) {
            try verifyB(Array(headers(family: "svix").prefix(2)) + headers().suffix(1))
        }
        #expect(throws: Webhook.Refusal.mixedHeaders) { try verifyB(headers() + headers(family: "svix")) }
    }

    @Test func `during a rotation either secret will do`() throws {
        let both = try webhook(.standard, Self.newKey, Self.oldKey)
        let now = Timestamp(seconds: Self.secondB)
        _ = try both.verify(headers: headers(), body: Self.bodyB, now: now)
        _ = try both.verify(headers: headers(signature: Self.oldSignatureB), body: Self.bodyB, now: now)
        #expect(throws: Webhook.Refusal.wrongSignature) { try verifyB(headers(signature: Self.oldSignatureB)) }
    }

    @Test func `what we sign, we would take`() throws {
        let now = Timestamp(seconds: Self.secondB)
        let both = try webhook(.standard, Self.newKey, Self.oldKey)
        let made = both.headers(id: Self.idB, body: Self.bodyB, now: now)
        #expect(made.map(\.value) == [Self.idB, "\(Self.secondB)", "\(Self.signatureB) \(Self.oldSignatureB)"])
        _ = try verifyB(made)
    }

    @Test func `GitHub's documented signature passes`() throws {
        let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
        let body = Array("Hello, World!".utf8)
        let github = try webhook(.github, "It's a Secret to Everybody")
        let verified = try github.verify(
            headers: [
                ("X-Hub-Signature-256", signature), ("X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958"),
            ], body: body, now: Timestamp(seconds: 0))
        #expect(verified.deliveryID == "72d3162e-cc78-11e3-81ab-4c9367dc0958")
        #expect(
            try github.verify(headers: [("X-Hub-Signature-256", signature)], body: body, now: Timestamp(seconds: 0))
                .deliveryID == nil)
        #expect(throws: Webhook.Refusal.wrongSignature) {
            try github.verify(
                headers: [("X-Hub-Signature-256", signature)], body: body + [10], now: Timestamp(seconds: 0))
        }
        for bad in ["sha1=7cd44a2a", "757107ea", "sha256=zz", "sha256=路灯", "sha256"] {
            #expect(throws: Webhook.Refusal.malformedSignature) {
                try github.verify(headers: [("X-Hub-Signature-256", bad)], body: body, now: Timestamp(seconds: 0))
            }
        }
        #expect(throws: Webhook.Refusal.missingHeader("x-hub-signature-256")) {
            try github.verify(headers: [("X-Hub-Signature", "sha1=00")], body: body, now: Timestamp(seconds: 0))
        }
        let second = try webhook(.github, "bridge-test-secret")
        _ = try second.verify(
            headers: [
                (
                    "X-Hub-Signature-256",
                    "sha256=71951cc125d8c64f01ad311b3decba6a8778e0bdd3a333bff85d9c96f6f4c037"
                )
            ], body: Self.bodyB, now: Timestamp(seconds: 0))
    }

    static let timestampedB = "fdc331a2cc8e9a10f4cd5be7a252508a68770aa16018a9c70f27d74e80e94bf8"

    @Test(
        arguments: [
            ("t=1768732735,v1=\(timestampedB)", nil), ("t=1768732735, v1=00, v0=x, v1=\(timestampedB)", nil),
            ("v1=\(timestampedB),t=1768732735", nil),
            ("t=1768732735,v1=\(timestampedB.replacing("f", with: "e"))", .wrongSignature),
            ("t=1768732736,v1=\(timestampedB)", .wrongSignature), ("t=1768732735", .malformedSignature),
            ("v1=\(timestampedB)", .malformedTimestamp), ("t=1,t=1768732735,v1=\(timestampedB)", .malformedTimestamp),
            ("t=1768733036,v1=\(timestampedB)", .clockSkew(seconds: 301)),
            ("t=x,v1=\(timestampedB)", .malformedTimestamp),
        ] as [(String, Webhook.Refusal?)])
    func `a timestamped signature`(_ header: String, _ refusal: Webhook.Refusal?) throws {
        let webhook = try webhook(.timestamped, "bridge-test-secret")
        let now = Timestamp(seconds: Self.secondB)
        if let refusal {
            #expect(throws: refusal) {
                try webhook.verify(headers: [("X-Signature", header)], body: Self.bodyB, now: now)
            }
        } else {
            let verified = try webhook.verify(headers: [("X-Signature", header)], body: Self.bodyB, now: now)
            #expect(verified.deliveryID == nil)
        }
    }

    @Test func `a bearer token is compared whole`() throws {
        let webhook = try webhook(.bearer, "tok-1", "tok-0")
        let now = Timestamp(seconds: 0)
        for good in ["Bearer tok-1", "bearer tok-0"] {
            _ = try webhook.verify(headers: [("Authorization", good)], body: [], now: now)
        }
        for bad in ["Bearer tok", "Bearer tok-12", "Bearer "] {
            #expect(throws: Webhook.Refusal.self) {
                try webhook.verify(headers: [("Authorization", bad)], body: [], now: now)
            }
        }
        #expect(throws: Webhook.Refusal.malformedSignature) {
            try webhook.verify(headers: [("Authorization", "Basic tok-1")], body: [], now: now)
        }
        #expect(throws: Webhook.Refusal.missingHeader("authorization")) {
            try webhook.verify(headers: [], body: [], now: now)
        }
        let named = try webhook.verify(
            headers: [("Authorization", "Bearer tok-1"), ("webhook-id", "d-1")], body: [], now: now)
        #expect(named.deliveryID == "d-1")
    }

    @Test func `without a scheme everything passes unsigned`() throws {
        let open = Webhook(scheme: .none, secrets: [])
        #expect(try open.verify(headers: [], body: [1], now: Timestamp(seconds: 0)).body == [1])
        #expect(
            open.headers(id: "p-1", body: [], now: Timestamp(seconds: 7)).map(\.name) == [
                "webhook-id", "webhook-timestamp",
            ])
    }

    @Test func `a secret is read with or without its prefix and padding, and never printed`() throws {
        let full = try WebhookSecret(Self.newKey, scheme: .standard)
        #expect(try WebhookSecret(String(Self.newKey.dropFirst(6)), scheme: .standard).key == full.key)
        #expect(try WebhookSecret(String(Self.newKey.dropLast()), scheme: .standard).key == full.key)
        #expect(full.key == Array(0...31) && !full.isShort)
        #expect(try WebhookSecret("whsec_AAEC", scheme: .standard).isShort)
        #expect(throws: WebhookSecret.Failure.empty) { try WebhookSecret("whsec_", scheme: .standard) }
        #expect(throws: WebhookSecret.Failure.empty) { try WebhookSecret("", scheme: .bearer) }
        #expect(throws: WebhookSecret.Failure.notBase64) { try WebhookSecret("whsec_no base64!", scheme: .standard) }
        var dumped = ""
        dump(try webhook(.bearer, "tok-1"), to: &dumped)
        #expect(!dumped.contains("tok-1") && !dumped.contains("116"))
        #expect("\(full)" == "<secret>")
    }

    @Test func `a refusal says for the log what was wrong`() {
        #expect(Webhook.Refusal.clockSkew(seconds: -301).description == "the timestamp is 301 s behind this clock")
        #expect(Webhook.Refusal.clockSkew(seconds: 400).code == "clock_skew")
    }
}
