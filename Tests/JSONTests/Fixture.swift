import Foundation
import Testing

/// One case of a public conformance suite.
struct Fixture: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    var testDescription: String { name }

    /// The cases of a file in `Tests/Fixtures/JSON`, whose head says where they are from and how a line is written.
    static func all(_ file: String) throws -> [Fixture] {
        let folder = URL(filePath: #filePath).appending(path: "../../Fixtures/JSON").standardized
        let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map { decoded($0) }
            let piece = fields.count > 1 ? fields[1] : []
            guard fields.count == 4, let times = Int(String(decoding: fields[2], as: UTF8.self)) else {
                return Fixture(name: String(decoding: fields[0], as: UTF8.self), bytes: piece)
            }
            let repeated = Array(repeatElement(piece, count: times).joined())
            return Fixture(name: String(decoding: fields[0], as: UTF8.self), bytes: repeated + fields[3])
        }
    }

    private static func decoded(_ text: Substring) -> [UInt8] {
        var result: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                result.append(value)
                rest = rest.dropFirst(2)
            } else {
                result.append(byte)
            }
        }
        return result
    }
}
