public import Domain

extension Transaction {
    // MARK: Rooms

    private static let columns: SQL = """
        room, name, membership, since_ms, inviter, checked, encrypted, read_only, unreadable, successor, complete_event, tombstone
        """

    public func matrixRoom(_ key: RoomKey) throws -> MatrixRoom? {
        try db.row("SELECT \(Self.columns) FROM matrix_room WHERE room = \(key)", MatrixRoom.init(row:))
    }

    /// All of an adapter's, in the order of their ids.
    public func matrixRooms(of adapter: String) throws -> [MatrixRoom] {
        try db.rows(
            "SELECT \(Self.columns) FROM matrix_room WHERE adapter = \(adapter) ORDER BY room",
            MatrixRoom.init(row:))
    }

    public func save(_ room: MatrixRoom) throws {
        try db.run(
            """
            INSERT INTO matrix_room (room, adapter, name, membership, since_ms, inviter, checked, encrypted, read_only,
                unreadable, successor, complete_event, tombstone)
            VALUES (\(room.key), \(room.key.adapter), \(room.name), \(room.membership.rawValue), \(room.since),
                \(room.inviter), \(room.isChecked), \(room.isEncrypted), \(room.isReadOnly), \(room.unreadable),
                \(room.successor), \(room.completeEvent), \(room.tombstone))
            ON CONFLICT (room) DO UPDATE SET name = excluded.name, membership = excluded.membership,
                since_ms = excluded.since_ms, inviter = excluded.inviter, checked = excluded.checked,
                encrypted = excluded.encrypted, read_only = excluded.read_only, unreadable = excluded.unreadable,
                successor = excluded.successor, complete_event = excluded.complete_event,
                tombstone = excluded.tombstone
            """)
    }

    /// The room that now stands for one: itself, or what replaced it.
    public func currentMatrixRoom(of key: RoomKey) throws -> RoomKey {
        let successor = try db.row("SELECT successor FROM matrix_room WHERE room = \(key)") { $0.optionalText(0) }
        return (successor ?? nil).map { RoomKey(adapter: key.adapter, id: $0) } ?? key
    }

    /// The rooms that a room has replaced.
    public func matrixRooms(replacedBy key: RoomKey) throws -> [RoomKey] {
        try db.rows(
            """
            SELECT room FROM matrix_room WHERE successor = \(key.id) AND adapter = \(key.adapter) ORDER BY room
            """
        ) { try $0.room(0) }
    }

    /// Says that a room has taken another's place, and that of all rooms before it.
    public func replaceMatrixRoom(_ old: RoomKey, by new: RoomKey) throws {
        try db.run(
            """
            UPDATE matrix_room SET successor = \(new.id)
            WHERE adapter = \(old.adapter) AND room <> \(new) AND (room = \(old) OR successor = \(old.id))
            """)
    }

    // MARK: Early events

    /// Keeps an event that is about a message that is not here, until that comes or ``dropEarlyEvents(before:)``.
    public func keepEarly(
        _ event: String, about target: String, adapter: String, body: [UInt8], at now: Timestamp
    ) throws {
        try db.run(
            """
            INSERT INTO early_event (adapter, event, target, body, at_ms)
            VALUES (\(adapter), \(event), \(target), \(body), \(now)) ON CONFLICT (adapter, event) DO NOTHING
            """)
    }

    /// Takes out the events that came before a message, in the order they came.
    public func takeEarlyEvents(about target: String, adapter: String) throws -> [[UInt8]] {
        try db.rows(
            "DELETE FROM early_event WHERE adapter = \(adapter) AND target = \(target) RETURNING id, body"
        ) { (id: $0.int64(0), body: $0.bytes(1)) }.sorted { $0.id < $1.id }.map(\.body)
    }

    public func dropEarlyEvents(before limit: Timestamp) throws {
        try db.run("DELETE FROM early_event WHERE at_ms < \(limit)")
    }

    // MARK: Photos on the homeserver

    /// `mxc://…` of a photo that was handed over before.
    public func matrixUpload(of sha256: String, adapter: String) throws -> String? {
        try db.row("SELECT uri FROM matrix_upload WHERE adapter = \(adapter) AND sha256 = \(sha256)") { $0.text(0) }
    }

    public func saveMatrixUpload(_ uri: String, of sha256: String, adapter: String) throws {
        try db.run(
            """
            INSERT INTO matrix_upload (adapter, sha256, uri) VALUES (\(adapter), \(sha256), \(uri))
            ON CONFLICT (adapter, sha256) DO UPDATE SET uri = excluded.uri
            """)
    }
}

extension MatrixRoom {
    fileprivate init(row: Row) throws {
        self.init(
            key: try row.room(0), name: row.optionalText(1), membership: try row.value(2), since: row.timestamp(3))
        inviter = row.optionalText(4)
        isChecked = row.bool(5)
        isEncrypted = row.bool(6)
        isReadOnly = row.bool(7)
        unreadable = row.int(8)
        successor = row.optionalText(9)
        completeEvent = row.optionalText(10)
        tombstone = row.optionalText(11)
    }
}
