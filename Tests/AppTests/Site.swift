import Domain
import Foundation
import JSON
import Store
import Testing

@testable import App

/// A deployment in a fresh folder, gone with its last reference.
final class Site: Sendable {
    let folder: String

    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
    static let seeds = repository + "/seeds"
    static let templates = repository + "/Templates"

    init(configuration: String = "{ adapters: [{ name: \"sandbox\", kind: \"sandbox\" }] }") throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("gridbridge-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        folder = path
        try write(configuration, to: "gridbridge.json5")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

    func write(_ bytes: [UInt8], to name: String) throws {
        let url = URL(fileURLWithPath: path(name))
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }

    func bytes(_ name: String) -> [UInt8]? { FileManager.default.contents(atPath: path(name)).map(Array.init) }

    func text(_ name: String) -> String? { bytes(name).map { String(decoding: $0, as: UTF8.self) } }

    /// Every file below the folder, by its path in it, in order.
    var files: [String] {
        (FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []).filter {
            var isDirectory: ObjCBool = false
            return FileManager.default.fileExists(atPath: path($0), isDirectory: &isDirectory) && !isDirectory.boolValue
        }.sorted()
    }

    func copyTables(from seed: String, to name: String) throws {
        for file in try FileManager.default.contentsOfDirectory(atPath: "\(Self.seeds)/\(seed)")
        where file.hasSuffix(".csv") || file.hasSuffix(".geojson") {
            try write(
                Array(FileManager.default.contents(atPath: "\(Self.seeds)/\(seed)/\(file)") ?? Data()),
                to: "\(name)/\(file)")
        }
    }

    /// Runs the program with this site's configuration.
    func run(_ words: String...) async -> Said {
        await Said.by(
            words + ["--config", path("gridbridge.json5"), "--seeds", Self.seeds, "--templates", Self.templates])
    }
}

/// What a run of the program said.
struct Said {
    let code: ExitCode
    let results: String
    let rest: String

    var lines: [String] { results.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init) }

    var json: JSONValue {
        get throws { try JSONReader.read(Array(results.utf8)) }
    }

    static func by(_ words: [String]) async -> Said {
        let recording = Console.Recording()
        let code = await Console.$recording.withValue(recording) { await Program.run(words) }
        return Said(code: code, results: recording.results, rest: recording.rest)
    }
}

/// The demo county after its recorded day, made once for all tests that only read it.
actor DemoLedger {
    static let shared = DemoLedger()
    private var made: Task<Site, any Error>?

    static var site: Site {
        get async throws { try await shared.get() }
    }

    private func get() async throws -> Site {
        let task = made ?? Task { try await Self.make() }
        made = task
        return try await task.value
    }

    private static func make() async throws -> Site {
        let site = try Site(
            configuration: "{ adapters: [{ name: \"generic\", kind: \"generic\", scheme: \"none\" }] }")
        try await fill(site)
        return site
    }

    /// Imports the demo's tables and handles its day.
    static func fill(_ site: Site, until: String = "2026-11-21T09:00:00+08:00") async throws {
        let imported = await site.run("tables", "import", Site.seeds + "/demo")
        try #require(imported.code == .done, "\(imported.rest)")
        let configuration = try ConfigurationReader.load(path: site.path("gridbridge.json5"), environment: [:])
        let store = try Store(path: configuration.storePath)
        let tables = try #require(try await TablesInForce.read(store))
        let bridge = Bridge(
            county: County(try tables.tables()),
            phrasebook: try TemplateFolder.phrasebook(in: Site.templates, language: "zh-Hans"),
            configuration: configuration, adapters: ["generic"])
        var replay = Replay(bridge: bridge, store: store, showsAll: false)
        let log = try ReplayLog(file: Site.seeds + "/demo/day.jsonl")
        try await Console.$recording.withValue(Console.Recording()) {
            try await replay.run(log, until: Timestamp(rfc3339: until))
        }
        try await store.close()
    }
}
