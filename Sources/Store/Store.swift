internal import Threads

/// The ledger on disk: one SQLite file with one writer on a thread of its own.
///
/// ```swift
/// let store = try Store(path: "data/gridbridge.sqlite")
/// let number = try await store.write { tx in … }
/// ```
/// A write is one transaction, its body synchronous; whatever waits for the writer meanwhile shares the next commit.
/// Reads have a second connection and never wait for a writer. Nothing of SQLite shows in the interface.
public actor Store {
    private let thread = OneThread(name: "store")
    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// nil after ``close()``.
    var session: Session?
    /// The file; nil for a store in memory.
    let path: String?
    let reader: Reader?
    let checkpointer: Checkpointer?
    let intake = Intake()
    private var commits = 0
    private var kept = 0

    /// Opens the store, makes the file when there is none and brings an older one to the newest version.
    /// - Parameters:
    ///   - path: of the file; its folder must be there.
    ///   - randomBits: where the ids of deliveries come from.
    /// - Throws: ``StoreError``; `.newer` when a newer program wrote the file, `.foreign` when it is something else.
    public init(
        path: String, randomBits: @escaping @Sendable () -> UInt64 = { UInt64.random(in: 0...UInt64.max) }
    ) throws {
        let session = try Session(path: path, access: .create, randomBits: randomBits)
        try session.connection.run(
            script: """
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA foreign_keys = ON;
                PRAGMA cache_size = -16384;
                PRAGMA temp_store = MEMORY;
                PRAGMA journal_size_limit = 67108864;
                """)
        try Schema.migrate(session)
        session.watchLog()
        self.session = session
        self.path = path
        reader = try Reader(path: path)
        checkpointer = try Checkpointer(path: path)
    }

    /// Opens a store that is there already, for reading alone: makes nothing, changes nothing, upgrades nothing. What
    /// is written throws ``StoreError/Code/readOnly``.
    /// - Throws: ``StoreError``; `.cannotOpen` when there is none, `.older` or `.newer` when it is of another version.
    public init(reading path: String) throws {
        let session = try Session(path: path, access: .existing)
        try session.connection.run(script: "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY")
        try Schema.check(session)
        self.session = session
        self.path = path
        reader = nil
        checkpointer = nil
    }

    private init(memory randomBits: @escaping @Sendable () -> UInt64) throws {
        let session = try Session(path: ":memory:", access: .create, randomBits: randomBits)
        try session.connection.run(script: "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY")
        try Schema.migrate(session)
        self.session = session
        path = nil
        reader = nil
        checkpointer = nil
    }

    /// A store without a file, gone with its last reference: for replays and tests. The same code in everything else.
    public static func inMemory(
        randomBits: @escaping @Sendable () -> UInt64 = { UInt64.random(in: 0...UInt64.max) }
    ) throws -> Store {
        try Store(memory: randomBits)
    }

    /// Runs the body in a transaction: what it did is on disk when this returns, or undone when it throws.
    public func write<Value: Sendable>(_ body: @Sendable (Transaction) throws -> Value) throws -> Value {
        let value = try commit(body)
        tidy()
        return value
    }

    /// Runs the body over one consistent state that no writer changes under it. The body must not write.
    public nonisolated func read<Value: Sendable>(
        _ body: @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        if let reader { return try await reader.read(body) }
        return try await readHere(body)
    }

    private func readHere<Value: Sendable>(_ body: @Sendable (Transaction) throws -> Value) throws -> Value {
        try open().reading(body)
    }

    /// Ends everything: later calls throw ``StoreError/Code/closed``. The log is moved into the file and emptied.
    public func close() async throws {
        await reader?.close()
        checkpointer?.stop()
        guard let session else { return }
        if checkpointer != nil { try session.checkpoint(.truncate) }
        self.session = nil
    }

    /// How much was committed since the store was opened: `kept` deliveries in `commits` transactions of all kinds.
    public var figures: (commits: Int, kept: Int) { (commits, kept) }

    // MARK: For the parts of the store

    func open() throws(StoreError) -> Session {
        guard let session else { throw StoreError(code: .closed, message: "the store is closed") }
        return session
    }

    func commit<Value>(_ body: (Transaction) throws -> Value) throws -> Value {
        let value = try open().writing(body)
        commits += 1
        return value
    }

    func noteKept(_ count: Int) { kept += count }

    /// What may be done after a commit, when nobody waits for it any more.
    func tidy() {
        guard let checkpointer, let session, session.logPages >= Checkpointer.pages else { return }
        if checkpointer.hasPassed() {
            // Under steady load the other connection never catches up with the end of the log, and only a log that
            // is moved to its end starts over. What came while it passed is little: move that here.
            try? session.checkpoint(.passive)
        } else {
            checkpointer.wake()
        }
    }
}

extension Session {
    func writing<Value>(_ body: (Transaction) throws -> Value) throws -> Value {
        let transaction = Transaction(self)
        defer { transaction.end() }
        try connection.run(script: "BEGIN IMMEDIATE")
        do {
            let value = try body(transaction)
            try connection.run(script: "COMMIT")
            return value
        } catch {
            cases.forgetAll()
            // A full disk has rolled back by itself; then this fails, and rightly.
            try? connection.run(script: "ROLLBACK")
            throw error
        }
    }

    func reading<Value>(_ body: (Transaction) throws -> Value) throws -> Value {
        let transaction = Transaction(self)
        defer { transaction.end() }
        try connection.run(script: "BEGIN DEFERRED")
        defer { try? connection.run(script: "ROLLBACK") }
        return try body(transaction)
    }
}
