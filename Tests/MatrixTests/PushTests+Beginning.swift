import Foundation
import HTTPServer
import JSON
import TestBed
import Testing

/// How the bridge begins with a homeserver, and what it shows of it.
extension PushTests {
    @Test func `it makes itself known in the order that a homeserver needs`() async throws {
        try await PushedCounty.play { pushed in
            let steps = ["client/v3/register", "/displayname", "/ping", "client/v3/createRoom"]
            let order = try await pushed.homeserver.wait { calls in
                let found = steps.compactMap { step in calls.firstIndex { $0.place.hasSuffix(step) } }
                return found.count == steps.count ? found : nil
            }
            #expect(order == order.sorted())
        }
    }

    @Test func `at every start it says something of its own, after the ping`() async throws {
        try await PushedCounty.alone { pushed in
            let homeserver = pushed.homeserver
            try await homeserver.wait { calls in
                calls.contains { $0.place == "client/v3/createRoom" } ? true : nil
            }
            #expect(await pushed.bridge.stop() == 0)
            let before = homeserver.calls.count
            let again = try await RunningBridge(configuration: pushed.county.configuration)
            // In the room that it made the first time.
            let said = try await homeserver.wait { calls in
                calls.indices.dropFirst(before).first {
                    calls[$0].transaction?.hasPrefix("start_") == true && calls[$0].path[3] == "!own"
                }
            }
            let ping = homeserver.calls.indices.dropFirst(before).first {
                homeserver.calls[$0].place.hasSuffix("/matrix/ping")
            }
            #expect(ping.map { $0 < said } == true)
            #expect(!homeserver.calls[before...].contains { $0.place == "client/v3/createRoom" })
            #expect(await again.stop() == 0)
        }
    }

    @Test func `a ping that is refused is shown, and holds up no post`() async throws {
        try await FakeHomeserver.serve { homeserver, port in
            for _ in 0..<3 {
                homeserver.answer("POST", "client/v1/appservice", with: FakeHomeserver.refusal(403, "M_FORBIDDEN"))
            }
            let county = try MatrixCounty(
                homeserver: "http://127.0.0.1:\(port)", listen: 0, people: PushedCounty.people,
                rooms: [.init(id: homeserver.rooms[0], name: "网格群", purpose: "work")])
            defer { county.remove() }
            let bridge = try await RunningBridge(configuration: county.configuration)
            let pushed = PushedCounty(
                homeserver: homeserver, bridge: bridge, county: county, room: homeserver.rooms[0])
            try await Condition.wait(for: "failed ping") {
                let shown = try await pushed.call("GET", "/readyz", token: nil)
                return shown.status == 503 && shown.body.contains("\"ping\":\"failed\"") ? true : nil
            }
            _ = try await pushed.push([pushed.text("$1", "春江路有垃圾没人清理")])
            try await pushed.card(for: "$1")
            #expect(await bridge.stop() == 0)
        }
    }

    @Test func `a token that is taken no more is shown, posts wait for it, and are said when it is taken again`()
        async throws
    {
        try await PushedCounty.alone { pushed in
            let homeserver = pushed.homeserver
            let up = "gridbridge_homeserver_up{adapter=\"matrix\"}"
            #expect(try await pushed.count(of: up) == 1)
            homeserver.lockOut(true)
            _ = try await pushed.push([pushed.text("$1", "春江路有垃圾没人清理")])
            try await Condition.wait(for: "word on /readyz") {
                let shown = try await pushed.call("GET", "/readyz", token: nil)
                return shown.status == 503 && shown.body.contains("\"homeserver\":\"locked out\"") ? true : nil
            }
            #expect(await pushed.bridge.line(holding: "error the homeserver does not take our token") != nil)
            #expect(try await pushed.count(of: up) == 0)
            let check = try await RunningBridge.run(["check", "--config", pushed.county.configuration])
            #expect(check.code == 2)
            #expect(check.output.contains("401 M_UNKNOWN_TOKEN") && check.output.contains("matrix registration"))
            homeserver.lockOut(false)
            try await pushed.card(for: "$1")
            #expect(try await pushed.count(of: up) == 1)
            homeserver.answer("GET", "client/v3/joined_rooms", with: .json(200, "{\"joined_rooms\":[]}"))
            let rooms = try await RunningBridge.run(["check", "--config", pushed.county.configuration])
            #expect(rooms.output.contains("\(pushed.room)): the bot is not in this room"), "\(rooms.output)")
        }
    }

    @Test func `a homeserver that answers at the beginning alone is given time before the next one`() async throws {
        try await PushedCounty.play { pushed in
            let homeserver = pushed.homeserver
            try await pushed.untilIntroduced()
            for _ in 0..<3 {
                homeserver.answer("PUT", "client/v3/rooms/\(pushed.room)/send", with: .text(502, "bad gateway"))
            }
            let before = homeserver.calls.count
            _ = try await pushed.push([pushed.text("$1", "玉桥路有垃圾没人清理")])
            try await homeserver.wait { _ in
                pushed.sends.count { $0.repliesTo == pushed.id("$1") } == 4 ? true : nil
            }
            let beginnings = homeserver.calls[before...].filter { $0.place == "client/v3/account/whoami" }.map(\.at)
            #expect(beginnings.count == 3)
            let pauses = zip(beginnings, beginnings.dropFirst()).map { $0.duration(to: $1) }
            #expect(zip(pauses, [1, 2]).allSatisfy { $0 >= .milliseconds($1 * 900) }, "\(pauses)")
        }
    }
}
