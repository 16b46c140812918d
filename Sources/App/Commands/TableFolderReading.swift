import Domain
import JSON
import Store
import Tables

/// A folder of tables laid over `seeds/common`, as read: what is wrong with it, and what would be kept of it.
struct TableFolderReading {
    let folder: String
    let result: TableFiles.Result
    private let files: [String: [UInt8]]
    private let defaults: [String: [UInt8]]

    init(_ folder: String, over resources: Resources) throws {
        self.folder = folder
        files = try TableFolder.files(in: folder)
        defaults = try TableFolder.files(in: resources.seeds + "/common")
        guard !files.isEmpty else {
            throw BadData(
                problems: ["\(folder): holds no table; expected some of \(TableFiles.names.joined(separator: ", "))"])
        }
        result = TableFolder.read(files, defaults: defaults)
    }

    /// The names of the files that come from `seeds/common`.
    var common: [String] { TableFiles.names.filter { files[$0] == nil && defaults[$0] != nil } }

    /// Every file as UTF-8 without a byte order mark, comments and all: what the store keeps. A file of `seeds/common`
    /// that lost rows is kept without them.
    var whole: [TableFile] {
        let trimmed = result.trimmed.isEmpty ? [:] : TableExport.files(of: result.tables)
        return TableFiles.names.sorted().compactMap { name in
            guard let bytes = files[name] ?? defaults[name] else { return nil }
            if result.trimmed.contains(name), let content = trimmed[name] {
                return TableFile(name: name, content: content)
            }
            return TableFile(name: name, content: (try? TextEncoding.decode(bytes).text) ?? bytes)
        }
    }

    /// `DIR/file:line:column: …`
    func lines(_ problems: [TableProblem], language: String) -> [String] {
        problems.map { problem in
            let isCommon = files[problem.file] == nil && defaults[problem.file] != nil
            return "\(isCommon ? "seeds/common" : folder)/"
                + (language == "en" ? problem.description : problem.chineseDescription)
        }
    }

    /// `13 files, 4201 rows`
    var summary: String {
        let names = TableFiles.names.filter { files[$0] != nil || defaults[$0] != nil }
        return "\(names.count) files, \(rows(of: names).reduce(0) { $0 + $1.count }) rows"
    }

    /// For a first import: how much comes in, file by file.
    func rowCounts(inChinese chinese: Bool) -> [String] {
        rows(of: TableFiles.names).filter { $0.count > 0 }.map { name, count in
            chinese ? "\(name)：新增 \(count) 行" : "\(name): \(count) added"
        }
    }

    private func rows(of names: [String]) -> [(name: String, count: Int)] {
        let diff = TableDiff(from: .empty, to: result.tables)
        return names.map { ($0, diff.counts(of: $0).added) }
    }

    /// What to say when the lack of a file would empty a table that has rows: that is more often a file forgotten than
    /// one meant to go, and a file with nothing but its header says the latter.
    func emptied(since before: CountyTables) throws -> [String] {
        let diff = TableDiff(from: before, to: result.tables)
        return TableFiles.names.compactMap { name in
            guard files[name] == nil, defaults[name] == nil, diff.counts(of: name).removed > 0 else { return nil }
            return "\(folder)/\(name): missing, and its \(diff.counts(of: name).removed) rows in force would go; "
                + "expected the file ('gridbridge tables export' writes it), or one with only its header"
        }
    }
}

/// A problem of a table as JSON.
enum TableProblemJSON {
    static func write(_ problem: TableProblem, into writer: inout JSONWriter) {
        writer.object { row in
            row.member("severity", problem.severity.rawValue)
            row.member("file", problem.file)
            row.member("line", problem.line)
            row.member("column", problem.column)
            row.member("message", problem.message.english)
            row.member("messageZh", problem.message.chinese)
        }
    }
}

/// A comparison of tables as JSON.
enum TableDiffJSON {
    static func write(_ diff: TableDiff, into writer: inout JSONWriter) {
        writer.object { row in
            row.array("changes") { list in
                for change in diff.changes {
                    list.object { row in
                        row.member("kind", change.kind.rawValue)
                        row.member("file", change.file)
                        row.member("key", change.key)
                        row.array("cells") { list in
                            for cell in change.cells {
                                list.object { row in
                                    row.member("column", cell.column)
                                    row.member("before", cell.before)
                                    row.member("after", cell.after)
                                }
                            }
                        }
                    }
                }
            }
            row.member("reordered", diff.reordered)
        }
    }
}
