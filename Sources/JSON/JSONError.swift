/// Why a text is not read, and where; the message never quotes the text.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Stable names, for counting.
    public enum Code: String, Sendable, CaseIterable {
        case unexpectedEnd, unexpectedCharacter, trailingCharacters, invalidUTF8, nulCharacter, controlCharacter
        case invalidEscape, invalidNumber, duplicateKey, tooDeep
    }

    public let code: Code
    public let message: String
    public let position: JSONPosition

    /// From 1.
    public var line: Int { position.line }
    /// From 1, in Unicode scalars.
    public var column: Int { position.column }
    /// From 0, in bytes.
    public var offset: Int { position.offset }

    /// `line:column: what is wrong, and what was expected`.
    public var description: String { "\(position): \(message)" }
}

/// A place in a text: lines and columns from 1, columns in Unicode scalars, the offset from 0 in bytes.
public struct JSONPosition: Sendable, Hashable, CustomStringConvertible {
    public let line: Int
    public let column: Int
    public let offset: Int

    public init(line: Int, column: Int, offset: Int) {
        self.line = line
        self.column = column
        self.offset = offset
    }

    /// Counts the lines before an offset; a line ends with LF, CR LF or CR.
    /// - Parameter firstLine: the number of the text's first line in the file that it is part of.
    public init(offset: Int, in bytes: [UInt8], firstLine: Int = 1) {
        self.init(offset: offset, in: bytes.span, firstLine: firstLine)
    }

    init(offset: Int, in bytes: Span<UInt8>, firstLine: Int) {
        var line = firstLine
        var column = 1
        for index in 0..<min(offset, bytes.count) {
            let byte = bytes[index]
            let endsLine = byte == 0x0A || (byte == 0x0D && (index + 1 == bytes.count || bytes[index + 1] != 0x0A))
            if endsLine {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.init(line: line, column: column, offset: offset)
    }

    public var description: String { "\(line):\(column)" }
}
