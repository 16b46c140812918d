internal import Cases
public import Desk
public import Domain

extension Transaction {
    public func set(_ timer: DeskTimer) throws {
        let columns = Columns(timer.work)
        try db.run(
            """
            INSERT INTO timer (key, kind, subject, name, room, unit, due_ms)
            VALUES (\(timer.key), \(columns.kind), \(columns.subject), \(columns.name), \(columns.room),
                \(columns.unit), \(timer.due))
            ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, subject = excluded.subject, name = excluded.name,
                room = excluded.room, unit = excluded.unit, due_ms = excluded.due_ms, tries = 0, aside = 0,
                error_code = NULL
            """)
    }

    public func cancelTimer(_ key: String) throws { try db.run("DELETE FROM timer WHERE key = \(key)") }

    public func timerDue(_ key: String) throws -> Timestamp? {
        try db.row("SELECT due_ms FROM timer WHERE key = \(key) AND aside = 0") { $0.timestamp(0) }
    }

    /// The timers due by an instant, the earliest first, without taking them.
    public func dueTimers(at now: Timestamp, limit: Int) throws -> [DeskTimer] {
        try db.rows(
            """
            SELECT key, kind, subject, name, room, unit, due_ms FROM timer
            WHERE aside = 0 AND due_ms <= \(now) ORDER BY due_ms, key LIMIT \(limit)
            """, DeskTimer.init(row:))
    }

    /// Takes the timers due by an instant, the earliest first: their work belongs into the same transaction, so that
    /// a timer is gone exactly when its work is kept.
    public func takeDueTimers(at now: Timestamp, limit: Int) throws -> [DeskTimer] {
        let due = try dueTimers(at: now, limit: limit)
        for timer in due { try take(timer, at: now) }
        return due
    }

    /// Takes a timer away because it rings now, and notes that it did; ``noteRung(_:)`` notes what came of it.
    public func take(_ timer: DeskTimer, at now: Timestamp) throws {
        try cancelTimer(timer.key)
        let columns = Columns(timer.work)
        try db.run(
            """
            INSERT INTO timer_fired (key, subject, due_ms, fired_ms, seen, done)
            VALUES (\(timer.key), \(columns.kind == "case" ? columns.subject : nil), \(timer.due), \(now),
                (SELECT coalesce(max(id), 0) FROM event), 0)
            """)
    }

    /// Notes that the work of a timer which was taken is done, and which line of its case's history came of it.
    public func noteRung(_ timer: DeskTimer) throws {
        try db.run(
            """
            UPDATE timer_fired SET done = 1, line = (
                SELECT min(id) FROM event WHERE event.case_id = timer_fired.subject AND event.id > timer_fired.seen)
            WHERE id = (SELECT max(id) FROM timer_fired WHERE key = \(timer.key) AND due_ms = \(timer.due))
            """)
    }

    /// For when the timer of a key was set when it last rang; nil when it never did, or not for a month.
    public func lastFired(_ key: String) throws -> Timestamp? {
        try db.row("SELECT max(due_ms) FROM timer_fired WHERE key = \(key)") { $0.optionalTimestamp(0) } ?? nil
    }

    /// For when a timer is set that should have rung by an instant and still waits to; nil when there is none.
    public func missedTimer(_ key: String, at now: Timestamp) throws -> Timestamp? {
        try db.row("SELECT due_ms FROM timer WHERE key = \(key) AND aside = 0 AND due_ms <= \(now)") {
            $0.timestamp(0)
        }
    }

    /// When the next timer falls due; nil when none is set.
    public func nextTimerDue() throws -> Timestamp? {
        try db.row("SELECT due_ms FROM timer WHERE aside = 0 ORDER BY due_ms, key LIMIT 1") { $0.timestamp(0) }
    }

    /// Notes that a timer's work failed and was undone. The third time sets the timer aside.
    /// - Returns: whether it is set aside now.
    public func noteFailure(ofTimer key: String, code: String) throws -> Bool {
        try db.row(
            """
            UPDATE timer SET tries = tries + 1, aside = tries + 1 >= \(Self.mostTries), error_code = \(code)
            WHERE key = \(key) RETURNING aside
            """
        ) { $0.bool(0) } ?? false
    }

    private struct Columns {
        var kind: String
        var subject: Int64?
        var name: String?
        var room: RoomKey?
        var unit: String?

        init(_ work: DeskTimer.Work) {
            switch work {
            case .candidate(let id): (kind, subject) = ("candidate", id.rawValue)
            case .question(let id): (kind, subject) = ("question", id.rawValue)
            case .subject(let id, let timer): (kind, subject, name) = ("case", id.rawValue, timer.name)
            case .nudges(let room, let bundle): (kind, self.room, unit) = ("nudges", room, bundle)
            case .morning: kind = "morning"
            case .digest: kind = "digest"
            }
        }
    }
}

extension DeskTimer {
    /// Of `key, kind, subject, name, room, unit, due_ms`.
    init(row: Row) throws {
        let work: Work
        switch row.text(1) {
        case "candidate": work = .candidate(row.id(2))
        case "question": work = .question(row.id(2))
        case "case": work = .subject(row.id(2), Case.Timer(name: row.text(3)))
        case "nudges": work = .nudges(try row.room(4), bundle: row.text(5))
        case "morning": work = .morning
        default: work = .digest
        }
        self.init(work, due: row.timestamp(6))
        key = row.text(0)
    }
}
