public import Domain

extension Digest {
    /// Counts a period.
    ///
    /// - Parameters:
    ///   - matters: every case that was open at some moment of the period or of the `recurrenceDays` before its end;
    ///     more do no harm, and their order does not matter.
    ///   - fewest: cases due from which a unit is ranked.
    ///   - daysAhead: how many days ``tomorrow`` looks ahead: 1 for a day's digest, 7 for a week's.
    public init(
        of matters: [Matter], period: Period, county: County, hours: WorkingTime, recurrenceDays: Int = 7,
        fewest: Int = 5, daysAhead: Int = 1
    ) {
        self.init(period: period)
        let matters = matters.sorted { $0.subject.id < $1.subject.id }
        let rows = Rows(county: county)
        let lastDay = hours.zone.date(period.through)
        let ahead = lastDay.advanced(byDays: 1)...lastDay.advanced(byDays: max(1, daysAhead))
        var tally = Tally()
        for matter in matters {
            let standing = Standing(matter, at: period.through, since: period.after)
            guard standing.begin <= period.through else { continue }
            countIntake(matter.subject, standing, &tally)
            countWork(matter, standing, rows, hours, &tally)
            countHarvest(matter.subject, standing, rows, &tally)
            if let deadline = matter.subject.dueAt, deadline > period.through, standing.isRunning,
                ahead.contains(hours.zone.date(deadline))
            {
                tomorrow.append(rows.due(matter.subject, at: deadline))
            }
        }
        types = tally.types.map { rows.type($0.key, count: $0.value) }
            .sorted { ($1.count, $0.code) < ($0.count, $1.code) }
        units = Digest.ranked(
            tally.units.map {
                rows.unit(
                    $0.key, due: $0.value.due, closed: $0.value.closed, onTime: $0.value.onTime,
                    exempted: $0.value.exempted, reworks: $0.value.reworks)
            }, fewest: fewest)
        achievements = tally.achievements.map {
            rows.achievement(
                $0.key.type, $0.key.measure, $0.key.unit, hundredths: $0.value.hundredths,
                approximate: $0.value.approximate)
        }.sorted { ($0.code, $0.measure.rawValue, $0.unit) < ($1.code, $1.measure.rawValue, $1.unit) }
        recurring = recurringPlaces(matters, days: recurrenceDays, rows)
        overdueCases.sort { ($1.card, $1.late, $0.id) < ($0.card, $0.late, $1.id) }
        praise.sort {
            ($0.reportedAt.duration(to: $0.handledAt), $0.id) < ($1.reportedAt.duration(to: $1.handledAt), $1.id)
        }
        praise = Array(praise.prefix(3))
        tomorrow.sort { ($0.dueAt, $0.id) < ($1.dueAt, $1.id) }
    }

    private struct Tally {
        var types: [String: Int] = [:]
        var units: [String?: UnitCounts] = [:]
        var achievements: [AchievementKey: (hundredths: Int64, approximate: Bool)] = [:]
    }

    private struct UnitCounts {
        var due = 0
        var closed = 0
        var onTime = 0
        var exempted = 0
        var reworks = 0
    }

    private struct AchievementKey: Hashable {
        var type: String
        var measure: Quantity.Measure
        var unit: String
    }

    private mutating func countIntake(_ subject: Case, _ standing: Standing, _ tally: inout Tally) {
        guard period.contains(standing.begin) else { return }
        switch standing.end?.kind {
        case .selfHandled: selfHandled += 1
        case .merged: merged += 1
        case .withdrawn: withdrawn += 1
        case .voided: break
        case .rejected where !standing.isFiled: rejected += 1
        case .some, nil:
            if standing.isFiled {
                filed += 1
                if subject.sensitive {
                    sensitiveFiled += 1
                } else {
                    tally.types[subject.type ?? "", default: 0] += 1
                }
            } else if standing.isVerifying {
                verifying += 1
            } else {
                needsInfo += 1
            }
        }
    }

