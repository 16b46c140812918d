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
    func firstMatch(in slots: Slots, _ scope: Range<Int>) -> Range<Int>? {
        var run = Run()
        return firstMatch(in: slots, scope, beginning: [], &run)
    }

    /// The leftmost match, of these the longest.
    ///
    /// All states that a match may be in are taken over the text together, position after position.
    ///
    /// - Parameters:
    ///   - starts: where a match may begin, in order; empty when it may begin anywhere.
    ///   - run: the room for the states; what is in it is forgotten.
    func firstMatch(
        in slots: Slots, _ scope: Range<Int>, beginning starts: ArraySlice<RuleSet.Candidate>, _ run: inout Run
    ) -> Range<Int>? {
        run.reset(steps: program.instructions.count)
        let text = slots.text.span
        let instructions = program.instructions.span
        let mayBeginAnywhere = starts.isEmpty
        var next = starts.startIndex
        var at = scope.lowerBound
        while at <= scope.upperBound {
            Effort.count()
            while next < starts.endIndex, Int(starts[next].start) < at { next += 1 }
            if run.isIdle {
                if run.best != nil { break }
                if next < starts.endIndex {
                    at = Int(starts[next].start)
                } else if !mayBeginAnywhere {
                    break
                } else if let initials {
                    while at < scope.upperBound, !initials.contains(text[at]) { at += 1 }
                    if at == scope.upperBound { break }
                }
            }
            run.arrive(at, instructions)
            if at < scope.upperBound {
                let mayBegin =
                    mayBeginAnywhere
                    ? initials?.contains(text[at]) ?? true : next < starts.endIndex && Int(starts[next].start) == at
                if run.best == nil, mayBegin { run.begin(at, instructions) }
                step(&run, instructions, slots, at, scope.upperBound)
            }
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
        for index in 0..<run.current.count {
            Effort.count()
            let state = run.current[index]
            if let best = run.best, Int(state.start) > best.lowerBound { continue }
            let instruction = instructions[Int(state.step)]
            let next = Run.State(step: state.step + 1, start: state.start)
            switch instruction.kind {
            case .letter:
                if Int32(bitPattern: scalar) == instruction.first { run.follow(next, at + 1, instructions) }
            case .branch:
                let branches = program.branches.span
                var low = Int(instruction.first)
                var high = Int(instruction.second)
                while low < high {
                    let middle = (low + high) / 2
                    if branches[middle].letter < scalar { low = middle + 1 } else { high = middle }
                }
                while low < Int(instruction.second), branches[low].letter == scalar {
                    run.follow(Run.State(step: branches[low].target, start: state.start), at + 1, instructions)
                    low += 1
                }
            case .any:
                if !scalar.isNewline { run.follow(next, at + 1, instructions) }
            case .oneOf:
                let ranges = program.ranges.span
                var isAmong = false
                for index in Int(instruction.first)..<Int(instruction.second) where ranges[index].contains(scalar) {
                    isAmong = true
                }
                if isAmong != instruction.isNegated { run.follow(next, at + 1, instructions) }
            case .slot:
                if let stop = slots.end(of: Slot.all[Int(instruction.first)], at: at), stop <= end {
                    run.wait(next, until: stop)
                }
            case .split, .jump, .end: break
            }
        }
    }

    /// The states of one search, and the room for them, which the next search takes over.
    struct Run {
        /// A step that is waited at, with the leftmost start that leads there.
        struct State {
            var step: Int32
            var start: Int32
        }

        /// The states of one position: each step is there once.
        ///
        /// A sparse set: which place a step has is believed only when that place holds the step, so that nothing has to be
        /// cleared (P. Briggs and L. Torczon, "An Efficient Representation for Sparse Sets", 1993).
        struct States {
            private var list: [State] = []
            private var places: [UInt16] = []

            var count: Int { list.count }
            subscript(index: Int) -> State { list[index] }

            mutating func reset(steps: Int) {
                list.removeAll(keepingCapacity: true)
                if places.count < steps { places += [UInt16](repeating: 0, count: steps - places.count) }
            }

            mutating func clear() { list.removeAll(keepingCapacity: true) }

            /// Adds a state; false when its step is there with a start as far to the left.
            mutating func insert(_ state: State) -> Bool {
                let place = Int(places[Int(state.step)])
                if place < list.count, list[place].step == state.step {
                    guard state.start < list[place].start else { return false }
                    list[place].start = state.start
                    return true
                }
                places[Int(state.step)] = UInt16(truncatingIfNeeded: list.count)
                list.append(state)
                return true
            }
        }

        private(set) var current = States()
        private var following = States()
        /// Slots jump ahead, so states wait at their positions.
        private var waiting: [(position: Int, state: State)] = []
        private(set) var best: Range<Int>?
        private var open: [Int32] = []

        var isIdle: Bool { current.count == 0 && waiting.isEmpty }

        mutating func reset(steps: Int) {
            current.reset(steps: steps)
            following.reset(steps: steps)
            waiting.removeAll(keepingCapacity: true)
            best = nil
        }

        /// A match may begin here.
        mutating func begin(_ at: Int, _ program: Span<Program.Instruction>) {
            insert(State(step: 0, start: Int32(at)), at, program, true)
        }

        mutating func wait(_ state: State, until position: Int) { waiting.append((position, state)) }

        /// Lets those go on that waited for this position.
        mutating func arrive(_ at: Int, _ program: Span<Program.Instruction>) {
            guard !waiting.isEmpty else { return }
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
            current.clear()
            swap(&current, &following)
        }

        /// Adds a state and all that it leads to without a scalar.
        private mutating func insert(_ state: State, _ at: Int, _ program: Span<Program.Instruction>, _ isNow: Bool) {
            open.append(state.step)
            while let step = open.popLast() {
                Effort.count()
                let next = State(step: step, start: state.start)
                guard isNow ? current.insert(next) : following.insert(next) else { continue }
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
