import Domain
import Foundation
import Tables

@testable import Understanding

/// A line of the fixtures: the form that `gridbridge evaluate` reads.
struct LabelledMessage: Decodable {
    struct Expectation: Decodable {
        var intent: String?
        var types: [String]?
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

/// An invented county of the fixtures: its tables laid over the common ones.
struct FixtureCounty {
    let county: County
    let rulebook: Rulebook

    /// The county that the seeds were first tried on.
    static let linshui = FixtureCounty("Readings/linshui")

    static let fixtures = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures")

    init(_ folder: String) {
        let seeds = FixtureCounty.fixtures.deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("seeds/common")
        county = County(
            TableFiles.read(
                files: FixtureCounty.files(in: FixtureCounty.fixtures.appendingPathComponent(folder)),
                defaults: FixtureCounty.files(in: seeds)
            ).tables)
        rulebook = Rulebook(county)
    }

    private static func files(in folder: URL) -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in TableFiles.names where name.hasSuffix(".csv") {
            if let data = try? Data(contentsOf: folder.appendingPathComponent(name)) { files[name] = Array(data) }
        }
        return files
    }

    func read(_ message: LabelledMessage) -> Reading {
        rulebook.read(
            message.text,
            Surroundings(
                room: message.room.flatMap { county.room(RoomKey(adapter: "generic", id: $0)) },
                sender: message.sender.flatMap { county.person($0) }, photos: message.photos ?? 0,
                time: message.time.flatMap { Timestamp(rfc3339: $0) }))
    }
}

/// Right and wrong readings of one file of fixtures.
struct Score {
    var rows = 0
    var intents = 0.0
    var types = 0.0
    var places = 0.0
    /// Of report items with a type and a confidence of 90 or more the part whose type is right.
    var sure = 0.0
    /// Ids of messages that should open nothing and would open a case at once.
    var falseAlarms: [String] = []
    /// Texts of plans, questions, negations, work begun or refused that are read as done.
    var hastyDeeds: [String] = []

    private static let notDone: Set<Substring> = [
        "plan", "asked", "negated", "partial", "progress", "acknowledge", "refused", "transferred", "extended",
        "dispute", "suspended",
    ]

    init(of file: String, in county: FixtureCounty) throws {
        let text = try String(contentsOf: FixtureCounty.fixtures.appendingPathComponent(file), encoding: .utf8)
        let decoder = JSONDecoder()
        let messages = try text.split(separator: "\n").map {
            try decoder.decode(LabelledMessage.self, from: Data($0.utf8))
        }
        var right = (intents: 0, types: 0, places: 0, sure: 0)
        var counted = (intents: 0, types: 0, places: 0, sure: 0)
        for message in messages {
            let reading = county.read(message)
            let reports = reading.items.filter { $0.intent == .report }
            if let intent = message.expect.intent {
                counted.intents += 1
                if reading.intent.rawValue == intent { right.intents += 1 }
            }
            if let types = message.expect.types {
                counted.types += 1
                if Set(reports.compactMap(\.type)) == Set(types) { right.types += 1 }
                for report in reports where report.confidence >= 90 {
                    guard let type = report.type else { continue }
                    counted.sure += 1
                    if types.contains(type) { right.sure += 1 }
                }
            }
            if let place = message.expect.place {
                counted.places += 1
                if reports.contains(where: { ($0.place?.name ?? $0.place?.text) == place }) { right.places += 1 }
            }
            let isOpening = ["report", "directive"].contains(message.expect.intent ?? "report")
            let isQuiet = message.expect.types?.isEmpty == true || !isOpening
            if isQuiet, reports.contains(where: { !$0.selfHandled && $0.type != nil && $0.confidence >= 80 }) {
                falseAlarms.append(message.id)
            }
            if Self.notDone.contains(message.kind), reading.items.contains(where: { $0.intent == .done }) {
                hastyDeeds.append(message.text)
            }
        }
        rows = messages.count
        func part(_ right: Int, _ counted: Int) -> Double { Double(right) / Double(max(1, counted)) }
        intents = part(right.intents, counted.intents)
        types = part(right.types, counted.types)
        places = part(right.places, counted.places)
        sure = part(right.sure, counted.sure)
    }
}
