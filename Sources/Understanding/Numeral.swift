/// A number as people write it, read from scalars.
struct Numeral: Equatable, Sendable {
    /// Hundredths; for an approximate number the lower bound.
    var hundredths: Int64
    var approximate: Bool
    /// One past its last scalar.
    var end: Int
    /// Written with digits of ASCII alone.
    var isPlain: Bool

    /// The value of 一, 二, 两 …; nil for what is no such digit.
    static func digit(_ scalar: Scalar) -> Int64? {
        if scalar < 0x3007 { return nil }
        switch scalar {
        case Scalar(of: "零"), Scalar(of: "〇"): return 0
        case Scalar(of: "一"), Scalar(of: "壹"): return 1
        case Scalar(of: "二"), Scalar(of: "两"), Scalar(of: "贰"), Scalar(of: "俩"): return 2
        case Scalar(of: "三"), Scalar(of: "叁"), Scalar(of: "仨"): return 3
        case Scalar(of: "四"), Scalar(of: "肆"): return 4
        case Scalar(of: "五"), Scalar(of: "伍"): return 5
        case Scalar(of: "六"), Scalar(of: "陆"): return 6
        case Scalar(of: "七"), Scalar(of: "柒"): return 7
        case Scalar(of: "八"), Scalar(of: "捌"): return 8
        case Scalar(of: "九"), Scalar(of: "玖"): return 9
        default: return nil
        }
    }

    /// The value of 十, 百, 万 …
    static func power(_ scalar: Scalar) -> Int64? {
        if scalar < 0x4E00 { return nil }
        switch scalar {
        case Scalar(of: "十"), Scalar(of: "拾"): return 10
        case Scalar(of: "百"), Scalar(of: "佰"): return 100
        case Scalar(of: "千"), Scalar(of: "仟"): return 1000
        case Scalar(of: "万"): return 10_000
        case Scalar(of: "亿"): return 100_000_000
        default: return nil
        }
    }

    /// True when a number may start with this scalar.
    static func mayStart(_ scalar: Scalar) -> Bool { scalar.isDigit || beginnings.contains(scalar) }

    /// 一, 十: a digit or a power of ten as a character.
    static func isCharacter(_ scalar: Scalar) -> Bool { characters.contains(scalar) }

    private static let characters = ScalarSet("零〇一壹二两贰俩三叁仨四肆五伍六陆七柒八捌九玖十拾百佰千仟万亿")
    private static let beginnings = ScalarSet("零〇一壹二两贰俩三叁仨四肆五伍六陆七柒八捌九玖十拾百佰千仟万亿几半数好")

    /// Reads the longest number at a position: `3`, `１２`, `3.5`, `1,820`, `三`, `二十五`, `两三`, `十几`, `30多`, `3-5`, `半`, `好几`,
    /// `1.2万`, `上百` is left to who knows 上.
    ///
    /// Numbers past 10¹³ are cut off there.
    static func read(_ text: [Scalar], at start: Int) -> Numeral? {
        guard start < text.count else { return nil }
        var numeral: Numeral
        if text[start].isDigit {
            guard let plain = readPlain(text, at: start) else { return nil }
            numeral = plain
        } else if let han = readHan(text, at: start) {
            numeral = han
        } else {
            return readVague(text, at: start)
        }
        readTail(text, &numeral)
        return numeral
    }

    private static let most: Int64 = 10_000_000_000_000

    /// The product, cut off at what fits hundredths.
    private static func times(_ a: Int64, _ b: Int64) -> Int64 {
        let (product, overflow) = a.multipliedReportingOverflow(by: b)
        return overflow ? most : min(product, most)
    }

    private static func readPlain(_ text: [Scalar], at start: Int) -> Numeral? {
        var index = start
        var whole: Int64 = 0
        while index < text.count, text[index].isDigit {
            Effort.count()
            whole = min(whole * 10 + Int64(text[index] - 48), most)
            index += 1
            // Thousands separators: a comma with exactly three digits behind it.
            if index + 3 < text.count + 0, text[index] == Scalar(of: ","), index - start <= 3 || whole >= 1000,
                text[index + 1].isDigit, text[index + 2].isDigit, text[index + 3].isDigit,
                index + 4 >= text.count || !text[index + 4].isDigit
            {
                index += 1
            }
        }
        var value = whole * 100
        if index + 1 < text.count, text[index] == Scalar(of: "."), text[index + 1].isDigit {
            var scale: Int64 = 10
            var place = index + 1
            while place < text.count, text[place].isDigit {
                value += Int64(text[place] - 48) * scale
                scale /= 10
                place += 1
            }
            index = place
        }
        return Numeral(hundredths: value, approximate: false, end: index, isPlain: true)
    }

