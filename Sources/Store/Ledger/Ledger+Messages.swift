public import Cases
public import Desk
public import Domain
internal import JSON

extension Transaction {
    private static let columns: SQL = """
        adapter, message, room, sender, sender_name, sender_is_bot, text, photos, photo_hashes, reply_to, thread,
        group_id, latitude_e6, longitude_e6, sent_ms, revision, photos_taken
        """

    public func message(_ key: MessageKey) throws -> KeptMessage? {
        try db.row(
            "SELECT \(Self.columns) FROM message WHERE adapter = \(key.adapter) AND message = \(key.id)",
            KeptMessage.init(row:))
    }

    /// Inserts or replaces. When the text goes, as after a recall, what else holds its words goes with it: the raw body
    /// and the reasons in the histories of its cases.
    public func keep(_ message: KeptMessage) throws {
        let key = message.key
        if message.text == nil,
            try db.exists(
                """
                SELECT 1 FROM message WHERE adapter = \(key.adapter) AND message = \(key.id) AND text IS NOT NULL
                """)
        {
            try eraseWords(of: key)
        }
        try db.run(
            """
            INSERT INTO message (\(Self.columns))
            VALUES (\(key.adapter), \(key.id), \(message.room), \(message.sender), \(message.senderName),
                \(message.senderIsBot), \(message.text), \(message.photos), \(message.photoHashes.json),
                \(message.replyTo), \(message.thread), \(message.groupID),
                \((message.location?.latitudeE6).map { Int64($0) }),
                \((message.location?.longitudeE6).map { Int64($0) }), \(message.sentAt), \(message.revision),
                \(message.photosTaken))
            ON CONFLICT (adapter, message) DO UPDATE SET
                room = excluded.room, sender = excluded.sender, sender_name = excluded.sender_name,
                sender_is_bot = excluded.sender_is_bot, text = excluded.text, photos = excluded.photos,
                photo_hashes = excluded.photo_hashes, reply_to = excluded.reply_to, thread = excluded.thread,
                group_id = excluded.group_id, latitude_e6 = excluded.latitude_e6,
                longitude_e6 = excluded.longitude_e6, sent_ms = excluded.sent_ms, revision = excluded.revision,
                photos_taken = excluded.photos_taken
            """)
    }

    private func eraseWords(of key: MessageKey) throws {
        try db.run(
            """
            UPDATE inbox SET body = NULL
            WHERE adapter = \(key.adapter) AND message = \(key.id) AND state <> 'waiting' AND body IS NOT NULL
            """)
        try db.run(
            """
            UPDATE event SET why = NULL
            WHERE message = \(key.id) AND why IS NOT NULL AND case_id IN (
                SELECT case_id FROM message_case WHERE adapter = \(key.adapter) AND message = \(key.id))
            """)
    }

    public func messages(of sender: AccountKey, in room: RoomKey, since: Timestamp) throws -> [KeptMessage] {
        try db.rows(
            """
            SELECT \(Self.columns) FROM message
            WHERE sender = \(sender) AND room = \(room) AND sent_ms >= \(since)
            ORDER BY sent_ms DESC, id DESC LIMIT 20
            """, KeptMessage.init(row:))
    }

    public func link(_ message: MessageKey, to subject: ID<Case>) throws {
        try db.run(
            """
            INSERT INTO message_case (adapter, message, case_id) VALUES (\(message.adapter), \(message.id), \(subject))
            ON CONFLICT DO NOTHING
            """)
    }

    public func cases(linkedTo message: MessageKey) throws -> [ID<Case>] {
        var found = try linked(message)
        if let post = try post(message) {
            if post.id != message.id {
                for id in try linked(MessageKey(adapter: message.adapter, id: post.id)) where !found.contains(id) {
                    found.append(id)
                }
            }
            if let subject = post.subject, !found.contains(subject) { found.append(subject) }
        }
        return found
    }

    private func linked(_ message: MessageKey) throws -> [ID<Case>] {
        try db.rows(
            """
            SELECT case_id FROM message_case WHERE adapter = \(message.adapter) AND message = \(message.id) ORDER BY id
            """
        ) { $0.id(0) }
    }

    /// The messages that are about a case, in the order they were linked: reports, answers, our own posts by their ids.
    public func messages(linkedTo subject: ID<Case>) throws -> [MessageKey] {
        try db.rows("SELECT adapter, message FROM message_case WHERE case_id = \(subject) ORDER BY id") {
            MessageKey(adapter: $0.text(0), id: $0.text(1))
        }
    }
}

extension KeptMessage {
    fileprivate init(row: Row) throws {
        var location: Coordinate?
        if let latitude = row.optionalInt64(12), let longitude = row.optionalInt64(13) {
            location = Coordinate(latitudeE6: Int32(clamping: latitude), longitudeE6: Int32(clamping: longitude))
        }
        self.init(
            key: MessageKey(adapter: row.text(0), id: row.text(1)), room: try row.room(2), sender: try row.account(3),
            senderName: row.optionalText(4), senderIsBot: row.bool(5), text: row.optionalText(6), photos: row.int(7),
            photoHashes: try [String?](json: row.bytes(8)), replyTo: row.optionalText(9), thread: row.optionalText(10),
            groupID: row.optionalText(11), location: location, sentAt: row.timestamp(14),
            revision: row.optionalInt64(15), photosTaken: row.bool(16))
    }
}

extension [String?] {
    var json: JSONText {
        if isEmpty { return JSONText(bytes: Array<UInt8>("[]".utf8)) }
        var writer = JSONWriter()
        writer.element(self)
        return JSONText(bytes: writer.bytes)
    }

    init(json bytes: [UInt8]) throws(StoreError) {
        if bytes.count == 2 {
            self = []
            return
        }
        do {
            self = try JSONReader.read(bytes).array?.map(\.string) ?? []
        } catch {
            throw StoreError(code: .corrupt, message: "a list of hashes is no JSON at \(error.position)")
        }
    }
}
