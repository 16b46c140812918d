public import Desk
public import Domain

extension Transaction {
    /// How many deliveries wait for a person.
    public func setAsideCount() throws -> Int {
        try db.row("SELECT count(*) FROM inbox WHERE state = 'aside'") { $0.int(0) } ?? 0
    }

    /// Ends the leases that an earlier process left behind. Only for whoever holds the folder's lock: nobody else can
    /// be sending or fetching then.
    public func endLeases(at now: Timestamp) throws {
        try db.run("UPDATE outbox SET lease_ms = 0 WHERE state = 'waiting' AND lease_ms > 0")
        // A photo's lease and its next attempt are one column: what waits for another attempt gets it sooner.
        try db.run("UPDATE attachment SET due_ms = \(now) WHERE state = 'waiting' AND tries > 0 AND due_ms > \(now)")
    }

    /// The last messages that were kept of a room, the newest first.
    public func newestMessages(in room: RoomKey, limit: Int) throws -> [KeptMessage] {
        let keys = try db.rows(
            "SELECT adapter, message FROM message WHERE room = \(room) ORDER BY id DESC LIMIT \(limit)"
        ) { MessageKey(adapter: $0.text(0), id: $0.text(1)) }
        return try keys.compactMap { try message($0) }
    }

    /// The last posts that were delivered to a room, the newest first.
    public func newestPosts(in room: RoomKey, limit: Int) throws -> [OutboundPost] {
        try db.rows(
            "SELECT body FROM outbox WHERE room = \(room) AND state = 'sent' ORDER BY id DESC LIMIT \(limit)"
        ) { try OutboundPost(json: $0.bytes(0)) }
    }
}
