import Cases
import Domain
import Store
import Testing

@testable import Desk

/// The morning post: what is late, what falls due, and what waits for somebody's word.
@Suite struct MorningTests {
    /// Lets the clock run to nine o'clock of the next day, by way of its morning post.
    private func nextDay(_ scene: inout Scene) async throws -> [OutboundPost] {
        try await scene.setMorning()
        _ = try await scene.posts()
        try await scene.wait(.hours(24))
        return try await scene.posts().filter { $0.kind == "morning" }
    }

    @Test func `what waits for somebody's word is listed every morning, and no unit is blamed for it`() async throws {
        var scene = try Scene(tables: { tables in
            for index in tables.caseTypes.indices where tables.caseTypes[index].code == "06010" {
                tables.caseTypes[index].closing = .check
            }
        })
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1, id: "a")
        try await scene.say("hws-li", "已清理", photos: 1, to: "card:a")
        try await scene.say("luo", "文明路工地没有盖网，灰尘很大", photos: 1, id: "b")
        try await scene.say("wang", "时代广场垃圾桶满了，都溢出来了", photos: 1, id: "c")
        try await scene.say("hws-li", "这个不是我们的", to: "card:c")
        #expect(try await scene.cases().map(\.state) == [.checking, .filed, .returned])
        for _ in 0..<3 {
            let morning = try #require(try await nextDay(&scene).first)
            let rows = morning.text.split(separator: "\n").map(String.init)
            #expect(morning.text.contains("超时未结 0 件") && morning.text.contains("等待处理 3 件"), "\(morning.text)")
            for state in ["核查中", "待派遣", "已退回"] { #expect(rows.count { $0.hasSuffix(state) } == 1) }
            #expect(rows.first { $0.hasSuffix("已退回") }?.contains("环卫所") == false)
            #expect(!morning.text.contains("环卫所超时") && !morning.text.contains("环卫所到期"))
            #expect(try await scene.cases().map(\.state) == [.checking, .filed, .returned])
        }
    }

    @Test func `every room hears its own morning`() async throws {
        let second = RoomKey(adapter: "generic", id: "work-2")
        var scene = try Scene(tables: { $0.rooms.append(Room(key: second, name: "二号工作群", purpose: .work)) })
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1, id: "a")
        try await scene.say("luo", "文明路有一堆垃圾", photos: 1, in: second, id: "b")
        try await scene.say("luo", "文明路两家邻居为噪音吵起来了要打架", photos: 1, id: "c")
        try await scene.wait(.days(4))
        let morning = try await nextDay(&scene)
        #expect(Set(morning.map(\.room)) == [Scene.work, second, Scene.mediation] && morning.count == 3)
        let numbers = try await scene.cases().compactMap(\.number?.short)
        for post in morning { #expect(numbers.count { post.text.contains($0) } == 1) }
    }

    @Test func `what silence will close presses nobody`() async throws {
        var scene = try Scene(tables: { tables in
            for index in tables.caseTypes.indices where tables.caseTypes[index].code == "06010" {
                tables.caseTypes[index].closing = .confirm
            }
        })
        try await scene.wait(.hours(6))
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1, id: "a")
        try await scene.say("hws-li", "已清理", photos: 1, to: "card:a")
        #expect(try await nextDay(&scene).isEmpty)
        #expect(try await scene.cases().map(\.state) == [.closed])
    }

    @Test func `what may be named in one room only has its morning there`() async throws {
        var scene = try Scene()
        try await scene.say("luo", "文明路两家邻居为噪音吵起来了要打架", photos: 1, id: "a")
        #expect(try await scene.cases()[0].sensitive)
        // Past its deadline, its cards and everything else that a timer says.
        try await scene.wait(.days(20))
        #expect(try await scene.cases()[0].pending(scene.desk.rules).isEmpty)
        let morning = try await nextDay(&scene)
        #expect(morning.map(\.room) == [Scene.mediation])
        #expect(morning.allSatisfy { $0.text.contains("综治中心超时 1") })
    }

    @Test func `what a muted room did not hear is said when it may be spoken to again`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1, id: "a")
        try await scene.say("chen", "@小助手 安静", addressed: true)
        _ = try await scene.posts()
        try await scene.setMorning()
        try await scene.wait(.days(1))
        #expect(try await scene.kinds() == [])
        let waiting = try await scene.store.read { try $0.nudges(in: Scene.work, bundle: nil) }
        #expect(waiting.map(\.step).contains("yellow"))
        // Whatever waits has a timer that ends the waiting.
        #expect(try await scene.store.read { tx in try tx.waitingWithoutTimer() } == [])
        try await scene.say("chen", "@小助手 恢复", addressed: true)
        _ = try await scene.posts()
        try await scene.setMorning()
        try await scene.wait(.days(1))
        let posts = try await scene.posts()
        #expect(posts.map(\.kind) == ["morning"])
        #expect(posts.first?.text.contains("【黄牌】") == true && posts.first?.mentions.contains("zhao") == true)
        #expect(try await scene.store.read { tx in try tx.nudges(in: Scene.work, bundle: nil) } == [])
    }
}
