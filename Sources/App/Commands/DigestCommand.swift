import Cases
import Desk
import Domain
import JSON
import Store

/// `gridbridge digest`: the digest of a day, a week or a month.
struct DigestCommand {
    private let arguments: Arguments
    private let period: DigestPeriod
    private let date: CivilDate?

    init(_ words: ArraySlice<String>) throws(UsageError) {
        arguments = try Arguments(
            words, command: "digest",
            .init(options: ["--date", "--period", "--grid", "--tables"], flags: ["--send", "--json"]))
        let name = arguments.value("--period") ?? DigestPeriod.day.rawValue
        guard let period = DigestPeriod(rawValue: name) else {
            throw UsageError("--period wants day, week or month, not '\(name)'")
        }
        self.period = period
        date = try arguments.value("--date").map { text throws(UsageError) in
            guard let date = CivilDate(text) else {
                throw UsageError("--date wants a day such as 2026-11-21, not '\(text)'")
            }
            return date
        }
        if arguments.has("--send"), period != .day || arguments.value("--grid") != nil {
            throw UsageError("--send posts the digest of a day of the whole county; leave out --period and --grid")
        }
    }

    func run() async throws -> ExitCode {
        let setting = try await LedgerSetting(arguments)
        let bridge = try bridge(setting)
        let now = Timestamp.now
        let grid = try grid(setting.county)
        let date = date ?? bridge.lastCutOff(before: now)
        if arguments.has("--send"), bridge.cutOff(of: date) > now {
            throw UsageError("the day \(date) has not reached its cut-off; --send posts what cannot change any more")
        }
        if arguments.has("--send") { try await send(date, bridge, setting, at: now) }
        let period = period
        let sheet = try await setting.store.read { tx in
            try DigestSheet(period, endingOn: date, grid: grid, bridge: bridge, at: now, in: tx)
        }
        if arguments.has("--json") {
            var writer = JSONWriter(pretty: true, capacity: 4096)
            DigestJSON(zone: setting.zone).write(sheet, into: &writer)
            Console.print(writer.text)
        } else {
            Console.print(sheet.text.last == "\n" ? String(sheet.text.dropLast()) : sheet.text)
        }
        return .done
    }

    private func bridge(_ setting: LedgerSetting) throws -> Bridge {
        Bridge(
            county: setting.county,
            phrasebook: try TemplateFolder.phrasebook(
                in: setting.resources.templates, language: setting.configuration.language),
            configuration: setting.configuration, adapters: Set(setting.configuration.adapters.map(\.name)))
    }

    private func grid(_ county: County) throws(UsageError) -> String? {
        guard let name = arguments.value("--grid") else { return nil }
        guard let code = CaseSelection.grid(name, in: county) else {
            throw CaseSelection.unknown("grid", name, county.tables.grids.flatMap { [$0.code, $0.name] })
        }
        return code
    }

    /// Puts the posts into the outbox, from where a bridge that serves sends them. A room gets a day's digest once.
    private func send(_ date: CivilDate, _ bridge: Bridge, _ setting: LedgerSetting, at now: Timestamp) async throws {
        guard setting.configuration.postsOn else {
            return Console.complain("nothing is sent: the configuration has posts: \"off\"")
        }
        let store = try Store(path: setting.configuration.storePath)
        let (fresh, rooms) = try await store.write { tx in
            let rooms = try bridge.county.rooms(.leaders).filter { try !tx.isMuted($0.key) }
            let fresh = try rooms.filter {
                try tx.post(MessageKey(adapter: $0.key.adapter, id: Bridge.digestPostID(date, $0.key))) == nil
            }
            try bridge.sayDigest(at: now, cutOff: bridge.cutOff(of: date), in: tx)
            if !fresh.isEmpty {
                try bridge.postDigest(
                    try bridge.digest(endingOn: date, in: tx), date: date, issue: try bridge.issueNumber(date, in: tx),
                    at: now, in: tx)
            }
            return (fresh.count, rooms.count)
        }
        switch (fresh, rooms) {
        case (_, 0): Console.complain("nothing is sent: no room of purpose leaders takes posts")
        case (0, _): Console.complain("nothing is sent: the digest of \(date) was posted before")
        default: Console.complain("posted to \(fresh) \(fresh == 1 ? "room" : "rooms"); a running bridge sends it")
        }
    }
}

/// How long a time a digest counts.
enum DigestPeriod: String, Sendable {
    case day, week, month

    var template: String { "digest-\(rawValue)" }

    /// The period that ends at a date's cut-off: a day, seven days, or from the same day of the month before.
    func span(endingOn date: CivilDate, cutOff second: Int, zone: Zone) -> Digest.Period {
        Digest.Period(
            after: zone.instant(date.advanced(byDays: -days(endingOn: date)), secondOfDay: second),
            through: zone.instant(date, secondOfDay: second))
    }

    /// How many days the period has; as many are looked ahead.
    func days(endingOn date: CivilDate) -> Int {
        switch self {
        case .day: return 1
        case .week: return 7
        case .month:
            let (year, month, day) = date.parts
            let (earlierYear, earlierMonth) = month == 1 ? (year - 1, 12) : (year, month - 1)
            let last = CivilDate.days(inMonth: earlierMonth, of: earlierYear)
            let start = CivilDate(year: earlierYear, month: earlierMonth, day: min(day, last))
            return start.map { date.dayNumber - $0.dayNumber } ?? 30
        }
    }
}

extension Bridge {
    private var cutOffSecond: Int { desk.settings.digest ?? 63000 }

    func cutOff(of date: CivilDate) -> Timestamp { zone.instant(date, secondOfDay: cutOffSecond) }

    /// The day of the newest cut-off that has come.
    func lastCutOff(before now: Timestamp) -> CivilDate {
        let today = zone.date(now)
        return cutOff(of: today) <= now ? today : today.advanced(byDays: -1)
    }

    func span(_ period: DigestPeriod, endingOn date: CivilDate) -> Digest.Period {
        period.span(endingOn: date, cutOff: cutOffSecond, zone: zone)
    }
}

/// A digest as it is printed: its figures, and its words as frozen at the cut-off or as they are now.
struct DigestSheet: Sendable {
    let period: DigestPeriod
    let date: CivilDate
    let figures: Digest
    let issue: Int?
    let grid: String?
    let isProvisional: Bool
    /// Set when the words are those that were frozen.
    let frozenAt: Timestamp?
    let text: String

    init(
        _ period: DigestPeriod, endingOn date: CivilDate, grid: String?, bridge: Bridge, at now: Timestamp,
        in tx: Transaction
    ) throws {
        self.period = period
        self.date = date
        self.grid = grid
        let isWhole = period == .day && grid == nil
        let span = bridge.span(period, endingOn: date)
        figures = try bridge.digest(span, grid: grid, daysAhead: period.days(endingOn: date), in: tx)
        issue = isWhole ? try tx.setting("digest-issue-of:\(date)").flatMap(Int.init) : nil
        isProvisional = span.through > now
        if isWhole, let frozen = try tx.digest(Bridge.digestKey(date)) {
            frozenAt = frozen.frozenAt
            text = frozen.content
        } else {
            frozenAt = nil
            text = bridge.desk.words(
                figures, kind: period.template, language: bridge.desk.settings.language, issue: issue,
                isProvisional: isProvisional, area: grid.map { bridge.county.grid($0)?.name ?? $0 })
        }
    }
}
