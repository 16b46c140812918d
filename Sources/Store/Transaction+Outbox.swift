internal import Cases
public import Domain

extension Transaction {
    /// A claimed row that is neither marked nor given back is due again after this long, in seconds.
    private static let leaseSeconds: Int64 = 60

    private static let columns: SQL = """
        id, delivery, body, case_id, state, tries, due_ms, error_code, platform, target, adapter
        """

    /// Leases posts to be sent now, at most one of each room, so that a room reads them in the order they were made.
    ///
    /// A post that failed holds up its room until it is sent or parked; one that is held back from the start (its time
    /// is still to come) lets later ones pass. Edits and reactions wait until the post that they are about was sent,
    /// without holding up anything; of several waiting edits of a post only the newest is sent.
    /// - Parameters:
    ///   - limit: of rows.
    ///   - away: adapters whose platform is not there.
    public func claimDue(at now: Timestamp, limit: Int, exceptOf away: Set<String> = []) throws -> [OutgoingPost] {
        let db = try db
        var claimed: [OutgoingPost] = []
        for room in try db.rows(Self.waitingRooms, { $0.text(0) }) {
            if claimed.count == limit { break }
            guard try isOpen(room, away) else { continue }
            guard let id = try head(of: room, at: now) else { continue }
            let lease = now.advanced(by: .seconds(Self.leaseSeconds))
            try db.run("UPDATE outbox SET lease_ms = \(lease), tries = tries + 1 WHERE id = \(id)")
            do {
                if let row = try outgoing(id) { claimed.append(row) }
            } catch let error as StoreError where error.code == .corrupt {
                // One row that cannot be read must not silence the others.
                try park(id, code: "unreadable")
            }
        }
        return claimed
    }

    /// The rooms with waiting posts, each found by one step through the index, however many posts wait.
    private static let waitingRooms: SQL = """
        WITH RECURSIVE head (room) AS (
            SELECT min(room) FROM outbox WHERE state = 'waiting'
            UNION ALL
            SELECT (SELECT min(room) FROM outbox WHERE state = 'waiting' AND room > head.room)
            FROM head WHERE room IS NOT NULL)
        SELECT room FROM head WHERE room IS NOT NULL
        """

    /// Whether anything can be said in a room: its platform is there, and the bot is in it and may speak.
    private func isOpen(_ room: String, _ away: Set<String>) throws -> Bool {
        if !away.isEmpty, away.contains(String(room.prefix { $0 != ":" })) { return false }
        return try !db.exists(
            """
            SELECT 1 FROM matrix_room AS bound JOIN matrix_room AS current
                ON current.room = coalesce(bound.adapter || ':' || bound.successor, bound.room)
            WHERE bound.room = \(room) AND (current.membership <> 'joined' OR current.read_only = 1)
            """)
    }

    /// The post that is next in a room, if it may go now.
    private func head(of room: String, at now: Timestamp) throws -> ID<OutgoingPost>? {
        while let next = try first(of: room, at: now), next.due <= now {
            guard let target = next.edited,
                try db.exists(
                    """
                    SELECT 1 FROM outbox WHERE state = 'waiting' AND room = \(room) AND id > \(next.id)
                        AND action = 'edit' AND target = \(target) AND due_ms <= \(now)
                    """)
            else { return next.id }
            try drop(next.id, code: "superseded")
        }
        return nil
    }

    /// The post that is next in a room, when it may go, and the post that it edits.
    private func first(of room: String, at now: Timestamp) throws -> (
        id: ID<OutgoingPost>, due: Timestamp, edited: String?
    )? {
        try db.row(
            """
            SELECT id, max(due_ms, lease_ms), CASE action WHEN 'edit' THEN target END FROM outbox AS waiting
            WHERE state = 'waiting' AND room = \(room) AND (tries > 0 OR due_ms <= \(now))
                AND (target IS NULL OR NOT EXISTS (
                    SELECT 1 FROM outbox AS earlier WHERE earlier.adapter = waiting.adapter
                        AND earlier.post = waiting.target AND earlier.state <> 'sent'))
            ORDER BY id LIMIT 1
            """
        ) { (id: $0.id(0), due: $0.timestamp(1), edited: $0.optionalText(2)) }
    }

