internal import Domain

/// Numbers that say where: of houses, floors and rooms, and how far from something.
extension PlaceReader {
    /// 12号, 12-3号, 3栋, 2单元, 501室, 28弄, 一百米处, 12号到28号.
    func number(at index: Int, in clause: Range<Int>, after last: Part?) -> Part? {
        guard !at(index - 1).isWord || !at(index).isDigit else { return nil }
        var end = index
        if at(index).isDigit {
            while end - index < 16,
                at(end).isDigit || ((at(end) == Scalar(of: "-") || at(end) == Scalar(of: "#")) && at(end + 1).isWord)
                    || (at(end).isLetter && end - index < 6)
            { end += 1 }
        } else {
            while end - index < 8, Numeral.isCharacter(at(end)) { end += 1 }
        }
        if at(end) == Scalar(of: "之"), at(end + 1).isDigit {
            end += 1
            while end - index < 20, at(end).isDigit || at(end) == Scalar(of: "-") { end += 1 }
        }
        let follows = last?.range.upperBound == index
        if end == clause.upperBound || !(text[end].isHan || text[end].isWord), follows,
            last?.kind == .house || last?.kind == .word(.road)
        {
            // 8楼之9, 人民路12
            return at(index).isDigit ? Part(kind: .house, range: index..<end) : nil
        }
        guard end < clause.upperBound, end - index <= 12 else { return nil }
        for word in PlaceReader.metres {
            if let after = match(word, at: end) {
                return Part(kind: .distance, range: index..<min(after, clause.upperBound))
            }
        }
        for word in PlaceReader.houses {
            if let after = match(word, at: end), after <= clause.upperBound {
                // 3号网格 is a grid, 12号线 a line, 5号下午 a day.
                if word.scalars.count == 1, at(end) == Scalar(of: "号"),
                    at(after) == Scalar(of: "网") || at(after) == Scalar(of: "线")
                {
                    return nil
                }
                if at(index).isDigit || follows || word.scalars.count > 1 || !spots[index].isWall {
                    return Part(kind: .house, range: index..<after)
                }
            }
        }
        return nil
    }

    func mayBeNumber(_ index: Int) -> Bool { text[index].isDigit || Numeral.isCharacter(text[index]) }

    private static let metres: [Word] = [
        "多米处", "来米处", "米处", "公尺处", "公尺左右", "公尺", "米左右处", "米左右", "米的地方", "米位置", "米外", "米远", "米开外", "公里处", "k处",
    ]
    private static let houses: [Word] = [
        "号楼", "号院", "号桥", "号车间", "号", "栋", "幢", "座", "单元", "室", "弄", "支弄", "层", "楼", "组", "队",
        "期", "区", "巷", "街", "村", "坊", "段", "门", "委",
    ]
}
