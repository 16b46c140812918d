public import Cases
public import Desk
public import Domain

extension Transaction {
    public func send(_ post: OutboundPost, about subject: ID<Case>?) throws {
        let action: String
        let target: String?
        switch post.action {
        case .create: (action, target) = ("create", nil)
        case .edit(let post, _): (action, target) = ("edit", post)
        case .reaction(_, let message): (action, target) = ("reaction", message)
        }
        let isSupervision = action == "create" && !post.isUrgent && Nudge.Kind(rawValue: post.kind) != nil
        try db.run(
            """
            INSERT INTO outbox (adapter, room, post, delivery, action, target, kind, supervision, case_id, body,
                at_ms, due_ms)
            VALUES (\(post.room.adapter), \(post.room), \(post.id), \(try newDeliveryID()), \(action), \(target),
                \(post.kind), \(isSupervision), \(subject), \(post.json), \(post.at), \(post.at))
            ON CONFLICT (adapter, post) DO NOTHING
            """)
    }

    /// `gb_` and 128 random bits: what a receiver knows the delivery by, on every attempt.
    private func newDeliveryID() throws -> String {
        let db = try db
        let words = [db.randomBits(), db.randomBits()].map { bits in
            let digits = String(bits, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        return "gb_" + words.joined()
    }

    public func post(_ key: MessageKey) throws -> (id: String, kind: String, subject: ID<Case>?)? {
        guard let found = try find(post: key) else { return nil }
        // An edit got an id of its own from the platform, but it is the edited post that people mean.
        if found.action == "edit", let target = found.target,
            let original = try find(post: MessageKey(adapter: key.adapter, id: target))
        {
            return (original.id, original.kind, original.subject)
        }
        return (found.id, found.kind, found.subject)
    }

    private typealias Found = (id: String, kind: String, subject: ID<Case>?, action: String, target: String?)

    private func find(post key: MessageKey) throws -> Found? {
        func found(_ row: Row) -> Found {
            (row.text(0), row.text(1), row.optionalID(2), row.text(3), row.optionalText(4))
        }
        let byID = try db.row(
            """
            SELECT post, kind, case_id, action, target FROM outbox
            WHERE adapter = \(key.adapter) AND post = \(key.id)
            """, found)
        if let byID { return byID }
        return try db.row(
            """
            SELECT post, kind, case_id, action, target FROM outbox
            WHERE adapter = \(key.adapter) AND platform = \(key.id) ORDER BY id LIMIT 1
            """, found)
    }

    public func newestPost(in room: RoomKey, kinds: [String]) throws -> (
        id: String, kind: String, subject: ID<Case>?
    )? {
        try db.row(
            """
            SELECT post, kind, case_id FROM outbox
            WHERE room = \(room) AND case_id IS NOT NULL AND action = 'create'
                AND kind IN \(list: kinds)
            ORDER BY id DESC LIMIT 1
            """
        ) { (id: $0.text(0), kind: $0.text(1), subject: $0.optionalID(2)) }
    }
}
