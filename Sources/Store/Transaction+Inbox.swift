public import Domain

extension Transaction {
    /// How often the handling of a delivery, or the work of a timer, may fail before it is set aside.
    static let mostTries = 3

    private static let columns: SQL = """
        id, adapter, key, kind, body, message, room, sender, received_ms, state, tries, error_code, error
        """

    /// Deliveries that wait to be handled, in the order they came, which is also the order within each room.
    public func nextWaiting(limit: Int = 1) throws -> [KeptDelivery] {
        try db.rows(
            "SELECT \(Self.columns) FROM inbox WHERE state = 'waiting' ORDER BY id LIMIT \(limit)",
            KeptDelivery.init(row:))
    }

    public func delivery(_ id: ID<Delivery>) throws -> KeptDelivery? {
        try db.row("SELECT \(Self.columns) FROM inbox WHERE id = \(id)", KeptDelivery.init(row:))
    }

    /// The kind of the delivery that came under a key; nil when none did.
    public func deliveryKind(of key: String, adapter: String) throws -> String? {
        try db.row("SELECT kind FROM inbox WHERE adapter = \(adapter) AND key = \(key)") { $0.text(0) }
    }

    public func waitingCount() throws -> Int {
        try db.row("SELECT count(*) FROM inbox WHERE state = 'waiting'") { $0.int(0) } ?? 0
    }

    /// To be called in the transaction that does the delivery's work.
    public func markHandled(_ id: ID<Delivery>, at now: Timestamp) throws {
        try db.run(
            """
            UPDATE inbox SET state = 'handled', handled_ms = \(now), error_code = NULL, error = NULL WHERE id = \(id)
            """)
    }

    /// Notes a try before it is made, in a transaction of its own: after a crash this tells the delivery that kills
    /// the process from those that merely stood behind it.
    /// - Returns: how many tries there were with this one; the delivery is set aside once there were more than three.
    public func noteTry(_ id: ID<Delivery>) throws -> Int {
        let tries =
            try db.row("UPDATE inbox SET tries = tries + 1 WHERE id = \(id) RETURNING tries") { $0.int(0) } ?? 0
        if tries > Self.mostTries {
            try setAside(id, code: "crash", error: "the process ended three times while handling it")
        }
        return tries
    }

    /// Notes that handling failed and was undone. The third time sets the delivery aside.
    /// - Parameters:
    ///   - code: stable, for counting.
    ///   - error: for the operator; no words of people.
    /// - Returns: whether it is set aside now.
    public func noteFailure(of id: ID<Delivery>, code: String, error: String) throws -> Bool {
        try db.row(
            """
            UPDATE inbox SET tries = tries + 1, error_code = \(code), error = \(error),
                state = CASE WHEN tries + 1 >= \(Self.mostTries) THEN 'aside' ELSE state END
            WHERE id = \(id) AND state = 'waiting' RETURNING state = 'aside'
            """
        ) { $0.bool(0) } ?? false
    }

    /// Puts a delivery where the operator sees it, and lets the next one go on.
    public func setAside(_ id: ID<Delivery>, code: String, error: String) throws {
        try db.run("UPDATE inbox SET state = 'aside', error_code = \(code), error = \(error) WHERE id = \(id)")
    }

    /// Deliveries that were set aside, the oldest first.
    /// - Parameter after: the last one of the page before.
    public func listSetAside(limit: Int = 100, after: ID<Delivery>? = nil) throws -> [KeptDelivery] {
        try db.rows(
            """
            SELECT \(Self.columns) FROM inbox WHERE state = 'aside' AND id > \(after ?? ID(0))
            ORDER BY id LIMIT \(limit)
            """, KeptDelivery.init(row:))
    }

    /// Lets a delivery that was set aside wait again, with fresh tries.
    /// - Throws: ``StoreError/Code/unknownRow`` when there is none, or its body was erased.
    public func requeue(_ id: ID<Delivery>) throws {
        let db = try db
        try db.run(
            """
            UPDATE inbox SET state = 'waiting', tries = 0, error_code = NULL, error = NULL
            WHERE id = \(id) AND state = 'aside' AND body IS NOT NULL
            """)
        if db.changes == 0 {
            throw StoreError(code: .unknownRow, message: "no delivery of that id is set aside")
        }
    }

    // MARK: Whether the last run ended well

