import Cases
import Desk
import Domain
import Store
import Understanding

/// The bridge with one version of tables, templates and settings: turns a message or a timer into changes of the
/// ledger. Immutable; a reload makes a new one.
struct Bridge: Sendable {
    let desk: Desk
    /// Of the tables, in the store; nil when they come from folders.
    let tablesVersion: Int64?

    /// - Parameter adapters: those that run; rooms of others are as if they were not in the tables.
    init(
        county: County, phrasebook: Phrasebook, configuration: Configuration, adapters: Set<String>,
        tablesVersion: Int64? = nil
    ) {
        var tables = county.tables
        tables.rooms.removeAll { !adapters.contains($0.key.adapter) }
        let county = County(tables, privateAdapters: configuration.privateAdapters)
        desk = Desk(
            county: county, rulebook: Rulebook(county), phrasebook: phrasebook, settings: configuration.desk,
            hours: configuration.hours(county.tables.calendar))
        self.tablesVersion = tablesVersion
    }

    var county: County { desk.county }
    var zone: Zone { desk.hours.zone }

    /// Handles one message within the caller's transaction.
    /// - Parameter heardAt: when it was received, where it has waited.
    @discardableResult
    func handle(
        _ message: InboundMessage, at now: Timestamp, heardAt: Timestamp? = nil, in tx: Transaction
    ) throws -> Desk.Outcome {
        if county.room(message.room) == nil { try tx.noteSeen(room: message.room, name: message.roomName, at: now) }
        if county.person(message.sender) == nil {
            try tx.noteSeen(sender: message.sender, name: message.senderName, in: message.room, at: now)
        }
        return try desk.handle(message, at: now, heardAt: heardAt, in: tx)
    }

    /// Fires one timer that was taken from the store in the same transaction.
    func ring(_ timer: DeskTimer, at now: Timestamp, in tx: Transaction) throws {
        switch timer.work {
        case .digest:
            try sayDigest(at: now, cutOff: timer.due, in: tx)
            // A day that passed while the bridge was down has its digest too, a week back at most.
            let since = max(timer.due, now.advanced(by: .days(-7)))
            try setDaily(.digest, at: desk.settings.digest, after: since, in: tx)
        case .morning:
            try desk.ring(timer, at: now, in: tx)
            // However many mornings passed while the bridge was down, one is said.
            try setDaily(.morning, at: desk.settings.morning, after: max(timer.due, now), in: tx)
        case .candidate, .question, .subject, .nudges: try desk.ring(timer, at: now, in: tx)
        }
        try tx.noteRung(timer)
    }

    /// Sets the daily timers, so that a first start and a changed configuration both take effect.
    /// - Parameter last: when the bridge last knew the time: what was missed since then is posted late, once. What has
    ///   rung already never rings again, wherever the clock has been set meanwhile.
    func setDailyTimers(at now: Timestamp, last: Timestamp?, in tx: Transaction) throws {
        let since = last.map { min($0, now) } ?? now
        for (work, second) in [(DeskTimer.Work.morning, desk.settings.morning), (.digest, desk.settings.digest)] {
            // The bridge may have ended after a moment came and before it rang, and the time be noted meanwhile: it still
            // rings. One of another time of day is of an earlier configuration.
            let missed = try tx.missedTimer(DeskTimer.key(work), at: now)
            if let missed, let second, zone.instant(zone.date(missed), secondOfDay: second) == missed { continue }
            try setDaily(work, at: second, after: since, in: tx)
        }
    }

    private func setDaily(_ work: DeskTimer.Work, at second: Int?, after since: Timestamp, in tx: Transaction) throws {
        guard let second else { return try tx.cancelTimer(DeskTimer.key(work)) }
        let now = max(since, try tx.lastFired(DeskTimer.key(work)) ?? since)
        let today = zone.date(now)
        let moment = zone.instant(today, secondOfDay: second)
        let due = moment > now ? moment : zone.instant(today.advanced(byDays: 1), secondOfDay: second)
        try tx.set(DeskTimer(work, due: due))
    }

    // MARK: The digest

    /// The figures of the day that ends at a date's cut-off.
    func digest(endingOn date: CivilDate, grid: String? = nil, in tx: Transaction) throws -> Digest {
        try digest(
            Digest.Period(endingOn: date, cutOff: desk.settings.digest ?? 63000, zone: zone), grid: grid, in: tx)
    }

    /// The figures of any period.
    /// - Parameter daysAhead: of what falls due next.
    func digest(_ period: Digest.Period, grid: String? = nil, daysAhead: Int = 1, in tx: Transaction) throws -> Digest {
        // What comes back within the days of recurrence was there before the period.
        let start = min(period.after, period.through.advanced(by: .days(-Int64(desk.settings.recurrenceDays))))
        var subjects = try tx.casesTouching(start..<period.through.advanced(by: .milliseconds(1)))
        if let grid { subjects = subjects.filter { $0.grid.map { county.grid($0, isWithin: grid) } ?? false } }
        let matters = try subjects.map { Digest.Matter($0, history: try tx.history(of: $0.id)) }
        return Digest(
            of: matters, period: period, county: county, hours: desk.hours,
            recurrenceDays: desk.settings.recurrenceDays, daysAhead: daysAhead)
    }

    /// A day's digest is posted to a room once, under this id.
    static func digestPostID(_ date: CivilDate, _ room: RoomKey) -> String { "digest:\(date):\(room.id)" }

    /// The frozen figures' key: one a day.
    static func digestKey(_ date: CivilDate) -> String { "day:\(date)" }

    /// Freezes the day's digest and posts it to the leaders' rooms, once.
    func sayDigest(at now: Timestamp, cutOff: Timestamp, in tx: Transaction) throws {
        let date = zone.date(cutOff)
        let figures = try digest(endingOn: date, in: tx)
        let issue = try issueNumber(date, in: tx)
        let words = desk.words(
            figures, language: desk.settings.language, issue: issue, isProvisional: false)
        guard try tx.freezeDigest(Self.digestKey(date), cutoff: cutOff, content: words, at: now) else { return }
        try postDigest(figures, date: date, issue: issue, at: now, in: tx)
    }

    func postDigest(_ figures: Digest, date: CivilDate, issue: Int?, at now: Timestamp, in tx: Transaction) throws {
        guard desk.settings.postsOn else { return }
        for room in county.rooms(.leaders) where try !tx.isMuted(room.key) {
            let text = desk.words(
                figures, language: room.language ?? desk.settings.language, issue: issue, isProvisional: false)
            var post = OutboundPost(
                id: Self.digestPostID(date, room.key), room: room.key, kind: "digest-day", text: text, at: now)
            post.photos = desk.shown(figures.pairs, most: Self.mostPairs, language: room.language)
            try tx.send(post, about: nil)
        }
    }

    /// Cases of which a digest shows photos, before and after.
    private static let mostPairs = 3

    /// The running number of the year: how many digests the year has had, this one included.
    func issueNumber(_ date: CivilDate, in tx: Transaction) throws -> Int {
        let key = "digest-issue:\(date.year)"
        if let known = try tx.setting("digest-issue-of:\(date)").flatMap(Int.init) { return known }
        let next = (try tx.setting(key).flatMap(Int.init) ?? 0) + 1
        try tx.setSetting(key, String(next))
        try tx.setSetting("digest-issue-of:\(date)", String(next))
        return next
    }
}
