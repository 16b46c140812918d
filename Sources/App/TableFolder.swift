import Domain
import Foundation
import JSON
import Tables
import Understanding

/// Reads folders of tables from the disk.
enum TableFolder {
    /// The bytes of every table file in a folder.
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
        return files
    }

    /// Folders laid over `seeds/common`: a file in a later folder replaces the file of that name whole.
    static func layered(_ folders: [String], over common: String) throws -> TableFiles.Result {
        var files: [String: [UInt8]] = [:]
        for folder in folders { files.merge(try self.files(in: folder)) { _, later in later } }
        return read(files, defaults: try self.files(in: common))
    }

    /// Parses files and checks them against one another.
    static func read(_ files: [String: [UInt8]], defaults: [String: [UInt8]]) -> TableFiles.Result {
        var outlines: [GridOutline] = []
        var unreadable: TableProblem?
        if let bytes = files[GridOutline.file] ?? defaults[GridOutline.file] {
            do throws(TableProblem) { outlines = try GridOutlines.read(bytes) } catch { unreadable = error }
        }
        var result = TableFiles.read(
            files: files, defaults: defaults, outlines: outlines,
            patternCheck: { Rulebook.problem(inPattern: $0) })
        if let unreadable { result.problems.append(unreadable) }
        return result
    }

    /// The tables, or every error in them.
    static func tables(_ result: TableFiles.Result, folder: String = "") throws -> CountyTables {
        guard result.errors.isEmpty else {
            throw BadData(problems: result.errors.map { (folder.isEmpty ? "" : folder + "/") + $0.description })
        }
        return result.tables
    }
}
