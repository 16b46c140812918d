import Cases
import Domain
import Store
import Testing

@testable import Desk

/// 申诉: the unit's word against its lateness, and who answers it.
@Suite struct AppealTests {
    /// A case that was closed late on Friday evening, and appealed against at once.
    private func scene() async throws -> Scene {
        var scene = try Scene()
        try await scene.setMorning()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1, id: "a")
        try await scene.wait(.hours(10))
        try await scene.say("hws-li", "已清理", photos: 1, to: "card:a")
        _ = try await scene.posts()
        try await scene.say("hws-li", "申诉，当时道路封闭进不去", to: "card:a", id: "appeal")
        return scene
    }

    @Test func `an appeal is listed in the morning and its approver chased until the word is said`() async throws {
        var scene = try await scene()
        #expect(try await scene.kinds() == [], "the room hears nothing of it")
        try await scene.wait(.days(3))
        let posts = try await scene.posts()
        #expect(posts.map { "\($0.kind) \(Zone.china.civil($0.at).date.day)" } == ["morning 21", "chase 23"])
        #expect(posts[0].text.contains("申诉待答复") && posts.allSatisfy { $0.mentions == ["chen"] })
        #expect(posts[1].text.contains("请回复“同意”或“不同意”"))
        try await scene.say("chen", "同意", to: posts[1].id)
        let subject = try await scene.cases()[0]
        #expect(subject.appealVerdict == .granted && subject.overdue && subject.state == .closed)
        try await scene.setMorning()
        try await scene.wait(.days(2))
        #expect(try await scene.kinds() == [])
    }

    @Test func `an appeal is answered by a leader's bare word, and there is one for a case`() async throws {
        var scene = try await scene()
        try await scene.say("hws-li", "同意")
        #expect(try await scene.cases()[0].appealVerdict == nil, "not by the unit")
        try await scene.say("zhao", "不同意")
        let refused = try await scene.cases()[0]
        #expect(refused.appealVerdict == .refused)
        #expect(try await scene.history(refused).last == "appealRefused")
        try await scene.say("hws-li", "申诉，当时道路封闭进不去", to: "card:a")
        #expect(try await scene.history(refused).suffix(2) == ["appealRefused", "noted"])
        #expect(try await scene.cases()[0].appealSince == nil)
        try await scene.wait(.days(4))
        #expect(try await scene.kinds() == [])
        #expect(try await scene.store.read { tx in try tx.timers(of: refused.id) }.isEmpty)
    }

    @Test func `an appeal of a case that is opened again is answered by nobody`() async throws {
        var scene = try await scene()
        try await scene.say("wang", "没清干净", photos: 1, to: "card:a")
        let subject = try await scene.cases()[0]
        #expect(subject.state == .rework && subject.appealedAt == nil)
        #expect(try await scene.store.read { tx in try tx.casesAwaitingWord() } == [])
    }
}
