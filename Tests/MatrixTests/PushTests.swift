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

    @Test func `edits hold by their rules and redactions wherever they name their target`() async throws {
        try await PushedCounty.play { pushed in
            let homeserver = pushed.homeserver
            // An edit and a redaction that come before what they are about are kept until it comes.
            _ = try await pushed.push([pushed.edit("$e0", of: "$0", to: "冬湖路有垃圾没人清理")])
            _ = try await pushed.push([pushed.text("$0", "金湖路有垃圾没人清理")])
            try await homeserver.wait { calls in
                calls.contains {
                    $0.isSend && ($0.body["m.new_content"]?["body"] ?? $0.body["body"])?.string?.contains("冬湖路") == true
                } ? true : nil
            }

            _ = try await pushed.push([pushed.text("$1", "春湖路有垃圾没人清理")])
            let card = try await pushed.card(for: "$1")
            #expect(card.content?.contains("春湖路") == true)
            _ = try await pushed.push([
                // By somebody else; with no new words; of an edit.
                pushed.edit("$e1", of: "$1", to: "夏湖路有垃圾没人清理", by: PushedCounty.head),
                pushed.event(
                    "$e2",
                    [
                        "msgtype": "m.text", "body": "* 秋湖路有垃圾没人清理",
                        "m.relates_to": ["rel_type": "m.replace", "event_id": .string(pushed.id("$1"))],
                    ]),
                pushed.edit("$e3", of: "$1", to: "青湖路有垃圾没人清理"),
                pushed.edit("$e4", of: "$e3", to: "白湖路有垃圾没人清理"),
                // Said in another room, of the tables or of none.
                pushed.edit("$e5", of: "$1", to: "红湖路有垃圾没人清理", in: pushed.otherRoom),
                pushed.edit("$e6", of: "$1", to: "红湖路有垃圾没人清理", in: "!elsewhere"),
            ])
            let edited = try await homeserver.wait { calls in
                calls.first { $0.isSend && $0.body["m.new_content"]?["body"]?.string?.contains("青湖路") == true }
            }
            #expect(edited.replaces?.hasPrefix("$sent") == true)

            // Said earlier than the edit that holds, and come later.
            _ = try await pushed.push([
                pushed.edit("$e9", of: "$1", to: "银湖路有垃圾没人清理", at: Date(timeIntervalSinceNow: -60))
            ])
            // Of a sign, which has no words.
            _ = try await pushed.push([
                pushed.reaction("$s", "👀", on: try pushed.event(of: card), by: PushedCounty.head),
                pushed.edit("$e7", of: "$s", to: "已清理", by: PushedCounty.head),
            ])
            // What came before its message from another room is no edit of it.
            _ = try await pushed.push([
                pushed.edit("$e8", of: "$8", to: "红湖路有垃圾没人清理", in: pushed.otherRoom),
                pushed.text("$8", "白湖路有垃圾没人清理"),
            ])
            try await pushed.card(for: "$8")

            // Taken back before it comes: it never becomes anybody's case.
            _ = try await pushed.push([
                pushed.redaction("$r9", of: "$9")
            ])
            _ = try await pushed.push([pushed.text("$9", "秋湖路有垃圾没人清理")])
            for (id, place) in [("$2", "红湖路"), ("$3", "银湖路"), ("$4", "玉湖路")] {
                _ = try await pushed.push([pushed.text(id, "\(place)有垃圾没人清理")])
                try await pushed.card(for: id)
            }
            _ = try await pushed.push([
                pushed.redaction("$r2", of: "$2"),
                pushed.event("$r3", type: "m.room.redaction", [:], more: [("redacts", .string(pushed.id("$3")))]),
                pushed.event(
                    "$r4", type: "m.room.redaction", ["redacts": .string(pushed.id("$4"))],
                    more: [("redacts", .string(pushed.id("$4")))]),
            ])
            try await homeserver.wait { calls in
                calls.count {
                    $0.isSend && $0.path[3] == pushed.room
                        && $0.body["m.new_content"]?["body"]?.string?.contains("已撤回") == true
                } == 3 ? true : nil
            }
            let cases = try await pushed.cases()
            func place(_ message: String) -> String? {
                cases.first { $0["source"]?["message"]?.string == pushed.id(message) }?["place"]?["name"]?.string
            }
            #expect(place("$1") == "青湖路")
            #expect(place("$0") == "冬湖路")
            #expect(place("$8") == "白湖路")
            let first = cases.first { $0["source"]?["message"]?.string == pushed.id("$1") }
            #expect(first?["state"]?.string == "handling", "the sign holds, its edit does not")
            let early = cases.first { $0["source"]?["message"]?.string == pushed.id("$9") }
            #expect(early == nil || early?["state"]?.string == "withdrawn")
            #expect(
                cases.filter { $0["state"]?.string == "withdrawn" && $0["number"] != early?["number"] }.count == 3)
        }
    }

    @Test func `a moderator takes words away for all, a stranger's server does not`() async throws {
        try await PushedCounty.play { pushed in
            for (id, street) in [("$1", "柳荫路"), ("$2", "杏花路"), ("$3", "竹林路")] {
                _ = try await pushed.push([pushed.text(id, "\(street)有垃圾没人清理")])
                try await pushed.card(for: id)
            }
            _ = try await pushed.push([
                pushed.redaction("$r1", of: "$1", by: "@stranger:elsewhere.test"),
                // Our own homeserver has looked whether they may.
                pushed.redaction("$r2", of: "$2", by: "@zhou:hs.test"),
                pushed.redaction("$r3", of: "$3"),
            ])
            try await pushed.homeserver.wait { _ in
                pushed.sends.count { $0.body["m.new_content"]?["body"]?.string?.contains("已撤回") == true } == 2
                    ? true : nil
            }
            for (id, state) in [("$1", "dispatched"), ("$2", "withdrawn"), ("$3", "withdrawn")] {
                #expect(try await pushed.subject(of: id)?["state"]?.string == state)
            }
            #expect(try await pushed.subject(of: "$1")?["text"]?.string == "柳荫路有垃圾没人清理")
            #expect(try await pushed.subject(of: "$2")?["text"]?.isNull == true)
        }
    }

    @Test func `a sign that is taken back has been given all the same`() async throws {
        try await PushedCounty.play { pushed in
            _ = try await pushed.push([pushed.text("$1", "金河路有垃圾没人清理")])
            let card = try await pushed.card(for: "$1")
            _ = try await pushed.push([
                pushed.reaction("$s", "👌", on: try pushed.event(of: card), by: PushedCounty.head)
            ])
            try await pushed.homeserver.wait { _ in
                pushed.sends.contains { $0.replaces != nil && $0.body.serialized().contains("处置中") } ? true : nil
            }
            _ = try await pushed.push([
                pushed.redaction("$r", of: "$s", by: PushedCounty.head), pushed.text("$2", "银河路有垃圾没人清理"),
            ])
            try await pushed.card(for: "$2")
            let subject = try #require(try await pushed.subject(of: "$1"))
            #expect(subject["state"]?.string == "handling")
            #expect(subject["acknowledgedAt"]?.string != nil)
            #expect(subject["text"]?.string == "金河路有垃圾没人清理")
        }
    }

    @Test func `notices, the bot's own words and rooms unknown are not answered`() async throws {
        try await PushedCounty.play { pushed in
            _ = try await pushed.push([
                pushed.event("$1", ["msgtype": "m.notice", "body": "春河路有垃圾没人清理"]),
                pushed.text("$2", "夏河路有垃圾没人清理", by: Synapse.bot),
                pushed.text("$5", "白河路有垃圾没人清理", in: "!elsewhere"),
                pushed.text("$3", "秋河路有垃圾没人清理"),
            ])
            try await pushed.card(for: "$3")
            #expect(try await pushed.sources() == [pushed.id("$3")])
            #expect(!pushed.homeserver.calls.contains { $0.isSend && $0.path[3] == "!elsewhere" })
            let row = try #require(await pushed.bridge.line(holding: "row=matrix,!elsewhere"))
            #expect(row.count { $0 == "," } == 6, "a row to paste has every column: \(row)")
        }
    }

    @Test func `what came too early finds its message in a room that replaced another`() async throws {
        try await PushedCounty.play { pushed in
            let next = "!next-\(pushed.file("room")):hs.test"
            pushed.homeserver.answer(
                "GET", "client/v3/rooms/\(next)/state/m.room.create",
                with: .json(200, "{\"room_version\":\"12\",\"predecessor\":{\"room_id\":\"\(pushed.room)\"}}"))
            _ = try await pushed.push([
                pushed.event(
                    "$t", type: "m.room.tombstone", by: "@zhou:hs.test",
                    ["body": "moved", "replacement_room": .string(next)], more: [("state_key", "")])
            ])
            try await pushed.homeserver.wait { calls in
                calls.contains { $0.place.hasPrefix("client/v3/rooms/\(next)/messages") } ? true : nil
            }
            var edit = pushed.edit("$e", of: "$1", to: "冬竹路有垃圾没人清理").object ?? JSONObject()
            edit["room_id"] = .string(next)
            _ = try await pushed.push([.object(edit)])
            _ = try await pushed.push([pushed.text("$1", "金竹路有垃圾没人清理", in: next)])
            try await pushed.homeserver.wait { calls in
                calls.contains {
                    $0.isSend && $0.path[3] == next
                        && ($0.body["m.new_content"]?["body"] ?? $0.body["body"])?.string?.contains("冬竹路") == true
                } ? true : nil
            }
        }
    }

    @Test func `a room is not taken for another's successor unless both say so and the sender is trusted`() async throws
    {
        try await PushedCounty.play { pushed in
            let homeserver = pushed.homeserver
            func next(_ name: String) -> String { "!\(pushed.file(name)):hs.test" }
            func tombstone(_ id: String, to room: String, by sender: String) -> JSONValue {
                pushed.event(
                    id, type: "m.room.tombstone", by: sender, ["body": "moved", "replacement_room": .string(room)],
                    more: [("state_key", "")])
            }
            func claim(_ room: String) {
                homeserver.answer(
                    "GET", "client/v3/rooms/\(room)/state/m.room.create",
                    with: .json(
                        200, "{\"room_version\":\"12\",\"predecessor\":{\"room_id\":\"\(pushed.room)\"}}"))
            }
            func untilLookedAt(_ room: String) async throws {
                try await homeserver.wait { calls in
                    calls.contains { $0.place.hasPrefix("client/v3/rooms/\(room)/messages") } ? true : nil
                }
            }
            // Somebody of a server that is not trusted leads away; to one room the bot is invited as well.
            let (lured, far) = (next("lured"), "!\(pushed.file("far")):elsewhere.test")
            claim(lured)
            _ = try await pushed.push([
                tombstone("$t0", to: far, by: "@stranger:elsewhere.test"),
                tombstone("$t1", to: lured, by: "@stranger:elsewhere.test"),
                pushed.membership("$i1", "invite", by: "@zhou:hs.test", in: lured),
            ])
            try await untilLookedAt(lured)
            // A room claims to be the successor, and nothing names it so.
            let claiming = next("claiming")
            claim(claiming)
            _ = try await pushed.push([pushed.membership("$i2", "invite", by: "@zhou:hs.test", in: claiming)])
            try await untilLookedAt(claiming)
            // A room is named as the successor and does not say so.
            let silent = next("silent")
            _ = try await pushed.push([tombstone("$t2", to: silent, by: "@zhou:hs.test")])
            try await untilLookedAt(silent)
            _ = try await pushed.push([
                pushed.text("$0", "青林路有垃圾没人清理", in: lured), pushed.text("$1", "红林路有垃圾没人清理", in: claiming),
                pushed.text("$2", "金林路有垃圾没人清理", in: silent), pushed.text("$3", "银林路有垃圾没人清理"),
            ])
            try await pushed.card(for: "$3")
            #expect(pushed.sends.contains { $0.repliesTo == pushed.id("$3") }, "the old room is still the room")
            #expect(try await pushed.sources() == [pushed.id("$3")])
            #expect(!homeserver.calls.contains { $0.place == "client/v3/join/\(far)" })
            #expect(!homeserver.calls.contains { $0.isSend && [lured, claiming, silent].contains($0.path[3]) })
        }
    }
}
