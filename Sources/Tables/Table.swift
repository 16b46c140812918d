internal import Domain

/// One file of a county's tables: how its rows are read, written and named.
struct Table<Row: Hashable & Sendable>: Sendable {
    let schema: TableSchema
    let rows: any WritableKeyPath<CountyTables, [Row]> & Sendable
    let parse: @Sendable (inout RowReader) -> Row
    /// In the order of the schema's columns.
    let cells: @Sendable (Row) -> [String]

    init(
        _ file: String, key: [String], _ rows: any WritableKeyPath<CountyTables, [Row]> & Sendable,
        columns: [TableSchema.Column], parse: @escaping @Sendable (inout RowReader) -> Row,
        cells: @escaping @Sendable (Row) -> [String]
    ) {
        schema = TableSchema(file: file, columns: columns, key: key)
        self.rows = rows
        self.parse = parse
        self.cells = cells
    }
}

/// A table whatever its rows are.
protocol AnyTable: Sendable {
    var schema: TableSchema { get }
    /// All rows as cells, in the order of the schema's columns.
    func cells(of tables: CountyTables) -> [[String]]
    /// Reads a decoded file's records into `tables`.
    func read(_ contents: CSV.Contents, into tables: inout CountyTables) -> TableReading
}

/// What came of reading one file.
struct TableReading {
    var problems: [TableProblem] = []
    var locations: [RowLocation] = []
    /// False when the header was unusable, so that nothing can be said about rows that name this table's.
    var readable = true
}

/// Where the cells of a row stand in its file.
struct RowLocation: Sendable {
    let record: CSV.Record
    /// The header: positions of the columns by name.
    let positions: [String: Int]

    struct Place: Hashable, Sendable {
        var line: Int
        var column: Int
    }

    var line: Int { record.fields[0].line }

    /// Of a cell that the row does not have, the row's beginning.
    func place(of column: String) -> Place {
        let position = positions[column] ?? 0
        let field = record.fields[position < record.fields.count ? position : 0]
        return Place(line: field.line, column: field.column)
    }
}

let allTables: [any AnyTable] = [
    caseTypesTable, keywordsTable, rulesTable, phrasesTable, intentsTable, reactionsTable, variantsTable, gridsTable,
    placesTable,
    unitsTable, peopleTable, routesTable, roomsTable, calendarTable, hoursTable, limitsTable, ladderTable,
]

extension Table: AnyTable {
    func cells(of tables: CountyTables) -> [[String]] { tables[keyPath: rows].map(cells) }

    func read(_ contents: CSV.Contents, into tables: inout CountyTables) -> TableReading {
        var reading = TableReading(problems: contents.problems)
        guard let header = contents.records.first else {
            reading.readable = false
            reading.problems.append(
                TableProblem(
                    file: schema.file, line: 1, column: 1,
                    chinese: "没有表头，应为 \(schema.columns.map(\.name).joined(separator: ","))",
                    english: "no header row, expected \(schema.columns.map(\.name).joined(separator: ","))"))
            return reading
        }
        let (positions, headerProblems) = readHeader(header)
        reading.problems += headerProblems
        guard headerProblems.isEmpty else {
            reading.readable = false
            return reading
        }
        var found: [Row] = []
        var firstLines: [[String]: Int] = [:]
        for record in contents.records.dropFirst() {
            // Spreadsheets write blank rows as commas.
            if record.fields.allSatisfy({ trimmed($0.text).isEmpty }) { continue }
            var reader = RowReader(file: schema.file, record: record, positions: positions)
            let row = parse(&reader)
            reading.problems += reader.problems
            let location = RowLocation(record: record, positions: positions)
            let key = keyCells(row)
            if let first = firstLines[key] {
                let place = location.place(of: schema.key[0])
                let names = schema.key.joined(separator: "+")
                let values = key.map { shown($0) }.joined(separator: "+")
                reading.problems.append(
                    TableProblem(
                        file: schema.file, line: place.line, column: place.column,
                        chinese: "\(names) \(values) 重复，第 \(first) 行已有，应只出现一次",
                        english: "\(names) \(values) stands in line \(first) already, expected once"))
                continue
            }
            // A row without its key was reported; it is kept out of the count of duplicates.
            if !key.contains("") { firstLines[key] = location.line }
            found.append(row)
            reading.locations.append(location)
        }
        tables[keyPath: rows] = found
        return reading
    }

    private func keyCells(_ row: Row) -> [String] {
        let cells = cells(row)
        return schema.key.map { name in
            schema.columns.firstIndex { $0.name == name }.map { cells[$0] } ?? ""
        }
    }

    private func readHeader(_ header: CSV.Record) -> (positions: [String: Int], problems: [TableProblem]) {
        var positions: [String: Int] = [:]
        var problems: [TableProblem] = []
        let known = schema.columns.map(\.name)
        for (position, field) in header.fields.enumerated() {
            let name = trimmed(field.text)
            func report(_ chinese: String, _ english: String) {
                problems.append(
                    TableProblem(
                        file: schema.file, line: field.line, column: field.column, chinese: chinese, english: english))
            }
            if !known.contains(name) {
                let hint = nearest(to: name, among: known.filter { positions[$0] == nil })
                report(
                    "不认识的列 \(shown(name))，"
                        + (hint.map { "是否想写 \($0)？" } ?? "应为 \(known.joined(separator: "、"))"),
                    "unknown column \(shown(name)), "
                        + (hint.map { "did you mean \($0)?" } ?? "expected one of \(known.joined(separator: ", "))"))
            } else if positions[name] != nil {
                report("列 \(name) 重复，应只出现一次", "the column \(name) stands twice, expected once")
            } else {
                positions[name] = position
            }
        }
        for column in schema.columns where column.required && positions[column.name] == nil {
            problems.append(
                TableProblem(
                    file: schema.file, line: header.end.line, column: header.end.column,
                    chinese: "表头缺少列 \(column.name)（\(column.meaning.chinese)）",
                    english:
                        "the column \(column.name) is missing, expected it in the header: \(column.meaning.english)"))
        }
        return (positions, problems)
    }
}
