/// Reads JSON (RFC 8259) and JSON5 (spec.json5.org 1.0.0) from bytes, strictly, and says where a text goes wrong.
///
/// Stricter than the standards where a guess would hide a fault: depth is bounded, a key stands once in its object, and
/// no string holds NUL. A lone surrogate escape reads as U+FFFD, so that one odd phone does not lose a message.
public struct JSONReader {
    public enum Dialect: Sendable { case json, json5 }

    /// Deeper than this no caller may allow: each level is a stack frame.
    static let deepest = 512

    let dialect: Dialect
    private let maximumDepth: Int
    private let firstLine: Int
    private var depth = 0
    var index = 0

    private init(dialect: Dialect, maximumDepth: Int, firstLine: Int) {
        self.dialect = dialect
        self.maximumDepth = min(maximumDepth, Self.deepest)
        self.firstLine = firstLine
    }

    /// Reads one value and nothing after it but white space; a leading byte order mark is skipped.
    /// - Parameters:
    ///   - maximumDepth: how many arrays and objects may stand in each other, at most 512.
    ///   - firstLine: the number, in errors, of the first line: that of a line of JSON Lines in its file.
    public static func read(
        _ bytes: [UInt8], dialect: Dialect = .json, maximumDepth: Int = 16, firstLine: Int = 1
    ) throws(JSONError) -> JSONValue {
        try read(bytes.span, dialect: dialect, maximumDepth: maximumDepth, firstLine: firstLine)
    }

    /// Reads one value from bytes that the caller keeps.
    public static func read(
        _ bytes: Span<UInt8>, dialect: Dialect = .json, maximumDepth: Int = 16, firstLine: Int = 1
    ) throws(JSONError) -> JSONValue {
        var reader = JSONReader(dialect: dialect, maximumDepth: maximumDepth, firstLine: firstLine)
        return try reader.document(bytes)
    }

    private mutating func document(_ bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
        if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { index = 3 }
        try skipSpace(bytes)
        let value = try value(bytes)
        try skipSpace(bytes)
        guard index == bytes.count else {
            throw failure(.trailingCharacters, "expected nothing more after the value", bytes)
        }
        return value
    }

