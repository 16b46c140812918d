public import Domain

/// Working hours and days of a county as a value: weekly hours, holidays and make-up workdays, in a zone.
public struct WorkingTime: Hashable, Sendable {
    public var zone: Zone
    /// The usual windows of a working day, in order, not overlapping.
    public var windows: [HoursWindow]
    /// ISO weekdays (1 Monday … 7 Sunday) that are worked.
    public var weekdays: Set<Int>
    /// Days that are not as their weekday says.
    public var exceptions: [CivilDate: CalendarDay]

    public init(
        zone: Zone = .china,
        windows: [HoursWindow] = [.init(start: 8 * 3600, end: 12 * 3600), .init(start: 14 * 3600, end: 18 * 3600)],
        weekdays: Set<Int> = [1, 2, 3, 4, 5], calendar: [CalendarDay] = []
    ) {
        self.zone = zone
        self.windows = windows
        self.weekdays = weekdays
        exceptions = Dictionary(calendar.map { ($0.date, $0) }, uniquingKeysWith: { _, last in last })
    }
}
