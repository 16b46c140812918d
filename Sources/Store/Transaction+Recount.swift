public import Domain

/// The figures of a digest by another way, for whoever examines the books.
extension Transaction {
    /// What a digest counts of a period, counted again by the rows of the histories.
    public struct Recount: Hashable, Sendable {
        public var filed: Int
        public var due: Int
        public var closed: Int
        public var onTime: Int

        public init(filed: Int, due: Int, closed: Int, onTime: Int) {
            self.filed = filed
            self.due = due
            self.closed = closed
            self.onTime = onTime
        }
    }

    /// Counts (`after`, `through`] without the code that makes digests.
    ///
    /// `last` is what ended or opened a case last, up to the end of the period; `before` the same up to its start.
    public func recount(after: Timestamp, through: Timestamp) throws -> Recount {
        let ends: SQL = "'closed', 'forced', 'selfHandled', 'rejected', 'merged', 'withdrawn', 'voided'"
        return try db.row(
            """
            WITH touched AS (
                SELECT id, due_ms, coalesce(json_extract(snapshot, '$.overdue'), 0) AS late FROM casefile
                WHERE open = 1 OR ended_ms > \(after) OR due_ms > \(after)
            ), stood AS (
                SELECT due_ms, late,
                    (SELECT min(at_ms) FROM event WHERE case_id = touched.id) AS begin_ms,
                    EXISTS (SELECT 1 FROM event WHERE case_id = touched.id AND kind = 'filed' AND at_ms <= \(through))
                        AS is_filed,
                    (SELECT id FROM event WHERE case_id = touched.id AND at_ms <= \(through)
                        AND kind IN (\(ends), 'disputed', 'reopened') ORDER BY id DESC LIMIT 1) AS last_id,
                    (SELECT kind FROM event WHERE case_id = touched.id AND at_ms <= \(after)
                        AND kind IN (\(ends), 'disputed', 'reopened') ORDER BY id DESC LIMIT 1) AS before,
                    (SELECT kind FROM event WHERE case_id = touched.id AND at_ms <= \(through)
                        AND kind IN (\(ends), 'suspended', 'resumed', 'handled') ORDER BY id DESC LIMIT 1) AS pause,
                    (SELECT max(at_ms) FROM event WHERE case_id = touched.id AND at_ms <= \(through)
                        AND kind = 'handled') AS handled_ms
                FROM touched
            ), judged AS (
                SELECT stood.*, event.kind AS last, event.at_ms AS last_ms,
                    coalesce(event.kind, '') IN ('closed', 'forced', 'selfHandled') AS is_done,
                    coalesce(event.kind, 'reopened') IN ('disputed', 'reopened') AND coalesce(pause, '') <> 'suspended'
                        AS is_running,
                    coalesce(before, 'reopened') NOT IN ('disputed', 'reopened') AS was_over
                FROM stood LEFT JOIN event ON event.id = last_id
                WHERE begin_ms <= \(through)
            ), counted AS (
                SELECT *, due_ms <= \(through) AND (is_done OR is_running) AND NOT (due_ms <= \(after) AND was_over)
                    AS is_due
                FROM judged
            )
            SELECT
                coalesce(sum(begin_ms > \(after) AND is_filed
                    AND coalesce(last, '') NOT IN ('selfHandled', 'merged', 'withdrawn', 'voided')), 0),
                coalesce(sum(is_due), 0), coalesce(sum(is_due AND is_done), 0),
                coalesce(sum(is_due AND is_done AND (NOT late
                    OR CASE last WHEN 'closed' THEN coalesce(handled_ms, last_ms) ELSE last_ms END <= due_ms)), 0)
            FROM counted
            """
        ) { Recount(filed: $0.int(0), due: $0.int(1), closed: $0.int(2), onTime: $0.int(3)) }
            ?? Recount(filed: 0, due: 0, closed: 0, onTime: 0)
    }
}
