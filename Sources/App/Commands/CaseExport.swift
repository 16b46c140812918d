import Cases
import Domain
import JSON
import Store
import Tables

/// Writes cases to stdout as they are read, however many there are, from one consistent state of the ledger.
struct CaseExport {
    enum Format: Sendable {
        case json
        case csv(byteOrderMark: Bool)
    }

    let setting: LedgerSetting
    let filter: CaseFilter
    let showsSensitive: Bool

    private static let pageSize = 500

    func run(_ format: Format, limit: Int = .max) async throws {
        let words = CaseWords(
            county: setting.county, zone: setting.zone, language: setting.language, showsSensitive: showsSensitive)
        let json = CaseJSON(county: setting.county, zone: setting.zone, showsSensitive: showsSensitive)
        let filter = filter
        try await setting.store.read { tx in
            var progress = Progress("cases")
            switch format {
            case .json:
                try Self.eachPage(filter, limit: limit, in: tx) { page, isFirst in
                    var writer = JSONWriter(capacity: 1 << 16)
                    for subject in page {
                        try json.write(
                            subject, history: try tx.history(of: subject.id),
                            numberOf: { try tx.find($0)?.number?.description }, into: &writer)
                        writer.newline()
                    }
                    Console.print(Self.joined(writer.bytes, isFirst: isFirst))
                    progress.add(page.count)
                } atEnd: { wasEmpty in
                    Console.print(Array((wasEmpty ? "[]\n" : "\n]\n").utf8))
                }
            case .csv(let byteOrderMark):
                let sheet = CaseSheet(words: words)
                Console.print(CSV.write([sheet.header], byteOrderMark: byteOrderMark))
                try Self.eachPage(filter, limit: limit, in: tx) { page, _ in
                    let rows = try page.map { subject in
                        try sheet.row(subject) { try tx.find($0)?.number?.description ?? "id:\($0.rawValue)" }
                    }
                    Console.print(CSV.write(rows))
                    progress.add(page.count)
                } atEnd: { _ in
                }
            }
            progress.end()
        }
    }

    private static func eachPage(
        _ filter: CaseFilter, limit: Int, in tx: Transaction, _ body: ([Case], _ isFirst: Bool) throws -> Void,
        atEnd: (_ wasEmpty: Bool) -> Void
    ) throws {
        var before: ID<Case>?
        var left = limit
        var isFirst = true
        while left > 0 {
            let page = try tx.cases(filter, limit: min(left, pageSize), before: before)
            guard let last = page.last else { break }
            try body(page, isFirst)
            isFirst = false
            before = last.id
            left -= page.count
        }
        atEnd(isFirst)
    }

    /// Lines of JSON as elements of an array, a line each.
    private static func joined(_ lines: [UInt8], isFirst: Bool) -> [UInt8] {
        var bytes = Array((isFirst ? "[\n" : ",\n").utf8)
        bytes.reserveCapacity(lines.count + lines.count / 256)
        for (index, byte) in lines.enumerated() {
            if byte != 0x0A {
                bytes.append(byte)
            } else if index < lines.count - 1 {
                bytes += [0x2C, 0x0A]
            }
        }
        return bytes
    }
}
