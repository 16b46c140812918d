import Foundation
import HTTPServer
import JSON
import Store
import TestBed
import Testing

/// What the bridge makes of a homeserver's answers: limits, refusals, stumbling, absence, files.
extension PushTests {
    @Test func `a limit is waited for, and a repeated send keeps its transaction id`() async throws {
        try await PushedCounty.play { pushed in
            let homeserver = pushed.homeserver
            let sends = "client/v3/rooms/\(pushed.room)/send"
            homeserver.answer(
                "PUT", sends, with: FakeHomeserver.refusal(429, "M_LIMIT_EXCEEDED", headers: ["Retry-After": "1"]))
            homeserver.answer(
                "PUT", sends,
                with: .json(429, "{\"errcode\":\"M_LIMIT_EXCEEDED\",\"error\":\"no\",\"retry_after_ms\":1200}"))
            homeserver.answer("PUT", sends, with: .text(502, "bad gateway"))
            _ = try await pushed.push([pushed.text("$1", "春桥路有垃圾没人清理"), pushed.text("$2", "夏桥路有垃圾没人清理")])
            let tries = try await homeserver.wait { _ -> [FakeHomeserver.Call]? in
                let sent = pushed.sends.filter { $0.repliesTo != nil }
                return sent.count == 5 ? sent : nil
            }
            #expect(tries.map(\.repliesTo) == ["$1", "$1", "$1", "$1", "$2"].map(pushed.id))
            #expect(Set(tries[..<4].map(\.transaction)).count == 1)
            #expect(Set(tries[..<4].map { $0.body.serialized() }).count == 1)
            #expect(tries[4].transaction != tries[0].transaction)
            // By the header, and where there is none by the body.
            #expect(tries[0].at.duration(to: tries[1].at) >= .seconds(1))
            #expect(tries[1].at.duration(to: tries[2].at) >= .milliseconds(1200))
            #expect(homeserver.calls.allSatisfy { $0.authorization == "Bearer \(Synapse.serviceToken)" })
            #expect(homeserver.calls.allSatisfy { $0.query["access_token"] == nil })
        }
    }

    @Test func `what cannot be said as an answer is said without one`() async throws {
        try await PushedCounty.play { pushed in
            let homeserver = pushed.homeserver
            try await pushed.untilIntroduced()
            homeserver.answer(
                "PUT", "client/v3/rooms/\(pushed.room)/send", with: FakeHomeserver.refusal(400, "M_UNKNOWN"))
            _ = try await pushed.push([pushed.text("$1", "红松路有垃圾没人清理"), pushed.text("$2", "金松路有垃圾没人清理")])
            try await pushed.card(for: "$2")
            let said = pushed.sends.filter { $0.content?.contains("红松路") == true }
            #expect(said.map(\.repliesTo) == [pushed.id("$1"), nil])
            #expect(said.last?.transaction == said.first?.transaction.map { $0 + "_plain" })
            #expect(try await pushed.count(of: "gridbridge_dead_letters{queue=\"outbox\"}") == 0)
        }
    }

    @Test func `what may have arrived is looked for in the room before it is said again`() async throws {
        try await PushedCounty.play { pushed in
            let homeserver = pushed.homeserver
            try await pushed.untilIntroduced()
            // The event is made and the answer lost, and the homeserver no longer knows the transaction.
            homeserver.answer(
                "PUT", "client/v3/rooms/\(pushed.room)/send", with: .text(502, "bad gateway"), isCutOff: true)
            _ = try await pushed.push([pushed.text("$1", "青松路有垃圾没人清理"), pushed.text("$2", "白松路有垃圾没人清理")])
            // A room says one thing after another.
            try await pushed.card(for: "$2")
            let answers = homeserver.past(of: pushed.room).filter {
                $0["content"]?["m.relates_to"]?["m.in_reply_to"]?["event_id"]?.string == pushed.id("$1")
            }
            #expect(answers.count == 1)
            // It is that event which is the card.
            let card = try #require(answers.first?["event_id"]?.string)
            _ = try await pushed.push([pushed.reaction("$s", "👌", on: card, by: PushedCounty.head)])
            try await homeserver.wait { _ in pushed.sends.contains { $0.replaces == card } ? true : nil }
        }
    }

    @Test func `what is refused as too large is said in pieces, once each`() async throws {
        try await PushedCounty.play { pushed in
            let homeserver = pushed.homeserver
            try await pushed.untilIntroduced()
            let before = homeserver.calls.count
            homeserver.answer(
                "PUT", "client/v3/rooms/\(pushed.room)/send", with: FakeHomeserver.refusal(413, "M_TOO_LARGE"))
            _ = try await pushed.push([pushed.help("$1")])
            _ = try await pushed.push([pushed.help("$2")])
            let whole = try await pushed.card(for: "$2")
            let said = homeserver.calls[before...].filter {
                $0.isSend && $0.path[3] == pushed.room && $0.repliesTo != pushed.id("$2")
            }
            #expect(said.count > 2)
            #expect(Set(said.compactMap(\.transaction)).count == said.count)
            let pieces = said.dropFirst()
            #expect(pieces.compactMap(\.content).joined(separator: "\n") == whole.content)
            #expect(pieces.map(\.repliesTo) == [pushed.id("$1")] + pieces.dropFirst().map { _ in nil })
        }
    }

