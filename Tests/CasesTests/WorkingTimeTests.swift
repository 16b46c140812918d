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
        let hours = WorkingTime.random(&random)
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
}
