import Foundation
import Synchronization

/// Tells those who wait for something of a test's own that it has changed.
public final class Changes: Sendable {
    private let waiting = Mutex<[UUID: AsyncStream<Void>.Continuation]>([:])

    public init() {}

    /// Has every condition that is waited for asked anew.
    public func announce() {
        for continuation in waiting.withLock({ Array($0.values) }) { continuation.yield() }
    }

    /// Waits until a condition gives a value; it is asked at once, and anew with every change.
    /// - Returns: nil when the time is up, or the task is cancelled.
    public func wait<Value>(within limit: Duration? = nil, until condition: () -> Value?) async -> Value? {
        let (changes, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let id = UUID()
        waiting.withLock { $0[id] = continuation }
        continuation.yield()
        let deadline = limit.map { limit in
            Task {
                // The limit: whoever waits is woken by a change, and by this only when none came.
                try await Task.sleep(for: limit)
                continuation.finish()
            }
        }
        defer {
            deadline?.cancel()
            waiting.withLock { $0[id] = nil }
        }
        for await _ in changes {
            if let value = condition() { return value }
        }
        return nil
    }
}
