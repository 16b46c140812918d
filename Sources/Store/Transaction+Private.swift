public import Cases
public import Desk
public import Domain

/// A room of two on a homeserver.
public struct MatrixPrivateRoom: Hashable, Sendable {
    /// By the other's account.
    public let person: RoomKey
    /// `!…`; nil while it is being opened.
    public var room: String?
    public var standing: PrivateStanding

    public init(with person: RoomKey, room: String? = nil, standing: PrivateStanding = .unknown) {
        self.person = person
        self.room = room
        self.standing = standing
    }

    /// What is heard of the other's place in the room. They are asked in once: who has joined is not invited any more,
    /// and who has left stays away, in whatever order that is heard.
    public mutating func move(to next: PrivateStanding) {
        let order: [PrivateStanding] = [.unknown, .invited, .joined, .closed]
        if (order.firstIndex(of: next) ?? 0) > (order.firstIndex(of: standing) ?? 0) { standing = next }
    }
}

extension Transaction {
    public func privateRoom(with person: RoomKey) throws -> MatrixPrivateRoom? {
        try db.row("SELECT person, room, standing FROM matrix_private WHERE person = \(person)", Self.read)
    }

    /// The room of two that a homeserver's room is, or has taken the place of.
    public func privateRoom(in room: RoomKey) throws -> MatrixPrivateRoom? {
        for key in [room] + (try matrixRooms(replacedBy: room)) {
            let found = try db.row(
                """
                SELECT person, room, standing FROM matrix_private WHERE adapter = \(key.adapter) AND room = \(key.id)
                """, Self.read)
            if let found { return found }
        }
        return nil
    }

    /// All of an adapter's, in the order of the people's ids.
    public func privateRooms(of adapter: String) throws -> [MatrixPrivateRoom] {
        try db.rows(
            "SELECT person, room, standing FROM matrix_private WHERE adapter = \(adapter) ORDER BY person", Self.read)
    }

    public func save(_ room: MatrixPrivateRoom) throws {
        try db.run(
            """
            INSERT INTO matrix_private (person, adapter, room, standing)
            VALUES (\(room.person), \(room.person.adapter), \(room.room), \(room.standing.rawValue))
            ON CONFLICT (person) DO UPDATE SET room = excluded.room, standing = excluded.standing
            """)
    }

    private static func read(_ row: Row) throws -> MatrixPrivateRoom {
        MatrixPrivateRoom(with: try row.room(0), room: row.optionalText(1), standing: try row.value(2))
    }

    // MARK: For the desk

    public func privateStanding(in room: RoomKey) throws -> PrivateStanding {
        try privateRoom(with: room)?.standing ?? .unknown
    }

    public func hasSpoken(of subject: ID<Case>, in room: RoomKey) throws -> Bool {
        try db.exists(
            """
            SELECT 1 FROM message_case JOIN outbox
                ON outbox.adapter = message_case.adapter AND outbox.post = message_case.message
            WHERE message_case.case_id = \(subject) AND outbox.room = \(room) AND outbox.action = 'create'
            """)
    }
}
