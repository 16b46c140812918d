/// Why a template's text is none, and where.
public struct TemplateError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Stable names, for counting.
    public enum Code: String, Sendable, CaseIterable {
        case unclosedTag, unclosedSection, unopenedSection, wrongName, wrongDelimiters, tooDeep
    }

    public let code: Code
    public let message: String
    /// The template's name, as its caller gave it.
    public let template: String
    public let position: TemplatePosition

    /// `template:line:column: what is wrong`.
    public var description: String { "\(template):\(position): \(message)" }
}

/// A place in a template: lines and columns from 1, columns in Unicode scalars.
public struct TemplatePosition: Sendable, Hashable, CustomStringConvertible {
    public let line: Int
    public let column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    init(offset: Int, in bytes: [UInt8]) {
        var line = 1
        var column = 1
        for byte in bytes.prefix(offset) {
            if byte == 0x0A {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.init(line: line, column: column)
    }

    public var description: String { "\(line):\(column)" }
}
