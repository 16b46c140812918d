/// What the small words of a clause say about its time, doubt and order.
struct Facts: Sendable {
    /// How far the work that a clause speaks of has got; of several the last of this list counts.
    enum Work: Int, Sendable, Comparable {
        case none, ordered, planned, ongoing, partly, completed, negated, asked
        static func < (a: Work, b: Work) -> Bool { a.rawValue < b.rawValue }
    }

    private var cues: UInt64 = 0
    var work: Work = .none
    var workRange: Range<Int> = 0..<0
    /// Somebody was sent or told: 已派人, 联系供电了.
    var isDelegated = false

    func has(_ cue: Cue) -> Bool { cues >> UInt64(cue.rawValue) & 1 == 1 }
    mutating func note(_ cue: Cue) { cues |= 1 << UInt64(cue.rawValue) }

    mutating func note(_ work: Work, _ range: Range<Int>) {
        guard work > self.work else { return }
        self.work = work
        workRange = range
    }

    /// Both clauses' words together; the further work counts.
    func merged(with other: Facts) -> Facts {
        var both = self
        both.cues |= other.cues
        both.isDelegated = isDelegated || other.isDelegated
        both.note(other.work, other.workRange)
        return both
    }
}

extension Facts {
    /// Reads a clause: its cues, and for each word of work what stands around it.
    ///
    /// - Parameters:
    ///   - cues: those that lie wholly in the clause.
    ///   - nouns: names and problem words, in which a word of work is only letters (装修垃圾 holds no 修).
    init(_ clause: Clause, _ cues: ArraySlice<Marks.CueMark>, _ text: [Scalar], within longer: Cover, nouns: Cover) {
        var conditional = Int.max
        for item in cues where item.cue != .handling {
            // 没 in 没有 and 请 in 请问 are the longer word's letters.
            // 宣传 in 宣传栏 is no notice.
            if item.cue == .notice, nouns.holds(item.start, item.end) || Facts.isOnSign(item.end, clause, text) {
                continue
            }
            // 减速带 is in no haste, 限高杆 orders nothing.
            if item.length == 1, Facts.oneLetter.contains(item.cue), nouns.holds(item.start, item.end) { continue }
            if !longer.holds(item.start, item.end) || item.cue == .again { note(item.cue) }
            if item.cue == .condition || item.cue == .wish || item.cue == .claimed {
                conditional = min(conditional, item.end)
            }
        }
        if clause.isAsked { note(.question) }
        var reach = clause.range.lowerBound
        for index in cues.indices where cues[index].cue == .handling {
            let word = cues[index]
            // The longest word of work at one start; none inside another.
            var next = index + 1
            while next < cues.endIndex, cues[next].start == word.start, cues[next].cue != .handling { next += 1 }
            if next < cues.endIndex, cues[next].start == word.start { continue }
            if word.start < reach || nouns.holds(word.start, word.end) { continue }
            reach = word.end
            let (found, end) = Facts.work(word, index, cues, clause, text, isConditional: conditional <= word.start)
            note(found, word.start..<max(word.end, min(end, clause.range.upperBound)))
        }
        if has(.question), work == .completed || work == .ongoing || work == .planned || work == .partly {
            work = .asked
        }
        if work == .completed, has(.partly) { work = .partly }
        if !has(.question), !has(.negation) {
            for index in cues.indices where cues[index].cue == .delegation {
                let item = cues[index]
                let isAlready = Facts.window(cues, before: index).contains {
                    $0.cue == .already && $0.end <= item.start && item.start - $0.end <= 2
                }
                let isOver =
                    item.end < text.count && text[item.end] == Scalar(of: "了")
                    || text[item.end - 1] == Scalar(of: "了")
                if isAlready || isOver { isDelegated = true }
            }
        }
    }

    /// The cues that start at most `reach` positions before one of them.
    private static func window(
        _ cues: ArraySlice<Marks.CueMark>, before index: Int, reach: Int = 14
    ) -> ArraySlice<Marks.CueMark> {
        var first = index
        let start = cues[index].start
        while first > cues.startIndex, start - cues[first - 1].start <= reach { first -= 1 }
        Effort.count(1 + index - first)
        return cues[first..<index]
    }

    private static let oneLetter: Set<Cue> = [.haste, .urge, .plan, .wish, .modal]

