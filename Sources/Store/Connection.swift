internal import CSQLite

/// One open database file, closed exactly once, by the compiler.
struct Connection: ~Copyable {
    enum Access {
        /// Makes the file when it is missing.
        case create
        case existing
    }

    let raw: OpaquePointer

    /// - Parameter path: of the file; `:memory:` for none.
    init(path: String, access: Access) throws(StoreError) {
        var handle: OpaquePointer?
        let mode = access == .create ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE
        // NOMUTEX: every connection is used by one thread at a time; its actor sees to that.
        let code = sqlite3_open_v2(path, &handle, mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard code == SQLITE_OK, let handle else {
            let error = handle.map { StoreError(code: StoreError.Code(code), message: Self.message(of: $0)) }
            sqlite3_close_v2(handle)
            throw error ?? StoreError(code: .cannotOpen, message: "no memory for a connection")
        }
        raw = handle
        sqlite3_busy_timeout(handle, 5000)
        csqlite_harden(handle)
    }

    deinit { sqlite3_close_v2(raw) }

    /// The error of the call that just returned `code`.
    borrowing func error(_ code: Int32, in sql: String = "") -> StoreError {
        StoreError(code: StoreError.Code(code), message: Self.message(of: raw), sql: sql)
    }

    /// Runs statements that take no values and whose rows nobody wants.
    borrowing func run(script: String) throws(StoreError) {
        let code = sqlite3_exec(raw, script, nil, nil, nil)
        guard code == SQLITE_OK else { throw error(code, in: script) }
    }

    private static func message(of handle: OpaquePointer) -> String {
        sqlite3_errmsg(handle).map { String(cString: $0) } ?? "unknown"
    }
}

extension StoreError.Code {
    /// - Parameter code: a result code of SQLite, extended or not.
    init(_ code: Int32) {
        switch code & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED: self = .busy
        case SQLITE_CONSTRAINT, SQLITE_TOOBIG, SQLITE_MISMATCH: self = .constraint
        case SQLITE_FULL: self = .full
        case SQLITE_CORRUPT: self = .corrupt
        case SQLITE_NOTADB: self = .foreign
        case SQLITE_IOERR, SQLITE_PROTOCOL: self = .inputOutput
        case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH: self = .readOnly
        case SQLITE_CANTOPEN: self = .cannotOpen
        default: self = .other(code)
        }
    }
}
