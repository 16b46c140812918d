public import Domain

/// The files of a county's tables, read together.
public enum TableFiles {
    /// One file may have this many bytes.
    public static let largestFile = 64 << 20

    public struct Result: Sendable {
        /// What could be read; not to be used while `problems` holds an error.
        public var tables: CountyTables
        /// Of all files, by file, line and column.
        public var problems: [TableProblem]
        /// How the files in `files` and `defaults` were written.
        public var encodings: [String: TextEncoding]
        /// The names of the files that came from `defaults`.
        public var fromDefaults: Set<String>
        /// Those of them that lost rows, because the county's own files have no such type or group of phrases.
        public var trimmed: Set<String> = []
        /// Where each row stands.
        var locations = TableLocations()

        public var errors: [TableProblem] { problems.filter { $0.severity == .error } }
        public var warnings: [TableProblem] { problems.filter { $0.severity == .warning } }
    }

    /// The names that this reader knows, `grids.geojson` among them.
    public static let names: [String] = TableSchema.all.map(\.file) + [GridOutline.file]

    /// Reads every known file and checks the rows against each other.
    ///
    /// - Parameters:
    ///   - files: the county's own, by name. A file replaces the default of the same name whole; CSV files of other
    ///     names are errors, since they are probably misspelt.
    ///   - defaults: what a county starts from. A table in neither is empty.
    ///   - outlines: the features of `grids.geojson`.
    ///   - outlineProblems: what is wrong with other features of it.
    ///   - patternCheck: why a rule's pattern cannot be used, or nil when it can.
    public static func read(
        files: [String: [UInt8]], defaults: [String: [UInt8]] = [:], outlines: [GridOutline] = [],
        outlineProblems: [TableProblem] = [], patternCheck: (String) -> String? = { _ in nil }
    ) -> Result {
        var result = Result(tables: CountyTables(), problems: [], encodings: [:], fromDefaults: [])
        var locations = TableLocations()
        for table in allTables {
            let file = table.schema.file
            guard let bytes = files[file] ?? defaults[file] else { continue }
            if files[file] == nil { result.fromDefaults.insert(file) }
            switch contents(of: bytes, file: file) {
            case .failure(let problem):
                result.problems.append(problem)
                locations.unreadable.insert(file)
            case .success(let (contents, encoding)):
                result.encodings[file] = encoding
                let reading = table.read(contents, into: &result.tables)
                result.problems += reading.problems
                locations.rows[file] = reading.locations
                if !reading.readable { locations.unreadable.insert(file) }
            }
        }
        trim(&result, &locations)
        result.problems += misnamed(files)
        result.problems += outlineProblems
        result.problems += GridOutline.lay(
            outlines, over: &result.tables.grids, gridsAreReadable: !locations.unreadable.contains("grids.csv"))
        result.problems += TableCheck.problems(in: result.tables, at: locations, patternCheck: patternCheck)
        result.problems = result.problems.inFileOrder()
        result.locations = locations
        return result
    }

    private static func contents(
        of bytes: [UInt8], file: String
    ) -> Swift.Result<(CSV.Contents, TextEncoding), TableProblem> {
        guard bytes.count <= largestFile else {
            return .failure(
                TableProblem(
                    file: file, line: 1, column: 1, chinese: "文件有 \(bytes.count) 字节，最多 \(largestFile) 字节",
                    english: "the file has \(bytes.count) bytes, expected at most \(largestFile)"))
        }
        do throws(TextEncoding.Failure) {
            let (text, encoding) = try TextEncoding.decode(bytes)
            return .success((CSV.read(text, file: file), encoding))
        } catch {
            // The farther offset is the likelier encoding; columns are bytes here, there being no characters yet.
            let isUTF8 = error.utf8Offset >= error.gb18030Offset
            let offset = max(error.utf8Offset, error.gb18030Offset)
            let before = bytes[..<offset]
            let line = before.count { $0 == 10 } + 1
            let column = offset - (before.lastIndex(of: 10).map { $0 + 1 } ?? 0) + 1
            return .failure(
                TableProblem(
                    file: file, line: line, column: column,
                    chinese: "第 \(offset) 字节（从 0 数）起不是 \(isUTF8 ? "UTF-8" : "GB18030") 文字，应为 UTF-8 或 GB18030",
                    english: "byte \(offset), counted from 0, is no \(isUTF8 ? "UTF-8" : "GB18030"); "
                        + "expected the file in UTF-8 or GB18030"))
        }
    }

