internal import Domain

/// What speaks for which intent in one item: the heaviest reason counts whole, each further one a point.
struct IntentWeights: Sendable {
    private var points: [Int] = Array(repeating: 0, count: Intent.allCases.count)
    private static let index = Dictionary(uniqueKeysWithValues: Intent.allCases.enumerated().map { ($1, $0) })

    subscript(intent: Intent) -> Int { IntentWeights.index[intent].map { points[$0] } ?? 0 }

    mutating func add(_ intent: Intent, _ value: Int) {
        guard let index = IntentWeights.index[intent] else { return }
        let known = points[index]
        points[index] = known == 0 ? value : value < 0 ? known + value : max(known, value) + 1
    }

    mutating func remove(_ intent: Intent) {
        if let index = IntentWeights.index[intent] { points[index] = 0 }
    }

    /// When two weigh the same, the one that changes more goes first; what nobody would miss comes last.
    private static let order: [Intent] = [
        .broadcast, .receipt, .withdraw, .correct, .void, .close, .dispute, .reject, .transfer, .extend, .suspend,
        .supervise,
        .appeal, .refuse, .approve, .verify, .rate, .confirm, .done, .progress, .directive, .remind, .query, .answer,
        .tally, .patrol, .census, .acknowledge, .report, .chatter,
    ]

    /// The heaviest intent, where thanks and greetings beside something that matters only keep it company, and so does the
    /// finding verb beside everything else.
    var decisive: (intent: Intent, points: Int)? {
        guard let best, best.intent == .chatter || best.intent == .report else { return best }
        var rest = self
        rest.remove(.chatter)
        rest.remove(.report)
        guard let other = rest.best, other.points >= 5, best.points < other.points + 4 else { return best }
        return other
    }

    /// The heaviest intent above zero; nil when there is none.
    var best: (intent: Intent, points: Int)? {
        var best: (intent: Intent, points: Int)?
        for intent in IntentWeights.order {
            let value = self[intent]
            if value > best?.points ?? 0 { best = (intent, value) }
        }
        return best
    }
}
