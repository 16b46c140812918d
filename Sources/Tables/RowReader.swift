internal import Domain

/// Reads the cells of one row into values. A bad cell is reported and read as if it were empty, so that one slip in a
/// row is one problem and not a chain of them.
struct RowReader {
    let file: String
    private let record: CSV.Record
    private let positions: [String: Int]
    private(set) var problems: [TableProblem] = []

    init(file: String, record: CSV.Record, positions: [String: Int]) {
        self.file = file
        self.record = record
        self.positions = positions
    }

    /// Trimmed; empty when the column or the cell is missing.
    func text(_ column: String) -> String {
        guard let field = field(column) else { return "" }
        return trimmed(field.text)
    }

    func optional(_ column: String) -> String? {
        let text = text(column)
        return text.isEmpty ? nil : text
    }

    /// Text that must not be empty.
    mutating func required(_ column: String) -> String {
        let text = text(column)
        // A row that is too short was reported already.
        if text.isEmpty, field(column) != nil {
            report(column, "\(column) 为空，应填写", "\(column) is empty, expected a value")
        }
        return text
    }

    /// `a|b` with `\|` and `\\` for the signs themselves; items trimmed.
    mutating func list(_ column: String) -> [String] {
        let text = text(column)
        guard !text.isEmpty else { return [] }
        var items: [String] = []
        var item = ""
        var escaped = false
        for scalar in text.unicodeScalars {
            if escaped {
                if scalar != "|", scalar != "\\" {
                    report(
                        column, "“\\”后面应为 | 或 \\", "\"\\\" before another character, expected \\| or \\\\")
                    return []
                }
                item.unicodeScalars.append(scalar)
                escaped = false
            } else if scalar == "\\" {
                escaped = true
            } else if scalar == "|" {
                items.append(trimmed(item))
                item = ""
            } else {
                item.unicodeScalars.append(scalar)
            }
        }
        if escaped {
            report(column, "“\\”后面应为 | 或 \\", "\"\\\" at the end of the cell, expected \\| or \\\\")
            return []
        }
        items.append(trimmed(item))
        if items.contains("") {
            report(column, "\(column) 中有空的一项，应为 a|b", "an empty item in \(column), expected items as in a|b")
            items.removeAll { $0.isEmpty }
        }
        return items
    }

    /// true/false, 1/0, yes/no, 是/否; empty is false.
    mutating func flag(_ column: String) -> Bool {
        let text = text(column)
        switch text.lowercased() {
        case "true", "1", "yes", "是": return true
        case "false", "0", "no", "否", "": return false
        default:
            report(
                column, "\(column) 为 \(shown(text))，应为 是、否、true、false、yes、no、1 或 0",
                "\(column) is \(shown(text)), expected true, false, 1, 0, yes, no, 是 or 否")
            return false
        }
    }

    /// One of an enumeration's raw values; `otherwise` stands for an empty cell, which without it is a problem.
    mutating func choice<Value: RawRepresentable & CaseIterable>(_ column: String, otherwise: Value? = nil) -> Value?
    where Value.RawValue == String {
        let text = text(column)
        if text.isEmpty {
            if otherwise == nil { _ = required(column) }
            return otherwise
        }
        if let value = Value(rawValue: text) { return value }
        let known = Value.allCases.map(\.rawValue)
        let hint = nearest(to: text, among: known)
        report(
            column,
            "\(column) 为 \(shown(text))，应为 \(known.joined(separator: "、"))" + (hint.map { "（是否想写 \($0)？）" } ?? ""),
            "\(column) is \(shown(text)), expected one of \(known.joined(separator: ", "))"
                + (hint.map { "; did you mean \($0)?" } ?? ""))
        return otherwise
    }

    mutating func integer(_ column: String, in range: ClosedRange<Int>) -> Int {
        let text = required(column)
        guard !text.isEmpty else { return range.lowerBound }
        if let number = Int(text), range.contains(number), text.utf8.first != UInt8(ascii: "+") { return number }
        report(
            column, "\(column) 为 \(shown(text))，应为 \(range.lowerBound) 到 \(range.upperBound) 的整数",
            "\(column) is \(shown(text)), expected a whole number from \(range.lowerBound) to \(range.upperBound)")
        return range.lowerBound
    }

