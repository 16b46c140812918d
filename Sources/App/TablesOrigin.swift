import Foundation
import Tables

/// Tables as they were read, and where from: what lets a command point at the row that spoke.
struct TablesOrigin {
    enum Source {
        /// The folder of each file by its name; the rest are of the common folder.
        case folders([String: String], common: String)
        case store(version: Int64)
    }

    let result: TableFiles.Result
    let source: Source

    /// `tables/keywords.csv:812:1`; of the store's tables `keywords.csv:812:1 (store, version 3)`, as an export shows them.
    func show(_ place: RowPlace) -> String {
        let spot = "\(place.file):\(place.line):\(place.column)"
        switch source {
        case .folders(let homes, let common): return "\(Self.near(homes[place.file] ?? common))/\(spot)"
        case .store(let version): return "\(spot) (store, version \(version))"
        }
    }

    /// A folder below the working folder as seen from there.
    private static func near(_ folder: String) -> String {
        let here = FileManager.default.currentDirectoryPath + "/"
        return folder.hasPrefix(here) ? String(folder.dropFirst(here.count)) : folder
    }
}
