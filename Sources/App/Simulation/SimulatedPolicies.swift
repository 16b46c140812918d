import Domain

/// How the synthetic county wants some of its cases closed. The types of `seeds/` are closed by the unit's "done"; two common
/// harmless ones want more here, so that silence and checkers have something to do.
enum SimulatedPolicies {
    /// Small ads are confirmed by the reporter or by silence, a street lamp by a checker.
    private static let closing: [String: CaseType.Closing] = ["07001": .confirm, "01037": .check]

    static func laid(over tables: CountyTables) -> CountyTables {
        var tables = tables
        for index in tables.caseTypes.indices
        where !tables.caseTypes[index].urgent && !tables.caseTypes[index].sensitive {
            if let wanted = closing[tables.caseTypes[index].code] { tables.caseTypes[index].closing = wanted }
        }
        return tables
    }
}
