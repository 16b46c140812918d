import Cases
import Domain
import Testing

/// What a room may see of a sensitive matter: one line.
@Suite struct SensitiveTests {
    private static let quarrel = "时代广场3栋两户邻居吵起来了快打起来了 网格员快来"

    @Test func `the line in the room carries nothing of the case`() async throws {
        var scene = try Scene()
        try await scene.say("wang", Self.quarrel, id: "s")
        let line = try #require(try await scene.posts().first)
        #expect(line.kind == "sensitive")
        #expect(line.caseInfo == nil)
        #expect(line.mentions.isEmpty)
    }

    @Test func `a second report, a query and a withdrawal say nothing in the room`() async throws {
        var scene = try Scene()
        try await scene.say("wang", Self.quarrel, id: "s")
        _ = try await scene.posts()
        try await scene.say("luo", "时代广场3栋邻居吵架快打起来了")
        try await scene.say("wang", "进度怎么样了", to: "s", addressed: true)
        try await scene.say("wang", "误报 不好意思", to: "s")
        #expect(try await scene.posts().allSatisfy { $0.room == Scene.mediation })
        #expect(try await scene.cases()[0].state == .withdrawn)
    }

    @Test func `a list of cases in the room does not name it`() async throws {
        var scene = try Scene()
        try await scene.say("wang", Self.quarrel)
        try await scene.say("luo", "文明路有一堆垃圾", photos: 1, id: "n")
        try await scene.say("chen", "请转综治中心", to: "n")
        _ = try await scene.posts()
        try await scene.say("zz-hua", "处理好了", photos: 1)
        let question = try #require(try await scene.posts().first)
        #expect(question.kind == "ask-case")
        #expect(!question.text.contains("1120-001"))
        #expect(!question.text.contains("时代广场"))
    }

    @Test func `reminders go where the card stands`() async throws {
        var scene = try Scene()
        try await scene.say("wang", Self.quarrel)
        _ = try await scene.posts()
        try await scene.wait(.hours(24 * 7))
        let posts = try await scene.posts().filter { $0.kind != "morning" }
        #expect(!posts.isEmpty)
        #expect(posts.allSatisfy { $0.room == Scene.mediation })
    }

    @Test func `what a correction makes sensitive leaves the room`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "时代广场3栋有一堆垃圾", photos: 1, id: "t")
        _ = try await scene.posts()
        try await scene.say("wang", "打错了，是邻居纠纷吵架不是垃圾", to: "t")
        let posts = try await scene.posts()
        #expect(posts.map(\.kind) == ["sensitive", "transferred"])
        #expect(posts[1].room == Scene.mediation)
    }

    @Test func `a question about it names neither kind nor place`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "两户邻居吵起来了快打起来了 网格员快来")
        try await scene.wait(.minutes(3))
        let question = try #require(try await scene.posts().first)
        #expect(question.kind == "ask-place")
        #expect(!question.text.contains("纠纷"))
        try await scene.say("wang", "幸福小区")
        #expect(try await scene.posts().map(\.kind) == ["sensitive", "assignment"])
    }
}
