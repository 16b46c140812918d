import Domain
import Tables
import Understanding

/// A reading for people: the sentence with its evidence marked, and for each item what was understood, the sum that led
/// there, what else it might be, and which row of which table to change.
struct ExplanationText {
    let county: County
    let origin: TablesOrigin
    let zone: Zone
    let paint: Paint
    /// Columns of the terminal.
    let width: Int

    func lines(_ reading: Reading, of text: String) -> String {
        var reasons: [MarkedSentence.Reason] = []
        var blocks: [String] = []
        for (index, item) in reading.items.enumerated() {
            let first = reasons.count
            reasons += item.evidence.enumerated().map { offset, reason in
                .init(
                    mark: MarkedSentence.mark(first + offset), colour: colour(reason, offset, item),
                    range: reason.start..<max(reason.start, reason.end))
            }
            blocks += block(item, number: index + 1, reasons[first...].map(\.mark))
        }
        // The weightiest reason is shown where two meet: a name of a place gives way to the words of the matter.
        let evidence = reading.items.flatMap(\.evidence)
        let order = reasons.indices.sorted {
            (abs(evidence[$1].points), reasons[$0].range.count, $0) < (
                abs(evidence[$0].points), reasons[$1].range.count, $1
            )
        }
        var lines = MarkedSentence.lines(text, order.map { reasons[$0] }, paint, width: width)
        lines.append("")
        lines += blocks
        if !reading.caseReferences.isEmpty { lines.append("cases: \(reading.caseReferences.joined(separator: ", "))") }
        if let deadline = reading.deadline { lines.append("deadline: \(zone.format(deadline))") }
        return lines.joined(separator: "\n")
    }

    // MARK: An item

    private func block(_ item: Reading.Item, number: Int, _ marks: [Character]) -> [String] {
        var head = "\(number). \(item.intent.rawValue)"
        if let code = item.type { head += "  \(named(code))" }
        var lines = [paint(head + "  \(item.confidence)", .bold)]
        lines += facts(item).map { row($0.0, $0.1) }
        if let working = item.working {
            lines += arithmetic(item, working)
        }
        if !item.alternatives.isEmpty {
            lines.append(
                row("or", item.alternatives.map { "\(named($0.code)) \($0.confidence)" }.joined(separator: " · ")))
        }
        for (index, reason) in item.evidence.enumerated() {
            lines += evidence(reason, marks[index], type(of: index, item), colour(reason, index, item))
        }
        return lines
    }

    private func row(_ title: String, _ text: String) -> String {
        "   \(title)\(String(repeating: " ", count: max(1, 11 - title.count)))\(text)"
    }

    private func facts(_ item: Reading.Item) -> [(String, String)] {
        var facts: [(String, String)] = []
        if let place = item.place {
            let name = place.name.map { " = \($0)" } ?? ""
            let grid = place.grid.map { " · \(county.grid($0)?.name ?? $0)" } ?? ""
            facts.append(("place", TextWidth.oneLine(place.text) + name + grid))
            if place.candidates.count > 1 {
                let names = place.candidates.map {
                    "\($0.name) (\($0.grid.map { county.grid($0)?.name ?? $0 } ?? "—"))"
                }
                facts.append(("which", names.joined(separator: " · ")))
            }
        }
        if let unit = item.unit { facts.append(("unit", "\(unit) \(county.unit(unit)?.name ?? "")")) }
        if !item.quantities.isEmpty {
            let counts = item.quantities.map { ($0.approximate ? "~" : "") + "\($0.valueText) \($0.unit)" }
            facts.append(("quantities", counts.joined(separator: ", ")))
        }
        let marks = [
            item.urgent ? "urgent" : nil, item.sensitive ? "sensitive" : nil, item.recurrence ? "recurrence" : nil,
            item.selfHandled ? "self-handled" : nil, item.exists.map { $0 ? "exists" : "does not exist" },
        ].compactMap { $0 }
        if !marks.isEmpty { facts.append(("marks", marks.joined(separator: ", "))) }
        return facts
    }

    /// From points to the confidence, as the scorer counts.
    private func arithmetic(_ item: Reading.Item, _ working: Reading.Working) -> [String] {
        var lines: [String] = []
        if !working.sums.isEmpty {
            lines.append(
                row("points", working.sums.prefix(5).map { "\(named($0.type)) \($0.points)" }.joined(separator: " · ")))
        }
        if !working.intents.isEmpty {
            lines.append(
                row("intents", working.intents.map { "\($0.intent.rawValue) \($0.points)" }.joined(separator: " · ")))
        }
        guard item.intent == .report, let best = working.sums.first else {
            if working.decision.points > 0 {
                lines.append(row("confidence", "\(item.confidence), from \(working.decision.points) points"))
            }
            return lines
        }
        var terms = ["\(working.base) for \(best.points) points"]
        if let margin = working.margin { terms.append("− \(working.penalty) for a margin of \(margin)") }
        for part in working.circumstances {
            terms.append("\(part.points < 0 ? "−" : "+") \(abs(part.points)) \(part.kind.rawValue)")
        }
        let sum = working.base - working.penalty + working.circumstances.reduce(0) { $0 + $1.points }
        let bound =
            sum == item.confidence ? "" : sum > item.confidence ? " → at most \(item.confidence)" : " → at least 0"
        lines.append(row("confidence", "\(terms.joined(separator: " ")) = \(sum)\(bound)"))
        return lines
    }

    private func evidence(
        _ reason: Reading.Evidence, _ mark: Character, _ type: String?, _ colour: Paint.Colour
    ) -> [String] {
        let points = reason.points > 0 ? "+\(reason.points)" : reason.points < 0 ? "−\(-reason.points)" : "·"
        let head = "   \(paint(String(mark), colour))  \(points)  \(reason.source)  "
        let about = type.map { "  for \(named($0))" } ?? ""
        let quoted = "“\(TextWidth.oneLine(reason.text))” \(reason.start)–\(reason.end)"
        var lines = [head + paint(quoted, colour) + about]
        let places = origin.result.places(of: reason.source, type: type)
        for place in places.prefix(4) { lines.append(paint("         \(origin.show(place))", .faint)) }
        if places.count > 4 { lines.append(paint("         and \(places.count - 4) more rows", .faint)) }
        return lines
    }

    /// The type that a reason of the item speaks for; nil for intents, places and variants.
    private func type(of index: Int, _ item: Reading.Item) -> String? {
        guard let types = item.working?.types, index < types.count else { return nil }
        return types[index]
    }

    /// Green speaks for the type read, yellow for another; cyan for an intent, blue for a place, magenta for a way of writing.
    private func colour(_ reason: Reading.Evidence, _ index: Int, _ item: Reading.Item) -> Paint.Colour {
        if let type = type(of: index, item) { return type == item.type ? .green : .yellow }
        if reason.source.hasPrefix("place:") { return .blue }
        return reason.points == 0 ? .magenta : .cyan
    }

    private func named(_ code: String) -> String { county.caseType(code).map { "\(code) \($0.name)" } ?? code }
}