    /// 禁止下河的牌子, 注意安全的标语: the words of a sign, told of by who sees it.
    private static func isOnSign(_ end: Int, _ clause: Clause, _ text: [Scalar]) -> Bool {
        let behind = end..<max(end, min(clause.range.upperBound, end + 10))
        return behind.contains { signs.contains(text[$0]) } && signNames.stand(in: behind, of: text)
    }

    private static let signs = ScalarSet("牌字标横")
    private static let signNames: Words = [
        "的牌", "牌子", "标志牌", "警示牌", "提示牌", "标牌", "指示牌", "告示牌", "横幅", "字样", "几个字", "的字",
    ]
    private static let reachOfHarm = 8
    private static let harmers: Words = [
        "被人", "被车", "被货", "被谁", "被哪", "被风", "被大风", "被小", "被娃", "被贼", "被他", "被她", "被收", "被熊", "被挖", "被拖", "被铲车", "被泥头",
        "被渣土",
        "遭人", "遭车", "遭贼", "遭哪", "遭风", "给人偷", "被不知",
    ]
    private static let overs = ScalarSet("了过啦咯哒喽咗")
    private static let leadsOn = ScalarSet("发拍后再跟告记回就之以")

    /// How far the work is, by the words before and behind it; and where the expression ends.
    private static func work(
        _ word: Marks.CueMark, _ index: Int, _ cues: ArraySlice<Marks.CueMark>, _ clause: Clause, _ text: [Scalar],
        isConditional: Bool
    ) -> (Work, Int) {
        func at(_ index: Int) -> Scalar { index < clause.range.upperBound ? text[index] : 0 }
        // 被人剪走, 遭车拖走: what was done to it is the matter.
        let before = max(clause.range.lowerBound, word.start - Facts.reachOfHarm)..<word.start
        if Facts.harmers.stand(in: before, of: text) { return (.none, word.end) }
        var isAlready = false
        var isOrdered = false
        var isPlanned = isConditional
        var isOngoing = false
        var isLater = false
        var isHasty = false
        var isDelegated = false
        for item in window(cues, before: index) where item.end <= word.start {
            let distance = word.start - item.end
            switch item.cue {
            case .negation:
                let isLetter = at(item.start) == Scalar(of: "别") || at(item.start) == Scalar(of: "勿")
                if distance <= (item.length > 1 ? 3 : 2), !isLetter { return (.negated, word.end) }
            case .neglect where distance <= 2: return (.negated, word.end)
            case .already where distance <= 4: isAlready = true
            case .ongoing where distance <= 4: isOngoing = true
            case .plan where distance <= 8: isPlanned = true
            case .haste where distance <= 8: isHasty = true
            case .modal where distance <= 3: isPlanned = true
            case .dayPart: isLater = true
            case .urge where distance <= 10: isOrdered = true
            case .delegation: isDelegated = true
            default: break
            }
        }
        // 立即清理 may be either; 我们立即清理 is a promise.
        isPlanned = isPlanned || isHasty
        // 已通知环卫清理: the telling is over, the work is not.
        if isDelegated {
            isAlready = false
            isPlanned = true
        }
        var end = word.end
        var hasResult = false
        // 没清没扫 are caught above; 清不了, 修不好 here.
        if at(end) == Scalar(of: "不"), at(end + 1) != 0 { return (.negated, end + 2) }
        var longest = end
        var next = index
        while next < cues.endIndex, cues[next].start <= end {
            if cues[next].cue == .result, cues[next].start == end { longest = max(longest, cues[next].end) }
            next += 1
        }
        if longest > end {
            hasResult = true
            end = longest
        }
        if at(end) == Scalar(of: "得") { hasResult = true }
        let isOver = Facts.overs.contains(at(end))
        if isOver { end += 1 }
        if at(end) == Scalar(of: "没"), end + 1 >= clause.range.upperBound || at(end + 1) == Scalar(of: "有") {
            return (.asked, end + 1)
        }
        if at(word.end) == Scalar(of: "中"), end == word.end { return (.ongoing, word.end + 1) }
        // 清理完了跟我说, 清理完再报: it is the condition of something else.
        if !isAlready, leadsOn.contains(at(end)) { return (.planned, end) }
        if isAlready, !isOrdered || hasResult || isOver { return (.completed, end) }
        if isOrdered { return (.ordered, end) }
        if isPlanned { return (.planned, end) }
        if isOngoing { return (.ongoing, end) }
        // 下午处理完 is to come, 下午处理完了 is over.
        if isLater, !isOver { return (.planned, end) }
        return isOver || hasResult ? (.completed, end) : (.none, end)
    }
}
