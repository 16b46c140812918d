import Foundation
import HTTPServer
import JSON
import Store
import TestBed
import Testing

/// Transactions pushed straight at the bridge, and a homeserver that answers as it is told.
@Suite(.pushedCounty, .serialized, .timeLimit(.minutes(10))) struct PushTests {
    // MARK: Once

    @Test func `an event counts once, under whatever transaction it comes`() async throws {
        try await PushedCounty.play { pushed in
            let first = [pushed.text("$1", "春江路有垃圾没人清理")]
            for _ in 0..<2 {
                let answer = try await pushed.push(first, as: "1")
                #expect((answer.status, answer.body) == (200, "{}"))
            }
            // The ids begin anew with every start of a homeserver: other events under an old one are new.
            #expect(try await pushed.push([pushed.text("$2", "夏江路有垃圾没人清理")], as: "1").status == 200)
            #expect(
                try await pushed.push(
                    [pushed.text("$1", "春江路有垃圾没人清理"), pushed.text("$3", "秋江路有垃圾没人清理")], as: "2"
                ).status == 200)
            for id in ["$1", "$2", "$3"] { try await pushed.card(for: id) }
            #expect(try await pushed.sources() == Set(["$1", "$2", "$3"].map(pushed.id)))
        }
    }

    @Test func `what comes is taken in the order in which it comes, whatever its senders' clocks say`() async throws {
        try await PushedCounty.play { pushed in
            let reports = MatrixCounty.reports[600..<612]
            let said = reports.enumerated().map { index, report in
                pushed.text("$\(index)", report, at: Date(timeIntervalSinceNow: Double(-60 * index)))
            }
            for start in stride(from: 0, to: said.count, by: 4) {
                #expect(try await pushed.push(Array(said[start..<start + 4])).status == 200)
            }
            let ids = said.indices.map { pushed.id("$\($0)") }
            let answered = try await pushed.homeserver.wait { _ in
                let answered = pushed.sends.compactMap(\.repliesTo)
                return answered.count >= ids.count ? answered : nil
            }
            #expect(answered == ids)
            let cases = try await pushed.cases()
            let numbers = ids.map { id in
                cases.first { $0["source"]?["message"]?.string == id }?["number"]?.string ?? ""
            }
            #expect(numbers == numbers.sorted())
        }
    }

    @Test func `what one person said in hours and comes at once is no flood`() async throws {
        try await PushedCounty.alone { pushed in
            let now = Date()
            let said = (0..<100).map { index in
                pushed.text("$\(index)", "大家辛苦了\(index)", at: now.addingTimeInterval(Double(index - 100) * 72))
            }
            #expect(try await pushed.push(said).status == 200)
            _ = try await pushed.push([pushed.text("$last", "春江路有垃圾没人清理")])
            try await pushed.card(for: "$last")
            #expect(try await pushed.count(of: "gridbridge_dead_letters{queue=\"inbox\"}") == 0)
            // At one moment it is.
            let flood = (0..<100).map { index in pushed.text("$f\(index)", "大家辛苦了\(index)", at: now) }
            #expect(try await pushed.push(flood).status == 200)
            try await Condition.wait(for: "a flood set aside") {
                try await pushed.count(of: "gridbridge_dead_letters{queue=\"inbox\"}") > 0 ? true : nil
            }
        }
    }

    // MARK: Who may

    @Test func `only the homeserver is let in, and the token is asked for before the body`() async throws {
        try await PushedCounty.play { pushed in
            let body = "{\"events\":[]}"
            let missing = try await pushed.put(body, token: nil)
            #expect((missing.status, missing.code) == (401, "M_MISSING_TOKEN"))
            let wrong = try await pushed.put(body, token: Synapse.serviceToken)
            #expect((wrong.status, wrong.code) == (403, "M_FORBIDDEN"))
            #expect(try await pushed.put(body, token: Synapse.homeserverToken + "x").status == 403)
            #expect(try await pushed.put(body, token: "").status != 200)
            // An old homeserver's way is off unless it is switched on; a wrong one beside the right one is refused.
            let old = try await pushed.put(body, token: nil, query: "?access_token=\(Synapse.homeserverToken)")
            #expect(old.status == 401)
            #expect(try await pushed.put(body, query: "?access_token=wrong").status == 403)
            // Nobody waits for all of a stranger's bytes.
            let large = try await pushed.put(String(repeating: " ", count: 15 << 20), token: "wrong")
            #expect((large.status, large.code) == (403, "M_FORBIDDEN"))
            for (method, path) in [
                ("POST", "/_matrix/app/v1/ping"), ("GET", "/_matrix/app/v1/users/%40gridbot_x%3Ahs.test"),
                ("GET", "/_matrix/app/v1/rooms/%23gridbot_x%3Ahs.test"),
            ] {
                #expect(try await pushed.call(method, path, "{}", token: "wrong").status == 403)
            }
            #expect(try await pushed.put(body).status == 200)
            #expect(!pushed.bridge.log.contains(Synapse.homeserverToken))
            #expect(!pushed.bridge.log.contains(Synapse.serviceToken))
        }
    }

    @Test func `an old homeserver may put its token into the address where that is switched on`() async throws {
        try await FakeHomeserver.serve { homeserver, port in
            let county = try MatrixCounty(
                homeserver: "http://127.0.0.1:\(port)", listen: 0, people: PushedCounty.people,
                rooms: [.init(id: homeserver.rooms[0], name: "网格群", purpose: "work")])
            defer { county.remove() }
            let text = try String(contentsOfFile: county.configuration, encoding: .utf8)
            try Data(text.replacing("bot: \"gridbot\",", with: "bot: \"gridbot\", legacyToken: true,").utf8)
                .write(to: URL(fileURLWithPath: county.configuration))
            let bridge = try await RunningBridge(configuration: county.configuration)
            let pushed = PushedCounty(
                homeserver: homeserver, bridge: bridge, county: county, room: homeserver.rooms[0])
            let token = "?access_token=\(Synapse.homeserverToken)"
            let old = try await pushed.put("{\"events\":[]}", token: nil, query: token)
            #expect(old.status == 200)
            #expect(try await pushed.put("{\"events\":[]}", token: "wrong", query: token).status == 403)
            #expect(try await pushed.put("{\"events\":[]}", token: nil, query: "?access_token=x").status == 403)
            #expect(!bridge.log.contains(Synapse.homeserverToken))
            #expect(await bridge.stop() == 0)
        }
    }

    @Test func `questions are answered from memory`() async throws {
        try await PushedCounty.play { pushed in
            let ping = try await pushed.call("POST", "/_matrix/app/v1/ping", "{\"transaction_id\":null}")
            #expect((ping.status, ping.body) == (200, "{}"))
            let bot = try await pushed.call("GET", "/_matrix/app/v1/users/%40gridbot%3Ahs.test")
            #expect((bot.status, bot.body) == (200, "{}"))
            let nobody = try await pushed.call("GET", "/_matrix/app/v1/users/%40gridbot_x%3Ahs.test")
            #expect((nobody.status, nobody.code) == (404, "M_NOT_FOUND"))
            let alias = try await pushed.call("GET", "/_matrix/app/v1/rooms/%23gridbot_x%3Ahs.test")
            #expect((alias.status, alias.code) == (404, "M_NOT_FOUND"))
            let third = try await pushed.call("GET", "/_matrix/app/v1/thirdparty/protocol/x")
            #expect((third.status, third.code) == (404, "M_UNRECOGNIZED"))
            let method = try await pushed.call("DELETE", "/_matrix/app/v1/transactions/1")
            #expect((method.status, method.code) == (405, "M_UNRECOGNIZED"))
            // The paths of before v1 lead to the same place.
            #expect(try await pushed.put("{\"events\":[]}", at: "").status == 200)
        }
    }

    // MARK: Whatever comes

    private static let unreadable = "gridbridge_messages_received_total{channel=\"matrix\",outcome=\"unreadable\"}"

    @Test func `what is unknown is never refused, and an unreadable event is set aside alone`() async throws {
        try await PushedCounty.play { pushed in
            let unknown = try await pushed.put(
                """
                {"events":[],"ephemeral":[{"type":"m.typing","content":{}}],"to_device":[{}],"device_lists":{},\
                "de.sorunome.msc2409.to_device":[],"org.matrix.msc3202.device_one_time_key_counts":{},"new":{"a":[]}}
                """)
            #expect((unknown.status, unknown.body) == (200, "{}"))
            let deep = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
            let broken = [
                "5", "null", "{}", "{\"event_id\":\"$a\"}",
                "{\"event_id\":\"$b\",\"event_id\":\"$b\",\"type\":\"m.room.message\",\"room_id\":\"!r\",\"sender\":\"@a:b\"}",
                "{\"event_id\":\"$c\",\"type\":\"m.room.message\",\"room_id\":\"!r\",\"sender\":\"@a:b\",\"content\":\(deep)}",
                "{\"event_id\":\"$d\",\"type\":\"m.room.message\",\"room_id\":\"!r\",\"sender\":\"@a:b\",\"content\":\"x\"}",
                "{\"event_id\":\"$e\",\"type\":\"m.room.message\",\"room_id\":\"!r\",\"sender\":\"@a:b\",\"content\":{\"body\":\"\\u0000\"}}",
                "{\"event_id\":7,\"type\":[],\"room_id\":{},\"sender\":null,\"content\":{}}",
            ]
            let around = [
                pushed.text("$1", "春山路有垃圾没人清理").serialized(), pushed.text("$2", "夏山路有垃圾没人清理").serialized(),
            ]
            let before = try await pushed.count(of: Self.unreadable)
            let mixed = try await pushed.put(
                "{\"events\":[\(([around[0]] + broken + [around[1]]).joined(separator: ","))]}")
            #expect((mixed.status, mixed.body) == (200, "{}"))
            try await pushed.card(for: "$1")
            try await pushed.card(for: "$2")
            // All but the one of which only the content is wrong, which the worker sets aside.
            #expect(try await pushed.count(of: Self.unreadable) - before == broken.count - 1)
            // Types nobody knows, content that is missing, and half an emoji.
            let odd = try await pushed.push([
                pushed.event("$3", type: "org.example.poll", ["x": 1]), pushed.event("$4", type: "m.sticker", [:]),
                pushed.event("$5", ["msgtype": "org.example.new", "body": "早"]), pushed.event("$6", [:]),
            ])
            #expect(odd.status == 200)
            let half = pushed.text("$7", "秋山路有垃圾没人清理").serialized().replacing("秋山路", with: "\\ud83d秋山路")
            #expect(try await pushed.put("{\"events\":[\(half)]}").status == 200)
            try await pushed.card(for: "$7")
            #expect(try await pushed.cases().count == 3)
        }
    }

    @Test func `a transaction that is none is refused, and one that is too large`() async throws {
        try await PushedCounty.play { pushed in
            let none = try await pushed.put("no json")
            #expect((none.status, none.code) == (400, "M_NOT_JSON"))
            let wrong = try await pushed.put("{\"events\":{}}")
            #expect((wrong.status, wrong.code) == (400, "M_BAD_JSON"))
            // What the homeserver may send at most fits; beyond 16 MiB nothing does.
            let report = pushed.text("$1", "春林路有垃圾没人清理").serialized()
            let space = String(repeating: " ", count: (16 << 20) - report.utf8.count - 13)
            #expect(try await pushed.put("{\"events\":[\(report)\(space)]}").status == 200)
            try await pushed.card(for: "$1")
            let large = try await pushed.put("{\"events\":[\(space)\(space)]}")
            #expect((large.status, large.code) == (413, "M_TOO_LARGE"))
            #expect(await pushed.bridge.line(holding: "larger than is taken") != nil)
            // Who asks is looked at first, whatever the length.
            let stranger = try await pushed.put("{\"events\":[\(space)\(space)]}", token: "wrong")
            #expect((stranger.status, stranger.code) == (403, "M_FORBIDDEN"))
        }
    }

    @Test func `what cannot be kept is not acknowledged, and counts once when it comes again`() async throws {
        try await PushedCounty.play { pushed in
            let report = [pushed.text("$1", "春竹路有垃圾没人清理")]
            let (begun, beginning) = AsyncStream<Void>.makeStream()
            let gate = DispatchSemaphore(value: 0)
            // Somebody else writes, for longer than the bridge waits.
            let store = try Store(path: pushed.county.store)
            async let writing: Void = store.write { _ in
                beginning.finish()
                gate.wait()
            }
            for await _ in begun {}
            let refused = try await pushed.push(report, as: "77")
            #expect((refused.status, refused.code) == (500, "M_UNKNOWN"))
            gate.signal()
            try await writing
            try await store.close()
            #expect(try await pushed.push(report, as: "77").status == 200)
            try await pushed.card(for: "$1")
            #expect(try await pushed.sources() == [pushed.id("$1")])
        }
    }

    @Test func `an invitation is accepted from a server that is trusted and declined from any other`() async throws {
        try await PushedCounty.play { pushed in
            let homeserver = pushed.homeserver
            _ = try await pushed.push([
                pushed.membership("$i1", "invite", by: "@stranger:elsewhere.test", in: "!bad:elsewhere.test"),
                pushed.membership("$i2", "invite", by: "@zhou:hs.test", in: "!good:hs.test"),
            ])
            try await homeserver.wait { calls in
                Set(calls.map(\.place)).isSuperset(of: [
                    "client/v3/rooms/!bad:elsewhere.test/leave", "client/v3/join/!good:hs.test",
                ]) ? true : nil
            }
            #expect(!homeserver.calls.contains { $0.place == "client/v3/join/!bad:elsewhere.test" })
            #expect(!homeserver.calls.contains { $0.place == "client/v3/rooms/!good:hs.test/leave" })
            #expect(await pushed.bridge.line(holding: "not in allowServers") != nil)
        }
    }
}
