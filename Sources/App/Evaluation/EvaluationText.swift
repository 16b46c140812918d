import Domain
import Foundation

/// The figures of an evaluation for a terminal.
struct EvaluationText {
    let county: County
    /// How many lines of each list are shown.
    let longest: Int

    func lines(_ evaluation: Evaluation, perSecond: Double) -> [String] {
        var lines = headline(evaluation, perSecond: perSecond)
        for (title, scores) in [("intents", evaluation.intents), ("types", evaluation.types)] {
            lines += confusions(title, scores)
        }
        lines += worstTypes(evaluation.types)
        lines += calibration(evaluation.calibration)
        if evaluation.types.rows > 0 { lines += thresholds(evaluation.thresholdTable) }
        lines += errors(evaluation)
        return lines
    }

    private func headline(_ evaluation: Evaluation, perSecond: Double) -> [String] {
        let show = Evaluation.show
        var lines = ["messages      \(evaluation.messages)"]
        for (name, scores) in [("intent      ", evaluation.intents), ("type        ", evaluation.types)]
        where scores.rows > 0 {
            lines.append(
                "\(name)  accuracy \(show(scores.accuracy))  macro-F1 \(show(scores.macroF1))  of \(scores.rows)")
        }
        for (name, share) in [("place       ", evaluation.places), ("grid        ", evaluation.grids)]
        where share.count > 0 {
            lines.append("\(name)  accuracy \(show(share.value))  of \(share.count)")
        }
        lines.append(
            "false alarms  \(evaluation.falseAlarms) of \(evaluation.quiet) quiet messages "
                + "(\(show(evaluation.falseAlarmRate))); would ask \(evaluation.wouldAsk)")
        lines.append("messages/s    \(Int(perSecond))")
        return lines
    }

    private func confusions(_ title: String, _ scores: LabelScores) -> [String] {
        let pairs = scores.pairs
        guard !pairs.isEmpty else { return [] }
        return ["", "commonest confusions of \(title) (expected → read):"]
            + pairs.prefix(longest).map { "  \($1)×  \(named($0.expected)) → \(named($0.found))" } + more(pairs.count)
    }

    private func worstTypes(_ scores: LabelScores) -> [String] {
        let worst = scores.worst
        guard !worst.isEmpty else { return [] }
        var table = TextTable([
            .init("type", least: 12), .init("expected"), .init("read"), .init("both"), .init("precision"),
            .init("recall"), .init("F1"),
        ])
        for label in worst.prefix(longest) {
            table.add([
                named(label.name), "\(label.wanted)", "\(label.given)", "\(label.hits)", share(label.precision),
                share(label.recall), share(label.f1),
            ])
        }
        return ["", "worst types:"] + table.lines().map { "  " + $0 } + more(worst.count)
    }

    private func calibration(_ calibration: Calibration) -> [String] {
        guard calibration.bins.contains(where: { $0.reports.count + $0.answers.count > 0 }) else { return [] }
        var table = TextTable([
            .init("confidence"), .init("reports"), .init("right"), .init("share"), .init("other"), .init("right"),
            .init("share"),
        ])
        for bin in calibration.bins where bin.reports.count + bin.answers.count > 0 {
            table.add([
                "\(bin.confidences.lowerBound)–\(bin.confidences.upperBound)", "\(bin.reports.count)",
                "\(bin.reports.right)", share(bin.reports.value), "\(bin.answers.count)", "\(bin.answers.right)",
                share(bin.answers.value),
            ])
        }
        return ["", "how often a reading that is so sure is right (types of reports; intents of all else):"]
            + table.lines().map { "  " + $0 }
    }

    private func thresholds(_ thresholds: ThresholdTable) -> [String] {
        var table = TextTable([
            .init("fileFrom"), .init("askFrom"), .init("filed right"), .init("filed wrong"), .init("asked"),
            .init("missed"), .init("false alarms"), .init("cost"), .init(""),
        ])
        let cheapest = thresholds.cheapest?.thresholds
        for row in thresholds.rows {
            let counts = row.consequences
            var marks: [String] = []
            if row.isInForce { marks.append("in force") }
            if row.thresholds == cheapest { marks.append("lowest cost") }
            table.add([
                "\(row.thresholds.fileFrom)", "\(row.thresholds.askFrom)", "\(counts.filedRight)",
                "\(counts.filedWrong)", "\(counts.asked)", "\(counts.missed)", "\(counts.falseAlarms)",
                "\(counts.cost)", marks.joined(separator: ", "),
            ])
        }
        let weights = Consequences.weights
        return [
            "",
            "thresholds that no other pair beats (cost: false alarm \(weights.falseAlarm), filed wrong "
                + "\(weights.filedWrong), missed \(weights.missed), asked \(weights.asked)):",
        ] + table.lines().map { "  " + $0 }
    }

    private func errors(_ evaluation: Evaluation) -> [String] {
        let errors = evaluation.errors
        guard !errors.isEmpty else { return [] }
        var lines = ["", "errors, the dearest first:"]
        var kind: ReadingError.Kind?
        for error in errors.prefix(longest) {
            if error.kind != kind {
                kind = error.kind
                let count = errors.count { $0.kind == error.kind }
                lines.append("  \(error.kind.title) (\(count))")
            }
            let sides = error.sides(county)
            lines.append("    \(place(error.message)) \(quoted(error.message))")
            lines.append("      expected \(sides.expected), read \(sides.found) \(error.confidence)")
        }
        return lines + more(errors.count)
    }

    // MARK: --against

    func lines(_ comparison: EvaluationComparison, against folder: String) -> [String] {
        var table = TextTable([.init("figure"), .init("before"), .init("now"), .init("")])
        for name in Evaluation.figures {
            guard let before = comparison.before.figure(name), let now = comparison.now.figure(name) else { continue }
            let isCount = ["falseAlarms", "wouldAsk"].contains(name)
            func show(_ value: Double) -> String { isCount ? "\(Int(value))" : Evaluation.show(value) }
            let difference = now - before
            let sign = difference > 0 ? "+" : difference < 0 ? "−" : ""
            table.add([name, show(before), show(now), difference == 0 ? "" : sign + show(abs(difference))])
        }
        var lines = ["", "against \(folder):"] + table.lines().map { "  " + $0 }
        for (title, list) in [("better", comparison.better), ("worse", comparison.worse)] {
            lines.append("")
            lines.append("\(title): \(list.count) of \(comparison.now.judged.count) messages")
            for change in list.prefix(longest) {
                lines.append("  \(place(change.now)) \(quoted(change.now))")
                for (mark, aspects) in [("+", change.better), ("−", change.worse)] {
                    for aspect in aspects {
                        let was = EvaluationComparison.show(change.before, aspect)
                        let now = EvaluationComparison.show(change.now, aspect)
                        lines.append("    \(mark) \(aspect.rawValue) \(was) → \(now)")
                    }
                }
            }
            lines += more(list.count)
        }
        return lines
    }

    // MARK: Pieces

    private func named(_ label: String) -> String { county.caseType(label).map { "\(label) \($0.name)" } ?? label }

    private func share(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "—" }

    private func place(_ message: JudgedMessage) -> String {
        "line \(message.line)" + (message.id.map { " \(TextWidth.oneLine($0))" } ?? "")
    }

    private func quoted(_ message: JudgedMessage) -> String {
        "“\(TextWidth.shorten(TextWidth.oneLine(message.text), to: 72))”"
    }

    private func more(_ count: Int) -> [String] {
        count > longest ? ["  … and \(count - longest) more; --list N shows N, --json all"] : []
    }
}
