import Cases
import Domain
import Testing

@Suite struct WorkingTimeTests {
    /// Qingming 2026 off on Monday the 6th, a make-up Saturday morning on the 11th.
    static let hours = WorkingTime(calendar: [
        CalendarDay(date: CivilDate("2026-04-06") ?? CivilDate(dayNumber: 0), kind: .holiday),
        CalendarDay(
            date: CivilDate("2026-04-11") ?? CivilDate(dayNumber: 0), kind: .workday,
            hours: [HoursWindow(start: 9 * 3600, end: 12 * 3600)]),
    ])

    @Test(arguments: [
        ("2026-03-12T09:00", "30m", "2026-03-12T09:30"),
        ("2026-03-12T11:50", "30m", "2026-03-12T14:20"),
        ("2026-03-12T09:00", "4h", "2026-03-12T15:00"),
        ("2026-03-12T08:00", "4h", "2026-03-12T12:00"),
        ("2026-03-12T14:00", "4h", "2026-03-12T18:00"),
        ("2026-03-13T17:00", "2h", "2026-03-16T09:00"),
        ("2026-03-12T09:00", "1d", "2026-03-13T09:00"),
        ("2026-03-13T15:30", "1d", "2026-03-16T15:30"),
        ("2026-03-12T12:30", "1d", "2026-03-13T14:00"),
        ("2026-03-14T10:00", "1d", "2026-03-17T08:00"),
        ("2026-03-12T22:00", "1d", "2026-03-16T08:00"),
        ("2026-04-03T10:00", "1d", "2026-04-07T10:00"),
        ("2026-04-10T10:00", "1d", "2026-04-11T10:00"),
        ("2026-04-10T15:00", "1d", "2026-04-11T12:00"),
        ("2026-04-10T08:30", "1d", "2026-04-11T09:00"),
        ("2026-03-12T23:00", "30um", "2026-03-12T23:30"),
        ("2026-03-14T10:00", "2uh", "2026-03-14T12:00"),
        ("2026-03-14T10:00", "1ud", "2026-03-15T10:00"),
    ])
    func `a limit ends when the calendar says`(_ start: String, _ limit: String, _ end: String) throws {
        let limit = try #require(Limit(limit))
        let due = WorkingTimeTests.hours.due(from: Sample.at("\(start):00+08:00"), limit: limit)
        #expect(WorkingTimeTests.hours.zone.format(due) == "\(end):00+08:00")
    }

    @Test func `an opening is now, later today or the next working day`() {
        let hours = WorkingTimeTests.hours
        #expect(hours.opening(from: Sample.at("2026-03-12T09:00:00+08:00")) == Sample.at("2026-03-12T09:00:00+08:00"))
        #expect(hours.opening(from: Sample.at("2026-03-12T12:00:00+08:00")) == Sample.at("2026-03-12T14:00:00+08:00"))
        #expect(hours.opening(from: Sample.at("2026-04-03T18:00:00+08:00")) == Sample.at("2026-04-07T08:00:00+08:00"))
        #expect(!hours.isWorking(at: Sample.at("2026-03-12T12:00:00+08:00")))
        #expect(hours.isWorking(at: Sample.at("2026-03-12T08:00:00+08:00")))
    }

    @Test func `a closing is now, earlier today or the last working day's`() {
        let hours = WorkingTimeTests.hours
        for (instant, closing) in [
            ("2026-03-12T09:00", "2026-03-12T09:00"), ("2026-03-12T13:00", "2026-03-12T12:00"),
            ("2026-03-12T08:00", "2026-03-11T18:00"), ("2026-04-07T07:00", "2026-04-03T18:00"),
        ] {
            #expect(hours.closing(before: Sample.at("\(instant):00+08:00")) == Sample.at("\(closing):00+08:00"))
        }
        #expect(WorkingTime(weekdays: []).closing(before: Sample.morning) == nil)
    }

    @Test func `a county that never works keeps the clock on the wall`() {
        let idle = WorkingTime(weekdays: [])
        #expect(idle.opening(from: Sample.morning) == nil)
        #expect(idle.due(from: Sample.morning, limit: Limit(2, .hours)) == Sample.morning.advanced(by: .hours(2)))
        #expect(idle.due(from: Sample.morning, limit: Limit(1, .days)) == Sample.morning.advanced(by: .hours(8)))
    }

