/// Builds JSON text straight into bytes, members in the order they are written.
///
/// ```swift
/// var writer = JSONWriter()
/// writer.object {
///     $0.member("id", id)
///     $0.object("case") { $0.member("number", number) }
///     $0.array("photos") { for photo in photos { $0.element(photo.hash) } }
/// }
/// ```
/// Slashes and non-ASCII characters stay as they are; control characters are escaped.
public struct JSONWriter {
    /// What was written up to here.
    public private(set) var bytes: [UInt8] = []
    private let pretty: Bool
    private var needsComma = false
    private var afterKey = false
    private var depth = 0

    /// - Parameters:
    ///   - pretty: a member or element a line, two spaces a level.
    ///   - capacity: how many bytes to set aside at once.
    public init(pretty: Bool = false, capacity: Int = 256) {
        self.pretty = pretty
        bytes.reserveCapacity(capacity)
    }

    /// The text written up to here.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Writes an object, as an element of what is around it.
    public mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
        try around(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
    }

    /// Writes an array, as an element of what is around it.
    public mutating func array(_ body: (inout JSONWriter) throws -> Void) rethrows {
        try around(UInt8(ascii: "["), UInt8(ascii: "]"), body)
    }

    /// Writes a member that is an object.
    public mutating func object(_ key: String, _ body: (inout JSONWriter) throws -> Void) rethrows {
        self.key(key)
        try object(body)
    }

    /// Writes a member that is an array.
    public mutating func array(_ key: String, _ body: (inout JSONWriter) throws -> Void) rethrows {
        self.key(key)
        try array(body)
    }

    /// Writes a member; nil is written as null.
    public mutating func member(_ key: String, _ value: some JSONWritable) {
        self.key(key)
        value.write(to: &self)
    }

    /// Writes a member that is null.
    public mutating func null(_ key: String) {
        self.key(key)
        null()
    }

    /// Writes an element of an array, or the whole text.
    public mutating func element(_ value: some JSONWritable) { value.write(to: &self) }

    /// Writes a key; its value has to follow.
    public mutating func key(_ key: String) {
        beginValue()
        quoted(key)
        bytes.append(UInt8(ascii: ":"))
        if pretty { bytes.append(0x20) }
        afterKey = true
    }

    public mutating func null() { word("null") }
    public mutating func bool(_ value: Bool) { word(value ? "true" : "false") }

    public mutating func string(_ value: String) {
        beginValue()
        quoted(value)
        needsComma = true
    }

    public mutating func integer(_ value: Int64) {
        beginValue()
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var magnitude = value.magnitude
        let start = bytes.count
        repeat {
            let (quotient, digit) = magnitude.quotientAndRemainder(dividingBy: 10)
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit))
            magnitude = quotient
        } while magnitude > 0
        bytes[start...].reverse()
        needsComma = true
    }

    /// Writes the digits; the numbers that JSON lacks become null.
    public mutating func number(_ value: JSONNumber) {
        word(value.isFinite ? value.text : "null")
    }

    /// Writes a value that is JSON text already, as it is: the caller answers for it.
    public mutating func verbatim(_ json: [UInt8]) {
        beginValue()
        bytes.append(contentsOf: json)
        needsComma = true
    }

    /// Ends a line of JSON Lines; the next value stands alone.
    public mutating func newline() {
        bytes.append(0x0A)
        needsComma = false
    }

    private mutating func around(
        _ opening: UInt8, _ closing: UInt8, _ body: (inout JSONWriter) throws -> Void
    ) rethrows {
        beginValue()
        bytes.append(opening)
        depth += 1
        needsComma = false
        try body(&self)
        depth -= 1
        if pretty && needsComma { indent() }
        bytes.append(closing)
        needsComma = true
    }

    private mutating func beginValue() {
        if afterKey {
            afterKey = false
            return
        }
        if needsComma {
            bytes.append(UInt8(ascii: ","))
            needsComma = false
        }
        if pretty && depth > 0 { indent() }
    }

    private mutating func indent() {
        bytes.append(0x0A)
        for _ in 0..<depth * 2 { bytes.append(0x20) }
    }

    private mutating func word(_ word: String) {
        beginValue()
        bytes.append(contentsOf: word.utf8)
        needsComma = true
    }

    private mutating func quoted(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        if Self.needsEscapes(text) {
            for byte in text.utf8 { escaped(byte) }
        } else {
            bytes.append(contentsOf: text.utf8)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func needsEscapes(_ text: String) -> Bool {
        let span = text.utf8.span
        for index in span.indices where isEscaped(span[index]) { return true }
        return false
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7F
    }

    private mutating func escaped(_ byte: UInt8) {
        guard Self.isEscaped(byte) else {
            bytes.append(byte)
            return
        }
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        default:
            bytes.append(contentsOf: "u00".utf8)
            for digit in [byte >> 4, byte & 15] {
                bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
    }
}
