/// Unicode scalars as plain numbers, and what the readers ask about them.
///
/// All of the engine works on arrays of these: an index is a position, a comparison is one instruction.
typealias Scalar = UInt32

extension Scalar {
    /// The first scalar of a literal.
    @inline(__always)
    init(of literal: Unicode.Scalar) { self = literal.value }

    var isDigit: Bool { self &- 48 < 10 }
    /// Lower case is enough: text is folded before anything asks.
    var isLetter: Bool { self &- 97 < 26 }
    var isWord: Bool { isDigit || isLetter }
    var isHan: Bool {
        (self >= 0x4E00 && self <= 0x9FFF) || (self >= 0x3400 && self <= 0x4DBF)
            || (self >= 0x20000 && self <= 0x3FFFF) || self == 0x3007
    }
    var isSpace: Bool { self == 32 }
    var isNewline: Bool { self == 10 }

    /// How many bytes it takes in UTF-8.
    var utf8Width: Int { self < 0x80 ? 1 : self < 0x800 ? 2 : self < 0x1_0000 ? 3 : 4 }

    /// Hands over its bytes in UTF-8.
    @inline(__always)
    func encode(_ put: (UInt8) -> Void) {
        if self < 0x80 {
            put(UInt8(truncatingIfNeeded: self))
            return
        }
        if self < 0x800 {
            put(UInt8(truncatingIfNeeded: 0xC0 | self >> 6))
        } else {
            if self < 0x1_0000 {
                put(UInt8(truncatingIfNeeded: 0xE0 | self >> 12))
            } else {
                put(UInt8(truncatingIfNeeded: 0xF0 | self >> 18))
                put(UInt8(truncatingIfNeeded: 0x80 | self >> 12 & 0x3F))
            }
            put(UInt8(truncatingIfNeeded: 0x80 | self >> 6 & 0x3F))
        }
        put(UInt8(truncatingIfNeeded: 0x80 | self & 0x3F))
    }
}

extension [Scalar] {
    /// The scalars in UTF-8.
    var utf8Bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(reduce(0) { $0 + $1.utf8Width })
        for scalar in self { scalar.encode { bytes.append($0) } }
        return bytes
    }
}

extension String {
    /// The scalars of the string as numbers.
    var scalarValues: [Scalar] {
        let bytes = utf8.span
        let count = bytes.count
        return unsafe [Scalar](unsafeUninitializedCapacity: count) { values, filled in
            var index = 0
            // A string holds nothing but well-formed UTF-8.
            @inline(__always)
            func rest(_ offset: Int) -> Scalar { Scalar(bytes[index + offset] & 0x3F) }
            while index < count {
                let first = Scalar(bytes[index])
                if first & 0xF0 == 0xE0 {
                    unsafe values[filled] = (first & 0x0F) << 12 | rest(1) << 6 | rest(2)
                    index += 3
                } else if first < 0x80 {
                    unsafe values[filled] = first
                    index += 1
                } else if first & 0xE0 == 0xC0 {
                    unsafe values[filled] = (first & 0x1F) << 6 | rest(1)
                    index += 2
                } else {
                    unsafe values[filled] = (first & 0x07) << 18 | rest(1) << 12 | rest(2) << 6 | rest(3)
                    index += 4
                }
                filled += 1
            }
        }
    }
}

extension StaticString {
    /// The scalars of a literal of the program.
    var scalarValues: [Scalar] { description.scalarValues }
}

/// A word of the program as scalars, written as a literal.
struct Word: ExpressibleByStringLiteral, Sendable {
    let scalars: [Scalar]
    /// At nearly all places of a text it tells that the word does not stand there.
    private let first: Scalar

    init(stringLiteral value: String) {
        scalars = value.scalarValues
        first = scalars.first ?? 0
    }

    /// Where the word ends if it stands at a position of a text; nil when it does not.
    @inline(__always)
    func end(in text: [Scalar], at index: Int) -> Int? {
        index >= 0 && index < text.count && text[index] == first ? restEnds(in: text, at: index) : nil
    }

    private func restEnds(in text: [Scalar], at index: Int) -> Int? {
        let end = index + scalars.count
        guard end <= text.count else { return nil }
        for offset in 1..<max(1, scalars.count) where text[index + offset] != scalars[offset] { return nil }
        return end
    }
}
