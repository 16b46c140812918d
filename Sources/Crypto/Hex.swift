/// Why bytes written as text cannot be read; offsets count bytes of that text.
public enum DecodingFault: Error, Sendable, Equatable, CustomStringConvertible {
    case wrongCharacter(offset: Int)
    case wrongLength
    /// `=` is missing, too many, or not at the end.
    case wrongPadding
    /// The last character holds bits that belong to no byte: another spelling of the same bytes (RFC 4648, 3.5).
    case superfluousBits

    public var description: String {
        switch self {
        case .wrongCharacter(let offset): "no such character is allowed at byte \(offset)"
        case .wrongLength: "the length cannot be right"
        case .wrongPadding: "the padding is wrong"
        case .superfluousBits: "the last character holds superfluous bits"
        }
    }
}

/// Bytes as hexadecimal digits (RFC 4648, 8).
public enum Hex {
    /// In small letters.
    public static func encode(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
            for (index, byte) in bytes.enumerated() {
                buffer[2 * index] = digits[Int(byte >> 4)]
                buffer[2 * index + 1] = digits[Int(byte & 15)]
            }
            return bytes.count * 2
        }
    }

    /// Takes small and capital letters.
    public static func decode(_ text: String) throws(DecodingFault) -> [UInt8] {
        let characters = Array(text.utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count / 2)
        var half: UInt8?
        for (offset, character) in characters.enumerated() {
            let digit: UInt8
            switch character {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = character - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = character - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = character - UInt8(ascii: "A") + 10
            default: throw .wrongCharacter(offset: offset)
            }
            if let first = half {
                bytes.append(first << 4 | digit)
                half = nil
            } else {
                half = digit
            }
        }
        guard half == nil else { throw .wrongLength }
        return bytes
    }
}