    /// - Parameter most: how many limits the cell may hold.
    mutating func limits(_ column: String, most: Int) -> [Limit] {
        let items = list(column)
        var limits: [Limit] = []
        for item in items {
            guard let limit = Limit(item) else {
                report(
                    column, "\(column) 中的 \(shown(item)) 不是时限，应如 30m、2h、1d 或 30um、2uh、1ud",
                    "\(shown(item)) in \(column) is no time limit, expected one as in 30m, 2h, 1d or 30um, 2uh, 1ud")
                continue
            }
            limits.append(limit)
        }
        if limits.count > most {
            report(
                column, "\(column) 有 \(limits.count) 个时限，最多 \(most) 个",
                "\(column) holds \(limits.count) time limits, expected at most \(most)")
            limits = Array(limits.prefix(most))
        }
        return limits
    }

    /// `latitude` and `longitude` in degrees, both or neither.
    mutating func coordinate() -> Coordinate? {
        let (latitude, longitude) = (text("latitude"), text("longitude"))
        if latitude.isEmpty, longitude.isEmpty { return nil }
        guard !latitude.isEmpty, !longitude.isEmpty else {
            let (missing, other) = latitude.isEmpty ? ("latitude", "longitude") : ("longitude", "latitude")
            report(
                missing, "\(missing) 为空，填了 \(other) 就应一并填写",
                "\(missing) is empty, expected a number beside \(other)")
            return nil
        }
        let y = degrees("latitude", latitude, most: 90)
        let x = degrees("longitude", longitude, most: 180)
        guard let y, let x else { return nil }
        return Coordinate(latitudeE6: y, longitudeE6: x)
    }

    private mutating func degrees(_ column: String, _ text: String, most: Int32) -> Int32? {
        if let value = DecimalDegrees.millionths(text), abs(value) <= most * 1_000_000 { return value }
        report(
            column, "\(column) 为 \(shown(text))，应为 -\(most) 到 \(most) 的小数",
            "\(column) is \(shown(text)), expected decimal degrees from -\(most) to \(most)")
        return nil
    }

    mutating func report(_ column: String, _ chinese: String, _ english: String) {
        let place = field(column) ?? record.fields[0]
        problems.append(
            TableProblem(file: file, line: place.line, column: place.column, chinese: chinese, english: english))
    }

    private func field(_ column: String) -> CSV.Field? {
        guard let position = positions[column], position < record.fields.count else { return nil }
        return record.fields[position]
    }
}

/// Without white space at both ends, ideographic spaces included.
func trimmed(_ text: some StringProtocol) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
        let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(text[first...last])
}

/// Degrees between their decimal text and whole millionths, without a floating-point step.
enum DecimalDegrees {
    /// - Returns: nil unless the text is an optional sign, digits, and perhaps a point and digits; digits past the sixth
    ///   round to the nearest.
    static func millionths(_ text: String) -> Int32? {
        var rest = Array(text.utf8)[...]
        let negative = rest.first == UInt8(ascii: "-")
        if negative { rest = rest.dropFirst() }
        let parts = rest.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, (1...3).contains(whole.count), whole.allSatisfy(isDigit) else { return nil }
        var value: Int64 = 0
        for digit in whole { value = value * 10 + Int64(digit - 48) }
        var fraction: [UInt8] = []
        if parts.count == 2 {
            fraction = Array(parts[1])
            guard !fraction.isEmpty, fraction.count <= 20, fraction.allSatisfy(isDigit) else { return nil }
        }
        for place in 0..<6 { value = value * 10 + (place < fraction.count ? Int64(fraction[place] - 48) : 0) }
        if fraction.count > 6, fraction[6] >= UInt8(ascii: "5") { value += 1 }
        return Int32(exactly: negative ? -value : value)
    }

    /// The shortest decimal that reads back as the same.
    static func text(_ millionths: Int32) -> String {
        let magnitude = millionths.magnitude
        var fraction = String(magnitude % 1_000_000)
        fraction = String(repeating: "0", count: 6 - fraction.count) + fraction
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return "\(millionths < 0 ? "-" : "")\(magnitude / 1_000_000)\(fraction.isEmpty ? "" : "." + fraction)"
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}

/// Items as a list cell holds them.
func listCell(_ items: [String]) -> String {
    items.map { item in
        var escaped = ""
        for scalar in item.unicodeScalars {
            if scalar == "|" || scalar == "\\" { escaped += "\\" }
            escaped.unicodeScalars.append(scalar)
        }
        return escaped
    }.joined(separator: "|")
}
