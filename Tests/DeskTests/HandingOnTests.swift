import Cases
import Domain
import Store
import Testing

@testable import Desk

/// What goes with a case to another unit, and what stays.
@Suite struct HandingOnTests {
    /// The small county, where rubbish may also be the municipal company's.
    private func scene() throws -> Scene {
        try Scene(tables: { $0.routes.append(Route(type: "06010", grid: "07", unit: "sz")) })
    }

    private func cards(_ scene: Scene, _ unit: String) async throws -> [LadderStep.Card] {
        let long = scene.now.advanced(by: .days(-30))
        return try await scene.store.read { tx in
            try LadderStep.Card.allCases.flatMap { try tx.cards(ofUnit: unit, $0, since: long) }.map(\.colour)
        }
    }

    @Test func `a card stays with the unit that had the case, and its second one is a red one`() async throws {
        var scene = try scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1, id: "a")
        try await scene.wait(.hours(8))
        #expect(try await scene.cases()[0].supervision == .yellow)
        try await scene.say("hws-li", "不归我们，归市政", to: "a")
        let handed = try await scene.cases()[0]
        #expect(handed.unit == "sz" && handed.supervision == .none, "the next unit begins without")
        #expect(try await cards(scene, "hws") == [.yellow])
        #expect(try await cards(scene, "sz") == [])
        try await scene.say("luo", "时代广场有一堆垃圾", photos: 1, id: "b")
        let due = try #require(try await scene.cases()[1].dueAt)
        let yellow = scene.desk.hours.adding(.hours(2), to: due, clockOf: Limit(1, .hours))
        try await scene.wait(scene.now.duration(to: yellow.advanced(by: .minutes(1))))
        let second = try await scene.cases()[1]
        #expect(second.unit == "hws" && second.supervision == .red)
    }

    @Test func `a dispatcher's other unit takes no card away, but a leader's word after the closing does`() async throws
    {
        var scene = try scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1, id: "a")
        try await scene.wait(.hours(8))
        try await scene.say("chen", "这个改派市政公司", to: "a")
        #expect(try await scene.cases()[0].unit == "sz")
        #expect(try await cards(scene, "hws") == [.yellow])
        try await scene.say("zhao", "误派，摘牌", to: "a")
        #expect(try await cards(scene, "hws") == [.yellow], "not before the closing")
        try await scene.say("sz-gao", "已清理", photos: 1, to: "a")
        try await scene.say("zhao", "摘牌", to: "a")
        #expect(try await scene.kinds().last == "ask-note")
        try await scene.say("zhao", "误派，摘牌", to: "a")
        #expect(try await cards(scene, "hws") == [])
    }

    @Test func `from the second return on a dispatcher is asked, and the word binds`() async throws {
        var scene = try scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1, id: "a")
        try await scene.say("hws-li", "不归我们，归市政", to: "a")
        #expect(try await scene.cases()[0].unit == "sz", "the first goes on at once")
        _ = try await scene.posts()
        try await scene.say("sz-gao", "不归我们，归环卫", to: "a")
        let asked = try #require(try await scene.posts().first)
        #expect(asked.kind == "ask-unit" && asked.mentions == ["chen"])
        #expect(try await scene.cases()[0].state == .returned)
        try await scene.say("chen", "环卫所", to: asked.id)
        let ruled = try await scene.cases()[0]
        #expect(ruled.unit == "hws" && ruled.state == .dispatched && ruled.returns == 2)
        _ = try await scene.posts()
        try await scene.say("hws-li", "不归我们，归市政", to: "card:a")
        let after = try await scene.cases()[0]
        #expect(after.unit == "hws" && after.state == .dispatched && after.returns == 2)
        #expect(try await scene.history(after).last == "noted")
        #expect(try await scene.kinds() == ["not-allowed"])
        // Who has ruled may rule again.
        try await scene.say("chen", "这个改派市政公司", to: "a")
        #expect(try await scene.cases()[0].unit == "sz")
    }
}
