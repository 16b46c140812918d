/// Rows of cells as columns of even width, for a terminal with a fixed pitch: a Chinese character takes two columns.
struct TextTable {
    struct Column {
        var title: String
        /// A column is shortened to no less than this when the table is too wide; nil never is.
        var least: Int?

        init(_ title: String, least: Int? = nil) {
            self.title = title
            self.least = least
        }
    }

    private let columns: [Column]
    private var rows: [[String]] = []
    private static let gap = 2

    init(_ columns: [Column]) { self.columns = columns }

    mutating func add(_ cells: [String]) { rows.append(cells.map(TextWidth.oneLine)) }

    /// - Parameter width: no line is wider.
    func lines(width: Int = 100) -> [String] {
        let all = [columns.map(\.title)] + rows
        var widths = columns.indices.map { index in all.map { TextWidth.of($0[index]) }.max() ?? 0 }
        var excess = widths.reduce(0, +) + Self.gap * (widths.count - 1) - width
        while excess > 0 {
            // The widest of those that may still give way, a column at a time.
            let candidates = widths.indices.filter { widths[$0] > columns[$0].least ?? .max }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
            excess -= 1
        }
        return all.map { row in
            var line = ""
            for (index, cell) in row.enumerated() {
                let text = TextWidth.shorten(cell, to: widths[index])
                line += text
                if index < row.count - 1 {
                    line += String(repeating: " ", count: widths[index] - TextWidth.of(text) + Self.gap)
                }
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}

/// How many columns of a terminal a text takes (Unicode Standard Annex 11: wide and full-width characters take two).
enum TextWidth {
    static func of(_ text: String) -> Int { text.unicodeScalars.reduce(0) { $0 + of($1) } }

    /// The text, or as much of its beginning as fits with `…` after it.
    static func shorten(_ text: String, to width: Int) -> String {
        guard of(text) > width else { return text }
        var result = ""
        var taken = 1  // the dots
        for character in text {
            let next = of(String(character))
            if taken + next > width { break }
            taken += next
            result.append(character)
        }
        return width < 1 ? "" : result + "…"
    }

    /// The text on one line and without characters that steer a terminal.
    static func oneLine(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { isControl($0) }) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(isControl(scalar) ? " " : scalar) }
        return String(result)
    }

    /// The text with its line ends, without other characters that steer a terminal.
    static func printable(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { oneLine(String($0)) }.joined(
            separator: "\n")
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        // Format characters turn text round or hide it; the joiner makes one picture of several.
        case .control, .lineSeparator, .paragraphSeparator: true
        case .format: scalar.value != 0x200D
        default: false
        }
    }

    private static func of(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x20..<0x300: return 1
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
            0x1F900...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default:
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .format, .control: return 0
            default: return scalar.properties.isEmojiPresentation ? 2 : 1
            }
        }
    }
}
