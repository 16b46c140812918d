import Foundation
import HTTPClient
import JSON
import TestBed
import Testing

extension OnSynapse {
    /// The second way in: an ordinary account that asks for news.
    @Suite struct ListenTests {
        @Test func `an ordinary account hears what is new, once, also after it was away`() async throws {
            let server = try OnSynapse.server()
            let bot = try await MatrixUser(named: "bot", on: server)
            let worker = try await MatrixUser(named: "wang", on: server)
            let room = try await worker.createRoom("听风群", invite: [bot.id])
            let reports = MatrixCounty.reports
            let past = try await worker.say(reports[0], in: room)
            let county = try MatrixCounty(
                homeserver: server.url, listen: 0,
                people: [
                    .init(id: "w", name: "王", role: "worker", grid: "01", account: worker.id),
                    .init(id: "head", name: "李所长", role: "unit", unit: "hws", account: "@li:\(Synapse.name)"),
                ],
                rooms: [.init(id: room, name: "听风群", purpose: "work")],
                more: "limits: { perSenderPerMinute: 10000 },",
                adapters: """
                    adapters: [{
                      name: "matrix", kind: "matrix", homeserver: "\(server.url)", serverName: "\(Synapse.name)",
                      accessToken: "\(bot.token)", bot: "\(bot.id.dropFirst().prefix { $0 != ":" })",
                    }],
                    """)
            defer { county.remove() }
            let watch = try await Watch(worker)
            var bridge = try await RunningBridge(configuration: county.configuration)
            #expect(await bridge.line(holding: "hears what is new") != nil)
            // Whichever came first: that it was let in, or that it began to listen.
            try await worker.wait(for: bot.id, in: room)
            let first = try await worker.say(reports[1], in: room)
            try await expectOneCardEach([first])

            // More than one answer brings, and than a page of the past: the rest is read back.
            bridge.signal(SIGKILL)
            #expect(await bridge.end() == 128 + SIGKILL)
            let missed = try await MatrixUser.say(Array(reports[2..<172]), by: [worker], in: room)
            bridge = try await RunningBridge(configuration: county.configuration)
            try await expectOneCardEach([first] + missed)

            // Killed in the middle: how far it has heard is kept with what it heard.
            async let saying = MatrixUser.say(Array(reports[180..<280]), by: [worker], in: room)
            for goal in [10, 50] {
                try await watch.wait(room, for: "\(goal) cards more", within: .seconds(90), pausing: .milliseconds(100))
                {
                    events in events.count(where: isCard) >= 1 + missed.count + goal ? true : nil
                }
                bridge.signal(SIGKILL)
                #expect(await bridge.end() == 128 + SIGKILL)
                bridge = try await RunningBridge(configuration: county.configuration)
            }
            let stream = try await saying
            let earlier = [first] + missed + stream
            try await expectOneCardEach(earlier)

            // The homeserver goes and comes back under it.
            await server.stop(SIGKILL)
            try await server.start()
            let later = try await worker.say(reports[172], in: room)
            try await expectOneCardEach(earlier + [later])

            // Behind an account may stand a proxy with keys: not the switch, the first unreadable message tells.
            try await worker.encrypt(room)
            let readable = try await worker.say(reports[173], in: room)
            try await expectOneCardEach(earlier + [later, readable])
            #expect(!watch.events(of: room).contains { $0.body.contains("已加密") })
            for _ in 0..<2 { try await worker.sendUnreadable(in: room) }
            try await watch.wait(room, for: "word on encryption") { events in
                events.contains { $0.sender == bot.id && $0.body.contains("已加密") } ? true : nil
            }
            #expect(await bridge.stop() == 0)
            #expect(watch.events(of: room).count { $0.sender == bot.id && $0.body.contains("已加密") } == 1)
            #expect(!watch.events(of: room).contains { isCard($0) && $0.repliesTo == past })

            @Sendable func isCard(_ event: MatrixEvent) -> Bool {
                event.sender == bot.id && event.type == "m.room.message" && event.replaces == nil
                    && event.repliesTo != nil
            }

            func expectOneCardEach(_ said: [String]) async throws {
                try await watch.wait(
                    room, for: "\(said.count) cards", within: .seconds(90), pausing: .milliseconds(100)
                ) { events in
                    Set(events.filter(isCard).compactMap(\.repliesTo)).isSuperset(of: said) ? true : nil
                }
                let answered = watch.events(of: room).filter(isCard).compactMap(\.repliesTo)
                #expect(answered.sorted() == said.sorted())
            }
        }

        @Test func `an account declines whom it does not trust, and sees when it is sent away`() async throws {
            let server = try OnSynapse.server()
            let bot = try await MatrixUser(named: "bot", on: server)
            let leader = try await MatrixUser(named: "zhou", on: server)
            var rooms: [MatrixCounty.Room] = []
            for (name, purpose) in [("听风群", "work"), ("管理群", "admin")] {
                let room = try await leader.createRoom(name, invite: [bot.id])
                try await bot.join(room)
                rooms.append(.init(id: room, name: name, purpose: purpose))
            }
            let (work, admin) = (rooms[0].id, rooms[1].id)
            let county = try MatrixCounty(
                homeserver: server.url, listen: 0,
                people: [
                    .init(id: "zhou", name: "周局长", role: "leader", account: leader.id),
                    .init(id: "head", name: "李所长", role: "unit", unit: "hws", account: "@li:\(Synapse.name)"),
                ], rooms: rooms,
                adapters: """
                    adapters: [{
                      name: "matrix", kind: "matrix", homeserver: "\(server.url)", serverName: "\(Synapse.name)",
                      accessToken: "\(bot.token)", bot: "\(bot.id.dropFirst().prefix { $0 != ":" })",
                      allowServers: ["elsewhere.test"],
                    }],
                    """)
            defer { county.remove() }
            let watch = try await Watch(leader)
            let bridge = try await RunningBridge(configuration: county.configuration)
            #expect(await bridge.line(holding: "hears what is new") != nil)
            let luring = try await leader.createRoom("外来群", invite: [bot.id])
            try await watch.wait(luring, for: "refusal") { events in
                events.contains { $0.membership(of: bot.id) == "leave" } ? true : nil
            }
            #expect(bridge.log.contains("not in allowServers"))
            #expect(!watch.events(of: luring).contains { $0.membership(of: bot.id) == "join" })

            try await leader.kick(bot.id, from: work)
            try await watch.wait(admin, for: "word to the admin room") { events in
                events.contains { $0.sender == bot.id && $0.body.contains("听风群") } ? true : nil
            }
            #expect(await bridge.stop() == 0)
        }
    }
}
