import Domain
import Foundation
import JSON
import Tables
import Understanding

/// Reads folders of tables from the disk.
enum TableFolder {
    /// The bytes of every table file in a folder; of files that look like a table under a wrong name only the names, so
    /// that ``read(_:defaults:)`` says so.
    static func files(in folder: String) throws -> [String: [UInt8]] {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory), isDirectory.boolValue else {
            throw BadData(problems: ["\(folder): no such folder of tables"])
        }
        var files: [String: [UInt8]] = [:]
        for name in TableFiles.names {
            let path = folder + "/" + name
            guard FileManager.default.fileExists(atPath: path) else { continue }
            let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber)?.intValue ?? 0
            guard size <= TableFiles.largestFile else {
                throw BadData(problems: ["\(path):1:1: the file is larger than \(TableFiles.largestFile) bytes"])
            }
            guard let data = FileManager.default.contents(atPath: path) else {
                throw WorldFailure("cannot read \(path)")
            }
            files[name] = Array(data)
        }
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) where files[name] == nil {
            // What spreadsheets and editors lay beside an open file is no table.
            let isHidden = name.hasPrefix(".") || name.hasPrefix("~")
            if !isHidden, TableFiles.isLikeTable(name) { files[name] = [] }
        }
        return files
    }

    /// Folders laid over `seeds/common`: a file in a later folder replaces the file of that name whole. Problems name
    /// each file with its folder.
    static func layered(_ folders: [String], over common: String) throws -> TableFiles.Result {
        try origin(folders, over: common).result
    }

    /// The same, with the folder that each file came from.
    static func origin(_ folders: [String], over common: String) throws -> TablesOrigin {
        var files: [String: [UInt8]] = [:]
        var homes: [String: String] = [:]
        for folder in folders {
            for (name, bytes) in try self.files(in: folder) {
                files[name] = bytes
                homes[name] = folder
            }
        }
        var result = read(files, defaults: try self.files(in: common))
        for index in result.problems.indices {
            let file = result.problems[index].file
            result.problems[index].file = "\(homes[file] ?? common)/\(file)"
        }
        return TablesOrigin(result: result, source: .folders(homes, common: common))
    }

    /// Parses files and checks them against one another.
    static func read(_ files: [String: [UInt8]], defaults: [String: [UInt8]]) -> TableFiles.Result {
        let drawn =
            (files[GridOutline.file] ?? defaults[GridOutline.file]).map(GridOutlines.read) ?? (
                outlines: [], problems: []
            )
        return TableFiles.read(
            files: files, defaults: defaults, outlines: drawn.outlines, outlineProblems: drawn.problems,
            patternCheck: { Rulebook.problem(inPattern: $0) })
    }

    /// The tables, or every error in them.
    static func tables(_ result: TableFiles.Result, folder: String = "") throws -> CountyTables {
        guard result.errors.isEmpty else {
            throw BadData(problems: result.errors.map { (folder.isEmpty ? "" : folder + "/") + $0.description })
        }
        return result.tables
    }
}
