import Cases
import Domain
import Store
import Testing

@testable import Desk

/// Ladders that a county writes for itself: every row speaks at its moment.
@Suite struct LadderTableTests {
    private func said(_ posts: [OutboundPost]) -> [String] {
        posts.map { "\($0.kind) \(Zone.china.civil($0.at).clock)" }
    }

    @Test func `a notice before the limit, a reminder after it and an escalation without a card are said`() async throws
    {
        var scene = try Scene(tables: { tables in
            tables.ladder = [
                LadderStep("soon", at: [.share(90)], clock: .handling, to: [.contact], kind: .notice),
                LadderStep(
                    "again", at: [.after(Limit(30, .minutes))], clock: .handling, to: [.contact], kind: .reminder),
                LadderStep("up", at: [.share(150)], clock: .handling, to: [.head], kind: .escalation),
            ]
        })
        // Four working hours from 09:00:30, so due at 15:00:30.
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        _ = try await scene.posts()
        try await scene.wait(.hours(12))
        let posts = try await scene.posts()
        #expect(said(posts) == ["notice 14:51", "reminder 15:45", "escalation 17:15"])
        #expect(posts[0].text.contains("以下案件临近时限"), "\(posts[0].text)")
        #expect(posts[1].text.contains("以下案件已超时限") && !posts[1].text.contains("剩余"), "\(posts[1].text)")
    }

    @Test func `a step whose deadline has been moved on says nothing`() async throws {
        var scene = try Scene(tables: { tables in
            tables.ladder = [LadderStep("up", at: [.share(110)], clock: .handling, to: [.head], kind: .escalation)]
        })
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1, id: "a")
        // Reached at 15:24:30; the leader's new time comes before the bundle is said.
        try await scene.wait(.hours(6) + .minutes(25))
        #expect(try await scene.store.read { tx in try tx.nudges(in: Scene.work, bundle: nil) }.count == 1)
        try await scene.say("zhao", "限今天下午六点前处理好", to: "a")
        _ = try await scene.posts()
        try await scene.wait(.minutes(30))
        #expect(try await scene.kinds() == [])
    }

    @Test func `what the night does not hold is said at night, alone`() async throws {
        var scene = try Scene(tables: { tables in
            tables.ladder = [
                LadderStep("late", at: [.share(100)], clock: .handling, to: [.contact], kind: .notice),
                LadderStep("loud", at: [.share(125)], clock: .handling, to: [.contact], kind: .yellow, held: false),
            ]
        })
        try await scene.setMorning()
        try await scene.wait(.hours(11))
        // Two hours round the clock each: a notice at ten in the evening, held, and a card half an hour later.
        try await scene.say("luo", "文明路店外经营", photos: 1)
        try await scene.say("wang", "时代广场店外经营", photos: 1, after: .minutes(40))
        _ = try await scene.posts()
        let cases = try await scene.cases()
        func names(_ post: OutboundPost, _ subject: Case) -> Bool { post.text.contains(subject.number?.short ?? "?") }
        try await scene.wait(.hours(4))
        let night = try await scene.posts()
        #expect(said(night) == ["yellow-card 22:45", "yellow-card 23:25"])
        #expect(names(night[0], cases[0]) && !names(night[0], cases[1]), "\(night[0].text)")
        #expect(names(night[1], cases[1]) && !names(night[1], cases[0]), "\(night[1].text)")
        let waiting = try await scene.store.read { tx in try tx.nudges(in: Scene.work, bundle: nil) }
        #expect(waiting.map(\.step) == ["late", "late"], "the night holds these still")
        try await scene.wait(.hours(9))
        #expect(try await scene.kinds() == ["morning"])
        #expect(try await scene.store.read { tx in try tx.nudges(in: Scene.work, bundle: nil) } == [])
    }

    @Test func `steps of urgent cases only are not climbed by others' reworks and cards`() async throws {
        var scene = try Scene(tables: { tables in
            tables.ladder = [
                LadderStep("urgent", at: [.reworks(1)], clock: .handling, urgent: true, to: [.head], kind: .red),
                LadderStep("once", at: [.reworks(1)], clock: .handling, to: [.head], kind: .yellow),
                LadderStep("told", at: [.reworks(1)], clock: .handling, to: [.leader], kind: .escalation),
            ]
        })
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1, id: "a")
        try await scene.say("hws-li", "已清理", photos: 1, to: "a")
        try await scene.say("wang", "没清干净", photos: 1, to: "a")
        let subject = try await scene.cases()[0]
        #expect(subject.supervision == .yellow)
        let reasons = try await scene.store.read { tx in try tx.history(of: subject.id).compactMap(\.why) }
        #expect(reasons.contains("told") && !reasons.contains("urgent"), "every row of the count is climbed")
    }
}
