internal import Domain

/// What speaks for which intent in one item: the heaviest reason counts whole, each further one a point.
struct IntentWeights: Sendable {
    /// By rank.
    private var points = InlineArray<30, Int32>(repeating: 0)

    subscript(intent: Intent) -> Int { Int(points[IntentWeights.rank(intent)]) }

    mutating func add(_ intent: Intent, _ value: Int) {
        let index = IntentWeights.rank(intent)
        let known = points[index]
        let value = Int32(clamping: value)
        points[index] = known == 0 ? value : value < 0 ? known + value : max(known, value) + 1
    }

    mutating func remove(_ intent: Intent) {
        points[IntentWeights.rank(intent)] = 0
    }

    /// When two weigh the same, the one that changes more goes first; what nobody would miss comes last.
    private static func rank(_ intent: Intent) -> Int {
        switch intent {
        case .broadcast: 0
        case .receipt: 1
        case .withdraw: 2
        case .correct: 3
        case .void: 4
        case .close: 5
        case .dispute: 6
        case .reject: 7
        case .transfer: 8
        case .extend: 9
        case .suspend: 10
        case .supervise: 11
        case .appeal: 12
        case .refuse: 13
        case .approve: 14
        case .verify: 15
        case .rate: 16
        case .confirm: 17
        case .done: 18
        case .progress: 19
        case .directive: 20
        case .remind: 21
        case .query: 22
        case .answer: 23
        case .tally: 24
        case .patrol: 25
        case .census: 26
        case .acknowledge: 27
        case .report: 28
        case .chatter: 29
        }
    }

    /// The intents in order of rank.
    private static let ranked = Intent.allCases.sorted { rank($0) < rank($1) }

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
        var best = 0
        for rank in 1..<points.count where points[rank] > points[best] { best = rank }
        return points[best] > 0 ? (IntentWeights.ranked[best], Int(points[best])) : nil
    }
}
