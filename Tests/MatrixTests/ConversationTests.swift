import Foundation
import JSON
import TestBed
import Testing

extension OnSynapse {
    /// What people say in every shape their clients have, and what the bot makes of it.
    @Suite(.workGroup(old: 2, new: 10)) struct ConversationTests {
        @Test(arguments: ["10", "12"])
        func `a case goes from a photo to its closing`(version: String) async throws {
            try await Scene.play(version: version) { scene in
                let report = try await scene.worker.show(Picture.png, caption: scene.report(), in: scene.work)
                let card = try await scene.answer(to: report)
                #expect(card.messageType == "m.notice")
                #expect(card.body.contains(scene.places[0]))
                #expect(card.mentions == [scene.head.id])
                #expect(card.content["formatted_body"]?.string?.contains(scene.places[0]) == true)

                let taken = try await scene.head.reply("收到", to: card.id, in: scene.work)
                try await scene.sign(on: taken)
                try await scene.edit(of: card, for: "being handled") { $0.contains("处置中") }

                try await scene.head.show(
                    Picture.png, caption: "已清理，拉了2车", replyingTo: card.id, in: scene.work)
                let closing = try await scene.answer(to: card.id)
                #expect(closing.body.contains("已办结"))
                #expect(closing.mentions == [scene.worker.id])
                try await scene.edit(of: card, for: "closed") { $0.contains("已办结") }

                let subject = try await scene.caseWithPhotos()
                #expect(subject["source"]?["message"]?.string == report)
                #expect(subject["state"]?.string == "closed")
                #expect(subject["photos"]?.array?.compactMap { $0["role"]?.string } == ["before", "after"])
                #expect(scene.posts.compactMap(\.repliesTo) == [report, card.id])
            }
        }

        @Test func `the day's digest goes to the leaders' room, once, with the photos of what was done`() async throws {
            try await Scene.play { scene in
                let report = try await scene.worker.show(Picture.withNotes, caption: scene.report(), in: scene.work)
                let card = try await scene.answer(to: report)
                try await scene.head.show(Picture.png, caption: "已清理", replyingTo: card.id, in: scene.work)
                _ = try await scene.answer(to: card.id)
                _ = try await scene.caseWithPhotos()
                // The day ends with the next minute.
                #expect(await scene.bridge.stop() == 0)
                try scene.group.county.endDay(at: Date(timeIntervalSinceNow: 65))
                try await scene.group.restart()
                try await scene.watch.wait(scene.leaders, for: "digest", within: .seconds(90)) { events in
                    events.contains { $0.isPost && $0.body.contains("日报") } ? true : nil
                }
                let photos = try await scene.watch.wait(scene.leaders, for: "photos") { events in
                    let images = events.filter { $0.isPost && $0.messageType == "m.image" }
                    return images.count >= 2 ? images : nil
                }
                for photo in photos {
                    #expect(photo.content["info"]?["mimetype"]?.string == "image/png")
                    let address = try #require(photo.content["url"]?.string)
                    // Without the notes that one of them came with.
                    #expect(try await scene.leader.download(address) == Picture.png)
                }
                #expect(photos.contains { $0.body.contains("处置前") } && photos.contains { $0.body.contains("处置后") })
                let again = try await scene.group.command("digest", "--send")
                #expect(again.code == 0, "\(again.output)")
                try await scene.helped(in: scene.leaders)
                #expect(scene.watch.events(of: scene.leaders).count { $0.isPost && $0.body.contains("日报") } == 1)
            }
        }

        @Test func `an edited report changes its card in place`() async throws {
            try await Scene.play { scene in
                let report = try await scene.worker.say(scene.report(), in: scene.work)
                let card = try await scene.answer(to: report)
                // Somebody else's edit of it is none.
                try await scene.head.edit(report, to: scene.report(2), in: scene.work)
                try await scene.worker.edit(report, to: scene.report(1), in: scene.work)
                let words = try await scene.edit(of: card, for: "the new place") { $0.contains(scene.places[1]) }
                #expect(!words.contains(scene.places[0]))
                #expect(
                    scene.watch.events(of: scene.work).allSatisfy {
                        $0.newBody?.contains(scene.places[2]) != true
                            || $0.sender != Synapse.bot
                    })
                #expect(try await scene.cases().map { $0["place"]?["name"]?.string } == [scene.places[1]])
            }
        }

        @Test(arguments: ["10", "12"])
        func `a report that is taken back is withdrawn and its words are gone`(version: String) async throws {
            try await Scene.play(version: version) { scene in
                let report = try await scene.worker.say(scene.report(), in: scene.work)
                let card = try await scene.answer(to: report)
                try await scene.worker.redact(report, in: scene.work)
                try await scene.edit(of: card, for: "withdrawn") { $0.contains("已撤回") }
                let ledger = try await scene.cases()
                #expect(ledger.map { $0["state"]?.string } == ["withdrawn"])
                #expect(ledger.first?["text"]?.isNull == true)
            }
        }