    /// When something can be claimed next, as far as is known now; nil when nothing waits that could go by itself.
    ///
    /// A room whose next post is being sent counts from the end of its lease.
    /// - Parameter away: adapters whose platform is not there.
    public func nextPostDue(after now: Timestamp, exceptOf away: Set<String> = []) throws -> Timestamp? {
        let db = try db
        var next = try db.row(
            "SELECT due_ms FROM outbox WHERE state = 'waiting' AND due_ms > \(now) ORDER BY due_ms LIMIT 1"
        ) { $0.timestamp(0) }
        for room in try db.rows(Self.waitingRooms, { $0.text(0) }) where try isOpen(room, away) {
            guard let due = try first(of: room, at: now)?.due else { continue }
            next = next.map { min($0, due) } ?? due
        }
        return next
    }

    /// New words for a post of a room that was replaced are a post of the new room: from here on they are what is meant
    /// by it, and the id that it had is theirs.
    /// - Parameter platformID: what the platform calls it, when it said so.
    public func markSent(_ id: ID<OutgoingPost>, platformID: String?, at now: Timestamp) throws {
        let db = try db
        let moved = try db.row(
            """
            SELECT earlier.id, earlier.platform, earlier.place, sent.room, sent.adapter, sent.target
            FROM outbox AS sent JOIN outbox AS earlier ON earlier.adapter = sent.adapter AND earlier.post = sent.target
            WHERE sent.id = \(id) AND sent.action = 'edit'
            """
        ) { row -> (card: ID<OutgoingPost>, platform: String?, place: String?)? in
            guard try isElsewhere(row.text(5), row.text(4), from: row.text(3), db) else { return nil }
            return (row.id(0), row.optionalText(1), row.optionalText(2))
        }
        try db.run(
            """
            UPDATE outbox SET state = 'sent', sent_ms = \(now), platform = coalesce(\(platformID), platform),
                place = (SELECT adapter || ':' || successor FROM matrix_room WHERE matrix_room.room = outbox.room),
                lease_ms = 0, error_code = NULL
            WHERE id = \(id)
            """)
        guard let moved = moved ?? nil, platformID != nil else { return }
        try db.run(
            """
            UPDATE outbox SET (platform, place) = (SELECT platform, place FROM outbox WHERE id = \(id))
            WHERE id = \(moved.card)
            """)
        try db.run("UPDATE outbox SET platform = \(moved.platform), place = \(moved.place) WHERE id = \(id)")
    }

    /// Whether a post or message is not in the room of the homeserver that its room of the tables is now: that was
    /// replaced since.
    /// - Parameters:
    ///   - meant: a post's or a message's id.
    ///   - room: the room of the tables.
    private func isElsewhere(_ meant: String, _ adapter: String, from room: String, _ db: Session) throws -> Bool {
        let successor = try db.row(
            "SELECT adapter || ':' || successor FROM matrix_room WHERE room = \(room)"
        ) { $0.optionalText(0) }
        guard let here = successor ?? nil else { return false }
        let there = try db.row(
            """
            SELECT coalesce(
                (SELECT coalesce(place, room) FROM outbox WHERE adapter = \(adapter) AND post = \(meant)),
                (SELECT room FROM inbox WHERE adapter = \(adapter) AND message = \(meant)))
            """
        ) { $0.optionalText(0) }
        return (there ?? nil).map { $0 != here } ?? false
    }

    /// Gives a claimed post back, to be tried again at a moment.
    /// - Parameter code: what went wrong, stable, for counting.
    public func retry(_ id: ID<OutgoingPost>, at due: Timestamp, code: String) throws {
        try db.run(
            """
            UPDATE outbox SET due_ms = \(due), lease_ms = 0, error_code = \(code)
            WHERE id = \(id) AND state = 'waiting'
            """)
    }

    /// Gives a claimed post back without counting the try, not before a moment. It keeps its place in the room: only a
    /// post that was never tried lets later ones pass.
    /// - Parameter code: why it waits, stable, for counting.
    public func postpone(_ id: ID<OutgoingPost>, until due: Timestamp, code: String) throws {
        try db.run(
            """
            UPDATE outbox SET due_ms = \(due), lease_ms = 0, tries = max(1, tries - 1), error_code = \(code)
            WHERE id = \(id) AND state = 'waiting'
            """)
    }

    /// Lets an adapter's posts that wait for their next try go at once: its platform is back.
    public func hurry(_ adapter: String, at now: Timestamp) throws {
        try db.run(
            """
            UPDATE outbox SET due_ms = \(now)
            WHERE adapter = \(adapter) AND state = 'waiting' AND tries > 0 AND due_ms > \(now)
            """)
    }

