internal import Domain

/// A time or a length of time somebody wrote.
struct FoundTime: Sendable {
    enum Meaning: Sendable, Equatable {
        /// A day, or an hour of it: the instant at which it is over when taken as a limit.
        case moment(Timestamp)
        /// 三天, 半小时, 20分钟.
        case length(Limit)
    }
    enum Bound: Sendable { case none, before, within, after }

    var meaning: Meaning
    var bound: Bound
    var range: Range<Int>
    /// Without 前, 内, 后 behind it.
    var core: Range<Int>
    /// 昨天, 上周: looks back.
    var isPast: Bool
    /// 早上7点多就来了: a time of day about which nothing says that it is to come.
    var hasClock: Bool
}

/// Finds times: `下午五点前`, `今天内`, `半小时内`, `明早`, `限三天`, `17:00前`, `11月25日前`, `周五下班前`.
///
/// Words for parts of a day stand for the hour at which people take them to end: 早 9, 上午 and 中午 12, 下午 and 下班 18, a day and
/// 晚 its last second.
struct TimeReader {
    private let text: [Scalar]
    private let now: Timestamp?
    private let zone: Zone

    static func read(_ text: [Scalar], now: Timestamp?, zone: Zone) -> [FoundTime] {
        let reader = TimeReader(text: text, now: now, zone: zone)
        var found: [FoundTime] = []
        var index = 0
        let openers = TimeReader.openers
        while index < text.count {
            Effort.count()
            if !text[index].isDigit, !openers.contains(text[index]) {
                index += 1
            } else if let time = reader.time(at: index) {
                found.append(time)
                index = time.range.upperBound
            } else if text[index].isDigit {
                // The rest of a number that is no time is none either.
                while index < text.count, text[index].isDigit { index += 1 }
            } else {
                index += 1
            }
        }
        return found
    }

    private func at(_ index: Int) -> Scalar { index >= 0 && index < text.count ? text[index] : 0 }

    private func match(_ word: Word, at index: Int) -> Int? { word.end(in: text, at: index) }

    /// The first of the words that stands there: one past it and which.
    private func first(_ words: [Word], at index: Int) -> (end: Int, which: Int)? {
        for (which, word) in words.enumerated() {
            if let end = match(word, at: index) { return (end, which) }
        }
        return nil
    }

    private func time(at start: Int) -> FoundTime? {
        length(at: start) ?? moment(at: start)
    }

    // MARK: Lengths

    private func length(at start: Int) -> FoundTime? {
        guard Numeral.mayStart(at(start)),
            !(at(start).isDigit && (at(start - 1).isWord || at(start - 1) == Scalar(of: "."))),
            let number = Numeral.read(text, at: start)
        else { return nil }
        var index = number.end
        if at(index).isSpace { index += 1 }
        if at(index) == Scalar(of: "个") { index += 1 }
        let half = at(index) == Scalar(of: "半")
        if half { index += 1 }
        guard
            let (end, which) = first(
                TimeReader.lengths, at: index)
        else { return nil }
        let hundredths = number.hundredths + (half ? 50 : 0)
        let limit: Limit?
        switch which {
        case 0, 1, 11:
            limit = hundredths % 100 == 0 ? Limit(amount(hundredths), .hours) : Limit(amount(hundredths * 60), .minutes)
        case 2, 12: limit = Limit(amount(hundredths), .minutes)
        case 10: limit = Limit(amount(hundredths * 15), .minutes)
        case 4, 5: limit = Limit(amount(hundredths * 7), .days)
        case 8: limit = Limit(amount(hundredths * 7), .days)
        case 9:
            guard at(index - 1) == Scalar(of: "个") || half else { return nil }
            limit = Limit(amount(hundredths * 30), .days)
        case 6 where hundredths == 50: limit = Limit(4, .hours)
        default: limit = Limit(amount(hundredths), .days)
        }
        guard let limit else { return nil }
        var bound = FoundTime.Bound.none
        var after = which == 7 ? end - 1 : end
        if let (next, _) = first(TimeReader.within, at: after) {
            bound = .within
            after = next
        } else if let (next, _) = first(TimeReader.before, at: after) {
            // 三天前 looks back.
            return FoundTime(
                meaning: .length(limit), bound: .before, range: start..<next, core: start..<end, isPast: true,
                hasClock: false)
        } else if let (next, _) = first(TimeReader.after, at: after) {
            bound = .after
            after = next
        }
        return FoundTime(
            meaning: .length(limit), bound: bound, range: start..<after, core: start..<(which == 7 ? end - 1 : end),
            isPast: false, hasClock: false)
    }

