extension Pattern {
    /// The steps of a pattern as they are run: plain numbers in flat arrays.
    struct Program: Sendable {
        enum Kind: UInt8 { case letter, any, oneOf, slot, split, branch, jump, end }

        struct Instruction: Sendable {
            var kind: Kind
            var isNegated = false
            /// A letter, a slot, where to go on, or where its ranges or branches start.
            var first: Int32 = 0
            /// Where else to go on, or where its ranges or branches end.
            var second: Int32 = 0
        }

        private(set) var instructions: [Instruction] = []
        private(set) var ranges: [ClosedRange<Scalar>] = []
        /// In order of letters within a branch.
        private(set) var branches: [(letter: Scalar, target: Int32)] = []

        init(_ steps: [Step]) {
            instructions.reserveCapacity(steps.count)
            for step in steps { instructions.append(instruction(step)) }
        }

        private mutating func instruction(_ step: Step) -> Instruction {
            switch step {
            case .letter(let scalar): return Instruction(kind: .letter, first: Int32(scalar))
            case .any: return Instruction(kind: .any)
            case .oneOf(let some, let negated):
                ranges += some
                return Instruction(
                    kind: .oneOf, isNegated: negated, first: Int32(ranges.count - some.count),
                    second: Int32(ranges.count))
            case .slot(let slot):
                return Instruction(kind: .slot, first: Int32(Slot.allCases.firstIndex(of: slot) ?? 0))
            case .split(let first, let second):
                return Instruction(kind: .split, first: Int32(first), second: Int32(second))
            case .branch(let targets):
                let first = branches.count
                for letter in targets.keys.sorted() {
                    for target in targets[letter] ?? [] { branches.append((letter, Int32(target))) }
                }
                return Instruction(kind: .branch, first: Int32(first), second: Int32(branches.count))
            case .jump(let target): return Instruction(kind: .jump, first: Int32(target))
            case .end: return Instruction(kind: .end)
            }
        }
    }

    /// The leftmost match, of these the longest.
    ///
    /// - Parameter first: no match begins before; nil for the scope's start.
    func firstMatch(in slots: Slots, _ scope: Range<Int>, from first: Int? = nil) -> Range<Int>? {
        var run = Run(self, slots, scope)
        return run.leftmost(from: first ?? scope.lowerBound)
    }

    /// One search: all states that a match may be in, position after position.
    private struct Run {
        /// A step that is waited at, with the leftmost start that leads there.
        struct State {
            var step: Int32
            var start: Int32
        }

        let pattern: Pattern
        let program: Program
        let slots: Slots
        let scope: Range<Int>
        var current: [State] = []
        var following: [State] = []
        /// For each step its place among `current`, and behind these among `following`; −1 when it is not there.
        var places: [Int32]
        /// Slots jump ahead, so states wait at their positions.
        var waiting: [(position: Int, state: State)] = []
        var open: [Int32] = []
        var best: Range<Int>?

        init(_ pattern: Pattern, _ slots: Slots, _ scope: Range<Int>) {
            self.pattern = pattern
            program = pattern.program
            self.slots = slots
            self.scope = scope
            places = Array(repeating: -1, count: pattern.program.instructions.count * 2)
        }

        mutating func leftmost(from first: Int) -> Range<Int>? {
            var at = first
            // Which half of `places` belongs to `current`.
            var half = 0
            let size = program.instructions.count
            while at <= scope.upperBound {
                if current.isEmpty, waiting.isEmpty {
                    if best != nil { break }
                    if let initials = pattern.initials {
                        while at < scope.upperBound, !initials.contains(slots.text[at]) { at += 1 }
                        if at == scope.upperBound { break }
                    }
                }
                if !waiting.isEmpty {
                    let arrivals = waiting.filter { $0.position == at }
                    if !arrivals.isEmpty { waiting.removeAll { $0.position == at } }
                    for arrival in arrivals {
                        Run.follow(arrival.state, at, program, &current, half * size, &places, &open, &best)
                    }
                }
                let mayBegin = at < scope.upperBound && (pattern.initials?.contains(slots.text[at]) ?? true)
                if best == nil, mayBegin {
                    let first = State(step: 0, start: Int32(at))
                    Run.follow(first, at, program, &current, half * size, &places, &open, &best)
                }
                if at < scope.upperBound { step(at, (1 - half) * size) }
                for state in current { places[half * size + Int(state.step)] = -1 }
                current.removeAll(keepingCapacity: true)
                swap(&current, &following)
                half = 1 - half
                at += 1
            }
            return best
        }

        /// Takes all states of one position over the scalar that stands there.
        private mutating func step(_ at: Int, _ origin: Int) {
            let scalar = slots.text[at]
            for index in current.indices {
                let state = current[index]
                if let best, Int(state.start) > best.lowerBound { continue }
                let instruction = program.instructions[Int(state.step)]
                let next = State(step: state.step + 1, start: state.start)
                func follow(_ state: State) {
                    Run.follow(state, at + 1, program, &following, origin, &places, &open, &best)
                }
                switch instruction.kind {
                case .letter:
                    if Int32(bitPattern: scalar) == instruction.first { follow(next) }
                case .branch:
                    var low = Int(instruction.first)
                    var high = Int(instruction.second)
                    while low < high {
                        let middle = (low + high) / 2
                        if program.branches[middle].letter < scalar { low = middle + 1 } else { high = middle }
                    }
                    while low < Int(instruction.second), program.branches[low].letter == scalar {
                        follow(State(step: program.branches[low].target, start: state.start))
                        low += 1
                    }
                case .any:
                    if !scalar.isNewline { follow(next) }
                case .oneOf:
                    let ranges = program.ranges[Int(instruction.first)..<Int(instruction.second)]
                    if ranges.contains(where: { $0.contains(scalar) }) != instruction.isNegated {
                        follow(next)
                    }
                case .slot:
                    let slot = Slot.allCases[Int(instruction.first)]
                    if let stop = slots.end(of: slot, at: at), stop <= scope.upperBound { waiting.append((stop, next)) }
                case .split, .jump, .end: break
                }
            }
        }

        /// Adds a state and all that it leads to without a scalar; each step is there once, with its leftmost start.
        private static func follow(
            _ state: State, _ at: Int, _ program: Program, _ generation: inout [State], _ origin: Int,
            _ places: inout [Int32], _ open: inout [Int32], _ best: inout Range<Int>?
        ) {
            open.append(state.step)
            while let step = open.popLast() {
                let known = places[origin + Int(step)]
                if known >= 0 {
                    guard state.start < generation[Int(known)].start else { continue }
                    generation[Int(known)].start = state.start
                } else {
                    places[origin + Int(step)] = Int32(generation.count)
                    generation.append(State(step: step, start: state.start))
                }
                let instruction = program.instructions[Int(step)]
                switch instruction.kind {
                case .jump: open.append(instruction.first)
                case .split:
                    open.append(instruction.second)
                    open.append(instruction.first)
                case .end:
                    // An empty match says nothing.
                    let start = Int(state.start)
                    if at > start,
                        best.map({ start < $0.lowerBound || (start == $0.lowerBound && at > $0.upperBound) }) ?? true
                    {
                        best = start..<at
                    }
                case .letter, .branch, .any, .oneOf, .slot: break
                }
            }
        }
    }
}
