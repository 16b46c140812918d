internal import CSQLite
internal import Domain

/// A prepared statement, finalized with its last reference; the cache of a ``Session`` holds one a text.
final class Statement {
    fileprivate let raw: OpaquePointer

    init(_ sql: String, on connection: borrowing Connection) throws(StoreError) {
        var handle: OpaquePointer?
        var sql = sql
        let code = sql.withUTF8 { text in
            text.withMemoryRebound(to: CChar.self) { bytes in
                sqlite3_prepare_v3(
                    connection.raw, bytes.baseAddress, Int32(bytes.count), UInt32(SQLITE_PREPARE_PERSISTENT), &handle,
                    nil)
            }
        }
        guard code == SQLITE_OK, let handle else { throw connection.error(code, in: sql) }
        raw = handle
    }

    deinit { sqlite3_finalize(raw) }

    /// A caller is between its first step and its reset.
    var isBusy: Bool { sqlite3_stmt_busy(raw) != 0 }

    func bind(_ values: [SQL.Value]) -> Int32 {
        var index: Int32 = 0
        for value in values {
            index += 1
            let code: Int32
            switch value {
            case .null: code = sqlite3_bind_null(raw, index)
            case .integer(let number): code = sqlite3_bind_int64(raw, index, number)
            case .text(var text):
                code = text.withUTF8 { utf8 in
                    utf8.withMemoryRebound(to: CChar.self) { bytes in
                        guard let base = bytes.baseAddress else { return csqlite_bind_text(raw, index, "", 0) }
                        return csqlite_bind_text(raw, index, base, Int32(clamping: bytes.count))
                    }
                }
            case .utf8(let bytes):
                code = bytes.withUnsafeBytes { bytes in
                    guard let base = bytes.baseAddress else { return csqlite_bind_text(raw, index, "", 0) }
                    return csqlite_bind_text(
                        raw, index, base.assumingMemoryBound(to: CChar.self), Int32(clamping: bytes.count))
                }
            case .bytes(let bytes):
                code = bytes.withUnsafeBytes { bytes in
                    guard let base = bytes.baseAddress, !bytes.isEmpty else {
                        return sqlite3_bind_zeroblob(raw, index, 0)
                    }
                    return csqlite_bind_blob(raw, index, base, Int32(clamping: bytes.count))
                }
            }
            guard code == SQLITE_OK else { return code }
        }
        return SQLITE_OK
    }

    /// `SQLITE_ROW`, `SQLITE_DONE` or what went wrong.
    func step() -> Int32 { sqlite3_step(raw) }

    /// Makes it ready for its next use and lets go of what was bound.
    func reset() {
        sqlite3_reset(raw)
        sqlite3_clear_bindings(raw)
    }

    var row: Row { Row(statement: self) }
}

/// The row on which a statement stands; valid inside the closure that it is given to.
struct Row {
    private let raw: OpaquePointer

    fileprivate init(statement: Statement) { raw = statement.raw }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(raw, column) == SQLITE_NULL }
    func int64(_ column: Int32) -> Int64 { sqlite3_column_int64(raw, column) }
    func int(_ column: Int32) -> Int { Int(sqlite3_column_int64(raw, column)) }
    func bool(_ column: Int32) -> Bool { sqlite3_column_int64(raw, column) != 0 }
    func timestamp(_ column: Int32) -> Timestamp { Timestamp(milliseconds: int64(column)) }
    func id<Subject>(_ column: Int32) -> ID<Subject> { ID(int64(column)) }

    func text(_ column: Int32) -> String {
        guard let start = sqlite3_column_text(raw, column) else { return "" }
        let count = Int(sqlite3_column_bytes(raw, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func bytes(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(raw, column) else { return [] }
        return [UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(raw, column))))
    }

    func optionalInt64(_ column: Int32) -> Int64? { isNull(column) ? nil : int64(column) }
    func optionalInt(_ column: Int32) -> Int? { isNull(column) ? nil : int(column) }
    func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }
    func optionalBytes(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : bytes(column) }
    func optionalTimestamp(_ column: Int32) -> Timestamp? { isNull(column) ? nil : timestamp(column) }
    func optionalID<Subject>(_ column: Int32) -> ID<Subject>? { isNull(column) ? nil : id(column) }

    func room(_ column: Int32) throws(StoreError) -> RoomKey {
        guard let account = AccountKey(text(column)) else { throw unreadable("a room key") }
        return RoomKey(adapter: account.adapter, id: account.id)
    }

    func account(_ column: Int32) throws(StoreError) -> AccountKey {
        guard let account = AccountKey(text(column)) else { throw unreadable("an account key") }
        return account
    }

    /// A column that holds one of an enumeration's raw values.
    func value<Value: RawRepresentable<String>>(_ column: Int32, _ type: Value.Type = Value.self) throws(StoreError)
        -> Value
    {
        guard let value = Value(rawValue: text(column)) else { throw unreadable("a \(type)") }
        return value
    }

    private func unreadable(_ what: String) -> StoreError {
        StoreError(code: .corrupt, message: "a column does not hold \(what)")
    }
}
