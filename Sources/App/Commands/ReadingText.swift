import Domain
import Understanding

/// A reading for people: what was understood, and each reason with its place in the text.
struct ReadingText {
    let county: County
    let zone: Zone

    func lines(_ reading: Reading, of text: String) -> String {
        var lines: [String] = []
        for (index, item) in reading.items.enumerated() {
            var head = "\(index + 1). \(item.intent.rawValue)"
            if let code = item.type { head += "  \(code) \(county.caseType(code)?.name ?? "")" }
            head += "  \(item.confidence)"
            lines.append(head)
            if let place = item.place {
                let name = place.name.map { " = \($0)" } ?? ""
                let grid = place.grid.map { " · \(county.grid($0)?.name ?? $0)" } ?? ""
                lines.append("   place      \(place.text)\(name)\(grid)")
            }
            if let unit = item.unit { lines.append("   unit       \(unit) \(county.unit(unit)?.name ?? "")") }
            if !item.quantities.isEmpty {
                let counts = item.quantities.map { ($0.approximate ? "~" : "") + "\($0.valueText) \($0.unit)" }
                lines.append("   quantities \(counts.joined(separator: ", "))")
            }
            let marks = [
                item.urgent ? "urgent" : nil, item.sensitive ? "sensitive" : nil, item.recurrence ? "recurrence" : nil,
                item.selfHandled ? "self-handled" : nil, item.exists.map { $0 ? "exists" : "does not exist" },
            ].compactMap { $0 }
            if !marks.isEmpty { lines.append("   marks      \(marks.joined(separator: ", "))") }
            if !item.alternatives.isEmpty {
                let others = item.alternatives.map {
                    "\($0.code) \(county.caseType($0.code)?.name ?? "") \($0.confidence)"
                }
                lines.append("   or         \(others.joined(separator: " · "))")
            }
            for reason in item.evidence {
                let points = reason.points >= 0 ? "+\(reason.points)" : "\(reason.points)"
                lines.append("   \(points)  \(reason.source)  “\(reason.text)” \(reason.start)–\(reason.end)")
            }
        }
        if !reading.caseReferences.isEmpty { lines.append("cases: \(reading.caseReferences.joined(separator: ", "))") }
        if let deadline = reading.deadline { lines.append("deadline: \(zone.format(deadline))") }
        return lines.joined(separator: "\n")
    }
}
