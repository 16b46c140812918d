public import Domain

extension Case {
    /// What people changed of a case: what was given at first, and what is right. Kept with the case, so that the tables
    /// can learn from it; codes and names of the tables only, nobody's words.
    public struct Amendment: Hashable, Sendable {
        public var at: Timestamp
        public var type: Change?
        /// Names of the gazetteer; nil on a side that it does not know.
        public var place: Change?
        public var grid: Change?
        public var unit: Change?

        public struct Change: Hashable, Sendable {
            public var was: String?
            public var now: String?

            public init(was: String?, now: String?) {
                self.was = was
                self.now = now
            }

            /// nil when nothing changed.
            fileprivate init?(from was: String?, to now: String?) {
                guard was != now else { return nil }
                self.init(was: was, now: now)
            }
        }

        public init(
            at: Timestamp, type: Change? = nil, place: Change? = nil, grid: Change? = nil, unit: Change? = nil
        ) {
            self.at = at
            self.type = type
            self.place = place
            self.grid = grid
            self.unit = unit
        }
    }

    /// So many are kept of one case, the newest.
    private static let mostAmendments = 16

    /// Keeps what differs from before; nothing when what differs is none of it.
    mutating func noteAmendment(since before: Case, at now: Timestamp) {
        let amendment = Amendment(
            at: now, type: .init(from: before.type, to: type), place: .init(from: before.place.name, to: place.name),
            grid: .init(from: before.grid, to: grid), unit: .init(from: before.unit, to: unit))
        guard amendment != Amendment(at: now) else { return }
        amendments.append(amendment)
        amendments.removeFirst(max(0, amendments.count - Self.mostAmendments))
    }
}
