import Domain
import Store

/// What is done by the clock and by nobody's word: the time is remembered, so that a digest missed meanwhile is posted
/// late, and what is kept no longer is erased.
struct Housekeeping: Service {
    static let lastKnown = "last-known-ms"
    private static let sweptAt = "swept-at-ms"

    let store: Store
    let retention: Retention
    let clock: WallClock
    let log: Log

    func run() async throws {
        while !Task.isCancelled {
            do {
                let now = clock()
                try await store.write { tx in try tx.setSetting(Self.lastKnown, String(now.milliseconds)) }
                try await sweep(at: now)
            } catch {
                log.error("housekeeping failed, trying again", ["reason": "\(error)"])
            }
            try? await Task.sleep(for: .seconds(60))
        }
    }

    /// Once a day, in pieces between which others get their turn.
    private func sweep(at now: Timestamp) async throws {
        let last = try await store.read { tx in try tx.setting(Self.sweptAt).flatMap { Int64($0) } }
        if let last, now.milliseconds - last < Duration.days(1).wholeMilliseconds, now.milliseconds >= last { return }
        var erased = 0
        while !Task.isCancelled {
            let swept = try await store.write { tx in try tx.sweep(retention, at: now) }
            erased += swept.erased
            guard swept.isComplete else { continue }
            try await store.write { tx in try tx.setSetting(Self.sweptAt, String(now.milliseconds)) }
            if erased > 0 { log.info("messages erased at the end of their time", ["messages": erased]) }
            return
        }
    }

    /// When the last run last knew the time.
    static func lastKnownTime(in tx: Transaction) throws -> Timestamp? {
        try tx.setting(lastKnown).flatMap { Int64($0) }.map { Timestamp(milliseconds: $0) }
    }
}
