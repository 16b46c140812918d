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
    /// All states that a match may be in are taken over the text together, position after position.
    ///
    /// - Parameter first: no match begins before; nil for the scope's start.
    func firstMatch(in slots: Slots, _ scope: Range<Int>, from first: Int? = nil) -> Range<Int>? {
        var run = Run(steps: program.instructions.count)
        let text = slots.text.span
        let instructions = program.instructions.span
        var at = first ?? scope.lowerBound
        while at <= scope.upperBound {
            Effort.count()
            if run.current.isEmpty, run.waiting.isEmpty {
                if run.best != nil { break }
                if let initials {
                    while at < scope.upperBound, !initials.contains(text[at]) { at += 1 }
                    if at == scope.upperBound { break }
                }
            }
            if !run.waiting.isEmpty { run.arrive(at, instructions) }
            let mayBegin = at < scope.upperBound && (initials?.contains(text[at]) ?? true)
            if run.best == nil, mayBegin { run.begin(at, instructions) }
            if at < scope.upperBound { step(&run, instructions, slots, at, scope.upperBound) }
            run.advance()
            at += 1
        }
        return run.best
    }

    /// Takes all states of one position over the scalar that stands there.
    private func step(
        _ run: inout Run, _ instructions: Span<Program.Instruction>, _ slots: Slots, _ at: Int, _ end: Int
    ) {
        let scalar = slots.text[at]
        for index in run.current.indices {
            Effort.count()
            let state = run.current[index]
            if let best = run.best, Int(state.start) > best.lowerBound { continue }
            let instruction = instructions[Int(state.step)]
            let next = Run.State(step: state.step + 1, start: state.start)
            switch instruction.kind {
            case .letter:
                if Int32(bitPattern: scalar) == instruction.first { run.follow(next, at + 1, instructions) }
            case .branch:
                var low = Int(instruction.first)
                var high = Int(instruction.second)
                while low < high {
                    let middle = (low + high) / 2
                    if program.branches[middle].letter < scalar { low = middle + 1 } else { high = middle }
                }
                while low < Int(instruction.second), program.branches[low].letter == scalar {
                    run.follow(Run.State(step: program.branches[low].target, start: state.start), at + 1, instructions)
                    low += 1
                }
            case .any:
                if !scalar.isNewline { run.follow(next, at + 1, instructions) }
            case .oneOf:
                let ranges = program.ranges[Int(instruction.first)..<Int(instruction.second)]
                if ranges.contains(where: { $0.contains(scalar) }) != instruction.isNegated {
                    run.follow(next, at + 1, instructions)
                }
            case .slot:
                let slot = Slot.allCases[Int(instruction.first)]
                if let stop = slots.end(of: slot, at: at), stop <= end { run.waiting.append((stop, next)) }
            case .split, .jump, .end: break
            }
        }
    }

    /// The states of one search.
    private struct Run {
        /// A step that is waited at, with the leftmost start that leads there.
        struct State {
            var step: Int32
            var start: Int32
        }

        var current: [State] = []
        private var following: [State] = []
        /// Slots jump ahead, so states wait at their positions.
        var waiting: [(position: Int, state: State)] = []
        var best: Range<Int>?
        /// For each step its place among the states of one position, and behind these among those of the next; −1 when it is
        /// not there. Empty as long as the states are few enough to be looked through.
        private var places: [Int32] = []
        private let steps: Int
        private static let few = 8
        /// Which half of `places` belongs to `current`.
        private var isSecond = false
        private var open: [Int32] = []

        init(steps: Int) {
            self.steps = steps
            current.reserveCapacity(Run.few)
            following.reserveCapacity(Run.few)
            open.reserveCapacity(Run.few)
        }

        /// A match may begin here.
        mutating func begin(_ at: Int, _ program: Span<Program.Instruction>) {
            insert(State(step: 0, start: Int32(at)), at, program, true)
        }

        /// Lets those go on that waited for this position.
        mutating func arrive(_ at: Int, _ program: Span<Program.Instruction>) {
            let arrivals = waiting.filter { $0.position == at }
            if arrivals.isEmpty { return }
            waiting.removeAll { $0.position == at }
            for arrival in arrivals { insert(arrival.state, at, program, true) }
        }

        /// Adds a state of the next position.
        mutating func follow(_ state: State, _ at: Int, _ program: Span<Program.Instruction>) {
            insert(state, at, program, false)
        }

        /// Goes on to the next position.
        mutating func advance() {
            if !places.isEmpty {
                let origin = isSecond ? steps : 0
                for state in current { places[origin + Int(state.step)] = -1 }
            }
            current.removeAll(keepingCapacity: true)
            swap(&current, &following)
            isSecond.toggle()
        }

        /// The place of a step among its list; −1 when it is not there.
        private func place(of step: Int32, _ isNow: Bool) -> Int {
            if !places.isEmpty { return Int(places[(isSecond == isNow ? steps : 0) + Int(step)]) }
            let count = isNow ? current.count : following.count
            for index in 0..<count where (isNow ? current[index] : following[index]).step == step { return index }
            return -1
        }

        /// Notes the place of a step that was put last.
        private mutating func remember(_ step: Int32, _ isNow: Bool) {
            if !places.isEmpty {
                let count = isNow ? current.count : following.count
                places[(isSecond == isNow ? steps : 0) + Int(step)] = Int32(count - 1)
            } else if max(current.count, following.count) > Run.few {
                places = Array(repeating: -1, count: steps * 2)
                for (index, state) in current.enumerated() {
                    places[(isSecond ? steps : 0) + Int(state.step)] = Int32(index)
                }
                for (index, state) in following.enumerated() {
                    places[(isSecond ? 0 : steps) + Int(state.step)] = Int32(index)
                }
            }
        }

        /// Adds a state and all that it leads to without a scalar; each step is there once, with its leftmost start.
        private mutating func insert(_ state: State, _ at: Int, _ program: Span<Program.Instruction>, _ isNow: Bool) {
            open.append(state.step)
            while let step = open.popLast() {
                Effort.count()
                let known = place(of: step, isNow)
                if known >= 0 {
                    guard state.start < (isNow ? current[known] : following[known]).start else { continue }
                    if isNow { current[known].start = state.start } else { following[known].start = state.start }
                } else {
                    let next = State(step: step, start: state.start)
                    if isNow { current.append(next) } else { following.append(next) }
                    remember(step, isNow)
                }
                let instruction = program[Int(step)]
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
