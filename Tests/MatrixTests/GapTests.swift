import Foundation
import JSON
import TestBed
import Testing

/// What a service is not told and finds in a room's past: when it looks, and what it takes.
@Suite(.serialized, .timeLimit(.minutes(10))) struct GapTests {
    private static let streets = ["春江路", "夏江路", "秋江路", "冬江路"]

    @Test func `when transactions are numbered anew, rooms are read back at once`() async throws {
        try await PushedCounty.alone(past: [PushedCounty.greeting]) { pushed in
            var waits: [Duration] = []
            for (index, street) in Self.streets.enumerated() {
                _ = try await pushed.push([], as: "100")
                pushed.lose([pushed.text("$\(index)", "\(street)有垃圾没人清理")])
                let begin = ContinuousClock.now
                _ = try await pushed.push([], as: "1")
                try await pushed.card(for: "$\(index)")
                waits.append(begin.duration(to: .now))
            }
            // By the look of every half minute alone each but the first would take all of that.
            #expect(waits.dropFirst().contains { $0 < .seconds(25) }, "\(waits)")
        }
    }

    @Test func `rooms are read back every half minute, whatever nobody noticed`() async throws {
        try await PushedCounty.alone(past: [PushedCounty.greeting]) { pushed in
            pushed.lose([pushed.text("$1", "春江路有垃圾没人清理")])
            try await pushed.card(for: "$1")
        }
    }

    @Test func `what cannot be read costs nothing that was said around it`() async throws {
        try await PushedCounty.alone(past: [PushedCounty.greeting]) { pushed in
            _ = try await pushed.push([], as: "100")
            pushed.lose([pushed.text("$1", "春江路有垃圾没人清理")], then: [pushed.unreadable("$u1")])
            _ = try await pushed.push([], as: "1")
            try await pushed.card(for: "$1")
            // The place is where it was read: what comes after it is taken, and nothing twice.
            pushed.lose([pushed.text("$2", "夏江路有垃圾没人清理")], then: [pushed.unreadable("$u2")])
            _ = try await pushed.push([], as: "100")
            _ = try await pushed.push([], as: "1")
            try await pushed.card(for: "$2")
            #expect(try await pushed.sources() == Set(["$1", "$2"].map(pushed.id)))
            #expect(try await pushed.count(of: "gridbridge_dead_letters{queue=\"inbox\"}") == 2)
        }
    }

    /// More than is read back at once, between two reports: what others come and go.
    private static func longAbsence(_ pushed: PushedCounty) -> [JSONValue] {
        let moves = (0..<5_100).map { index in
            pushed.event(
                "$m\(index)", type: "m.room.member", by: "@a\(index):hs.test", ["membership": "join"],
                more: [("state_key", .string("@a\(index):hs.test"))])
        }
        return [pushed.text("$1", "春江路有垃圾没人清理")] + moves + [pushed.text("$2", "夏江路有垃圾没人清理")]
    }

    private static let lossTold = "未能全部补读"

    @Test func `of more than five thousand events the newest are taken, and the administrator is told`() async throws {
        try await PushedCounty.alone(past: [PushedCounty.greeting]) { pushed in
            pushed.lose(Self.longAbsence(pushed))
            // The homeserver is given time to hand it over.
            for count in 1...4 { try await pushed.lookIntoRooms(until: "may still hand it over", count) }
            try await pushed.lookIntoRooms(until: "than could be read back", 1)
            try await pushed.card(for: "$2")
            try await pushed.homeserver.wait { calls in
                calls.contains {
                    $0.isSend && $0.path[3] == "!admin:hs.test" && $0.content?.contains(Self.lossTold) == true
                }
                    ? true : nil
            }
            #expect(try await pushed.sources() == [pushed.id("$2")])
        }
    }

    @Test func `what the homeserver hands over by itself after a long absence is no loss, and keeps its order`()
        async throws
    {
        try await PushedCounty.alone(past: [PushedCounty.greeting]) { pushed in
            let said = Self.longAbsence(pushed)
            pushed.lose(said)
            try await pushed.lookIntoRooms(until: "may still hand it over", 1)
            for start in stride(from: 0, to: said.count, by: 100) {
                _ = try await pushed.push(Array(said[start..<min(start + 100, said.count)]))
            }
            for id in ["$1", "$2"] { try await pushed.card(for: id) }
            #expect(pushed.sends.compactMap(\.repliesTo) == ["$1", "$2"].map(pushed.id))
            // Looked into once more, nothing is missing: what is lost after that is found at once.
            pushed.lose([pushed.text("$3", "秋江路有垃圾没人清理")])
            try await pushed.lookIntoRooms(until: "info read back", 1)
            try await pushed.card(for: "$3")
            #expect(!pushed.homeserver.calls.contains { $0.content?.contains(Self.lossTold) == true })
        }
    }

    @Test func `a room that comes into the tables late is read from then on`() async throws {
        let later = "!later:hs.test"
        try await PushedCounty.alone(past: [PushedCounty.greeting], elsewhere: [later]) { pushed in
            try await pushed.homeserver.wait { calls in
                calls.contains { $0.place == "client/v3/rooms/\(later)/messages" } ? true : nil
            }
            let talk = pushed.text("$t", "冬江路有垃圾没人清理", in: later).serialized()
            pushed.homeserver.keep([talk], in: later)
            try await pushed.untilRead(later)
            let tables = pushed.county.folder + "/tables"
            let rooms = try String(contentsOfFile: tables + "/rooms.csv", encoding: .utf8)
            try Data((rooms + "matrix,\(later),新群,work,\n").utf8).write(to: URL(fileURLWithPath: tables + "/rooms.csv"))
            let imported = try await RunningBridge.run(
                ["tables", "import", tables, "--config", pushed.county.configuration])
            #expect(imported.code == 0, "\(imported.output)")
            #expect(await pushed.bridge.line(holding: " info reloaded ") != nil)
            pushed.homeserver.keep([pushed.text("$1", "春江路有垃圾没人清理", in: later).serialized()], in: later)
            try await pushed.untilRead(later)
            try await pushed.homeserver.wait { calls in
                calls.first { $0.isSend && $0.path[3] == later && $0.repliesTo == pushed.id("$1") }
            }
            #expect(!pushed.homeserver.calls.contains { $0.repliesTo == pushed.id("$t") })
        }
    }

    @Test func `what was said while the bot was out of the room is not taken, what was said before and since is`()
        async throws
    {
        try await PushedCounty.alone(past: [PushedCounty.greeting]) { pushed in
            let (room, leader) = (pushed.room, "@zhou:hs.test")
            let gone = pushed.membership("$gone", "leave", by: leader, in: room)
            let asked = pushed.membership("$asked", "invite", by: leader, in: room)
            // The homeserver has lost all but what is pushed here; the joining is looked at before it comes.
            pushed.lose(
                [pushed.text("$1", "春江路有垃圾没人清理"), gone]
                    + (1...5).map { pushed.text("$out\($0)", MatrixCounty.reports[$0]) }
                    + [
                        asked, pushed.membership("$in", "join", by: Synapse.bot, in: room),
                        pushed.text("$2", "夏江路有垃圾没人清理"),
                    ])
            _ = try await pushed.push([gone])
            _ = try await pushed.push([asked])
            for id in ["$1", "$2"] { try await pushed.card(for: id) }
            #expect(try await pushed.sources() == Set(["$1", "$2"].map(pushed.id)))
        }
    }

    @Test func `what is to be said in a room that the bot was put out of waits untried, and goes when it is back`()
        async throws
    {
        try await PushedCounty.alone(past: [PushedCounty.greeting]) { pushed in
            let (room, leader) = (pushed.room, "@zhou:hs.test")
            // A report that comes after the bot was put out, as one that another server hands on late.
            _ = try await pushed.push([
                pushed.membership("$gone", "leave", by: leader, in: room), pushed.text("$1", "春江路有垃圾没人清理"),
            ])
            // The administrator is told, and by then the sender has been round.
            try await pushed.homeserver.wait { calls in
                calls.contains { $0.isSend && $0.path[3] == "!admin:hs.test" } ? true : nil
            }
            try await Condition.wait(for: "case") { try await pushed.subject(of: "$1") }
            try await Condition.wait(for: "one post that waits") {
                try await pushed.count(of: "gridbridge_outbox_pending") == 1 ? true : nil
            }
            #expect(!pushed.sends.contains { $0.repliesTo == pushed.id("$1") })
            _ = try await pushed.push([pushed.membership("$in", "join", by: Synapse.bot, in: room)])
            try await pushed.card(for: "$1")
            #expect(pushed.sends.count { $0.repliesTo == pushed.id("$1") } == 1)
        }
    }
}

extension PushedCounty {
    /// Has the bridge look into its rooms, as when the homeserver was started anew, until its log has said something so often.
    fileprivate func lookIntoRooms(until text: String, _ count: Int) async throws {
        for transaction in ["100", "1"] { _ = try await push([], as: transaction) }
        try await Condition.wait(for: "\(count) × \(text)") {
            bridge.log.components(separatedBy: text).count > count ? true : nil
        }
    }

    /// Has the bridge look into its rooms, and waits until it has read one of them.
    fileprivate func untilRead(_ room: String) async throws {
        let place = "client/v3/rooms/\(room)/messages"
        let before = homeserver.calls.count
        for transaction in ["100", "1"] { _ = try await push([], as: transaction) }
        try await homeserver.wait { calls in calls[before...].contains { $0.place == place } ? true : nil }
    }

    /// Puts events into the room's past, of which nobody tells the bridge.
    /// - Parameter more: others, as they are.
    fileprivate func lose(_ events: [JSONValue], then more: [String] = []) {
        homeserver.keep(events.map { $0.serialized() } + more, in: room)
    }
}