    /// Takes rows out of default tables that speak of a type or a group of phrases which the county's own files do not
    /// have: a county with fewer types is no mistake, and need not copy every word list.
    private static func trim(_ result: inout Result, _ locations: inout TableLocations) {
        func isOwn(_ file: String) -> Bool {
            !result.fromDefaults.contains(file) && locations.rows[file] != nil && !locations.unreadable.contains(file)
        }
        let types = isOwn("case-types.csv") ? Set(result.tables.caseTypes.map(\.code)) : nil
        let groups = isOwn("phrases.csv") ? Set(result.tables.phrases.map { "@" + $0.group }) : nil
        func isKnown(_ type: String?) -> Bool { type.flatMap { types?.contains($0) } ?? true }
        keep(\.keywords, of: "keywords.csv", &result, &locations) { isKnown($0.type) }
        keep(\.rules, of: "rules.csv", &result, &locations) { rule in
            let named = (rule.all + rule.any + rule.none).filter { $0.hasPrefix("@") }
            return isKnown(rule.type) && groups.map { groups in named.allSatisfy(groups.contains) } ?? true
        }
    }

    private static func keep<Row>(
        _ rows: WritableKeyPath<CountyTables, [Row]>, of file: String, _ result: inout Result,
        _ locations: inout TableLocations, where isWanted: (Row) -> Bool
    ) {
        guard result.fromDefaults.contains(file) else { return }
        let all = result.tables[keyPath: rows]
        let wanted = all.indices.filter { isWanted(all[$0]) }
        guard wanted.count < all.count else { return }
        result.tables[keyPath: rows] = wanted.map { all[$0] }
        if let places = locations.rows[file] { locations.rows[file] = wanted.map { places[$0] } }
        result.trimmed.insert(file)
        let count = all.count - wanted.count
        result.problems.append(
            TableProblem(
                severity: .warning, file: file, line: 1, column: 1,
                chinese: "有 \(count) 行用到本县没有的类型或词组，未采用",
                english: "\(count) rows name types or groups that this county does not have, and are left out"))
    }

    /// Whether a file's name ends as tables' names do, in whatever case.
    public static func isLikeTable(_ name: String) -> Bool {
        let name = name.lowercased()
        return name.hasSuffix(".csv") || name.hasSuffix(".geojson")
    }

    private static func misnamed(_ files: [String: [UInt8]]) -> [TableProblem] {
        files.keys.filter { isLikeTable($0) && !names.contains($0) }.map { name in
            let hint = nearest(to: name, among: names)
            return TableProblem(
                file: name, line: 1, column: 1,
                chinese: "不认识的表，" + (hint.map { "是否应为 \($0)？" } ?? "应为 \(names.joined(separator: "、"))"),
                english: "unknown table, "
                    + (hint.map { "did you mean \($0)?" } ?? "expected one of \(names.joined(separator: ", "))"))
        }
    }
}

/// Where the rows of each file stand, beside tables whose arrays are in the same order.
struct TableLocations: Sendable {
    var rows: [String: [RowLocation]] = [:]
    /// Files that exist and could not be read: nothing is said about names that they would have held.
    var unreadable: Set<String> = []

    /// Of the row at `index`; for rows without a file, their place in the file that an export would write.
    func place(_ file: String, _ index: Int, _ column: String) -> RowLocation.Place {
        guard let locations = rows[file], index < locations.count else {
            return RowLocation.Place(line: index + 2, column: 1)
        }
        return locations[index].place(of: column)
    }
}
