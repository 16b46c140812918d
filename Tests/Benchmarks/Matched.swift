import Domain
import Foundation
import Glibc
import Tables
import Understanding

/// The matcher and the whole reading beside Hyperscan on the same messages, in turn, in processor time of one thread.
enum Matched {
    private static let runs = 5

    static func measure(_ sheet: inout Sheet) throws {
        if !Hyperscan.isThere {
            sheet.note("Hyperscan", "not installed (libhyperscan-dev): the rows beside it are missing")
        }
        let maker = try CorpusMaker(messages: 100_000, phrases: 100_000)
        var scans: [Int: Double] = [:]
        for size in [100, 1_000, 10_000, 100_000] {
            let corpus = maker.corpus(size)
            scans[size] = try measure(corpus, size, &sheet)
        }
        let tables = try Day.tables()
        var costs: [Int: Double] = [:]
        for size in [1_000, 100_000] { costs[size] = try read(maker.corpus(size), size, tables, scans[size], &sheet) }
        if let few = costs[1_000], let many = costs[100_000] {
            sheet.add("… cost at 100,000 phrases ÷ at 1,000", few / many, "×", digits: 2)
        }
        try measureWorst(tables, &sheet)
    }

    // MARK: The matcher alone

    /// - Returns: messages a second through Hyperscan; nil without it.
    private static func measure(_ corpus: Corpus, _ size: Int, _ sheet: inout Sheet) throws -> Double? {
        var memory = Memory.now
        var before = processorTime()
        let matcher = Matcher(corpus.phrases)
        let built = processorTime() - before
        let own = Memory(since: memory)
        var hyperscan: Hyperscan?
        var hyperscanBuilt = 0.0
        var foreign = memory
        if Hyperscan.isThere {
            memory = Memory.now
            before = processorTime()
            hyperscan = try Hyperscan(corpus.phrases)
            hyperscanBuilt = processorTime() - before
            foreign = Memory(since: memory)
            if let hyperscan { try compare(matcher, hyperscan, corpus) }
        }
        var rates: [Double] = []
        var hyperscanRates: [Double] = []
        var hits: [Matcher.Hit] = []
        let bytes = corpus.bytes.span
        for _ in 0..<runs {
            before = processorTime()
            var count = 0
            for index in 0..<corpus.count {
                hits.removeAll(keepingCapacity: true)
                matcher.scan(bytes.extracting(corpus.bounds[index]..<corpus.bounds[index + 1]), into: &hits)
                count += hits.count
            }
            rates.append(Double(corpus.count) / (processorTime() - before))
            guard let hyperscan else { continue }
            before = processorTime()
            var other = 0
            corpus.bytes.withUnsafeBufferPointer { bytes in
                for index in 0..<corpus.count {
                    let text = UnsafeBufferPointer(rebasing: bytes[corpus.bounds[index]..<corpus.bounds[index + 1]])
                    other += hyperscan.scan(text).count
                }
            }
            hyperscanRates.append(Double(corpus.count) / (processorTime() - before))
            guard count == other else { throw Trouble("\(count) hits of the matcher, \(other) of Hyperscan") }
        }
        sheet.add("matcher, \(size) phrases and 700 others", median(rates), "messages/s on one core")
        sheet.add("… built in", built * 1000, "ms", digits: 2)
        if size == 100_000 { own.add(to: &sheet) }
        guard hyperscan != nil else { return nil }
        let rate = median(hyperscanRates)
        sheet.add("… Hyperscan, the same hits", rate, "messages/s on one core")
        sheet.add("… built in", hyperscanBuilt * 1000, "ms", digits: 2)
        if size == 100_000 { foreign.add(to: &sheet) }
        sheet.add("… matcher ÷ Hyperscan", median(rates) / rate, "×", digits: 2)
        return rate
    }

    /// Both find the same occurrences in every message.
    private static func compare(_ matcher: Matcher, _ hyperscan: Hyperscan, _ corpus: Corpus) throws {
        var hits: [Matcher.Hit] = []
        for index in 0..<corpus.count {
            let range = corpus.bounds[index]..<corpus.bounds[index + 1]
            hits.removeAll(keepingCapacity: true)
            matcher.scan(corpus.bytes.span.extracting(range), into: &hits)
            let same = corpus.bytes.withUnsafeBufferPointer { bytes in
                let others = hyperscan.scan(UnsafeBufferPointer(rebasing: bytes[range]))
                return others.count == hits.count && Set(others) == Set(hits)
            }
            guard same else { throw Trouble("matcher and Hyperscan differ in message \(index)") }
        }
    }

    // MARK: The whole reading

    /// - Returns: readings a second.
    private static func read(
        _ corpus: Corpus, _ size: Int, _ tables: CountyTables, _ hyperscan: Double?, _ sheet: inout Sheet
    ) throws -> Double {
        var tables = tables
        let types = tables.caseTypes.map(\.code)
        tables.keywords = corpus.phrases.enumerated().map { index, phrase in
            Keyword(
                phrase: String(decoding: phrase, as: UTF8.self), type: types[index % types.count],
                points: 1 + index % 6)
        }
        let county = County(tables)
        let before = processorTime()
        let rulebook = Rulebook(county)
        let built = processorTime() - before
        let texts = (0..<min(20_000, corpus.count)).map { corpus.text($0) }
        let around = Surroundings(time: Timestamp(rfc3339: "2026-11-21T09:12:33+08:00"))
        let rates = (0..<runs).map { _ in
            let before = processorTime()
            var items = 0
            for text in texts { items += rulebook.read(text, around).items.count }
            precondition(items >= texts.count)
            return Double(texts.count) / (processorTime() - before)
        }
        sheet.add("whole reading, \(size) phrases beside the county's", median(rates), "messages/s on one core")
        sheet.add("… ready after reading the tables", built * 1000, "ms")
        if let hyperscan { sheet.add("… ÷ Hyperscan's bare scan", median(rates) / hyperscan, "×", digits: 4) }
        return median(rates)
    }

    /// Ten kilobytes of what is worst for some part of the reading.
    private static func measureWorst(_ tables: CountyTables, _ sheet: inout Sheet) throws {
        let rulebook = Rulebook(County(tables))
        let around = Surroundings(photos: 1, time: Timestamp(rfc3339: "2026-11-21T09:12:33+08:00"))
        var worst = (milliseconds: 0.0, piece: "")
        for piece in pieces {
            let text = String(repeating: piece, count: 10_240 / piece.utf8.count)
            let times = (0..<5).map { _ in
                let before = processorTime()
                precondition(!rulebook.read(text, around).items.isEmpty)
                return (processorTime() - before) * 1000
            }
            if median(times) > worst.milliseconds { worst = (median(times), piece) }
        }
        sheet.add("10 kB of the worst text, one reading", worst.milliseconds, "ms", digits: 2)
        sheet.note("… it repeats", worst.piece)
    }

    private static let pieces = [
        "垃圾", "没", "文明路12号到", "1、", "清理了没，", "@环卫", "不是", "一", "a", "(", "()", "👌", "又又没没", "今天下午五点前，", "占道经营，", "路",
        "小区对面",
        "3号网格，", "一二三四五六七八九十", "12", "3处", "，", "。", "转给市政，", "已清理，", "是不是要不要", "清理清运清扫", "井盖没了", "在有是了",
        "13812345678 ",
        "1121-007 ", "赣B12345", "[", "垃级", "不到3", "明天去清理，没有人管", "0", "人大发要",
    ]

    // MARK: Measuring

    /// Of this thread, in seconds: what others do on the machine is not counted.
    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
