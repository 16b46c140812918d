public import Desk

/// What a body given to ``Store/write(_:)`` or ``Store/read(_:)`` works with: everything in it happens together or not
/// at all.
///
/// Good until the body returns; used later it throws ``StoreError/Code/closed``. It never leaves its thread.
public final class Transaction {
    private let session: Session
    private var isOver = false

    init(_ session: Session) { self.session = session }

    /// The session, as long as the transaction is not over.
    var db: Session {
        get throws(StoreError) {
            if isOver { throw StoreError(code: .closed, message: "the transaction is over") }
            return session
        }
    }

    func end() { isOver = true }

    /// Runs a part that may fail alone: when it throws, its changes are undone and those before it stay.
    public func attempt<Value>(_ body: () throws -> Value) throws -> Value {
        let db = try db
        try db.connection.run(script: "SAVEPOINT attempt")
        do {
            let value = try body()
            try db.connection.run(script: "RELEASE attempt")
            return value
        } catch {
            db.cases.forgetAll()
            // A full disk or a lost file has undone the whole transaction already; its own error says so.
            try? db.connection.run(script: "ROLLBACK TO attempt; RELEASE attempt")
            throw error
        }
    }

    /// The next number of a series that starts at 1; numbers taken are never given again.
    func next(_ series: String) throws -> Int64 {
        try db.row(
            """
            INSERT INTO sequence (name, last) VALUES (\(series), 1)
            ON CONFLICT (name) DO UPDATE SET last = last + 1 RETURNING last
            """
        ) { $0.int64(0) } ?? 0
    }
}

/// The desk's port: each method beside what it works on, in `Ledger+….swift`.
extension Transaction: Ledger {}
