import Cases
import Domain
import Store
import Testing

@testable import Desk

/// Rooms of two: who is told alone, what is said in the group all the same, and which answers count.
@Suite struct PrivateTests {
    private static func alone(_ person: String) -> RoomKey { RoomKey(adapter: "generic", id: person) }
    private static let head = alone("hws-li")
    private static let chief = alone("zhao")

    /// A case that nobody acknowledges, up to the moment at which the unit's head and the grid's chief are told.
    private func unanswered(_ standing: [RoomKey: PrivateStanding] = [:]) async throws -> (Scene, [OutboundPost]) {
        var scene = try Scene(privately: true)
        for (person, standing) in standing { try await scene.stand(person, standing) }
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1, id: "a")
        try await scene.wait(.minutes(26))
        #expect(try await scene.kinds() == ["assignment", "chase"])
        try await scene.wait(.minutes(20))
        let posts = try await scene.posts()
        return (scene, posts)
    }

    @Test func `who is first written to is told in the group as well`() async throws {
        let (_, posts) = try await unanswered()
        #expect(posts.map(\.room) == [Self.head, Self.chief, Scene.work])
        #expect(posts.map(\.kind) == ["chase", "chase", "chase"])
        #expect(posts[2].mentions == ["hws-li", "zhao"])
        #expect(posts[0].mentions == ["hws-li"] && posts[1].mentions == ["zhao"])
        #expect(Set(posts.map(\.id)).count == 3)
    }

    @Test func `who is in the room of two is told there alone`() async throws {
        let (_, posts) = try await unanswered([Self.head: .joined, Self.chief: .joined])
        #expect(posts.map(\.room) == [Self.head, Self.chief])
        let (_, others) = try await unanswered([Self.head: .joined, Self.chief: .invited])
        #expect(others.map(\.room) == [Self.head, Self.chief, Scene.work])
        #expect(others[2].mentions == ["zhao"])
    }

    @Test func `who has left or wants no private words is told in the group, as where there are none`() async throws {
        let (_, posts) = try await unanswered([Self.head: .closed, Self.chief: .closed])
        #expect(posts.map(\.room) == [Scene.work])
        #expect(posts[0].mentions == ["hws-li", "zhao"])
        var scene = try Scene(privately: true)
        for person in [Self.head, Self.chief] { try await scene.stand(person, .joined) }
        try await scene.say("hws-li", "安静", in: Self.head)
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        try await scene.wait(.minutes(46))
        let said = try await scene.posts()
        #expect(said.suffix(2).map(\.room) == [Self.chief, Scene.work])
        #expect(said.last?.mentions == ["hws-li"])
        try await scene.say("hws-li", "恢复", in: Self.head)
        #expect(try await !scene.store.read { try $0.isMuted(Self.head) })
    }

    @Test func `who was told alone of one case is named in the group for another`() async throws {
        var scene = try Scene(privately: true)
        for person in [Self.head, Self.chief] { try await scene.stand(person, .joined) }
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        try await scene.wait(.minutes(21))
        // Its first chase falls into the same bundle.
        try await scene.say("luo", "文明路有一堆垃圾", photos: 1)
        try await scene.wait(.minutes(5))
        _ = try await scene.posts()
        try await scene.wait(.minutes(20))
        let posts = try await scene.posts()
        #expect(posts.map(\.room) == [Self.head, Self.chief, Scene.work])
        let numbers = try await scene.cases().compactMap { $0.number?.short }
        #expect(
            posts.map { post in numbers.filter { post.text.contains($0) } } == [
                [numbers[0]], [numbers[0]], [numbers[1]],
            ])
        #expect(posts.last?.mentions == ["hws-li"])
    }

    @Test func `a room of two hears six words a day, the seventh is said in the group`() async throws {
        var scene = try Scene(
            tables: { tables in
                tables.ladder = (1...7).map { step in
                    LadderStep(
                        "s\(step)", at: [.share(step * 100)], clock: .answer, to: [.head, .privately], kind: .chase)
                }
                tables.limits = [ClockLimit(clock: .answer, type: "06010", within: [Limit(20, .urgentMinutes)])]
            }, privately: true)
        try await scene.stand(Self.head, .joined)
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        _ = try await scene.posts()
        try await scene.wait(.hours(3))
        #expect(try await scene.posts().map(\.room) == Array(repeating: Self.head, count: 6) + [Scene.work])
    }

    @Test func `a platform without rooms of two says it in the group`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        try await scene.wait(.minutes(46))
        #expect(try await scene.posts().map(\.room) == [Scene.work, Scene.work, Scene.work])
    }

    @Test func `nobody is told of a sensitive case whose card they may not see`() async throws {
        var scene = try Scene(
            tables: { tables in
                tables.units = tables.units.map { unit in
                    var unit = unit
                    if unit.code == "zz" { unit.head = "zz-hua" }
                    return unit
                }
            }, privately: true)
        for person in ["zz-hua", "zhao"] { try await scene.stand(Self.alone(person), .joined) }
        try await scene.say("wang", "幸福小区三栋两家邻居吵架要打起来了", photos: 1)
        try await scene.wait(.hours(1))
        let said = try await scene.posts().filter { $0.kind == "chase" }
        #expect(said.contains { $0.room == Self.alone("zz-hua") })
        #expect(!said.contains { $0.room == Self.chief || $0.room == Scene.work })
    }

    @Test func `a word that nobody can read comes to the group with the next bundle, once`() async throws {
        var (scene, posts) = try await unanswered([Self.head: .joined, Self.chief: .joined])
        try await scene.stand(Self.head, .closed)
        let (desk, now) = (scene.desk, scene.now)
        try await scene.store.write { [posts] tx in try desk.sayOpenly(posts[0], at: now, in: tx) }
        #expect(try await scene.posts().isEmpty)
        try await scene.wait(.minutes(15))
        posts = try await scene.posts()
        #expect(posts.map(\.room) == [Scene.work])
        #expect(posts[0].kind == "chase" && posts[0].mentions == ["hws-li"], "the chief has read it")
    }

    @Test func `a word that nobody can read is not said of a case that was answered meanwhile`() async throws {
        var (scene, posts) = try await unanswered([Self.head: .joined, Self.chief: .joined])
        let (desk, now) = (scene.desk, scene.now)
        try await scene.store.write { [posts] tx in try desk.sayOpenly(posts[0], at: now, in: tx) }
        try await scene.say("hws-zhou", "收到")
        posts = try await scene.posts()
        try await scene.wait(.minutes(20))
        #expect(try await scene.posts().isEmpty)
    }

    @Test func `a word that nobody can read at night waits for the morning`() async throws {
        var (scene, posts) = try await unanswered([Self.head: .joined, Self.chief: .joined])
        try await scene.setMorning()
        try await scene.wait(.hours(12))
        _ = try await scene.posts()
        let (desk, now) = (scene.desk, scene.now)
        try await scene.store.write { [posts] tx in try desk.sayOpenly(posts[0], at: now, in: tx) }
        try await scene.wait(.hours(1))
        #expect(try await scene.posts().isEmpty)
        try await scene.wait(.hours(10))
        posts = try await scene.posts()
        #expect(posts.map(\.kind) == ["morning"])
    }

    // MARK: Answers

    @Test func `an answer of the unit counts for what was spoken of there`() async throws {
        var (scene, posts) = try await unanswered([Self.head: .joined, Self.chief: .joined])
        // Another case of the unit, of which nobody spoke here.
        try await scene.say("luo", "文明路有一堆垃圾", photos: 1)
        _ = try await scene.posts()
        try await scene.say("hws-li", "收到", in: Self.head)
        #expect(try await scene.cases().map(\.state) == [.handling, .dispatched])
        try await scene.say("hws-li", "已清理", in: Self.head)
        posts = try await scene.posts()
        #expect(posts.map(\.kind) == ["ask-photo"] && posts.first?.room == Self.head)
        try await scene.say("hws-li", nil, photos: 1, in: Self.head)
        #expect(try await scene.cases().map(\.state) == [.closed, .dispatched])
        posts = try await scene.posts()
        #expect(posts.map(\.kind) == ["closed"] && posts[0].room == Scene.work)
    }

    @Test func `an answer that quotes or names a case counts for that`() async throws {
        var (scene, posts) = try await unanswered([Self.head: .joined, Self.chief: .joined])
        try await scene.say("luo", "文明路有一堆垃圾", photos: 1)
        let number = try #require(try await scene.cases()[1].number?.short)
        try await scene.say("hws-li", "收到", to: posts[0].id, in: Self.head)
        #expect(try await scene.cases().map(\.state) == [.handling, .dispatched])
        try await scene.say("hws-li", "\(number) 不是我们的，归市政", in: Self.head)
        posts = try await scene.posts()
        #expect(try await scene.cases()[1].state == .returned)
        #expect(posts.last?.kind == "ask-unit")
        #expect(posts.last?.room == Scene.work, "the dispatcher reads it in the room of the report")
    }

    @Test(arguments: ["文明路有一堆垃圾", "申请延期三天，车坏了", "请转市政", "已清理", "帮助", "请环卫今天处理完"])
    func `what is for others to read goes to the group, and one line a day says so`(text: String) async throws {
        var scene = try Scene(privately: true)
        try await scene.stand(Self.head, .joined)
        let first = try await scene.say("hws-li", text, in: Self.head)
        try await scene.say("hws-li", text, photos: 1, in: Self.head)
        try await scene.wait(.minutes(40))
        let posts = try await scene.posts()
        #expect(posts.map(\.kind) == ["private"])
        #expect(posts.first?.room == Self.head && posts.first?.replyTo == first)
        #expect(try await scene.cases().isEmpty)
        try await scene.wait(.days(1))
        try await scene.say("hws-li", text, in: Self.head)
        #expect(try await scene.kinds() == ["private"])
    }

    @Test(arguments: ["收到", "好的", "辛苦了", "在路上了"])
    func `small talk gets nothing`(text: String) async throws {
        var scene = try Scene(privately: true)
        try await scene.say("zhao", text, in: Self.chief)
        try await scene.say("hws-li", text, in: Self.head)
        #expect(try await scene.posts().isEmpty)
    }

    @Test func `a leader's word alone moves nothing, and others are not heard in a room of two`() async throws {
        var (scene, posts) = try await unanswered([Self.head: .joined, Self.chief: .joined])
        try await scene.say("zhao", "不予立案", to: posts[1].id, in: Self.chief)
        try await scene.say("hws-zhou", "收到", to: posts[0].id, in: Self.head)
        #expect(try await scene.cases().map(\.state) == [.dispatched])
        posts = try await scene.posts()
        #expect(posts.map(\.kind) == ["private"] && posts.first?.room == Self.chief)
    }
}

extension Scene {
    fileprivate func stand(_ person: RoomKey, _ standing: PrivateStanding) async throws {
        try await store.write { tx in
            try tx.save(MatrixPrivateRoom(with: person, room: "!\(person.id)", standing: standing))
        }
    }
}
