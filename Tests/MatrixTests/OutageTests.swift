import Foundation
import JSON
import TestBed
import Testing

extension OnSynapse {
    /// Whoever falls over and whenever: every report is answered exactly once, and nothing is lost.
    @Suite(.workGroup(new: 10, workers: 4, more: "limits: { perSenderPerMinute: 10000 },")) struct OutageTests {
        @Test func `the homeserver starts anew and counts its transactions from one`() async throws {
            try await Scene.play { scene in
                let first = try await scene.say(5)
                try await scene.expectOneCardEach(for: first, within: .seconds(60))
                await scene.server.stop(SIGTERM)
                try await scene.server.start()
                let second = try await scene.say(5)
                try await scene.expectOneCardEach(for: first + second, within: .seconds(60))
            }
        }

        @Test func `what waited from before the homeserver's restart comes by itself`() async throws {
            // The homeserver does not hand it over on a ping, only when something new concerns the service: the bridge
            // says something of its own at its start.
            try await Scene.play { scene in
                let elsewhere = try await scene.roomInNoTable()
                #expect(await scene.bridge.stop() == 0)
                let said = try await scene.say(20)
                _ = try await MatrixUser.say((0..<60).map { "闲聊\($0)" }, by: [scene.worker], in: elsewhere)
                // What is taken back meanwhile comes empty, what is edited with its old words and the new ones after it.
                let regretted = try await scene.worker.say(scene.report(), in: scene.work)
                try await scene.worker.edit(regretted, to: scene.report(1), in: scene.work)
                try await scene.worker.redact(regretted, in: scene.work)
                let mended = try await scene.worker.say(scene.report(), in: scene.work)
                try await scene.worker.edit(mended, to: scene.report(2), in: scene.work)
                await scene.server.stop(SIGTERM)
                try await scene.server.start()
                try await scene.group.restart()
                // What was said in a room of no table is read back by nobody: the homeserver has handed it over.
                try await scene.untilAccepted(20 + 60)
                try await scene.expectOneCardEach(for: said + [mended], within: .seconds(60))
                let subject = try await scene.cases().first { $0["source"]?["message"]?.string == mended }
                #expect(subject?["place"]?["name"]?.string == scene.places[2])
            }
        }

        @Test func `the homeserver is killed while the bridge has things to say`() async throws {
            try await Scene.play { scene in
                let said = try await scene.say(40)
                // Some cards are out, some are on their way, some wait.
                try await scene.watch.wait(scene.work, for: "a first answer") {
                    $0.contains(where: \.isPost) ? true : nil
                }
                try await scene.group.untilReadiness(is: 200)
                await scene.server.stop(SIGKILL)
                try await scene.group.untilReadiness(is: 503)
                try await scene.server.start()
                try await scene.expectOneCardEach(for: said, within: .seconds(60))
                try await scene.group.untilReadiness(is: 200)
            }
        }

        /// The second time more than two pages of a room's past.
        @Test(arguments: [(false, 21, SIGKILL), (true, 131, SIGKILL), (false, 21, SIGTERM)])
        func `what the homeserver forgot with its memory is read back from the room`(
            restarted: Bool, count: Int, signal: Int32
        ) async throws {
            try await Scene.play { scene in
                // The place that the gap begins at.
                let known = try await scene.say(1)
                _ = try await scene.answer(to: known[0])
                // The bridge stands still: one transaction is under way, what is said after it waits in the homeserver's
                // memory and is gone with it.
                let before = scene.readBack
                scene.bridge.signal(SIGSTOP)
                let said = try await scene.say(count, by: [scene.worker])
                await scene.server.stop(signal)
                if restarted {
                    scene.bridge.signal(SIGKILL)
                    _ = await scene.bridge.end()
                    try await scene.server.start()
                    try await scene.group.restart()
                } else {
                    scene.bridge.signal(SIGCONT)
                    try await scene.group.untilAway()
                    try await scene.server.start()
                }
                try await scene.expectOneCardEach(for: known + said, within: .seconds(60))
                // The homeserver itself may still hand over the last, which it had not yet looked at.
                #expect(scene.readBack - (restarted ? 0 : before) >= count - 2)
                // In the order in which they were said, but for that last one.
                let cases = try await scene.cases()
                let numbers = said.compactMap { message in
                    cases.first { $0["source"]?["message"]?.string == message }?["number"]?.string
                }
                #expect(zip(numbers, numbers.dropFirst()).count { $0 > $1 } <= 1, "\(numbers)")
            }
        }

        @Test func `a hundred texts of sixty-four thousand bytes come in one transaction`() async throws {
            try await Scene.play { scene in
                // The first is under way while the others wait: the next transaction takes a hundred of them.
                scene.bridge.signal(SIGSTOP)
                try await scene.worker.say("早上好", in: scene.work)
                let filler = String(repeating: "哈", count: 21_300)
                _ = try await MatrixUser.say(
                    (0..<100).map { "\($0)\(filler)" }, by: scene.group.workers, in: scene.work)
                let said = try await scene.say(1)
                scene.bridge.signal(SIGCONT)
                try await scene.expectOneCardEach(for: said, within: .seconds(60))
            }
        }

        @Test func `the bridge is killed in the middle of two hundred messages`() async throws {
            try await Scene.play { scene in
                let (workers, room, texts) = (scene.group.workers, scene.work, scene.talk(200, reportingEvery: 2))
                async let saying = MatrixUser.say(texts, by: workers, in: room)
                for goal in [10, 30, 60] {
                    try await scene.watch.wait(
                        scene.work, for: "\(goal) answers", within: .seconds(90), pausing: .milliseconds(100)
                    ) { events in events.count(where: \.isPost) >= goal ? true : nil }
                    scene.bridge.signal(SIGKILL)
                    #expect(await scene.bridge.end() == 128 + SIGKILL)
                    try await scene.group.restart()
                }
                let reports = Scene.every(2, of: try await saying)
                try await scene.expectOneCardEach(for: reports, within: .seconds(90))
            }
        }

        @Test
        func `the bridge is away while six hundred messages wait, and nobody waits for the homeserver's next try`()
            async throws
        {
            try await Scene.play { scene in
                let elsewhere = try await scene.roomInNoTable()
                #expect(await scene.bridge.stop() == 0)
                let said = try await MatrixUser.say(
                    scene.talk(600, reportingEvery: 3), by: scene.group.workers, in: scene.work)
                _ = try await MatrixUser.say((0..<60).map { "闲聊\($0)" }, by: [scene.worker], in: elsewhere)
                // The homeserver tries in vain after 2, 4, 8, … seconds; the bridge's ping ends the last of these waits.
                #expect(await scene.server.line(holding: "Scheduling retries on matrix in 64", within: .seconds(180)))
                let waiting = ContinuousClock.now
                try await scene.group.restart()
                // Also of a room of no table, which is never read back.
                try await scene.untilAccepted(600 + 60)
                #expect(waiting.duration(to: .now) < .seconds(64))
                try await scene.expectOneCardEach(for: Scene.every(3, of: said), within: .seconds(120))
            }
        }

        @Test func `the homeserver hangs for two minutes while six hundred messages wait for an answer`() async throws {
            try await Scene.play { scene in
                // All is said while the bridge stands still, so that it gets everything at once; as soon as it has, the
                // homeserver hangs.
                let received = "gridbridge_messages_received_total{channel=\"matrix\",outcome=\"accepted\"}"
                let before = try await scene.group.count(of: received)
                scene.bridge.signal(SIGSTOP)
                let said = try await MatrixUser.say(
                    scene.talk(600, reportingEvery: 3), by: scene.group.workers, in: scene.work)
                scene.bridge.signal(SIGCONT)
                try await Condition.wait(for: "all messages") {
                    try await scene.group.count(of: received) >= before + 600 ? true : nil
                }
                scene.server.freeze(true)
                try await scene.group.untilAway()
                let reports = Scene.every(3, of: said)
                try await Condition.wait(for: "a case for each report") {
                    try await scene.cases().count == reports.count ? true : nil
                }
                #expect(try await scene.group.count(of: "gridbridge_outbox_pending") > 100)
                try await Condition.wait(for: "two minutes", within: .seconds(180)) {
                    try await scene.group.count(of: "gridbridge_outbox_oldest_seconds") >= 120 ? true : nil
                }
                try await scene.group.untilReadiness(is: 503)
                // What it had begun to read before it hung it does now as well.
                scene.server.freeze(false)
                try await scene.expectOneCardEach(for: reports, within: .seconds(120))
                try await scene.group.untilReadiness(is: 200)
            }
        }
    }
}

