import Cases
import Domain
import HTTPServer
import JSON
import Store
import Synchronization

/// `/healthz`: the process lives; `/readyz`: it can do its work; `/metrics`: what it has done.
struct HealthRoutes: Sendable {
    let store: Store
    let adapters: [AdapterConfiguration]
    let matrix: [MatrixHouse]
    let silenced: Silenced
    let metrics: Metrics
    let clock: WallClock
    private let probe = Probe()

    init(
        store: Store, adapters: [AdapterConfiguration], matrix: [MatrixHouse], silenced: Silenced, metrics: Metrics,
        clock: @escaping WallClock
    ) {
        self.store = store
        self.adapters = adapters
        self.matrix = matrix
        self.silenced = silenced
        self.metrics = metrics
        self.clock = clock
    }

    var routes: [HTTPServer.Route] {
        [
            HTTPServer.Route("GET", at: "/healthz") { _, _ in .json(200, "{\"status\":\"ok\"}") },
            HTTPServer.Route("GET", at: "/readyz") { _, _ in await ready() },
            HTTPServer.Route("GET", at: "/metrics") { _, _ in await figures() },
        ]
    }

    /// The last answer of the store to a probing write, so that asking often costs nothing.
    private final class Probe: Sendable {
        private let last = Mutex<(at: ContinuousClock.Instant, isWritable: Bool)?>(nil)

        func recent() -> Bool? {
            last.withLock { last in
                guard let last, last.at.duration(to: .now) < .seconds(1) else { return nil }
                return last.isWritable
            }
        }

        func note(_ isWritable: Bool) { last.withLock { $0 = (.now, isWritable) } }
    }

    private func isWritable() async -> Bool {
        if let known = probe.recent() { return known }
        let now = clock()
        var isWritable = true
        do {
            try await store.write { tx in try tx.setSetting("probe-ms", String(now.milliseconds)) }
        } catch {
            isWritable = false
        }
        probe.note(isWritable)
        return isWritable
    }

    private func ready() async -> Response {
        let isWritable = await isWritable()
        let isReady = isWritable && matrix.allSatisfy { $0.link.isReady }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("status", isReady ? "ready" : "not ready")
            writer.member("store", isWritable ? "writable" : "not writable")
            writer.array("adapters") { array in
                for adapter in adapters {
                    array.object {
                        $0.member("name", adapter.name)
                        $0.member("kind", adapter.kind.rawValue)
                        $0.member("delivers", isDelivering(adapter))
                        if let house = house(adapter) {
                            let link = house.link.current
                            $0.member("homeserver", link.standing.rawValue)
                            $0.member("ping", link.ping.rawValue)
                        }
                    }
                }
            }
        }
        return .json(isReady ? 200 : 503, writer.bytes)
    }

    /// False for an adapter without an address, and for one whose receiver wants nothing any more.
    private func isDelivering(_ adapter: AdapterConfiguration) -> Bool {
        switch adapter.kind {
        case .sandbox: true
        case .generic: adapter.deliver != nil && !silenced.contains(adapter.name)
        case .matrix: house(adapter)?.link.current.standing == .up
        }
    }

    private func house(_ adapter: AdapterConfiguration) -> MatrixHouse? { matrix.first { $0.name == adapter.name } }

    private func figures() async -> Response {
        let now = clock()
        let gauges: [(name: String, help: String, series: [(labels: String, value: Int)])]
        do {
            gauges = try await store.read { tx in
                let posts = try tx.outboxCounts()
                let open = try tx.openCounts()
                let oldest = try tx.outbox(.waiting, limit: 1).first?.post.at
                return [
                    (
                        "gridbridge_cases", "Open cases by state.",
                        Case.State.allCases.map { ("state=\"\($0.rawValue)\"", open[$0] ?? 0) }
                    ),
                    ("gridbridge_inbox_waiting", "Deliveries not handled yet.", [("", try tx.waitingCount())]),
                    ("gridbridge_outbox_pending", "Posts not delivered yet.", [("", posts[.waiting] ?? 0)]),
                    (
                        "gridbridge_outbox_oldest_seconds", "Age of the oldest post not delivered yet.",
                        [("", oldest.map { Int(max(0, now.seconds - $0.seconds)) } ?? 0)]
                    ),
                    (
                        "gridbridge_dead_letters", "What waits for a person: deliveries set aside, posts parked.",
                        [
                            ("queue=\"inbox\"", try tx.setAsideCount()),
                            ("queue=\"outbox\"", posts[.parked] ?? 0),
                        ]
                    ),
                    (
                        "gridbridge_homeserver_up", "Whether a homeserver is there, by adapter.",
                        matrix.map { ("adapter=\"\($0.name)\"", $0.link.current.standing == .up ? 1 : 0) }
                    ),
                    (
                        "gridbridge_build_info", "The version that runs.",
                        [("version=\"\(Version.text)\"", 1)]
                    ),
                ]
            }
        } catch {
            return .error(503, "unavailable", "the store cannot be read")
        }
        return .bytes(
            200, type: "text/plain; version=0.0.4; charset=utf-8", Array(metrics.text(gauges: gauges).utf8))
    }
}
