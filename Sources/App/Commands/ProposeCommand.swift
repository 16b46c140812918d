import Domain
import Foundation
import JSON
import Store
import Tables
import Understanding

/// `gridbridge tables propose`: rows that the tables could learn from corrections, each tried before it is shown.
struct ProposeCommand {
    private let arguments: Arguments
    private let support: Int
    private let limit: Int
    /// Numbers of proposals to put into the folder's table.
    private let accepted: [Int]
    private var folder: String? { arguments.words.first }

    static let specification = Arguments.Specification(
        options: ["--from", "--accept", "--support", "--limit"], flags: ["--json", "--csv"], words: 0...1)

    init(_ words: ArraySlice<String>) throws(UsageError) {
        arguments = try Arguments(words, command: "tables", Self.specification)
        support = try arguments.whole("--support", 2...1000, default: 2)
        limit = try arguments.whole("--limit", 1...1000, default: 20)
        var accepted: [Int] = []
        for part in arguments.all("--accept").flatMap({ $0.split(separator: ",") }) {
            guard let number = Int(part), number > 0 else {
                throw UsageError("--accept wants numbers of proposals such as 1,3, not '\(part)'")
            }
            if !accepted.contains(number) { accepted.append(number) }
        }
        self.accepted = accepted
        if !accepted.isEmpty, arguments.words.isEmpty {
            throw UsageError("--accept wants the folder of tables to put the rows into; try 'gridbridge help tables'")
        }
        if arguments.has("--json"), arguments.has("--csv") {
            throw UsageError("--json and --csv are two ways; give one")
        }
    }

    func run(_ configuration: Configuration, _ resources: Resources) async throws -> ExitCode {
        let tables = try await TablesSource(folders: folder.map { [$0] } ?? [], resources: resources).load {
            try await TablesInForce.read(of: configuration)?.origin
        }.result.tables
        let county = County(tables)
        let rulebook = Rulebook(county)
        let lessons: [Lesson]
        if let file = arguments.value("--from") {
            lessons = try Lessons.read(try LabelledFile(file), county, configuration.zone, rulebook)
        } else {
            guard FileManager.default.fileExists(atPath: configuration.storePath) else {
                throw WorldFailure(
                    "there is no store at \(configuration.storePath) with corrections to learn from; "
                        + "--from FILE.jsonl learns from labelled messages")
            }
            lessons = try await Lessons.read(
                try Store(reading: configuration.storePath), county, configuration.zone, rulebook)
        }
        let miner = PhraseMiner(
            lessons, stretches: lessons.map { rulebook.plainStretches(of: $0.judged.text) }, support: support)
        let trial = ProposalTrial(tables: tables, lessons: lessons, fileFrom: configuration.fileFrom)
        let (proposals, tried) = trial.proposals(miner.candidates(), limit: limit)
        let report = ProposalReport(
            county: county, proposals: proposals, messages: lessons.count, misread: lessons.count(where: \.isMisread),
            tried: tried)
        Console.complain(report.summary)
        if !accepted.isEmpty { return try accept(proposals, tables, configuration, resources) }
        if arguments.has("--json") {
            Console.print(report.json.serialized(pretty: true))
        } else if arguments.has("--csv") {
            Console.print(KeywordFile.rows(proposals.map(\.keyword)))
        } else if !proposals.isEmpty {
            Console.print(report.lines().joined(separator: "\n"))
        }
        return .done
    }

    /// Puts the rows into the folder's table and prints what that changes; nothing is in force before an import.
    private func accept(
        _ proposals: [Proposal], _ before: CountyTables, _ configuration: Configuration, _ resources: Resources
    ) throws -> ExitCode {
        guard let folder else { return .usage }
        let missing = accepted.filter { $0 > proposals.count }
        guard missing.isEmpty else {
            throw BadData(
                problems: missing.map {
                    "--accept \($0): there are only \(proposals.count) proposals; nothing was written"
                })
        }
        var files = try TableFolder.files(in: folder)
        let defaults = try TableFolder.files(in: resources.seeds + "/common")
        let file = try KeywordFile(in: folder, files: files, defaults: defaults)
        let bytes = file.adding(accepted.map { proposals[$0 - 1].keyword })
        files["keywords.csv"] = bytes
        let after = try TableFolder.tables(TableFolder.read(files, defaults: defaults), folder: folder)
        for line in TableDiff(from: before, to: after).lines(inChinese: configuration.language != "en") {
            Console.print(line)
        }
        try file.write(bytes)
        Console.complain(
            "\(file.path) has \(accepted.count) more \(accepted.count == 1 ? "row" : "rows"); "
                + "'gridbridge tables import \(folder)' puts them in force")
        return .done
    }
}
