public import Desk

extension Transaction {
    /// Messages of people that belong to no case and still have their words, the newest first: what the bridge stayed
    /// silent about, for as long as `retention.messageDays` keeps it.
    public func looseMessages(limit: Int) throws -> [KeptMessage] {
        let keys = try db.rows(
            """
            SELECT adapter, message FROM message
            WHERE text IS NOT NULL AND sender_is_bot = 0 AND NOT EXISTS (
                SELECT 1 FROM message_case WHERE message_case.adapter = message.adapter
                    AND message_case.message = message.message)
            ORDER BY id DESC LIMIT \(limit)
            """
        ) { MessageKey(adapter: $0.text(0), id: $0.text(1)) }
        return try keys.compactMap { try message($0) }
    }
}
