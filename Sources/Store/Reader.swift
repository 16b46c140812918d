internal import Threads

/// The connection of reads, on a thread of its own: a long listing holds up no message.
actor Reader {
    private let thread = OneThread(name: "store-read")
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }
    private var session: Session?

    init(path: String) throws(StoreError) {
        let session = try Session(path: path, access: .existing)
        try session.connection.run(
            script: "PRAGMA query_only = ON; PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY")
        self.session = session
    }

    func read<Value: Sendable>(_ body: @Sendable (Transaction) throws -> Value) throws -> Value {
        guard let session else { throw StoreError(code: .closed, message: "the store is closed") }
        return try session.reading(body)
    }

    func close() { session = nil }
}
