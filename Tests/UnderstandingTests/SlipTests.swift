import Domain
import Testing

@testable import Understanding

@Suite struct SlipTests {
    @Test(arguments: [
        ("路", "陆", Sounds.Likeness.sound), ("露", "漏", .sound), ("径", "经", .sound), ("列", "劣", .sound),
        ("是", "四", .nearly), ("南", "蓝", .nearly), ("拦", "栏", .sound), ("坑", "抗", .look), ("水", "火", .none),
    ])
    func `a character is as near to another as`(_ a: String, _ b: String, _ likeness: Sounds.Likeness) {
        #expect(Sounds.shared.likeness(a.scalarValues[0], b.scalarValues[0]) == likeness)
        #expect(Sounds.shared.likeness(b.scalarValues[0], a.scalarValues[0]) == likeness)
    }

    /// Texts and the type that is meant by the word that nobody wrote right.
    @Test(arguments: [
        ("文明路12号店外径营", "09005"), ("时代广场占到经营", "09006"), ("阳光花园后门lajimanle", nil), ("文明路laji没人收", "06010"),
        ("zdjy 时代广场", "09006"), ("文明路la ji没人收", "06010"),
    ])
    func `a slip is read as what was meant`(_ written: String, _ type: String?) {
        let item = Seeds.read(written).items.first
        if let type { #expect(item?.type == type, "\(written)") }
    }

    @Test func `the reading says what it took a slip for`() {
        let evidence = Seeds.read("文明路12号店外径营").items.flatMap(\.evidence)
        #expect(evidence.contains { $0.source.hasPrefix("slip:") || $0.source.hasPrefix("variant:") })
    }

    /// What merely sounds like a word of the tables is none when it is a word of its own.
    @Test(arguments: ["他们在大家面前说了", "从松山自然保护区出发", "我们改天再约", "the women change hanger", "这意味着我们同意"])
    func `no slip is seen in good words`(_ written: String) {
        let evidence = Seeds.read(written).items.flatMap(\.evidence)
        #expect(!evidence.contains { $0.source.hasPrefix("slip:") }, "\(evidence.map(\.source))")
    }

    @Test func `letters spell words only when all of them do`() {
        var words = LatinWords()
        words.add("垃圾".scalarValues, meaning: 1, isAbbreviated: false)
        words.add("占道经营".scalarValues, meaning: 2, isAbbreviated: true)
        #expect(words.read("laji".scalarValues) == "垃圾".scalarValues)
        #expect(words.read("lajilaji".scalarValues) == "垃圾垃圾".scalarValues)
        #expect(words.read("zdjy".scalarValues) == "占道经营".scalarValues)
        #expect(words.read("lajix".scalarValues) == nil)
        #expect(words.read("la".scalarValues) == nil)
        words.add("张大俊英".scalarValues, meaning: 3, isAbbreviated: true)
        #expect(words.read("zdjy".scalarValues) == nil, "first letters of two words say neither")
    }
}

@Suite struct SideEffectTests {
    @Test(arguments: [
        "文明路水管爆了，水漫到店里", "阳光花园垃圾桶满了，垃圾掉一地", "文明路有人烧垃圾，烟很大很呛",
        "文明路有人烧烤，油烟味很大", "时代广场渣土车没盖，沙子撒一路",
    ])
    func `an effect is no matter of its own`(_ written: String) {
        #expect(
            Seeds.read(written).items.filter { $0.intent == .report }.count == 1,
            "\(Seeds.read(written).items.map(\.type))")
    }

    @Test(arguments: ["桥底下又有人烧烤了烟好大，还放音响", "文明路垃圾没人收，阳光花园路灯不亮"])
    func `what is added or lies elsewhere is one`(_ written: String) {
        #expect(
            Seeds.read(written).items.filter { $0.intent == .report }.count == 2,
            "\(Seeds.read(written).items.map(\.type))")
    }

    @Test func `an echo is of the type told before`() {
        let items = Seeds.read("文明路路灯不亮，阳光花园也有").items
        #expect(items.count == 2)
        #expect(items.allSatisfy { $0.type == "01037" && $0.intent == .report })
    }
}
