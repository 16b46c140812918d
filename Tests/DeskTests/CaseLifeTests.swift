import Cases
import Domain
import Testing

@Suite struct CaseLifeTests {
    @Test func `a report becomes one card, a quiet acknowledgement and one closing line`() async throws {
        var scene = try Scene()
        let report = try await scene.say("wang", "宣芳桥靠市场一百米处空地又出现一堆垃圾", photos: 1)
        let card = try #require(try await scene.posts().first)
        #expect(card.id == "card:\(report)")
        #expect(card.kind == "assignment")
        #expect(card.replyTo == report)
        #expect(card.mentions == ["hws-li"])
        #expect(card.text.hasPrefix("1120-001 暴露垃圾 · 宣芳桥靠市场一百米处空地 · 3号网格 → @环卫所，请于 "))

        try await scene.say("hws-li", "收到")
        #expect(try await scene.reactions() == ["👌 m2"])
        try await scene.say("hws-li", "已清理，拉了2车", photos: 1)
        let closing = try #require(try await scene.posts().first)
        #expect(closing.kind == "closed")
        #expect(closing.replyTo == card.id)
        #expect(closing.mentions == ["wang"])
        #expect(closing.text.contains("2 车"))

        let subject = try #require(try await scene.cases().first)
        #expect(subject.state == .closed)
        #expect(subject.handledAt == subject.closedAt)
        let history = try await scene.history(subject)
        #expect(history.prefix(4) == ["reported", "filed", "assigned", "acknowledged"])
        #expect(history.contains("closed"))
    }