    /// Gives a claimed post back as if untried, when the bridge stops: its attempt may have been cut off.
    public func release(_ id: ID<OutgoingPost>) throws {
        try db.run(
            """
            UPDATE outbox SET lease_ms = 0, tries = max(0, tries - 1), error_code = 'stopped'
            WHERE id = \(id) AND state = 'waiting'
            """)
    }

    /// Gives a post up until a person says ``resend(_:at:)``; its room goes on.
    public func park(_ id: ID<OutgoingPost>, code: String) throws {
        try db.run("UPDATE outbox SET state = 'parked', lease_ms = 0, error_code = \(code) WHERE id = \(id)")
    }

    /// Decides that a post is never sent, and with it what was to follow on it.
    public func drop(_ id: ID<OutgoingPost>, code: String) throws {
        let db = try db
        try db.run("UPDATE outbox SET state = 'dropped', lease_ms = 0, error_code = \(code) WHERE id = \(id)")
        try db.run(
            """
            UPDATE outbox SET state = 'dropped', lease_ms = 0, error_code = \(code)
            WHERE state = 'waiting' AND (room, target) = (SELECT room, post FROM outbox WHERE id = \(id))
            """)
    }

    /// Lets a parked post be tried again, under the same delivery id.
    /// - Throws: ``StoreError/Code/unknownRow`` when none of that id is parked.
    public func resend(_ id: ID<OutgoingPost>, at now: Timestamp) throws {
        let db = try db
        try db.run(
            """
            UPDATE outbox SET state = 'waiting', due_ms = \(now), lease_ms = 0, tries = 0 WHERE id = \(id)
                AND state = 'parked'
            """)
        if db.changes == 0 { throw StoreError(code: .unknownRow, message: "no post of that id is parked") }
    }

    /// Posts in the order they were made.
    /// - Parameters:
    ///   - state: nil for all.
    ///   - after: the last one of the page before.
    public func outbox(_ state: OutgoingPost.State?, limit: Int = 100, after: ID<OutgoingPost>? = nil) throws
        -> [OutgoingPost]
    {
        let db = try db
        let condition: SQL = if let state { "state = \(state.rawValue)" } else { "TRUE" }
        return try db.rows(
            """
            SELECT \(Self.columns) FROM outbox WHERE \(condition) AND id > \(after ?? ID(0)) ORDER BY id LIMIT \(limit)
            """
        ) { try self.outgoing($0, db) }
    }

    public func outgoing(_ id: ID<OutgoingPost>) throws -> OutgoingPost? {
        let db = try db
        return try db.row("SELECT \(Self.columns) FROM outbox WHERE id = \(id)") { try self.outgoing($0, db) }
    }

    /// How many posts are in each state; a state without any is left out.
    public func outboxCounts() throws -> [OutgoingPost.State: Int] {
        let rows = try db.rows("SELECT state, count(*) FROM outbox GROUP BY state") { row in
            (try row.value(0, OutgoingPost.State.self), row.int(1))
        }
        return Dictionary(rows, uniquingKeysWith: +)
    }

    private func outgoing(_ row: Row, _ db: Session) throws -> OutgoingPost {
        let adapter = row.text(10)
        let post = try OutboundPost(json: row.bytes(2))
        func isElsewhere(_ meant: String) throws -> Bool {
            try self.isElsewhere(meant, adapter, from: "\(post.room)", db)
        }
        let target = row.optionalText(9)
        return OutgoingPost(
            id: row.id(0), delivery: row.text(1), post: post, subject: row.optionalID(3), state: try row.value(4),
            tries: row.int(5), dueAt: row.timestamp(6), errorCode: row.optionalText(7),
            platformID: row.optionalText(8),
            targetPlatformID: try target.map { try platformID(of: $0, adapter, db) },
            isTargetElsewhere: try target.map(isElsewhere) ?? false,
            replyPlatformID: try post.replyTo.flatMap {
                try isElsewhere($0) ? nil : try platformID(of: $0, adapter, db)
            })
    }

    private func platformID(of post: String, _ adapter: String, _ db: Session) throws -> String {
        try db.row(
            """
            SELECT platform FROM outbox WHERE adapter = \(adapter) AND post = \(post) AND platform IS NOT NULL
            """
        ) { $0.text(0) } ?? post
    }
}
