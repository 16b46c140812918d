import Domain
import Testing

@testable import Understanding

@Suite struct HostileTextTests {
    private func check(_ text: String) {
        let reading = Seeds.read(text, photos: 1)
        let count = text.unicodeScalars.count
        #expect(!reading.items.isEmpty)
        for item in reading.items {
            #expect((0...100).contains(item.confidence))
            #expect(item.alternatives.count <= 4)
            #expect(item.range.lowerBound >= 0 && item.range.upperBound <= count)
            for evidence in item.evidence {
                #expect(evidence.start >= 0 && evidence.start <= evidence.end && evidence.end <= count)
            }
        }
        for data in reading.personal { #expect(data.range.upperBound <= count) }
    }

    @Test(arguments: 1...60)
    func `any bytes have a reading`(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let bytes = (0..<Int.random(in: 0...400, using: &generator)).map { _ in
            UInt8.random(in: 0...255, using: &generator)
        }
        check(String(decoding: bytes, as: UTF8.self))
    }

    @Test(arguments: 1...60)
    func `any mixture of words has a reading`(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "垃圾", "3处", "，", "。", "\n", "1、", "文明路", "12号到28号", "@环卫", "没", "清理", "了", "已", "吗", "？", "*", "不是", "是",
            "下午5点前", "半小时内", "(", ")", "[OK]", "👌",
            "zdjy", "0797-3312345", "1121-007", "赣B12345", "又", "井盖", "没了", "请", "各网格", "收到请回复", "\u{0}", "𠀀", "二〇二六",
            "9999999999999999999", "十百千万亿", "之", "-", "~", "到", "/",
        ]
        let text = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
            pieces[Int.random(in: pieces.indices, using: &generator)]
        }.joined()
        check(text)
    }

    @Test(arguments: [
        "", " ", "\n", "\0", "@", "@@@@", "*", "(", "1、", "1、2、3、", "。。。。", "不是", "是", "从到从到从到", "号号号号", "〇", "十", "半",
        "几", "数", "好", "限", "月", "周",
        "11月", "25:99", "99点99分", "0月0日前", "13月45日前", "#", "-", "0000-000", "[", "[[[[", "http://", "\u{FEFF}",
        "\u{1F1E8}\u{1F1F3}", "\u{10FFFF}", "@环卫", "*是", "不是是",
    ])
    func `short odd texts have a reading`(_ text: String) { check(text) }

    @Test(arguments: ["垃圾", "没", "文明路12号到", "1、", "清理了没", "@环卫", "不是", "一", "a", "(", "👌", "又又没没", "今天下午五点前", "占道经营，"])
    func `ten thousand characters of one thing have a reading`(_ piece: String) {
        check(String(repeating: piece, count: 10_000 / piece.unicodeScalars.count))
    }
}
