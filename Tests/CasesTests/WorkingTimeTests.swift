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

    @Test func `day arithmetic equals a walk through every minute`() {
        var random = Seeded(state: 20_260_312)
        var naive = NaiveClock(WorkingTimeTests.random(&random))
        for round in 0..<3000 {
            if round % 500 == 499 { naive = NaiveClock(WorkingTimeTests.random(&random)) }
            let hours = naive.hours
            let minute = Int64.random(in: 29_530_000..<29_930_000, using: &random)
            let start = Timestamp(seconds: minute * 60)
            let amount = Int.random(in: 1...40, using: &random)
            let limit =
                switch Int.random(in: 0..<3, using: &random) {
                case 0: Limit(amount * 7, .minutes)
                case 1: Limit(amount, .hours)
                default: Limit(amount % 6 + 1, .days)
                }
            let due = hours.due(from: start, limit: limit)
            #expect(due == naive.due(from: start, limit: limit), "\(limit) from \(hours.zone.format(start))")
            let end = Timestamp(seconds: (minute + Int64.random(in: 0..<9000, using: &random)) * 60)
            #expect(hours.working(from: start, to: end) == naive.working(from: start, to: end))
            #expect(hours.isWorking(at: start) == naive.isWorking(minute))
            #expect(hours.opening(from: start) == naive.opening(from: start))
        }
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
        for day in 20_500..<20_800 where Int.random(in: 0..<8, using: &random) == 0 {
            let date = CivilDate(dayNumber: day)
            if Bool.random(using: &random) {
                calendar.append(CalendarDay(date: date, kind: .holiday))
            } else {
                calendar.append(
                    CalendarDay(date: date, kind: .workday, hours: Bool.random(using: &random) ? windows() : []))
            }
        }
        let days = Set((0..<5).map { _ in Int.random(in: 1...7, using: &random) })
        return WorkingTime(windows: windows(), weekdays: days, calendar: calendar)
    }
}

/// The same questions answered minute by minute, by somebody who trusts nothing but a wall calendar.
struct NaiveClock {
    let hours: WorkingTime
    /// Every minute of the days around the test's range, worked or not.
    private let worked: [Bool]
    private static let firstDay = 20_490

    init(_ hours: WorkingTime) {
        self.hours = hours
        var worked = [Bool](repeating: false, count: 480 * 1440)
        for day in 0..<480 {
            let date = CivilDate(dayNumber: NaiveClock.firstDay + day)
            var windows = hours.weekdays.contains(date.weekday) ? hours.windows : []
            if let exception = hours.exceptions[date] {
                windows = exception.kind == .holiday ? [] : exception.hours.isEmpty ? hours.windows : exception.hours
            }
            for window in windows {
                for minute in window.start / 60..<window.end / 60 { worked[day * 1440 + minute] = true }
            }
        }
        self.worked = worked
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
        let minutes = (start.seconds / 60)..<max(start.seconds / 60, end.seconds / 60)
        return .minutes(Int64(minutes.count { isWorking($0) }))
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

    private func isWorkday(_ minute: Int64) -> Bool {
        let midnight = (minute + 480) / 1440 * 1440 - 480
        return (midnight..<midnight + 1440).contains { isWorking($0) }
    }
}
