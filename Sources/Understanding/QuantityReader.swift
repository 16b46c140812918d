internal import Domain

/// A number with its measure word, where it stands.
struct CountedThing: Sendable {
    var quantity: Quantity
    var range: Range<Int>
}

/// Finds numbers with measure words: `3户`, `两三个`, `30多张`, `半车`, `两分地`, `１２ 处`.
enum QuantityReader {
    /// Counts, and all numbers whether something is counted or not.
    ///
    /// - Parameter measures: where measure words stand, at one start the shorter first.
    static func read(
        _ normal: NormalText, measures: [Marks.Mark]
    ) -> (things: [CountedThing], numbers: [Range<Int>]) {
        let text = normal.scalars
        func measure(_ index: Int) -> Int { measures.starting(in: index..<(index + 1)) { $0.start }.last?.length ?? 0 }
        var found: [CountedThing] = []
        var numbers: [Range<Int>] = []
        var index = 0
        while index < text.count {
            Effort.count()
            guard Numeral.mayStart(text[index]), !(index > 0 && isInsideWord(text, index)),
                let number = Numeral.read(text, at: index), number.end > index
            else {
                index += 1
                continue
            }
            numbers.append(index..<number.end)
            var unit = number.end
            if unit < text.count, text[unit].isSpace { unit += 1 }
            // 三大堆, 两小块: the size stands between.
            if unit + 1 < text.count, isSize(text[unit]), measure(unit + 1) > 0 {
                unit += 1
            }
            let length = unit < text.count ? measure(unit) : 0
            guard length > 0, !isOrdinal(text, before: index), !isDate(text, unit, length),
                !isTogether(text, index, unit)
            else {
                index = max(number.end, index + 1)
                continue
            }
            var end = unit + length
            // 两个多月, 3个小时: a time and no count.
            if end < text.count, isTime(text, end) {
                index = end
                continue
            }
            var approximate = number.approximate
            if end < text.count, text[end] == Scalar(of: "多") {
                approximate = true
                end += 1
            }
            if end + 1 < text.count, text[end] == Scalar(of: "左"), text[end + 1] == Scalar(of: "右") {
                approximate = true
            }
            if isAbout(text, before: index) { approximate = true }
            found.append(
                CountedThing(
                    quantity: Quantity(
                        hundredths: number.hundredths, unit: normal.written(unit..<(unit + length)),
                        approximate: approximate),
                    range: index..<end))
            index = end
        }
        return (found, numbers)
    }

    private static func isSize(_ scalar: Scalar) -> Bool {
        scalar == Scalar(of: "大") || scalar == Scalar(of: "小") || scalar == Scalar(of: "整")
    }

    /// A digit behind a letter or digit belongs to a word (`xf0312`, `3-2`).
    private static func isInsideWord(_ text: [Scalar], _ index: Int) -> Bool {
        text[index].isDigit
            && (text[index - 1].isWord || text[index - 1] == Scalar(of: "-") || text[index - 1] == Scalar(of: "."))
    }

    private static func isOrdinal(_ text: [Scalar], before index: Int) -> Bool {
        // 第三处 is one place, 这一段 no number at all.
        index > 0
            && (text[index - 1] == Scalar(of: "第") || text[index - 1] == Scalar(of: "这")
                || text[index - 1] == Scalar(of: "那") || text[index - 1] == Scalar(of: "每"))
    }

    private static func isAbout(_ text: [Scalar], before index: Int) -> Bool {
        guard index > 0 else { return false }
        let two = (index > 1 ? text[index - 2] : 0, text[index - 1])
        return two == (Scalar(of: "大"), Scalar(of: "概")) || two == (Scalar(of: "大"), Scalar(of: "约"))
            || two.1 == Scalar(of: "约") || two == (Scalar(of: "差"), Scalar(of: "不"))
            || two == (Scalar(of: "接"), Scalar(of: "近"))
    }

    /// 有没有人一起: together, unless something is told of that happened (发生一起, 查处了一起).
    private static func isTogether(_ text: [Scalar], _ index: Int, _ unit: Int) -> Bool {
        text[index] == Scalar(of: "一") && text[unit] == Scalar(of: "起")
            && !(index > 0 && happening.contains(text[index - 1]))
    }

    private static let happening = ScalarSet("生现处查共了结理办有报置")

    private static func isDate(_ text: [Scalar], _ unit: Int, _ length: Int) -> Bool {
        length == 1 && (text[unit] == Scalar(of: "月") || text[unit] == Scalar(of: "日") || text[unit] == Scalar(of: "年"))
    }

    private static func isTime(_ text: [Scalar], _ index: Int) -> Bool {
        let next = text[index]
        let after = index + 1 < text.count ? text[index + 1] : 0
        return next == Scalar(of: "月") && after != Scalar(of: "台")
            || (next == Scalar(of: "小") && after == Scalar(of: "时"))
            || (next == Scalar(of: "钟") && after == Scalar(of: "头"))
            || (next == Scalar(of: "星") && after == Scalar(of: "期"))
            || (next == Scalar(of: "多") && (after == Scalar(of: "月") || after == Scalar(of: "小")))
    }

    /// Words that count things in the reports of grid workers, beside those that the table of types names.
    static let builtIn: StaticString =
        "处 堆 个 户 家 张 块 条 辆 台 盏 棵 株 根 只 头 件 袋 车 桶 间 栋 座 把 顶 扇 口 面 幅 份 人 名 人次 次 起 宗 箱 包 瓶 坨 摊 片 段 米 公里 平 平米 平方 平方米 平方公里 亩 分地 分 吨 公斤 斤 方 立方 立方米 车次 副 套 支 枝 排 层 单 m m2 km kg"
}
