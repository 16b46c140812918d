import Desk
import Domain
import Store
import Synchronization

/// Looks again and again whether anything was forgotten, says so once, and repairs what can safely be repaired. Its
/// heartbeat stops while there is something to say.
struct Auditor: Service {
    /// Of the last look.
    struct Report: Sendable {
        var at: Timestamp
        /// The last look that found nothing.
        var cleanAt: Timestamp?
        var faults: [TimerAudit.Kind: Int] = [:]
        var repaired = 0
    }

    /// What the last look found, for whoever asks.
    final class Board: Sendable {
        private let report = Mutex<Report?>(nil)

        var last: Report? { report.withLock { $0 } }

        func put(_ faults: [TimerAudit.Fault], repaired: Int, at now: Timestamp) {
            report.withLock { report in
                let counts = Dictionary(grouping: faults, by: \.kind).mapValues(\.count)
                report = Report(
                    at: now, cleanAt: faults.isEmpty ? now : report?.cleanAt, faults: counts, repaired: repaired)
            }
        }
    }

    private static let pause = Duration.seconds(300)
    /// A timer may be this late before it counts as stuck.
    private static let patience = Duration.minutes(15)
    private static let alignedWith = "timers-of-tables"
    private static let told = "audit-told"

    let store: Store
    let current: CurrentBridge
    let bell: Bell
    let board: Board
    let clock: WallClock
    let log: Log

    func run() async throws {
        while !Task.isCancelled {
            do {
                try await align()
                try await look()
            } catch {
                log.error("the audit failed, trying again", ["reason": "\(error)"])
            }
            try? await Task.sleep(for: Self.pause)
        }
    }

    /// Other tables, or a program that has steps of its own, may want other timers; that is no fault.
    func align() async throws {
        let bridge = current.bridge
        let version = "\(Version.text):\(bridge.tablesVersion ?? 0)"
        guard try await store.read({ tx in try tx.setting(Self.alignedWith) }) != version else { return }
        let changed = try await bridge.audit(at: clock(), patience: nil).align(store)
        try await store.write { tx in try tx.setSetting(Self.alignedWith, version) }
        if changed > 0 { log.info("timers follow the tables in force", ["timers": changed]) }
        bell.ring()
    }

    func look() async throws {
        let bridge = current.bridge
        let audit = bridge.audit(at: clock(), patience: Self.patience)
        let faults = try await audit.run(on: store)
        guard !faults.isEmpty else {
            board.put([], repaired: 0, at: audit.now)
            return try await forgetTold()
        }
        let repaired = try await store.write { tx in
            let repaired = try audit.repair(faults, with: bridge, in: tx)
            try tell(faults, repaired: repaired, bridge, at: audit.now, in: tx)
            return repaired
        }
        board.put(faults, repaired: repaired, at: audit.now)
        for fault in faults.prefix(20) { log.error("forgotten", ["timer": fault.key, "fault": fault.kind.rawValue]) }
        log.error("the audit found faults", ["faults": faults.count, "repaired": repaired])
        bell.ring()
    }

    private func forgetTold() async throws {
        guard try await store.read({ tx in try tx.setting(Self.told) }) != nil else { return }
        try await store.write { tx in try tx.setSetting(Self.told, nil) }
    }

    /// The admin rooms hear of a fault once, until a look has found nothing.
    private func tell(
        _ faults: [TimerAudit.Fault], repaired: Int, _ bridge: Bridge, at now: Timestamp, in tx: Transaction
    ) throws {
        let known = Set((try tx.setting(Self.told) ?? "").split(separator: "\n").map(String.init))
        let names = Set(faults.map { "\($0.kind.rawValue) \($0.key)" })
        guard !names.subtracting(known).isEmpty else { return }
        try tx.setSetting(Self.told, known.union(names).sorted().suffix(5000).joined(separator: "\n"))
        try bridge.desk.sayFaults(faults.count, repaired: repaired, at: now, in: tx)
    }
}
