import Domain

/// The same messages read with two sets of tables: what got better and what got worse.
struct EvaluationComparison {
    /// What can be right of a message.
    enum Aspect: String, CaseIterable { case alarm, intent, types, place, grid }

    /// A message of which something is right with one set of tables only.
    struct Change {
        let before: JudgedMessage
        let now: JudgedMessage
        let better: [Aspect]
        let worse: [Aspect]
    }

    let before: Evaluation
    let now: Evaluation
    /// In the order of the file.
    let changes: [Change]

    init(before: Evaluation, now: Evaluation) {
        self.before = before
        self.now = now
        let thresholds = now.thresholds
        changes = zip(before.judged, now.judged).compactMap { before, now in
            var better: [Aspect] = []
            var worse: [Aspect] = []
            for aspect in Aspect.allCases {
                guard let was = Self.isRight(before, aspect, thresholds),
                    let isNow = Self.isRight(now, aspect, thresholds),
                    was != isNow
                else { continue }
                if isNow { better.append(aspect) } else { worse.append(aspect) }
            }
            return better.isEmpty && worse.isEmpty
                ? nil : Change(before: before, now: now, better: better, worse: worse)
        }
    }

    var better: [Change] { changes.filter { $0.worse.isEmpty } }
    var worse: [Change] { changes.filter { !$0.worse.isEmpty } }

    /// nil when the message has no label for it.
    private static func isRight(_ message: JudgedMessage, _ aspect: Aspect, _ thresholds: Thresholds) -> Bool? {
        switch aspect {
        case .alarm: message.isQuiet ? message.opening < thresholds.fileFrom : nil
        case .intent: message.isIntentRight
        case .types: message.areTypesRight
        case .place: message.isPlaceRight
        case .grid: message.isGridRight
        }
    }

    /// What was read of an aspect.
    static func show(_ message: JudgedMessage, _ aspect: Aspect) -> String {
        func list(_ names: some Sequence<String>) -> String {
            let names = Array(names)
            return names.isEmpty ? "(none)" : names.joined(separator: " + ")
        }
        return switch aspect {
        case .alarm: "\(message.opening)"
        case .intent: message.intent.rawValue
        case .types: list(message.types.sorted())
        case .place: list(message.places)
        case .grid: list(message.grids)
        }
    }
}
