import Crypto
import Domain
import Testing

@testable import Chat

@Suite struct GenericEnvelopeTests {
    func decode(_ text: String) throws -> Inbound {
        try GenericEnvelope.decode(recorded: Array(text.utf8), adapter: "county")
    }

    func message(_ text: String) throws -> InboundMessage {
        guard case .message(let message) = try decode(text) else {
            Issue.record("expected a message")
            throw DecodeFailure(.badRequest, "no message")
        }
        return message
    }

    /// A `message.created` with one more member of `data`.
    func created(_ member: String) -> String {
        #"{"type":"message.created","timestamp":"2026-11-21T09:12:33+08:00","data":{"id":"m-1","room":"r-1","sender":"u-1","#
            + member + "}}"
    }

    @Test func `the whole shape is read`() throws {
        let read = try message(
            #"""
            {
              "type": "message.created", "timestamp": "2026-01-18T10:38:55.824Z",
              "data": {
                "id": "m-1001", "room": {"id": "r-1", "name": "Roads team"}, "thread": {"id": "t-77"},
                "sender": {"id": "u-1", "name": "Ana", "isBot": false, "locale": "de-AT"},
                "text": "Street lamp broken, see photos", "format": "plain",
                "attachments": [
                  {"id": "a-1", "kind": "image", "url": "https://files.example.org/a-1.jpg", "mimeType": "image/jpeg",
                   "fileName": "IMG_2012.jpg", "size": 231037,
                   "sha256": "9F86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "width": 1280},
                  {"kind": "video", "fileId": "f-9"}, {"mimeType": "audio/mpeg", "dataBase64": "AAEC"}, {}
                ],
                "groupId": "album-5",
                "location": {"lat": 48.19825, "lon": 16.37135, "accuracyM": 35, "label": "Mill Street 4", "live": false},
                "replyTo": {"id": "m-0990", "text": "Which house number?", "senderId": "bot"},
                "mentions": [{"id": "bot", "name": "City bot", "isMe": true}, {"all": true}, {"id": "u-2"}, "u-3"],
                "links": ["https://example.org/case/118"], "permalink": "https://chat.example.org/r-1/m-1001"
              }
            }
            """#)
        #expect(
            read
                == InboundMessage(
                    adapter: "county", id: "m-1001", room: RoomKey(adapter: "county", id: "r-1"),
                    roomName: "Roads team", thread: "t-77", sender: AccountKey(adapter: "county", id: "u-1"),
                    senderName: "Ana", text: "Street lamp broken, see photos",
                    attachments: [
                        .init(
                            id: "a-1", kind: .image, source: .url("https://files.example.org/a-1.jpg"),
                            mediaType: "image/jpeg", fileName: "IMG_2012.jpg", size: 231_037,
                            sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
                        .init(kind: .video, source: .uploaded("f-9")),
                        .init(kind: .audio, source: .inline([0, 1, 2]), mediaType: "audio/mpeg"), .init(kind: .file),
                    ],
                    groupID: "album-5", location: Coordinate(latitudeE6: 48_198_250, longitudeE6: 16_371_350),
                    locationLabel: "Mill Street 4", replyTo: "m-0990",
                    mentions: [
                        .init(target: .me, name: "City bot"), .init(target: .everyone), .init(target: .account("u-2")),
                        .init(target: .account("u-3")),
                    ],
                    sentAt: Timestamp(seconds: 1_768_732_735)))
        #expect(read.photoCount == 2 && read.addressesBot)
    }

    @Test func `rooms, senders, quotes and threads may be plain strings`() throws {
        let read = try message(created(#""text":"收到","replyTo":"card:m-0","thread":"t""#))
        #expect(read.room.description == "county:r-1" && read.sender.description == "county:u-1")
        #expect(read.replyTo == "card:m-0" && read.thread == "t" && read.roomName == nil)
    }

    @Test func `an edit keeps absent and emptied content apart`() throws {
        func edit(_ member: String) throws -> InboundMessage {
            try message(
                #"{"type":"message.edited","timestamp":"2026-01-18T10:41:00Z","data":{"id":"m","room":"r","sender":"u""#
                    + member + "}}")
        }
        let unchanged = try edit("")
        #expect(unchanged.kind == .edited(revision: nil) && unchanged.text == nil && unchanged.attachments == nil)
        let emptied = try edit(#","revision":2,"text":null,"attachments":null"#)
        #expect(emptied.kind == .edited(revision: 2) && emptied.text == "" && emptied.attachments == [])
        let replaced = try edit(#","text":"新","attachments":[]"#)
        #expect(replaced.text == "新" && replaced.attachments == [])
        #expect(throws: DecodeFailure(.badValue, "not below zero", field: "data.revision")) {
            try edit(#","revision":-1"#)
        }
        #expect(throws: DecodeFailure(.wrongType, "expected a whole number", field: "data.revision")) {
            try edit(#","revision":1.5"#)
        }
    }

    @Test func `deletions and reactions are read`() throws {
        let deleted = try message(
            #"{"type":"message.deleted","timestamp":"2026-01-18T10:41:00Z","data":{"id":"m","room":"r","sender":"u","reason":"withdrawn"}}"#
        )
        #expect(deleted.kind == .deleted)
        for (type, kind) in [
            ("added", InboundMessage.Kind.reactionAdded(target: "m", key: "👍")),
            ("removed", .reactionRemoved(target: "m", key: "👍")),
        ] {
            let read = try message(
                #"{"type":"reaction.\#(type)","timestamp":"2026-01-18T10:41:00Z","data":{"id":"x-1","room":"r","sender":"u","target":{"id":"m"},"key":"👍"}}"#
            )
            #expect(read.kind == kind && read.id == "x-1")
        }
        #expect(throws: DecodeFailure(.badRequest, "data.target.id required", field: "data.target.id")) {
            try decode(
                #"{"type":"reaction.added","timestamp":"2026-01-18T10:41:00Z","data":{"id":"x-1","room":"r","sender":"u","key":"👍"}}"#
            )
        }
    }

    @Test func `a ping and a type of tomorrow are no errors`() throws {
        #expect(try decode(#"{"type":"ping","timestamp":"2026-01-18T10:41:00Z","data":{}}"#) == .ping)
        #expect(try decode(#"{"type":"poll.closed","data":7}"#) == .ignored(type: "poll.closed"))
    }

    @Test func `a robot is known as one`() throws {
        let read = try message(
            #"{"type":"message.created","timestamp":"2026-01-18T10:41:00Z","data":{"id":"m","room":"r","sender":{"id":"b","isBot":true},"text":"1"}}"#
        )
        #expect(read.senderIsBot)
    }

    @Test(arguments: [
        (#""text":"""#, DecodeFailure.Code.badRequest, "data.text"),
        (#""text":null,"attachments":[]"#, .badRequest, "data.text"), (#""text":5"#, .wrongType, "data.text"),
        (#""text":"x","attachments":{}"#, .wrongType, "data.attachments"),
        (#""text":"x","attachments":["a"]"#, .wrongType, "data.attachments[0]"),
        (#""attachments":[{},{"kind":"picture"}]"#, .badValue, "data.attachments[1].kind"),
        (#""attachments":[{"url":"file:///etc/passwd"}]"#, .badValue, "data.attachments[0].url"),
        (#""attachments":[{"url":"https://user:word@example.org/"}]"#, .badValue, "data.attachments[0].url"),
        (#""attachments":[{"url":"https:///x"}]"#, .badValue, "data.attachments[0].url"),
        (#""attachments":[{"url":"https://example.org/a b"}]"#, .badValue, "data.attachments[0].url"),
        (#""attachments":[{"url":"https://a.example/","fileId":"f-1"}]"#, .badValue, "data.attachments[0]"),
        (#""attachments":[{"dataBase64":"AAE"}]"#, .badValue, "data.attachments[0].dataBase64"),
        (#""attachments":[{"size":-1}]"#, .badValue, "data.attachments[0].size"),
        (#""attachments":[{"size":"1"}]"#, .wrongType, "data.attachments[0].size"),
        (#""attachments":[{"sha256":"abc"}]"#, .badValue, "data.attachments[0].sha256"),
        (#""text":"x","location":{"lat":91,"lon":0}"#, .badValue, "data.location.lat"),
        (#""text":"x","location":{"lat":1e400,"lon":0}"#, .badValue, "data.location.lat"),
        (#""text":"x","location":{"lat":"25","lon":0}"#, .wrongType, "data.location.lat"),
        (#""text":"x","location":{"lat":25}"#, .badRequest, "data.location.lon"),
        (#""text":"x","location":{"lat":25,"lon":114,"crs":"utm"}"#, .badValue, "data.location.crs"),
        (#""text":"x","replyTo":{}"#, .badRequest, "data.replyTo.id"),
        (#""text":"x","replyTo":1"#, .wrongType, "data.replyTo"),
        (#""text":"x","mentions":[{"name":"a"}]"#, .badRequest, "data.mentions[0].id"),
        (#""text":"x","mentions":[3]"#, .wrongType, "data.mentions[0]"),
        (#""text":"x","thread":"a\nb""#, .badValue, "data.thread"),
    ])
    func `a broken part is named by its path`(_ member: String, _ code: DecodeFailure.Code, _ field: String) {
        let failure = #expect(throws: DecodeFailure.self) { try decode(created(member)) }
        #expect(failure?.code == code && failure?.field == field)
    }

    @Test(arguments: [
        ("", "", DecodeFailure.Code.badJSON), ("[]", "", .wrongType), (#"{"type":"ping","type":"ping"}"#, "", .badJSON),
        ("{}", "type", .badRequest), (#"{"type":7}"#, "type", .wrongType),
        (#"{"type":"message.created"}"#, "timestamp", .badRequest),
        (#"{"type":"message.created","timestamp":"yesterday"}"#, "timestamp", .badValue),
        (#"{"type":"message.created","timestamp":"2026-11-21T09:12:33"}"#, "timestamp", .badValue),
        (#"{"type":"message.created","timestamp":"2026-11-21T09:12:33Z"}"#, "data", .badRequest),
        (#"{"type":"message.created","timestamp":"2026-11-21T09:12:33Z","data":{}}"#, "data.id", .badRequest),
        (#"{"type":"message.created","timestamp":"2026-11-21T09:12:33Z","data":{"id":""}}"#, "data.id", .badRequest),
        (
            #"{"type":"message.created","timestamp":"2026-11-21T09:12:33Z","data":{"id":"m"}}"#, "data.room.id",
            .badRequest
        ),
        (
            #"{"type":"message.created","timestamp":"2026-11-21T09:12:33Z","data":{"id":"m","room":{"id":"r"}}}"#,
            "data.sender.id", .badRequest
        ),
    ])
    func `what is missing is named`(_ body: String, _ field: String, _ code: DecodeFailure.Code) {
        let failure = #expect(throws: DecodeFailure.self) { try decode(body) }
        #expect(failure?.code == code && failure?.field ?? "" == field)
        #expect(failure?.status == (code == .badJSON || code == .badRequest ? 400 : 422))
    }

    @Test func `limits hold to the byte`() throws {
        func text(_ count: Int) -> String { created(#""text":"\#(String(repeating: "a", count: count))""#) }
        _ = try message(text(GenericEnvelope.textLimit))
        #expect(throws: DecodeFailure(.tooLong, "at most 65536 bytes", field: "data.text")) {
            try decode(text(GenericEnvelope.textLimit + 1))
        }
        func thread(_ count: Int) -> String {
            created(#""text":"x","thread":"\#(String(repeating: "a", count: count))""#)
        }
        _ = try message(thread(255))
        #expect(throws: DecodeFailure(.tooLong, "at most 255 bytes", field: "data.thread")) { try decode(thread(256)) }

        func attachments(_ count: Int) -> String {
            created(#""attachments":[\#(Array(repeating: "{}", count: count).joined(separator: ","))]"#)
        }
        #expect(try message(attachments(20)).attachments?.count == 20)
        #expect(throws: DecodeFailure(.tooMany, "at most 20 elements", field: "data.attachments")) {
            try decode(attachments(21))
        }
        func inline(_ count: Int) -> String {
            created(#""attachments":[{"dataBase64":"\#(Base64.encode([UInt8](repeating: 7, count: count)))"}]"#)
        }
        _ = try message(inline(GenericEnvelope.inlineLimit))
        let failure = #expect(throws: DecodeFailure.self) { try decode(inline(GenericEnvelope.inlineLimit + 1)) }
        #expect(failure?.field == "data.attachments[0].dataBase64")
    }

    @Test func `hostile bytes give an error and nothing else`() {
        let whole = Array(created(#""text":"路灯坏了","mentions":[{"all":true}],"location":{"lat":25.3,"lon":114.9}"#).utf8)
        for length in whole.indices {
            #expect(throws: DecodeFailure.self) {
                try GenericEnvelope.decode(recorded: Array(whole[..<length]), adapter: "county")
            }
        }
        for bytes in [[0xFF, 0xFE], [0x22, 0xC3, 0x22], Array(String(repeating: "[", count: 100_000).utf8)] as [[UInt8]]
        {
            #expect(throws: DecodeFailure.self) { try GenericEnvelope.decode(recorded: bytes, adapter: "county") }
        }
        #expect(throws: DecodeFailure.self) { try decode(created(#""text":"a\u0000b""#)) }
    }

    @Test func `escapes and lone surrogates are read as characters`() throws {
        #expect(try message(created(#""text":"\u8def\ud83d\ude00\ud800""#)).text == "路😀\u{FFFD}")
    }

    @Test func `an error never repeats what was sent`() {
        let failure = #expect(throws: DecodeFailure.self) {
            try decode(created(#""text":"张三的电话","location":{"lat":"张三"}"#))
        }
        #expect(failure.map { !"\($0)".contains("张三") } == true)
        let answer = failure.map { GenericAnswer.refused($0) }
        #expect(
            answer.map { String(decoding: $0.body, as: UTF8.self) }
                == #"{"error":{"code":"wrong_type","message":"expected a number of degrees","field":"data.location.lat"}}"#
        )
    }
}

/// Pairs of the public implementations' own tests, to a millionth of a degree.
@Suite struct GCJ02Tests {
    @Test(arguments: [
        (31.1774276, 121.5272106, 31.17530398364597, 121.531541859215),
        (22.543847, 113.912316, 22.540796131694766, 113.9171764808363),
        (39.911954, 116.377817, 39.91334545536069, 116.38404722455657),
    ])
    func `a shifted point comes back`(
        _ latitude: Double, _ longitude: Double, _ shiftedLatitude: Double, _ shiftedLongitude: Double
    ) throws {
        let shift = GCJ02.shift(latitude: latitude, longitude: longitude)
        #expect(abs(latitude + shift.latitude - shiftedLatitude) < 1e-9)
        #expect(abs(longitude + shift.longitude - shiftedLongitude) < 1e-9)
        let shifted = try #require(Coordinate(latitude: shiftedLatitude, longitude: shiftedLongitude))
        let back = GCJ02.wgs84(of: shifted)
        let expected = try #require(Coordinate(latitude: latitude, longitude: longitude))
        #expect(abs(back.latitudeE6 - expected.latitudeE6) <= 1 && abs(back.longitudeE6 - expected.longitudeE6) <= 1)
    }

    @Test func `outside China nothing is shifted`() {
        let vienna = Coordinate(latitudeE6: 48_198_250, longitudeE6: 16_371_350)
        #expect(GCJ02.wgs84(of: vienna) == vienna)
    }

    @Test func `a point shifted twice loses the second shift first`() throws {
        let point = try #require(Coordinate(latitude: 39.915, longitude: 116.404))
        let once = GCJ02.unshifted(bd09: point)
        #expect(abs(once.latitudeE6 - 39_908_657) <= 1 && abs(once.longitudeE6 - 116_397_627) <= 1)
    }

    @Test func `an envelope with shifted coordinates is read as WGS 84`() throws {
        let body =
            #"{"type":"message.created","timestamp":"2026-11-21T09:12:33Z","data":{"id":"m","room":"r","sender":"u","location":{"lat":39.913345,"lon":116.384047,"crs":"gcj02"}}}"#
        guard case .message(let message) = try GenericEnvelope.decode(recorded: Array(body.utf8), adapter: "a") else {
            Issue.record("expected a message")
            return
        }
        #expect(
            message.location.map { abs($0.latitudeE6 - 39_911_954) <= 1 && abs($0.longitudeE6 - 116_377_817) <= 1 }
                == true)
    }
}