    @Test func `percent of a limit and its moments agree`() {
        let hours = WorkingTimeTests.hours
        let limit = Limit(1, .days)
        let moment = hours.moment(percent: 75, of: limit, from: Sample.at("2026-03-12T15:00:00+08:00"))
        #expect(moment == Sample.at("2026-03-13T11:00:00+08:00"))
        #expect(hours.percent(of: limit, from: Sample.at("2026-03-12T15:00:00+08:00"), at: moment) == 75)
    }

    /// 100,000 cases: three years, hours by season and unit, holidays, make-up days, equal to the minute.
    @Test(arguments: 0..<40) func `day arithmetic equals a walk through every minute`(_ seed: Int) {
        var random = Seeded(state: UInt64(20_260_312 + seed))
        let naive = NaiveClock(WorkingTimeTests.random(&random))
        let hours = naive.hours
        var wrong: [String] = []
        for _ in 0..<2500 {
            let minute = Int64.random(in: 29_530_000..<31_000_000, using: &random)
            let start = Timestamp(seconds: minute * 60)
            let amount = Int.random(in: 1...20, using: &random)
            let limit =
                switch Int.random(in: 0..<3, using: &random) {
                case 0: Limit(amount * 13, .minutes)
                case 1: Limit(amount, .hours)
                default: Limit(amount % 15 + 1, .days)
                }
            let end = Timestamp(seconds: (minute + Int64.random(in: 0..<3000, using: &random)) * 60)
            let agrees =
                hours.due(from: start, limit: limit) == naive.due(from: start, limit: limit)
                && hours.working(from: start, to: end) == naive.working(from: start, to: end)
                && hours.isWorking(at: start) == naive.isWorking(minute)
                && hours.opening(from: start) == naive.opening(from: start)
            if !agrees { wrong.append("\(limit) from \(hours.zone.format(start))") }
        }
        #expect(wrong.isEmpty)
    }

