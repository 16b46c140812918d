/// What JSON5 has beside JSON: comments, more white space, bare keys, more escapes.
extension JSONReader {
    /// Steps over one comment or one wide space; false when neither stands here.
    @inline(never)
    mutating func skipSpaceOfJSON5(_ bytes: Span<UInt8>) throws(JSONError) -> Bool {
        switch bytes[index] {
        case 0x0B, 0x0C: index += 1
        case UInt8(ascii: "/"): try skipComment(bytes)
        case ..<0x80: return false
        default:
            let (scalar, length) = try scalar(bytes)
            guard isLineEnd(scalar) || scalar == "\u{FEFF}" || scalar.properties.generalCategory == .spaceSeparator
            else { return false }
            index += length
        }
        return true
    }

    private mutating func skipComment(_ bytes: Span<UInt8>) throws(JSONError) {
        let start = index
        guard index + 1 < bytes.count else { throw failure(.unexpectedCharacter, "expected a comment", bytes) }
        switch bytes[index + 1] {
        case UInt8(ascii: "/"):
            index += 2
            while index < bytes.count, bytes[index] != 0x0A, bytes[index] != 0x0D {
                if bytes[index] == 0xE2, isLineEnd(try scalar(bytes).scalar) { break }
                index += 1
            }
        case UInt8(ascii: "*"):
            index += 2
            while index + 1 < bytes.count, bytes[index] != UInt8(ascii: "*") || bytes[index + 1] != UInt8(ascii: "/") {
                index += 1
            }
            guard index + 1 < bytes.count else {
                throw failure(.unexpectedEnd, "the comment that begins here does not end", bytes, at: start)
            }
            index += 2
        default: throw failure(.unexpectedCharacter, "expected a comment", bytes)
        }
        _ = try text(bytes, start..<index)
    }

    /// A key without quotes: an identifier of ECMAScript 5.1, 7.6.
    mutating func bareKey(_ bytes: Span<UInt8>) throws(JSONError) -> String {
        var key = ""
        while index < bytes.count {
            let start = index
            var (scalar, length) = try scalar(bytes)
            if scalar == "\\" {
                guard index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "u") else {
                    throw failure(.invalidEscape, "a bare key has only \\u escapes", bytes)
                }
                index += 2
                scalar = try unicodeEscape(bytes, from: start)
                length = 0
                guard isPart(scalar, ofKey: key) else {
                    throw failure(.invalidEscape, "a bare key may not hold this character", bytes, at: start)
                }
            }
            guard isPart(scalar, ofKey: key) else { break }
            key.unicodeScalars.append(scalar)
            index += length
        }
        guard !key.isEmpty else { throw failure(.unexpectedCharacter, "expected a key", bytes) }
        return key
    }

    private func isPart(_ scalar: Unicode.Scalar, ofKey key: String) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "$", "_": true
        case "0"..."9", "\u{200C}", "\u{200D}": !key.isEmpty
        default: !scalar.isASCII && (key.isEmpty ? scalar.properties.isIDStart : scalar.properties.isIDContinue)
        }
    }

    /// The escapes that JSON lacks, from the byte behind the backslash, which is behind us.
    mutating func escapeOfJSON5(
        _ byte: UInt8, _ bytes: Span<UInt8>, from start: Int
    ) throws(JSONError) -> Unicode.Scalar? {
        switch byte {
        case UInt8(ascii: "'"): return "'"
        case UInt8(ascii: "v"): return "\u{0B}"
        case UInt8(ascii: "0"): throw failure(.nulCharacter, "a string may not hold NUL", bytes, at: start)
        case UInt8(ascii: "1")...UInt8(ascii: "9"):
            throw failure(.invalidEscape, "JSON5 has no octal escapes", bytes, at: start)
        case UInt8(ascii: "x"):
            let value = try hexadecimal(bytes, digits: 2, from: start)
            if value == 0 { throw failure(.nulCharacter, "a string may not hold NUL", bytes, at: start) }
            return Unicode.Scalar(value)
        case 0x0A: return nil
        case 0x0D:
            if index < bytes.count, bytes[index] == 0x0A { index += 1 }
            return nil
        case 0: throw failure(.nulCharacter, "a string may not hold NUL", bytes, at: start)
        default:
            index -= 1
            let (scalar, length) = try scalar(bytes)
            index += length
            return isLineEnd(scalar) ? nil : scalar
        }
    }

    /// U+2028 and U+2029 end lines in JSON5.
    private func isLineEnd(_ scalar: Unicode.Scalar) -> Bool { scalar == "\u{2028}" || scalar == "\u{2029}" }

    /// The character that stands here and its bytes.
    private func scalar(_ bytes: Span<UInt8>) throws(JSONError) -> (scalar: Unicode.Scalar, length: Int) {
        let first = bytes[index]
        if first < 0x80 { return (Unicode.Scalar(first), 1) }
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        let text = try text(bytes, index..<min(index + length, bytes.count))
        guard let scalar = text.unicodeScalars.first else {
            throw failure(.invalidUTF8, "this is not valid UTF-8", bytes)
        }
        return (scalar, length)
    }
}
