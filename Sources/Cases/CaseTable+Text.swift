internal import Domain

extension CaseTable {
    /// The whole of `docs/case-machine.md`.
    public static func document() -> String {
        return """
            # The life of a case

            This file is printed from the machine (`Sources/Cases`) by trying every event in every state by every
            speaker; a test compares the two. To print it again: `GRIDBRIDGE_REWRITE=1 swift test --filter CaseTableTests`.

            ## The picture

            States and what moves a case between them. Not drawn: what stays in its state, and the ends by order below.

            ```mermaid
            \(diagram())
            ```

            Ends by order, and the way back:

            ```mermaid
            \(orders(trials))
            ```

            ## Every transition

            Several targets in one row: the type's closing and evidence, or a pending request decide.

            \(transitions(trials))

            ## Every pair

            Where the event leads when somebody who may say it says it. `=` the case stays in its state; `said` nothing
            changes, it is so already; `late` a stronger act came first; `–` the state has nothing to do with it. What
            is refused leaves the case as it was and is kept as `noted`.

            \(matrix(trials))

            ## Two acts, one after the other

            The row's act first, the column's after it, by two different people, in both orders. A bracket: the second act
            was refused, or changed nothing any more, and is only noted. A weaker late act never undoes a stronger one. †:
            by one person, since nobody else may say both: a report has one writer. Tests say the same in messages: there a
            "done" of a unit that the case has left is a claim, which closes it where routes know the unit for the type.

            On a case in `handling`, whose unit is at work:

            \(precedence(in: .handling))

            On a case in `feedback`, whose unit has said "done" and whose result may be contested; here `rework` is the
            first act of a new round, and what the unit says after it belongs to that; `withdraw` is no longer the
            reporter's but somebody's in charge:

            \(precedence(in: .feedback))

            """
    }

    /// Orders from above and what the chat takes back: possible almost everywhere, and so not drawn in the picture.
    private static let orders: Set<Case.Event.Kind> = [.withdrawn, .recalled, .voided, .forced, .reopened]

    private static func isOrder(_ edge: Edge) -> Bool {
        orders.contains(edge.event) || edge.to == .forceClosed
    }

    private struct Edge: Hashable {
        var from: Case.State
        var to: Case.State
        var event: Case.Event.Kind
    }

    private static func edges(_ trials: [Trial]) -> [Edge] {
        var seen: Set<Edge> = []
        var ordered: [Edge] = []
        for trial in trials {
            for target in targets(trial) {
                let edge = Edge(from: trial.from, to: target, event: trial.event)
                if seen.insert(edge).inserted { ordered.append(edge) }
            }
        }
        return ordered
    }

    /// The picture of the machine as a Mermaid state diagram, without the ends by order.
    public static func diagram() -> String {
        let moving = edges(trials).filter { $0.from != $0.to && !isOrder($0) }
        var lines = ["stateDiagram-v2", "    [*] --> reported"]
        for from in Case.State.allCases {
            for to in Case.State.allCases {
                let events = moving.filter { $0.from == from && $0.to == to }.map(\.event.rawValue)
                if !events.isEmpty {
                    lines.append("    \(from.rawValue) --> \(to.rawValue): \(events.joined(separator: ", "))")
                }
            }
        }
        for state in Case.State.allCases where !state.isOpen && moving.contains(where: { $0.to == state }) {
            lines.append("    \(state.rawValue) --> [*]")
        }
        return lines.joined(separator: "\n")
    }

    private static func orders(_ trials: [Trial]) -> String {
        let moving = edges(trials).filter { $0.from != $0.to && isOrder($0) }
        var lines = ["flowchart LR"]
        for to in Case.State.allCases {
            for event in Case.Event.Kind.allCases {
                let from = Case.State.allCases.filter { state in
                    moving.contains { $0.from == state && $0.to == to && $0.event == event }
                }
                guard !from.isEmpty else { continue }
                let names = from.map(\.rawValue).joined(separator: "<br/>")
                lines.append("    \(event.rawValue)_\(to.rawValue)[\"\(names)\"] -->|\(event.rawValue)| \(to.rawValue)")
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func transitions(_ trials: [Trial]) -> String {
        var lines = ["| Event | From | To | Who |", "|---|---|---|---|"]
        for kind in Case.Event.Kind.allCases {
            // States in which the same people may lead the case to the same targets share a row.
            var rows: [(from: [String], to: String, who: String)] = []
            for state in Case.State.allCases {
                let here = trials.filter { $0.event == kind && $0.from == state }
                let able = here.filter { !targets($0).isEmpty }
                guard !able.isEmpty else { continue }
                let reached = Case.State.allCases.filter { target in able.contains { targets($0).contains(target) } }
                let to = reached.map { $0 == state ? "=" : $0.rawValue }.joined(separator: ", ")
                let who =
                    able.count == Speaker.allCases.count
                    ? "everybody" : able.map(\.speaker.rawValue).joined(separator: ", ")
                if let same = rows.firstIndex(where: { $0.to == to && $0.who == who }) {
                    rows[same].from.append(state.rawValue)
                } else {
                    rows.append(([state.rawValue], to, who))
                }
            }
            for row in rows {
                lines.append("| \(kind.rawValue) | \(row.from.joined(separator: ", ")) | \(row.to) | \(row.who) |")
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func matrix(_ trials: [Trial]) -> String {
        var lines = ["| | " + Case.State.allCases.map(\.rawValue).joined(separator: " | ") + " |"]
        lines.append("|---|" + Case.State.allCases.map { _ in "---|" }.joined())
        for kind in Case.Event.Kind.allCases {
            let cells = Case.State.allCases.map { state in
                cell(trials.filter { $0.event == kind && $0.from == state }, in: state)
            }
            lines.append("| \(kind.rawValue) | " + cells.joined(separator: " | ") + " |")
        }
        return lines.joined(separator: "\n")
    }

    private static func cell(_ trials: [Trial], in state: Case.State) -> String {
        let reached = Case.State.allCases.filter { target in trials.contains { targets($0).contains(target) } }
        if !reached.isEmpty { return reached.map { $0 == state ? "=" : $0.rawValue }.joined(separator: " ") }
        let refusals = trials.flatMap(\.outcomes)
        if refusals.contains(.refused(.alreadySo)) { return "said" }
        let isLate = refusals.contains { outcome in
            if case .refused(.tooLate) = outcome { return true }
            return false
        }
        return isLate ? "late" : "–"
    }

    private static func targets(_ trial: Trial) -> [Case.State] {
        Case.State.allCases.filter { trial.outcomes.contains(.moves(to: $0)) }
    }
}
