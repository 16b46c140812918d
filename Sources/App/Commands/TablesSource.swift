import Domain
import Foundation
import Tables

/// Which tables a command reads with: folders given, else the store's, else the seeds of the common and demo county.
struct TablesSource {
    let folders: [String]
    let resources: Resources

    /// - Parameter inForce: the store's tables; nil when there is no store or it holds none.
    func load(inForce: () async throws -> TablesOrigin?) async throws -> TablesOrigin {
        let origin: TablesOrigin
        if !folders.isEmpty {
            origin = try TableFolder.origin(folders, over: resources.seeds + "/common")
        } else if let inForce = try await inForce() {
            origin = inForce
        } else {
            Console.complain("no tables in a store yet: reading with those of seeds/common and seeds/demo")
            origin = try TableFolder.origin([resources.seeds + "/demo"], over: resources.seeds + "/common")
        }
        _ = try TableFolder.tables(origin.result)
        return origin
    }
}
