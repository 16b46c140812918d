import Domain
import Foundation
import Tables

/// A folder's `keywords.csv` with rows put at its end; every byte that stood there stays.
struct KeywordFile {
    let path: String
    private let before: [UInt8]
    private let header: [String]

    /// - Parameters:
    ///   - files: those of the folder, by name.
    ///   - defaults: of the common folder: what a folder without the file starts from.
    init(in folder: String, files: [String: [UInt8]], defaults: [String: [UInt8]]) throws {
        path = folder + "/keywords.csv"
        let bytes =
            files["keywords.csv"] ?? defaults["keywords.csv"] ?? TableSchema.all.first { $0.file == "keywords.csv" }?
            .emptyFile ?? []
        before = bytes.starts(with: Self.byteOrderMark) ? bytes : (try TextEncoding.decode(bytes)).text
        let text = before.starts(with: Self.byteOrderMark) ? Array(before.dropFirst(3)) : before
        header = CSV.read(text, file: path).records.first?.fields.map { $0.text } ?? []
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// The file with the rows, their cells in the order of its header.
    func adding(_ keywords: [Keyword]) -> [UInt8] {
        let rows = keywords.map { keyword in
            header.map { column in
                switch column.trimmingCharacters(in: .whitespaces) {
                case "phrase": keyword.phrase
                case "type": keyword.type
                case "points": String(keyword.points)
                case "note": keyword.note
                default: ""
                }
            }
        }
        let needsLineEnd = before.last.map { $0 != 10 && $0 != 13 } ?? false
        let isWindows = before.contains(13)
        let added = CSV.write(rows).filter { isWindows || $0 != 13 }
        return before + (needsLineEnd ? (isWindows ? [13, 10] : [10]) : []) + added
    }

    func write(_ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    /// `phrase,type,points,note`: rows to paste, the header first.
    static func rows(_ keywords: [Keyword]) -> String {
        let cells = keywords.map { [$0.phrase, $0.type, String($0.points), $0.note] }
        let bytes = CSV.write([["phrase", "type", "points", "note"]] + cells).filter { $0 != 13 }
        return String(decoding: bytes.dropLast(), as: UTF8.self)
    }
}
