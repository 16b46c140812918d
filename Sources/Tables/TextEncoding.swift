/// How the bytes of a table become text: UTF-8, or GB18030 as spreadsheets on Chinese desktops write it.
public enum TextEncoding: String, Sendable, Hashable {
    case utf8
    case gb18030

    /// Bytes that are neither.
    public struct Failure: Error, Hashable, Sendable {
        /// Counted from 0: the first byte that is no UTF-8.
        public var utf8Offset: Int
        /// Counted from 0: the first byte that is no GB18030.
        public var gb18030Offset: Int
    }

    /// Valid UTF-8 without its byte order mark, and what it was read from.
    ///
    /// - Throws: ``Failure`` when the bytes are neither UTF-8 nor GB18030; a byte order mark of UTF-8 rules GB18030 out.
    public static func decode(_ bytes: [UInt8]) throws(Failure) -> (text: [UInt8], encoding: TextEncoding) {
        let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        guard let invalid = firstInvalidUTF8(bytes) else {
            return (mark ? Array(bytes.dropFirst(3)) : bytes, .utf8)
        }
        if mark { throw Failure(utf8Offset: invalid, gb18030Offset: 0) }
        switch GB18030.decode(bytes) {
        case .text(let text): return (text, .gb18030)
        case .invalid(let offset): throw Failure(utf8Offset: invalid, gb18030Offset: offset)
        }
    }

    /// The offset of the first byte that belongs to no well-formed sequence (Unicode standard, table 3-7), or nil.
    static func firstInvalidUTF8(_ bytes: [UInt8]) -> Int? {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x80 {
                index += 1
                continue
            }
            let length: Int
            var low: UInt8 = 0x80
            var high: UInt8 = 0xBF
            switch byte {
            case 0xC2...0xDF: length = 2
            case 0xE0: (length, low) = (3, 0xA0)
            case 0xED: (length, high) = (3, 0x9F)
            case 0xE1...0xEC, 0xEE, 0xEF: length = 3
            case 0xF0: (length, low) = (4, 0x90)
            case 0xF4: (length, high) = (4, 0x8F)
            case 0xF1...0xF3: length = 4
            default: return index
            }
            guard index + length <= bytes.count, (low...high).contains(bytes[index + 1]) else { return index }
            for next in bytes[(index + 1)..<(index + length)] where next & 0xC0 != 0x80 { return index }
            index += length
        }
        return nil
    }
}
