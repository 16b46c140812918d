public import Domain

/// The steps of `ladder.csv`, by clock and by name.
public struct Ladder: Hashable, Sendable {
    public let steps: [LadderStep]
    private let byClock: [CaseClock: [LadderStep]]
    private let byName: [String: LadderStep]

    public init(_ steps: [LadderStep] = LadderStep.standard) {
        self.steps = steps
        byClock = Dictionary(grouping: steps, by: \.clock)
        byName = Dictionary(steps.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    public subscript(name: String) -> LadderStep? { byName[name] }

    /// In table order.
    func steps(on clock: CaseClock, urgent: Bool) -> [LadderStep] {
        (byClock[clock] ?? []).filter { $0.urgent == nil || $0.urgent == urgent }
    }

    /// The mildest step that a count of reworks reaches, if it has just reached it.
    public func step(atRework count: Int, urgent: Bool) -> LadderStep? {
        steps.first { $0.at == [.reworks(count)] && ($0.urgent == nil || $0.urgent == urgent) }
    }

    /// The steps that cards of a unit lead to, with how many on how many days.
    public func steps(after card: LadderStep.Card) -> [(step: LadderStep, count: Int, days: Int)] {
        steps.compactMap { step in
            guard case .cards(card, let count, let days)? = step.at.first else { return nil }
            return (step, count, days)
        }
    }
}
