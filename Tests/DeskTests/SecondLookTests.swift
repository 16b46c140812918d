import Cases
import Domain
import Store
import Testing

@testable import Desk

/// Which cases are looked at again after their closing.
@Suite struct SecondLookTests {
    /// Forty numbers a day for five hundred days.
    private static let numbers = (20_454..<20_954).flatMap { day in
        (1...40).map { CaseNumber(date: CivilDate(dayNumber: day), ordinal: $0) }
    }

    private func drawn(_ percent: Int, seed: Int) -> Set<CaseNumber> {
        Set(Self.numbers.filter { SecondLook(percent: percent, seed: seed).draws($0) })
    }

    @Test(arguments: 1...8) func `five in a hundred are drawn, whatever the seed`(_ seed: Int) {
        let all = drawn(5, seed: seed)
        // Of 20,000: three standard deviations of a fair draw are 92.
        #expect((908...1092).contains(all.count), "\(all.count)")
        // Day by day and number by number it is no pattern.
        let byOrdinal = Dictionary(grouping: all, by: \.ordinal).mapValues(\.count)
        #expect(byOrdinal.count == 40 && byOrdinal.values.allSatisfy { (8...50).contains($0) })
    }

    @Test func `the same seed draws the same, another one others`() {
        #expect(drawn(5, seed: 1) == drawn(5, seed: 1))
        let both = drawn(5, seed: 1).intersection(drawn(5, seed: 2))
        #expect(both.count < 100, "two draws have a twentieth in common")
        #expect(drawn(0, seed: 1).isEmpty && drawn(100, seed: 1).count == Self.numbers.count)
        #expect(drawn(5, seed: 1).isSubset(of: drawn(10, seed: 1)))
    }

    @Test func `only street order is drawn from`() async throws {
        var scene = try Scene { $0.secondLookPercent = 100 }
        try await scene.say("luo", "文明路店外经营", photos: 1)
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        try await scene.say("luo", "文明路墙上小广告贴了好多", photos: 1)
        try await scene.say("luo", "文明路两家邻居为噪音吵起来了要打架", photos: 1)
        let drawn = try await scene.cases().filter(\.terms.secondLook)
        #expect(try await scene.cases().count == 4)
        #expect(drawn.map { scene.desk.county.caseType($0.type ?? "")?.className } == ["街面秩序"])
    }

    @Test func `the share of a year's street order is what the seed draws of its numbers`() async throws {
        var scene = try Scene { ($0.secondLookPercent, $0.secondLookSeed) = (30, 9) }
        for index in 0..<40 {
            try await scene.say("luo", "文明路店外经营", photos: 1, id: "r\(index)")
            try await scene.say("cg1-he", "已规范", photos: 1, to: "r\(index)")
        }
        let cases = try await scene.cases()
        let numbers = cases.compactMap(\.number)
        #expect(numbers.count == 40 && cases.allSatisfy { $0.state == .closed })
        let look = SecondLook(percent: 30, seed: 9)
        #expect(cases.filter(\.terms.secondLook).compactMap(\.number) == numbers.filter(look.draws))
        #expect(cases.contains(where: \.terms.secondLook) && !cases.allSatisfy(\.terms.secondLook))
    }

    // MARK: What comes of a look

    /// A case of street order that was closed on Friday at nine.
    private func closedCase(_ id: String, at place: String, in scene: inout Scene) async throws {
        try await scene.say("luo", "\(place)店外经营", photos: 1, id: id)
        try await scene.say("cg1-he", "已规范", photos: 1, to: id)
    }

    @Test func `a look that nobody answers is chased, and stands in every morning until somebody does`() async throws {
        var scene = try Scene { $0.secondLookPercent = 100 }
        try await closedCase("a", at: "文明路", in: &scene)
        _ = try await scene.posts()
        try await scene.wait(.days(3))
        let check = try #require(try await scene.posts().last)
        #expect(check.kind == "check")
        for expected in [["chase", "chase", "morning"], ["morning"]] {
            try await scene.setMorning()
            try await scene.wait(.days(1))
            let posts = try await scene.posts()
            #expect(posts.map(\.kind) == expected)
            #expect(posts.last?.text.contains("待回头看") == true && posts.allSatisfy { $0.mentions.contains("he") })
        }
        try await scene.say("he", "复查了，没问题", to: check.id)
        let subject = try await scene.cases()[0]
        #expect(subject.state == .closed && subject.lookAskedAt == nil)
        try await scene.setMorning()
        try await scene.wait(.days(1))
        #expect(try await scene.kinds() == [])
    }

    @Test func `what a look finds undone is a new case that names the old one, which stays closed`() async throws {
        var scene = try Scene { $0.secondLookPercent = 100 }
        try await closedCase("a", at: "文明路", in: &scene)
        _ = try await scene.posts()
        try await scene.wait(.days(3))
        let check = try #require(try await scene.posts().last)
        try await scene.say("he", "没清干净，又摆出来了", photos: 1, to: check.id)
        let cases = try await scene.cases()
        try #require(cases.count == 2)
        #expect(cases[0].state == .closed && cases[0].lookAskedAt == nil && cases[0].reworks == 0)
        #expect(cases[1].recurrenceOf == cases[0].id && cases[1].unit == "cg1" && cases[1].state == .dispatched)
        #expect(try await scene.history(cases[0]).suffix(2) == ["checkAsked", "noted"])
        #expect(try await scene.kinds() == ["assignment"])
    }

    @Test func `looks that an outage made late are asked for in one post`() async throws {
        var scene = try Scene { $0.secondLookPercent = 100 }
        try await closedCase("a", at: "文明路", in: &scene)
        try await closedCase("b", at: "时代广场", in: &scene)
        _ = try await scene.posts()
        scene.now = scene.now.advanced(by: .days(5))
        let (desk, now) = (scene.desk, scene.now)
        while let due = try await scene.store.read({ try $0.nextTimerDue() }), due <= now {
            try await scene.store.write { tx in
                for timer in try tx.takeDueTimers(at: now, limit: 1) { try desk.ring(timer, at: now, in: tx) }
            }
        }
        #expect(try await scene.kinds() == [])
        try await scene.wait(.minutes(16))
        let posts = try await scene.posts()
        #expect(posts.map(\.kind) == ["morning"] && posts[0].mentions == ["he"])
        #expect(try await scene.cases().allSatisfy { posts[0].text.contains($0.number?.short ?? "?") })
    }
}
