/// One sentence in the two languages that the bridge speaks.
public struct Wording: Hashable, Sendable {
    public let chinese: String
    public let english: String

    public init(chinese: String, english: String) {
        self.chinese = chinese
        self.english = english
    }
}

/// Something wrong with a table, with the place in its file where somebody can mend it.
public struct TableProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Severity: String, Sendable, Hashable {
        /// The tables cannot be used.
        case error
        /// The tables work, but probably not as meant.
        case warning
    }

    public var severity: Severity
    /// The table's file name without a folder (`units.csv`).
    public var file: String
    /// 1 is the first line.
    public var line: Int
    /// 1 is the first character of the line; counted in Unicode scalars.
    public var column: Int
    /// What is wrong, and what was expected.
    public var message: Wording

    public init(
        severity: Severity = .error, file: String, line: Int, column: Int, chinese: String, english: String
    ) {
        self.severity = severity
        self.file = file
        self.line = line
        self.column = column
        message = Wording(chinese: chinese, english: english)
    }

    /// `units.csv:3:12: unknown person "li", expected an id of people.csv`, with `warning: ` before a warning's words.
    public var description: String {
        "\(file):\(line):\(column): \(severity == .warning ? "warning: " : "")\(message.english)"
    }

    /// As `description`, in Chinese.
    public var chineseDescription: String {
        "\(file):\(line):\(column): \(severity == .warning ? "提醒：" : "")\(message.chinese)"
    }
}

extension [TableProblem] {
    /// By file, line and column; of one place in the order in which they were found.
    func inFileOrder() -> [TableProblem] {
        enumerated().sorted { a, b in
            (a.element.file, a.element.line, a.element.column, a.offset)
                < (b.element.file, b.element.line, b.element.column, b.offset)
        }.map(\.element)
    }
}

/// A cell's text as a message shows it: quoted, on one line, at most 40 characters.
func shown(_ text: some StringProtocol) -> String {
    var result = "\""
    var count = 0
    for scalar in text.unicodeScalars {
        if count == 40 {
            result += "…"
            break
        }
        switch scalar {
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case "\t": result += "\\t"
        case "\"": result += "\\\""
        default:
            if scalar.value < 32 || scalar.value == 127 { result += "?" } else { result.unicodeScalars.append(scalar) }
        }
        count += 1
    }
    return result + "\""
}