    private mutating func countWork(
        _ matter: Matter, _ standing: Standing, _ rows: Rows, _ hours: WorkingTime, _ tally: inout Tally
    ) {
        let subject = matter.subject
        reworks += standing.reworks
        extensions += standing.extensions
        suspended += standing.suspensions
        if standing.isSuspended { suspendedInAll += 1 }
        if standing.reworks > 0 { tally.units[subject.unit, default: UnitCounts()].reworks += standing.reworks }
        if let answered = subject.acknowledgedAt, let assigned = subject.assignedAt, period.contains(answered) {
            responses += 1
            responseMilliseconds += max(0, answered.milliseconds - assigned.milliseconds)
        }
        guard let deadline = subject.dueAt, deadline <= period.through, standing.isRunning || standing.isDone else {
            return
        }
        if deadline <= period.after, Standing(matter, at: period.after).end != nil { return }
        due += 1
        tally.units[subject.unit, default: UnitCounts()].due += 1
        guard let end = standing.end else {
            overdueCases.append(rows.overdue(subject, at: period.through, hours: hours))
            return
        }
        closed += 1
        tally.units[subject.unit, default: UnitCounts()].closed += 1
        let finished = end.kind == .closed ? standing.handledAt ?? end.at : end.at
        // What was received in time and decided later is not late.
        if finished <= deadline || !subject.overdue {
            onTime += 1
            tally.units[subject.unit, default: UnitCounts()].onTime += 1
        } else if standing.isExempted {
            exempted += 1
            tally.units[subject.unit, default: UnitCounts()].exempted += 1
        }
    }

    /// What can be shown of the cases closed in the period. Nothing of the sensitive ones.
    private mutating func countHarvest(_ subject: Case, _ standing: Standing, _ rows: Rows, _ tally: inout Tally) {
        guard let end = standing.end, standing.isDone, period.contains(end.at), !subject.sensitive else { return }
        for quantity in subject.quantities where quantity.measure != .found {
            let key = AchievementKey(type: subject.type ?? "", measure: quantity.measure, unit: quantity.unit)
            let before = tally.achievements[key] ?? (0, false)
            let (sum, overflow) = before.hundredths.addingReportingOverflow(max(0, quantity.hundredths))
            tally.achievements[key] = (overflow ? .max : sum, before.approximate || quantity.approximate)
        }
        if let before = subject.photos.first(where: { $0.role != .after && $0.sha256 != nil })?.sha256,
            let after = subject.photos.last(where: { $0.role == .after && $0.sha256 != nil })?.sha256
        {
            pairs.append(rows.pair(subject, before: before, after: after))
        }
        if end.kind == .closed, let answered = subject.acknowledgedAt, let handled = standing.handledAt,
            subject.reworks == 0, !subject.overdue, !subject.evidenceMissing, subject.closedAt == end.at
        {
            praise.append(rows.praise(subject, acknowledgedAt: answered, handledAt: handled, closedAt: end.at))
        }
    }

    /// Same type and place again within the days, the last time in the period.
    private func recurringPlaces(_ matters: [Matter], days: Int, _ rows: Rows) -> [RecurringRow] {
        struct Spot: Hashable {
            var place: String
            var type: String
        }
        var times: [Spot: Int] = [:]
        var newest: [Spot: Case] = [:]
        let start = period.through.advanced(by: .days(-Int64(days)))
        for matter in matters {
            let subject = matter.subject
            guard !subject.sensitive, let type = subject.type, let place = subject.place.name ?? subject.place.text
            else { continue }
            let standing = Standing(matter, at: period.through)
            guard start < standing.begin, standing.begin <= period.through, standing.isReal else { continue }
            let spot = Spot(place: place, type: type)
            times[spot, default: 0] += 1
            if period.contains(standing.begin) { newest[spot] = subject }
        }
        var found: [RecurringRow] = []
        for (spot, subject) in newest {
            if let count = times[spot], count > 1 {
                found.append(rows.recurring(subject, place: spot.place, count: count, days: days))
            }
        }
        return found.sorted { ($1.count, $0.place, $0.type) < ($0.count, $1.place, $1.type) }
    }

    /// By 按期率, ties by volume; units with few cases due are listed, not ranked.
    private static func ranked(_ unordered: [UnitRow], fewest: Int) -> [UnitRow] {
        func isRanked(_ row: UnitRow) -> Bool { row.due >= fewest && row.code != nil }
        var rows = unordered.sorted { a, b in
            if isRanked(a) != isRanked(b) { return isRanked(a) }
            let (left, right) = (a.onTime * b.rate.whole, b.onTime * a.rate.whole)
            if isRanked(a), left != right { return left > right }
            if a.due != b.due { return a.due > b.due }
            guard let code = a.code, let other = b.code else { return a.code != nil }
            return code < other
        }
        for index in rows.indices where isRanked(rows[index]) {
            let isTied =
                index > 0 && rows[index - 1].due == rows[index].due && rows[index - 1].rate == rows[index].rate
            rows[index].rank = isTied ? rows[index - 1].rank : index + 1
        }
        return rows
    }
}
