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
        var files: [String: [UInt8]]
        do {
            files = try TableFolder.files(in: resources.seeds + "/common")
            files.merge(try TableFolder.files(in: folder)) { _, own in own }
            _ = try TableFolder.tables(TableFolder.read(files, defaults: [:]), folder: folder)
        } catch let bad as BadData {
            throw BadConfiguration(problems: bad.problems + ["'gridbridge tables check \(folder)' says more"])
        }
        let rows = files.sorted { $0.key < $1.key }.map { TableFile(name: $0.key, content: $0.value) }
        let version = try await store.write { tx in
            try tx.saveTables(rows, by: "serve", note: "first start", at: now)
        }
        log.info("tables imported", ["version": Int(version), "folder": folder])
    }
}
