import Foundation
import JSON
import TestBed
import Testing

extension OnSynapse {
    /// Whoever falls over and whenever: every report is answered exactly once, and nothing is lost.
    @Suite struct OutageTests {
        private static let unlimited = "limits: { perSenderPerMinute: 10000 },"

        @Test func `the bridge is killed in the middle of two hundred reports`() async throws {
            try await Scene.play(more: Self.unlimited) { scene in
                let reports = Array(MatrixCounty.reports.prefix(200))
                let (workers, room) = (scene.workers, scene.work)
                async let saying = MatrixUser.say(reports, by: workers, in: room)
                for goal in [15, 60, 120] {
                    try await scene.watch.wait(scene.work, for: "\(goal) answers", within: .seconds(60)) { events in
                        events.count(where: \.isPost) >= goal ? true : nil
                    }
                    scene.bridge.signal(SIGKILL)
                    #expect(await scene.bridge.end() == 128 + SIGKILL)
                    try await scene.restart()
                }
                let said = try await saying
                try await scene.expectOneCardEach(for: said, within: .seconds(60))
            }
        }

        @Test func `the bridge is away while six hundred reports are made`() async throws {
            // Two minutes without the bridge: what the homeserver does with its time is to try in vain and wait longer
            // each time, so that it is the number of reports that matters and its state of waiting, not the minutes.
            try await Scene.play(more: Self.unlimited) { scene in
                #expect(await scene.bridge.stop() == 0)
                let said = try await MatrixUser.say(MatrixCounty.reports, by: scene.workers, in: scene.work)
                try await scene.restart()
                try await scene.expectOneCardEach(for: said, within: .seconds(120))
            }
        }

        @Test func `the homeserver is away while the bridge has things to say`() async throws {
            try await Scene.play(more: Self.unlimited) { scene in
                let reports = Array(MatrixCounty.reports.prefix(40))
                let said = try await MatrixUser.say(reports, by: scene.workers, in: scene.work)
                // Some cards are out, some are on their way, some wait.
                try await scene.watch.wait(scene.work, for: "a first answer") {
                    $0.contains(where: \.isPost) ? true : nil
                }
                await scene.server.stop(SIGKILL)
                try await scene.server.start()
                try await scene.expectOneCardEach(for: said, within: .seconds(60))
            }
        }

        @Test func `the homeserver starts anew and counts its transactions from one`() async throws {
            try await Scene.play(more: Self.unlimited) { scene in
                var said = try await MatrixUser.say(
                    Array(MatrixCounty.reports[0..<5]), by: [scene.worker], in: scene.work)
                try await scene.expectOneCardEach(for: said, within: .seconds(30))
                await scene.server.stop(SIGTERM)
                try await scene.server.start()
                said += try await MatrixUser.say(
                    Array(MatrixCounty.reports[5..<10]), by: [scene.worker], in: scene.work)
                try await scene.expectOneCardEach(for: said, within: .seconds(30))
            }
        }

        @Test func `what waited from before the homeserver's restart comes by itself`() async throws {
            // The homeserver does not hand it over on a ping, only when something new concerns the service: the bridge
            // says something of its own at its start.
            try await Scene.play(more: Self.unlimited) { scene in
                #expect(await scene.bridge.stop() == 0)
                let said = try await MatrixUser.say(
                    Array(MatrixCounty.reports.prefix(20)), by: scene.workers, in: scene.work)
                await scene.server.stop(SIGTERM)
                try await scene.server.start()
                try await scene.restart()
                try await scene.watch.wait(scene.work, for: "twenty answers", within: .seconds(30)) { events in
                    Set(events.filter(\.isPost).compactMap(\.repliesTo)).isSuperset(of: said) ? true : nil
                }
                try await scene.expectOneCardEach(for: said, within: .seconds(1))
            }
        }

        @Test(arguments: [false, true])
        func `what the homeserver forgot with its memory is read back from the room`(restarted: Bool) async throws {
            try await Scene.play(more: Self.unlimited) { scene in
                let reports = MatrixCounty.reports
                // The place that the gap begins at.
                let known = try await scene.worker.say(reports[0], in: scene.work)
                _ = try await scene.answer(to: known)
                // The bridge stands still: one transaction is under way, what is said after it waits in the
                // homeserver's memory and is gone with it.
                scene.bridge.signal(SIGSTOP)
                let said = try await MatrixUser.say(Array(reports[1...21]), by: [scene.worker], in: scene.work)
                await scene.server.stop(SIGKILL)
                try await scene.server.start()
                if restarted {
                    scene.bridge.signal(SIGKILL)
                    scene.bridge.signal(SIGCONT)
                    _ = await scene.bridge.end()
                    try await scene.restart()
                } else {
                    scene.bridge.signal(SIGCONT)
                }
                try await scene.expectOneCardEach(for: [known] + said, within: .seconds(60))
                let readBack = scene.bridge.log.matches(of: /read back .*events=(\d+)/).compactMap { Int($0.1) }
                #expect(readBack.reduce(0, +) >= 19, "\(readBack)")
                // In the order in which they were said, but for the last, which the homeserver may still hand over itself
                // before anything is read back.
                let cases = try await scene.cases()
                let numbers = said.compactMap { message in
                    cases.first { $0["source"]?["message"]?.string == message }?["number"]?.string
                }
                #expect(zip(numbers, numbers.dropFirst()).count { $0 > $1 } <= 1, "\(numbers)")
            }
        }

        @Test func `a hundred texts of sixty-four thousand bytes come in one transaction`() async throws {
            try await Scene.play(more: Self.unlimited) { scene in
                scene.bridge.signal(SIGSTOP)
                // The first is under way while the others wait: the next transaction takes them all.
                let filler = String(repeating: "哈", count: 21_300)
                try await scene.worker.say("早上好", in: scene.work)
                _ = try await MatrixUser.say(
                    (0..<100).map { "\($0)\(filler)" }, by: scene.workers, in: scene.work)
                let report = try await scene.worker.say("春江路有垃圾没人清理", in: scene.work)
                scene.bridge.signal(SIGCONT)
                try await scene.expectOneCardEach(for: [report], within: .seconds(60))
            }
        }
    }
}