    @Test func `done without the photo is asked for once; the photo closes`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        try await scene.say("hws-li", "已清理")
        #expect(try await scene.kinds() == ["assignment", "ask-photo"])
        #expect(try await scene.cases()[0].state == .handling)
        try await scene.say("hws-zhou", nil, photos: 2)
        #expect(try await scene.kinds() == ["closed"])
        #expect(try await scene.cases()[0].evidenceMissing == false)
    }

    @Test func `a second done without the photo closes, flagged`() async throws {
        var scene = try Scene()
        let report = try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        try await scene.say("hws-li", "已清理", to: report)
        try await scene.say("hws-li", "已经清理完了", to: report)
        #expect(try await scene.kinds() == ["assignment", "ask-photo", "closed"])
        #expect(try await scene.cases()[0].evidenceMissing)
    }

    @Test func `the reporter sends it back within a day, and the old deadline stands`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        try await scene.say("hws-li", "已清理", photos: 1)
        let due = try await scene.cases()[0].dueAt
        _ = try await scene.posts()
        try await scene.say("wang", "没清干净，角落还有", to: "card:m1")
        #expect(try await scene.kinds() == ["rework"])
        let subject = try await scene.cases()[0]
        #expect(subject.state == .rework)
        #expect(subject.reworks == 1)
        #expect(subject.closedAt == nil)
        #expect(subject.dueAt == due)
    }

    @Test func `two open cases make one numbered question, and 全部 answers it`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        try await scene.say("luo", "文明路有一堆垃圾", photos: 1)
        _ = try await scene.posts()
        try await scene.say("hws-li", "处理好了", photos: 1)
        let question = try #require(try await scene.posts().first)
        #expect(question.kind == "ask-case")
        #expect(question.text.contains("1. 1120-002") && question.text.contains("2. 1120-001"))
        #expect(question.mentions == ["hws-li"])
        try await scene.say("hws-li", "全部")
        #expect(try await scene.kinds() == ["closed", "closed"])
    }

    @Test func `a number or a place word in the answer picks the case`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        try await scene.say("luo", "文明路有一堆垃圾", photos: 1)
        _ = try await scene.posts()
        try await scene.say("hws-li", "文明路的垃圾清理干净了", photos: 1)
        #expect(try await scene.kinds() == ["closed"])
        #expect(try await scene.cases().map(\.state) == [.dispatched, .closed])
        try await scene.say("hws-li", "1120-001已清理", photos: 1)
        #expect(try await scene.cases().map(\.state) == [.closed, .closed])
    }

    @Test func `photos first and words later are one report`() async throws {
        var scene = try Scene()
        try await scene.say("wang", nil, photos: 2)
        #expect(try await scene.kinds().isEmpty)
        try await scene.say("wang", "宣芳桥有一堆垃圾")
        #expect(try await scene.kinds() == ["assignment"])
        #expect(try await scene.cases()[0].photos.count == 2)
        try await scene.say("wang", nil, photos: 1)
        #expect(try await scene.cases()[0].photos.count == 3)
        #expect(try await scene.kinds().isEmpty)
    }

    @Test func `words without a place wait two minutes, then the place is asked for once`() async throws {
        var scene = try Scene()
        try await scene.say("luo", "有一大堆垃圾没人收")
        try await scene.wait(.seconds(100))
        #expect(try await scene.kinds().isEmpty)
        try await scene.wait(.seconds(30))
        #expect(try await scene.kinds() == ["ask-place"])
        try await scene.say("luo", "文明路")
        #expect(try await scene.kinds() == ["assignment"])
        #expect(try await scene.cases()[0].place.name == "文明路")
    }

    @Test func `a place that stands twice is asked about, unless the sender's grid tells`() async throws {
        var scene = try Scene()
        try await scene.say("chen", "幸福小区门口有一堆垃圾", photos: 1)
        let question = try #require(try await scene.posts().first)
        #expect(question.kind == "ask-place")
        try await scene.say("chen", "2")
        #expect(try await scene.kinds() == ["assignment"])
        #expect(try await scene.cases()[0].grid == "07")
    }

    @Test func `the same problem at the same place is merged, and told in one line`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        try await scene.say("luo", "宣芳桥那里垃圾没人收", photos: 1)
        let posts = try await scene.posts()
        #expect(posts.map(\.kind) == ["assignment", "merged"])
        #expect(posts[1].text.contains("1120-001"))
        let cases = try await scene.cases()
        #expect(cases.map(\.state) == [.dispatched, .merged])
        #expect(cases[1].number == nil)
        #expect(cases[0].photos.count == 2)
    }

    @Test func `a fresh report after closing is a new case that knows the earlier one`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        try await scene.say("hws-li", "已清理", photos: 1)
        try await scene.say("luo", "宣芳桥又有一堆垃圾", photos: 1, after: .hours(2))
        let card = try #require(try await scene.posts().last)
        #expect(card.kind == "assignment")
        #expect(card.text.contains("7天内第2次"))
        let cases = try await scene.cases()
        #expect(cases[1].recurrenceOf == cases[0].id)
    }

    @Test func `several problems in one message are several cases with cards of their own`() async throws {
        var scene = try Scene()
        let report = try await scene.say("wang", "1、宣芳桥暴露垃圾1处；2、时代广场店外经营2户", photos: 2)
        let posts = try await scene.posts()
        #expect(posts.map(\.id) == ["card:\(report)", "card:\(report)#2"])
        #expect(posts.map(\.mentions) == [["hws-li"], ["cg1-he"]])
    }

    @Test func `an emergency is told in the emergency room too, at any hour`() async throws {
        var scene = try Scene()
        try await scene.wait(.hours(14))
        try await scene.say("wang", "自来水管爆了水冲到路上了 时代广场公交站旁边 快叫人")
        let posts = try await scene.posts()
        #expect(posts.map(\.kind) == ["assignment", "emergency"])
        #expect(posts[1].room == Scene.emergency)
        #expect(posts[0].text.hasPrefix("【加急】"))
    }

    @Test func `a sensitive matter shows the room one line and its card only to the unit`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "时代广场3栋两户邻居吵起来了快打起来了 网格员快来")
        let posts = try await scene.posts()
        #expect(posts.map(\.kind).prefix(2) == ["sensitive", "assignment"])
        #expect(posts[0].text == "已转专人处理。")
        #expect(posts[1].room == Scene.mediation)
        try await scene.say("zz-hua", "收到", in: Scene.mediation)
        #expect(try await scene.cases()[0].state == .handling)
        #expect(try await scene.posts().allSatisfy { $0.room != Scene.work })
    }

    @Test func `chatter, receipts and tallies get nothing`() async throws {
        var scene = try Scene()
        for text in ["早上好", "今天好热", "给环卫工人点赞👍", "垃圾分类人人有责 转发学习", "今日劝导18户", "吃饭没", "辛苦了"] {
            try await scene.say("wang", text)
        }
        try await scene.wait(.minutes(10))
        #expect(try await scene.kinds().isEmpty)
        #expect(try await scene.cases().isEmpty)
    }
}
