internal import Foundation

/// GB 18030, of which GBK and GB 2312 are parts.
enum GB18030 {
    enum Decoded {
        /// Valid UTF-8.
        case text([UInt8])
        /// The offset of the first byte that cannot be read.
        case invalid(Int)
    }

    /// `kCFStringEncodingGB_18030_2000` in the form that `String.Encoding` takes.
    private static let encoding = String.Encoding(rawValue: 0x8000_0632)

    static func decode(_ bytes: [UInt8]) -> Decoded {
        var starts: [Int] = []
        var index = 0
        while index < bytes.count {
            guard let length = characterLength(bytes, at: index) else { return .invalid(index) }
            starts.append(index)
            index += length
        }
        if let text = string(bytes[...]) { return .text(Array(text.utf8)) }
        // Well formed, but some character is assigned to nothing: find the first such by halving.
        var (low, high) = (0, starts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if string(bytes[..<starts[middle]]) != nil { low = middle } else { high = middle }
        }
        return .invalid(starts.isEmpty ? 0 : starts[low])
    }

    private static func string(_ bytes: ArraySlice<UInt8>) -> String? {
        bytes.isEmpty ? "" : String(data: Data(bytes), encoding: encoding)
    }

    /// GB 18030-2022, section 5: one byte to 7F; two with the second 40–7E or 80–FE; four with digits second and fourth.
    private static func characterLength(_ bytes: [UInt8], at index: Int) -> Int? {
        let first = bytes[index]
        if first < 0x80 { return 1 }
        guard (0x81...0xFE).contains(first), index + 1 < bytes.count else { return nil }
        let second = bytes[index + 1]
        if (0x40...0x7E).contains(second) || (0x80...0xFE).contains(second) { return 2 }
        guard (0x30...0x39).contains(second), index + 3 < bytes.count, (0x81...0xFE).contains(bytes[index + 2]),
            (0x30...0x39).contains(bytes[index + 3])
        else { return nil }
        return 4
    }
}
