import JSON

/// What `check` saw, area by area, its findings numbered through.
struct CheckReport {
    struct Finding {
        let number: Int
        let area: String
        let message: String
        /// What to do about it.
        let hint: String?
        /// Rows of a table, ready to be pasted.
        let rows: [String]
    }

    private struct Area {
        let name: String
        var notes: [String] = []
    }

    private(set) var findings: [Finding] = []
    private var areas: [Area] = []

    /// Later notes and findings are of this area.
    mutating func begin(_ area: String) {
        if areas.last?.name != area { areas.append(Area(name: area)) }
    }

    mutating func note(_ text: String) { areas[areas.count - 1].notes.append(text) }

    mutating func find(_ message: String, hint: String? = nil, rows: [String] = []) {
        findings.append(
            Finding(
                number: findings.count + 1, area: areas.last?.name ?? "", message: message, hint: hint, rows: rows))
    }

    func lines() -> [String] {
        var lines: [String] = []
        let width = areas.map(\.name.count).max() ?? 0
        for area in areas {
            let own = findings.filter { $0.area == area.name }
            let name = area.name + String(repeating: " ", count: width - area.name.count)
            let state = own.isEmpty ? "ok" : own.count == 1 ? "1 finding" : "\(own.count) findings"
            lines.append(([name, state] + area.notes).joined(separator: "  "))
            for finding in own {
                lines.append("  \(finding.number). \(TextWidth.oneLine(finding.message))")
                if let hint = finding.hint { lines.append("     → \(hint)") }
                lines += finding.rows.map { "     " + TextWidth.oneLine($0) }
            }
        }
        return lines
    }

    func write(into writer: inout JSONWriter) {
        writer.object { row in
            row.array("areas") { list in
                for area in areas {
                    list.object { row in
                        row.member("name", area.name)
                        row.member("ok", !findings.contains { $0.area == area.name })
                        row.member("notes", area.notes)
                    }
                }
            }
            row.array("findings") { list in
                for finding in findings {
                    list.object { row in
                        row.member("number", finding.number)
                        row.member("area", finding.area)
                        row.member("message", finding.message)
                        row.member("hint", finding.hint)
                        row.member("rows", finding.rows)
                    }
                }
            }
        }
    }
}
