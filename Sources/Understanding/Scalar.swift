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
}

extension String {
    /// The scalars of the string as numbers.
    var scalarValues: [Scalar] {
        var values: [Scalar] = []
        values.reserveCapacity(utf8.count)
        for scalar in unicodeScalars { values.append(scalar.value) }
        return values
    }
}

extension StaticString {
    /// The scalars of a literal of the program.
    var scalarValues: [Scalar] { description.scalarValues }
}

/// A word of the program as scalars, written as a literal.
struct Word: ExpressibleByStringLiteral, Sendable {
    let scalars: [Scalar]

    init(stringLiteral value: String) { scalars = value.scalarValues }
}
