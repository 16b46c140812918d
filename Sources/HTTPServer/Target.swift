/// A request target that cannot be read one way only: answered 400.
public enum MalformedTarget: Error, Sendable, Equatable {
    case notAPath, badEscape, notUTF8, controlCharacter
}

/// A request target taken apart (RFC 9112, 3.2): origin form, or absolute form with its authority dropped.
struct Target: Sendable {
    let path: String
    let segments: [String]
    let query: [(name: String, value: String)]

    init(_ raw: String) throws(MalformedTarget) {
        var rest = raw.utf8[...]
        for scheme in ["http://", "https://"] where raw.utf8.starts(with: scheme.utf8) {
            rest = rest.dropFirst(scheme.utf8.count)
            rest = rest[(rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex)...]
        }
        guard rest.first == UInt8(ascii: "/") else { throw .notAPath }
        // A fragment never travels (RFC 9110, 4.2.5); as part of a path it would be read in two ways.
        guard rest.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "#") }) else { throw .controlCharacter }
        let mark = rest.firstIndex(of: UInt8(ascii: "?"))
        let pathBytes = rest[..<(mark ?? rest.endIndex)]

        var segments: [String] = []
        for part in pathBytes.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            segments.append(try Target.decoded(part, plusIsSpace: false))
        }
        self.segments = segments
        path = "/" + segments.joined(separator: "/")

        var query: [(name: String, value: String)] = []
        if let mark {
            for pair in rest[rest.index(after: mark)...].split(separator: UInt8(ascii: "&")) {
                let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
                query.append(
                    (
                        name: try Target.decoded(pair[..<equals], plusIsSpace: true),
                        value: try Target.decoded(pair[equals...].dropFirst(), plusIsSpace: true)
                    ))
            }
        }
        self.query = query
    }

    private static func decoded(
        _ part: Substring.UTF8View, plusIsSpace: Bool
    ) throws(MalformedTarget) -> String {
        if !part.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) {
            return String(Substring(part))
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(part.count)
        var index = part.startIndex
        while index != part.endIndex {
            let byte = part[index]
            part.formIndex(after: &index)
            guard byte == UInt8(ascii: "%") else {
                bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? 0x20 : byte)
                continue
            }
            var value: UInt8 = 0
            for _ in 0..<2 {
                guard index != part.endIndex, let digit = hexDigit(part[index]) else { throw .badEscape }
                value = value << 4 | digit
                part.formIndex(after: &index)
            }
            guard value >= 0x20, value != 0x7F else { throw .controlCharacter }
            bytes.append(value)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
        return text
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
