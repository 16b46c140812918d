public import Domain

extension Reading {
    /// The arithmetic behind an item: from points to a type and a confidence, and what spoke for which intent.
    public struct Working: Hashable, Sendable {
        /// For each reason of the item's evidence that speaks for a type, in the same order from the first on, its code.
        public var types: [String]
        /// Types with points above zero, the best first.
        public var sums: [Sum]
        /// Confidence from the best type's points alone.
        public var base: Int
        /// Points between the best type and the next; nil when there is no next.
        public var margin: Int?
        /// What a margin so small takes away.
        public var penalty: Int
        public var circumstances: [Circumstance]
        /// What the words speak for beside types, the weightiest first.
        public var intents: [Weight]
        /// The intent decided on, and the points that its confidence comes from when it is no report.
        public var decision: Weight

        public struct Sum: Hashable, Sendable {
            public var type: String
            public var points: Int
        }

        public struct Weight: Hashable, Sendable {
            public var intent: Intent
            public var points: Int
        }

        /// One thing that surrounds the words, and what it adds to the confidence.
        public struct Circumstance: Hashable, Sendable {
            public var kind: Kind
            public var points: Int

            public enum Kind: String, Sendable {
                case place, quantity, pressing, finding, again, danger, photo
                /// So much good company adds no more.
                case limit
                case nothingAround = "nothing around"
                case person, notice, tally, tale, rule, topic, past, ended
                case smallTalk = "small talk"
                case praise, condition, wish, question
                case allWell = "all well"
            }
        }
    }
}

/// The sum of what surrounds the words of a problem; the parts are kept for those who ask for them.
struct Circumstances {
    private(set) var value = 0
    /// What speaks against a report, but for the lack of anything around the words.
    private(set) var against = 0
    private(set) var parts: [Reading.Working.Circumstance] = []
    private let keepsParts: Bool

    init(keepsParts: Bool) { self.keepsParts = keepsParts }

    mutating func add(_ kind: Reading.Working.Circumstance.Kind, _ points: Int) {
        if points < 0, kind != .nothingAround, kind != .limit { against += points }
        value += points
        if keepsParts { parts.append(.init(kind: kind, points: points)) }
    }

    mutating func limit(to most: Int) {
        if value > most { add(.limit, most - value) }
    }
}

extension Analysis {
    func working(
        _ reasons: [TypeScorer.Reason], _ candidates: [TypeScorer.Candidate], _ surroundings: Circumstances,
        _ weights: IntentWeights, _ decision: (intent: Intent, points: Int)
    ) -> Reading.Working {
        func code(_ type: Int) -> String { tables.caseTypes[type].code }
        let best = candidates.first
        let next = candidates.dropFirst().first
        let margin = best.flatMap { best in next.map { best.points - $0.points } }
        let weighed = Intent.allCases.compactMap { intent -> Reading.Working.Weight? in
            weights[intent] > 0 ? .init(intent: intent, points: weights[intent]) : nil
        }
        return Reading.Working(
            types: reasons.map { code($0.type) },
            sums: candidates.map { .init(type: code($0.type), points: $0.points) },
            base: best.map { TypeScorer.base(of: $0.points) } ?? 0, margin: margin,
            penalty: margin.map(TypeScorer.penalty) ?? 0, circumstances: surroundings.parts,
            intents: weighed.enumerated().sorted { ($1.element.points, $0.offset) < ($0.element.points, $1.offset) }
                .map(\.element),
            decision: .init(intent: decision.intent, points: decision.points))
    }
}
