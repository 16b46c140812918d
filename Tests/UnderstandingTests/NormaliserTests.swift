import Testing

@testable import Understanding

@Suite struct NormaliserTests {
    @Test(arguments: [
        ("１２　处", "12 处"), ("ＡＢＣ", "abc"), ("佔道經營", "占道经营"), ("垃\u{200B}圾", "垃圾"), ("e\u{301}", "e"), ("没了！！！", "没了!"),
        ("好好好", "好"), ("慢慢", "慢慢"), ("👌🏻", "[ok]"), ("✅", "[完成]"), ("1️⃣", "1"), ("①井盖", "1、井盖"), ("２０㎡", "20平方米"),
        ("啊啊啊啊脏", "啊脏"),
        ("1112", "1112"), ("（二）", "(二)"), ("", ""), ("\0", ""),
    ])
    func `is folded to`(_ written: String, _ meant: String) {
        #expect(text(of: Normaliser.shared.normalise(written).scalars) == meant)
    }

    @Test(arguments: 1...30)
    func `every stretch leads back to the original, in order and within it`(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "垃", "圾", "！", "!", "ａ", "A", "\u{301}", "\u{200D}", "👌", "🏻", "①", "㎡", "  ", "\n", "佔", "。", "𠀀", "1",
            "哈",
        ]
        let written = (0..<Int.random(in: 0...50, using: &generator))
            .map { _ in pieces[Int.random(in: pieces.indices, using: &generator)] }.joined()
        let normal = Normaliser.shared.normalise(written)
        #expect(normal.starts.count == normal.count && normal.ends.count == normal.count)
        for index in 0..<normal.count {
            #expect(normal.starts[index] >= 0 && normal.ends[index] <= normal.original.count)
            #expect(normal.starts[index] < normal.ends[index])
            if index > 0 { #expect(normal.starts[index] >= normal.starts[index - 1]) }
        }
    }

    @Test func `normalising twice changes nothing more`() {
        for written in ["佔道！！經營ＡＢ", "哈哈哈哈", "①②", "👍👍👍"] {
            let once = text(of: Normaliser.shared.normalise(written).scalars)
            #expect(text(of: Normaliser.shared.normalise(once).scalars) == once)
        }
    }
}
