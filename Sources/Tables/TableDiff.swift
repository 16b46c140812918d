public import Domain

/// What changes from one state of the tables to another, row by row.
public struct TableDiff: Hashable, Sendable {
    public struct Cell: Hashable, Sendable {
        public var column: String
        public var before: String
        public var after: String
    }

    public enum Kind: String, Sendable, Hashable { case added, removed, changed }

    public struct Change: Hashable, Sendable {
        public var kind: Kind
        public var file: String
        /// The values of the table's key columns.
        public var key: [String]
        /// Of a changed row what differs; of an added or removed one its cells that are not empty.
        public var cells: [Cell]
    }

    /// By file in documented order; within one removed and changed rows in the old order, then added ones in the new.
    public var changes: [Change]
    /// Files whose rows stay the same but stand in another order, which decides between equals.
    public var reordered: [String]

    public var isEmpty: Bool { changes.isEmpty && reordered.isEmpty }

    public init(from old: CountyTables, to new: CountyTables) {
        changes = []
        reordered = []
        for table in allTables {
            let columns = table.schema.columns.map(\.name)
            let keyPositions = table.schema.key.compactMap { columns.firstIndex(of: $0) }
            compare(
                file: table.schema.file, columns: columns, before: table.cells(of: old), after: table.cells(of: new)
            ) { row in keyPositions.map { row[$0] } }
        }
        let outlines = [old, new].map { tables in
            TableExport.outlines(of: tables).map { [$0.code, TableExport.geoJSON([$0])] }
        }
        compare(
            file: GridOutline.file, columns: ["code", "outline"], before: outlines[0], after: outlines[1]
        ) { [$0[0]] }
    }

    private mutating func compare(
        file: String, columns: [String], before: [[String]], after: [[String]], key: ([String]) -> [String]
    ) {
        if before == after { return }
        let old = Dictionary(before.map { (key($0), $0) }, uniquingKeysWith: { first, _ in first })
        let new = Dictionary(after.map { (key($0), $0) }, uniquingKeysWith: { first, _ in first })
        func cells(_ before: [String]?, _ after: [String]?) -> [Cell] {
            columns.enumerated().compactMap { position, name in
                let cell = Cell(column: name, before: before?[position] ?? "", after: after?[position] ?? "")
                return cell.before == cell.after ? nil : cell
            }
        }
        let count = changes.count
        for row in before {
            let key = key(row)
            guard let other = new[key] else {
                changes.append(Change(kind: .removed, file: file, key: key, cells: cells(row, nil)))
                continue
            }
            if other != row { changes.append(Change(kind: .changed, file: file, key: key, cells: cells(row, other))) }
        }
        for row in after where old[key(row)] == nil {
            changes.append(Change(kind: .added, file: file, key: key(row), cells: cells(nil, row)))
        }
        if changes.count == count { reordered.append(file) }
    }

    /// How many rows of a file were added, removed and changed.
    public func counts(of file: String) -> (added: Int, removed: Int, changed: Int) {
        var counts = (added: 0, removed: 0, changed: 0)
        for change in changes where change.file == file {
            switch change.kind {
            case .added: counts.added += 1
            case .removed: counts.removed += 1
            case .changed: counts.changed += 1
            }
        }
        return counts
    }

    /// The files with differences, in documented order.
    public var files: [String] { TableFiles.names.filter { file in changes.contains { $0.file == file } } }

    /// A short listing for people: a line a file, then a line a row, at most `rowsPerFile` of each file.
    public func lines(inChinese chinese: Bool, rowsPerFile: Int = 20) -> [String] {
        if isEmpty { return [chinese ? "没有变化" : "no changes"] }
        var lines: [String] = []
        for file in files {
            let (added, removed, changed) = counts(of: file)
            lines.append(
                chinese
                    ? "\(file)：新增 \(added) 行，删除 \(removed) 行，修改 \(changed) 行"
                    : "\(file): \(added) added, \(removed) removed, \(changed) changed")
            let rows = changes.filter { $0.file == file }
            for change in rows.prefix(rowsPerFile) { lines.append("  " + line(change, chinese)) }
            if rows.count > rowsPerFile {
                let more = rows.count - rowsPerFile
                lines.append(chinese ? "  ……另有 \(more) 行" : "  … and \(more) more")
            }
        }
        for file in reordered { lines.append(chinese ? "\(file)：只有行的次序变化" : "\(file): only the order of rows") }
        return lines
    }

    private func line(_ change: Change, _ chinese: Bool) -> String {
        let key = change.key.joined(separator: " + ")
        if change.file == GridOutline.file {
            let sign = change.kind == .added ? "+" : change.kind == .removed ? "-" : "~"
            return "\(sign) \(key)"
        }
        switch change.kind {
        case .added, .removed:
            let keyColumns = TableSchema.all.first { $0.file == change.file }?.key ?? []
            let rest = change.cells.filter { !keyColumns.contains($0.column) }
                .map { "\($0.column)=\(change.kind == .added ? $0.after : $0.before)" }
            return "\(change.kind == .added ? "+" : "-") \(([key] + rest).joined(separator: " "))"
        case .changed:
            let cells = change.cells.map { "\($0.column) \(shown($0.before)) → \(shown($0.after))" }
            return "~ \(key)\(chinese ? "：" : ": ")\(cells.joined(separator: chinese ? "；" : "; "))"
        }
    }
}
