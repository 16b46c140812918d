extension JSONReader {
    /// Reads a string from its opening quote; most strings are one piece of valid UTF-8 without escapes.
    mutating func string(_ bytes: Span<UInt8>, quote: UInt8) throws(JSONError) -> String {
        let opening = index
        index += 1
        let start = index
        while index < bytes.count {
            let byte = bytes[index]
            if byte == quote {
                let text = try text(bytes, start..<index)
                index += 1
                return text
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(bytes, from: start, quote: quote) }
            if byte < 0x20 { try checkControl(byte, bytes) }
            index += 1
        }
        throw failure(.unexpectedEnd, "the string that begins here does not end", bytes, at: opening)
    }

    /// The rest of a string from its first backslash on, piece by piece.
    private mutating func escapedString(
        _ bytes: Span<UInt8>, from start: Int, quote: UInt8
    ) throws(JSONError) -> String {
        var result = try text(bytes, start..<index)
        var piece = index
        while index < bytes.count {
            let byte = bytes[index]
            if byte == quote {
                result += try text(bytes, piece..<index)
                index += 1
                return result
            }
            if byte == UInt8(ascii: "\\") {
                result += try text(bytes, piece..<index)
                if let scalar = try escape(bytes) { result.unicodeScalars.append(scalar) }
                piece = index
            } else {
                if byte < 0x20 { try checkControl(byte, bytes) }
                index += 1
            }
        }
        throw failure(.unexpectedEnd, "the string that begins here does not end", bytes, at: start - 1)
    }

    /// The bytes of a range as text.
    func text(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(JSONError) -> String {
        do throws(UTF8.ValidationError) {
            return String(copying: try UTF8Span(validating: bytes.extracting(range)))
        } catch {
            let offset = range.lowerBound + error.byteOffsets.lowerBound
            throw failure(.invalidUTF8, "this is not valid UTF-8", bytes, at: offset)
        }
    }

    private func checkControl(_ byte: UInt8, _ bytes: Span<UInt8>) throws(JSONError) {
        if byte == 0 { throw failure(.nulCharacter, "a string may not hold NUL", bytes) }
        if dialect == .json || byte == 0x0A || byte == 0x0D {
            throw failure(.controlCharacter, "a string holds control characters and line ends only as escapes", bytes)
        }
    }

    /// Reads an escape from its backslash; nil for a line continuation of JSON5.
    private mutating func escape(_ bytes: Span<UInt8>) throws(JSONError) -> Unicode.Scalar? {
        let start = index
        index += 1
        guard index < bytes.count else { throw failure(.unexpectedEnd, "the text ends in an escape", bytes) }
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape(bytes, from: start)
        default:
            guard dialect == .json5 else {
                throw failure(.invalidEscape, "JSON has no such escape", bytes, at: start)
            }
            return try escapeOfJSON5(byte, bytes, from: start)
        }
    }

    /// Reads what follows `\u`. A surrogate without its other half reads as U+FFFD.
    mutating func unicodeEscape(_ bytes: Span<UInt8>, from start: Int) throws(JSONError) -> Unicode.Scalar {
        let unit = try hexadecimal(bytes, digits: 4, from: start)
        if unit == 0 { throw failure(.nulCharacter, "a string may not hold NUL", bytes, at: start) }
        if let scalar = Unicode.Scalar(unit) { return scalar }
        let next = index
        guard unit < 0xDC00, index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
            bytes[index + 1] == UInt8(ascii: "u")
        else { return "\u{FFFD}" }
        index += 2
        let low = try hexadecimal(bytes, digits: 4, from: next)
        guard low >= 0xDC00, low < 0xE000,
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        else {
            index = next
            return "\u{FFFD}"
        }
        return scalar
    }

    mutating func hexadecimal(_ bytes: Span<UInt8>, digits: Int, from start: Int) throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard index < bytes.count else { throw failure(.unexpectedEnd, "the text ends in an escape", bytes) }
            guard let digit = hexadecimalDigit(bytes[index]) else {
                throw failure(.invalidEscape, "expected \(digits) hexadecimal digits", bytes, at: start)
            }
            value = value << 4 | digit
            index += 1
        }
        return value
    }

    func hexadecimalDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
