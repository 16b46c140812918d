import Domain
import Foundation
import Store
import Tables

/// What a command that looks into the ledger works with.
struct LedgerSetting {
    let configuration: Configuration
    let resources: Resources
    let store: Store
    let county: County

    var zone: Zone { configuration.zone }
    var language: String { configuration.language }

    init(_ arguments: Arguments) async throws {
        configuration = try ConfigurationReader.load(path: arguments.value("--config"))
        resources = try Resources(arguments, configuration)
        guard FileManager.default.fileExists(atPath: configuration.storePath) else {
            throw WorldFailure(
                "there is no store at \(configuration.storePath) yet; "
                    + "'gridbridge serve' or 'gridbridge tables import' makes one")
        }
        store = try Store(reading: configuration.storePath)
        county = County(
            try await TablesSource(folders: arguments.all("--tables"), resources: resources).load { [store] in
                try await TablesInForce.read(store)?.origin
            }.result.tables)
    }
}

extension Resources {
    init(_ arguments: Arguments, _ configuration: Configuration) throws {
        try self.init(
            seedsFlag: arguments.value("--seeds"), templatesFlag: arguments.value("--templates"),
            seedsKey: configuration.seeds, templatesKey: configuration.templates)
    }
}

/// The version of the tables that the store holds.
struct TablesInForce {
    let version: TablesVersion

    /// nil before the first import.
    static func read(_ store: Store) async throws -> TablesInForce? {
        try await store.read { tx in try tx.tablesInForce() }.map(TablesInForce.init)
    }

    /// nil when there is no store, too.
    static func read(of configuration: Configuration) async throws -> TablesInForce? {
        guard FileManager.default.fileExists(atPath: configuration.storePath) else { return nil }
        return try await read(try Store(reading: configuration.storePath))
    }

    var files: [String: [UInt8]] {
        Dictionary(version.files.map { ($0.name, $0.content) }, uniquingKeysWith: { first, _ in first })
    }

    /// What was saved is whole, so nothing of the seeds is laid under it.
    func tables() throws -> CountyTables { try TableFolder.tables(origin.result) }

    var origin: TablesOrigin {
        TablesOrigin(result: TableFolder.read(files, defaults: [:]), source: .store(version: version.id))
    }
}
