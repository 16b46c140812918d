public import Domain

/// Whether the rows of all tables fit together: names that must exist, trees without loops, accounts of one person.
public enum TableCheck {
    /// Checks tables that come from no file; lines are those of the files that an export would write.
    public static func problems(
        in tables: CountyTables, patternCheck: (String) -> String? = { _ in nil }
    ) -> [TableProblem] {
        problems(in: tables, at: TableLocations(), patternCheck: patternCheck).inFileOrder()
    }

    static func problems(
        in tables: CountyTables, at locations: TableLocations, patternCheck: (String) -> String?
    ) -> [TableProblem] {
        var check = Check(tables: tables, locations: locations)
        check.words(patternCheck)
        check.grids()
        check.peopleAndUnits()
        check.routes()
        check.rooms()
        check.times()
        return check.problems
    }
}

private struct Check {
    let tables: CountyTables
    let locations: TableLocations
    let types: Set<String>
    let classes: Set<String>
    let gridCodes: Set<String>
    let unitCodes: Set<String>
    let personIDs: Set<String>
    var problems: [TableProblem] = []

    init(tables: CountyTables, locations: TableLocations) {
        self.tables = tables
        self.locations = locations
        types = Set(tables.caseTypes.map(\.code))
        classes = Set(tables.caseTypes.map(\.className))
        gridCodes = Set(tables.grids.map(\.code))
        unitCodes = Set(tables.units.map(\.code))
        personIDs = Set(tables.people.map(\.id))
    }

    mutating func words(_ patternCheck: (String) -> String?) {
        for (index, keyword) in tables.keywords.enumerated() {
            typeExists(keyword.type, "keywords.csv", index)
        }
        let groups = Set(tables.phrases.map(\.group))
        for (index, rule) in tables.rules.enumerated() {
            if let type = rule.type { typeExists(type, "rules.csv", index) }
            for (column, items) in [("all", rule.all), ("any", rule.any), ("none", rule.none)] {
                for item in items where item.hasPrefix("@") && readable("phrases.csv") {
                    let group = String(item.dropFirst())
                    if groups.contains(group) { continue }
                    let hint = nearest(to: group, among: groups.sorted())
                    report(
                        "rules.csv", index, column,
                        "phrases.csv 中没有词组 \(shown(item))" + (hint.map { "，是否想写 @\($0)？" } ?? ""),
                        "unknown group \(shown(item)), "
                            + (hint.map { "did you mean @\($0)?" } ?? "expected a group of phrases.csv"))
                }
            }
            if let pattern = rule.pattern, let why = patternCheck(pattern) {
                report(
                    "rules.csv", index, "pattern", "句式 \(shown(pattern)) 不能用：\(why)",
                    "the pattern \(shown(pattern)) cannot be used: \(why)")
            }
        }
        var named: [String: Int] = [:]
        for (index, type) in tables.caseTypes.enumerated() {
            for (column, name) in [("name", type.name)] + type.aliases.map({ ("aliases", $0) }) {
                if let first = named[name], first != index {
                    warn(
                        "case-types.csv", index, column,
                        "\(shown(name)) 也是 \(tables.caseTypes[first].code) 的名称，以先出现的为准",
                        "\(shown(name)) also names \(tables.caseTypes[first].code), which goes before")
                } else {
                    named[name] = index
                }
            }
        }
    }

    mutating func grids() {
        let parents = Dictionary(
            tables.grids.map { ($0.code, $0.parent) }, uniquingKeysWith: { first, _ in first })
        let levels = Dictionary(tables.grids.map { ($0.code, $0.level) }, uniquingKeysWith: { first, _ in first })
        let order = Grid.Level.allCases
        for (index, grid) in tables.grids.enumerated() {
            personExists(grid.chief, "grids.csv", index, "chief")
            guard let parent = grid.parent else { continue }
            gridExists(parent, "grids.csv", index, "parent")
            if let above = levels[parent], let upper = order.firstIndex(of: above),
                let lower = order.firstIndex(of: grid.level), upper >= lower
            {
                warn(
                    "grids.csv", index, "level",
                    "\(grid.level.rawValue) 的上级 \(shown(parent)) 是 \(above.rawValue)，应更高一级",
                    "a \(grid.level.rawValue) below \(shown(parent)), a \(above.rawValue); expected a higher level above"
                )
            }
            var seen: Set<String> = [grid.code]
            var next: String? = parent
            while let current = next {
                if current == grid.code {
                    report(
                        "grids.csv", index, "parent", "网格 \(shown(grid.code)) 的上级绕回了自身，应为树形",
                        "the parents of \(shown(grid.code)) lead back to it, expected a tree")
                    break
                }
                guard seen.insert(current).inserted else { break }
                next = parents[current] ?? nil
            }
        }
        for (index, place) in tables.places.enumerated() {
            if let grid = place.grid { gridExists(grid, "places.csv", index, "grid") }
        }
    }

