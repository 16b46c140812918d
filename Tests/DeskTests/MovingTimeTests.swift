import Cases
import Domain
import Testing

@testable import Desk

/// Sentences that move time, and who may approve them.
@Suite struct MovingTimeTests {
    @Test func `more time is asked for by the unit and granted by another`() async throws {
        var scene = try await Scene.acknowledged()
        let due = try #require(try await scene.cases()[0].dueAt)
        try await scene.say("hws-zhou", "配件没货 申请延期3天", to: "card:a", id: "ask")
        #expect(try await scene.kinds() == ["extension-asked"])
        try await scene.say("hws-zhou", "同意", to: "ask")
        #expect(try await scene.cases()[0].dueAt == due, "never the asker")
        try await scene.say("chen", "同意", to: "ask")
        #expect(try await scene.kinds().last == "extension-granted")
        let subject = try await scene.cases()[0]
        #expect(
            subject.extensions == 1
                && subject.dueAt
                    == Zone.china.instant(CivilDate(year: 2026, month: 11, day: 25)!, secondOfDay: 15 * 3600 + 30)
        )
    }

    @Test func `more time without a length is one more limit, said with its date`() async throws {
        var scene = try await Scene.acknowledged()
        try await scene.say("hws-li", "下雨干不了 等天晴", to: "card:a", id: "ask")
        let asked = try #require(try await scene.posts().first)
        #expect(asked.kind == "extension-asked" && asked.text.contains("11月23日 09:00"))
        try await scene.say("zhao", "不同意", to: asked.id)
        #expect(try await scene.kinds() == ["extension-refused"])
        #expect(try await scene.cases()[0].extensions == 0)
    }

    @Test func `parking needs an end date and somebody's consent, and ends by a word`() async throws {
        var scene = try await Scene.acknowledged()
        try await scene.say("hws-li", "产权扯不清先挂一下", to: "card:a")
        let question = try #require(try await scene.posts().first)
        #expect(question.kind == "ask-date")
        try await scene.say("hws-li", "12月10日", to: question.id)
        let asked = try #require(try await scene.posts().first)
        #expect(asked.kind == "suspension-asked")
        try await scene.say("chen", "同意", to: asked.id)
        #expect(try await scene.cases()[0].state == .suspended)
        let stood = try #require(try await scene.cases()[0].dueAt)
        try await scene.wait(.days(7))
        try await scene.say("chen", "恢复", to: "card:a")
        let subject = try await scene.cases()[0]
        #expect(subject.state == .handling && subject.dueAt.map { $0 > stood } == true)
    }

    /// A case of the unit, parked until the tenth of December.
    private func park(_ id: String, in scene: inout Scene) async throws {
        try await scene.say("hws-li", "产权扯不清先挂一下，到12月10日", to: "card:\(id)")
        let asked = try #require(try await scene.posts().last { $0.kind == "suspension-asked" })
        try await scene.say("chen", "同意", to: asked.id)
        _ = try await scene.posts()
    }

    @Test(arguments: [
        ("chen", "恢复"), ("zhao", "可以恢复了"), ("hws-zhou", "恢复处置"), ("hws-li", "@小助手 恢复"), ("chen", "请恢复。"),
        ("hws-li", "宣芳桥那个可以恢复处置了"), ("hws-li", "取消挂账"), ("zhao", "不用挂了"),
    ])
    func `a parked case is taken up again by a word that points at nothing`(_ speaker: String, _ words: String)
        async throws
    {
        var scene = try await Scene.acknowledged()
        try await park("a", in: &scene)
        try await scene.say("luo", "文明路有一堆垃圾", photos: 1)
        #expect(try await scene.cases().map(\.state) == [.suspended, .dispatched])
        _ = try await scene.posts()
        try await scene.say(speaker, words, addressed: words.hasPrefix("@"))
        #expect(try await scene.cases().map(\.state) == [.handling, .dispatched])
        #expect(try await scene.kinds().isEmpty)
    }

    @Test func `which of two parked cases is meant is asked once`() async throws {
        var scene = try await Scene.acknowledged()
        try await park("a", in: &scene)
        try await scene.say("luo", "文明路有一堆垃圾", photos: 1, id: "b")
        try await park("b", in: &scene)
        try await scene.say("luo", "恢复")
        #expect(try await scene.posts().isEmpty, "not a grid worker's to say")
        try await scene.say("chen", "恢复")
        let question = try #require(try await scene.posts().first)
        #expect(question.kind == "ask-case" && question.mentions == ["chen"])
        try await scene.say("chen", "2", to: question.id)
        #expect(try await scene.cases().count { $0.state == .suspended } == 1)
        // A bot that was told to be quiet is told to speak again first.
        try await scene.say("chen", "安静")
        try await scene.say("chen", "恢复")
        #expect(try await scene.cases().count { $0.state == .suspended } == 1)
        try await scene.say("chen", "恢复")
        #expect(try await scene.cases().allSatisfy { $0.state == .handling })
    }

    @Test(arguments: ["等供电恢复了再处理，先挂一下", "先挂账，到12月20日继续办理"])
    func `a word of taking up again within a wish to park is no such word`(_ words: String) async throws {
        var scene = try await Scene.acknowledged()
        try await scene.say("hws-li", words, to: "card:a")
        #expect(try await scene.kinds().allSatisfy { $0 == "ask-date" || $0 == "suspension-asked" })
        #expect(try await scene.history(try await scene.cases()[0]).allSatisfy { $0 != "resumed" })
    }

    @Test func `a leader's words set the deadline, and the level`() async throws {
        var scene = try await Scene.acknowledged()
        try await scene.say("zhao", "限今天下午五点前清完", to: "card:a")
        var subject = try await scene.cases()[0]
        #expect(subject.dueAt.map { Zone.china.civil($0).clock } == "17:00" && subject.supervision == .none)
        try await scene.say("zhao", "今天必须解决", to: "card:a")
        subject = try await scene.cases()[0]
        #expect(subject.supervision == .notice && !subject.overdue)
        try await scene.say("zhao", "督办", to: "card:a")
        try await scene.say("zhao", "黄牌督办", to: "card:a")
        #expect(try await scene.cases()[0].supervision == .yellow)
        try await scene.say("zhao", "摘牌", to: "card:a")
        #expect(try await scene.cases()[0].supervision == .yellow, "not before the closing")
        try await scene.say("hws-li", "已清理", photos: 1, to: "card:a")
        try await scene.say("zhao", "已整改到位，摘牌", to: "card:a")
        #expect(try await scene.cases()[0].supervision == .none)
        #expect(try await scene.kinds().allSatisfy { $0 != "not-allowed" && $0 != "ask-note" })
    }

    @Test func `a card taken off without a word of why is asked about, once`() async throws {
        var scene = try await Scene.acknowledged()
        try await scene.say("zhao", "黄牌督办", to: "card:a")
        try await scene.say("hws-li", "已清理", photos: 1, to: "card:a")
        _ = try await scene.posts()
        try await scene.say("hws-li", "请摘牌", to: "card:a")
        #expect(try await scene.kinds().allSatisfy { $0 == "not-allowed" }, "not the unit's to say")
        try await scene.say("zhao", "可以摘牌了", to: "card:a")
        let question = try #require(try await scene.posts().first)
        #expect(question.kind == "ask-note" && question.mentions == ["zhao"])
        #expect(try await scene.cases()[0].supervision == .yellow)
        try await scene.say("hws-li", "整改好了", to: question.id)
        #expect(try await scene.cases()[0].supervision == .yellow, "nobody else answers")
        try await scene.say("zhao", "垃圾已清，增设了两个桶", to: question.id)
        let subject = try await scene.cases()[0]
        #expect(subject.supervision == .none && subject.state == .closed)
        #expect(try await scene.posts().isEmpty)
    }

    @Test func `an appeal after the closing is granted by somebody in charge, and the late fact stays`() async throws {
        var scene = try await Scene.acknowledged()
        try await scene.wait(.hours(10))
        try await scene.say("hws-li", "已清理", photos: 1, to: "card:a")
        try await scene.say("hws-li", "申诉，当时道路封闭进不去", to: "card:a", id: "appeal")
        try await scene.say("hws-li", "同意", to: "appeal")
        try await scene.say("chen", "同意", to: "appeal")
        let subject = try await scene.cases()[0]
        #expect(try await scene.history(subject).suffix(2).contains("exempted"))
        #expect(subject.state == .closed && subject.overdue)
    }
}
