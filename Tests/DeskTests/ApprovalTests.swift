import Cases
import Domain
import Store
import Testing

@testable import Desk

/// Who is asked for consent, and how often.
@Suite struct ApprovalTests {
    @Test func `the unit's head is asked first, a dispatcher when the head asks`() async throws {
        var scene = try await Scene.acknowledged()
        try await scene.say("hws-zhou", "申请延期3天", to: "card:a", id: "ask")
        #expect(try await scene.posts().map(\.mentions) == [["hws-li"]])
        try await scene.say("hws-li", "同意", to: "ask")
        #expect(try await scene.cases()[0].extensions == 1, "the head's word")
        #expect(try await scene.kinds() == ["extension-granted"])
        try await scene.say("hws-li", "申请延期3天", to: "card:a")
        #expect(try await scene.posts().map(\.mentions) == [["chen"]])
    }

    @Test func `parking is refused by a word, and granted once for a case`() async throws {
        var scene = try await Scene.acknowledged()
        try await scene.say("hws-zhou", "产权扯不清先挂一下，到12月10日", to: "card:a", id: "ask")
        try await scene.say("chen", "不同意", to: "ask")
        #expect(try await scene.kinds() == ["suspension-asked", "suspension-refused"])
        #expect(try await scene.cases()[0].state == .handling)
        try await scene.say("hws-zhou", "产权扯不清先挂一下，到12月10日", to: "card:a", id: "again")
        try await scene.say("chen", "同意", to: "again")
        #expect(try await scene.cases()[0].state == .suspended, "refusals do not count")
        try await scene.say("chen", "恢复", to: "card:a")
        _ = try await scene.posts()
        try await scene.say("hws-zhou", "产权还是扯不清，先挂一下，到12月20日", to: "card:a")
        #expect(try await scene.kinds() == ["suspension-refused"])
        #expect(try await scene.cases()[0].request == nil)
        try await scene.say("zhao", "先挂一下，到12月20日", to: "card:a")
        #expect(try await scene.cases()[0].state == .suspended, "whoever is in charge may order it")
    }

    @Test(arguments: ["环卫所限今天下午五点前处理好", "3号网格今天必须解决"])
    func `a leader's time without a quote is for the newest case of the unit or grid that is named`(_ words: String)
        async throws
    {
        var scene = try await Scene.acknowledged()
        try await scene.say("luo", "文明路店外经营", photos: 1, id: "b")
        let before = try await scene.cases()
        try await scene.say("zhao", words)
        let after = try await scene.cases()
        #expect(after[0].dueAt != before[0].dueAt && after[1].dueAt == before[1].dueAt)
        #expect(try await scene.history(after[0]).contains("deadline"))
    }
}
