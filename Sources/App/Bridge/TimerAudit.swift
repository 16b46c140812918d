import Cases
import Desk
import Domain
import Store

/// The proof that nothing is forgotten: every case has just the timers that follow from it, an open one has at least one
/// or a place in the morning post, whatever waits has a timer that ends the waiting, and every timer that rang came to
/// something: a line in its case's history, a frozen digest.
///
/// It works out anew, from the cases, what the table of timers should hold; it shares no state with whoever set them.
struct TimerAudit: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        /// Should be set and is not.
        case missing
        /// Set for another moment than it should be.
        case moved
        /// Set, and nothing asks for it.
        case stray
        /// Its moment passed and it did not ring, or it failed again and again.
        case stuck
        /// Rang and came to nothing: no line in its case's history, no digest.
        case silent
        /// Open, and neither a timer nor the morning post will bring it up again.
        case idle
    }

    struct Fault: Hashable, Sendable, Comparable {
        var kind: Kind
        /// The timer's key.
        var key: String
        /// When it should ring, as far as that is known.
        var due: Timestamp?

        static func < (a: Fault, b: Fault) -> Bool { (a.key, a.kind.rawValue) < (b.key, b.kind.rawValue) }
    }

    let rules: Case.Rules
    let county: County
    /// There is a morning post.
    var hasMorning: Bool
    /// The daily posts whose timers must be set.
    let daily: [DeskTimer.Work]
    let now: Timestamp
    /// How late a timer may ring; nil while no bridge runs and all wait for the next start.
    var patience: Duration?

    private static let page = 200
    private static let firedRow = "audit-fired-row"

    /// Looks at everything, a page of cases in a transaction, so that a large ledger keeps nobody waiting.
    func run(on store: Store) async throws -> [Fault] {
        var left = try await store.read { tx in try tx.casesToAudit(closedSince: closedSince) }[...]
        var faults: [Fault] = []
        while !left.isEmpty {
            let page = Array(left.prefix(Self.page))
            left = left.dropFirst(Self.page)
            faults += try await store.read { tx in try page.flatMap { try self.faults(of: $0, in: tx) } }
        }
        faults += try await store.read { tx in try others(in: tx) }
        return faults.sorted()
    }

    /// The same within one transaction.
    func run(in tx: Transaction) throws -> [Fault] {
        try (tx.casesToAudit(closedSince: closedSince).flatMap { try faults(of: $0, in: tx) } + others(in: tx)).sorted()
    }

    /// Cases closed before have had their second look, however long nobody has worked.
    private var closedSince: Timestamp {
        (rules.hours.usual.closing(before: now) ?? now)
            .advanced(by: .days(-Int64(rules.settings.secondLookDays) - 2))
    }

    func faults(of id: ID<Case>, in tx: Transaction) throws -> [Fault] {
        guard let subject = try tx.find(id) else { return [] }
        var wanted: [String: Timestamp] = [:]
        for (timer, due) in subject.pending(rules) { wanted[DeskTimer.key(.subject(id, timer))] = due }
        var faults: [Fault] = []
        for (timer, isAside) in try tx.timers(of: id) {
            guard let due = wanted.removeValue(forKey: timer.key) else {
                faults.append(Fault(kind: .stray, key: timer.key, due: timer.due))
                continue
            }
            if due != timer.due {
                faults.append(Fault(kind: .moved, key: timer.key, due: due))
            } else if isAside || isOverdue(due) {
                faults.append(Fault(kind: .stuck, key: timer.key, due: due))
            }
        }
        faults += wanted.map { Fault(kind: .missing, key: $0.key, due: $0.value) }
        if try isIdle(subject, in: tx) { faults.append(Fault(kind: .idle, key: "case:\(id.rawValue)", due: nil)) }
        return faults
    }

    /// An open case has its next timer, or a place in the morning post, which a muted room does not hear. Rooms that only
    /// listen hear nothing, as agreed, nor does anybody while posts are off.
    private func isIdle(_ subject: Case, in tx: Transaction) throws -> Bool {
        guard subject.state.isOpen || subject.awaitsWord, subject.pending(rules).isEmpty else { return false }
        if county.room(subject.source.room)?.purpose == .observe { return false }
        guard hasMorning, let place = county.supervisionRoom(of: subject),
            subject.morning(at: now, before: now) != nil
        else { return true }
        return try tx.isMuted(place.key)
    }

    private func isOverdue(_ due: Timestamp) -> Bool {
        patience.map { due.advanced(by: $0) < now } ?? false
    }

    private func others(in tx: Transaction) throws -> [Fault] {
        var faults = try tx.timersOfEnded(before: closedSince).map {
            Fault(kind: .stray, key: $0.key, due: $0.due)
        }
        faults += try tx.waitingWithoutTimer().map { Fault(kind: .missing, key: DeskTimer.key($0), due: nil) }
        if let patience {
            faults += try tx.overdueTimers(before: now.advanced(by: .milliseconds(-patience.wholeMilliseconds)))
                .map { Fault(kind: .stuck, key: $0.key, due: $0.due) }
        }
        for work in daily where try !tx.hasTimer(DeskTimer.key(work)) {
            faults.append(Fault(kind: .missing, key: DeskTimer.key(work), due: nil))
        }
        let seen = try tx.setting(Self.firedRow).flatMap { Int64($0) } ?? 0
        faults += try tx.firedInVain(after: seen).keys.map { Fault(kind: .silent, key: $0.key, due: $0.due) }
        return faults
    }

    // MARK: Repair

    /// Sets what is missing, moves what is elsewhere, takes away what nothing asks for: each only if it is still so.
    /// What is stuck, silent or idle is a person's affair.
    /// - Returns: how many were repaired.
    func repair(_ faults: [Fault], with bridge: Bridge, in tx: Transaction) throws -> Int {
        var repaired = 0
        let cases = Set(faults.compactMap { Self.subject(of: $0.key) }).sorted()
        for id in cases {
            if let subject = try tx.find(id) { repaired += try mend(subject, in: tx) }
        }
        for fault in try others(in: tx) where fault.kind == .stray {
            try tx.cancelTimer(fault.key)
            repaired += 1
        }
        for work in try tx.waitingWithoutTimer() {
            try tx.set(DeskTimer(work, due: now))
            repaired += 1
        }
        let gone = try daily.filter { try !tx.hasTimer(DeskTimer.key($0)) }
        if !gone.isEmpty { try bridge.setDailyTimers(at: now, last: now, in: tx) }
        repaired += gone.count
        // What is reported is reported once.
        try tx.setSetting(Self.firedRow, String(try tx.firedInVain(after: Int64.max).last))
        return repaired
    }

    /// Brings the timers of all cases in line with tables that have changed; what new rows would have rung for in the
    /// past is passed over.
    /// - Returns: how many timers were set, moved or taken away.
    func align(_ store: Store) async throws -> Int {
        var left = try await store.read { tx in try tx.casesToAudit(closedSince: closedSince) }[...]
        var changed = 0
        while !left.isEmpty {
            let page = Array(left.prefix(Self.page))
            left = left.dropFirst(Self.page)
            changed += try await store.write { tx in
                try page.reduce(0) { try $0 + align($1, in: tx) }
            }
        }
        return changed
    }

    private func align(_ id: ID<Case>, in tx: Transaction) throws -> Int {
        guard var subject = try tx.find(id) else { return 0 }
        let before = subject
        let set = Set(try tx.timers(of: id).map(\.timer.key))
        subject.passOver(before: now, unless: { set.contains(DeskTimer.key(.subject(id, $0))) }, rules)
        if subject != before { try tx.save(subject, []) }
        return try mend(subject, in: tx)
    }

    /// Sets, moves and takes away a case's timers as the case asks for them.
    /// - Returns: how many.
    private func mend(_ subject: Case, in tx: Transaction) throws -> Int {
        let wanted = subject.pending(rules)
        var mended = 0
        for fault in try faults(of: subject.id, in: tx) {
            switch fault.kind {
            case .missing, .moved:
                guard let timer = wanted.keys.first(where: { DeskTimer.key(.subject(subject.id, $0)) == fault.key }),
                    let due = wanted[timer]
                else { continue }
                try tx.set(DeskTimer(.subject(subject.id, timer), due: due))
            case .stray: try tx.cancelTimer(fault.key)
            case .stuck, .silent, .idle: continue
            }
            mended += 1
        }
        return mended
    }

    private static func subject(of key: String) -> ID<Case>? {
        let parts = key.split(separator: ":")
        guard parts.first == "case", parts.count >= 3 else { return nil }
        return Int64(parts[1]).map { ID($0) }
    }
}

extension Bridge {
    /// - Parameter patience: how late a timer may ring while the bridge runs.
    func audit(at now: Timestamp, patience: Duration?) -> TimerAudit {
        var daily: [DeskTimer.Work] = []
        if desk.settings.morning != nil { daily.append(.morning) }
        if desk.settings.digest != nil { daily.append(.digest) }
        return TimerAudit(
            rules: desk.rules, county: county, hasMorning: desk.settings.morning != nil, daily: daily, now: now,
            patience: patience)
    }
}
