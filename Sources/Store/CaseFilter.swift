public import Cases
public import Domain

/// Which cases a listing wants; an empty list or nil asks for all.
public struct CaseFilter: Hashable, Sendable {
    public var states: [Case.State]
    public var units: [String]
    /// As they stand; the caller adds the grids below.
    public var grids: [String]
    public var types: [String]
    public var rooms: [RoomKey]
    /// Reported at or after this instant.
    public var from: Timestamp?
    /// Reported before this instant.
    public var to: Timestamp?
    public var openOnly: Bool
    /// Past the deadline at this instant: still open, or closed too late.
    public var overdueAt: Timestamp?
    public var includesSensitive: Bool

    public init(
        states: [Case.State] = [], units: [String] = [], grids: [String] = [], types: [String] = [],
        rooms: [RoomKey] = [], from: Timestamp? = nil, to: Timestamp? = nil, openOnly: Bool = false,
        overdueAt: Timestamp? = nil, includesSensitive: Bool = false
    ) {
        self.states = states
        self.units = units
        self.grids = grids
        self.types = types
        self.rooms = rooms
        self.from = from
        self.to = to
        self.openOnly = openOnly
        self.overdueAt = overdueAt
        self.includesSensitive = includesSensitive
    }

    var condition: SQL {
        var conditions: [SQL] = []
        if openOnly { conditions.append("open = 1") }
        if !includesSensitive { conditions.append("sensitive = 0") }
        if !states.isEmpty { conditions.append("state IN \(list: states.map(\.rawValue))") }
        if !units.isEmpty { conditions.append("unit IN \(list: units)") }
        if !grids.isEmpty { conditions.append("grid IN \(list: grids)") }
        if !types.isEmpty { conditions.append("type IN \(list: types)") }
        if !rooms.isEmpty { conditions.append("room IN \(list: rooms.map(\.description))") }
        if let from { conditions.append("reported_ms >= \(from)") }
        if let to { conditions.append("reported_ms < \(to)") }
        if let overdueAt {
            conditions.append("due_ms < \(overdueAt) AND (open = 1 OR closed_ms > due_ms)")
        }
        return .all(conditions)
    }
}

extension Transaction {
    /// Cases that a filter lets through, the newest first.
    /// - Parameter before: the last case of the page before.
    public func cases(_ filter: CaseFilter, limit: Int = 100, before: ID<Case>? = nil) throws -> [Case] {
        try cases(
            where: """
                \(filter.condition) AND id < \(before ?? ID(Int64.max)) ORDER BY id DESC LIMIT \(limit)
                """)
    }

    /// Every case that a period knows, by id: open at some moment of it, or filed or due within it.
    public func casesTouching(_ period: Range<Timestamp>) throws -> [Case] {
        let start = period.lowerBound
        let end = period.upperBound
        return try cases(
            where: """
                id IN (
                    SELECT id FROM casefile WHERE open = 1 AND reported_ms < \(end)
                    UNION SELECT id FROM casefile WHERE ended_ms >= \(start) AND reported_ms < \(end)
                    UNION SELECT id FROM casefile WHERE reported_ms >= \(start) AND reported_ms < \(end)
                    UNION SELECT id FROM casefile WHERE filed_ms >= \(start) AND filed_ms < \(end)
                    UNION SELECT id FROM casefile WHERE due_ms >= \(start) AND due_ms < \(end))
                ORDER BY id
                """)
    }

    /// What ``casesTouching(_:)`` finds, each with its history: what a digest is counted from.
    public func matters(touching period: Range<Timestamp>) throws -> [Digest.Matter] {
        try casesTouching(period).map { Digest.Matter($0, history: try history(of: $0.id)) }
    }

    /// How many open cases are in each state; a state without any is left out.
    public func openCounts() throws -> [Case.State: Int] {
        let rows = try db.rows("SELECT state, count(*) FROM casefile WHERE open = 1 GROUP BY state") { row in
            (try row.value(0, Case.State.self), row.int(1))
        }
        return Dictionary(rows, uniquingKeysWith: +)
    }

    public func caseCount() throws -> Int { try db.row("SELECT count(*) FROM casefile") { $0.int(0) } ?? 0 }
}