    private func amount(_ hundredths: Int64) -> Int { Int(max(1, min(9999, hundredths / 100))) }

    // MARK: Moments

    /// A number or one of the words for days and their parts.
    private func mayBeMoment(at index: Int) -> Bool {
        at(index).isDigit || Numeral.isCharacter(at(index))
            || TimeReader.beginnings.mayStand(at(index), at(index + 1))
    }

    private static let beginnings = Beginnings(
        days.map(\.0) + parts.map(\.0) + joints.map(\.0) + weeks + monthEnds)

    private func moment(at start: Int) -> FoundTime? {
        guard let now, mayBeMoment(at: start) else { return nil }
        let today = zone.date(now)
        var index = start
        var date: CivilDate?
        var second: Int?
        var isPast = false
        var hasClock = false
        var part: Int?

        if let (end, found, past) = day(at: index, today: today) {
            date = found
            isPast = past
            index = end
            if at(index).isSpace { index += 1 }
        }
        if let (end, which) = partOfDay(at: index) {
            part = which
            index = end
        }
        // 今晚, 明早: day and part in one.
        if date == nil, part == nil, let (end, offset, which) = joined(at: index) {
            date = today.advanced(byDays: offset)
            isPast = offset < 0
            part = which
            index = end
        }
        if at(index).isSpace, part != nil || date != nil, at(index + 1).isDigit { index += 1 }
        if let (end, clock) = clock(at: index, mayBeBare: date != nil || part != nil) {
            index = end
            hasClock = true
            second = adjusted(clock, part: part, today: date == nil || date == today, now: now)
        } else if date == nil, part == nil {
            return nil
        }
        if second == nil, let part { second = TimeReader.ends[part] * 3600 - (TimeReader.ends[part] == 24 ? 1 : 0) }
        let day = date ?? today
        var instant = zone.instant(day, secondOfDay: second ?? 86_399)
        var bound = FoundTime.Bound.none
        let core = start..<index
        if let (next, _) = first(TimeReader.limits, at: index) {
            bound = .before
            index = next
        }
        // A bare hour that is over today is tomorrow's.
        if date == nil, bound == .before, instant < now {
            instant = zone.instant(day.advanced(byDays: 1), secondOfDay: second ?? 86_399)
        }
        // A part of a day alone says little.
        if date == nil, !hasClock, bound == .none, part != nil, part != 7 { isPast = isPast || instant < now }
        return FoundTime(
            meaning: .moment(instant), bound: bound, range: start..<index, core: core, isPast: isPast,
            hasClock: hasClock)
    }

    /// Hours at which the parts of a day end.
    private static let ends = [6, 9, 12, 12, 18, 19, 24, 18, 24]

    private func partOfDay(at index: Int) -> (end: Int, which: Int)? {
        for (word, which) in TimeReader.parts {
            if let end = match(word, at: index) { return (end, which) }
        }
        return nil
    }

    private func joined(at index: Int) -> (end: Int, offset: Int, part: Int)? {
        for (word, offset, part) in TimeReader.joints {
            if let end = match(word, at: index) { return (end, offset, part) }
        }
        return nil
    }

    private func day(at index: Int, today: CivilDate) -> (end: Int, date: CivilDate, isPast: Bool)? {
        for (word, offset) in TimeReader.days {
            if let end = match(word, at: index) { return (end, today.advanced(byDays: offset), offset < 0) }
        }
        if let (end, _) = first(TimeReader.monthEnds, at: index) {
            let last = CivilDate.days(inMonth: today.month, of: today.year)
            return CivilDate(year: today.year, month: today.month, day: last).map { (end, $0, false) }
        }
        if let (end, which) = first(TimeReader.weeks, at: index) {
            let weekday = weekday(at(end))
            let monday = today.advanced(byDays: 1 - today.weekday)
            switch which {
            case 0, 1: return (weekday == nil ? end : end + 1, monday.advanced(byDays: (weekday ?? 7) - 1), false)
            case 2, 3, 4: return (weekday == nil ? end : end + 1, monday.advanced(byDays: 6 + (weekday ?? 7)), false)
            case 5: return (weekday == nil ? end : end + 1, monday.advanced(byDays: (weekday ?? 7) - 8), true)
            default:
                guard let weekday else { return nil }
                return (end + 1, today.advanced(byDays: (weekday - today.weekday + 7) % 7), false)
            }
        }
        return calendarDay(at: index, today: today)
    }

