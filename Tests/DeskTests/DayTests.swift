import Foundation
import Testing

/// The recorded day of the demo county through the built program: what comes of it, and that it comes again.
@Suite struct DayTests {
    @Test func `the day gives the same bytes twice`() throws {
        #expect(try Self.first.get().lines == Run().lines)
    }

    @Test func `the bridge says at most half as much as the people`() throws {
        let run = try Self.first.get()
        #expect(!run.posts.isEmpty)
        #expect(run.posts.count * 2 <= run.humanMessages)
    }

    @Test func `every case has one card at most, and no post is made twice`() throws {
        let posts = try Self.first.get().posts
        #expect(Set(posts.map(\.id)).count == posts.count)
        let cards = posts.filter { $0.kind == "assignment" && !$0.id.contains("@") }
        #expect(Set(cards.map(\.case)).count == cards.count)
    }

    @Test func `posts come in the order of their times`() throws {
        let times = try Self.first.get().posts.map(\.time)
        #expect(times == times.sorted())
    }

    @Test func `types, states, units, times and kinds of posts are as the golden says`() throws {
        let found = try Self.first.get().golden()
        let golden = Self.root.appending(path: "Tests/Fixtures/Day/day.golden.jsonl")
        if ProcessInfo.processInfo.environment["GRIDBRIDGE_REWRITE"] == "1" {
            try FileManager.default.createDirectory(
                at: golden.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(found.joined(separator: "\n").utf8 + [0x0A]).write(to: golden)
        }
        let kept = try String(contentsOf: golden, encoding: .utf8).split(separator: "\n").map(String.init)
        #expect(kept.count == found.count, "write the golden again with GRIDBRIDGE_REWRITE=1")
        for (wanted, line) in zip(kept, found) { #expect(line == wanted) }
    }

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static let first = Result { try Run() }

    /// One run of `gridbridge replay` over the day.
    struct Run: Sendable {
        struct Post: Decodable {
            var id: String
            var time: String
            var kind: String
            var `case`: String?
        }

        struct Subject: Codable {
            struct CaseType: Codable {
                var code: String
            }
            var number: String?
            var state: String
            var type: CaseType?
            var unit: String?
            var reportedAt, filedAt, assignedAt, acknowledgedAt, handledAt, closedAt, dueAt: String?
            /// The kinds of what was said of it; filled in here.
            var posts: [String]?
        }

        private struct CaseLine: Decodable {
            var `case`: Subject
        }

        private struct Said: Decodable {
            struct Content: Decodable {
                var id: String
            }
            var type: String
            var data: Content
        }

        let lines: [String]
        let posts: [Post]
        let cases: [Subject]
        let humanMessages: Int

        init() throws {
            let day = DayTests.root.appending(path: "seeds/demo/day.jsonl")
            lines = try Program.run([
                "replay", day.path, "--cases", "--tables", DayTests.root.appending(path: "seeds/demo").path,
                "--seeds", DayTests.root.appending(path: "seeds").path,
                "--templates", DayTests.root.appending(path: "Templates").path,
            ])
            let decoder = JSONDecoder()
            cases = try lines.filter { $0.hasPrefix(#"{"case":"#) }
                .map { try decoder.decode(CaseLine.self, from: Data($0.utf8)).case }
            posts = try lines.filter { !$0.hasPrefix(#"{"case":"#) }
                .map { try decoder.decode(Post.self, from: Data($0.utf8)) }
            let said = try String(contentsOf: day, encoding: .utf8).split(separator: "\n")
                .map { try decoder.decode(Said.self, from: Data($0.utf8)) }
            humanMessages = Set(said.filter { $0.type == "message.created" }.map(\.data.id)).count
        }

        /// A line a case, then one with how often each kind of post was made.
        func golden() throws -> [String] {
            let kinds = Dictionary(grouping: posts, by: \.case).mapValues { $0.map(\.kind) }
            let rows = cases.map { subject in
                var row = subject
                row.posts = subject.number.flatMap { kinds[$0] } ?? []
                return row
            }
            let counts = Dictionary(grouping: posts, by: \.kind).mapValues(\.count)
            return try rows.map(Self.text) + [Self.text(["posts": counts])]
        }

        private static func text(_ value: some Encodable) throws -> String {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        }
    }
}

/// The built program, which lies beside the tests.
enum Program {
    struct Failed: Error, CustomStringConvertible {
        var description: String
    }

    /// What it prints, line by line.
    static func run(_ arguments: [String]) throws -> [String] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appending(path: "gridbridge")
        process.arguments = arguments
        // Outside of every folder that could hold a configuration.
        process.currentDirectoryURL = FileManager.default.temporaryDirectory
        let (output, complaints) = (Pipe(), FileManager.default.temporaryDirectory.appending(path: UUID().uuidString))
        try Data().write(to: complaints)
        defer { try? FileManager.default.removeItem(at: complaints) }
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: complaints)
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let words = (try? String(contentsOf: complaints, encoding: .utf8)) ?? ""
            throw Failed(
                description: "gridbridge \(arguments.first ?? "") ended with \(process.terminationStatus): \(words)")
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
