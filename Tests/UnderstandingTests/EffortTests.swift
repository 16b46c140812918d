import Domain
import Testing

@testable import Understanding

/// The work of a reading grows with the length of the text and with nothing else, whatever stands in it.
@Suite struct EffortTests {
    private static let pieces = [
        // Beginnings of phrases over and over.
        "垃圾", "店外", "清理", "没", "又又没没", "人大发要", "在有是了",
        // Numerals, measures, times, telephones, numbers of cases, plates.
        "一", "12", "0", "一二三四五六七八九十", "3处", "今天下午五点前，", "13812345678 ", "1121-007 ", "赣B12345",
        // Signs.
        "a", "(", "()", "[", "👌", "，", "。", "\n",
        // Places.
        "路", "小区对面", "文明路12号到", "3号网格，", "不到3",
        // Clauses, lists, addresses, corrections.
        "1、", "清理了没，", "占道经营，", "转给市政，", "已清理，", "@环卫", "不是", "是不是要不要", "明天去清理，没有人管", "垃级",
    ]

    private func steps(_ body: () -> Void) -> Int {
        let meter = Effort.Meter()
        Effort.$meter.withValue(meter, operation: body)
        return meter.steps
    }

    @Test(arguments: pieces)
    func `four times the text is at most five times the work of a reading`(_ piece: String) {
        func work(_ length: Int) -> Int {
            let text = String(repeating: piece, count: length / piece.unicodeScalars.count)
            return steps { _ = Seeds.read(text, photos: 1) }
        }
        let (short, long) = (work(1_500), work(6_000))
        #expect(short > 1_500, "the steps are counted")
        #expect(long <= short * 5, "\(short) steps, then \(long)")
        // And not much for each scalar.
        #expect(long <= 6_000 * 600, "\(long) steps for 6,000 scalars")
    }

    @Test(arguments: pieces)
    func `four times the text is at most five times the work of the matcher`(_ piece: String) {
        // Phrases that share long beginnings with the text and with each other.
        let tails = (0..<400).map { Array("\(piece)\(piece)\(piece)尾\($0)".utf8) }
        let matcher = Matcher(tails + [Array((piece + piece).utf8), Array(piece.utf8)])
        func work(_ length: Int) -> Int {
            let text = Array(String(repeating: piece, count: length / piece.utf8.count).utf8)
            var hits: [Matcher.Hit] = []
            return steps { matcher.scan(text.span, into: &hits) }
        }
        let (short, long) = (work(3_000), work(12_000))
        #expect(short >= 1_000, "the steps are counted")
        #expect(long <= short * 5, "\(short) steps, then \(long)")
        #expect(long <= 12_000 * 120, "\(long) steps for 12,000 bytes")
    }
}
