import Domain
import Store
import Synchronization

/// How many messages of one sender are worked on in a minute.
///
/// Counted by the moment of arrival, each delivery once: asked again about the same one, it answers the same.
final class SenderLimit: Sendable {
    private struct Window {
        var times: [(id: ID<KeptDelivery.Row>, at: Timestamp)] = []
    }

    private let perMinute: Int
    private let windows = Mutex<[AccountKey: Window]>([:])

    init(perMinute: Int) { self.perMinute = perMinute }

    func takes(_ id: ID<KeptDelivery.Row>, of sender: AccountKey, at now: Timestamp) -> Bool {
        windows.withLock { windows in
            // Whoever is quiet is forgotten, so that strangers cannot fill the memory.
            if windows.count > 10_000 {
                windows = windows.filter { _, window in
                    window.times.last.map { $0.at.duration(to: now) < .minutes(1) } ?? false
                }
            }
            var window = windows[sender] ?? Window()
            // A clock that was set back must not hold anybody up.
            window.times.removeAll { abs($0.at.duration(to: now).wholeMilliseconds) >= 60_000 }
            defer { windows[sender] = window }
            if window.times.contains(where: { $0.id == id }) { return true }
            guard window.times.count < perMinute else { return false }
            window.times.append((id, now))
            return true
        }
    }
}

extension KeptDelivery {
    /// What ids of the inbox name.
    typealias Row = Delivery
}