    /// Notes that a bridge works on this store.
    /// - Returns: true when the last one did not say that it ended: it was killed, or lost its power.
    public func markRunning() throws -> Bool {
        let crashed = try setting("running") != nil
        try setSetting("running", "1")
        return crashed
    }

    public func markStopped() throws { try setSetting("running", nil) }

    // MARK: Seen, but in no table

    /// Notes a room that wrote and is not in the tables.
    public func noteSeen(room: RoomKey, name: String?, at now: Timestamp) throws {
        try db.run(
            """
            INSERT INTO room_seen (room, name, first_ms, last_ms, count) VALUES (\(room), \(name), \(now), \(now), 1)
            ON CONFLICT (room) DO UPDATE SET name = coalesce(excluded.name, name),
                last_ms = max(last_ms, excluded.last_ms), count = count + 1
            """)
    }

    /// Notes a person who wrote and is not in the tables, with the room of the last time.
    public func noteSeen(sender: AccountKey, name: String?, in room: RoomKey?, at now: Timestamp) throws {
        try db.run(
            """
            INSERT INTO sender_seen (account, name, room, first_ms, last_ms, count)
            VALUES (\(sender), \(name), \(room), \(now), \(now), 1)
            ON CONFLICT (account) DO UPDATE SET name = coalesce(excluded.name, name),
                room = coalesce(excluded.room, room), last_ms = max(last_ms, excluded.last_ms), count = count + 1
            """)
    }

    /// Rooms noted by ``noteSeen(room:name:at:)``, those that wrote last first.
    public func seenRooms(limit: Int = 1000) throws -> [SeenRoom] {
        try db.rows(
            """
            SELECT room, name, first_ms, last_ms, count FROM room_seen ORDER BY last_ms DESC, room LIMIT \(limit)
            """
        ) { row in
            SeenRoom(
                key: try row.room(0), name: row.optionalText(1), first: row.timestamp(2), last: row.timestamp(3),
                count: row.int(4))
        }
    }

    /// People noted by ``noteSeen(sender:name:in:at:)``, those that wrote last first.
    public func seenSenders(limit: Int = 1000) throws -> [SeenSender] {
        try db.rows(
            """
            SELECT account, name, room, first_ms, last_ms, count FROM sender_seen
            ORDER BY last_ms DESC, account LIMIT \(limit)
            """
        ) { row in
            SeenSender(
                key: try row.account(0), name: row.optionalText(1), room: row.isNull(2) ? nil : try row.room(2),
                first: row.timestamp(3), last: row.timestamp(4), count: row.int(5))
        }
    }

    /// Forgets rooms and people that the tables know by now.
    public func forgetSeen(rooms: [RoomKey], senders: [AccountKey]) throws {
        for room in rooms { try db.run("DELETE FROM room_seen WHERE room = \(room)") }
        for sender in senders { try db.run("DELETE FROM sender_seen WHERE account = \(sender)") }
    }
}

/// A room that wrote and is not in the tables: ready to become a row of `rooms.csv`.
public struct SeenRoom: Hashable, Sendable {
    public var key: RoomKey
    public var name: String?
    public var first: Timestamp
    public var last: Timestamp
    public var count: Int

    public init(key: RoomKey, name: String?, first: Timestamp, last: Timestamp, count: Int) {
        self.key = key
        self.name = name
        self.first = first
        self.last = last
        self.count = count
    }
}

/// A person who wrote and is not in the tables: ready to become a row of `people.csv`.
public struct SeenSender: Hashable, Sendable {
    public var key: AccountKey
    public var name: String?
    public var room: RoomKey?
    public var first: Timestamp
    public var last: Timestamp
    public var count: Int

    public init(key: AccountKey, name: String?, room: RoomKey?, first: Timestamp, last: Timestamp, count: Int) {
        self.key = key
        self.name = name
        self.room = room
        self.first = first
        self.last = last
        self.count = count
    }
}

extension KeptDelivery {
    fileprivate init(row: Row) throws {
        self.init(
            id: row.id(0), adapter: row.text(1), key: row.text(2), kind: row.text(3), body: row.bytes(4),
            messageID: row.optionalText(5), room: row.isNull(6) ? nil : try row.room(6),
            sender: row.isNull(7) ? nil : try row.account(7), receivedAt: row.timestamp(8), state: try row.value(9),
            tries: row.int(10), errorCode: row.optionalText(11), error: row.optionalText(12))
    }
}