extension Scene {
    /// A room with the bot that is in no table.
    fileprivate func roomInNoTable() async throws -> String {
        let room = try await leader.createRoom("闲聊群", invite: [Synapse.bot, worker.id])
        try await worker.join(room)
        try await group.untilJoined(room)
        return room
    }

    /// Waits until the bridge that runs has been handed so many events.
    fileprivate func untilAccepted(_ count: Int) async throws {
        let accepted = "gridbridge_messages_received_total{channel=\"matrix\",outcome=\"accepted\"}"
        try await Condition.wait(for: "\(count) events") {
            try await group.count(of: accepted) >= count ? true : nil
        }
    }

    /// Says so many reports that nobody else makes.
    fileprivate func say(_ count: Int, by speakers: [MatrixUser]? = nil) async throws -> [String] {
        try await MatrixUser.say(group.takeReports(count), by: speakers ?? group.workers, in: work)
    }

    /// So many messages of which every so manieth is a report, as in a group that also talks.
    fileprivate func talk(_ count: Int, reportingEvery step: Int) -> [String] {
        var reports = group.takeReports(count / step)[...]
        return (0..<count).map { index in index % step == 0 ? reports.removeFirst() : "大家辛苦了\(index)" }
    }

    /// The reports among what ``talk(_:reportingEvery:)`` gave.
    fileprivate static func every(_ step: Int, of said: [String]) -> [String] {
        stride(from: 0, to: said.count, by: step).map { said[$0] }
    }

    /// How many events the bridge that runs has read back from rooms.
    fileprivate var readBack: Int {
        bridge.log.matches(of: /read back .*events=(\d+)/).compactMap { Int($0.1) }.reduce(0, +)
    }
}
