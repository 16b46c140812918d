import Cases
import Domain
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
}