    private mutating func value(_ bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
        guard index < bytes.count else { throw failure(.unexpectedEnd, "expected a value, the text ends", bytes) }
        switch bytes[index] {
        case UInt8(ascii: "\""): return .string(try string(bytes, quote: UInt8(ascii: "\"")))
        case UInt8(ascii: "{"): return .object(try object(bytes))
        case UInt8(ascii: "["): return .array(try array(bytes))
        case UInt8(ascii: "t"): return try word("true", .bool(true), bytes)
        case UInt8(ascii: "f"): return try word("false", .bool(false), bytes)
        case UInt8(ascii: "n"): return try word("null", .null, bytes)
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): return .number(try number(bytes))
        case UInt8(ascii: "'") where dialect == .json5:
            return .string(try string(bytes, quote: UInt8(ascii: "'")))
        case UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "I"), UInt8(ascii: "N"):
            guard dialect == .json5 else { fallthrough }
            return .number(try number(bytes))
        default: throw failure(.unexpectedCharacter, "expected a value", bytes)
        }
    }

    private mutating func word(
        _ word: StaticString, _ value: JSONValue, _ bytes: Span<UInt8>
    ) throws(JSONError) -> JSONValue {
        try expect(word, bytes)
        return value
    }

    /// Steps over a word that has to stand here.
    mutating func expect(_ word: StaticString, _ bytes: Span<UInt8>) throws(JSONError) {
        for expected in word.description.utf8 {
            guard index < bytes.count else { throw failure(.unexpectedEnd, "expected \(word), the text ends", bytes) }
            guard bytes[index] == expected else { throw failure(.unexpectedCharacter, "expected \(word)", bytes) }
            index += 1
        }
    }

    private mutating func array(_ bytes: Span<UInt8>) throws(JSONError) -> [JSONValue] {
        try enter(bytes)
        defer { depth -= 1 }
        var elements: [JSONValue] = []
        try skipSpace(bytes)
        if try step(over: UInt8(ascii: "]"), bytes, "expected a value or ']'") { return elements }
        while true {
            elements.append(try value(bytes))
            try skipSpace(bytes)
            if try step(over: UInt8(ascii: "]"), bytes, "expected ',' or ']'") { return elements }
            try comma(bytes, "expected ',' or ']'")
            if dialect == .json5, try step(over: UInt8(ascii: "]"), bytes, "expected a value or ']'") {
                return elements
            }
        }
    }

    private mutating func object(_ bytes: Span<UInt8>) throws(JSONError) -> JSONObject {
        var object = JSONObject()
        try enter(bytes)
        defer { depth -= 1 }
        try skipSpace(bytes)
        if try step(over: UInt8(ascii: "}"), bytes, "expected a key or '}'") { return object }
        while true {
            let keyStart = index
            let key = try key(bytes)
            try skipSpace(bytes)
            guard try step(over: UInt8(ascii: ":"), bytes, "expected ':' after the key") else {
                throw failure(.unexpectedCharacter, "expected ':' after the key", bytes)
            }
            try skipSpace(bytes)
            let valueStart = index
            let value = try value(bytes)
            guard
                object.append(JSONObject.Member(key: key, value: value, keyStart: keyStart, valueStart: valueStart))
            else {
                let first = object.member(key)?.keyStart ?? 0
                let place = JSONPosition(offset: first, in: bytes, firstLine: firstLine)
                throw failure(.duplicateKey, "this key stood already at \(place)", bytes, at: keyStart)
            }
            try skipSpace(bytes)
            if try step(over: UInt8(ascii: "}"), bytes, "expected ',' or '}'") { return object }
            try comma(bytes, "expected ',' or '}'")
            if dialect == .json5, try step(over: UInt8(ascii: "}"), bytes, "expected a key or '}'") {
                return object
            }
        }
    }

    private mutating func key(_ bytes: Span<UInt8>) throws(JSONError) -> String {
        guard index < bytes.count else { throw failure(.unexpectedEnd, "expected a key, the text ends", bytes) }
        switch bytes[index] {
        case UInt8(ascii: "\""): return try string(bytes, quote: UInt8(ascii: "\""))
        case UInt8(ascii: "'") where dialect == .json5: return try string(bytes, quote: UInt8(ascii: "'"))
        default:
            guard dialect == .json5 else { throw failure(.unexpectedCharacter, "expected a key in quotes", bytes) }
            return try bareKey(bytes)
        }
    }

    private mutating func enter(_ bytes: Span<UInt8>) throws(JSONError) {
        guard depth < maximumDepth else {
            throw failure(.tooDeep, "nested deeper than \(maximumDepth) levels", bytes)
        }
        depth += 1
        index += 1
    }

    /// Whether the byte stands here; then it is behind us.
    private mutating func step(
        over byte: UInt8, _ bytes: Span<UInt8>, _ expected: StaticString
    ) throws(JSONError) -> Bool {
        guard index < bytes.count else { throw failure(.unexpectedEnd, "\(expected), the text ends", bytes) }
        guard bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func comma(_ bytes: Span<UInt8>, _ expected: StaticString) throws(JSONError) {
        guard bytes[index] == UInt8(ascii: ",") else { throw failure(.unexpectedCharacter, "\(expected)", bytes) }
        index += 1
        try skipSpace(bytes)
    }

    @inline(__always)
    mutating func skipSpace(_ bytes: Span<UInt8>) throws(JSONError) {
        // Most of the time nothing is to be skipped: this much is worth having at every call.
        if index < bytes.count, bytes[index] > 0x20, bytes[index] < 0x80, bytes[index] != UInt8(ascii: "/") { return }
        try skipSomeSpace(bytes)
    }

    @inline(never)
    private mutating func skipSomeSpace(_ bytes: Span<UInt8>) throws(JSONError) {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            default: guard dialect == .json5, try skipSpaceOfJSON5(bytes) else { return }
            }
        }
    }

    func failure(_ code: JSONError.Code, _ message: String, _ bytes: Span<UInt8>, at offset: Int? = nil) -> JSONError {
        let position = JSONPosition(offset: offset ?? index, in: bytes, firstLine: firstLine)
        return JSONError(code: code, message: message, position: position)
    }
}
