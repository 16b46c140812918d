import Cases
import Domain
import Store
import Testing

@testable import Desk

/// Whom each step of the shipped ladder names, and where it is said.
@Suite struct LadderReceiverTests {
    private func said(_ posts: [OutboundPost]) -> [String] {
        posts.map { post in
            let mentions = post.mentions.joined(separator: "+")
            return "\(post.kind) \(post.room.id) \(Zone.china.civil(post.at).clock) \(mentions)"
        }
    }

    @Test func `the first chase is for the contact, the second for the head too and in the unit's room`() async throws {
        let own = RoomKey(adapter: "generic", id: "unit-hws")
        var scene = try Scene(tables: { tables in
            tables.rooms.append(Room(key: own, name: "环卫群", purpose: .unit, unit: "hws"))
            // The head cannot be reached here, so the contact is somebody else.
            for index in tables.people.indices where tables.people[index].id == "hws-li" {
                tables.people[index].accounts = [AccountKey(adapter: "other", id: "hws-li")]
            }
        })
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        _ = try await scene.posts()
        try await scene.wait(.minutes(50))
        let posts = try await scene.posts()
        #expect(
            said(posts) == [
                "chase work 09:25 hws-zhou", "chase work 09:45 zhao", "chase unit-hws 09:45 zhao",
            ])
        #expect(posts.count == 3 && posts[1].text == posts[2].text)
    }

    @Test func `a case without a unit is the dispatcher's, then the leader's too`() async throws {
        var scene = try Scene(tables: { $0.routes.removeAll { $0.type == "市容环境" } })
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        _ = try await scene.posts()
        try await scene.wait(.hours(2))
        #expect(said(try await scene.posts()) == ["chase work 09:30 chen", "chase work 10:00 chen+zhao"])
    }

    @Test func `a check is the checker's, then the dispatcher's too`() async throws {
        var scene = try Scene(tables: { tables in
            for index in tables.caseTypes.indices where tables.caseTypes[index].code == "06010" {
                tables.caseTypes[index].closing = .check
            }
        })
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1, id: "a")
        try await scene.say("hws-li", "已清理", photos: 1, to: "a")
        _ = try await scene.posts()
        try await scene.wait(.hours(3))
        #expect(said(try await scene.posts()) == ["chase work 09:46 he", "chase work 10:46 he+chen"])
    }

    @Test func `a request for time is its approver's`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1, id: "a")
        try await scene.say("hws-li", "申请延期3天", to: "a")
        _ = try await scene.posts()
        try await scene.wait(.hours(3))
        #expect(said(try await scene.posts()) == ["chase work 11:16 chen"])
    }

    @Test func `a talk is asked for at the third red card, not before`() async throws {
        var scene = try Scene()
        var told: [Bool] = []
        for (id, place) in [("a", "宣芳桥"), ("b", "时代广场"), ("c", "文明路")] {
            try await scene.say("wang", "\(place)有一堆垃圾", photos: 1, id: id)
            for _ in 0..<2 {
                try await scene.say("hws-li", "已清理", photos: 1, to: id)
                try await scene.say("wang", "没清干净", photos: 1, to: id)
            }
            let newest = try #require(try await scene.cases().last)
            #expect(newest.supervision == .red)
            let reasons = try await scene.store.read { try $0.history(of: newest.id).compactMap(\.why) }
            told.append(reasons.contains("talk-reds"))
        }
        #expect(told == [false, false, true])
    }

    @Test func `limits of a class and of a grid above hold for what lies below them`() async throws {
        var scene = try Scene(tables: { tables in
            tables.limits += [
                ClockLimit(clock: .handling, type: "市容环境", grid: "xx", within: [Limit(5, .hours)]),
                ClockLimit(clock: .handling, type: "市容环境", grid: "03", within: [Limit(3, .hours)]),
                ClockLimit(clock: .check, grid: "03", within: [Limit(7, .minutes)]),
            ]
        })
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        try await scene.say("luo", "文明路有一堆垃圾", photos: 1)
        let cases = try await scene.cases()
        #expect(cases.map(\.terms.resolveWithin) == [Limit(3, .hours), Limit(5, .hours)])
        #expect(cases[0].terms.checkWithin == Limit(7, .minutes) && cases[1].terms.checkWithin == Limit(30, .minutes))
    }
}
