import Domain
import Foundation
import Tables
import Testing

@testable import Understanding

/// The talk of an invented county that the seeds were not written for, read with `seeds/common` and that county's own
/// tables. The floors stand a little below what was measured; a change of the tables that falls under one made the
/// reading of strangers worse.
@Suite struct GroupReadingTests {
    @Test func `the talk of another county is read as labelled`() throws {
        let score = try Score(of: "group.jsonl")
        #expect(score.rows >= 500)
        #expect(score.intents >= 0.93, "intent \(score.intents)")
        #expect(score.types >= 0.94, "type \(score.types)")
        #expect(score.places >= 0.96, "place \(score.places)")
    }

    @Test func `chatter, answers and sums of another county open next to no case`() throws {
        let score = try Score(of: "group.jsonl")
        #expect(score.falseAlarms.count <= 6, "\(score.falseAlarms)")
    }

    @Test func `short replies are read as labelled`() throws {
        let score = try Score(of: "replies.jsonl")
        #expect(score.rows >= 400)
        #expect(score.intents >= 0.90, "intent \(score.intents)")
        #expect(score.falseAlarms.count <= 1, "\(score.falseAlarms)")
    }

    /// What is only planned, asked, denied or begun must never close a case.
    @Test func `no plan, question, negation or part of the work is read as done`() throws {
        let score = try Score(of: "replies.jsonl")
        #expect(score.hastyDeeds.isEmpty, "\(score.hastyDeeds)")
    }
}

/// A line of the fixtures: the form that `gridbridge evaluate` reads.
private struct LabelledMessage: Decodable {
    struct Expectation: Decodable {
        var intent: String
        var types: [String]
        var place: String?
        var grid: String?
    }

    var id: String
    var text: String
    var room: String?
    var sender: String?
    var photos: Int?
    var time: String?
    var expect: Expectation

    /// `plan-07` is of the kind `plan`.
    var kind: Substring { id.prefix { $0 != "-" } }
}

/// The tables of the invented county laid over the common ones.
private enum Linshui {
    static let fixtures = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures/Readings")
    static let county = County(
        TableFiles.read(
            files: files(in: fixtures.appendingPathComponent("linshui")),
            defaults: files(
                in: fixtures.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
                    .appendingPathComponent("seeds/common"))
        ).tables)
    static let rulebook = Rulebook(county)

    private static func files(in folder: URL) -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in TableFiles.names where name.hasSuffix(".csv") {
            if let data = try? Data(contentsOf: folder.appendingPathComponent(name)) { files[name] = Array(data) }
        }
        return files
    }
}

/// Right and wrong readings of one file of fixtures.
private struct Score {
    var rows = 0
    var intents = 0.0
    var types = 0.0
    var places = 0.0
    /// Ids of messages that should open nothing and would open a case at once.
    var falseAlarms: [String] = []
    /// Texts of plans, questions, negations, work begun or refused that are read as done.
    var hastyDeeds: [String] = []

    private static let notDone: Set<Substring> = [
        "plan", "asked", "negated", "partial", "progress", "acknowledge", "refused", "transferred", "extended",
        "dispute",
    ]

    init(of file: String) throws {
        let text = try String(contentsOf: Linshui.fixtures.appendingPathComponent(file), encoding: .utf8)
        let decoder = JSONDecoder()
        let messages = try text.split(separator: "\n").map {
            try decoder.decode(LabelledMessage.self, from: Data($0.utf8))
        }
        var right = (intents: 0, types: 0, places: 0)
        var placed = 0
        for message in messages {
            let reading = Self.read(message)
            let reports = reading.items.filter { $0.intent == .report }
            if reading.intent.rawValue == message.expect.intent { right.intents += 1 }
            if Set(reports.compactMap(\.type)) == Set(message.expect.types) { right.types += 1 }
            if let place = message.expect.place {
                placed += 1
                if reports.contains(where: { ($0.place?.name ?? $0.place?.text) == place }) { right.places += 1 }
            }
            let isQuiet = message.expect.types.isEmpty || !["report", "directive"].contains(message.expect.intent)
            if isQuiet, reports.contains(where: { !$0.selfHandled && $0.type != nil && $0.confidence >= 80 }) {
                falseAlarms.append(message.id)
            }
            if Self.notDone.contains(message.kind), reading.items.contains(where: { $0.intent == .done }) {
                hastyDeeds.append(message.text)
            }
        }
        rows = messages.count
        intents = Double(right.intents) / Double(max(1, rows))
        types = Double(right.types) / Double(max(1, rows))
        places = Double(right.places) / Double(max(1, placed))
    }

    private static func read(_ message: LabelledMessage) -> Reading {
        let county = Linshui.county
        return Linshui.rulebook.read(
            message.text,
            Surroundings(
                room: message.room.flatMap { county.room(RoomKey(adapter: "generic", id: $0)) },
                sender: message.sender.flatMap { county.person($0) }, photos: message.photos ?? 0,
                time: message.time.flatMap { Timestamp(rfc3339: $0) }))
    }
}
