import Cases
import Domain
import Testing

/// Results that are contested, decisions that are taken back, words that are not anybody's to say.
@Suite struct ContestTests {
    @Test func `a bystander without a photo is only noted, silently`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1, id: "a")
        try await scene.say("hws-li", "已清理", photos: 1, to: "card:a")
        _ = try await scene.posts()
        try await scene.say("luo", "没清干净", to: "card:a")
        #expect(try await scene.kinds().isEmpty)
        #expect(try await scene.history(try await scene.cases()[0]).last == "noted")
        try await scene.say("luo", "没清干净", photos: 1, to: "card:a")
        #expect(try await scene.kinds() == ["rework"])
    }

    @Test func `past the day of grace it is a new case that knows the old one`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1, id: "a")
        try await scene.say("hws-li", "已清理", photos: 1, to: "card:a")
        _ = try await scene.posts()
        try await scene.say("wang", "没清干净，又摆出来了", to: "card:a", id: "b", after: .hours(25))
        let posts = try await scene.posts().filter { $0.kind != "morning" }
        #expect(posts.map(\.id) == ["card:b"])
        let cases = try await scene.cases()
        #expect(cases.map(\.state) == [.closed, .dispatched])
        #expect(cases[1].recurrenceOf == cases[0].id)
    }

    @Test func `whose report was merged may contest the result too`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1, id: "a")
        try await scene.say("luo", "宣芳桥那里垃圾没人收", photos: 1, id: "b")
        try await scene.say("hws-li", "已清理", photos: 1, to: "card:a")
        _ = try await scene.posts()
        try await scene.say("luo", "没清干净", to: "b")
        #expect(try await scene.kinds() == ["rework"])
    }

    @Test func `a self-closed case taken back goes to the unit that routes name`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥墙上小广告6张 我顺手撕了", photos: 1, id: "a")
        let line = try #require(try await scene.posts().first)
        try await scene.say("chen", "撤销", to: line.id, addressed: true)
        let card = try #require(try await scene.posts().first)
        #expect(card.id == "card:a")
        #expect(try await scene.cases()[0].unit == "cg1")
    }

    @Test func `the asker's own consent is refused, and told when the bot was quoted`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        try await scene.say("hws-li", "申请延期3天", to: "card:m1")
        let question = try #require(try await scene.posts().last)
        try await scene.say("hws-li", "同意", to: question.id)
        let answer = try #require(try await scene.posts().first)
        #expect(answer.kind == "not-allowed")
        #expect(answer.mentions == ["hws-li"])
        #expect(try await scene.cases()[0].extensions == 0)
    }

    @Test func `strangers do not silence the bot`() async throws {
        var scene = try Scene()
        try await scene.say("u-1", "@小助手 安静", addressed: true)
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        #expect(try await scene.kinds() == ["assignment"])
    }

    @Test func `what is offered is taken by speaking of the work to the offer`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        let offer = try await scene.say("hws-li", "请转市政", to: "card:m1")
        _ = try await scene.posts()
        try await scene.say("sz-gao", "在路上了 马上到", to: offer)
        #expect(try await scene.kinds() == ["transferred"])
        #expect(try await scene.cases()[0].unit == "sz")
        #expect(try await scene.cases()[0].state == .handling)
    }

    @Test func `a unit's 收到 is for what it leads, not for what it assists`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "文明路河边水面漂浮物很多 水域不洁", photos: 1)
        try await scene.say("luo", "文明路有一堆垃圾", photos: 1)
        try await scene.say("hws-li", "收到")
        #expect(try await scene.cases().map(\.state) == [.dispatched, .handling])
    }

    @Test func `a leader's time in the report is the deadline`() async throws {
        var scene = try Scene()
        try await scene.say("zhao", "宣芳桥有一大堆垃圾 请环卫今天下午五点前处理", photos: 1)
        let subject = try await scene.cases()[0]
        let five = Zone.china.instant(CivilDate(year: 2026, month: 11, day: 20)!, secondOfDay: 17 * 3600)
        #expect(subject.dueAt == five)
        #expect(try await scene.posts()[0].text.contains("17:00"))
    }

    @Test func `a dispatcher moves a case by saying whose it is not`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        _ = try await scene.posts()
        try await scene.say("chen", "这个不归环卫，归市政", to: "card:m1")
        #expect(try await scene.kinds() == ["transferred"])
        #expect(try await scene.cases()[0].unit == "sz")
    }

    @Test func `a room on trial takes in nobody else's report`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1, in: RoomKey(adapter: "generic", id: "listen"))
        try await scene.say("luo", "宣芳桥有一堆垃圾", photos: 1)
        #expect(try await scene.kinds() == ["assignment"])
    }

    @Test func `places of one name in two grids stay apart`() async throws {
        var scene = try Scene()
        try await scene.say("chen", "幸福小区门口有一堆垃圾", photos: 1)
        try await scene.say("chen", "1")
        try await scene.say("chen", "幸福小区门口有一堆垃圾", photos: 1, after: .minutes(3))
        try await scene.say("chen", "2")
        let cases = try await scene.cases()
        #expect(cases.map(\.grid) == ["03", "07"])
        #expect(cases.map(\.place.text) == ["幸福小区门口", "幸福小区门口"])
    }
}
