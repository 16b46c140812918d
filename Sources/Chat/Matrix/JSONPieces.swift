internal import JSON

/// JSON taken apart without being read: the members of an object or the elements of an array, each as its own bytes.
///
/// Only brackets and quotes are looked at, so that one piece that cannot be read (too deep, a key twice) spoils no
/// other. Work is linear in the bytes.
enum JSONPieces {
    /// - Throws: `.badJSON` when this is no object, or its structure is broken.
    static func members(of bytes: ArraySlice<UInt8>) throws(DecodeFailure) -> [(key: String, value: ArraySlice<UInt8>)]
    {
        var scanner = Scanner(bytes)
        guard scanner.take(UInt8(ascii: "{")) else { throw scanner.malformed("expected an object") }
        var members: [(key: String, value: ArraySlice<UInt8>)] = []
        if !scanner.take(UInt8(ascii: "}")) {
            repeat {
                scanner.skipSpace()
                let key = try scanner.string()
                guard scanner.take(UInt8(ascii: ":")) else { throw scanner.malformed("expected a colon") }
                members.append((text(key), try scanner.value()))
            } while scanner.take(UInt8(ascii: ","))
            guard scanner.take(UInt8(ascii: "}")) else { throw scanner.malformed("expected a comma or }") }
        }
        try scanner.expectEnd()
        return members
    }

    /// - Throws: `.badJSON` when this is no array, or its structure is broken.
    static func elements(of bytes: ArraySlice<UInt8>) throws(DecodeFailure) -> [ArraySlice<UInt8>] {
        var scanner = Scanner(bytes)
        guard scanner.take(UInt8(ascii: "[")) else { throw scanner.malformed("expected an array") }
        var elements: [ArraySlice<UInt8>] = []
        if !scanner.take(UInt8(ascii: "]")) {
            repeat { elements.append(try scanner.value()) } while scanner.take(UInt8(ascii: ","))
            guard scanner.take(UInt8(ascii: "]")) else { throw scanner.malformed("expected a comma or ]") }
        }
        try scanner.expectEnd()
        return elements
    }

    /// A string's text; nothing for another value, or one that cannot be read.
    static func text(_ piece: ArraySlice<UInt8>) -> String {
        (try? JSONReader.read(Array(piece)))?.string ?? ""
    }

    static func isTrue(_ piece: ArraySlice<UInt8>) -> Bool { piece.elementsEqual("true".utf8) }

    private struct Scanner {
        private let bytes: ArraySlice<UInt8>
        private var position: Int

        init(_ bytes: ArraySlice<UInt8>) {
            self.bytes = bytes
            position = bytes.startIndex
        }

        func malformed(_ message: String) -> DecodeFailure {
            DecodeFailure(.badJSON, "byte \(position - bytes.startIndex): \(message)")
        }

        mutating func skipSpace() {
            while position < bytes.endIndex, Self.isSpace(bytes[position]) { position += 1 }
        }

        private static func isSpace(_ byte: UInt8) -> Bool {
            byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
        }

        /// Passes over a byte, and the blanks before it.
        mutating func take(_ byte: UInt8) -> Bool {
            skipSpace()
            guard position < bytes.endIndex, bytes[position] == byte else { return false }
            position += 1
            return true
        }

        mutating func expectEnd() throws(DecodeFailure) {
            skipSpace()
            guard position == bytes.endIndex else { throw malformed("expected the end") }
        }

        /// The string that begins here, with its quotes.
        mutating func string() throws(DecodeFailure) -> ArraySlice<UInt8> {
            let start = position
            guard position < bytes.endIndex, bytes[position] == UInt8(ascii: "\"") else {
                throw malformed("expected a string")
            }
            position += 1
            while position < bytes.endIndex {
                switch bytes[position] {
                case UInt8(ascii: "\\"): position += 2
                case UInt8(ascii: "\""):
                    position += 1
                    return bytes[start..<position]
                default: position += 1
                }
            }
            position = bytes.endIndex
            throw malformed("the string does not end")
        }

        /// Any value, to the end of its outermost bracket.
        mutating func value() throws(DecodeFailure) -> ArraySlice<UInt8> {
            skipSpace()
            let start = position
            var open: [UInt8] = []
            while position < bytes.endIndex {
                let byte = bytes[position]
                switch byte {
                case UInt8(ascii: "\""):
                    _ = try string()
                    if open.isEmpty { return bytes[start..<position] }
                    continue
                case UInt8(ascii: "{"): open.append(UInt8(ascii: "}"))
                case UInt8(ascii: "["): open.append(UInt8(ascii: "]"))
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    guard let last = open.popLast() else { return try scalar(from: start) }
                    guard last == byte else { throw malformed("brackets do not match") }
                    if open.isEmpty {
                        position += 1
                        return bytes[start..<position]
                    }
                case UInt8(ascii: ","), 0x20, 0x09, 0x0A, 0x0D: if open.isEmpty { return try scalar(from: start) }
                default: break
                }
                position += 1
            }
            guard open.isEmpty else { throw malformed("brackets do not match") }
            return try scalar(from: start)
        }

        /// A number or a word, which has no end of its own.
        private func scalar(from start: Int) throws(DecodeFailure) -> ArraySlice<UInt8> {
            guard position > start else { throw malformed("expected a value") }
            return bytes[start..<position]
        }
    }
}
