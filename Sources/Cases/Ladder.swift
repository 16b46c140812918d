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

    /// The first step on a clock.
    public func step(on clock: CaseClock, urgent: Bool) -> LadderStep? { steps(on: clock, urgent: urgent).first }

    /// In table order.
    func steps(on clock: CaseClock, urgent: Bool) -> [LadderStep] {
        (byClock[clock] ?? []).filter { $0.urgent == nil || $0.urgent == urgent }
    }

    /// The steps that a count of reworks reaches when it has just been reached, in table order.
    public func steps(atRework count: Int, urgent: Bool) -> [LadderStep] {
        steps.filter { $0.at == [.reworks(count)] && ($0.urgent == nil || $0.urgent == urgent) }
    }

    /// The steps that cards of a unit lead to, with how many on how many days.
    public func steps(after card: LadderStep.Card, urgent: Bool) -> [(step: LadderStep, count: Int, days: Int)] {
        steps.compactMap { step in
            guard step.urgent == nil || step.urgent == urgent,
                case .cards(card, let count, let days)? = step.at.first
            else { return nil }
            return (step, count, days)
        }
    }
}

extension Case {
    /// Whether what a step has to say still holds: its clock runs, and by the deadline as it now is the step's moment
    /// lies behind. A card is told for as long as the case has it; what warns of a deadline, until that has come.
    public func stands(at step: LadderStep, _ now: Timestamp, _ rules: Rules) -> Bool {
        guard let clock = clocks(rules).first(where: { $0.kind == step.clock }) else { return false }
        switch step.kind {
        case .yellow: return supervision >= .yellow
        case .red: return supervision >= .red
        case .reminder where step.isWarning && clock.deadline <= now: return false
        case .chase, .reminder, .notice, .escalation: break
        }
        switch step.at.first {
        case .share, .after, .card: return moment(of: step, on: clock, rules.hours[unit]).map { $0 <= now } ?? false
        case .reworks(let count): return reworks >= count
        case .cards, nil: return true
        }
    }
}

extension LadderStep {
    /// Before the deadline.
    fileprivate var isWarning: Bool {
        at.allSatisfy { moment in
            if case .share(let percent) = moment { percent < 100 } else { false }
        }
    }
}
