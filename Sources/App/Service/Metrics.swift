import Domain
import Synchronization

/// Counts since the start, in the form that Prometheus reads.
final class Metrics: Sendable {
    /// Seconds of the upper bounds of the handling histogram.
    private static let bounds: [(label: String, nanoseconds: Int64)] = [
        ("0.0001", 100_000), ("0.00025", 250_000), ("0.0005", 500_000), ("0.001", 1_000_000),
        ("0.0025", 2_500_000), ("0.005", 5_000_000), ("0.01", 10_000_000), ("0.05", 50_000_000),
        ("0.25", 250_000_000), ("1", 1_000_000_000),
    ]

    private struct Key: Hashable, Comparable {
        var name: String
        var labels: String

        static func < (a: Key, b: Key) -> Bool { (a.name, a.labels) < (b.name, b.labels) }
    }

    private struct State {
        var counters: [Key: Int] = [:]
        var buckets = [Int](repeating: 0, count: Metrics.bounds.count)
        var handled = 0
        var nanoseconds: Int64 = 0
        var timerLag: Int64 = 0
    }

    private let state = Mutex(State())

    private func add(_ name: String, _ labels: String, _ count: Int = 1) {
        state.withLock { $0.counters[Key(name: name, labels: labels), default: 0] += count }
    }

    /// - Parameters:
    ///   - channel: an adapter's name.
    ///   - outcome: accepted, duplicate, conflict, ignored, refused, unreadable, unavailable, file.
    func received(_ channel: String, _ outcome: String, count: Int = 1) {
        guard count > 0 else { return }
        add("gridbridge_messages_received_total", "channel=\"\(channel)\",outcome=\"\(outcome)\"", count)
    }

    /// - Parameter outcome: sent, retried, parked, dropped.
    func posted(_ channel: String, _ outcome: String) {
        add("gridbridge_posts_total", "channel=\"\(channel)\",outcome=\"\(outcome)\"")
    }

    /// - Parameter outcome: stored, retried, held, failed.
    func fetched(_ channel: String, _ outcome: String) {
        add("gridbridge_photos_total", "channel=\"\(channel)\",outcome=\"\(outcome)\"")
    }

    /// - Parameter lag: between a timer's moment and its work.
    func fired(late lag: Duration) {
        state.withLock { $0.timerLag = max(0, lag.wholeMilliseconds) }
        add("gridbridge_timers_total", "outcome=\"fired\"")
    }

    func failed(_ what: String) { add("gridbridge_failures_total", "part=\"\(what)\"") }

    func handled(in duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let nanoseconds = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
        state.withLock { state in
            state.handled += 1
            state.nanoseconds += nanoseconds
            for (index, bound) in Metrics.bounds.enumerated() where nanoseconds <= bound.nanoseconds {
                state.buckets[index] += 1
            }
        }
    }

    private static let help: [String: String] = [
        "gridbridge_messages_received_total": "Deliveries by adapter and what became of them.",
        "gridbridge_posts_total": "Attempts to hand over a post by adapter and outcome.",
        "gridbridge_photos_total": "Attempts to fetch a photo by adapter and outcome.",
        "gridbridge_timers_total": "Timers that did their work.",
        "gridbridge_failures_total": "Pieces of work that failed, by part.",
    ]

    /// The text of all series; gauges that the ledger knows are given.
    func text(gauges: [(name: String, help: String, series: [(labels: String, value: Int)])]) -> String {
        let state = self.state.withLock { $0 }
        var text = ""
        for name in Self.help.keys.sorted() {
            text += "# HELP \(name) \(Self.help[name] ?? "")\n# TYPE \(name) counter\n"
            for (key, value) in state.counters.sorted(by: { $0.key < $1.key }) where key.name == name {
                text += "\(name){\(key.labels)} \(value)\n"
            }
        }
        text += "# HELP gridbridge_handling_seconds Time to read a message and act on it.\n"
        text += "# TYPE gridbridge_handling_seconds histogram\n"
        for (bound, count) in zip(Self.bounds, state.buckets) {
            text += "gridbridge_handling_seconds_bucket{le=\"\(bound.label)\"} \(count)\n"
        }
        text += "gridbridge_handling_seconds_bucket{le=\"+Inf\"} \(state.handled)\n"
        text += "gridbridge_handling_seconds_sum \(Self.seconds(state.nanoseconds))\n"
        text += "gridbridge_handling_seconds_count \(state.handled)\n"
        text += "# HELP gridbridge_timer_lag_seconds How late the last timer was.\n"
        text += "# TYPE gridbridge_timer_lag_seconds gauge\n"
        text += "gridbridge_timer_lag_seconds \(Self.seconds(state.timerLag * 1_000_000))\n"
        for gauge in gauges {
            text += "# HELP \(gauge.name) \(gauge.help)\n# TYPE \(gauge.name) gauge\n"
            for (labels, value) in gauge.series {
                text += labels.isEmpty ? "\(gauge.name) \(value)\n" : "\(gauge.name){\(labels)} \(value)\n"
            }
        }
        return text
    }

    private static func seconds(_ nanoseconds: Int64) -> String {
        let fraction = String(nanoseconds % 1_000_000_000)
        return "\(nanoseconds / 1_000_000_000).\(String(repeating: "0", count: 9 - fraction.count))\(fraction)"
    }
}
