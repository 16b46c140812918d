import Foundation
import Testing

/// Logs with weekends, a make-up day, midnight and quiet hours through the built program.
@Suite struct TimeLogTests {
    private struct Post: Decodable {
        var time: String
        var room: String
        var kind: String
        var `case`: String?
    }

    private struct CaseLine: Decodable {
        struct Subject: Decodable {
            struct Event: Decodable {
                var at: String
                var kind: String
                var why: String?
            }
            var number: String?
            var state: String
            var dueAt: String?
            var overdue: Bool
            var supervision: String
            var events: [Event]
        }
        var `case`: Subject
    }

    @Test(arguments: ["weekend", "make-up-day", "midnight", "quiet-hours"])
    func `what is said and what becomes late is as the golden says`(_ name: String) throws {
        let folder = DayTests.root.appending(path: "Tests/Fixtures/Time")
        let found = try story(of: folder.appending(path: "\(name).jsonl").path)
        let golden = folder.appending(path: "\(name).golden")
        if ProcessInfo.processInfo.environment["GRIDBRIDGE_REWRITE"] == "1" {
            try Data((found.joined(separator: "\n") + "\n").utf8).write(to: golden)
        }
        let kept = try String(contentsOf: golden, encoding: .utf8).split(separator: "\n").map(String.init)
        #expect(found == kept)
    }

    /// A line a post, then a line a case with what the clock did to it.
    private func story(of log: String) throws -> [String] {
        let lines = try Program.run([
            "replay", log, "--cases", "--tables", DayTests.root.appending(path: "seeds/demo").path, "--seeds",
            DayTests.root.appending(path: "seeds").path, "--templates", DayTests.root.appending(path: "Templates").path,
        ])
        let decoder = JSONDecoder()
        func clock(_ time: String) -> String { time.prefix(19).replacingOccurrences(of: "T", with: " ") }
        let said = try lines.filter { !$0.hasPrefix(#"{"case":"#) }.map { line in
            let post = try decoder.decode(Post.self, from: Data(line.utf8))
            return "\(clock(post.time)) \(post.room) \(post.kind) \(post.case ?? "")".trimmingCharacters(
                in: .whitespaces)
        }
        let cases = try lines.filter { $0.hasPrefix(#"{"case":"#) }.map { line in
            let subject = try decoder.decode(CaseLine.self, from: Data(line.utf8)).case
            let events = subject.events.map { event in
                "\(event.kind) \(clock(event.at).dropFirst(5))"
                    + (event.why.map { $0.allSatisfy(\.isASCII) ? " \($0)" : "" } ?? "")
            }
            return "\(subject.number ?? "-") \(subject.state) due \(subject.dueAt.map(clock) ?? "-") "
                + "\(subject.overdue ? "late " : "")\(subject.supervision): " + events.joined(separator: ", ")
        }
        return said + cases
    }
}
