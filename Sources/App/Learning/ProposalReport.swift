import Domain
import Foundation
import JSON

/// Proposals as a table with their effects and as JSON.
struct ProposalReport {
    let county: County
    let proposals: [Proposal]
    let messages: Int
    let misread: Int
    let tried: Int

    /// Effects shown of each proposal.
    private static let mostEffects = 4

    func lines() -> [String] {
        var table = TextTable([
            .init("#"), .init("phrase"), .init("type", least: 12), .init("points"), .init("taken for", least: 12),
            .init("support"), .init("elsewhere"), .init("log-odds"), .init("right"), .init("wrong"), .init("alarms"),
        ])
        for (index, proposal) in proposals.enumerated() {
            table.add([
                "\(index + 1)", proposal.keyword.phrase, named(proposal.keyword.type), "\(proposal.keyword.points)",
                proposal.given.map(named) ?? "(none)", "\(proposal.candidate.misread.count)",
                "\(proposal.candidate.elsewhere)", weight(proposal), "+\(proposal.count(.right))",
                "\(proposal.count(.wrong))", "\(proposal.count(.alarm))",
            ])
        }
        var lines = table.lines(width: 120)
        for (index, proposal) in proposals.enumerated() {
            lines.append("")
            lines.append("\(index + 1)  \(proposal.keyword.phrase) → \(named(proposal.keyword.type))")
            let effects = Proposal.Effect.Kind.allCases.reversed().flatMap { kind in
                proposal.effects.filter { $0.kind == kind }
            }
            for effect in effects.prefix(Self.mostEffects) { lines.append("   " + line(effect)) }
            if effects.count > Self.mostEffects {
                lines.append("   and \(effects.count - Self.mostEffects) more; --json shows all")
            }
        }
        lines += ["", "rows for keywords.csv:", KeywordFile.rows(proposals.map(\.keyword))]
        return lines
    }

    var summary: String {
        "\(messages) messages, \(misread) of them misread; \(tried) phrases tried, \(proposals.count) proposed"
    }

    var json: JSONValue {
        [
            "messages": .integer(messages), "misread": .integer(misread), "tried": .integer(tried),
            "proposals": .array(
                proposals.enumerated().map { index, proposal in
                    [
                        "number": .integer(index + 1), "phrase": .string(proposal.keyword.phrase),
                        "type": type(proposal.keyword.type), "points": .integer(proposal.keyword.points),
                        "note": .string(proposal.keyword.note), "given": proposal.given.map(type) ?? .null,
                        "support": .integer(proposal.candidate.misread.count),
                        "elsewhere": .integer(proposal.candidate.elsewhere),
                        "logOdds": .number(JSONNumber(weight(proposal)) ?? JSONNumber(0)),
                        "tried": .integer(proposal.tried), "right": .integer(proposal.count(.right)),
                        "wrong": .integer(proposal.count(.wrong)), "alarms": .integer(proposal.count(.alarm)),
                        "effects": .array(proposal.effects.map(effect)),
                    ]
                }),
        ]
    }

    private func effect(_ effect: Proposal.Effect) -> JSONValue {
        [
            "kind": .string(effect.kind.rawValue), "line": .integer(effect.before.line),
            "id": effect.before.id.map { .string($0) } ?? .null, "text": .string(Masking.mask(effect.before.text)),
            "before": .array(effect.before.types.sorted().map { .string($0) }),
            "now": .array(effect.now.types.sorted().map { .string($0) }),
        ]
    }

    private func type(_ code: String) -> JSONValue {
        ["code": .string(code), "name": .string(county.caseType(code)?.name ?? code)]
    }

    private func line(_ effect: Proposal.Effect) -> String {
        let mark =
            switch effect.kind {
            case .right: "✓"
            case .wrong: "✗"
            case .alarm: "!"
            }
        func types(_ message: JudgedMessage) -> String {
            message.types.isEmpty ? "(none)" : message.types.sorted().map(named).joined(separator: " + ")
        }
        let text = TextWidth.shorten(TextWidth.oneLine(Masking.mask(effect.before.text)), to: 60)
        return "\(mark) “\(text)” \(types(effect.before)) → \(types(effect.now))"
    }

    private func named(_ code: String) -> String { county.caseType(code).map { "\(code) \($0.name)" } ?? code }

    private func weight(_ proposal: Proposal) -> String {
        String(format: "%.2f", Double(proposal.candidate.weight) / 100)
    }
}
