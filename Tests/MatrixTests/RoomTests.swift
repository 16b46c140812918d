import Foundation
import JSON
import Testing

extension OnSynapse {
    /// Rooms: who lets the bot in, what it may do there, and what becomes of them.
    @Suite struct RoomTests {
        @Test func `a room that turns encrypted is told once, and its messages are not answered`() async throws {
            try await Scene.play { scene in
                try await scene.leader.encrypt(scene.work)
                let told = try await scene.watch.wait(scene.work, for: "word on encryption") { events in
                    events.first { $0.isPost && $0.body.contains("已加密") }
                }
                for _ in 0..<3 {
                    try await scene.worker.send(
                        [
                            "algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "AwgAEpABnotrealciphertext",
                            "session_id": "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB",
                        ], type: "m.room.encrypted", in: scene.work)
                }
                // Those of the admin room learn of it, and later words there come after all answers.
                _ = try await scene.watch.wait(scene.admin, for: "word to the admin room") { events in
                    events.first { $0.isPost && $0.body.contains("加密") }
                }
                try await scene.helped(in: scene.leaders)
                #expect(scene.posts.filter { $0.body.contains("已加密") }.map(\.id) == [told.id])
            }
        }

        @Test func `a bot that was put out and let in again goes on`() async throws {
            try await Scene.play { scene in
                try await scene.leader.kick(Synapse.bot, from: scene.work)
                _ = try await scene.watch.wait(scene.admin, for: "word to the admin room") { events in
                    events.first { $0.isPost && $0.body.contains("网格群") }
                }
                try await scene.leader.invite(Synapse.bot, to: scene.work)
                try await scene.untilJoined(scene.work)
                let report = try await scene.worker.say("春江路有垃圾没人清理", in: scene.work)
                _ = try await scene.answer(to: report)
                #expect(try await scene.cases().count == 1)
            }
        }

        @Test(arguments: [("10", "12"), ("12", "12")])
        func `a room that is replaced is followed, and the tables may stay`(old: String, new: String) async throws {
            try await Scene.play(version: old) { scene in
                let before = try await scene.worker.say("春江路有垃圾没人清理", in: scene.work)
                _ = try await scene.answer(to: before)
                let room = try await scene.leader.upgrade(scene.work, to: new)
                for user in [Synapse.bot, scene.worker.id, scene.head.id] {
                    try await scene.leader.invite(user, to: room)
                }
                try await scene.worker.join(room)
                try await scene.head.join(room)
                try await scene.untilJoined(room)
                let report = try await scene.worker.say("夏江路有垃圾没人清理", in: room)
                let card = try await scene.answer(to: report, in: room)
                try await scene.head.reply("收到", to: card.id, in: room)
                _ = try await scene.watch.wait(room, for: "edit of the card in the new room") { events in
                    events.first { $0.replaces == card.id && $0.newBody?.contains("处置中") == true }
                }
                // The first case is closed where people now are.
                try await scene.head.say("春江路的已清理，见照片", in: room)
                #expect(try await scene.cases().count == 2)
                let digest = try await scene.command("check")
                #expect(!digest.output.contains("matrix,\(room)"), "\(digest.output)")
            }
        }

        @Test func `a room where the bot may not speak is told to the admin room and heard all the same`() async throws
        {
            try await Scene.play { scene in
                let levels = try await scene.leader.state("m.room.power_levels", in: scene.work)
                func setDefault(_ level: Int64) async throws {
                    var changed = try #require(levels.object)
                    changed["events_default"] = .integer(level)
                    changed["users"] = .object(
                        JSONObject([(scene.worker.id, .integer(50)), (scene.head.id, .integer(50))]))
                    try await scene.leader.setState("m.room.power_levels", in: scene.work, .object(changed))
                }
                try await setDefault(50)
                let report = try await scene.worker.say("春江路有垃圾没人清理", in: scene.work)
                _ = try await scene.watch.wait(scene.admin, for: "word to the admin room") { events in
                    events.first { $0.isPost && $0.body.contains("网格群") }
                }
                #expect(try await scene.cases().count == 1)
                #expect(scene.posts.allSatisfy { $0.repliesTo != report })
                // Once it may speak again, the card goes out, however late.
                try await setDefault(0)
                _ = try await scene.answer(to: report)
                let told = scene.watch.events(of: scene.admin).filter { $0.isPost && $0.body.contains("网格群") }
                #expect(told.count == 1, "\(told.map(\.body))")
            }
        }

        @Test func `a room that takes no signs of the bot gets its words all the same`() async throws {
            try await Scene.play(levels: ["events": ["m.reaction": 50]]) { scene in
                let first = try await scene.worker.say("春江路有垃圾没人清理", in: scene.work)
                let card = try await scene.answer(to: first)
                // Answered with a sign where that is allowed.
                try await scene.head.reply("收到", to: card.id, in: scene.work)
                try await scene.edit(of: card, for: "being handled") { $0.contains("处置中") }
                let second = try await scene.worker.say("夏江路有垃圾没人清理", in: scene.work)
                _ = try await scene.answer(to: second)
                #expect(scene.watch.events(of: scene.admin).allSatisfy { !$0.isPost || !$0.body.contains("网格群") })
            }
        }

        @Test func `rooms and people that are in no table are listed as rows to paste`() async throws {
            try await Scene.play { scene in
                let stranger = try await MatrixUser(named: "stranger", on: scene.server)
                let elsewhere = try await stranger.createRoom("闲聊群", invite: [Synapse.bot, scene.leader.id])
                try await scene.leader.join(elsewhere)
                try await scene.untilJoined(elsewhere)
                try await stranger.say("秋江路有垃圾没人清理", in: elsewhere)
                let report = try await scene.worker.say("春江路有垃圾没人清理", in: scene.work)
                _ = try await scene.answer(to: report)
                let check = try await scene.command("check")
                #expect(check.code == 2)
                #expect(check.output.contains("matrix,\(elsewhere),闲聊群,work,"), "\(check.output)")
                #expect(check.output.contains("matrix:\(stranger.id)"), "\(check.output)")
                #expect(scene.watch.events(of: elsewhere).allSatisfy { !$0.isPost || !$0.body.contains("秋江路") })
                #expect(try await scene.cases().count == 1)
            }
        }
    }
}
