public import Domain

/// The arithmetic of limits. Every walk goes day by day, never minute by minute.
extension WorkingTime {
    public func isWorkday(_ date: CivilDate) -> Bool { !windows(on: date).isEmpty }

    /// True from a window's first second up to, not including, its end.
    public func isWorking(at instant: Timestamp) -> Bool {
        stretches(on: zone.date(instant)).contains { $0.start <= instant && instant < $0.end }
    }

    /// The instant itself inside working hours, else the next opening.
    ///
    /// - Returns: nil when nothing opens for ``longestPause`` days.
    public func opening(from instant: Timestamp) -> Timestamp? {
        var date = zone.date(instant)
        for _ in 0...WorkingTime.longestPause {
            if let stretch = stretches(on: date).first(where: { instant < $0.end }) {
                return max(instant, stretch.start)
            }
            date = date.advanced(byDays: 1)
        }
        return nil
    }

    /// The end of the last stretch of work before an instant, or the instant itself inside one.
    ///
    /// - Returns: nil when nothing was worked for ``longestPause`` days.
    public func closing(before instant: Timestamp) -> Timestamp? {
        var date = zone.date(instant)
        for _ in 0...WorkingTime.longestPause {
            if let stretch = stretches(on: date).last(where: { $0.start < instant }) {
                return min(instant, stretch.end)
            }
            date = date.advanced(byDays: -1)
        }
        return nil
    }

    /// When a limit that starts at an instant ends.
    ///
    /// Working limits that start outside working hours start at the next opening. Working days end at the same clock
    /// time of a later working day; where that day is not worked at that time, at the end of the window before it, or
    /// at the day's opening when there is none before.
    public func due(from start: Timestamp, limit: Limit) -> Timestamp {
        guard limit.unit == .days, let begin = opening(from: start) else {
            return adding(length(of: limit), to: start, clockOf: limit)
        }
        let civil = zone.civil(begin)
        guard let day = workday(limit.amount, after: civil.date) else {
            return start.advanced(by: length(of: limit))
        }
        let second = fitted(civil.secondOfDay, into: windows(on: day))
        let fraction = second == civil.secondOfDay ? begin.milliseconds - begin.seconds * 1000 : 0
        return Timestamp(milliseconds: zone.instant(day, secondOfDay: second).milliseconds + fraction)
    }

    /// Working time between two instants; zero when `end` is not after `start`.
    public func working(from start: Timestamp, to end: Timestamp) -> Duration {
        guard start < end else { return .zero }
        let last = zone.date(end)
        var date = zone.date(start)
        var total: Int64 = 0
        while date <= last {
            for stretch in stretches(on: date) {
                total += max(0, min(stretch.end, end).milliseconds - max(stretch.start, start).milliseconds)
            }
            date = date.advanced(byDays: 1)
        }
        return .milliseconds(total)
    }

    /// Time between two instants as a limit counts it: working time, or all of it for an urgent one.
    public func elapsed(from start: Timestamp, to end: Timestamp, clockOf limit: Limit) -> Duration {
        guard start < end else { return .zero }
        return limit.isUrgent ? start.duration(to: end) : working(from: start, to: end)
    }

    /// The instant at which so much time has passed on a limit's clock.
    public func adding(_ duration: Duration, to start: Timestamp, clockOf limit: Limit) -> Timestamp {
        var rest = max(0, duration.wholeMilliseconds)
        if limit.isUrgent { return Timestamp(milliseconds: start.milliseconds + rest) }
        var date = zone.date(start)
        var idle = 0
        while idle <= WorkingTime.longestPause {
            let stretches = stretches(on: date)
            idle = stretches.isEmpty ? idle + 1 : 0
            for stretch in stretches where start < stretch.end {
                let from = max(stretch.start, start)
                let room = stretch.end.milliseconds - from.milliseconds
                if rest <= room { return Timestamp(milliseconds: from.milliseconds + rest) }
                rest -= room
            }
            date = date.advanced(byDays: 1)
        }
        // A county that never works: the clock on the wall is all that is left.
        return start.advanced(by: duration)
    }

    /// The limit as time on its own clock: `1d` is eight hours, `1ud` twenty-four.
    public func length(of limit: Limit) -> Duration {
        let amount = Int64(limit.amount)
        return switch limit.unit {
        case .minutes, .urgentMinutes: .minutes(amount)
        case .hours, .urgentHours: .hours(amount)
        case .days: .hours(amount * 8)
        case .urgentDays: .hours(amount * 24)
        }
    }

    /// The instant at which so many percent of a limit that started at `start` are used.
    public func moment(percent: Int, of limit: Limit, from start: Timestamp) -> Timestamp {
        let used = length(of: limit).wholeMilliseconds * Int64(percent) / 100
        return adding(.milliseconds(used), to: start, clockOf: limit)
    }

    /// Whole percent of a limit used at an instant; more than 100 when it is past.
    public func percent(of limit: Limit, from start: Timestamp, at instant: Timestamp) -> Int {
        let used = elapsed(from: start, to: instant, clockOf: limit).wholeMilliseconds
        return Int(used * 100 / max(1, length(of: limit).wholeMilliseconds))
    }

    /// Days without an opening after which the calendar is taken to be empty.
    static let longestPause = 400

    private func stretches(on date: CivilDate) -> [(start: Timestamp, end: Timestamp)] {
        windows(on: date).map {
            (start: zone.instant(date, secondOfDay: $0.start), end: zone.instant(date, secondOfDay: $0.end))
        }
    }

    private func workday(_ count: Int, after date: CivilDate) -> CivilDate? {
        var date = date
        var left = count
        var idle = 0
        while left > 0 {
            date = date.advanced(byDays: 1)
            if isWorkday(date) {
                left -= 1
                idle = 0
            } else {
                idle += 1
                if idle > WorkingTime.longestPause { return nil }
            }
        }
        return date
    }

    private func fitted(_ second: Int, into windows: [HoursWindow]) -> Int {
        if windows.contains(where: { $0.start <= second && second < $0.end }) { return second }
        return windows.last { $0.end <= second }?.end ?? windows.first?.start ?? second
    }
}
