import Cases
import Domain
import Testing

@Suite struct DeskOrdersTests {
    @Test func `not ours with an owner that routes know goes there at once`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "文明路河边水面漂浮物很多 水域不洁", photos: 1)
        let subject = try await scene.cases()[0]
        try #require(subject.unit == "sz")
        try await scene.say("sz-gao", "这个不归我们，归环卫", to: "card:m1")
        #expect(try await scene.kinds() == ["assignment", "transferred"])
        #expect(try await scene.cases()[0].unit == "hws")
        #expect(try await scene.cases()[0].returns == 1)
    }

    @Test func `not ours without an owner asks the dispatcher, whose word assigns`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        try await scene.say("hws-li", "这不是我们的", to: "card:m1")
        let posts = try await scene.posts()
        #expect(posts.map(\.kind) == ["assignment", "ask-unit"])
        #expect(posts[1].mentions == ["chen"])
        try await scene.say("chen", "市政公司", to: posts[1].id)
        #expect(try await scene.kinds() == ["transferred"])
        #expect(try await scene.cases()[0].unit == "sz")
    }

    @Test func `a transfer is the receiver's once they say 收到`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        try await scene.say("hws-li", "请转市政", to: "card:m1")
        #expect(try await scene.cases()[0].unit == "hws")
        try await scene.say("sz-gao", "收到", to: "card:m1")
        #expect(try await scene.cases()[0].unit == "sz")
        #expect(try await scene.kinds() == ["assignment", "transferred"])
    }

    @Test func `an extension is asked of a dispatcher and granted by them, never by the asker`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        let due = try #require(try await scene.cases()[0].dueAt)
        try await scene.say("hws-li", "申请延期3天", to: "card:m1")
        let posts = try await scene.posts()
        #expect(posts.map(\.kind) == ["assignment", "extension-asked"])
        #expect(posts[1].mentions == ["chen"])
        try await scene.say("hws-li", "同意", to: posts[1].id)
        #expect(try await scene.cases()[0].dueAt == due)
        try await scene.say("chen", "同意", to: posts[1].id)
        let subject = try await scene.cases()[0]
        #expect(try #require(subject.dueAt) > due)
        #expect(subject.extensions == 1)
        #expect(try await scene.kinds() == ["not-allowed", "extension-granted"])
    }

    @Test func `parking wants an end date`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        try await scene.say("hws-li", "产权扯不清 先挂一下", to: "card:m1")
        #expect(try await scene.kinds() == ["assignment", "ask-date"])
        try await scene.say("hws-li", "挂到12月10日")
        #expect(try await scene.kinds() == ["suspension-asked"])
        try await scene.say("zhao", "同意", to: "card:m1")
        #expect(try await scene.cases()[0].state == .suspended)
    }

    @Test func `a leader's deadline replaces the old one, silently`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        _ = try await scene.posts()
        try await scene.say("zhao", "请环卫所半小时内处理好并反馈", to: "card:m1")
        #expect(try await scene.cases()[0].dueAt == scene.now.advanced(by: .minutes(30)))
        #expect(try await scene.kinds().isEmpty)
    }

    @Test func `a campaign opens no case`() async throws {
        var scene = try Scene()
        try await scene.say("zhao", "各网格今晚8点前把沿街店外店清一遍，拍照发群")
        try await scene.wait(.minutes(10))
        #expect(try await scene.cases().isEmpty)
        #expect(try await scene.kinds().isEmpty)
    }

    @Test func `a dispatcher voids, a leader closes by order`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        try await scene.say("luo", "文明路有一堆垃圾", photos: 1)
        _ = try await scene.posts()
        try await scene.say("chen", "这条作废，不属于问题", to: "card:m1")
        try await scene.say("zhao", "强制结案", to: "card:m2")
        #expect(try await scene.kinds() == ["voided", "closed"])
        #expect(try await scene.cases().map(\.state) == [.voided, .forceClosed])
    }

    @Test func `the reporter takes a report back before it is handled`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        try await scene.say("wang", "误报 不好意思")
        #expect(try await scene.kinds() == ["assignment", "withdrawn"])
    }

    @Test func `a correction mends the speaker's last report in one line`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        try await scene.say("wang", "打错了 是时代广场不是宣芳桥")
        #expect(try await scene.kinds() == ["assignment", "corrected"])
        #expect(try await scene.cases()[0].place.name == "时代广场")
    }

    @Test func `work told at once by the finder is recorded, not assigned`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥墙上小广告6张 我顺手撕了", photos: 1)
        #expect(try await scene.kinds() == ["self-closed"])
        let subject = try await scene.cases()[0]
        #expect(subject.state == .selfClosed)
        #expect(subject.number != nil)
    }

    @Test func `another unit that routes know closes as helper; one they do not know is asked about`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "文明路河边水面漂浮物很多 水域不洁", photos: 1)
        try await scene.say("hws-li", "已打捞干净", photos: 1, to: "card:m1")
        let subject = try await scene.cases()[0]
        #expect(subject.state == .closed)
        #expect(subject.assist.contains("hws"))
        try await scene.say("luo", "文明路有一堆垃圾", photos: 1)
        _ = try await scene.posts()
        try await scene.say("cg1-he", "已清理", photos: 1, to: "card:m3")
        #expect(try await scene.kinds() == ["confirm"])
        #expect(try await scene.cases()[1].state == .dispatched)
    }
}
