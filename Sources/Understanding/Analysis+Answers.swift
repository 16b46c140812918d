internal import Domain

extension Analysis {
    /// The text without signs at its ends and between its characters; nil when it is too long for an answer.
    private var bare: [Scalar]? {
        var count = 0
        for scalar in text.scalars where scalar.isHan || scalar.isWord {
            count += 1
            if count > Analysis.longestAnswer { return nil }
        }
        return text.scalars.filter { $0.isHan || $0.isWord }
    }

    private static let longestAnswer = 16

    private static let yes: [[Scalar]] = [
        "是", "是的", "对", "对的", "嗯", "确认", "好", "好的", "可以", "行", "yes", "y", "ok", "立案", "没错",
    ].map(\.scalarValues)
    private static let no: [[Scalar]] = ["否", "不是", "不", "不用", "不对", "不立案", "不需要", "no", "n", "都不是"].map(\.scalarValues)
    private static let fillers = ScalarSet("和与跟及选第个号项,、. 。;!~回复是的都")
    private static let consent: [[Scalar]] = ["好", "好的", "ok", "可以", "行"].map(\.scalarValues)
    /// Said alone, the work is over.
    private static let over: [[Scalar]] = ["好了", "完了", "完事", "完事了", "ok了", "搞定", "搞定了", "好啦", "弄好了"].map(\.scalarValues)
    private static let all: [[Scalar]] = ["全部", "都是", "全", "所有", "都", "全都是", "全部都是", "都清了", "all"].map(\.scalarValues)

    /// What the text would be as an answer to a question of the bot.
    var answer: Reading.Answer? {
        guard let bare, !bare.isEmpty else { return nil }
        if Analysis.all.contains(bare) { return .all }
        if Analysis.yes.contains(bare) { return .yes }
        if Analysis.no.contains(bare) { return .no }
        return choices.map { .choices($0) }
    }

    /// `1`, `1 3`, `1和3`, `1、3`, `选1`, `第2个`.
    private var choices: [Int]? {
        var numbers: [Int] = []
        var index = 0
        while index < text.count {
            let scalar = text.scalars[index]
            if scalar.isDigit {
                var value = 0
                let first = index
                while index < text.count, text.scalars[index].isDigit, index - first < 3 {
                    value = value * 10 + Int(text.scalars[index] - 48)
                    index += 1
                }
                guard value > 0, value < 100, text.scalars[first] != 48 else { return nil }
                numbers.append(value)
                continue
            }
            if let digit = Numeral.digit(scalar), digit > 0 {
                numbers.append(Int(digit))
            } else if !Analysis.fillers.contains(scalar) {
                return nil
            }
            index += 1
        }
        return numbers.isEmpty ? nil : numbers
    }

    /// An item for a text that is nothing but an answer; a bare `1` stays an acknowledgement, as people use it.
    func wholeAnswer() -> Reading.Item? {
        guard let bare else { return nil }
        if Analysis.over.contains(bare) {
            var item = Reading.Item(intent: .done, confidence: 88, range: text.originalRange(0..<text.count))
            item.evidence = [evidence("grammar:completed", 0..<text.count, 6)]
            return item
        }
        guard let answer else { return nil }
        var item = Reading.Item(intent: .answer, confidence: 90, range: text.originalRange(0..<text.count))
        switch answer {
        case .choices([1]): item.intent = .acknowledge
        case .choices: break
        case .all: if bare.count > 3 { return nil }
        case .no: break
        case .yes:
            let isAcknowledgement = Analysis.consent.contains(bare) || around.sender?.role == .unit && bare.count == 1
            if isAcknowledgement { item.intent = .acknowledge }
        }
        item.evidence = [evidence("grammar:answer", 0..<text.count, 6)]
        return item
    }

    /// The limit that the message sets: the last one that is to come.
    func deadline(_ reading: Reading) -> Timestamp? {
        guard let now = around.time,
            reading.items.contains(where: { [.report, .directive, .remind, .query].contains($0.intent) })
        else { return nil }
        for time in times.reversed() where !time.isPast {
            let clause = clauses.firstIndex(from: time.range.lowerBound + 1) { $0.range.lowerBound } - 1
            let isOrder =
                clause >= 0 && clauses[clause].range.contains(time.range.lowerBound)
                && (facts[clause].has(.urge) || facts[clause].has(.haste) || facts[clause].work == .ordered)
            guard time.bound == .before || time.bound == .within || isOrder else { continue }
            switch time.meaning {
            case .moment(let instant): if instant > now { return instant }
            case .length(let limit): return now.advanced(by: limit.plainDuration)
            }
        }
        return nil
    }
}

extension Limit {
    /// The length by the clock on the wall: what 三天内 means in talk.
    var plainDuration: Duration {
        switch unit {
        case .minutes, .urgentMinutes: .minutes(Int64(amount))
        case .hours, .urgentHours: .hours(Int64(amount))
        case .days, .urgentDays: .days(Int64(amount))
        }
    }
}