    mutating func peopleAndUnits() {
        for (index, unit) in tables.units.enumerated() { personExists(unit.head, "units.csv", index, "head") }
        var accounts: [AccountKey: Int] = [:]
        for (index, person) in tables.people.enumerated() {
            if let unit = person.unit { unitExists(unit, "people.csv", index, "unit") }
            if let grid = person.grid { gridExists(grid, "people.csv", index, "grid") }
            if person.role == .unit, person.unit == nil {
                warn(
                    "people.csv", index, "role", "\(shown(person.id)) 是单位人员但没有 unit，无法代表单位答复",
                    "\(shown(person.id)) has the role unit and no unit, so can answer for none")
            }
            for account in person.accounts {
                if let first = accounts[account] {
                    let line = locations.place("people.csv", first, "id").line
                    report(
                        "people.csv", index, "accounts", "账号 \(shown(account.description)) 第 \(line) 行已有，应只属一人",
                        "the account \(shown(account.description)) stands in line \(line) already, expected one person")
                } else {
                    accounts[account] = index
                }
            }
        }
    }

    mutating func routes() {
        for (index, route) in tables.routes.enumerated() {
            typeOrClassExists(route.type, "routes.csv", index)
            if route.grid != "*" { gridExists(route.grid, "routes.csv", index, "grid") }
            unitExists(route.unit, "routes.csv", index, "unit")
            for unit in route.assist { unitExists(unit, "routes.csv", index, "assist") }
        }
    }

    /// A step that can never say anything is a mistake of whoever wrote it.
    private mutating func speaks(_ step: LadderStep, _ index: Int) {
        for moment in step.at {
            switch moment {
            case .share, .after: continue
            case .reworks: break
            case .card(let card, _), .cards(let card, _, _):
                let isGiven = step.kind == .yellow || (step.kind == .red && card == .red)
                if isGiven {
                    report(
                        "ladder.csv", index, "kind",
                        "\(moment) 时案件已有\(card == .red ? "红" : "黄")牌，\(step.kind.rawValue) 永远不会发出",
                        "at \(moment) the case has a \(card.rawValue) card already, so \(step.kind.rawValue) is never said"
                    )
                }
            }
            if step.clock != .handling {
                report(
                    "ladder.csv", index, "clock", "\(moment) 只用于 handling", "\(moment) is for the clock handling")
            }
        }
        let hasLimit = tables.limits.contains { $0.clock == step.clock }
        switch step.clock {
        case .dispatch where !hasLimit, .check where !hasLimit, .approval where !hasLimit:
            warn(
                "ladder.csv", index, "clock", "limits.csv 中没有 \(step.clock.rawValue) 的时限，这一步永远不会到来",
                "limits.csv has no limit for \(step.clock.rawValue), so the step is never reached")
        case .intake, .dispatch, .answer, .handling, .check, .approval: break
        }
    }

    mutating func times() {
        for (index, hours) in tables.hours.enumerated() where hours.unit != "*" {
            unitExists(hours.unit, "hours.csv", index, "unit")
        }
        for (index, limit) in tables.limits.enumerated() {
            typeOrClassExists(limit.type, "limits.csv", index)
            if limit.grid != "*" { gridExists(limit.grid, "limits.csv", index, "grid") }
        }
        for (index, step) in tables.ladder.enumerated() where step.clock != .handling {
            switch step.kind {
            case .chase, .escalation: break
            case .reminder, .notice, .yellow, .red:
                report(
                    "ladder.csv", index, "kind", "\(step.kind.rawValue) 只用于 handling，其他时钟应为 chase 或 escalation",
                    "\(step.kind.rawValue) is for the clock handling, expected chase or escalation")
            }
        }
        for (index, step) in tables.ladder.enumerated() { speaks(step, index) }
    }