    @Test func `a homeserver that stumbles over one room is not taken for away`() async throws {
        try await PushedCounty.play { pushed in
            let homeserver = pushed.homeserver
            func beginnings() -> Int { homeserver.calls.count { $0.place == "client/v3/account/whoami" } }
            _ = try await pushed.push([pushed.text("$0", "红桥路有垃圾没人清理")])
            try await pushed.card(for: "$0")
            let before = beginnings()
            homeserver.answer(
                "PUT", "client/v3/rooms/\(pushed.room)/send", with: FakeHomeserver.refusal(500, "M_UNKNOWN"))
            _ = try await pushed.push([pushed.text("$1", "青桥路有垃圾没人清理")])
            try await homeserver.wait { _ in
                let tries = Dictionary(grouping: pushed.sends) { $0.transaction }
                return tries.values.contains { $0.count == 2 } ? true : nil
            }
            #expect(beginnings() == before)
        }
    }

    @Test func `who is not in the room is not mentioned`() async throws {
        try await PushedCounty.play { pushed in
            pushed.homeserver.answer(
                "GET", "client/v3/rooms/\(pushed.room)/joined_members",
                with: .json(200, "{\"joined\":{\"\(Synapse.bot)\":{},\"\(PushedCounty.worker)\":{}}}"))
            _ = try await pushed.push([pushed.text("$1", "白桥路有垃圾没人清理")])
            let card = try await pushed.card(for: "$1")
            #expect(card.body["m.mentions"]?["user_ids"]?.array?.isEmpty ?? true)
            #expect(card.body["formatted_body"]?.string?.contains("matrix.to") != true)
        }
    }

    @Test func `six hundred messages are worked off while the homeserver is away, and answered once when it is back`()
        async throws
    {
        try await PushedCounty.play { pushed in
            let homeserver = pushed.homeserver
            let reports = MatrixCounty.reports[700..<900]
            homeserver.beAway(true)
            var said: [JSONValue] = []
            for (index, report) in reports.enumerated() {
                said.append(pushed.text("$r\(index)", report))
                said += (0..<2).map { pushed.text("$t\(index)-\($0)", "大家辛苦了") }
            }
            for start in stride(from: 0, to: said.count, by: 100) {
                #expect(try await pushed.push(Array(said[start..<start + 100])).status == 200)
            }
            let expected = Set(reports.indices.map { pushed.id("$r\($0 - reports.startIndex)") })
            try await Condition.wait(for: "case for each report", within: .seconds(120)) {
                try await pushed.sources() == expected ? true : nil
            }
            let before = homeserver.calls.count
            homeserver.beAway(false)
            try await homeserver.wait { calls in
                Set(calls[before...].filter(\.isSend).compactMap(\.repliesTo)).isSuperset(of: expected) ? true : nil
            }
            // Whatever was tried before, in one transaction each; and in the order in which it was said.
            let answers = homeserver.calls[before...].filter { $0.isSend && $0.path[3] == pushed.room }
            let first = answers.compactMap(\.repliesTo)
            #expect(Set(answers.compactMap(\.transaction)).count == expected.count)
            #expect(first == reports.indices.map { pushed.id("$r\($0 - reports.startIndex)") })
        }
    }

