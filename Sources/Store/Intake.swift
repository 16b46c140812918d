internal import Synchronization

/// Deliveries that wait for the writer: whoever finds the line empty leads, and commits for all who have joined until
/// the writer is free.
final class Intake: Sendable {
    struct Waiting: Sendable {
        let delivery: Delivery
        /// nil for the leader, who gets the answer from the call itself.
        let continuation: CheckedContinuation<Result<Kept, any Error>?, Never>?
    }

    private let line = Mutex<[Waiting]>([])

    /// Stands at the head of the line when nobody does.
    func lead(_ delivery: Delivery) -> Bool {
        line.withLock { line in
            guard line.isEmpty else { return false }
            line.append(Waiting(delivery: delivery, continuation: nil))
            return true
        }
    }

    /// Joins a line that has a leader.
    /// - Returns: false when there is none any more.
    func follow(_ delivery: Delivery, _ continuation: CheckedContinuation<Result<Kept, any Error>?, Never>) -> Bool {
        line.withLock { line in
            guard !line.isEmpty else { return false }
            line.append(Waiting(delivery: delivery, continuation: continuation))
            return true
        }
    }

    /// Everybody in the line, the leader first. Whoever comes now leads the next one.
    func takeAll() -> [Waiting] {
        line.withLock { line in
            defer { line = [] }
            return line
        }
    }
}