    mutating func rooms() {
        for (index, room) in tables.rooms.enumerated() {
            if let grid = room.grid { gridExists(grid, "rooms.csv", index, "grid") }
            if let unit = room.unit { unitExists(unit, "rooms.csv", index, "unit") }
            if room.purpose == .unit, room.unit == nil {
                warn(
                    "rooms.csv", index, "purpose", "群 \(shown(room.key.id)) 是单位群但没有 unit",
                    "the room \(shown(room.key.id)) has the purpose unit and names no unit")
            }
        }
        // Rulings on tables: a unit that answers for a sensitive type needs a room of its own to get the card in.
        let housed = Set(tables.rooms.filter { $0.purpose == .unit }.compactMap(\.unit))
        var told: Set<String> = []
        for type in tables.caseTypes where type.sensitive {
            for index in routeRows(of: type) {
                let unit = tables.routes[index].unit
                guard unitCodes.contains(unit), !housed.contains(unit), told.insert(unit).inserted else { continue }
                warn(
                    "routes.csv", index, "unit",
                    "\(shown(unit)) 负责敏感类型 \(type.code) \(type.name)，但没有单位群；案件只能进管理群",
                    "\(shown(unit)) answers for the sensitive type \(type.code) and has no room of purpose unit; "
                        + "its cards go to the admin room only")
            }
        }
    }

    /// The rows that can decide a type's unit: less specific ones only while nothing above covers every grid.
    private func routeRows(of type: CaseType) -> [Int] {
        var rows: [Int] = []
        for name in [type.code, type.className, "*"] {
            let matching = tables.routes.indices.filter { tables.routes[$0].type == name }
            rows += matching
            if matching.contains(where: { tables.routes[$0].grid == "*" }) { break }
        }
        return rows
    }

    private mutating func typeExists(_ code: String, _ file: String, _ index: Int) {
        if types.contains(code) || code.isEmpty || !readable("case-types.csv") { return }
        report(
            file, index, "type", "case-types.csv 中没有类型 \(shown(code))",
            "unknown type \(shown(code)), expected a code of case-types.csv")
    }

    private mutating func typeOrClassExists(_ name: String, _ file: String, _ index: Int) {
        if name == "*" || types.contains(name) || classes.contains(name) || !readable("case-types.csv") { return }
        let hint = nearest(to: name, among: classes.sorted())
        report(
            file, index, "type", "没有类型或大类 \(shown(name))" + (hint.map { "，是否想写 \($0)？" } ?? ""),
            "unknown type or class \(shown(name)), "
                + (hint.map { "did you mean \($0)?" } ?? "expected a code, a class of case-types.csv or *"))
    }

    private mutating func gridExists(_ code: String, _ file: String, _ index: Int, _ column: String) {
        if gridCodes.contains(code) || code.isEmpty || !readable("grids.csv") { return }
        report(
            file, index, column, "grids.csv 中没有网格 \(shown(code))",
            "unknown grid \(shown(code)), expected a code of grids.csv")
    }

    private mutating func unitExists(_ code: String, _ file: String, _ index: Int, _ column: String) {
        if unitCodes.contains(code) || code.isEmpty || !readable("units.csv") { return }
        let hint = nearest(to: code, among: tables.units.map(\.code))
        report(
            file, index, column, "units.csv 中没有单位 \(shown(code))" + (hint.map { "，是否想写 \($0)？" } ?? ""),
            "unknown unit \(shown(code)), " + (hint.map { "did you mean \($0)?" } ?? "expected a code of units.csv"))
    }

    private mutating func personExists(_ id: String?, _ file: String, _ index: Int, _ column: String) {
        guard let id, !personIDs.contains(id), readable("people.csv") else { return }
        let hint = nearest(to: id, among: tables.people.map(\.id))
        report(
            file, index, column, "people.csv 中没有人员 \(shown(id))" + (hint.map { "，是否想写 \($0)？" } ?? ""),
            "unknown person \(shown(id)), " + (hint.map { "did you mean \($0)?" } ?? "expected an id of people.csv"))
    }

    private func readable(_ file: String) -> Bool { !locations.unreadable.contains(file) }

    private mutating func report(
        _ file: String, _ index: Int, _ column: String, _ chinese: String, _ english: String,
        severity: TableProblem.Severity = .error
    ) {
        let place = locations.place(file, index, column)
        problems.append(
            TableProblem(
                severity: severity, file: file, line: place.line, column: place.column, chinese: chinese,
                english: english))
    }

    private mutating func warn(_ file: String, _ index: Int, _ column: String, _ chinese: String, _ english: String) {
        report(file, index, column, chinese, english, severity: .warning)
    }
}
