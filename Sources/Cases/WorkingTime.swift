public import Domain

/// Working hours and days as a value: weekly hours, parts of the year with hours of their own, holidays and make-up
/// workdays, in a zone.
public struct WorkingTime: Hashable, Sendable {
    public var zone: Zone
    /// The usual windows of a working day, in order, not overlapping.
    public var windows: [HoursWindow]
    /// ISO weekdays (1 Monday … 7 Sunday) that are worked.
    public var weekdays: Set<Int>
    /// Rows that go before the usual hours on the days of their season, a unit's own before those for all. The first
    /// row that covers a day says whose rows decide; of these the first with its weekday gives the windows, and a
    /// weekday in none of them is not worked.
    public var seasons: [UnitHours]
    /// Days that are not as their weekday says.
    public var exceptions: [CivilDate: CalendarDay]

    public init(
        zone: Zone = .china,
        windows: [HoursWindow] = [.init(start: 8 * 3600, end: 12 * 3600), .init(start: 14 * 3600, end: 18 * 3600)],
        weekdays: Set<Int> = [1, 2, 3, 4, 5], seasons: [UnitHours] = [], calendar: [CalendarDay] = []
    ) {
        self.zone = zone
        self.windows = windows
        self.weekdays = weekdays
        self.seasons = seasons
        exceptions = Dictionary(calendar.map { ($0.date, $0) }, uniquingKeysWith: { _, last in last })
    }

    /// The windows worked on a day: none on a holiday, a make-up day's own ones where it has some.
    public func windows(on date: CivilDate) -> [HoursWindow] {
        guard let exception = exceptions[date] else { return weekly(on: date) }
        switch exception.kind {
        case .holiday: return []
        case .workday:
            if !exception.hours.isEmpty { return exception.hours }
            // A Saturday that makes up for a holiday is worked as a day of the week's first row.
            let asUsual = weekly(on: date)
            if !asUsual.isEmpty { return asUsual }
            return seasons.first { $0.covers(date) && !$0.windows.isEmpty }?.windows ?? windows
        }
    }

    /// As the weekday says.
    private func weekly(on date: CivilDate) -> [HoursWindow] {
        let weekday = date.weekday
        var deciding: String?
        for row in seasons where row.covers(date) && (deciding == nil || row.unit == deciding) {
            if row.weekdays.contains(weekday) { return row.windows }
            deciding = row.unit
        }
        return deciding == nil && weekdays.contains(weekday) ? windows : []
    }
}

extension UnitHours {
    fileprivate func covers(_ date: CivilDate) -> Bool { season?.contains(date) ?? true }
}

/// The working time of every unit: its own where `hours.csv` gives it some, else the county's.
public struct WorkingTimes: Hashable, Sendable {
    /// The county's, for units without hours of their own and where no unit has the case.
    public let usual: WorkingTime
    private let ofUnit: [String: WorkingTime]

    /// - Parameter rows: of a unit, its own go before those for all; seasons before the whole year.
    public init(_ usual: WorkingTime, rows: [UnitHours] = []) {
        var county = usual
        county.seasons = Self.ordered(rows.filter { $0.unit == "*" })
        self.usual = county
        ofUnit = Dictionary(grouping: rows.filter { $0.unit != "*" }, by: \.unit).mapValues { own in
            var hours = usual
            // On a day that none of its rows covers, a unit works as the county does.
            hours.seasons = Self.ordered(own) + county.seasons
            return hours
        }
    }

    public subscript(unit: String?) -> WorkingTime { unit.flatMap { ofUnit[$0] } ?? usual }

    /// Rows of a season go before those of the whole year, so that summer hours win over the usual ones.
    private static func ordered(_ rows: [UnitHours]) -> [UnitHours] {
        rows.filter { $0.season != nil } + rows.filter { $0.season == nil }
    }
}
