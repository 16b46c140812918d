import Foundation
import HTTPServer
import JSON
import TestBed
import Testing

/// The second way in where a homeserver answers as it is told: whatever `/sync` brings and leaves out, every report is
/// heard once, and nothing that was not said to the bot.
@Suite(.serialized, .timeLimit(.minutes(5))) struct NewsTests {
    /// Runs a body with a bridge that listens as an ordinary account, once it hears what is new.
    private func listen(past: [String] = [], _ body: (PushedCounty) async throws -> Void) async throws {
        try await PushedCounty.alone(past: past, listens: true) { pushed in
            #expect(await pushed.bridge.line(holding: "hears what is new") != nil)
            try await body(pushed)
        }
    }

    @Test func `what was said before the bot came in is not heard, also where its coming was noted before the news`()
        async throws
    {
        // The bridge finds itself in the room when it starts; the news of that come afterwards, with the past before them.
        try await listen { pushed in
            let old = (0..<10).map { pushed.text("$old\($0)", MatrixCounty.reports[$0]) }
            let joining = pushed.membership("$in", "join", by: Synapse.bot, in: pushed.room)
            pushed.bring(old + [joining, pushed.text("$1", "春江路有垃圾没人清理")], isLimited: true)
            try await pushed.card(for: "$1")
            #expect(try await pushed.sources() == [pushed.id("$1")])
        }
    }

    @Test func `of a room that it was sent away from and came back to, the bot hears what was said while it was in`()
        async throws
    {
        try await listen(past: [PushedCounty.greeting]) { pushed in
            let room = pushed.room
            pushed.news("{\"leave\":{\"\(room)\":{}}}")
            let between = (1...5).map { pushed.text("$out\($0)", MatrixCounty.reports[$0]) }
            // More than one answer holds: its joining, too, is in what has to be read back.
            pushed.bring(
                [pushed.text("$1", "春江路有垃圾没人清理"), pushed.membership("$gone", "leave", by: "@zhou:hs.test", in: room)]
                    + between + [
                        pushed.membership("$in", "join", by: Synapse.bot, in: room),
                        pushed.text("$2", "夏江路有垃圾没人清理"), pushed.text("$3", "秋江路有垃圾没人清理"),
                    ], isLimited: true, last: 1)
            for id in ["$1", "$2", "$3"] { try await pushed.card(for: id) }
            #expect(try await pushed.sources() == Set(["$1", "$2", "$3"].map(pushed.id)))
        }
    }

    @Test func `what was said right before the bot was sent away is heard`() async throws {
        try await listen { pushed in
            let said = [
                pushed.text("$1", "春江路有垃圾没人清理"),
                pushed.membership("$gone", "leave", by: "@zhou:hs.test", in: pushed.room),
            ].map { $0.serialized() }
            pushed.news("{\"leave\":{\"\(pushed.room)\":{\"timeline\":{\"events\":[\(said.joined(separator: ","))]}}}}")
            try await Condition.wait(for: "case") { try await pushed.subject(of: "$1") }
            #expect(!pushed.sends.contains { $0.repliesTo == pushed.id("$1") })
        }
    }

    @Test func `what cannot be read costs nothing that was said around it`() async throws {
        try await listen(past: [PushedCounty.greeting]) { pushed in
            pushed.homeserver.keep(
                [pushed.text("$1", "春江路有垃圾没人清理").serialized(), pushed.unreadable("$u1")], in: pushed.room)
            pushed.bring([pushed.text("$2", "夏江路有垃圾没人清理")], isLimited: true)
            for id in ["$1", "$2"] { try await pushed.card(for: id) }
            #expect(try await pushed.sources() == Set(["$1", "$2"].map(pushed.id)))
        }
    }
}

extension PushedCounty {
    /// An event that no reader takes: too deep.
    func unreadable(_ id: String) -> String {
        let deep = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
        return event(id, ["msgtype": "m.text", "body": "x"]).serialized().replacing("\"x\"", with: deep)
    }

    /// Answers the next `/sync` with these rooms.
    fileprivate func news(_ rooms: String) {
        homeserver.answer(
            "GET", "client/v3/sync",
            with: .json(200, "{\"next_batch\":\"s\(UUID().uuidString)\",\"rooms\":\(rooms)}"))
    }

    /// Puts events into the room's past, and its last ones into the next answer of `/sync`.
    /// - Parameter last: how many; nil for all.
    fileprivate func bring(_ events: [JSONValue], isLimited: Bool, last: Int? = nil) {
        homeserver.keep(events.map { $0.serialized() }, in: room)
        let shown = events.suffix(last ?? events.count)
        let before = homeserver.place(before: shown.count, in: room)
        news(
            """
            {"join":{"\(room)":{"timeline":{"events":[\(shown.map { $0.serialized() }.joined(separator: ","))],
            "limited":\(isLimited),"prev_batch":"\(before)"}}}}
            """)
    }
}
