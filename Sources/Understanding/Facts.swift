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
    init(_ clause: Clause, _ marks: [Lexicon.Mark], _ text: [Scalar]) {
        var words: [Lexicon.Mark] = []
        var around: [(cue: Cue, start: Int, end: Int)] = []
        var covered = 0
        for mark in marks {
            switch mark.meaning {
            case .cue(.handling): words.append(mark)
            case .cue(let cue): around.append((cue, mark.start, mark.end))
            // 装修垃圾 holds no 修, 修水桥 neither.
            case .keyword, .typeName, .place, .placeWord(.decoy):
                if mark.length > 2 { covered = max(covered, mark.end) }
            default: break
            }
        }
        for item in around {
            // 没 in 没有 and 请 in 请问 are the longer word's letters.
            let isInside = around.contains {
                $0.start <= item.start && $0.end >= item.end && $0.end - $0.start > item.end - item.start
            }
            if !isInside || item.cue == .again { note(item.cue) }
        }
        if clause.isAsked { note(.question) }
        var reach = clause.range.lowerBound
        for (index, word) in words.enumerated() {
            // The longest word of work at one start; none inside another.
            if index + 1 < words.count, words[index + 1].start == word.start { continue }
            if word.start < reach { continue }
            if Facts.isInsideLonger(word, marks) { continue }
            reach = word.end
            let (found, end) = Facts.work(word, around, clause, text)
            note(found, word.start..<end)
        }
        if has(.question), work == .completed || work == .ongoing || work == .planned || work == .partly {
            work = .asked
        }
        if work == .completed, has(.partly) { work = .partly }
        for item in around where item.cue == .delegation {
            let before = item.start
            let isAlready = around.contains { $0.cue == .already && $0.end <= before && before - $0.end <= 2 }
            let isOver =
                item.end < text.count && text[item.end] == Scalar(of: "了") || text[item.end - 1] == Scalar(of: "了")
            if isAlready || isOver, !has(.question), !has(.negation) { isDelegated = true }
        }
    }

    private static func isInsideLonger(_ word: Lexicon.Mark, _ marks: [Lexicon.Mark]) -> Bool {
        marks.contains { other in
            guard other.start <= word.start, other.end >= word.end, other.length > word.length else { return false }
            switch other.meaning {
            case .keyword, .typeName, .place, .unit, .placeWord(.decoy), .placeWord(.site): return true
            default: return false
            }
        }
    }

    private static let leadsOn = Set("后再跟告记回就之以".unicodeScalars.map(\.value))

    /// How far the work is, by the words before and behind it; and where the expression ends.
    private static func work(
        _ word: Lexicon.Mark, _ around: [(cue: Cue, start: Int, end: Int)], _ clause: Clause, _ text: [Scalar]
    ) -> (Work, Int) {
        func at(_ index: Int) -> Scalar { index < clause.range.upperBound ? text[index] : 0 }
        var isAlready = false
        var isOrdered = false
        var isPlanned = false
        var isOngoing = false
        var isLater = false
        var delegated = -1
        for item in around where item.end <= word.start {
            let distance = word.start - item.end
            switch item.cue {
            case .negation:
                let isLetter = at(item.start) == Scalar(of: "别") || at(item.start) == Scalar(of: "勿")
                if distance <= (item.end - item.start > 1 ? 3 : 2), !isLetter { return (.negated, word.end) }
            case .neglect where distance <= 2: return (.negated, word.end)
            case .already where distance <= 4: isAlready = true
            case .ongoing where distance <= 4: isOngoing = true
            case .plan where distance <= 8, .condition: isPlanned = true
            case .modal where distance <= 3: isPlanned = true
            case .dayPart: isLater = true
            case .wish: isPlanned = true
            case .urge where distance <= 10: isOrdered = true
            case .delegation: delegated = item.end
            default: break
            }
        }
        // 已通知环卫清理: the telling is over, the work is not.
        if delegated >= 0 { isAlready = false; isPlanned = true }
        var end = word.end
        var hasResult = false
        // 没清没扫 are caught above; 清不了, 修不好 here.
        if at(end) == Scalar(of: "不"), at(end + 1) != 0 { return (.negated, end + 2) }
        var longest = end
        for item in around where item.cue == .result && item.start == end { longest = max(longest, item.end) }
        if longest > end {
            hasResult = true
            end = longest
        }
        if at(end) == Scalar(of: "得") { hasResult = true }
        let isOver = at(end) == Scalar(of: "了") || at(end) == Scalar(of: "过") || at(end) == Scalar(of: "啦")
        if isOver { end += 1 }
        if at(end) == Scalar(of: "没"), end + 1 >= clause.range.upperBound || at(end + 1) == Scalar(of: "有") {
            return (.asked, end + 1)
        }
        if at(word.end) == Scalar(of: "中"), end == word.end { return (.ongoing, word.end + 1) }
        // 清理完了跟我说, 清理完再报: it is the condition of something else.
        if !isAlready, Facts.leadsOn.contains(at(end)) { return (.planned, end) }
        if isAlready, !isOrdered || hasResult || isOver { return (.completed, end) }
        if isOrdered { return (.ordered, end) }
        if isPlanned { return (.planned, end) }
        if isOngoing { return (.ongoing, end) }
        if isLater, !isOver { return (.planned, end) }
        if isOver || hasResult { return (.completed, end) }
        return (.none, end)
    }
}
