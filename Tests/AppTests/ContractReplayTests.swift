import Foundation
import Testing

/// What `replay` says beside its posts.
@Suite(.timeLimit(.minutes(4))) struct ContractReplayTests {
    @Test func `the last line of stderr gives posts a room and posts per human message`() throws {
        let run = try ContractRun([
            "replay", Site.seeds + "/demo/day/01-morning-round.jsonl", "--tables", Site.seeds + "/demo", "--seeds",
            Site.seeds, "--templates", Site.templates,
        ])
        #expect(run.code == 0 && !run.lines.isEmpty)
        let last = try #require(run.complaintLines.last)
        let parts = try #require(
            last.wholeMatch(
                of: /posts: (\d+) \((.*)\); human messages: (\d+); posts per human message: (\d\.\d{3})/))
        let (posts, messages) = (try #require(Int(parts.1)), try #require(Int(parts.3)))
        #expect(posts == run.lines.count)
        let rooms = try parts.2.split(separator: ", ").map {
            try #require($0.split(separator: " ").last.flatMap { Int($0) })
        }
        #expect(rooms.reduce(0, +) == posts)
        #expect(String(parts.4) == String(format: "%.3f", Double(posts) / Double(messages)))
    }
}
