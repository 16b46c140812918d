import Domain
import Understanding

/// A row that the tables could learn, and what it would do to the messages kept.
struct Proposal {
    /// A message that the row changes.
    struct Effect {
        enum Kind: String, CaseIterable { case right, wrong, alarm }

        let kind: Kind
        let before: JudgedMessage
        let now: JudgedMessage
    }

    let keyword: Keyword
    /// What the type was mostly taken for; nil when nothing was read.
    let given: String?
    let candidate: PhraseMiner.Candidate
    /// Messages that hold the phrase and were read again.
    let tried: Int
    let effects: [Effect]

    func count(_ kind: Effect.Kind) -> Int { effects.count { $0.kind == kind } }

    /// What it does good, less what it spoils: an alarm for nothing weighs most.
    static func worth(_ effects: [Effect]) -> Int {
        effects.reduce(0) { sum, effect in
            switch effect.kind {
            case .right: sum + 1
            case .wrong: sum - 2
            case .alarm: sum - 10
            }
        }
    }
}

/// Tries mined phrases one by one on the messages kept, and proposes those that do more good than harm.
struct ProposalTrial {
    let tables: CountyTables
    let lessons: [Lesson]
    let fileFrom: Int

    /// Points are tried from the smallest on: a phrase should weigh no more than it must.
    private static let points = [3, 5, 7, 9, 12]

    /// - Parameter most: phrases that are tried at the most; each costs a few rulebooks.
    func proposals(_ candidates: [PhraseMiner.Candidate], limit: Int, most: Int = 120) -> (
        proposals: [Proposal], tried: Int
    ) {
        var proposals: [Proposal] = []
        var mended: Set<Int> = []
        var tried = 0
        let known = Set(tables.keywords.map { Key(phrase: $0.phrase, type: $0.type) })
        for candidate in candidates {
            guard proposals.count < limit, tried < most else { break }
            // What an earlier proposal mends already is no reason for another.
            guard !mended.isSuperset(of: candidate.misread),
                !known.contains(Key(phrase: candidate.phrase, type: candidate.type))
            else { continue }
            tried += 1
            Console.progress("\(tried) phrases tried, \(proposals.count) proposals")
            guard let proposal = best(candidate) else { continue }
            let gains = proposal.effects.filter { $0.kind == .right }.map(\.before.line)
            let indices = candidate.holders.filter { gains.contains(lessons[$0].judged.line) }
            guard !mended.isSuperset(of: indices) else { continue }
            mended.formUnion(indices)
            proposals.append(proposal)
        }
        Console.endProgress()
        return (proposals, tried)
    }

    private struct Key: Hashable {
        let phrase: String
        let type: String
    }

    /// With the points that do the most good; nil when none do more good than harm.
    private func best(_ candidate: PhraseMiner.Candidate) -> Proposal? {
        var best: (points: Int, effects: [Proposal.Effect])?
        for points in Self.points {
            var changed = tables
            changed.keywords.append(
                Keyword(phrase: candidate.phrase, type: candidate.type, points: points, note: ""))
            let rulebook = Rulebook(County(changed))
            let effects = candidate.holders.compactMap { effect(on: lessons[$0], rulebook) }
            if Proposal.worth(effects) > best.map({ Proposal.worth($0.effects) }) ?? 0 { best = (points, effects) }
            if effects.count(where: { $0.kind == .right }) >= candidate.misread.count { break }
        }
        guard let best else { return nil }
        let given = mostly(candidate.misread.flatMap { Array(lessons[$0].judged.types.subtracting(lessons[$0].right)) })
        var keyword = Keyword(phrase: candidate.phrase, type: candidate.type, points: best.points, note: "")
        let proposal = Proposal(
            keyword: keyword, given: given, candidate: candidate, tried: candidate.holders.count, effects: best.effects)
        keyword.note = note(proposal)
        return Proposal(
            keyword: keyword, given: given, candidate: candidate, tried: proposal.tried, effects: proposal.effects)
    }

    private func effect(on lesson: Lesson, _ rulebook: Rulebook) -> Proposal.Effect? {
        let before = lesson.judged
        let now = lesson.reread(rulebook)
        if before.isQuiet, now.opening >= fileFrom, before.opening < fileFrom {
            return .init(kind: .alarm, before: before, now: now)
        }
        guard let was = before.areTypesRight, let isNow = now.areTypesRight, was != isNow else { return nil }
        return .init(kind: isNow ? .right : .wrong, before: before, now: now)
    }

    private func mostly(_ types: [String]) -> String? {
        var counts: [String: Int] = [:]
        for type in types { counts[type, default: 0] += 1 }
        return counts.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key
    }

    /// The reason, as it will stand in the table.
    private func note(_ proposal: Proposal) -> String {
        let county = County(tables)
        let given = proposal.given.map { "多误为 \($0) \(county.caseType($0)?.name ?? "")" } ?? "多未认出"
        return "学自 \(proposal.candidate.misread.count) 条更正（\(given)）；试读 \(proposal.tried) 条："
            + "改对 \(proposal.count(.right))，改错 \(proposal.count(.wrong))，误报 \(proposal.count(.alarm))"
    }
}
