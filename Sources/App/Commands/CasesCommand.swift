import Cases
import Domain
import Foundation
import JSON
import Media
import Store

/// `gridbridge cases list|show|export`: the ledger.
struct CasesCommand {
    private enum Action: String, CaseIterable { case list, show, export }

    private let action: Action
    private let arguments: Arguments

    init(_ words: ArraySlice<String>) throws(UsageError) {
        var rest = words
        if let name = words.first, !name.hasPrefix("-") {
            guard let action = Action(rawValue: name) else {
                let hint =
                    Spelling.nearest(to: name, among: Action.allCases.map(\.rawValue))
                    .map { "; did you mean '\($0)'?" } ?? "."
                throw UsageError("cases has no '\(name)'\(hint) Try 'gridbridge help cases'")
            }
            self.action = action
            rest = rest.dropFirst()
        } else {
            action = .list
        }
        var specification = Arguments.Specification()
        specification.flags = ["--sensitive", "--json"]
        switch action {
        case .list:
            specification.options = CaseSelection.options.union(["--limit"])
            specification.flags.formUnion(["--all", "--overdue"])
        case .show:
            specification.options = ["--photos"]
            specification.words = 1...1
        case .export:
            specification.options = CaseSelection.options
            specification.flags.formUnion(["--all", "--overdue", "--csv", "--bom"])
        }
        arguments = try Arguments(rest, command: "cases", specification)
        if arguments.has("--csv"), arguments.has("--json") { throw UsageError("give --csv or --json, not both") }
        if arguments.has("--bom"), arguments.has("--json") {
            throw UsageError("--bom is for --csv; JSON has no byte order mark")
        }
        if action == .show, CaseReference(arguments.words[0]) == nil {
            throw UsageError(
                "'\(arguments.words[0])' is no case number; give one such as 20261121-007, 1121-007, 7 or id:12")
        }
    }

    func run() async throws -> ExitCode {
        let setting = try await LedgerSetting(arguments)
        switch action {
        case .list: return try await list(setting)
        case .show: return try await show(setting)
        case .export:
            let filter = try CaseSelection(arguments, setting.county, setting.zone, now: .now).filter(openOnly: false)
            try await CaseExport(setting: setting, filter: filter, showsSensitive: arguments.has("--sensitive"))
                .run(arguments.has("--json") ? .json : .csv(byteOrderMark: arguments.has("--bom")))
            return .done
        }
    }

    private func words(_ setting: LedgerSetting) -> CaseWords {
        CaseWords(
            county: setting.county, zone: setting.zone, language: setting.language,
            showsSensitive: arguments.has("--sensitive"))
    }

    private func list(_ setting: LedgerSetting) async throws -> ExitCode {
        let limit = try arguments.whole("--limit", 1...1_000_000, default: 100)
        let filter = try CaseSelection(arguments, setting.county, setting.zone, now: .now)
            .filter(openOnly: !arguments.has("--all"))
        if arguments.has("--json") {
            try await CaseExport(setting: setting, filter: filter, showsSensitive: arguments.has("--sensitive"))
                .run(.json, limit: limit)
            return .done
        }
        let found = try await setting.store.read { tx in try tx.cases(filter, limit: limit + 1) }
        var table = CaseTable(words(setting))
        for subject in found.prefix(limit) { table.add(subject) }
        Console.print(table.lines().joined(separator: "\n"))
        if found.count > limit {
            Console.complain("the newest \(limit); --limit shows more")
        } else {
            Console.complain(found.count == 1 ? "1 case" : "\(found.count) cases")
        }
        return .done
    }

    private func show(_ setting: LedgerSetting) async throws -> ExitCode {
        guard let reference = CaseReference(arguments.words[0]) else { return .usage }
        let today = setting.zone.date(.now)
        let file = try await setting.store.read { tx in try CaseFile(reference, today: today, in: tx) }
        if arguments.has("--json") {
            let json = CaseJSON(
                county: setting.county, zone: setting.zone, showsSensitive: arguments.has("--sensitive"))
            var writer = JSONWriter(pretty: true, capacity: 4096)
            json.write(file.subject, history: file.history, numberOf: { file.numbers[$0] }, into: &writer)
            Console.print(writer.text)
        } else {
            let lines = CaseCard(words: words(setting))
                .lines(file.subject, history: file.history) { file.numbers[$0] ?? "id:\($0.rawValue)" }
            Console.print(lines.joined(separator: "\n"))
        }
        guard let folder = arguments.value("--photos") else { return .done }
        return try copyPhotos(of: file, from: setting.configuration.photosDirectory, to: folder)
    }

    /// Copies the case's photos beside one another, named by case, place in the case, and role.
    private func copyPhotos(of file: CaseFile, from store: String, to folder: String) throws -> ExitCode {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let name = file.subject.number?.description ?? "id-\(file.subject.id.rawValue)"
        var missing = 0
        for (index, photo) in file.subject.photos.enumerated() {
            guard let hash = photo.sha256, let source = PhotoStore.path(of: hash, in: store),
                FileManager.default.fileExists(atPath: source)
            else {
                missing += 1
                continue
            }
            let target = "\(folder)/\(name)-\(index + 1)-\(photo.role.rawValue).\(file.fileExtension(of: hash))"
            if FileManager.default.fileExists(atPath: target) {
                Console.complain("kept \(target)")
                continue
            }
            try FileManager.default.copyItem(atPath: source, toPath: target)
            Console.complain("wrote \(target)")
        }
        if file.subject.photos.isEmpty { Console.complain("the case has no photos") }
        if missing > 0 { Console.complain("\(missing) of its photos are not on disk: not fetched, or past their time") }
        return missing == 0 ? .done : .worldFailed
    }
}

/// A case with all that is shown of it.
struct CaseFile: Sendable {
    let subject: Case
    let history: [Case.Entry]
    /// Of the cases that it points to.
    let numbers: [ID<Case>: String]
    private let mediaTypes: [String: String]

    /// - Throws: `BadData` when there is none, or several that are still open.
    init(_ reference: CaseReference, today: CivilDate, in tx: Transaction) throws {
        subject = try reference.find(today: today, in: tx)
        history = try tx.history(of: subject.id)
        var numbers: [ID<Case>: String] = [:]
        for id in [subject.mergedInto, subject.recurrenceOf].compactMap({ $0 }) {
            numbers[id] = try tx.find(id)?.number?.description
        }
        self.numbers = numbers
        var mediaTypes: [String: String] = [:]
        for hash in subject.photos.compactMap(\.sha256) { mediaTypes[hash] = try tx.photo(hash)?.mediaType }
        self.mediaTypes = mediaTypes
    }

    func fileExtension(of hash: String) -> String {
        switch mediaTypes[hash] {
        case "image/jpeg": "jpg"
        case "image/png": "png"
        case "image/gif": "gif"
        case "image/webp": "webp"
        default: "photo"
        }
    }
}

extension Timestamp {
    /// The system's clock. Only the edge reads it.
    static var now: Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}
