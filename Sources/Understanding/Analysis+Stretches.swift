internal import Domain

extension Analysis {
    /// What is left of the message without names, places, numbers and times.
    func plainStretches() -> [[String]] {
        var isCut = [Bool](repeating: false, count: text.count)
        func cut(_ range: Range<Int>) {
            for index in range.clamped(to: 0..<text.count) { isCut[index] = true }
        }
        for list in [marks.places, marks.grids, marks.units, marks.people] { for mark in list { cut(mark.range) } }
        for place in places { cut(place.range) }
        for address in addresses { cut(address.range) }
        for finding in personal { cut(finding.range) }
        for time in times { cut(time.range) }
        for thing in things { cut(thing.range) }
        for index in text.scalars.indices {
            if isCalled(index) { cut(max(0, index - 2)..<(index + 1)) }
            if let name = name(before: index) { cut(name) }
        }
        var stretches: [[String]] = []
        var tokens: [String] = []
        var word: [Scalar] = []
        func closeWord() {
            if !word.isEmpty { tokens.append(Understanding.text(of: word)) }
            word = []
        }
        func closeStretch() {
            closeWord()
            if !tokens.isEmpty { stretches.append(tokens) }
            tokens = []
        }
        for (index, scalar) in text.scalars.enumerated() {
            if isCut[index] || scalar.isDigit {
                closeStretch()
            } else if scalar.isLetter {
                word.append(scalar)
            } else if scalar.isHan {
                closeWord()
                tokens.append(Understanding.text(of: CollectionOfOne(scalar)))
            } else if scalar.isSpace, !word.isEmpty {
                closeWord()
            } else {
                closeStretch()
            }
        }
        closeStretch()
        return stretches
    }

    /// 张大爷, 李某某, 王女士: the end of what somebody is called, whoever the tables know.
    private func isCalled(_ index: Int) -> Bool {
        Analysis.titles.contains { title in
            let start = index + 1 - title.scalars.count
            return start > 0 && starts(title, start) && text.scalars[start - 1].isHan
        } || text.scalars[index] == Scalar(of: "某")
    }

    /// 李明华家, 王强反映: a surname and one or two characters before what only people have or do.
    private func name(before index: Int) -> Range<Int>? {
        guard Analysis.people.contains(where: { starts($0, index) }) else { return nil }
        for length in [3, 2] where index >= length {
            let start = index - length
            if Analysis.surnames.contains(text.scalars[start]),
                text.scalars[start..<index].allSatisfy({ $0.isHan })
            {
                return start..<index
            }
        }
        return nil
    }

    private static let people: [Word] = ["家", "反映", "投诉", "来电", "反应", "举报"]
    /// The commonest surnames, three in four people bear one of them.
    private static let surnames = Set(
        "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔崔邱秦史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
            .unicodeScalars.map(\.value))

    private static let titles: [Word] = [
        "大爷", "大娘", "大妈", "大姐", "大哥", "大叔", "大婶", "阿姨", "叔叔", "爷爷", "奶奶", "婆婆", "先生", "女士", "小姐", "老师", "师傅",
        "老板", "书记", "主任", "队长", "所长", "局长", "经理", "医生", "同志",
    ]
}
