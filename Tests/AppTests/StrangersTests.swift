import Foundation
import JSON
import Testing

/// Talk of counties that the tables were not written for, and ways of telling of each type (the `README.md` of each folder in
/// `Tests/Fixtures` says how it came about and what of it was tuned on), measured through the built program.
///
/// The floors stand a little below what was measured; a change that falls under one made the reading of strangers worse.
@Suite struct StrangersTests {
    struct Floor: CustomTestStringConvertible {
        /// The folder below `Tests/Fixtures` and the file in it.
        let county: String
        let file: String
        let rows: Int
        /// As `--require` takes it.
        let figures: String

        init(_ county: String, _ file: String, _ rows: Int, _ figures: String) {
            (self.county, self.file, self.rows, self.figures) = (county, file, rows, figures)
        }

        var testDescription: String { "\(county)/\(file)" }
    }

    @Test(arguments: [
        Floor("Huaiping", "replies.dev", 700, "intent=0.93,intentF1=0.93,type=0.99,falseAlarmRate=0.002"),
        Floor("Huaiping", "replies.held", 700, "intent=0.77,intentF1=0.77,type=0.985,falseAlarmRate=0.003"),
        Floor("Huaiping", "messages.dev", 250, "intent=0.93,type=0.93,place=0.95,grid=0.97,falseAlarmRate=0.02"),
        Floor("Huaiping", "messages.held", 250, "intent=0.88,type=0.85,place=0.92,grid=0.94,falseAlarmRate=0.03"),
        Floor("Biya", "replies.a", 220, "intent=0.80,type=0.98,falseAlarmRate=0.01"),
        Floor("Biya", "replies.b", 220, "intent=0.77,type=0.98,falseAlarmRate=0.01"),
        Floor("Biya", "messages.a", 220, "intent=0.86,type=0.86,place=0.95,grid=0.96,falseAlarmRate=0.04"),
        Floor("Biya", "messages.b", 220, "intent=0.77,type=0.67,place=0.88,grid=0.87,falseAlarmRate=0.09"),
        Floor("Qinghe", "messages", 390, "intent=0.75,type=0.67,place=0.87,grid=0.87,falseAlarmRate=0.06"),
        Floor("Qinghe", "replies", 280, "intent=0.66,type=0.95,falseAlarmRate=0.02"),
        Floor("Liquan", "messages.held", 250, "intent=0.87,type=0.85,place=0.96,grid=0.96,falseAlarmRate=0.05"),
        Floor("Liquan", "replies.held", 200, "intent=0.77,type=0.98,falseAlarmRate=0.01"),
        Floor("Jiaowan", "messages.held", 275, "intent=0.81,type=0.80,place=0.96,grid=0.96,falseAlarmRate=0.10"),
        Floor("Jiaowan", "replies.held", 225, "intent=0.74,type=0.96,falseAlarmRate=0.02"),
    ])
    func `a stranger's talk is read as labelled, at least this often`(_ floor: Floor) throws {
        let folder = "\(Site.repository)/Tests/Fixtures/\(floor.county)"
        let run = try ContractRun([
            "evaluate", "\(folder)/\(floor.file).jsonl", "--tables", "\(folder)/tables", "--require", floor.figures,
            "--json",
        ])
        #expect(run.code == 0, "\(run.complaints)")
        #expect(try JSONReader.read(run.output)["messages"]?.int ?? 0 >= floor.rows)
    }

    /// Sentences of single types, without a county.
    @Test(arguments: [
        ("01.blind", "type=0.78"), ("02.third", "type=0.85"), ("06.held", "type=0.70"), ("09.held", "type=0.60"),
        ("01.quiet", "falseAlarmRate=0.01"), ("06.quiet", "falseAlarmRate=0.01"), ("98.quiet", "falseAlarmRate=0.01"),
        ("things.quiet", "falseAlarmRate=0.02"),
    ])
    func `ways of telling are read as their types, and quiet ones are left alone`(
        _ file: String, _ figures: String
    ) throws {
        let run = try ContractRun([
            "evaluate", "\(Site.repository)/Tests/Fixtures/Ways/\(file).jsonl", "--tables",
            "\(Site.repository)/seeds/demo", "--require", figures, "--json",
        ])
        #expect(run.code == 0, "\(run.complaints)")
    }

    /// What is only planned, asked, denied, under way or done in part closes no case: no row of these
    /// kinds, in what was tuned on and in what was not.
    @Test(arguments: [("Huaiping", "replies.dev"), ("Huaiping", "replies.held")])
    func `no plan, question, negation, progress or part is read as done`(_ county: String, _ file: String) throws {
        let folder = "\(Site.repository)/Tests/Fixtures/\(county)"
        let rows = try Self.rows("\(county)/\(file)").filter { row in
            guard let id = row["id"]?.string else { return false }
            return Self.kindsWithoutDeed.contains { id.hasPrefix("\($0)-") }
        }
        #expect(rows.count > 50)
        let readings = try ContractRun.explain(rows.map { $0.serialized() }, ["--tables", "\(folder)/tables"]).readings
        #expect(readings.count == rows.count)
        let hasty = zip(rows, readings).filter { _, reading in
            reading["items"]?.array?.contains { $0["intent"]?.string == "done" } ?? true
        }
        #expect(hasty.isEmpty, "\(hasty.map { $0.0["id"]?.string ?? "" })")
    }

    /// The beginnings of ids of replies that tell no finished work.
    private static let kindsWithoutDeed = [
        "plan", "asked", "negated", "partial", "progress", "acknowledge", "extended", "suspended", "refused", "query",
        "remind", "directive", "chatter", "answer", "withdraw",
    ]

    @Test func `the fixtures hold a thousand replies, and no sentence stands in both halves`() throws {
        for (name, least) in [("replies", 1000), ("messages", 500)] {
            let halves = try ["dev", "held"].map { try Self.rows("Huaiping/\(name).\($0)") }
            #expect(halves.map(\.count).reduce(0, +) >= least)
            let texts = halves.map { Set($0.compactMap { $0["text"]?.string }) }
            #expect(texts[0].isDisjoint(with: texts[1]))
            #expect(texts[0].count + texts[1].count == halves[0].count + halves[1].count)
        }
    }

    static func rows(_ file: String) throws -> [JSONValue] {
        try String(contentsOfFile: "\(Site.repository)/Tests/Fixtures/\(file).jsonl", encoding: .utf8).split(
            separator: "\n"
        )
        .map { try JSONReader.read(Array($0.utf8)) }
    }
}
