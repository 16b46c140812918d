import Testing

@testable import Desk

@Suite struct PlainTextTests {
    @Test(arguments: [
        ("宣芳桥靠市场", "宣芳桥靠市场"), ("@所有人 快来", "＠所有人 快来"), ("@all@everyone", "＠all＠everyone"),
        ("@\u{200B}all", "＠all"), ("a\n\n b\t\u{2028}c ", "a b c"), ("\u{202E}txt.exe", "txt.exe"),
        ("\u{2066}x\u{2069}", "x"), ("a\u{0}b\u{7F}c", "a b c"), ("看 http://evil.example/x", "看 http：//evil.example/x"),
        ("[点我](x)", "[点我］（x)"), ("<@U1> <!here>", "＜＠U1> ＜!here>"),
        ("www.evil.example WWW.x", "www．evil.example WWW．x"),
        ("👨‍👩‍👧 12:30", "👨‍👩‍👧 12:30"), ("\u{FEFF}\u{E0041}x", "x"), ("`x`", "ˋxˋ"), ("", ""), ("   ", ""),
    ])
    func `words stay words`(_ value: String, _ expected: String) { #expect(PlainText.escape(value) == expected) }

    @Test func `a long value ends with an ellipsis`() {
        let escaped = PlainText.escape(String(repeating: "垃", count: 10_000))
        #expect(escaped.count == PlainText.valueLimit && escaped.hasSuffix("…"))
    }
}