    @Test func `a unit's hours go before the county's, a season before the whole year`() throws {
        func row(_ unit: String, _ season: (Int, Int)?, _ days: Set<Int>, _ start: Int, _ end: Int) -> UnitHours {
            UnitHours(
                unit: unit, season: season.map { .init(from: $0.0, to: $0.1) }, weekdays: days,
                windows: [HoursWindow(start: start * 3600, end: end * 3600)])
        }
        let times = WorkingTimes(
            WorkingTimeTests.hours,
            rows: [
                row("*", nil, [1, 2, 3, 4, 5], 8, 17), row("*", (501, 930), [1, 2, 3, 4, 5], 7, 16),
                row("hws", (1101, 228), [1, 2, 3, 4, 5, 6, 7], 6, 12),
            ])
        func windows(_ unit: String?, _ day: String) throws -> [HoursWindow] {
            times[unit].windows(on: try #require(CivilDate(day)))
        }
        func window(_ start: Int, _ end: Int) -> [HoursWindow] {
            [HoursWindow(start: start * 3600, end: end * 3600)]
        }
        #expect(try windows(nil, "2026-03-12") == window(8, 17))
        #expect(try windows("sz", "2026-07-01") == window(7, 16))
        #expect(try windows("sz", "2026-07-04").isEmpty)
        #expect(try windows("hws", "2026-12-05") == window(6, 12))
        #expect(try windows("hws", "2026-02-28") == window(6, 12))
        #expect(try windows("hws", "2026-03-01").isEmpty)
        #expect(try windows("hws", "2026-07-01") == window(7, 16))
        #expect(try windows(nil, "2026-04-06").isEmpty)
        #expect(try windows(nil, "2026-04-11") == window(9, 12))
    }

    @Test func `working time over a pause is what its parts add up to`() {
        var random = Seeded(state: 7)
        let hours = WorkingTimeTests.random(&random)
        for _ in 0..<500 {
            let moments = (0..<3).map { _ in
                Timestamp(seconds: Int64.random(in: 1_780_000_000..<1_790_000_000, using: &random))
            }
            .sorted()
            let whole = hours.working(from: moments[0], to: moments[2])
            let parts =
                hours.working(from: moments[0], to: moments[1]) + hours.working(from: moments[1], to: moments[2])
            #expect(whole == parts)
            let span = Duration.seconds(Int64.random(in: 1..<200_000, using: &random))
            let end = hours.adding(span, to: moments[0], clockOf: Limit(1, .hours))
            #expect(hours.working(from: moments[0], to: end) == span)
        }
    }

    /// Random hours, weekdays and exceptions around 2026.
    static func random(_ random: inout Seeded) -> WorkingTime {
        func windows() -> [HoursWindow] {
            var edges: Set<Int> = []
            let count = Int.random(in: 1...3, using: &random) * 2
            while edges.count < count { edges.insert(Int.random(in: 0...95, using: &random) * 900) }
            let sorted = edges.sorted()
            return stride(from: 0, to: count, by: 2).map { HoursWindow(start: sorted[$0], end: sorted[$0 + 1]) }
        }
        var calendar: [CalendarDay] = []
        for day in 20_500..<21_540 where Int.random(in: 0..<8, using: &random) == 0 {
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

/// The same questions answered minute by minute, by somebody who trusts nothing but a wall calendar.
struct NaiveClock {
    let hours: WorkingTime
    /// Every minute of the days around the test's range, worked or not.
    private let worked: [Bool]
    private let workdays: [Bool]
    private static let firstDay = 20_490

    init(_ hours: WorkingTime) {
        self.hours = hours
        var worked = [Bool](repeating: false, count: 1240 * 1440)
        var workdays = [Bool](repeating: false, count: 1240)
        for day in 0..<1240 {
            for window in NaiveClock.windows(hours, CivilDate(dayNumber: NaiveClock.firstDay + day)) {
                for minute in window.start / 60..<window.end / 60 { worked[day * 1440 + minute] = true }
                workdays[day] = true
            }
        }
        self.worked = worked
        self.workdays = workdays
    }

    /// What somebody reads from the rows on the wall.
    private static func windows(_ hours: WorkingTime, _ date: CivilDate) -> [HoursWindow] {
        if hours.exceptions[date]?.kind == .holiday { return [] }
        if let own = hours.exceptions[date]?.hours, !own.isEmpty { return own }
        let today = date.month * 100 + date.day
        func holds(_ row: UnitHours) -> Bool {
            guard let season = row.season else { return true }
            var day = season.from
            // Through every day of the year, around its end if need be.
            while true {
                if day == today { return true }
                if day == season.to { return false }
                day += 1
                if day % 100 > 31 { day += 69 }
                if day > 1231 { day = 101 }
            }
        }
        let holding = hours.seasons.filter(holds)
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

    func isWorking(_ minute: Int64) -> Bool {
        worked[Int(minute + 8 * 60) - NaiveClock.firstDay * 1440]
    }

    func opening(from start: Timestamp) -> Timestamp {
        var minute = start.seconds / 60
        while !isWorking(minute) { minute += 1 }
        return Timestamp(seconds: minute * 60)
    }

    func working(from start: Timestamp, to end: Timestamp) -> Duration {
        var minutes: Int64 = 0
        var minute = start.seconds / 60
        while minute < end.seconds / 60 {
            if isWorking(minute) { minutes += 1 }
            minute += 1
        }
        return .minutes(minutes)
    }

    func due(from start: Timestamp, limit: Limit) -> Timestamp {
        var minute = opening(from: start).seconds / 60
        var left = limit.unit == .hours ? limit.amount * 60 : limit.amount
        guard limit.unit == .days else {
            while left > 0 {
                if isWorking(minute) { left -= 1 }
                minute += 1
            }
            return Timestamp(seconds: minute * 60)
        }
        while left > 0 {
            minute += 1440
            if isWorkday(minute) { left -= 1 }
        }
        // Not worked at that time: back to the end of the window before, else on to the opening.
        let midnight = (minute + 480) / 1440 * 1440 - 480
        if isWorking(minute) { return Timestamp(seconds: minute * 60) }
        for back in stride(from: minute - 1, through: midnight, by: -1) where isWorking(back) {
            return Timestamp(seconds: (back + 1) * 60)
        }
        while !isWorking(minute) { minute += 1 }
        return Timestamp(seconds: minute * 60)
    }

    private func isWorkday(_ minute: Int64) -> Bool { workdays[Int(minute + 8 * 60) / 1440 - NaiveClock.firstDay] }
}