    private func weekday(_ scalar: Scalar) -> Int? {
        switch scalar {
        case Scalar(of: "日"), Scalar(of: "天"), Scalar(of: "末"), 55: 7
        case 49...54: Int(scalar) - 48
        default: Numeral.digit(scalar).flatMap { (1...6).contains($0) ? Int($0) : nil }
        }
    }

    /// `11月25日`, `2026年11月25日`, `2026-11-25`, `25日前`.
    private func calendarDay(at index: Int, today: CivilDate) -> (end: Int, date: CivilDate, isPast: Bool)? {
        guard at(index).isDigit || Numeral.digit(at(index)) != nil || Numeral.power(at(index)) == 10,
            !at(index - 1).isWord, let (end, first) = small(at: index)
        else { return nil }
        var year = today.year
        var month = first
        var next = end
        var named = false
        if first >= 1900, first < 3000,
            at(end) == Scalar(of: "年") || at(end) == Scalar(of: "-") || at(end) == Scalar(of: "/")
                || at(end) == Scalar(of: ".")
        {
            year = first
            named = true
            guard let (end, value) = small(at: end + 1) else { return nil }
            month = value
            next = end
        }
        let sign = at(next)
        let dashed = named && (sign == Scalar(of: "-") || sign == Scalar(of: "/") || sign == Scalar(of: "."))
        if sign == Scalar(of: "月") || dashed {
            guard let (end, day) = small(at: next + 1) else { return nil }
            var after = end
            if at(after) == Scalar(of: "日") || at(after) == Scalar(of: "号") {
                after += 1
            } else if !dashed {
                return nil
            }
            guard var date = CivilDate(year: year, month: month, day: day) else { return nil }
            // Without a year: the nearest such day, not more than half a year back.
            if !named, date.dayNumber < today.dayNumber - 183,
                let later = CivilDate(year: year + 1, month: month, day: day)
            {
                date = later
            }
            return (after, date, date < today)
        }
        // A bare day counts only as a limit: 25日前, 25号之前; 12号 alone is a house.
        if !named, sign == Scalar(of: "日") || sign == Scalar(of: "号"), (1...31).contains(first),
            at(next + 1) == Scalar(of: "前") || match("之前", at: next + 1) != nil || match("以前", at: next + 1) != nil,
            var date = CivilDate(year: today.year, month: today.month, day: first)
        {
            if date < today {
                let (year, month) = today.month == 12 ? (today.year + 1, 1) : (today.year, today.month + 1)
                guard let later = CivilDate(year: year, month: month, day: first) else { return nil }
                date = later
            }
            return (next + 1, date, false)
        }
        return nil
    }

    /// A whole number below 10,000.
    private func small(at index: Int) -> (end: Int, value: Int)? {
        if at(index).isDigit {
            var end = index
            var value = 0
            while at(end).isDigit, end - index < 5 {
                value = value * 10 + Int(at(end) - 48)
                end += 1
            }
            return end - index < 5 ? (end, value) : nil
        }
        var end = index
        var value = 0
        var pending: Int?
        while end - index < 4 {
            if let digit = Numeral.digit(at(end)) {
                guard pending == nil else { break }
                pending = Int(digit)
            } else if Numeral.power(at(end)) == 10 {
                value += (pending ?? 1) * 10
                pending = nil
            } else {
                break
            }
            end += 1
        }
        return end > index ? (end, value + (pending ?? 0)) : nil
    }

