internal import CSQLite
internal import Cases
internal import Domain

/// A connection with its prepared statements and what one thread remembers of it. Used by that thread alone.
final class Session {
    let connection: Connection
    /// Pages in the write-ahead log after the last commit; 0 in a store without one.
    private(set) var logPages = 0
    /// Decoded cases by id, each with the revision of the row that it came from.
    var cases = CaseCache()
    /// Makes the random part of a delivery's id.
    let randomBits: @Sendable () -> UInt64
    private var statements: [String: Statement] = [:]

    init(
        path: String, access: Connection.Access,
        randomBits: @escaping @Sendable () -> UInt64 = { UInt64.random(in: 0...UInt64.max) }
    ) throws(StoreError) {
        self.randomBits = randomBits
        connection = try Connection(path: path, access: access)
    }

    deinit { statements = [:] }

    /// Runs a statement to its end; rows that it answers are passed over.
    func run(_ sql: SQL) throws(StoreError) {
        let statement = try ready(sql)
        defer { statement.reset() }
        var code = statement.step()
        while code == SQLITE_ROW { code = statement.step() }
        guard code == SQLITE_DONE else { throw connection.error(code, in: sql.text) }
    }

    /// Every row, through `make`.
    func rows<Value>(_ sql: SQL, _ make: (Row) throws -> Value) throws -> [Value] {
        let statement = try ready(sql)
        defer { statement.reset() }
        var values: [Value] = []
        while true {
            switch statement.step() {
            case SQLITE_ROW: values.append(try make(statement.row))
            case SQLITE_DONE: return values
            case let code: throw connection.error(code, in: sql.text)
            }
        }
    }

    /// The first row, through `make`; nil when there is none.
    ///
    /// A statement that writes is run to its end, as SQLite wants it for `RETURNING`.
    func row<Value>(_ sql: SQL, _ make: (Row) throws -> Value) throws -> Value? {
        let statement = try ready(sql)
        defer { statement.reset() }
        switch statement.step() {
        case SQLITE_ROW:
            let value = try make(statement.row)
            // With RETURNING all changes are made before the first row comes, so it is enough to stop here.
            return value
        case SQLITE_DONE: return nil
        case let code: throw connection.error(code, in: sql.text)
        }
    }

    func exists(_ sql: SQL) throws -> Bool { try row(sql) { _ in true } ?? false }

    /// Rows changed by the statement that ran last.
    var changes: Int { Int(sqlite3_changes64(connection.raw)) }

    /// Notes the log's size at every commit; the automatic checkpoint, which would run inside an unlucky commit, is off.
    func watchLog() {
        let me = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_wal_hook(
            connection.raw,
            { me, _, _, pages in
                // Unretained: the connection, and with it this hook, ends with the session.
                if let me { Unmanaged<Session>.fromOpaque(me).takeUnretainedValue().logPages = Int(pages) }
                return SQLITE_OK
            }, me)
    }

    enum Checkpoint { case passive, truncate }

    /// Moves the log, or what of it no reader needs, into the database.
    func checkpoint(_ mode: Checkpoint) throws(StoreError) {
        let code = sqlite3_wal_checkpoint_v2(
            connection.raw, nil, mode == .passive ? SQLITE_CHECKPOINT_PASSIVE : SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
        // Busy: somebody else moves it, or reads. It stays for the next time.
        guard code == SQLITE_OK || code & 0xFF == SQLITE_BUSY else { throw connection.error(code) }
    }

    private func ready(_ sql: SQL) throws(StoreError) -> Statement {
        let statement: Statement
        if let known = statements[sql.text], !known.isBusy {
            statement = known
        } else {
            statement = try Statement(sql.text, on: connection)
            if statements[sql.text] == nil {
                // Only filters make many texts, and those are few; a bound all the same.
                if statements.count >= 512 { statements.removeAll(keepingCapacity: true) }
                statements[sql.text] = statement
            }
        }
        let code = statement.bind(sql.values)
        guard code == SQLITE_OK else {
            statement.reset()
            throw connection.error(code, in: sql.text)
        }
        return statement
    }
}
