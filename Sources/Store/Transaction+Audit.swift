public import Cases
public import Desk
public import Domain

/// What the auditor looks at: cases and timers side by side, and the log of what rang.
extension Transaction {
    /// The cases that may have timers: open ones, those that wait for a word, and those closed at or after an instant.
    public func casesToAudit(closedSince: Timestamp) throws -> [ID<Case>] {
        try db.rows(
            """
            SELECT id FROM casefile WHERE open = 1
            UNION SELECT id FROM casefile WHERE waits = 1
            UNION SELECT id FROM casefile WHERE ended_ms >= \(closedSince) AND state = 'closed'
            ORDER BY 1
            """
        ) { $0.id(0) }
    }

    /// The timers of a case, by name; set aside ones have `isAside`.
    public func timers(of subject: ID<Case>) throws -> [(timer: DeskTimer, isAside: Bool)] {
        try db.rows(
            """
            SELECT key, kind, subject, name, room, unit, due_ms, aside FROM timer
            WHERE kind = 'case' AND subject = \(subject) ORDER BY key
            """
        ) { (timer: try DeskTimer(row: $0), isAside: $0.bool(7)) }
    }

    /// Timers of cases that have none any more: ended before an instant, or never there.
    public func timersOfEnded(before: Timestamp) throws -> [DeskTimer] {
        try db.rows(
            """
            SELECT key, kind, subject, name, room, unit, due_ms FROM timer
            WHERE kind = 'case' AND NOT EXISTS (
                SELECT 1 FROM casefile WHERE casefile.id = timer.subject
                    AND (open = 1 OR waits = 1 OR (state = 'closed' AND ended_ms >= \(before))))
            ORDER BY key
            """, DeskTimer.init(row:))
    }

    /// Timers other than cases' that have failed for good, or should have rung before an instant.
    public func overdueTimers(before: Timestamp) throws -> [DeskTimer] {
        try db.rows(
            """
            SELECT key, kind, subject, name, room, unit, due_ms FROM timer
            WHERE kind <> 'case' AND (aside = 1 OR due_ms < \(before)) ORDER BY key
            """, DeskTimer.init(row:))
    }

    public func hasTimer(_ key: String) throws -> Bool {
        try db.exists("SELECT 1 FROM timer WHERE key = \(key)")
    }

    /// What waits without a timer that would end the waiting: half reports, open questions, words of supervision.
    public func waitingWithoutTimer() throws -> [DeskTimer.Work] {
        let candidates: [DeskTimer.Work] = try db.rows(
            """
            SELECT id FROM candidate WHERE NOT EXISTS (SELECT 1 FROM timer WHERE key = 'candidate:' || candidate.id)
                AND NOT EXISTS (SELECT 1 FROM question WHERE open = 1
                    AND question.id = json_extract(candidate.snapshot, '$.question')) ORDER BY id
            """
        ) { .candidate($0.id(0)) }
        let questions: [DeskTimer.Work] = try db.rows(
            """
            SELECT id FROM question WHERE open = 1
                AND NOT EXISTS (SELECT 1 FROM timer WHERE key = 'question:' || question.id) ORDER BY id
            """
        ) { .question($0.id(0)) }
        let bundles: [DeskTimer.Work] = try db.rows(
            """
            SELECT DISTINCT room, unit FROM nudge
            WHERE NOT EXISTS (SELECT 1 FROM timer WHERE key = 'nudges:' || nudge.unit || ':' || nudge.room) ORDER BY 1, 2
            """
        ) { .nudges(try $0.room(0), bundle: $0.text(1)) }
        return candidates + questions + bundles
    }

    /// Timers that rang and came to nothing, of those noted after a row of the log: their work had no end, a case's left
    /// no line in its history, a digest's froze no digest. Of the others what they should have ended is looked at itself
    /// (``waitingWithoutTimer()``).
    /// - Returns: those, and the last row that was looked at.
    public func firedInVain(after row: Int64) throws -> (keys: [(key: String, due: Timestamp)], last: Int64) {
        let keys = try db.rows(
            """
            SELECT key, due_ms FROM timer_fired WHERE id > \(row) AND (done = 0
                OR (subject IS NOT NULL AND line IS NULL)
                OR (key = 'digest' AND NOT EXISTS (SELECT 1 FROM digest WHERE cutoff_ms = due_ms)))
            ORDER BY id LIMIT 1000
            """
        ) { (key: $0.text(0), due: $0.timestamp(1)) }
        let last = try db.row("SELECT max(id) FROM timer_fired") { $0.optionalInt64(0) } ?? nil
        return (keys, last ?? row)
    }

    /// Deliveries received in a stretch of time, by what became of them.
    public func deliveries(in range: Range<Timestamp>) throws -> [Delivery.State: Int] {
        let rows = try db.rows(
            """
            SELECT state, count(*) FROM inbox
            WHERE received_ms >= \(range.lowerBound) AND received_ms < \(range.upperBound) GROUP BY state
            """
        ) { (try $0.value(0, Delivery.State.self), $0.int(1)) }
        return Dictionary(rows, uniquingKeysWith: +)
    }

    /// How many numbers were given in a stretch of time, how many of them differ, and the highest.
    public func numbers(in range: Range<Timestamp>) throws -> (given: Int, different: Int, highest: Int) {
        try db.row(
            """
            SELECT count(*), count(DISTINCT number), coalesce(max(ordinal), 0) FROM casefile
            WHERE filed_ms >= \(range.lowerBound) AND filed_ms < \(range.upperBound) AND number IS NOT NULL
            """
        ) { (given: $0.int(0), different: $0.int(1), highest: $0.int(2)) } ?? (0, 0, 0)
    }

    /// How often each timer rang for the same moment, where that is more than once.
    public func firedTwice() throws -> [String] {
        try db.rows(
            "SELECT key FROM timer_fired GROUP BY key, due_ms HAVING count(*) > 1 ORDER BY key"
        ) { $0.text(0) }
    }
}