        @Test func `reactions answer: seen, done, satisfied`() async throws {
            try await Scene.play { scene in
                let report = try await scene.worker.say(scene.report(), in: scene.work)
                let card = try await scene.answer(to: report)
                try await scene.head.react("👀", to: card.id, in: scene.work)
                try await scene.edit(of: card, for: "being handled") { $0.contains("处置中") }
                try await scene.head.show(Picture.png, replyingTo: card.id, in: scene.work)
                try await scene.head.react("✅", to: card.id, in: scene.work)
                let closing = try await scene.answer(to: card.id)
                #expect(closing.body.contains("已办结"))
                try await scene.worker.react("👍", to: closing.id, in: scene.work)

                let second = try await scene.worker.say(scene.report(1), in: scene.work)
                let other = try await scene.answer(to: second)
                // On the report instead of the card, with a tone of skin.
                try await scene.head.react("👌🏽", to: second, in: scene.work)
                try await scene.edit(of: other, for: "being handled") { $0.contains("处置中") }
                let ledger = try await scene.cases()
                #expect(ledger.first { $0["source"]?["message"]?.string == report }?["rating"]?.int == 5)
            }
        }

        @Test func `what is said in a thread is answered in the thread`() async throws {
            try await Scene.play { scene in
                let root = try await scene.worker.say("今天巡查水南片区", in: scene.work)
                let report = try await scene.worker.say(scene.report(), inThreadOf: root, in: scene.work)
                let card = try await scene.watch.wait(scene.work, for: "card in the thread") { events in
                    events.first { $0.isPost && $0.thread == root }
                }
                #expect(card.body.contains(scene.places[0]))
                let taken = try await scene.head.say("收到", inThreadOf: root, in: scene.work)
                try await scene.sign(on: taken)
                try await scene.edit(of: card, for: "being handled") { $0.contains("处置中") }
                #expect(try await scene.cases().map { $0["source"]?["message"]?.string } == [report])
            }
        }

        @Test func `a place shared from the map belongs to the report`() async throws {
            try await Scene.play { scene in
                let (latitude, longitude) = MatrixCounty.coordinate(of: scene.places[0])
                try await scene.worker.share("我的位置", latitude: latitude, longitude: longitude, in: scene.work)
                let report = try await scene.worker.say("这里有一堆垃圾没人清理", in: scene.work)
                let card = try await scene.answer(to: report)
                #expect(card.body.contains(scene.places[0]))
                let subject = try #require(try await scene.cases().first)
                #expect(subject["latitude"]?.number?.text.hasPrefix(latitude) == true)
                #expect(subject["grid"]?.string == "01")
            }
        }

        @Test func `replies of new and old clients point at the card`() async throws {
            try await Scene.play { scene in
                let first = try await scene.worker.say(scene.report(), in: scene.work)
                let second = try await scene.worker.say(scene.report(1), in: scene.work)
                let cards = [try await scene.answer(to: first), try await scene.answer(to: second)]
                let new = try await scene.head.reply("收到", to: cards[0].id, in: scene.work)
                try await scene.sign(on: new)
                // What was quoted must not be read as said.
                let old = try await scene.head.reply(
                    "收到", to: cards[1].id, in: scene.work, quoting: (Synapse.bot, cards[1].body))
                try await scene.sign(on: old)
                for card in cards { try await scene.edit(of: card, for: "being handled") { $0.contains("处置中") } }
                #expect(try await scene.cases().count == 2)
            }
        }

        @Test func `the bot hears when it is spoken to, by clients of every age`() async throws {
            try await Scene.play { scene in
                for mention in [MatrixUser.Mention.pill, .link, .words] {
                    let asked = try await scene.worker.say("帮助", mentioning: Synapse.bot, as: mention, in: scene.work)
                    let answer = try await scene.answer(to: asked)
                    #expect(answer.body.contains("上报"), "\(mention)")
                }
            }
        }

        @Test func `photos in a row and a gallery go to one case each`() async throws {
            try await Scene.play { scene in
                for _ in 0..<2 { try await scene.worker.show(Picture.png, in: scene.work) }
                try await scene.worker.say(scene.report(), in: scene.work)
                try await scene.watch.wait(scene.work, for: "card") { events in
                    events.contains { $0.isPost && $0.body.contains(scene.places[0]) } ? true : nil
                }
                let gallery = try await scene.worker.show(
                    gallery: [Picture.png, Picture.png, Picture.png], caption: scene.report(1), in: scene.work)
                _ = try await scene.answer(to: gallery)
                let ledger = try await scene.cases()
                func photos(_ place: String) -> Int? {
                    ledger.first { $0["place"]?["name"]?.string == place }?["photos"]?.array?.count
                }
                #expect(photos(scene.places[0]) == 2)
                #expect(photos(scene.places[1]) == 3)
                #expect(ledger.count == 2)
            }
        }
    }
}
