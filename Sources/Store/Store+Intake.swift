internal import Domain

extension Store {
    /// Keeps a delivery: it is on disk when this returns. Calls that wait at the same time share one commit.
    ///
    /// There is no delay to collect them: the writer commits as soon as it is free, with all who have come by then.
    /// - Throws: ``StoreError``; the delivery is then not kept, and must not be answered as if it were.
    public nonisolated func keep(_ delivery: Delivery) async throws -> Kept {
        while true {
            if intake.lead(delivery) { return try await keepLine() }
            let answer = await withCheckedContinuation { continuation in
                // The leader has gone meanwhile: ask for the lead again.
                if !intake.follow(delivery, continuation) { continuation.resume(returning: nil) }
            }
            if let answer { return try answer.get() }
        }
    }

    /// Commits everybody in the line and answers them.
    /// - Returns: the answer to the leader.
    private func keepLine() throws -> Kept {
        let line = intake.takeAll()
        var answers: [Result<Kept, any Error>]
        do {
            answers = try commit { tx in try line.map { .success(try tx.keep($0.delivery)) } }
        } catch let error as StoreError where error.code == .constraint && line.count > 1 {
            // One of them breaks a rule of the schema: it alone shall fail.
            answers = line.map { waiting in Result { try commit { try $0.keep(waiting.delivery) } } }
        } catch {
            answers = line.map { _ in .failure(error) }
        }
        noteKept(answers.count { if case .success(.accepted) = $0 { true } else { false } })
        for (waiting, answer) in zip(line, answers) { waiting.continuation?.resume(returning: answer) }
        tidy()
        return try answers[0].get()
    }
}

extension Transaction {
    /// Keeps one delivery as part of a larger piece of work.
    public func keep(_ delivery: Delivery) throws -> Kept {
        let inserted: Kept? = try db.row(
            """
            INSERT INTO inbox (adapter, key, kind, body_hash, body, message, room, sender, received_ms, state,
                error_code)
            VALUES (\(delivery.adapter), \(delivery.key), \(delivery.kind), \(delivery.bodyHash), \(delivery.body),
                \(delivery.messageID), \(delivery.room), \(delivery.sender), \(delivery.receivedAt),
                \(delivery.state.rawValue), \(delivery.errorCode))
            ON CONFLICT (adapter, key) DO NOTHING RETURNING id
            """
        ) { .accepted($0.id(0)) }
        if let inserted { return inserted }
        let earlier: Kept? = try db.row(
            "SELECT id, body_hash FROM inbox WHERE adapter = \(delivery.adapter) AND key = \(delivery.key)"
        ) { $0.bytes(1) == delivery.bodyHash ? .duplicate($0.id(0)) : .conflict }
        return earlier ?? .conflict
    }
}
