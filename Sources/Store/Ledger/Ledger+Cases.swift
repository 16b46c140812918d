public import Cases
public import Domain

extension Transaction {
    public func newCaseID() throws -> ID<Case> { ID(try next("case")) }

    public func find(_ id: ID<Case>) throws -> Case? {
        let db = try db
        return try db.row("SELECT id, revision, snapshot FROM casefile WHERE id = \(id)") { try Self.subject($0, db) }
    }

    public func save(_ subject: Case, _ entries: [Case.Entry]) throws {
        let db = try db
        let revision = try update(subject) ?? upsert(subject, endedAt: entries.last?.at)
        db.cases.remember(subject, revision: revision)
        for entry in entries {
            try db.run(
                """
                INSERT INTO event (case_id, at_ms, kind, by, why, message)
                VALUES (\(subject.id), \(entry.at), \(entry.kind.rawValue), \(entry.by), \(entry.why), \(entry.message))
                """)
        }
    }

    /// The usual event changes nothing that an index covers. An UPDATE that does not name such a column leaves the
    /// indexes alone, which is most of the cost of an event on an old case.
    /// - Returns: the row's new revision, or nil when a covered column differs or there is no row.
    private func update(_ subject: Case) throws -> Int64? {
        try db.row(
            """
            UPDATE casefile SET state = \(subject.state.rawValue), grid = \(subject.grid),
                sensitive = \(subject.sensitive), revision = revision + 1, snapshot = \(subject.json)
            WHERE id = \(subject.id) AND open = \(subject.state.isOpen) AND type IS \(subject.type)
                AND unit IS \(subject.unit) AND room = \(subject.source.room) AND reported_ms = \(subject.reportedAt)
                AND filed_ms IS \(subject.filedAt) AND closed_ms IS \(subject.closedAt) AND due_ms IS \(subject.dueAt)
                AND ordinal IS \(subject.number?.ordinal) AND day IS \(subject.number?.date)
                AND number IS \(subject.number?.description) AND waits = \(subject.awaitsWord)
            RETURNING revision
            """
        ) { $0.int64(0) }
    }

    /// - Parameter endedAt: when a case ended that is over without being closed; nil when nothing happened to it now.
    private func upsert(_ subject: Case, endedAt: Timestamp?) throws -> Int64 {
        let ended: Timestamp? =
            subject.state.isOpen
            ? nil : try subject.closedAt ?? endedAt ?? self.endedAt(subject.id) ?? subject.reportedAt
        return try db.row(
            """
            INSERT INTO casefile (id, day, ordinal, number, state, open, type, unit, grid, room, sensitive,
                reported_ms, filed_ms, closed_ms, ended_ms, due_ms, waits, revision, snapshot)
            VALUES (\(subject.id), \(subject.number?.date), \(subject.number?.ordinal),
                \(subject.number?.description), \(subject.state.rawValue), \(subject.state.isOpen), \(subject.type),
                \(subject.unit), \(subject.grid), \(subject.source.room), \(subject.sensitive), \(subject.reportedAt),
                \(subject.filedAt), \(subject.closedAt), \(ended), \(subject.dueAt),
                \(subject.awaitsWord), 1, \(subject.json))
            ON CONFLICT (id) DO UPDATE SET
                day = excluded.day, ordinal = excluded.ordinal, number = excluded.number, state = excluded.state,
                open = excluded.open, type = excluded.type, unit = excluded.unit, grid = excluded.grid,
                room = excluded.room, sensitive = excluded.sensitive, reported_ms = excluded.reported_ms,
                filed_ms = excluded.filed_ms, closed_ms = excluded.closed_ms, ended_ms = excluded.ended_ms, due_ms = excluded.due_ms,
                waits = excluded.waits, revision = casefile.revision + 1, snapshot = excluded.snapshot
            RETURNING revision
            """
        ) { $0.int64(0) } ?? 1
    }

    private func endedAt(_ id: ID<Case>) throws -> Timestamp? {
        try db.row("SELECT ended_ms FROM casefile WHERE id = \(id)") { $0.optionalTimestamp(0) } ?? nil
    }

    public func history(of id: ID<Case>) throws -> [Case.Entry] {
        try db.rows("SELECT at_ms, kind, by, why, message FROM event WHERE case_id = \(id) ORDER BY id") { row in
            Case.Entry(
                at: row.timestamp(0), kind: try row.value(1), by: row.text(2), why: row.optionalText(3),
                message: row.optionalText(4))
        }
    }

    public func takeOrdinal(on date: CivilDate) throws -> Int {
        try db.row(
            """
            INSERT INTO ordinal (day, last) VALUES (\(date), 1)
            ON CONFLICT (day) DO UPDATE SET last = last + 1 RETURNING last
            """
        ) { $0.int(0) } ?? 0
    }

    public func cases(numbered ordinal: Int, on date: CivilDate?) throws -> [Case] {
        if let date {
            return try cases(where: "ordinal = \(ordinal) AND day = \(date) ORDER BY id DESC LIMIT 10")
        }
        return try cases(where: "ordinal = \(ordinal) ORDER BY day DESC LIMIT 10")
    }

    public func openCases(in room: RoomKey) throws -> [Case] {
        try cases(where: "open = 1 AND room = \(room) ORDER BY id DESC")
    }

    public func openCases(ofUnit code: String) throws -> [Case] {
        try cases(where: "open = 1 AND unit = \(code) ORDER BY id DESC")
    }

    public func openCases(ofType code: String) throws -> [Case] {
        try cases(where: "open = 1 AND type = \(code) ORDER BY id")
    }

    public func closedCases(ofType code: String, since: Timestamp) throws -> [Case] {
        try cases(
            where: """
                closed_ms >= \(since) AND type = \(code) AND state IN ('closed', 'self_closed', 'force_closed')
                ORDER BY closed_ms DESC, id DESC
                """)
    }

    public func closedCases(in room: RoomKey, since: Timestamp) throws -> [Case] {
        try cases(
            where: """
                closed_ms >= \(since) AND room = \(room) AND state IN ('closed', 'self_closed', 'force_closed')
                ORDER BY closed_ms DESC, id DESC LIMIT 50
                """)
    }

    public func casesAwaitingWord() throws -> [Case] { try cases(where: "waits = 1 ORDER BY id") }

    /// - Parameter condition: with its order and limit.
    func cases(where condition: SQL) throws -> [Case] {
        let db = try db
        return try db.rows("SELECT id, revision, snapshot FROM casefile WHERE \(condition)") {
            try Self.subject($0, db)
        }
    }

    /// The case of a row of `id, revision, snapshot`.
    static func subject(_ row: Row, _ db: Session) throws -> Case {
        let revision = row.int64(1)
        if let known = db.cases[row.id(0), revision: revision] { return known }
        let subject = try Case(json: row.bytes(2))
        db.cases.remember(subject, revision: revision)
        return subject
    }
}
