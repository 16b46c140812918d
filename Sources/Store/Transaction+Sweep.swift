public import Domain

/// For how long what belongs to no case is kept.
public struct Retention: Hashable, Sendable {
    /// Days after which the text and the raw body of a message that joined no case are erased.
    public var messageDays: Int
    /// Days for which a delivery's key and hash are kept, so that a late repetition is recognised.
    public var keyDays: Int

    public init(messageDays: Int = 7, keyDays: Int = 30) {
        self.messageDays = messageDays
        self.keyDays = keyDays
    }
}

/// What one sweep did.
public struct Swept: Hashable, Sendable {
    /// Deliveries whose bodies, and messages whose texts, were erased.
    public var erased = 0
    /// Deliveries forgotten with their keys.
    public var forgotten = 0
    /// False when there was more to do than one sweep does.
    public var isComplete = true
}

extension Transaction {
    /// Erases what is kept no longer. At most a thousand rows of each kind at a time, so that nobody waits long: call
    /// it again until it says that it is complete.
    public func sweep(_ retention: Retention, at now: Timestamp) throws -> Swept {
        let most = 1000
        var swept = Swept()
        swept.erased = try eraseBodies(before: now.advanced(by: .days(-Int64(retention.messageDays))), most, &swept)
        let forgetBefore = now.advanced(by: .days(-Int64(max(retention.keyDays, retention.messageDays))))
        swept.forgotten = try forgetKeys(before: forgetBefore, most, &swept)
        try dropEarlyEvents(before: now.advanced(by: .days(-1)))
        try db.run(
            """
            DELETE FROM question WHERE id IN (
                SELECT id FROM question WHERE open = 0 AND asked_ms < \(forgetBefore) ORDER BY id LIMIT \(most))
            """)
        try db.run(
            """
            DELETE FROM outbox WHERE id IN (
                SELECT id FROM outbox WHERE case_id IS NULL AND state IN ('sent', 'dropped')
                    AND at_ms < \(forgetBefore) ORDER BY id LIMIT \(most))
            """)
        return swept
    }

    /// Goes on from where the last sweep ended: a delivery that joined a case is looked at once, not every night.
    private func eraseBodies(before limit: Timestamp, _ most: Int, _ swept: inout Swept) throws -> Int {
        let db = try db
        let done = Timestamp(milliseconds: try setting("swept-ms").flatMap { Int64($0) } ?? Int64.min)
        // A delivery that still waits was not asked yet whether it belongs to a case.
        let waiting = try db.row("SELECT min(received_ms) FROM inbox WHERE state = 'waiting'") {
            $0.optionalTimestamp(0)
        }
        let end = min(limit, (waiting ?? nil) ?? limit)
        let rows = try db.rows(
            """
            SELECT id, adapter, message, received_ms FROM inbox
            WHERE received_ms >= \(done) AND received_ms < \(end) AND body IS NOT NULL
                AND (message IS NULL OR NOT EXISTS (
                    SELECT 1 FROM message_case WHERE message_case.adapter = inbox.adapter
                        AND message_case.message = inbox.message))
            ORDER BY received_ms, id LIMIT \(most)
            """
        ) { (id: $0.int64(0), adapter: $0.text(1), message: $0.optionalText(2), received: $0.timestamp(3)) }
        for row in rows {
            try db.run("UPDATE inbox SET body = NULL WHERE id = \(row.id)")
            guard let message = row.message else { continue }
            try db.run(
                """
                UPDATE message SET text = NULL, latitude_e6 = NULL, longitude_e6 = NULL
                WHERE adapter = \(row.adapter) AND message = \(message)
                """)
            try db.run(
                """
                UPDATE attachment SET bytes = NULL, source = NULL
                WHERE adapter = \(row.adapter) AND message = \(message) AND state <> 'waiting'
                """)
        }
        if rows.count < most {
            if end > done { try setSetting("swept-ms", String(end.milliseconds)) }
        } else {
            swept.isComplete = false
            if let last = rows.last { try setSetting("swept-ms", String(last.received.milliseconds)) }
        }
        return rows.count
    }

    private func forgetKeys(before limit: Timestamp, _ most: Int, _ swept: inout Swept) throws -> Int {
        let db = try db
        let rows = try db.rows(
            """
            SELECT id, adapter, message FROM inbox WHERE body IS NULL AND received_ms < \(limit)
            ORDER BY received_ms LIMIT \(most)
            """
        ) { (id: $0.int64(0), adapter: $0.text(1), message: $0.optionalText(2)) }
        for row in rows {
            try db.run("DELETE FROM inbox WHERE id = \(row.id)")
            guard let message = row.message else { continue }
            try db.run(
                """
                DELETE FROM message WHERE adapter = \(row.adapter) AND message = \(message) AND text IS NULL
                    AND NOT EXISTS (SELECT 1 FROM message_case WHERE adapter = \(row.adapter)
                        AND message = \(message))
                """)
        }
        if rows.count == most { swept.isComplete = false }
        return rows.count
    }
}
