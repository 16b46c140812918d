import Domain
import Foundation
import JSON
import Tables
import Understanding

/// Readings a second on one core, with few and with many keywords.
enum Understood {
    static func measure(_ sheet: inout Sheet) throws {
        let texts = try Day.texts()
        let tables = try Day.tables()
        var perSecond: [Int: Double] = [:]
        for count in [1_000, 10_000, 100_000] {
            let keywords = keywords(count, tables: tables, texts: texts)
            var these = tables
            these.keywords = keywords
            let before = seconds()
            let rulebook = Rulebook(County(these))
            let built = seconds() - before
            let rates = (0..<5).map { _ in rate(texts) { rulebook.read($0, Surroundings()).items.count } }
            perSecond[count] = median(rates)
            sheet.add("understanding, \(count) keywords", median(rates), "messages/s on one core")
            sheet.add("… ready after reading the tables", built * 1000, "ms")
        }
        if let few = perSecond[1_000], let many = perSecond[100_000] {
            sheet.add("… cost at 100,000 keywords ÷ at 1,000", few / many, "×", digits: 2)
        }
        let thousand = keywords(1_000, tables: tables, texts: texts).map(\.phrase)
        let naive = rate(texts) { text in thousand.count { text.contains($0) } }
        sheet.add("anchor: text.contains for each of 1,000 keywords", naive, "messages/s on one core")
    }

    /// Messages a second, over at least a second.
    private static func rate(_ texts: [String], _ read: (String) -> Int) -> Double {
        var sum = 0
        var messages = 0
        let start = seconds()
        repeat {
            for text in texts { sum &+= read(text) }
            messages += texts.count
        } while seconds() - start < 1
        let rate = Double(messages) / (seconds() - start)
        precondition(sum >= 0)
        return rate
    }

    /// The county's own keywords, as many as wanted; then compounds of pieces of the texts, so that their beginnings
    /// occur in what is read.
    private static func keywords(_ count: Int, tables: CountyTables, texts: [String]) -> [Keyword] {
        var keywords = Array(tables.keywords.prefix(count))
        var known = Set(keywords.map { $0.phrase + "|" + $0.type })
        let letters = Array(texts.joined().unicodeScalars).filter { $0.value >= 0x4E00 && $0.value < 0xA000 }
        let types = tables.caseTypes.map(\.code)
        var state: UInt64 = 0x2545_F491_4F6C_DD1D
        func next(_ bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(bound))
        }
        while keywords.count < count {
            var phrase = ""
            for _ in 0..<2 {
                let start = next(letters.count - 4)
                phrase.unicodeScalars.append(contentsOf: letters[start..<start + 2 + next(2)])
            }
            let type = types[next(types.count)]
            guard known.insert(phrase + "|" + type).inserted else { continue }
            keywords.append(Keyword(phrase: phrase, type: type, points: 1 + next(5)))
        }
        return keywords
    }
}

/// The demo county and its recorded day.
enum Day {
    static func texts() throws -> [String] {
        let lines = try String(contentsOfFile: "seeds/demo/day.jsonl", encoding: .utf8).split(separator: "\n")
        return lines.compactMap { line in
            (try? JSONReader.read(Array(line.utf8)))?["data"]?["text"]?.string
        }
    }

    static func tables() throws -> CountyTables {
        func files(_ folder: String) -> [String: [UInt8]] {
            var files: [String: [UInt8]] = [:]
            for name in TableFiles.names where name.hasSuffix(".csv") {
                files[name] = FileManager.default.contents(atPath: "seeds/\(folder)/\(name)").map { Array($0) }
            }
            return files
        }
        let result = TableFiles.read(files: files("demo"), defaults: files("common"))
        guard result.errors.isEmpty, !result.tables.caseTypes.isEmpty else {
            throw Trouble("the seeds cannot be read; run it from the repository's root")
        }
        return result.tables
    }
}
