import Domain
import Foundation
import JSON
import Store
import Tables

/// `gridbridge tables check|import|export|diff|propose DIR`: the county's tables between files and the store.
struct TablesCommand {
    private enum Action: String, CaseIterable {
        case check, export, diff, propose
        case load = "import"
    }

    private let action: Action
    private let arguments: Arguments
    private let propose: ProposeCommand?
    private var folder: String { arguments.words[0] }

    init(_ words: ArraySlice<String>) throws(UsageError) {
        let names = Action.allCases.map(\.rawValue)
        guard let name = words.first, !name.hasPrefix("-") else {
            throw UsageError("tables wants one of check, import, export, diff, propose; try 'gridbridge help tables'")
        }
        guard let action = Action(rawValue: name) else {
            let hint = Spelling.nearest(to: name, among: names).map { "; did you mean '\($0)'?" } ?? "."
            throw UsageError("tables has no '\(name)'\(hint) Try 'gridbridge help tables'")
        }
        self.action = action
        propose = action == .propose ? try ProposeCommand(words.dropFirst()) : nil
        var specification = Arguments.Specification(words: 1...1)
        switch action {
        case .check, .diff: specification.flags = ["--json"]
        case .load: specification.options = ["--note"]
        case .export: specification.flags = ["--bom", "--overwrite"]
        case .propose: specification = ProposeCommand.specification
        }
        arguments = try Arguments(words.dropFirst(), command: "tables", specification)
    }

    func run() async throws -> ExitCode {
        let configuration = try ConfigurationReader.load(path: arguments.value("--config"))
        let resources = try Resources(arguments, configuration)
        switch action {
        case .check: return try check(configuration, resources)
        case .load: return try await load(configuration, resources)
        case .export: return try await export(configuration, resources)
        case .diff: return try await diff(configuration, resources)
        case .propose: return try await propose?.run(configuration, resources) ?? .usage
        }
    }

    // MARK: check

    private func check(_ configuration: Configuration, _ resources: Resources) throws -> ExitCode {
        let read = try TableFolderReading(folder, over: resources)
        if arguments.has("--json") {
            var writer = JSONWriter(pretty: true, capacity: 4096)
            writer.array { list in
                for problem in read.result.problems { TableProblemJSON.write(problem, into: &list) }
            }
            Console.print(writer.text)
        } else {
            for line in read.lines(read.result.problems, language: configuration.language) { Console.print(line) }
        }
        let errors = read.result.errors.count
        let warnings = read.result.warnings.count
        Console.complain(
            "\(read.summary): \(errors) \(errors == 1 ? "error" : "errors"), "
                + "\(warnings) \(warnings == 1 ? "warning" : "warnings")")
        return errors > 0 ? .badData : .done
    }

    // MARK: import

    /// All or nothing: a file with an error, or one whose absence would empty a table, changes nothing.
    private func load(_ configuration: Configuration, _ resources: Resources) async throws -> ExitCode {
        let read = try TableFolderReading(folder, over: resources)
        guard read.result.errors.isEmpty else {
            throw BadData(problems: read.lines(read.result.errors, language: configuration.language))
        }
        for line in read.lines(read.result.warnings, language: configuration.language) { Console.complain(line) }
        try FileManager.default.createDirectory(
            atPath: configuration.dataDirectory, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        let store = try Store(path: configuration.storePath)
        let before = try await store.read { tx in try tx.tablesInForce() }.map(TablesInForce.init)
        if let before {
            let missing = try read.emptied(since: try before.tables())
            guard missing.isEmpty else { throw BadData(problems: missing) }
            let diff = TableDiff(from: try before.tables(), to: read.result.tables)
            for line in diff.lines(inChinese: configuration.language != "en") { Console.print(line) }
        } else {
            for line in read.rowCounts(inChinese: configuration.language != "en") { Console.print(line) }
        }
        if !read.common.isEmpty { Console.complain("from seeds/common: \(read.common.joined(separator: ", "))") }
        let files = read.whole
        if let before, before.version.files == files {
            Console.complain("nothing to do: version \(before.version.id) holds these very files")
            return .done
        }
        let note = arguments.value("--note")
        let by = ProcessInfo.processInfo.environment["USER"] ?? NSUserName()
        let version = try await store.write { tx in try tx.saveTables(files, by: by, note: note, at: .now) }
        Console.complain("version \(version) is in force; a running bridge takes it up by itself")
        return .done
    }

    // MARK: export

    private func export(_ configuration: Configuration, _ resources: Resources) async throws -> ExitCode {
        let bom = arguments.has("--bom")
        var files = try await filesInForce(configuration, resources)
        let standing = TableExport.files(of: CountyTables())
        for schema in TableSchema.all where files[schema.file] == nil { files[schema.file] = standing[schema.file] }
        if bom {
            for (name, content) in files where name.hasSuffix(".csv") && !content.starts(with: Self.byteOrderMark) {
                files[name] = Self.byteOrderMark + content
            }
        }
        var changed: [String] = []
        for (name, content) in files {
            let path = "\(folder)/\(name)"
            if let data = FileManager.default.contents(atPath: path), Array(data) != content { changed.append(name) }
        }
        if !changed.isEmpty, !arguments.has("--overwrite") {
            throw WorldFailure(
                "\(folder) holds other versions of \(changed.sorted().joined(separator: ", ")); "
                    + "nothing was written. --overwrite replaces them")
        }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in TableFiles.names {
            guard let content = files[name] else { continue }
            try Data(content).write(to: URL(fileURLWithPath: "\(folder)/\(name)"), options: .atomic)
            Console.print("\(folder)/\(name)")
        }
        return .done
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// As they were imported, comments and all; those of the seeds when there is no store.
    private func filesInForce(
        _ configuration: Configuration, _ resources: Resources
    ) async throws -> [String: [UInt8]] {
        if let inForce = try await TablesInForce.read(of: configuration) {
            return inForce.files.mapValues { (try? TextEncoding.decode($0).text) ?? $0 }
        }
        Console.complain("no tables in the store yet: taking seeds/common and seeds/demo")
        return try TableFolder.files(in: resources.seeds + "/common")
            .merging(try TableFolder.files(in: resources.seeds + "/demo")) { _, demo in demo }
    }

    // MARK: diff

    private func diff(_ configuration: Configuration, _ resources: Resources) async throws -> ExitCode {
        let read = try TableFolderReading(folder, over: resources)
        guard read.result.errors.isEmpty else {
            throw BadData(problems: read.lines(read.result.errors, language: configuration.language))
        }
        let inForce = try await TablesInForce.read(of: configuration)
        if inForce == nil { Console.complain("no tables in the store yet: comparing with none") }
        let diff = TableDiff(from: try inForce?.tables() ?? .empty, to: read.result.tables)
        if arguments.has("--json") {
            var writer = JSONWriter(pretty: true, capacity: 4096)
            TableDiffJSON.write(diff, into: &writer)
            Console.print(writer.text)
        } else {
            for line in diff.lines(inChinese: configuration.language != "en") { Console.print(line) }
        }
        return .done
    }
}
