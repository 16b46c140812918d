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

            // More than one answer brings: the rest is read back.
            bridge.signal(SIGKILL)
            #expect(await bridge.end() == 128 + SIGKILL)
            let missed = try await MatrixUser.say(Array(reports[2..<72]), by: [worker], in: room)
            bridge = try await RunningBridge(configuration: county.configuration)
            try await expectOneCardEach([first] + missed)

            // The homeserver goes and comes back under it.
            await server.stop(SIGKILL)
            try await server.start()
            let later = try await worker.say(reports[72], in: room)
            try await expectOneCardEach([first] + missed + [later])

            // Behind an account may stand a proxy with keys: not the switch, the first unreadable message tells.
            try await worker.encrypt(room)
            let readable = try await worker.say(reports[73], in: room)
            try await expectOneCardEach([first] + missed + [later, readable])
            #expect(!watch.events(of: room).contains { $0.body.contains("已加密") })
            for _ in 0..<2 { try await worker.sendUnreadable(in: room) }
            try await watch.wait(room, for: "word on encryption") { events in
                events.contains { $0.sender == bot.id && $0.body.contains("已加密") } ? true : nil
            }
            #expect(await bridge.stop() == 0)
            #expect(watch.events(of: room).count { $0.sender == bot.id && $0.body.contains("已加密") } == 1)
            #expect(!watch.events(of: room).contains { isCard($0) && $0.repliesTo == past })

            func isCard(_ event: MatrixEvent) -> Bool {
                event.sender == bot.id && event.type == "m.room.message" && event.replaces == nil
                    && event.repliesTo != nil
            }

            func expectOneCardEach(_ said: [String]) async throws {
                try await watch.wait(room, for: "\(said.count) cards", within: .seconds(90)) { events in
                    Set(events.filter(isCard).compactMap(\.repliesTo)).isSuperset(of: said) ? true : nil
                }
                let answered = watch.events(of: room).filter(isCard).compactMap(\.repliesTo)
                #expect(answered.sorted() == said.sorted())
            }
        }
    }
}
