/// The tables of a county with the look-ups that the work needs, built once for each version of the tables.
public struct County: Sendable {
    public let tables: CountyTables
    /// The adapters on whose platform the bot can open a room of two with somebody.
    public let privateAdapters: Set<String>

    private let typesByCode: [String: CaseType]
    private let typesByName: [String: CaseType]
    private let gridsByCode: [String: Grid]
    private let childrenOfGrid: [String: [String]]
    private let unitsByCode: [String: Unit]
    private let peopleByID: [String: Person]
    private let peopleByAccount: [AccountKey: Person]
    private let peopleOfUnit: [String: [Person]]
    private let roomsByKey: [RoomKey: Room]
    private let routesByType: [String: [Route]]
    private let limitsByType: [String: [ClockLimit]]
    private let reactions: [String: Reaction.Meaning]

    public init(_ tables: CountyTables, privateAdapters: Set<String> = []) {
        self.tables = tables
        self.privateAdapters = privateAdapters
        typesByCode = Dictionary(tables.caseTypes.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        typesByName = Dictionary(
            tables.caseTypes.map { ($0.name, $0) }
                + tables.caseTypes.flatMap { type in type.aliases.map { ($0, type) } },
            uniquingKeysWith: { first, _ in first })
        gridsByCode = Dictionary(tables.grids.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        childrenOfGrid = Dictionary(
            grouping: tables.grids.filter { $0.parent != nil }, by: { $0.parent ?? "" }
        ).mapValues { $0.map(\.code) }
        unitsByCode = Dictionary(tables.units.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        peopleByID = Dictionary(tables.people.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        peopleByAccount = Dictionary(
            tables.people.flatMap { person in person.accounts.map { ($0, person) } },
            uniquingKeysWith: { first, _ in first })
        peopleOfUnit = Dictionary(grouping: tables.people.filter { $0.unit != nil }, by: { $0.unit ?? "" })
        roomsByKey = Dictionary(tables.rooms.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        routesByType = Dictionary(grouping: tables.routes, by: \.type)
        limitsByType = Dictionary(grouping: tables.limits, by: \.type)
        reactions = Dictionary(
            tables.reactions.map { (Reaction.bare($0.sign), $0.meaning) }, uniquingKeysWith: { first, _ in first })
    }

    public func caseType(_ code: String) -> CaseType? { typesByCode[code] }
    /// By its name or one of its aliases, exactly.
    public func caseType(named name: String) -> CaseType? { typesByName[name] }
    /// What a sign on a message means, whatever the tone of its skin.
    public func meaning(ofReaction sign: String) -> Reaction.Meaning? { reactions[Reaction.bare(sign)] }
    public func grid(_ code: String) -> Grid? { gridsByCode[code] }
    public func unit(_ code: String) -> Unit? { unitsByCode[code] }
    public func person(_ id: String) -> Person? { peopleByID[id] }
    public func person(_ account: AccountKey) -> Person? { peopleByAccount[account] }
    /// In table order.
    public func people(ofUnit code: String) -> [Person] { peopleOfUnit[code] ?? [] }
    /// A room of the tables, or the room of two with somebody of the tables.
    public func room(_ key: RoomKey) -> Room? {
        roomsByKey[key] ?? roomOfTwo(with: AccountKey(adapter: key.adapter, id: key.id))
    }

    /// The room of two with an account: named by the account's id, whatever the platform calls it, and about the work of
    /// the person's unit. nil where the platform has none, and for accounts that are in no table.
    public func roomOfTwo(with account: AccountKey) -> Room? {
        guard privateAdapters.contains(account.adapter), let person = person(account) else { return nil }
        return Room(
            key: RoomKey(adapter: account.adapter, id: account.id), name: person.name, purpose: .unit,
            unit: person.unit, isOfTwo: true)
    }

    /// In table order.
    public func rooms(_ purpose: Room.Purpose) -> [Room] { tables.rooms.filter { $0.purpose == purpose } }

    /// The grid itself and its ancestors, the nearest first. Ends at a missing parent or a loop.
    public func lineage(ofGrid code: String) -> [String] {
        var line: [String] = []
        var next: String? = code
        while let current = next, !line.contains(current), line.count < 16 {
            line.append(current)
            next = gridsByCode[current]?.parent
        }
        return line
    }

    /// True when `code` is `ancestor` or lies below it.
    public func grid(_ code: String, isWithin ancestor: String) -> Bool {
        lineage(ofGrid: code).contains(ancestor)
    }

    public func children(ofGrid code: String) -> [String] { childrenOfGrid[code] ?? [] }

    /// The unit that answers for a type in a grid: the most specific row wins, type before class before `*`, the grid
    /// itself before its parents before `*`.
    public func route(type code: String, grid: String?) -> Route? {
        let lineage = (grid.map { self.lineage(ofGrid: $0) } ?? []) + ["*"]
        var names = [code]
        if let className = typesByCode[code]?.className { names += [className, className + "类"] }
        names.append("*")
        for name in names {
            guard let rows = routesByType[name] else { continue }
            for area in lineage {
                if let row = rows.first(where: { $0.grid == area }) { return row }
            }
        }
        return nil
    }

    /// How long a clock may run for a type in a grid: by the most specific row of `limits.csv`, as for routes.
    ///
    /// - Parameter own: what the type's row of `case-types.csv` says. It goes before the row for any type in any grid,
    ///   and behind every row that names a type, a class or a grid.
    public func limit(_ clock: CaseClock, type code: String?, grid: String?, own: [Limit] = []) -> [Limit] {
        var names: [String] = []
        if let code {
            names.append(code)
            if let className = typesByCode[code]?.className { names += [className, className + "类"] }
        }
        let lineage = (grid.map { self.lineage(ofGrid: $0) } ?? []) + ["*"]
        for name in names + ["*"] {
            guard let row = limit(clock, named: name, in: lineage) else { continue }
            return name == "*" && row.grid == "*" && !own.isEmpty ? own : row.within
        }
        return own
    }

    /// How long an emergency may wait for its first answer, whatever its type: the row of `limits.csv` for the class of
    /// emergencies, else five minutes.
    public func emergencyAnswer(grid: String?) -> [Limit] {
        let lineage = (grid.map { self.lineage(ofGrid: $0) } ?? []) + ["*"]
        let usual = ClockLimit.emergencyAnswer
        return [usual.type, usual.type + "类"].lazy.compactMap { limit(usual.clock, named: $0, in: lineage) }.first?
            .within
            ?? usual.within
    }

    /// The row of one type, class or `*` in the nearest of some areas.
    private func limit(_ clock: CaseClock, named name: String, in lineage: [String]) -> ClockLimit? {
        guard let rows = limitsByType[name] else { return nil }
        return lineage.lazy.compactMap { area in rows.first { $0.clock == clock && $0.grid == area } }.first
    }

    /// True when some route names the unit for the type, as lead or as assistant.
    public func routes(type code: String, know unit: String) -> Bool {
        var names = [code]
        if let className = typesByCode[code]?.className { names += [className, className + "类"] }
        return names.contains { name in
            (routesByType[name] ?? []).contains { $0.unit == unit || $0.assist.contains(unit) }
        }
    }

    /// Who is mentioned for a unit in an adapter's rooms: the head if that person has an account there, else the
    /// unit's people who have one, in table order, at most two.
    public func contacts(ofUnit code: String, adapter: String) -> [Person] {
        func reachable(_ person: Person) -> Bool { person.accounts.contains { $0.adapter == adapter } }
        if let head = unitsByCode[code]?.head.flatMap({ peopleByID[$0] }), reachable(head) { return [head] }
        return Array(people(ofUnit: code).filter(reachable).prefix(2))
    }

    /// The rooms that belong to a unit (purpose `unit`), in table order.
    public func rooms(ofUnit code: String) -> [Room] {
        tables.rooms.filter { $0.purpose == .unit && $0.unit == code }
    }

    /// The grid of a point: the smallest outline around it, else the nearest place within 300 m, else the nearest
    /// centre (design decision 15: coordinates).
    public func grid(at point: Coordinate) -> String? {
        let enclosing = tables.grids.filter { $0.contains(point) }
        if let deepest = enclosing.max(by: { lineage(ofGrid: $0.code).count < lineage(ofGrid: $1.code).count }) {
            return deepest.code
        }
        let near = nearestPlace(to: point)
        if let near, near.metres <= 300, let grid = near.place.grid { return grid }
        return tables.grids.compactMap { grid in grid.centre.map { (grid.code, $0.metres(to: point)) } }
            .min { $0.1 < $1.1 }?.0
    }

    public func nearestPlace(to point: Coordinate) -> (place: Place, metres: Int)? {
        tables.places.compactMap { place in place.coordinate.map { (place, $0.metres(to: point)) } }
            .min { $0.1 < $1.1 }.map { (place: $0.0, metres: $0.1) }
    }
}

extension Grid {
    /// Even-odd rule over the outline's rings; a point on an edge may fall on either side.
    public func contains(_ point: Coordinate) -> Bool {
        outline.contains { rings in
            guard let outer = rings.first, ringContains(outer, point) else { return false }
            return !rings.dropFirst().contains { ringContains($0, point) }
        }
    }
}

private func ringContains(_ ring: [Coordinate], _ point: Coordinate) -> Bool {
    guard ring.count >= 3 else { return false }
    var inside = false
    var previous = ring[ring.count - 1]
    let x = Int64(point.longitudeE6)
    let y = Int64(point.latitudeE6)
    for corner in ring {
        let (x1, y1) = (Int64(previous.longitudeE6), Int64(previous.latitudeE6))
        let (x2, y2) = (Int64(corner.longitudeE6), Int64(corner.latitudeE6))
        if (y1 > y) != (y2 > y) {
            // x < x1 + (y - y1) * (x2 - x1) / (y2 - y1), without division
            let left = (x - x1) * (y2 - y1)
            let right = (y - y1) * (x2 - x1)
            if (y2 > y1 && left < right) || (y2 < y1 && left > right) { inside.toggle() }
        }
        previous = corner
    }
    return inside
}
