import Foundation
import JSON
import TestBed
import Testing

/// The built program over HTTP: what goes in, what comes out.
@Suite(.timeLimit(.minutes(5))) struct ServeTests {
    /// Runs a body beside a sink and a bridge, and ends the bridge in good order.
    func serving(more: String = "", _ body: (Chatter, Sink, RunningBridge) async throws -> Void) async throws {
        try await Sink.serve { sink, port in
            let county = try TestCounty(sink: port, more: more)
            defer { county.remove() }
            let bridge = try await RunningBridge(county)
            do { try await body(Chatter(port: bridge.port), sink, bridge) } catch {
                _ = await bridge.stop()
                throw error
            }
            #expect(await bridge.stop() == 0)
        }
    }

    @Test func `a report is assigned, taken, done with a photo and closed`() async throws {
        try await serving { chat, sink, bridge in
            #expect(try await chat.say("m1", "春江路有垃圾没人清理").status == 202)
            let card = try await sink.post("assignment", replyTo: "m1")
            #expect(card.isSigned)
            #expect(card.room == "room-1")
            #expect(card.state == "dispatched")
            #expect(card.text.contains("春江路"))

            try await chat.say("m2", sender: "head", "收到", replyTo: card.id)
            let file = try await chat.send(
                Picture.png, delivery: "f1", to: "/hooks/generic/county/files", type: "image/png")
            #expect(file.status == 201)
            #expect(file.body["size"]?.int == Picture.png.count)
            let photo: JSONValue = ["kind": "image", "fileId": file.body["id"] ?? .null]
            #expect(try await chat.say("m3", sender: "head", "已清理", replyTo: card.id, photos: [photo]).status == 202)
            let closing = try await sink.post("closed")
            #expect(closing.number == card.number)
            #expect(closing.state == "closed")

            let figures = try await chat.text("/metrics")
            #expect(figures.contains("gridbridge_messages_received_total{channel=\"county\",outcome=\"accepted\"} 3"))
            #expect(figures.contains("gridbridge_cases{state=\"dispatched\"} 0"))
            #expect(try await chat.request("GET", "/healthz").status == 200)
            #expect(try await chat.request("GET", "/readyz").body["store"]?.string == "writable")
            // What was said stands nowhere in the log.
            #expect(!bridge.log.contains("垃圾"))
        }
    }

    @Test func `the same delivery counts once, and another body under its id is refused`() async throws {
        try await serving { chat, sink, _ in
            let body = Chatter.envelope("m1", room: "room-1", sender: "worker-0", text: "春江路有垃圾没人清理")
            #expect(try await chat.send(body, delivery: "d1").word == "accepted")
            let again = try await chat.send(body, delivery: "d1")
            #expect((again.status, again.word) == (200, "duplicate"))
            let other = Chatter.envelope("m1", room: "room-1", sender: "worker-0", text: "夏江路有垃圾没人清理")
            #expect(try await chat.send(other, delivery: "d1").status == 409)

            try await chat.say("m2", "秋江路有垃圾没人清理")
            _ = try await sink.post("assignment", replyTo: "m2")
            #expect(sink.posts.count { $0.kind == "assignment" } == 2)
        }
    }

    @Test func `what is not right is refused with its reason, and the bridge goes on`() async throws {
        try await serving { chat, sink, _ in
            let good = Chatter.envelope("m1", room: "room-1", sender: "worker-0", text: "春江路有垃圾没人清理")
            var stranger = chat
            stranger.secret = [UInt8](repeating: 7, count: 32)
            let unsigned = try await stranger.send(good, delivery: "d1")
            #expect(unsigned.status == 401)
            #expect(unsigned.body == [:])
            #expect(try await chat.send(good, delivery: "d1", skew: -400).status == 401)
            #expect(try await chat.send(good, delivery: "d1", skew: 400).status == 401)
            let got = try await chat.request("GET", "/hooks/generic/county")
            #expect(got.status == 405)
            #expect(got.headers.contains { $0.name.lowercased() == "allow" && $0.value == "POST" })
            #expect(try await chat.send(good, delivery: "d1", to: "/hooks/generic/nobody").status == 404)
            #expect(try await chat.request("GET", "/nowhere").status == 404)
            #expect(try await chat.send(good, delivery: "d1", type: "text/plain").status == 415)
            #expect(try await chat.send(good, delivery: "d1", more: [("content-encoding", "gzip")]).status == 415)
            #expect(
                try await chat.send([UInt8](repeating: 32, count: 10_000_000), delivery: "d1").status == 413)

            func told(_ text: String) async throws -> Chatter.Answer {
                try await chat.send(Array(text.utf8), delivery: "d2")
            }
            #expect(try await told("no json").code == "bad_json")
            #expect(try await chat.send([0x22, 0xFF, 0x22], delivery: "d2").code == "bad_json")
            #expect(try await told("{\"type\":\"a\\u0000b\"}").code == "bad_json")
            #expect(try await told(String(repeating: "[", count: 100_000)).code == "bad_json")
            #expect(try await told("{\"type\":\"ping\",\"type\":\"ping\"}").code == "bad_json")
            let missing = try await told(
                "{\"type\":\"message.created\",\"timestamp\":\"2026-11-21T09:00:00+08:00\",\"data\":{\"id\":\"x\"}}")
            #expect(missing.status == 400)
            #expect(missing.body["error"]?["field"]?.string == "data.room.id")
            let wrong = try await told(
                "{\"type\":\"message.created\",\"timestamp\":\"2026-11-21T09:00:00+08:00\","
                    + "\"data\":{\"id\":\"x\",\"room\":\"room-1\",\"sender\":\"a\",\"text\":5}}")
            #expect((wrong.status, wrong.code) == (422, "wrong_type"))
            #expect(try await told("{\"type\":\"ping\"}").word == "pong")
            #expect(try await told("{\"type\":\"weather.changed\"}").word == "ignored")
            let file = try await chat.send(
                Array("<html>".utf8), delivery: "f1", to: "/hooks/generic/county/files", type: "image/png")
            #expect((file.status, file.code) == (422, "not_a_photo"))

            // A lone surrogate is somebody's broken emoji, not a reason to lose a report.
            let broken = String(decoding: good, as: UTF8.self).replacing("春江路", with: "\\ud83d春江路")
            #expect(try await chat.send(Array(broken.utf8), delivery: "d3").status == 202)
            let card = try await sink.post("assignment", replyTo: "m1")
            #expect(card.text.contains("春江路"))
        }
    }

    @Test func `a room that is in no table is kept, named in the log and not answered`() async throws {
        try await serving { chat, sink, bridge in
            #expect(try await chat.say("m1", room: "elsewhere", "春江路有垃圾没人清理").word == "ignored")
            let line = await bridge.line(holding: "a room that is in no table wrote")
            #expect(line?.contains("row=county,elsewhere,,work,,") == true)
            try await chat.say("m2", "夏江路有垃圾没人清理")
            _ = try await sink.post("assignment", replyTo: "m2")
            #expect(sink.posts.allSatisfy { $0.room == "room-1" })
        }
    }

    @Test func `more messages of a sender than allowed are kept and set aside, never turned away`() async throws {
        try await serving(more: "limits: { perSenderPerMinute: 2 },") { chat, sink, _ in
            for (index, place) in TestCounty.places.prefix(4).enumerated() {
                #expect(try await chat.say("m\(index)", "\(place)有垃圾没人清理").status == 202)
            }
            try await chat.say("other", sender: "worker-1", "玉竹路有垃圾没人清理")
            _ = try await sink.post("assignment", replyTo: "other")
            #expect(Set(sink.posts.filter { $0.kind == "assignment" }.map(\.replyTo)) == ["m0", "m1", "other"])
            #expect(try await chat.text("/metrics").contains("gridbridge_dead_letters{queue=\"inbox\"} 2"))
        }
    }

    @Test func `photos are fetched, and what is no photo is given up`() async throws {
        try await Sink.serve { sink, port in
            let county = try TestCounty(sink: port)
            defer { county.remove() }
            let bridge = try await RunningBridge(county)
            let chat = Chatter(port: bridge.port)
            func photo(_ name: String) -> JSONValue {
                ["kind": "image", "url": .string("http://127.0.0.1:\(port)/\(name)")]
            }
            try await chat.say("m1", "春江路有垃圾没人清理", photos: [photo("photo.png")])
            _ = try await sink.post("assignment", replyTo: "m1")
            #expect(await bridge.line(holding: "a photo is here") != nil)
            try await chat.say("m2", "夏江路有垃圾没人清理", photos: [photo("page.png")])
            #expect(await bridge.line(holding: "code=not_a_photo") != nil)
            #expect(await bridge.stop() == 0)
            let files = try FileManager.default.subpathsOfDirectory(atPath: county.folder + "/data/photos")
            #expect(files.count { $0.split(separator: "/").last?.count == 62 } == 1)
        }
    }

    @Test func `a post that fails is sent again under the same id with the same bytes`() async throws {
        try await serving { chat, sink, _ in
            sink.answer([500])
            try await chat.say("m1", "春江路有垃圾没人清理")
            let both = try await sink.wait { posts in posts.count >= 2 ? posts : nil }
            #expect(both[0].delivery == both[1].delivery)
            #expect(both[0].body == both[1].body)
            #expect(both.allSatisfy { $0.isSigned })
        }
    }

    @Test func `a receiver that is gone is asked no more`() async throws {
        try await serving { chat, sink, bridge in
            sink.answer([410])
            try await chat.say("m1", "春江路有垃圾没人清理")
            #expect(await bridge.line(holding: "the receiver wants nothing any more") != nil)
            try await chat.say("m2", "夏江路有垃圾没人清理")
            while try await !chat.text("/metrics").contains("gridbridge_dead_letters{queue=\"outbox\"} 2") {
                try Task.checkCancellation()
            }
            #expect(sink.posts.count == 1)
        }
    }
}