    @Test func `photos come by the authenticated way, and the old one only where there is no other`() async throws {
        try await PushedCounty.play { pushed in
            let homeserver = pushed.homeserver
            let new = "client/v1/media/download/hs.test/", old = "media/v3/download/hs.test/"
            let png = Response.bytes(200, type: "image/png", Picture.png)
            homeserver.answer("GET", new + pushed.file("one"), with: png)
            homeserver.answer("GET", new + pushed.file("two"), with: FakeHomeserver.refusal(404, "M_UNRECOGNIZED"))
            homeserver.answer("GET", old + pushed.file("two"), with: png)
            homeserver.answer("GET", new + pushed.file("three"), with: FakeHomeserver.refusal(404, "M_NOT_FOUND"))
            homeserver.answer("GET", new + pushed.file("four"), with: .html(200, "<p>no photo</p>"))
            let large = Picture.png + [UInt8](repeating: 0, count: PushedCounty.photoLimit)
            homeserver.answer("GET", new + pushed.file("seven"), with: .bytes(200, type: "image/png", large))
            _ = try await pushed.push([
                pushed.photo("$1", at: "mxc://hs.test/\(pushed.file("one"))", "春泉路有垃圾没人清理"),
                pushed.photo("$2", at: "mxc://hs.test/\(pushed.file("two"))", "夏泉路有垃圾没人清理"),
                pushed.photo("$3", at: "mxc://hs.test/\(pushed.file("three"))", "秋泉路有垃圾没人清理"),
                pushed.photo("$4", at: "mxc://hs.test/\(pushed.file("four"))", "冬泉路有垃圾没人清理"),
                // Addresses that lead somewhere else are none, the words count all the same.
                pushed.photo("$5", at: "mxc://hs.test/../../client/v3/logout", "青泉路有垃圾没人清理"),
                pushed.photo("$6", at: "http://127.0.0.1:1/a.png", "白泉路有垃圾没人清理"),
                pushed.photo("$7", at: "mxc://hs.test/\(pushed.file("seven"))", "红泉路有垃圾没人清理"),
            ])
            for id in ["$1", "$2", "$3", "$4", "$5", "$6", "$7"] { try await pushed.card(for: id) }
            try await homeserver.wait { calls in
                Set(calls.map(\.place)).isSuperset(of: [
                    new + pushed.file("one"), old + pushed.file("two"), new + pushed.file("three"),
                    new + pushed.file("four"),
                ])
                    ? true : nil
            }
            #expect(await pushed.bridge.line(holding: "code=not_a_photo") != nil)
            #expect(await pushed.bridge.line(holding: "code=\"transfer tooLarge\"") != nil)
            let places = homeserver.calls.map(\.place)
            #expect(!places.contains(old + pushed.file("one")))
            #expect(!places.contains(old + pushed.file("three")))
            #expect(!places.contains { $0.contains("logout") })
            let cases = try await pushed.cases()
            func hash(_ message: String) -> String? {
                cases.first { $0["source"]?["message"]?.string == pushed.id(message) }?["photos"]?[0]?["sha256"]?.string
            }
            #expect(hash("$1") != nil)
            #expect(hash("$1") == hash("$2"))
        }
    }

    @Test func `a redirect to a store of files is followed without the token`() async throws {
        try await FakeHomeserver.serve { store, storePort in
            try await PushedCounty.play { pushed in
                pushed.homeserver.answer(
                    "GET", "client/v1/media/download/hs.test/" + pushed.file("one"),
                    with: Response(status: 307, headers: ["Location": "http://localhost:\(storePort)/_matrix/file"]))
                store.answer("GET", "file", with: .bytes(200, type: "image/png", Picture.png))
                _ = try await pushed.push([pushed.photo("$1", at: "mxc://hs.test/\(pushed.file("one"))", "春石路有垃圾没人清理")])
                try await pushed.untilPhoto(of: "$1")
                #expect(store.calls.map(\.place) == ["file"])
                #expect(store.calls.allSatisfy { $0.authorization == nil })
            }
        }
    }

    @Test func `a photo is not given up while the homeserver is away or does not take the token`() async throws {
        try await PushedCounty.play { pushed in
            let homeserver = pushed.homeserver
            func place(_ file: String) -> String { "client/v1/media/download/hs.test/" + pushed.file(file) }
            let png = Response.bytes(200, type: "image/png", Picture.png)
            homeserver.answer("GET", place("one"), with: FakeHomeserver.refusal(401, "M_UNKNOWN_TOKEN"))
            homeserver.answer("GET", place("one"), with: png)
            _ = try await pushed.push([pushed.photo("$1", at: "mxc://hs.test/\(pushed.file("one"))", "夏松路有垃圾没人清理")])
            try await pushed.untilPhoto(of: "$1")

            homeserver.beAway(true)
            _ = try await pushed.push([
                pushed.photo("$2", at: "mxc://hs.test/\(pushed.file("two"))", "秋松路有垃圾没人清理"),
                pushed.photo("$3", at: "mxc://hs.test/\(pushed.file("three"))", "冬松路有垃圾没人清理"),
            ])
            // What it is asked for while it is known to be away waits for it, and is no try.
            #expect(
                await pushed.bridge.line(holding: "info a photo waits adapter=matrix code=\"homeserver away\"") != nil)
            for file in ["two", "three"] { homeserver.answer("GET", place(file), with: png) }
            homeserver.beAway(false)
            for id in ["$2", "$3"] { try await pushed.untilPhoto(of: id) }
        }
    }

    @Test func `a photo whose sender still uploads is asked for again`() async throws {
        try await PushedCounty.play { pushed in
            let place = "client/v1/media/download/hs.test/" + pushed.file("one")
            pushed.homeserver.answer("GET", place, with: FakeHomeserver.refusal(504, "M_NOT_YET_UPLOADED"))
            pushed.homeserver.answer("GET", place, with: .bytes(200, type: "image/png", Picture.png))
            _ = try await pushed.push([pushed.photo("$1", at: "mxc://hs.test/\(pushed.file("one"))", "春松路有垃圾没人清理")])
            try await pushed.card(for: "$1")
            try await pushed.untilPhoto(of: "$1")
            #expect(pushed.homeserver.calls.count { $0.place == place } == 2)
        }
    }
}
