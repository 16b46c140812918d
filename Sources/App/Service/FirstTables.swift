import Domain
import Store
import Tables

/// The import that a new store begins with.
enum FirstTables {
    /// Puts the configured folder, laid over `seeds/common`, into a store that holds no tables.
    /// - Throws: `BadConfiguration` when there is no folder, or a bad one.
    static func importOnce(
        into store: Store, configuration: Configuration, resources: Resources, at now: Timestamp, log: Log
    ) async throws {
        guard try await store.read({ tx in try tx.tablesVersion() }) == nil else { return }
        guard let folder = configuration.tables else {
            throw BadConfiguration(problems: [
                "the store is empty and the configuration names no tables; 'gridbridge init' writes a folder of them,",
                "'gridbridge tables import DIR' puts one into the store",
            ])
        }
        let read: TableFolderReading
        do { read = try TableFolderReading(folder, over: resources) } catch let bad as BadData {
            throw BadConfiguration(problems: bad.problems)
        }
        guard read.result.errors.isEmpty else {
            throw BadConfiguration(
                problems: read.lines(read.result.errors, language: configuration.language)
                    + ["'gridbridge tables check \(folder)' says more"])
        }
        let files = read.whole
        let version = try await store.write { tx in
            try tx.saveTables(files, by: "serve", note: "first start", at: now)
        }
        log.info("tables imported", ["version": Int(version), "folder": folder])
    }
}
