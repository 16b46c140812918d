internal import Domain

private typealias Column = TableSchema.Column

let calendarTable = Table<CalendarDay>(
    "calendar.csv", key: ["date"], \.calendar,
    columns: [
        Column("date", required: true, "日期", "date"),
        Column("kind", required: true, "holiday、workday", "holiday or workday"),
        Column("hours", "上班时段，如 08:00-12:00|14:00-18:00", "hours as in 08:00-12:00|14:00-18:00"),
    ],
    parse: { row in
        let text = row.required("date")
        let date = CivilDate(text)
        if date == nil, !text.isEmpty {
            row.report(
                "date", "date 为 \(shown(text))，应如 2026-11-21",
                "date is \(shown(text)), expected a day as in 2026-11-21")
        }
        return CalendarDay(
            date: date ?? CivilDate(dayNumber: 0), kind: row.choice("kind") ?? .workday,
            hours: windows(&row))
    },
    cells: { day in
        [
            day.date.description, day.kind.rawValue,
            windowsCell(day.hours),
        ]
    })

let hoursTable = Table<UnitHours>(
    "hours.csv", key: ["unit", "from", "weekdays"], \.hours,
    columns: [
        Column("unit", required: true, "单位代码，* 表示所有单位", "code of a unit, or * for all"),
        Column("from", "起始日，如 05-01；全年不填", "first day as in 05-01; empty for the whole year"),
        Column("to", "截止日，如 09-30", "last day as in 09-30"),
        Column("weekdays", "星期，如 Mon-Fri|Sun", "days of the week as in Mon-Fri|Sun"),
        Column(
            "hours", required: true, "上班时段，如 08:00-12:00|14:30-18:30，不上班不填",
            "hours as in 08:00-12:00|14:30-18:30, empty for none"),
    ],
    parse: { row in
        UnitHours(
            unit: row.optional("unit") ?? "*", season: season(&row), weekdays: weekdays(&row), windows: windows(&row))
    },
    cells: { hours in
        [
            hours.unit, dayCell(hours.season?.from ?? wholeYear.from), dayCell(hours.season?.to ?? wholeYear.to),
            weekdaysCell(hours.weekdays), windowsCell(hours.windows),
        ]
    })

let limitsTable = Table<ClockLimit>(
    "limits.csv", key: ["clock", "type", "grid"], \.limits,
    columns: [
        Column(
            "clock", required: true, "intake、dispatch、answer、handling、check、approval",
            "intake, dispatch, answer, handling, check or approval"),
        Column("type", "类型代码、大类或 *", "code of a type, a class, or *"),
        Column("grid", "网格代码或 *", "code of a grid, or *"),
        Column("within", required: true, "时限，如 30m、2h、1d", "time limit as in 30m, 2h, 1d"),
    ],
    parse: { row in
        let clock = row.choice("clock") ?? CaseClock.handling
        _ = row.required("within")
        return ClockLimit(
            clock: clock, type: withoutClassMark(row.optional("type") ?? "*"), grid: row.optional("grid") ?? "*",
            within: row.limits("within", most: clock == .answer ? 2 : 1))
    },
    cells: { [$0.clock.rawValue, $0.type, $0.grid, listCell($0.within.map(\.description))] })

let ladderTable = Table<LadderStep>(
    "ladder.csv", key: ["step"], \.ladder,
    columns: [
        Column("step", required: true, "步骤名", "name of the step"),
        Column(
            "at", required: true, "时点，如 75%、150%|+1h、red+1d、reworks=2、yellow=2/7d",
            "moment as in 75%, 150%|+1h, red+1d, reworks=2 or yellow=2/7d"),
        Column(
            "clock", "intake、dispatch、answer、handling、check、approval",
            "intake, dispatch, answer, handling, check or approval"),
        Column("urgent", "是：仅紧急案件；否：仅一般案件；不填：都适用", "yes: urgent cases only; no: others only; empty: all"),
        Column(
            "to", required: true, "对象，如 contact、head、chief、leader", "receivers as in contact, head, chief, leader"),
        Column(
            "kind", required: true, "chase、reminder、notice、yellow-card、red-card、escalation",
            "chase, reminder, notice, yellow-card, red-card or escalation"),
        Column("held", "夜间是否暂缓", "whether it waits for the end of the quiet hours"),
    ],
    parse: { row in
        LadderStep(
            stepName(&row), at: moments(&row), clock: row.choice("clock", otherwise: .handling) ?? .handling,
            urgent: row.optional("urgent") == nil ? nil : row.flag("urgent"), to: receivers(&row),
            kind: row.choice("kind") ?? .chase, held: row.flag("held"))
    },
    cells: { step in
        [
            step.name, listCell(step.at.map(\.description)), step.clock.rawValue,
            step.urgent.map { $0 ? "yes" : "no" } ?? "", listCell(step.to.map(\.rawValue)), step.kind.rawValue,
            step.held ? "yes" : "no",
        ]
    })