    /// `17:00`, `5点`, `五点半`, `8点三刻`, `17时30分`.
    private func clock(at index: Int, mayBeBare: Bool) -> (end: Int, second: Int)? {
        guard at(index).isDigit || Numeral.digit(at(index)) != nil || Numeral.power(at(index)) == 10,
            !at(index - 1).isDigit, let (end, hour) = small(at: index), hour <= 24
        else { return nil }
        if at(end) == Scalar(of: ":"), at(end + 1).isDigit, at(end + 2).isDigit, !at(end + 3).isDigit {
            let minute = Int(at(end + 1) - 48) * 10 + Int(at(end + 2) - 48)
            return minute < 60 ? (end + 3, hour * 3600 + minute * 60) : nil
        }
        guard at(end) == Scalar(of: "点") || (at(end) == Scalar(of: "时") && mayBeBare) else { return nil }
        // 两点意见, 三点要求: points of a list.
        if !mayBeBare, !at(index).isDigit, at(end + 1).isHan,
            first(TimeReader.behindHours, at: end + 1) == nil,
            Numeral.digit(at(end + 1)) == nil, Numeral.power(at(end + 1)) == nil
        {
            return nil
        }
        var next = end + 1
        var minute = 0
        if at(next) == Scalar(of: "半") {
            minute = 30
            next += 1
        } else if let after = match("一刻", at: next) {
            minute = 15
            next = after
        } else if let after = match("三刻", at: next) {
            minute = 45
            next = after
        } else if let (after, value) = small(at: next), value < 60 {
            minute = value
            next = at(after) == Scalar(of: "分") ? after + 1 : after
        } else {
            if at(next) == Scalar(of: "整") { next += 1 }
            if at(next) == Scalar(of: "钟") { next += 1 }
        }
        if at(next) == Scalar(of: "多") { next += 1 }
        return (next, hour * 3600 + minute * 60)
    }

    /// 下午5点 is 17:00; a bare 5点 is the next one that working people mean.
    private func adjusted(_ second: Int, part: Int?, today: Bool, now: Timestamp) -> Int {
        guard second <= 12 * 3600 else { return second }
        switch part {
        case 4, 5, 6, 7: return second < 12 * 3600 ? second + 12 * 3600 : second
        case 3: return second < 3 * 3600 ? second + 12 * 3600 : second
        case .some: return second
        case nil:
            if second == 0 { return second }
            let passed = today && zone.civil(now).secondOfDay >= second
            return second < 7 * 3600 || passed ? min(second + 12 * 3600, 86_399) : second
        }
    }

    private static let within: [Word] = ["之内", "以内", "内"]
    private static let before: [Word] = ["之前", "以前", "前"]
    private static let after: [Word] = ["之后", "以后", "后"]
    private static let limits: [Word] = ["之前", "以前", "为止", "前", "之内", "以内", "内", "截止"]
    private static let monthEnds: [Word] = ["月底", "本月底"]
    private static let weeks: [Word] = ["本周", "这周", "下周", "下个星期", "下星期", "上周", "周", "星期", "礼拜"]
    private static let behindHours: [Word] = ["半", "前", "之前", "以前", "钟", "整", "多", "左右", "到", "一刻", "三刻"]
    private static let lengths: [Word] = ["小时", "钟头", "分钟", "工作日", "星期", "礼拜", "天", "日内", "周", "月", "刻钟", "h", "min"]
    private static let parts: [(Word, Int)] = [
        ("凌晨", 0), ("早上", 1), ("早晨", 1), ("上午", 2), ("中午", 3), ("下午", 4), ("傍晚", 5), ("晚上", 6), ("夜里", 6),
        ("下班", 7), ("半夜", 8), ("晚间", 6),
    ]
    private static let joints: [(Word, Int, Int)] = [
        ("今晚", 0, 6), ("今早", 0, 1), ("今夜", 0, 6), ("明早", 1, 1), ("明晚", 1, 6), ("昨晚", -1, 6), ("昨夜", -1, 6),
        ("当晚", 0, 6),
    ]
    private static let days: [(Word, Int)] = [
        ("大后天", 3), ("今天", 0), ("今日", 0), ("当天", 0), ("当日", 0), ("明天", 1), ("明日", 1), ("后天", 2), ("昨天", -1),
        ("昨日", -1), ("前天", -2),
    ]
    /// What a time or a length may begin with, beside digits.
    private static let openers = ScalarSet("零〇一二两三四五六七八九十百几半数好今明后昨前大当月本这下上周星礼凌早中傍晚夜")
}
