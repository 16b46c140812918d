import Cases
import Domain
import Testing

/// The arithmetic against a walk through every minute.
@Suite struct WorkingTimePropertyTests {
    /// A limit, when it starts, and when its clock stands.
    private struct Example {
        var start: Int64
        var limit: Limit
        var pauses: [NaiveClock.Pause] = []

        init(_ random: inout Seeded) {
            let first = Int64(NaiveClock.years.lowerBound * 1440 - 480)
            start = Int64.random(in: first..<first + Int64(NaiveClock.years.count) * 1440, using: &random)
            let amount = Int.random(in: 1...20, using: &random)
            limit =
                switch Int.random(in: 0..<6, using: &random) {
                case 0: Limit(amount * 13, .minutes)
                case 1: Limit(amount, .hours)
                case 2: Limit(amount % 15 + 1, .days)
                case 3: Limit(amount * 13, .urgentMinutes)
                case 4: Limit(amount, .urgentHours)
                default: Limit(amount % 5 + 1, .urgentDays)
                }
            var from = start
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                from += Int64.random(in: 0..<1500, using: &random)
                let to = from + Int64.random(in: 1..<4000, using: &random)
                pauses.append(.init(from: from, to: to))
                from = to
            }
        }

        /// As a case does it: what is left at the stop is left when the clock goes on.
        func due(_ hours: WorkingTime) -> Timestamp {
            var due = hours.due(from: instant(start), limit: limit)
            for pause in pauses where instant(pause.from) < due {
                let left = hours.elapsed(from: instant(pause.from), to: due, clockOf: limit)
                due = hours.adding(left, to: instant(pause.to), clockOf: limit)
            }
            return due
        }
    }

    private static func instant(_ minute: Int64) -> Timestamp { Timestamp(seconds: minute * 60) }

    /// 100,000 cases over three years, equal to the minute: hours by weekday, season and unit, holidays, make-up days,
    /// limits in working time and round the clock, pauses that stop and resume.
    @Test(arguments: 0..<40) func `day arithmetic equals a walk through every minute`(_ seed: Int) {
        var random = Seeded(state: UInt64(20_260_312 + seed))
        let naive = NaiveClock(WorkingTime.random(&random))
        let hours = naive.hours
        var wrong: [String] = []
        var paused = 0
        for _ in 0..<2500 {
            let example = Example(&random)
            let start = Self.instant(example.start)
            let end = example.start + Int64.random(in: 0..<3000, using: &random)
            let due = naive.due(from: example.start, limit: example.limit, pauses: example.pauses)
            if example.pauses.contains(where: { $0.from < due }) { paused += 1 }
            let agrees =
                example.due(hours) == Self.instant(due)
                && hours.working(from: start, to: Self.instant(end))
                    == .minutes(naive.working(from: example.start, to: end))
                && hours.isWorking(at: start) == naive.isWorking(example.start)
                && hours.opening(from: start) == Self.instant(naive.opening(from: example.start))
            if !agrees { wrong.append("\(example)") }
        }
        #expect(wrong.isEmpty)
        #expect(paused > 800)
    }

    /// The same through the machine: parked by a leader, or given back and sent again.
    @Test(arguments: 0..<8) func `a case's deadline is where the walk ends`(_ seed: Int) throws {
        var random = Seeded(state: UInt64(4711 + seed))
        let naive = NaiveClock(WorkingTime.random(&random))
        // The unit's own rows before those for all, as they were laid out.
        let rows = naive.hours.seasons.map { row in
            var own = row
            if own.unit != "*" { own.unit = "hw" }
            return own
        }
        let rules = Case.Rules(hours: WorkingTimes(naive.hours, rows: rows))
        var paused = 0
        for _ in 0..<100 {
            let example = Example(&random)
            var subject = Sample.report(at: Self.instant(example.start))
            func take(_ event: Case.Event, _ by: Actor, at minute: Int64) throws {
                _ = try subject.apply(event, .init(now: Self.instant(minute), by: by, rules: rules))
            }
            try take(.reported, Sample.reporter, at: example.start)
            try take(.filed(Sample.filing(Sample.terms(within: example.limit))), .bridge, at: example.start)
            try take(.assigned(unit: "hw", assist: []), .bridge, at: example.start)
            for pause in example.pauses {
                // A unit that is late is late: its clock does not stand any more.
                guard let due = subject.dueAt, Self.instant(pause.from) < due else { break }
                paused += 1
                if Bool.random(using: &random) {
                    let far = Self.instant(pause.to).advanced(by: .days(1))
                    try take(.suspended(until: far), Sample.leader, at: pause.from)
                    try take(.resumed, Sample.leader, at: pause.to)
                } else {
                    try take(.returned(owner: nil), Sample.handler, at: pause.from)
                    try take(.assigned(unit: "hw", assist: []), Sample.dispatcher, at: pause.to)
                }
            }
            let due = naive.due(from: example.start, limit: example.limit, pauses: example.pauses)
            #expect(subject.dueAt == Self.instant(due), "\(example)")
        }
        #expect(paused > 30)
    }
}