private func stepName(_ row: inout RowReader) -> String {
    let name = row.required("step")
    let isPlain = name.utf8.allSatisfy {
        (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-")
    }
    if !name.isEmpty, !isPlain || name.utf8.count > 32 {
        row.report(
            "step", "step 为 \(shown(name))，应为小写字母、数字和连字符，最多 32 个",
            "step is \(shown(name)), expected at most 32 lower-case letters, digits and hyphens")
    }
    return name
}

private func moments(_ row: inout RowReader) -> [LadderStep.Moment] {
    _ = row.required("at")
    let items = row.list("at")
    let moments = items.compactMap { item in
        let moment = LadderStep.Moment(item)
        if moment == nil {
            row.report(
                "at", "\(shown(item)) 不是时点，应如 75%、+1h、red+1d、reworks=2、yellow=2/7d",
                "\(shown(item)) is no moment, expected one as in 75%, +1h, red+1d, reworks=2 or yellow=2/7d")
        }
        return moment
    }
    if moments.count > 1, moments.contains(where: \.isOfItsOwn) {
        row.report(
            "at", "只有百分比和 +1h 可以并列", "only shares of the limit and times after it may stand together")
    }
    return moments
}

extension LadderStep.Moment {
    /// A card's, a rework's, a unit's: not to be combined with another.
    fileprivate var isOfItsOwn: Bool {
        switch self {
        case .share, .after: false
        case .card, .reworks, .cards: true
        }
    }
}

private func receivers(_ row: inout RowReader) -> [LadderStep.Receiver] {
    _ = row.required("to")
    let known = LadderStep.Receiver.allCases.map(\.rawValue)
    return row.list("to").compactMap { item in
        let receiver = LadderStep.Receiver(rawValue: item)
        if receiver == nil {
            let hint = nearest(to: item, among: known)
            row.report(
                "to", "\(shown(item)) 不是对象，" + (hint.map { "是否想写 \($0)？" } ?? "应为 \(known.joined(separator: "、"))"),
                "\(shown(item)) is no receiver, "
                    + (hint.map { "did you mean \($0)?" } ?? "expected one of \(known.joined(separator: ", "))"))
        }
        return receiver
    }
}

// MARK: Days and hours

private let dayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

/// Both days or neither.
private func season(_ row: inout RowReader) -> UnitHours.Season? {
    let ends = ["from", "to"].map { column -> Int? in
        guard let text = row.optional(column) else { return nil }
        // 2024 has a 29 February.
        if let date = CivilDate("2024-" + text) { return date.month * 100 + date.day }
        row.report(
            column, "\(column) 为 \(shown(text))，应如 05-01", "\(column) is \(shown(text)), expected a day as in 05-01")
        return nil
    }
    guard let from = ends[0], let to = ends[1] else {
        for (column, other) in [("from", "to"), ("to", "from")]
        where row.optional(column) == nil && row.optional(other) != nil {
            row.report(
                column, "\(column) 为空，填了 \(other) 就应一并填写", "\(column) is empty, expected a day beside \(other)")
        }
        return nil
    }
    return from == wholeYear.from && to == wholeYear.to ? nil : UnitHours.Season(from: from, to: to)
}

private let wholeYear = UnitHours.Season(from: 101, to: 1231)

/// `Mon-Fri|Sun`; an empty cell is every day.
private func weekdays(_ row: inout RowReader) -> Set<Int> {
    var days: Set<Int> = []
    for item in row.list("weekdays") {
        let ends = item.split(separator: "-", omittingEmptySubsequences: false).map { name in
            dayNames.firstIndex { $0.lowercased() == name.lowercased() }.map { $0 + 1 }
        }
        guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last else {
            row.report(
                "weekdays", "\(shown(item)) 不是星期，应如 Mon-Fri 或 Sun",
                "\(shown(item)) is no day of the week, expected some as in Mon-Fri or Sun")
            continue
        }
        days.formUnion(first...last)
    }
    return days.isEmpty ? Set(1...7) : days
}

private func dayCell(_ day: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(two(day / 100))-\(two(day % 100))"
}

/// The longest runs: `Mon-Fri|Sun`.
private func weekdaysCell(_ days: Set<Int>) -> String {
    var items: [String] = []
    var first = 1
    while first <= 7 {
        guard days.contains(first) else {
            first += 1
            continue
        }
        var last = first
        while days.contains(last + 1) { last += 1 }
        items.append(first == last ? dayNames[first - 1] : "\(dayNames[first - 1])-\(dayNames[last - 1])")
        first = last + 1
    }
    return listCell(items)
}

private func windows(_ row: inout RowReader) -> [HoursWindow] {
    var windows: [HoursWindow] = []
    for item in row.list("hours") {
        let ends = item.split(separator: "-", omittingEmptySubsequences: false).map { clock($0) }
        guard ends.count == 2, let start = ends[0], let end = ends[1], start < end else {
            row.report(
                "hours", "\(shown(item)) 不是时段，应如 08:00-12:00",
                "\(shown(item)) is no stretch of hours, expected one as in 08:00-12:00")
            continue
        }
        if let last = windows.last, start < last.end {
            row.report(
                "hours", "时段 \(shown(item)) 与前一段重叠，应按先后排列",
                "\(shown(item)) begins before the stretch before it ends, expected them one after the other")
            continue
        }
        windows.append(HoursWindow(start: start, end: end))
    }
    return windows
}

/// Seconds of the day of `08:00`; `24:00` is its end.
private func clock(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (48...57).contains($0) } }),
        let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60, hour * 60 + minute <= 24 * 60
    else { return nil }
    return (hour * 60 + minute) * 60
}

private func clockCell(_ seconds: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(two(seconds / 3600)):\(two(seconds / 60 % 60))"
}

private func windowsCell(_ windows: [HoursWindow]) -> String {
    listCell(windows.map { "\(clockCell($0.start))-\(clockCell($0.end))" })
}
