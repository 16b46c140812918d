import Domain
import Foundation
import JSON
import Tables
import Templating
import Understanding

extension Fuzzer {
    /// Both dialects; what was read and written reads as the same.
    static let json = Fuzzer(name: "json") { bytes in
        for dialect in [JSONReader.Dialect.json, .json5] {
            guard let value = try? JSONReader.read(bytes, dialect: dialect) else { continue }
            if dialect == .json {
                var writer = JSONWriter()
                writer.element(value)
                let again = try? JSONReader.read(writer.bytes)
                precondition(again != nil, "what was written cannot be read: \(writer.text)")
                var second = JSONWriter()
                if let again { second.element(again) }
                precondition(second.bytes == writer.bytes, "read again it is another: \(writer.text)")
            }
        }
    }

    /// Records without a problem, written, read as the same cells.
    static let csv = Fuzzer(name: "csv") { bytes in
        let contents = CSV.read(bytes)
        guard contents.problems.isEmpty else { return }
        let rows = contents.records.map { $0.fields.map(\.text) }
        let again = CSV.read(CSV.write(rows))
        precondition(again.problems.isEmpty, "what was written has problems")
        precondition(again.records.map { $0.fields.map(\.text) } == rows, "what was written reads otherwise")
    }

    /// A table, named by the first byte, in any encoding, with every check over it.
    static let tables = Fuzzer(name: "tables") { bytes in
        guard let first = bytes.first else { return }
        let file = TableFiles.names[Int(first) % TableFiles.names.count]
        let result = TableFiles.read(
            files: [file: Array(bytes.dropFirst())], patternCheck: { Rulebook.problem(inPattern: $0) })
        guard result.errors.isEmpty else { return }
        _ = Rulebook(County(result.tables)).read("3号网格清理垃圾2车，已办结", Surroundings())
    }

    /// A template that is also its own partial.
    static let mustache = Fuzzer(name: "mustache") { bytes in
        guard let source = String(validating: bytes, as: UTF8.self),
            let template = try? Template(source, name: "fuzz")
        else { return }
        let value: TemplateValue = [
            "a": "<甲>", "b": true, "c": [["a": 1], ["a": "二", "d": .absent], ["b": false]], "d": ["a": "内"], "n": 3,
        ]
        let text = template.render(value, partials: ["p": template], limit: 4096) { "[\($0)]" }
        precondition(text.utf8.count <= 4096 + 16, "a rendering passes its limit: \(text.utf8.count)")
        _ = template.problems(supplied: ["a": .scalar, "d": ["a": .scalar]], partials: ["p": template])
    }

    /// A sentence in the demo county: evidence and places lie within it, and a second reading says the same.
    static let understanding = Fuzzer(name: "understanding") { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        let around = Surroundings(
            photos: bytes.count % 3, time: Timestamp(milliseconds: 1_763_687_553_000), isReply: bytes.count % 2 == 0)
        let reading = demo.read(text, around)
        let count = text.unicodeScalars.count
        precondition(!reading.items.isEmpty, "every message has an item")
        for item in reading.items {
            precondition((0...100).contains(item.confidence), "confidence \(item.confidence)")
            for evidence in item.evidence {
                precondition(
                    0 <= evidence.start && evidence.start <= evidence.end && evidence.end <= count,
                    "\(evidence.source) at \(evidence.start)..<\(evidence.end) of \(count)")
            }
            if let place = item.place {
                precondition(text.utf8.contains(place.text.utf8), "the place is not in the text")
            }
        }
        precondition(demo.read(text, around) == reading, "two readings differ")
    }

    /// A pattern of `rules.csv`: refused with a place within it, or taken.
    static let pattern = Fuzzer(name: "pattern") { bytes in
        guard let source = String(validating: bytes, as: UTF8.self), !source.isEmpty else { return }
        guard Rulebook.problem(inPattern: source) == nil else { return }
        var tables = CountyTables()
        tables.rules = [
            Rule(
                id: "f", type: nil, intent: .report, all: [], any: [], none: [], pattern: source, points: 5,
                urgent: false, note: "")
        ]
        _ = Rulebook(County(tables)).read("路边3处垃圾aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa一二三", Surroundings())
    }

    private static let demo: Rulebook = {
        func files(_ folder: String) -> [String: [UInt8]] {
            var files: [String: [UInt8]] = [:]
            for name in TableFiles.names where name.hasSuffix(".csv") {
                files[name] = FileManager.default.contents(atPath: "seeds/\(folder)/\(name)").map { Array($0) }
            }
            return files
        }
        let result = TableFiles.read(files: files("demo"), defaults: files("common"))
        precondition(result.errors.isEmpty && !result.tables.caseTypes.isEmpty, "run it from the repository's root")
        return Rulebook(County(result.tables))
    }()
}
