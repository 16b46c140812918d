import Domain
import Foundation
import Tables

/// Which tables a command reads with: folders given, else the store's, else the seeds of the common and demo county.
struct TablesSource {
    let folders: [String]
    let resources: Resources

    /// - Parameter inForce: the store's tables; nil when there is no store or it holds none.
    func load(inForce: () async throws -> CountyTables?) async throws -> CountyTables {
        if !folders.isEmpty {
            return try TableFolder.tables(try TableFolder.layered(folders, over: resources.seeds + "/common"))
        }
        if let tables = try await inForce() { return tables }
        Console.complain("no tables in a store yet: reading with those of seeds/common and seeds/demo")
        return try TableFolder.tables(
            try TableFolder.layered([resources.seeds + "/demo"], over: resources.seeds + "/common"))
    }
}
