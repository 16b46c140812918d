import Foundation
import JSON
import TestBed
import Testing

extension OnSynapse {
    /// Rooms: who lets the bot in, what it may do there, and what becomes of them.
    @Suite(.workGroup(old: 1, new: 11)) struct RoomTests {
        @Test func `the bot says one line when it comes into a room`() async throws {
            try await Scene.play { scene in
                func lines() async throws -> Int {
                    try await scene.leader.history(of: scene.work).count { $0.isPost && $0.repliesTo == nil }
                }
                try await Condition.wait(for: "line") { try await lines() > 0 ? true : nil }
                try await scene.helped(in: scene.work)
                #expect(try await lines() == 1)
            }
        }

        @Test func `people see the bot under its display name`() async throws {
            try await Scene.play { scene in
                let shown = try await scene.leader.call("GET", ["profile", Synapse.bot, "displayname"])
                #expect(shown["displayname"]?.string == Synapse.botName)
                let state = try await scene.leader.call(
                    "GET", ["rooms", scene.work, "state", "m.room.member", Synapse.bot])
                #expect(state["displayname"]?.string == Synapse.botName)
            }
        }

        @Test func `a room that turns encrypted is told once, and its messages are not answered`() async throws {
            try await Scene.play { scene in
                try await scene.leader.encrypt(scene.work)
                try await scene.watch.wait(scene.work, for: "word on encryption") { events in
                    events.contains { $0.isPost && $0.body.contains("已加密") } ? true : nil
                }
                for _ in 0..<3 { try await scene.worker.sendUnreadable(in: scene.work) }
                try await scene.untilTold()
                // What is said later elsewhere comes after all answers.
                try await scene.helped(in: scene.leaders)
                #expect(scene.posts.count { $0.body.contains("已加密") } == 1)
                #expect(scene.told.count == 1)
            }
        }

        @Test func `a room that is encrypted before the bot comes is told once as well`() async throws {
            try await Scene.play { scene in
                let room = try await scene.leader.createRoom("密谈群", invite: [scene.worker.id])
                try await scene.worker.join(room)
                try await scene.leader.encrypt(room)
                try await scene.leader.invite(Synapse.bot, to: room)
                try await scene.watch.wait(room, for: "word on encryption") { events in
                    events.contains { $0.isPost && $0.body.contains("已加密") } ? true : nil
                }
                try await scene.worker.sendUnreadable(in: room)
                try await scene.helped(in: scene.leaders)
                #expect(scene.watch.events(of: room).filter(\.isPost).count == 1)
            }
        }

        @Test func `a bot that was put out and let in again goes on`() async throws {
            try await Scene.play { scene in
                try await scene.leader.kick(Synapse.bot, from: scene.work)
                try await scene.untilTold()
                try await scene.leader.invite(Synapse.bot, to: scene.work)
                try await scene.group.untilJoined(scene.work)
                let report = try await scene.worker.say(scene.report(), in: scene.work)
                _ = try await scene.answer(to: report)
                #expect(try await scene.cases().count == 1)
            }
        }

        @Test(arguments: ["10", "12"])
        func `a room that is replaced is followed, and the tables may stay`(version: String) async throws {
            try await Scene.play(version: version) { scene in
                let before = try await scene.worker.say(scene.report(), in: scene.work)
                let first = try await scene.answer(to: before)
                let room = try await scene.leader.upgrade(scene.work, to: "12")
                for user in [Synapse.bot, scene.worker.id, scene.head.id] {
                    try await scene.leader.invite(user, to: room)
                }
                try await scene.worker.join(room)
                try await scene.head.join(room)
                try await scene.group.untilJoined(room)
                let report = try await scene.worker.say(scene.report(1), in: room)
                let card = try await scene.answer(to: report, in: room)
                try await scene.head.reply("收到", to: card.id, in: room)
                try await scene.edit(of: card, in: room, for: "being handled") { $0.contains("处置中") }
                #expect(try await scene.cases().count == 2)
                #expect(scene.posts.filter { $0.isPost && $0.repliesTo != nil }.map(\.id) == [first.id])
                let check = try await scene.group.command("check")
                #expect(!check.output.contains("matrix,\(room)"), "\(check.output)")
                // What was reported in the old room goes on in the new one: its card is said there, once, and edited from
                // then on; nothing is refused and waits.
                let taken = try await scene.head.say("收到", in: room)
                try await scene.sign(on: taken, in: room)
                let moved = try await scene.watch.wait(room, for: "card of before", within: .seconds(5)) { events in
                    events.first { $0.isPost && $0.body.contains(scene.places[0]) && $0.body.contains("处置中") }
                }
                #expect(moved.mentions.isEmpty && moved.repliesTo == nil)
                try await scene.head.show(Picture.png, caption: "已清理", replyingTo: moved.id, in: room)
                let closing = try await scene.watch.wait(room, for: "closing", within: .seconds(5)) { events in
                    events.first { $0.answers(moved.id) }
                }
                #expect(closing.body.contains("已办结"))
                try await scene.edit(of: moved, in: room, for: "closed") { $0.contains("已办结") }
                #expect(try await scene.group.count(of: "gridbridge_dead_letters{queue=\"outbox\"}") == 0)
                // That nobody may speak in the old room any more is no news.
                #expect(scene.told.isEmpty, "\(scene.told.map(\.body))")
            }
        }

        @Test func `a bot that is among a room's creators speaks there whatever the levels say`() async throws {
            try await Scene.play { scene in
                try await scene.setLevel(of: "m.room.message", 50)
                try await scene.untilTold()
                let room = try await scene.leader.upgrade(scene.work, to: "12", creators: [Synapse.bot])
                for user in [Synapse.bot, scene.worker.id] { try await scene.leader.invite(user, to: room) }
                try await scene.worker.join(room)
                try await scene.group.untilJoined(room)
                let levels = try await scene.leader.state("m.room.power_levels", in: room)
                #expect(levels["events"]?["m.room.message"] == 50)
                let report = try await scene.worker.say(scene.report(), in: room)
                _ = try await scene.answer(to: report, in: room)
                #expect(scene.told.count == 1, "\(scene.told.map(\.body))")
            }
        }

        @Test func `whoever takes a person's name is not taken for that person`() async throws {
            try await Scene.play { scene in
                let stranger = try await MatrixUser(named: "stranger", on: scene.server)
                try await stranger.setDisplayName("李所长")
                try await scene.leader.invite(stranger.id, to: scene.work)
                try await stranger.join(scene.work)
                let report = try await scene.worker.say(scene.report(), in: scene.work)
                let card = try await scene.answer(to: report)
                #expect(card.mentions == [scene.head.id])
                try await stranger.reply("收到", to: card.id, in: scene.work)
                try await stranger.react("👌", to: card.id, in: scene.work)
                try await stranger.show(Picture.png, caption: "已清理", replyingTo: card.id, in: scene.work)
                try await scene.helped(in: scene.work)
                #expect(try await scene.cases().map { $0["state"]?.string } == ["dispatched"])
                #expect(try await scene.cases().first?["acknowledgedAt"]?.isNull == true)
                try await scene.head.reply("收到", to: card.id, in: scene.work)
                try await scene.edit(of: card, for: "being handled") { $0.contains("处置中") }
            }
        }

        @Test func `a room where the bot may not speak is told to the admin room and heard all the same`() async throws
        {
            try await Scene.play { scene in
                try await scene.setLevel(of: "m.room.message", 50)
                let report = try await scene.worker.say(scene.report(), in: scene.work)
                try await scene.untilTold()
                #expect(try await scene.cases().count == 1)
                #expect(scene.posts.allSatisfy { $0.repliesTo != report })
                // A change of rights that is none for the bot is looked at and tells nothing new.
                try await scene.setLevel(of: "m.room.topic", 60)
                try await scene.helped(in: scene.leaders)
                #expect(scene.posts.allSatisfy { $0.repliesTo != report })
                // Once it may speak again, the card goes out, however late.
                try await scene.setLevel(of: "m.room.message", 0)
                _ = try await scene.answer(to: report)
                #expect(scene.told.count == 1, "\(scene.told.map(\.body))")
            }
        }

        @Test func `a room that takes no signs of the bot gets its words all the same`() async throws {
            try await Scene.play { scene in
                try await scene.setLevel(of: "m.reaction", 50)
                let first = try await scene.worker.say(scene.report(), in: scene.work)
                let card = try await scene.answer(to: first)
                // Answered with a sign where that is allowed.
                try await scene.head.reply("收到", to: card.id, in: scene.work)
                try await scene.edit(of: card, for: "being handled") { $0.contains("处置中") }
                let second = try await scene.worker.say(scene.report(1), in: scene.work)
                _ = try await scene.answer(to: second)
                #expect(scene.told.isEmpty)
            }
        }

        @Test func `rooms and people that are in no table are listed as rows to paste`() async throws {
            try await Scene.play { scene in
                let stranger = try await MatrixUser(named: "stranger", on: scene.server)
                let elsewhere = try await stranger.createRoom("闲聊群", invite: [Synapse.bot, scene.leader.id])
                try await scene.leader.join(elsewhere)
                try await scene.group.untilJoined(elsewhere)
                try await stranger.say(scene.report(1), in: elsewhere)
                let report = try await scene.worker.say(scene.report(), in: scene.work)
                _ = try await scene.answer(to: report)
                let check = try await scene.group.command("check")
                #expect(check.code == 2)
                #expect(check.output.contains("matrix,\(elsewhere),闲聊群,work,"), "\(check.output)")
                #expect(check.output.contains("matrix:\(stranger.id)"), "\(check.output)")
                #expect(scene.watch.events(of: elsewhere).allSatisfy { !$0.isPost })
                #expect(try await scene.cases().count == 1)
            }
        }
    }
}

extension Scene {
    /// Says how much power somebody needs for events of a type in the work room; the others keep theirs.
    fileprivate func setLevel(of type: String, _ level: Int64) async throws {
        var levels = try #require(try await leader.state("m.room.power_levels", in: work).object)
        var events = levels["events"]?.object ?? JSONObject()
        events[type] = .integer(level)
        levels["events"] = .object(events)
        // In version 12 who made the room stands above all levels and must not be among them.
        levels["users"] = .object(JSONObject([(worker.id, .integer(50)), (head.id, .integer(50))]))
        try await leader.setState("m.room.power_levels", in: work, .object(levels))
    }
}