    private static func readHan(_ text: [Scalar], at start: Int) -> Numeral? {
        var index = start
        var total: Int64 = 0
        var section: Int64 = 0
        var pending: Int64?
        var run: [Int64] = []
        var approximate = false
        var sawPower = false
        while index < text.count, index - start < 24 {
            Effort.count()
            if let value = digit(text[index]) {
                if let before = pending {
                    // 两三个, 七八十: neighbours that count on; else a telephone-like run of digits 二〇二六.
                    if value == before + 1, before > 0, run.count == 1 {
                        approximate = true
                        run.append(value)
                        index += 1
                        continue
                    }
                    run.append(value)
                    pending = value
                } else {
                    pending = value
                    run = [value]
                }
                index += 1
            } else if let power = power(text[index]) {
                if run.count > 1, !approximate { break }
                sawPower = true
                let factor = pending ?? (power >= 10_000 && (section > 0 || total > 0) ? 0 : 1)
                if power >= 10_000 {
                    let before = total + section + (pending ?? 0)
                    total = times(max(1, before), power)
                    section = 0
                } else {
                    section = min(section + times(factor, power), most)
                }
                pending = nil
                run = []
                index += 1
                if approximate { break }
            } else {
                break
            }
        }
        guard index > start else { return nil }
        if run.count > 1, !approximate {
            let joined = run.reduce(Int64(0)) { min($0 * 10 + $1, most) }
            return sawPower ? nil : Numeral(hundredths: joined * 100, approximate: false, end: index, isPlain: false)
        }
        let value = min(total + section + (pending ?? 0), most)
        return Numeral(hundredths: value * 100, approximate: approximate, end: index, isPlain: false)
    }

    /// 半, 几, 好几, 数十.
    private static func readVague(_ text: [Scalar], at start: Int) -> Numeral? {
        var index = start
        if text[index] == Scalar(of: "好") { index += 1 }
        guard index < text.count else { return nil }
        if text[index] == Scalar(of: "半"), index == start {
            return Numeral(hundredths: 50, approximate: true, end: index + 1, isPlain: false)
        }
        guard text[index] == Scalar(of: "几") || text[index] == Scalar(of: "数") else { return nil }
        let isNumber = text[index] == Scalar(of: "数")
        index += 1
        var value: Int64 = 2
        var sawPower = false
        while index < text.count, let power = power(text[index]) {
            Effort.count()
            value = times(value, power)
            index += 1
            sawPower = true
            if value >= 100_000_000 { break }
        }
        // 数 alone is a noun.
        if isNumber, !sawPower { return nil }
        return Numeral(hundredths: value * 100, approximate: true, end: index, isPlain: false)
    }

    /// 多, 几, 来, 余, 左右 and ranges behind a number: the value stays the lower bound and is approximate.
    private static func readTail(_ text: [Scalar], _ numeral: inout Numeral) {
        func at(_ index: Int) -> Scalar { index < text.count ? text[index] : 0 }
        if let power = power(at(numeral.end)), numeral.isPlain, power >= 10_000 {
            numeral.hundredths = times(numeral.hundredths, power)
            numeral.end += 1
        }
        let next = at(numeral.end)
        if next == Scalar(of: "几") || next == Scalar(of: "来") || next == Scalar(of: "余") || next == Scalar(of: "+") {
            numeral.approximate = true
            numeral.end += 1
            if let power = power(at(numeral.end)), power >= 10_000 {
                numeral.hundredths = times(numeral.hundredths, power)
                numeral.end += 1
            }
        } else if next == Scalar(of: "多") {
            numeral.approximate = true
            numeral.end += 1
            if let power = power(at(numeral.end)), power >= 10_000 {
                numeral.hundredths = times(numeral.hundredths, power)
                numeral.end += 1
            }
        } else if next == Scalar(of: "-") || next == Scalar(of: "~") || next == Scalar(of: "到")
            || next == Scalar(of: "至")
        {
            // 3-5个: only when the second number is larger and is itself followed by no hyphen (2026-11-21).
            let second: Numeral? =
                at(numeral.end + 1).isDigit
                ? readPlain(text, at: numeral.end + 1) : readHan(text, at: numeral.end + 1)
            if let second, second.hundredths > numeral.hundredths, second.isPlain == numeral.isPlain,
                at(second.end) != Scalar(of: "-"), next != Scalar(of: "-") || numeral.hundredths < 100_000
            {
                numeral.approximate = true
                numeral.end = second.end
            }
        }
    }
}
