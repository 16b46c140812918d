import Cases
import Domain

/// The questions of ``WorkingTime`` answered minute by minute, by somebody who trusts nothing but a wall calendar.
final class NaiveClock {
    /// 2026, 2027 and 2028, as numbers of days.
    static let years = 20_454..<21_550
    /// On the calendar: those years, and as many days after them as the longest limit may reach.
    private static let days = 20_440..<22_800

    let hours: WorkingTime
    /// Every minute of the calendar, worked or not. Bare memory: a hundred thousand walks read it minute by minute.
    private let worked: UnsafeMutablePointer<Bool>
    private let workdays: [Bool]
    /// The calendar's first minute, since 1970 in UTC.
    private static let origin = Int64(days.lowerBound * 1440 - 480)

    init(_ hours: WorkingTime) {
        self.hours = hours
        worked = .allocate(capacity: Self.days.count * 1440)
        worked.initialize(repeating: false, count: Self.days.count * 1440)
        let seasons = hours.seasons.map { row in row.season.map(Self.wholeDays) }
        var workdays: [Bool] = []
        for (index, day) in Self.days.enumerated() {
            let windows = Self.windows(hours, seasons, CivilDate(dayNumber: day))
            for window in windows {
                for minute in window.start / 60..<window.end / 60 { worked[index * 1440 + minute] = true }
            }
            workdays.append(!windows.isEmpty)
        }
        self.workdays = workdays
    }

    deinit { worked.deallocate() }

    /// Every day of a season, one after the other, around the end of the year if need be: 1 May is 501.
    private static func wholeDays(_ season: UnitHours.Season) -> Set<Int> {
        var days = [season.from]
        var day = season.from
        while day != season.to {
            day += 1
            if day % 100 > 31 { day += 69 }
            if day > 1231 { day = 101 }
            days.append(day)
        }
        return Set(days)
    }

    /// What somebody reads from the rows on the wall.
    /// - Parameter seasons: of each row its days; nil all the year round.
    private static func windows(
        _ hours: WorkingTime, _ seasons: [Set<Int>?], _ date: CivilDate
    ) -> [HoursWindow] {
        if hours.exceptions[date]?.kind == .holiday { return [] }
        if let own = hours.exceptions[date]?.hours, !own.isEmpty { return own }
        let today = date.month * 100 + date.day
        let holding = zip(hours.seasons, seasons).filter { $0.1?.contains(today) ?? true }.map(\.0)
        let rows = holding.filter { $0.unit == holding[0].unit }
        var result: [HoursWindow] = []
        if let row = rows.first(where: { $0.weekdays.contains(date.weekday) }) {
            result = row.windows
        } else if holding.isEmpty, hours.weekdays.contains(date.weekday) {
            result = hours.windows
        }
        if result.isEmpty, hours.exceptions[date] != nil { return holding.first?.windows ?? hours.windows }
        return result
    }

    // MARK: Walks, in minutes since 1970

    func isWorking(_ minute: Int64) -> Bool { worked[Int(minute - Self.origin)] }

    func opening(from start: Int64) -> Int64 {
        var minute = start
        while !isWorking(minute) { minute += 1 }
        return minute
    }

    func working(from start: Int64, to end: Int64) -> Int64 {
        var minutes: Int64 = 0
        var minute = start
        while minute < end {
            if isWorking(minute) { minutes += 1 }
            minute += 1
        }
        return minutes
    }

    /// A stretch in which the clock stands: not counted are its minutes from the first up to, without, the last.
    struct Pause {
        var from: Int64
        var to: Int64
    }

    /// - Parameter pauses: in order, apart from each other. One that begins when the limit has run out changes nothing.
    func due(from start: Int64, limit: Limit, pauses: [Pause] = []) -> Int64 {
        switch limit.unit {
        case .minutes: walk(limit.amount, from: opening(from: start), pauses) { isWorking($0) }
        case .hours: walk(limit.amount * 60, from: opening(from: start), pauses) { isWorking($0) }
        case .urgentMinutes: walk(limit.amount, from: start, pauses) { _ in true }
        case .urgentHours: walk(limit.amount * 60, from: start, pauses) { _ in true }
        case .urgentDays: walk(limit.amount * 1440, from: start, pauses) { _ in true }
        case .days: stretched(sameTime(limit.amount, after: opening(from: start)), by: pauses)
        }
    }

    /// Minute after minute, until so many have counted that lie in no pause.
    private func walk(_ amount: Int, from start: Int64, _ pauses: [Pause], counts: (Int64) -> Bool) -> Int64 {
        var left = amount
        var minute = start
        var next = 0
        while left > 0 {
            while next < pauses.count, pauses[next].to <= minute { next += 1 }
            let stands = next < pauses.count && pauses[next].from <= minute
            if !stands, counts(minute) { left -= 1 }
            minute += 1
        }
        return minute
    }

    /// A deadline that a date has set: what of working minutes was left before it at a pause is left after the pause.
    private func stretched(_ deadline: Int64, by pauses: [Pause]) -> Int64 {
        var deadline = deadline
        for pause in pauses where pause.from < deadline {
            let left = working(from: pause.from, to: deadline)
            deadline = walk(Int(left), from: opening(from: pause.to), []) { isWorking($0) }
        }
        return deadline
    }

    /// The same time of a later working day. Not worked at that time: back to the end of the window before, else on to
    /// the opening.
    private func sameTime(_ days: Int, after begin: Int64) -> Int64 {
        var minute = begin
        var left = days
        while left > 0 {
            minute += 1440
            if workdays[Int(minute - Self.origin) / 1440] { left -= 1 }
        }
        if isWorking(minute) { return minute }
        let midnight = minute - (minute - Self.origin) % 1440
        for back in stride(from: minute - 1, through: midnight, by: -1) where isWorking(back) { return back + 1 }
        return opening(from: minute)
    }
}

extension WorkingTime {
    /// Random hours by weekday, season and unit, with holidays and make-up days.
    static func random(_ random: inout Seeded) -> WorkingTime {
        func windows() -> [HoursWindow] {
            var edges: Set<Int> = []
            let count = Int.random(in: 1...3, using: &random) * 2
            while edges.count < count { edges.insert(Int.random(in: 0...95, using: &random) * 900) }
            let sorted = edges.sorted()
            return stride(from: 0, to: count, by: 2).map { HoursWindow(start: sorted[$0], end: sorted[$0 + 1]) }
        }
        var calendar: [CalendarDay] = []
        for day in NaiveClock.years where Int.random(in: 0..<8, using: &random) == 0 {
            let date = CivilDate(dayNumber: day)
            if Bool.random(using: &random) {
                calendar.append(CalendarDay(date: date, kind: .holiday))
            } else {
                calendar.append(
                    CalendarDay(date: date, kind: .workday, hours: Bool.random(using: &random) ? windows() : []))
            }
        }
        let days = Set((0..<5).map { _ in Int.random(in: 1...7, using: &random) })
        func season() -> UnitHours.Season {
            func day() -> Int { Int.random(in: 1...12, using: &random) * 100 + Int.random(in: 1...28, using: &random) }
            return UnitHours.Season(from: day(), to: day())
        }
        let rows = (0..<Int.random(in: 0...4, using: &random)).map { index in
            UnitHours(
                unit: index < 2 ? "unit" : "*", season: index % 2 == 0 ? season() : nil,
                weekdays: Set((0..<5).map { _ in Int.random(in: 1...7, using: &random) }), windows: windows())
        }
        let usual = WorkingTime(windows: windows(), weekdays: days, calendar: calendar)
        return WorkingTimes(usual, rows: rows)["unit"]
    }
}
