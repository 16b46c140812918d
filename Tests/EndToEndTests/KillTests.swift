import Foundation
import HTTPClient
import JSON
import Synchronization
import TestBed
import Testing

/// What was answered 2xx has its effect once, whatever ends the process.
@Suite(.timeLimit(.minutes(5)), .serialized) struct KillTests {
    /// Reports still to be acknowledged, taken by many speakers at once.
    private final class Burst: Sendable {
        private struct State {
            var waiting: [Int]
            var acknowledged: Set<Int> = []
            /// So many may be spoken before the next kill.
            var allowed = 0
        }

        private let state: Mutex<State>
        let count: Int
        private let sink: Sink
        private let began = Date()

        init(count: Int, sink: Sink) {
            self.count = count
            self.sink = sink
            state = Mutex(State(waiting: Array((0..<count).reversed())))
        }

        func allow(_ more: Int) { state.withLock { $0.allowed = more } }

        private func next() -> Int? {
            state.withLock { state in
                guard state.allowed > 0, let next = state.waiting.popLast() else { return nil }
                state.allowed -= 1
                return next
            }
        }

        private func putBack(_ index: Int) {
            state.withLock { state in
                state.waiting.append(index)
                state.allowed += 1
            }
        }

        private func note(_ index: Int) {
            state.withLock { _ = $0.acknowledged.insert(index) }
            sink.lookAgain()
        }

        var acknowledged: Int { state.withLock { $0.acknowledged.count } }

        /// Speaks a report; no two have type and place in common.
        private func speak(_ index: Int, to chat: Chatter) async throws -> Chatter.Answer {
            let place = TestCounty.places[index % TestCounty.places.count]
            let matter = ["有垃圾没人清理", "井盖破损了", "路灯不亮"][index / TestCounty.places.count]
            let room = index % TestCounty.rooms.count
            return try await chat.say(
                "m\(index)", room: TestCounty.rooms[room], sender: "worker-\(room)", "\(place)\(matter)",
                // The same on every attempt, as a sender keeps it.
                at: began)
        }

        /// Speaks until nothing more is allowed or the bridge is gone.
        func speak(to port: UInt16, voices: Int) async {
            let chat = Chatter(port: port)
            await withDiscardingTaskGroup { group in
                for _ in 0..<voices {
                    group.addTask {
                        while let index = self.next() {
                            do {
                                let status = try await self.speak(index, to: chat).status
                                switch status {
                                case 200, 202: self.note(index)
                                case 503: self.putBack(index)
                                default: Issue.record("a report was answered \(status)")
                                }
                            } catch {
                                self.putBack(index)
                                if (error as? TransferFailure)?.code == .connect { return }
                            }
                        }
                    }
                }
            }
        }
    }

    /// SplitMix64: the same seed kills at the same counts.
    private struct Dice {
        var state: UInt64

        mutating func roll(_ range: ClosedRange<Int>) -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return range.lowerBound + Int((z ^ (z >> 31)) % UInt64(range.count))
        }
    }

    @Test(arguments: [1 as UInt64])
    func `killed again and again, every acknowledged message has one effect and every post one id`(
        seed: UInt64
    ) async throws {
        try await Sink.serve { sink, port in
            let county = try TestCounty(sink: port, more: "limits: { perSenderPerMinute: 10000 },")
            defer { county.remove() }
            let burst = Burst(count: 300, sink: sink)
            var dice = Dice(state: seed)
            for _ in 0..<12 {
                let bridge = try await RunningBridge(county)
                let allowed = 24
                burst.allow(allowed)
                let last = burst.acknowledged + allowed
                let isAfterPosts = dice.roll(0...2) == 0
                let goal = burst.acknowledged + dice.roll(1...allowed)
                let posts = sink.posts.count + dice.roll(1...15)
                let moment = dice.roll(0...8000)
                await withDiscardingTaskGroup { group in
                    group.addTask { await burst.speak(to: bridge.port, voices: 8) }
                    _ = try? await sink.wait { made -> Bool? in
                        let isTime = isAfterPosts ? made.count >= posts : burst.acknowledged >= goal
                        return isTime || burst.acknowledged >= last ? true : nil
                    }
                    // Not a wait for anything: the kill falls on whatever is being done at a random moment.
                    try? await Task.sleep(for: .microseconds(moment))
                    bridge.signal(SIGKILL)
                }
                #expect(await bridge.end() == 128 + SIGKILL)
            }
            let bridge = try await RunningBridge(county)
            burst.allow(.max / 2)
            await burst.speak(to: bridge.port, voices: 8)
            #expect(burst.acknowledged == burst.count)

            let posts = try await sink.wait { posts in
                Set(posts.filter { $0.kind == "assignment" }.compactMap(\.replyTo)).count >= burst.count ? posts : nil
            }
            #expect(await bridge.stop() == 0)
            // The ledger has one case for each report, and nothing else.
            let export = try await RunningBridge.run(
                ["cases", "export", "--json", "--config", county.configuration])
            let ledger = try JSONReader.read(Array(export.output.utf8)).array ?? []
            #expect(ledger.count == burst.count)
            #expect(
                Set(ledger.compactMap { $0["source"]?["message"]?.string })
                    == Set((0..<burst.count).map { "m\($0)" }))
            #expect(posts.allSatisfy { $0.isSigned })
            // One id, one post: whoever honours the id shows it once.
            for (id, attempts) in Dictionary(grouping: posts, by: \.delivery) {
                #expect(Set(attempts.map(\.body)).count == 1, "seed \(seed), delivery \(id)")
            }
            for (id, attempts) in Dictionary(grouping: posts, by: \.id) {
                #expect(Set(attempts.map(\.delivery)).count == 1, "seed \(seed), post \(id)")
            }
            // One message, one case.
            let cards = Dictionary(grouping: posts.filter { $0.kind == "assignment" }, by: \.delivery)
                .compactMapValues(\.first)
            #expect(Set(cards.values.map(\.replyTo)) == Set((0..<burst.count).map { "m\($0)" }))
            #expect(cards.count == burst.count)
            #expect(Set(cards.values.map(\.number)).count == burst.count)
        }
    }

    @Test func `SIGTERM answers what is under way, and what was answered is done after the next start`() async throws {
        try await Sink.serve { sink, port in
            let county = try TestCounty(sink: port, more: "limits: { perSenderPerMinute: 10000 },")
            defer { county.remove() }
            let burst = Burst(count: 120, sink: sink)
            burst.allow(.max / 2)
            let first = try await RunningBridge(county)
            await withDiscardingTaskGroup { group in
                group.addTask { await burst.speak(to: first.port, voices: 8) }
                _ = try? await sink.wait { _ in burst.acknowledged >= 40 ? true : nil }
                first.signal(SIGTERM)
            }
            #expect(await first.end() == 0)
            #expect(first.log.contains(" stopped"))
            let second = try await RunningBridge(county)
            #expect(!second.log.contains("did not end by itself"))
            await burst.speak(to: second.port, voices: 8)
            let posts = try await sink.wait { posts in
                Set(posts.compactMap(\.replyTo)).count >= burst.count ? posts : nil
            }
            #expect(Set(posts.map(\.delivery)).count == burst.count)
            #expect(await second.stop() == 0)
        }
    }
}
