extension CSV {
    /// Rows as RFC 4180 text with CRLF line ends, quoted only where a reader needs it.
    public static func write(_ rows: some Sequence<[String]>, byteOrderMark: Bool = false) -> [UInt8] {
        var bytes: [UInt8] = byteOrderMark ? [0xEF, 0xBB, 0xBF] : []
        for row in rows {
            if row.count == 1, row[0].isEmpty { bytes += Array("\"\"".utf8) }  // a blank line would be skipped
            for (position, cell) in row.enumerated() {
                if position > 0 { bytes.append(UInt8(ascii: ",")) }
                append(cell, toFirstColumn: position == 0, of: &bytes)
            }
            bytes += [13, 10]
        }
        return bytes
    }

    private static func append(_ cell: String, toFirstColumn first: Bool, of bytes: inout [UInt8]) {
        let needsQuotes =
            (first && cell.utf8.first == UInt8(ascii: "#"))
            || cell.utf8.contains { $0 == 44 || $0 == 34 || $0 == 13 || $0 == 10 }
        guard needsQuotes else {
            bytes += Array(cell.utf8)
            return
        }
        bytes.append(34)
        for byte in cell.utf8 {
            if byte == 34 { bytes.append(34) }
            bytes.append(byte)
        }
        bytes.append(34)
    }

    /// A cell that no spreadsheet takes for a formula: `'` goes before `=`, `+`, `-`, `@`, tab and line ends
    /// (OWASP, "CSV Injection"). For exports that people open; tables of the county are written as they are, since they
    /// are read back.
    public static func safeCell(_ text: String) -> String {
        switch text.unicodeScalars.first {
        case "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠": "'" + text
        default: text
        }
    }
}
