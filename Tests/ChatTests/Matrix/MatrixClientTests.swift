import Chat
import Domain
import HTTPClient
import Testing

@Suite struct MatrixClientTests {
    private static let bot = "@gridbot:hs.test"

    /// Asks whether the bot may speak in a room whose state of two types is so.
    private func maySpeak(levels: String?, create: String) async throws -> Bool {
        let client = MatrixClient(
            homeserver: "http://hs.test", token: "t", clock: { Timestamp(milliseconds: 0) },
            transfer: { request async throws(TransferFailure) in
                if request.url.contains("m.room.power_levels") {
                    guard let levels else {
                        return ClientResponse(status: 404, body: Array(#"{"errcode":"M_NOT_FOUND"}"#.utf8))
                    }
                    return ClientResponse(status: 200, body: Array(levels.utf8))
                }
                #expect(request.url.hasSuffix("/m.room.create/?format=event"))
                return ClientResponse(status: 200, body: Array(create.utf8))
            })
        return try await client.maySpeak(Self.bot, in: "!r")
    }

    private static func create(_ version: String, by sender: String, and others: String = "") -> String {
        #"{"type":"m.room.create","sender":"\#(sender)","content":{"room_version":"\#(version)","additional_creators":[\#(others)]}}"#
    }

    private static let high = #"{"events":{"m.room.message":50},"users":{"@zhou:hs.test":100}}"#

    @Test(arguments: [
        (String?.none, create("10", by: "@zhou:hs.test"), true),
        (#"{}"#, create("12", by: "@zhou:hs.test"), true),
        (#"{"events_default":50}"#, create("12", by: "@zhou:hs.test"), false),
        (#"{"events_default":50,"events":{"m.room.message":0}}"#, create("12", by: "@zhou:hs.test"), true),
        (#"{"events_default":50,"users_default":"50"}"#, create("12", by: "@zhou:hs.test"), true),
        (#"{"events_default":50,"users":{"@gridbot:hs.test":50}}"#, create("12", by: "@zhou:hs.test"), true),
        // Since version 12 whoever made the room stands above its levels.
        (high, create("12", by: bot), true), (high, create("11", by: bot), false),
        (high, create("12", by: "@zhou:hs.test", and: #""@gridbot:hs.test""#), true),
        (high, create("12", by: "@zhou:hs.test", and: #""@other:hs.test""#), false),
        (high, create("11", by: "@zhou:hs.test", and: #""@gridbot:hs.test""#), false),
        (high, create("org.example.12", by: bot), false), (high, "{}", false),
    ])
    func `who may speak stands in the levels, or made the room`(
        _ levels: String?, _ create: String, _ expected: Bool
    ) async throws {
        #expect(try await maySpeak(levels: levels, create: create) == expected)
    }

    @Test(arguments: [
        ("", #","retry_after_ms":2484"#, Duration?.some(.milliseconds(2484))),
        // Where both stand the header holds (since v1.10).
        ("7", #","retry_after_ms":2484"#, .seconds(7)), ("7", "", .seconds(7)), ("", "", nil),
        ("", #","retry_after_ms":-5"#, nil), ("soon", #","retry_after_ms":"x""#, nil),
    ])
    func `how long to wait stands in the header, or in the body of older servers`(
        _ header: String, _ more: String, _ wait: Duration?
    ) async throws {
        let client = MatrixClient(
            homeserver: "http://hs.test", token: "t", clock: { Timestamp(milliseconds: 0) },
            transfer: { _ async throws(TransferFailure) in
                ClientResponse(
                    status: 429, headers: header.isEmpty ? [] : [("Retry-After", header)],
                    body: Array(#"{"errcode":"M_LIMIT_EXCEEDED","error":"x"\#(more)}"#.utf8))
            })
        await #expect(throws: MatrixFailure.refused(status: 429, code: "M_LIMIT_EXCEEDED", retryAfter: wait)) {
            try await client.versions()
        }
    }
}
