import Foundation
import Testing

/// A synthetic county through the built program.
@Suite struct SimulationTests {
    private func run(days: Int = 5, cases: Int = 100, from start: String = "2026-01-01", seed: Int) throws -> [String] {
        let root = DayTests.root
        return try Program.run([
            "simulate", "--days", "\(days)", "--cases", "\(cases)", "--from", start, "--seed", "\(seed)", "--tables",
            root.appending(path: "seeds/demo").path, "--seeds", root.appending(path: "seeds").path, "--templates",
            root.appending(path: "Templates").path,
        ])
    }

    private func figure(_ name: String, in lines: [String]) -> String? {
        lines.first { $0.hasPrefix(name + " ") }?.split(separator: " ").last.map(String.init)
    }

    /// From the last working days before the Spring Festival of 2026 to the first ones after it, the make-up Saturday among
    /// them.
    @Test func `through the Spring Festival the books agree`() throws {
        let lines = try run(days: 13, cases: 80, from: "2026-02-13", seed: 2)
        #expect(figure("problems", in: lines) == "0" && figure("days", in: lines) == "13")
        let busiest = try #require(figure("mostSupervisionPostsOfARoomADay", in: lines).flatMap(Int.init))
        #expect(busiest <= 6)
    }

    /// As many reports a day as in a year of ten thousand.
    @Test func `of ten things said in the group the bridge says less than four`() throws {
        let lines = try run(days: 8, cases: 200, from: "2026-03-16", seed: 2)
        let share = try #require(figure("postsPerHumanMessage", in: lines).flatMap(Double.init))
        #expect(share > 0.2 && share <= 0.4, "\(share)")
        let rooms = try #require(lines.first { $0.hasPrefix("posts by room: ") }).dropFirst("posts by room: ".count)
        let counts = rooms.split(separator: ", ").compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
        #expect(counts.count > 3 && counts.reduce(0, +) == figure("posts", in: lines).flatMap(Int.init))
        #expect(figure("closedBySilence", in: lines).flatMap(Int.init).map { $0 > 0 } == true)
    }

    @Test func `the same seed gives the same bytes, another seed others, and the books agree every day`() throws {
        let first = try run(seed: 3)
        #expect(try run(seed: 3) == first)
        #expect(try run(seed: 4) != first)
        #expect(first.contains { $0.hasPrefix("problems") && $0.hasSuffix(" 0") })
    }
}
