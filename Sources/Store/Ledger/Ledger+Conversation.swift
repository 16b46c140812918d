public import Cases
public import Desk
public import Domain

extension Transaction {
    // MARK: Half reports

    /// The oldest first.
    public func candidates(of sender: AccountKey, in room: RoomKey) throws -> [Candidate] {
        try db.rows("SELECT snapshot FROM candidate WHERE sender = \(sender) AND room = \(room) ORDER BY id") {
            try Candidate(json: $0.bytes(0))
        }
    }

    public func candidate(_ id: ID<Candidate>) throws -> Candidate? {
        try db.row("SELECT snapshot FROM candidate WHERE id = \(id)") { try Candidate(json: $0.bytes(0)) }
    }

    public func newCandidateID() throws -> ID<Candidate> { ID(try next("candidate")) }

    public func save(_ candidate: Candidate) throws {
        try db.run(
            """
            INSERT INTO candidate (id, room, sender, since_ms, snapshot)
            VALUES (\(candidate.id), \(candidate.room), \(candidate.sender), \(candidate.since), \(candidate.json))
            ON CONFLICT (id) DO UPDATE SET room = excluded.room, sender = excluded.sender,
                since_ms = excluded.since_ms, snapshot = excluded.snapshot
            """)
    }

    public func remove(_ id: ID<Candidate>) throws { try db.run("DELETE FROM candidate WHERE id = \(id)") }

    // MARK: Questions

    public func questions(in room: RoomKey) throws -> [Question] {
        try db.rows("SELECT snapshot FROM question WHERE room = \(room) AND open = 1 ORDER BY id DESC") {
            try Question(json: $0.bytes(0))
        }
    }

    public func question(_ id: ID<Question>) throws -> Question? {
        try db.row("SELECT snapshot FROM question WHERE id = \(id)") { try Question(json: $0.bytes(0)) }
    }

    public func question(askedBy post: MessageKey) throws -> Question? {
        // A quote names our post by the id that the platform gave it.
        let id = try self.post(post)?.id ?? post.id
        return try db.row(
            """
            SELECT snapshot FROM question WHERE adapter = \(post.adapter) AND post = \(id) ORDER BY id DESC LIMIT 1
            """
        ) { try Question(json: $0.bytes(0)) }
    }

    public func newQuestionID() throws -> ID<Question> { ID(try next("question")) }

    public func save(_ question: Question) throws {
        try db.run(
            """
            INSERT INTO question (id, room, adapter, post, open, asked_ms, snapshot)
            VALUES (\(question.id), \(question.room), \(question.room.adapter), \(question.post), \(question.isOpen),
                \(question.askedAt), \(question.json))
            ON CONFLICT (id) DO UPDATE SET room = excluded.room, adapter = excluded.adapter, post = excluded.post,
                open = excluded.open, asked_ms = excluded.asked_ms, snapshot = excluded.snapshot
            """)
    }

    // MARK: Supervision that waits to be said

    public func save(_ nudge: Nudge) throws {
        try db.run(
            """
            INSERT INTO nudge (case_id, kind, step, room, unit, at_ms)
            VALUES (\(nudge.subject), \(nudge.kind.rawValue), \(nudge.step), \(nudge.room), \(nudge.bundle),
                \(nudge.at))
            """)
    }

    public func nudges(in room: RoomKey, bundle: String?) throws -> [Nudge] {
        try db.rows(
            """
            SELECT case_id, kind, step, room, unit, at_ms FROM nudge
            WHERE room = \(room) AND (\(bundle) IS NULL OR unit = \(bundle)) ORDER BY id
            """
        ) { row in
            Nudge(
                subject: row.id(0), kind: try row.value(1), step: row.text(2), room: try row.room(3),
                bundle: row.text(4), at: row.timestamp(5))
        }
    }

    public func removeNudges(of subject: ID<Case>) throws {
        try db.run("DELETE FROM nudge WHERE case_id = \(subject)")
    }

    public func removeNudges(in room: RoomKey, bundle: String?) throws {
        try db.run("DELETE FROM nudge WHERE room = \(room) AND (\(bundle) IS NULL OR unit = \(bundle))")
    }

    public func supervisionPosts(in room: RoomKey, since: Timestamp) throws -> Int {
        try db.row(
            "SELECT count(*) FROM outbox WHERE supervision = 1 AND room = \(room) AND at_ms >= \(since)"
        ) { $0.int(0) } ?? 0
    }

    // MARK: Cards

    public func give(_ card: Card) throws {
        try db.run(
            """
            INSERT INTO card (case_id, unit, colour, at_ms)
            VALUES (\(card.subject), \(card.unit), \(card.colour.rawValue), \(card.at))
            """)
    }

    public func cards(ofUnit code: String, _ colour: LadderStep.Card, since: Timestamp) throws -> [Card] {
        try db.rows(
            """
            SELECT case_id, at_ms FROM card
            WHERE unit = \(code) AND at_ms >= \(since) AND removed_ms IS NULL AND colour = \(colour.rawValue)
            ORDER BY at_ms, id
            """
        ) { Card(subject: $0.id(0), unit: code, colour: colour, at: $0.timestamp(1)) }
    }

    public func removeCards(of subject: ID<Case>, at now: Timestamp) throws {
        try db.run("UPDATE card SET removed_ms = \(now) WHERE case_id = \(subject) AND removed_ms IS NULL")
    }

    // MARK: Rooms

    public func isMuted(_ room: RoomKey) throws -> Bool {
        try db.row("SELECT muted FROM room_state WHERE room = \(room)") { $0.bool(0) } ?? false
    }

    public func setMuted(_ room: RoomKey, _ muted: Bool) throws {
        try db.run(
            """
            INSERT INTO room_state (room, muted) VALUES (\(room), \(muted))
            ON CONFLICT (room) DO UPDATE SET muted = excluded.muted
            """)
    }
}
