/// Comma-separated values as RFC 4180 writes them, with blank lines and `#` comment lines besides.
public enum CSV {
    /// A field's text and where it begins.
    public struct Field: Hashable, Sendable {
        public var text: String
        /// 1 is the first line of the file.
        public var line: Int
        /// 1 is the first character of the line, counted in Unicode scalars; of a quoted field the opening quote.
        public var column: Int

        public init(text: String, line: Int, column: Int) {
            self.text = text
            self.line = line
            self.column = column
        }
    }

    /// One row: never without a field.
    public struct Record: Hashable, Sendable {
        public var fields: [Field]
        /// Where the row's line ends, for what is missing there.
        public var end: (line: Int, column: Int) { (endLine, endColumn) }
        var endLine: Int
        var endColumn: Int
    }

    /// Bounds that keep a hostile file from eating the memory.
    public struct Limits: Hashable, Sendable {
        public var bytes: Int
        public var records: Int
        public var fields: Int
        public var fieldBytes: Int

        public init(
            bytes: Int = 64 << 20, records: Int = 1_000_000, fields: Int = 256, fieldBytes: Int = 64 << 10
        ) {
            self.bytes = bytes
            self.records = records
            self.fields = fields
            self.fieldBytes = fieldBytes
        }
    }

    /// What a file holds. With problems, `records` is what could be read all the same.
    public struct Contents: Hashable, Sendable {
        public var records: [Record] = []
        public var problems: [TableProblem] = []
    }

    /// Reads valid UTF-8. Lines end with LF, CRLF or CR. Every problem is reported, not only the first: an unterminated
    /// quote, text after a closing quote, a quote inside an unquoted field, a row with more or fewer fields than the
    /// first, NUL, and sizes past `limits`.
    ///
    /// - Parameter file: the name that problems carry.
    public static func read(_ bytes: [UInt8], file: String = "", limits: Limits = Limits()) -> Contents {
        guard bytes.count <= limits.bytes else {
            let problem = TableProblem(
                file: file, line: 1, column: 1, chinese: "文件有 \(bytes.count) 字节，最多 \(limits.bytes) 字节",
                english: "the file has \(bytes.count) bytes, expected at most \(limits.bytes)")
            return Contents(problems: [problem])
        }
        var reader = Reader(bytes: bytes, file: file, limits: limits)
        reader.readAll()
        return Contents(records: reader.records, problems: reader.problems.inFileOrder())
    }
}

private let comma = UInt8(ascii: ",")
private let quote = UInt8(ascii: "\"")
private let carriageReturn = UInt8(ascii: "\r")
private let lineFeed = UInt8(ascii: "\n")

private struct Reader {
    let bytes: [UInt8]
    let file: String
    let limits: CSV.Limits
    var records: [CSV.Record] = []
    var problems: [TableProblem] = []

    private var index = 0
    private var line = 1
    private var column = 1

    init(bytes: [UInt8], file: String, limits: CSV.Limits) {
        self.bytes = bytes
        self.file = file
        self.limits = limits
    }

    mutating func readAll() {
        while index < bytes.count {
            if skipLineEnd() { continue }
            if bytes[index] == UInt8(ascii: "#") {
                while index < bytes.count, !isLineEnd(bytes[index]) { advance() }
                continue
            }
            if records.count == limits.records {
                report(line, column, "行数超过 \(limits.records)", "too many rows, expected at most \(limits.records)")
                return
            }
            readRecord()
        }
    }

    private mutating func readRecord() {
        var fields: [CSV.Field] = []
        var tooMany = false
        while true {
            let field = readField()
            if fields.count < limits.fields {
                fields.append(field)
            } else if !tooMany {
                tooMany = true
                report(
                    field.line, field.column, "这一行超过 \(limits.fields) 列",
                    "too many fields, expected at most \(limits.fields)")
            }
            guard index < bytes.count, bytes[index] == comma else { break }
            advance()
        }
        let record = CSV.Record(fields: fields, endLine: line, endColumn: column)
        _ = skipLineEnd()
        if let width = records.first?.fields.count, fields.count != width, !tooMany {
            let place = fields.count > width ? (fields[width].line, fields[width].column) : record.end
            report(
                place.0, place.1, "这一行有 \(fields.count) 列，表头有 \(width) 列",
                "the row has \(fields.count) fields, expected \(width) as in the header")
        }
        records.append(record)
    }

    /// Leaves the index at a comma, a line end or the end.
    private mutating func readField() -> CSV.Field {
        let (startLine, startColumn) = (line, column)
        var content: [UInt8] = []
        if index < bytes.count, bytes[index] == quote {
            advance()
            readQuoted(into: &content, startLine, startColumn)
            if index < bytes.count, bytes[index] != comma, !isLineEnd(bytes[index]) {
                report(
                    line, column, "引号之后还有文字，应为逗号或换行",
                    "text after the closing quote, expected a comma or the end of the line")
                readPlain(into: &content, quotesReported: true)
            }
        } else {
            readPlain(into: &content, quotesReported: false)
        }
        if content.count > limits.fieldBytes {
            report(
                startLine, startColumn, "单元格有 \(content.count) 字节，最多 \(limits.fieldBytes) 字节",
                "the field has \(content.count) bytes, expected at most \(limits.fieldBytes)")
            content = []
        }
        return CSV.Field(text: String(decoding: content, as: UTF8.self), line: startLine, column: startColumn)
    }

    private mutating func readQuoted(into content: inout [UInt8], _ startLine: Int, _ startColumn: Int) {
        while index < bytes.count {
            let byte = bytes[index]
            if byte == quote {
                advance()
                guard index < bytes.count, bytes[index] == quote else { return }
            }
            take(into: &content)
        }
        report(
            startLine, startColumn, "引号没有成对，应以 \" 结束",
            "the quote is never closed, expected \" before the end of the file")
    }

    private mutating func readPlain(into content: inout [UInt8], quotesReported: Bool) {
        var reported = quotesReported
        while index < bytes.count, bytes[index] != comma, !isLineEnd(bytes[index]) {
            if bytes[index] == quote, !reported {
                reported = true
                report(
                    line, column, "没有加引号的单元格里出现引号，应整格加引号并把 \" 写成 \"\"",
                    "a quote inside an unquoted field, expected the whole field in quotes with \"\" for \"")
            }
            take(into: &content)
        }
    }

    private mutating func take(into content: inout [UInt8]) {
        if bytes[index] == 0 {
            report(line, column, "含有 NUL 字符，应为文字", "a NUL character, expected text")
        } else {
            content.append(bytes[index])
        }
        advance()
    }

    private func isLineEnd(_ byte: UInt8) -> Bool { byte == lineFeed || byte == carriageReturn }

    private mutating func skipLineEnd() -> Bool {
        guard index < bytes.count, isLineEnd(bytes[index]) else { return false }
        if bytes[index] == carriageReturn, index + 1 < bytes.count, bytes[index + 1] == lineFeed { advance() }
        advance()
        return true
    }

    /// Steps over one byte and keeps line and column: CRLF counts as one line end, a character as one column.
    private mutating func advance() {
        let byte = bytes[index]
        index += 1
        let followed = index < bytes.count ? bytes[index] : 0
        if byte == lineFeed || (byte == carriageReturn && followed != lineFeed) {
            line += 1
            column = 1
        } else if followed & 0xC0 != 0x80 || index == bytes.count {
            column += 1
        }
    }

    private mutating func report(_ line: Int, _ column: Int, _ chinese: String, _ english: String) {
        problems.append(TableProblem(file: file, line: line, column: column, chinese: chinese, english: english))
    }
}
