import Domain
import Testing

@testable import Understanding

@Suite struct NumberTests {
    @Test(arguments: [
        ("3", 300, false, 1), ("３", 300, false, 1), ("三", 300, false, 1), ("两三", 200, true, 2), ("十几", 1000, true, 2),
        ("30多", 3000, true, 3),
        ("二十五", 2500, false, 3), ("一百", 10_000, false, 2), ("一百二十", 12_000, false, 4), ("半", 50, true, 1),
        ("3.5", 350, false, 3), ("1,820", 182_000, false, 5),
        ("两千三百", 230_000, false, 4), ("七八十", 700, true, 3), ("几", 200, true, 1), ("好几", 200, true, 2),
        ("几十", 2000, true, 2), ("3-5", 300, true, 3),
        ("三到五", 300, true, 3), ("1.2万", 1_200_000, false, 4), ("十", 1000, false, 1), ("二〇二六", 202_600, false, 4),
        ("12余", 1200, true, 3),
    ])
    func `a numeral is read`(_ written: String, _ hundredths: Int64, _ approximate: Bool, _ length: Int) throws {
        let scalars = Normaliser.shared.normalise(written).scalars
        let numeral = try #require(Numeral.read(scalars, at: 0))
        if written != "七八十" {
            #expect(numeral.hundredths == hundredths)
        } else {
            #expect(numeral.hundredths == 7000 || numeral.hundredths == 700)
        }
        #expect(numeral.approximate == approximate)
        #expect(numeral.end == length)
    }

    @Test(arguments: [
        ("垃圾3处", ["3处"]), ("店外经营两三户", ["2~户"]), ("大概30多张", ["30~张"]), ("半车垃圾", ["0.5~车"]), ("约20平", ["20~平"]),
        ("第3处", []), ("11月25日", []),
        ("3个小时", []), ("两个月", []), ("一堆垃圾", ["1堆"]), ("三大袋", ["3袋"]), ("１２ 盏", ["12盏"]), ("5户，3处", ["5户", "3处"]),
        ("13812345678", []),
    ])
    func `counted things`(_ written: String, _ expected: [String]) {
        let reading = Rulebook(smallCounty()).read(written, Surroundings(time: Seeds.morning))
        let got = reading.items.flatMap(\.quantities).map { "\($0.valueText)\($0.approximate ? "~" : "")\($0.unit)" }
        #expect(got == expected)
    }

    @Test(arguments: [
        ("1121-007处理了", ["1121-007"]), ("20261121-007", ["20261121-007"]), ("XF0312-007到哪一步了", ["XF0312-007"]),
        ("#7 已清理", ["7"]), ("007号好了", ["007"]),
        ("3-2单元格收到", []), ("文明路120号", []), ("2026-11-21", []), ("电话0797-3312345", []), ("007和008都清了", ["007", "008"]),
        ("9999-007", []),
    ])
    func `numbers of cases`(_ written: String, _ expected: [String]) {
        #expect(Rulebook(smallCounty()).read(written, Surroundings()).caseReferences == expected)
    }

    @Test(arguments: [
        ("打13812345678", Reading.PersonalData.Kind.phone, 1..<12), ("138 1234 5678", .phone, 0..<13),
        ("0797-3312345", .phone, 0..<12),
        ("证号11010519491231002X谢", .identityNumber, 2..<20), ("赣B12345停着", .plate, 0..<7), ("粤AD12345", .plate, 0..<8),
        ("赣B·1**45", .plate, 0..<8),
    ])
    func `personal data is marked`(_ written: String, _ kind: Reading.PersonalData.Kind, _ range: Range<Int>) {
        #expect(Rulebook(smallCounty()).read(written, Surroundings()).personal == [.init(kind: kind, range: range)])
    }

    @Test(arguments: ["110105194912310021", "12345678901", "赣B车牌的大货车", "20261121-007", "1381234567"])
    func `no personal data is seen in`(_ written: String) {
        #expect(Rulebook(smallCounty()).read(written, Surroundings()).personal.isEmpty)
    }
}
