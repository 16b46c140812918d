/// Bytes in the standard alphabet of Base 64 (RFC 4648, 4), read strictly: one text for the same bytes, no white space.
public enum Base64 {
    public enum Padding: Sendable {
        case required
        /// Right padding or none at all, as some secrets are handed out.
        case optional
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The value of each character, 255 for those outside of the alphabet.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    /// With padding.
    public static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let there = min(3, bytes.count - start)
            var group: UInt32 = 0
            for offset in 0..<3 { group = group << 8 | (offset < there ? UInt32(bytes[start + offset]) : 0) }
            for place in 0..<4 {
                let value = Int(group >> UInt32(18 - 6 * place)) & 63
                text.append(place <= there ? alphabet[value] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    public static func decode(_ text: String, padding: Padding = .required) throws(DecodingFault) -> [UInt8] {
        var characters = Array(text.utf8)[...]
        let padded = characters.count
        while characters.last == UInt8(ascii: "="), padded - characters.count < 2 { characters = characters.dropLast() }
        let pads = padded - characters.count
        guard characters.count % 4 != 1 else { throw .wrongLength }
        let wanted = (4 - characters.count % 4) % 4
        guard pads == wanted || (padding == .optional && pads == 0) else { throw .wrongPadding }

        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count * 3 / 4)
        var pending: UInt32 = 0
        var bits: UInt32 = 0
        for (offset, character) in characters.enumerated() {
            let value = values[Int(character)]
            guard value != 255 else {
                throw character == UInt8(ascii: "=") ? .wrongPadding : .wrongCharacter(offset: offset)
            }
            pending = pending << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: pending >> bits))
                pending &= (1 << bits) - 1
            }
        }
        guard pending == 0 else { throw .superfluousBits }
        return bytes
    }
}
