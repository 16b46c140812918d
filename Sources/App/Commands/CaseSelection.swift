import Cases
import Domain
import Store

/// The filters of a listing, from names that people use to codes that the ledger knows.
struct CaseSelection {
    static let options: Set<String> = ["--state", "--unit", "--grid", "--type", "--room", "--from", "--to"]

    private var filter = CaseFilter()

    /// - Throws: `UsageError` for a name that is in no table, with the nearest one that is.
    init(_ arguments: Arguments, _ county: County, _ zone: Zone, now: Timestamp) throws(UsageError) {
        for name in Self.values(arguments, "--state") {
            guard let state = Case.State(rawValue: name) else {
                throw Self.unknown("state", name, Case.State.allCases.map(\.rawValue))
            }
            filter.states.append(state)
        }
        for name in Self.values(arguments, "--unit") {
            guard
                let unit = county.unit(name)
                    ?? county.tables.units.first(where: { $0.name == name || $0.aliases.contains(name) })
            else { throw Self.unknown("unit", name, county.tables.units.flatMap { [$0.code, $0.name] }) }
            filter.units.append(unit.code)
        }
        for name in Self.values(arguments, "--grid") {
            guard let grid = Self.grid(name, in: county) else {
                throw Self.unknown("grid", name, county.tables.grids.flatMap { [$0.code, $0.name] })
            }
            filter.grids += county.tables.grids.map(\.code).filter { county.grid($0, isWithin: grid) }
        }
        for name in Self.values(arguments, "--type") {
            let codes = Self.types(name, in: county)
            if codes.isEmpty {
                throw Self.unknown("type", name, county.tables.caseTypes.flatMap { [$0.code, $0.name, $0.className] })
            }
            filter.types += codes
        }
        for name in Self.values(arguments, "--room") {
            let rooms = county.tables.rooms.filter {
                $0.key.description == name || $0.key.id == name || $0.name == name
            }.map(\.key)
            if rooms.isEmpty {
                throw Self.unknown("room", name, county.tables.rooms.flatMap { [$0.key.description, $0.name] })
            }
            filter.rooms += rooms
        }
        if let text = arguments.value("--from") { filter.from = try Moment.read(text, zone, option: "--from") }
        if let text = arguments.value("--to") { filter.to = try Moment.read(text, zone, option: "--to") }
        if let from = filter.from, let to = filter.to, from >= to {
            throw UsageError("--from lies after --to; cases reported from the one up to the other are meant")
        }
        if arguments.has("--overdue") { filter.overdueAt = now }
        filter.includesSensitive = arguments.has("--sensitive")
    }

    /// - Parameter openOnly: asks for open cases, unless the states asked for say otherwise.
    func filter(openOnly: Bool) -> CaseFilter {
        var filter = filter
        filter.openOnly = openOnly && filter.states.isEmpty
        return filter
    }

    /// A grid by its code, name or alias.
    static func grid(_ name: String, in county: County) -> String? {
        (county.grid(name) ?? county.tables.grids.first { $0.name == name || $0.aliases.contains(name) })?.code
    }

    /// A type by its code, name or alias; all types of a class by its name, with or without 类.
    private static func types(_ name: String, in county: County) -> [String] {
        if let type = county.caseType(name) ?? county.caseType(named: name) { return [type.code] }
        return county.tables.caseTypes.filter { $0.className == name || $0.className + "类" == name }.map(\.code)
    }

    /// An option may stand several times, and hold several values with commas between.
    private static func values(_ arguments: Arguments, _ option: String) -> [String] {
        arguments.all(option).flatMap { $0.split(separator: ",").map(String.init) }
    }

    static func unknown(_ what: String, _ name: String, _ known: [String]) -> UsageError {
        let hint = Spelling.nearest(to: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
        return UsageError("--\(what): there is no \(what) '\(name)'\(hint)")
    }
}
