import Cases
import Desk
import Domain
import Testing

@Suite struct DeskMannersTests {
    @Test func `a muted room is read and hears nothing`() async throws {
        var scene = try Scene()
        try await scene.say("chen", "@小助手 安静", addressed: true)
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        #expect(try await scene.kinds().isEmpty)
        #expect(try await scene.cases().count == 1)
        try await scene.say("chen", "@小助手 恢复", addressed: true)
        try await scene.say("luo", "文明路有一堆垃圾", photos: 1)
        #expect(try await scene.kinds() == ["assignment"])
    }

    @Test func `a room that only listens opens cases and says nothing`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1, in: RoomKey(adapter: "generic", id: "listen"))
        #expect(try await scene.kinds().isEmpty)
        #expect(try await scene.cases().count == 1)
    }

    @Test func `with posts off everything is read and nothing is said`() async throws {
        var scene = try Scene { $0.postsOn = false }
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        try await scene.say("hws-li", "已清理", photos: 1)
        #expect(try await scene.kinds().isEmpty)
        #expect(try await scene.cases()[0].state == .closed)
    }

    @Test func `撤销 takes back the last decision`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        try await scene.say("chen", "@小助手 撤销", to: "card:m1", addressed: true)
        #expect(try await scene.kinds() == ["assignment", "voided"])
        #expect(try await scene.cases()[0].state == .voided)
    }

    @Test func `a merge that is taken back becomes a case of its own`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        try await scene.say("luo", "宣芳桥那里垃圾没人收", photos: 1)
        let merged = try #require(try await scene.posts().last)
        try await scene.say("chen", "撤销", to: merged.id, addressed: true)
        let card = try #require(try await scene.posts().last)
        #expect(card.kind == "assignment")
        #expect(card.text.hasPrefix("1120-002"))
    }

    @Test func `strangers may report; a worker of the grid looks first, or half an hour passes`() async throws {
        var scene = try Scene()
        let report = try await scene.say("u-1", "宣芳桥有一堆垃圾")
        #expect(try await scene.kinds().isEmpty)
        #expect(try await scene.cases()[0].state == .verifying)
        try await scene.say("wang", "去看了 问题存在", to: report)
        #expect(try await scene.kinds() == ["assignment"])
        try await scene.say("u-2", "时代广场有人占道卖水果")
        try await scene.wait(.minutes(31))
        #expect(try await scene.kinds().contains("assignment"))
    }

    @Test func `a stranger's done moves nothing`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        try await scene.say("u-1", "已清理", to: "card:m1")
        #expect(try await scene.cases()[0].state == .dispatched)
    }

    @Test func `reminders of a unit come in one post, and emergencies apart`() async throws {
        var scene = try Scene()
        for (sender, place) in [("wang", "宣芳桥"), ("luo", "文明路"), ("wang", "时代广场")] {
            try await scene.say(sender, "\(place)有一堆垃圾", photos: 1, after: .minutes(2))
        }
        try await scene.say("hws-li", "收到")
        _ = try await scene.posts()
        try await scene.wait(.hours(6))
        let reminders = try await scene.posts().filter { $0.kind == "reminder" }
        #expect(reminders.count == 1)
        #expect(reminders[0].text.split(separator: "\n").count == 4)
    }

    @Test func `supervision keeps quiet at night and within its share of the day`() async throws {
        var scene = try Scene()
        for index in 0..<12 {
            try await scene.say("wang", "宣芳桥\(index + 1)号有人占道经营", photos: 1, after: .minutes(25))
        }
        _ = try await scene.posts()
        try await scene.wait(.hours(48))
        let zone = Zone.china
        let said = try await scene.posts().filter { Nudges.kinds.contains($0.kind) }
        for (_, posts) in Dictionary(grouping: said, by: { zone.date($0.at) }) { #expect(posts.count <= 6) }
        for post in said {
            let second = zone.civil(post.at).secondOfDay
            #expect(second >= 27000 && second < 77400)
        }
    }

    @Test func `a recalled report is withdrawn, and its words are gone`() async throws {
        var scene = try Scene()
        let report = try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        try await scene.recall(report, by: "wang")
        #expect(try await scene.kinds() == ["assignment", "withdrawn"])
        let subject = try await scene.cases()[0]
        #expect(subject.state == .withdrawn)
        #expect(subject.text == nil)
    }

    @Test func `an edit mends the case without a word`() async throws {
        var scene = try Scene()
        let report = try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        _ = try await scene.posts()
        try await scene.edit(report, by: "wang", to: "时代广场有一堆垃圾")
        #expect(try await scene.cases()[0].place.name == "时代广场")
    }

    @Test func `signs on messages acknowledge, say done and rate`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "时代广场噪声扰民 音响太吵了")
        let open = try await scene.cases()
        try #require(open.count == 1)
        let unit = try #require(scene.desk.county.people(ofUnit: open[0].unit ?? "").first)
        try await scene.react(unit.id, "👌", on: "card:m1")
        #expect(try await scene.cases()[0].state == .handling)
        try await scene.react(unit.id, "✅", on: "card:m1")
        #expect(try await scene.cases()[0].handledAt != nil)
    }

    @Test func `what a sign means is the county's to say`() async throws {
        var scene = try Scene(tables: { $0.reactions = [Reaction("🐼", .acknowledge, note: "本县的表情")] })
        try await scene.say("wang", "时代广场噪声扰民 音响太吵了")
        let open = try await scene.cases()
        try #require(open.count == 1)
        let unit = try #require(scene.desk.county.people(ofUnit: open[0].unit ?? "").first)
        try await scene.react(unit.id, "👌", on: "card:m1")
        try await scene.react(unit.id, "✅", on: "card:m1")
        #expect(try await scene.cases()[0].state == .dispatched)
        try await scene.react(unit.id, "🐼\u{FE0F}", on: "card:m1")
        #expect(try await scene.cases()[0].state == .handling)
    }
}

private enum Nudges {
    static let kinds: Set<String> = ["chase", "reminder", "notice", "yellow-card", "red-card", "escalation"]
}
