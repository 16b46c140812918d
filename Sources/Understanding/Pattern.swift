/// A pattern of `rules.csv`: literals, `( | )`, `?`, `*`, `+`, `{m,n}`, `.`, `[…]`, `[^…]` and slots, matched in time linear in the
/// text by stepping through all states at once (K. Thompson, "Regular Expression Search Algorithm", 1968).
///
/// Slots stand for what the readers found: `<number>`, `<place>`, `<unit>`, `<time>`, `<person>`, `<type>`. A backslash takes
/// the next sign as it is. `.` is any scalar but a line end. A match never leaves the stretch it is asked about.
struct Pattern: Sendable {
    enum Slot: String, Sendable, CaseIterable { case number, place, unit, time, person, type }

    /// Why a pattern cannot be read.
    struct Problem: Error, Equatable {
        /// Where: Unicode scalars from the pattern's start.
        var offset: Int
        var expected: String
    }

    private enum Step: Sendable {
        case letter(Scalar)
        case any
        case oneOf([ClosedRange<Scalar>], negated: Bool)
        case slot(Slot)
        case split(Int, Int)
        case jump(Int)
        case end
    }

    /// What the text is made of, for the slots: for each kind, where stretches start and how long they are.
    struct Slots: Sendable {
        var text: [Scalar]
        /// Non-overlapping, in order.
        var stretches: [Slot: [Range<Int>]] = [:]

        init(text: [Scalar]) { self.text = text }
    }

    /// More steps than this and the pattern is refused: repetitions are written out.
    static let mostSteps = 2_000

    private let steps: [Step]
    /// Literals of which every match holds at least one; empty when nothing is certain.
    let announcing: [[Scalar]]

    /// - Throws: `Problem` when the text is no pattern or a too large one.
    init(_ source: String) throws(Problem) {
        var reader = Reader(source.scalarValues)
        let node = try reader.alternatives()
        guard reader.index == reader.source.count else {
            throw Problem(offset: reader.index, expected: "an opening bracket before this one")
        }
        var steps: [Step] = []
        try Pattern.compile(node, into: &steps)
        steps.append(.end)
        self.steps = steps
        announcing = Pattern.literals(of: node) ?? []
    }

    // MARK: Reading

    private indirect enum Node {
        case empty
        case letter(Scalar)
        case any
        case oneOf([ClosedRange<Scalar>], negated: Bool)
        case slot(Slot)
        case sequence([Node])
        case choice([Node])
        case repeated(Node, Int, Int?)
    }

    private struct Reader {
        let source: [Scalar]
        var index = 0
        var depth = 0

        init(_ source: [Scalar]) { self.source = source }

        func peek(_ sign: Unicode.Scalar) -> Bool { index < source.count && source[index] == sign.value }

        mutating func alternatives() throws(Problem) -> Node {
            depth += 1
            guard depth < 32 else { throw Problem(offset: index, expected: "at most 31 nested brackets") }
            defer { depth -= 1 }
            var choices = [try sequence()]
            while peek("|") {
                index += 1
                choices.append(try sequence())
            }
            return choices.count == 1 ? choices[0] : .choice(choices)
        }

        mutating func sequence() throws(Problem) -> Node {
            var parts: [Node] = []
            while index < source.count, !peek("|"), !peek(")") {
                let part = try piece()
                parts.append(try repetition(of: part))
            }
            return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
        }

        mutating func piece() throws(Problem) -> Node {
            let start = index
            let sign = source[index]
            index += 1
            switch sign {
            case Scalar(of: "("):
                let inner = try alternatives()
                guard peek(")") else { throw Problem(offset: start, expected: "a closing bracket for this one") }
                index += 1
                return inner
            case Scalar(of: "."): return .any
            case Scalar(of: "["): return try set(from: start)
            case Scalar(of: "<"):
                var name: [Scalar] = []
                while index < source.count, !peek(">") {
                    name.append(source[index])
                    index += 1
                }
                guard index < source.count, let slot = Slot(rawValue: text(of: name)) else {
                    let known = Slot.allCases.map { "<\($0.rawValue)>" }.joined(separator: " ")
                    throw Problem(offset: start, expected: "one of \(known)")
                }
                index += 1
                return .slot(slot)
            case Scalar(of: "?"), Scalar(of: "*"), Scalar(of: "+"), Scalar(of: "{"):
                throw Problem(offset: start, expected: "something to repeat before this sign")
            case Scalar(of: "\\"):
                guard index < source.count else { throw Problem(offset: start, expected: "a sign after \\") }
                index += 1
                return letter(source[index - 1])
            default: return letter(sign)
            }
        }

        /// In the form that texts are compared in; what folding drops matches nothing and so is empty.
        private func letter(_ scalar: Scalar) -> Node {
            let folded = Normaliser.shared.phrase(Understanding.text(of: [scalar]))
            if scalar == 32 { return .letter(32) }
            return folded.count == 1 ? .letter(folded[0]) : .sequence(folded.map { .letter($0) })
        }

        mutating func set(from start: Int) throws(Problem) -> Node {
            var ranges: [ClosedRange<Scalar>] = []
            let negated = peek("^")
            if negated { index += 1 }
            func folded(_ scalar: Scalar) -> Scalar {
                Normaliser.shared.phrase(Understanding.text(of: [scalar])).first ?? scalar
            }
            while index < source.count, !peek("]") {
                if peek("\\"), index + 1 < source.count { index += 1 }
                let low = folded(source[index])
                index += 1
                if peek("-"), index + 1 < source.count, source[index + 1] != Scalar(of: "]") {
                    let high = folded(source[index + 1])
                    guard high >= low else { throw Problem(offset: index, expected: "a range that goes upwards") }
                    ranges.append(low...high)
                    index += 2
                } else {
                    ranges.append(low...low)
                }
            }
            guard peek("]"), !ranges.isEmpty else { throw Problem(offset: start, expected: "signs and a closing ]") }
            index += 1
            return .oneOf(ranges, negated: negated)
        }

        /// Nodes that compile to no step: repeating them would be work without an end.
        private func isNothing(_ node: Node) -> Bool {
            switch node {
            case .empty: true
            case .sequence(let parts): parts.allSatisfy(isNothing)
            case .repeated(let inner, _, _): isNothing(inner)
            case .letter, .any, .oneOf, .slot, .choice: false
            }
        }

        mutating func repetition(of node: Node) throws(Problem) -> Node {
            var node = isNothing(node) ? .empty : node
            while index < source.count {
                let start = index
                switch source[index] {
                case Scalar(of: "?"): node = .repeated(node, 0, 1)
                case Scalar(of: "*"): node = .repeated(node, 0, nil)
                case Scalar(of: "+"): node = .repeated(node, 1, nil)
                case Scalar(of: "{"):
                    index += 1
                    let least = number()
                    let low = least ?? 0
                    var high: Int? = low
                    if peek(",") {
                        index += 1
                        high = number()
                    }
                    guard peek("}"), least != nil, low <= 100, (high ?? 0) <= 100, (high ?? low) >= low, (high ?? 1) > 0
                    else {
                        throw Problem(offset: start, expected: "{m}, {m,} or {m,n} with m ≤ n ≤ 100")
                    }
                    node = .repeated(node, low, high)
                default: return node
                }
                if isNothing(node) { node = .empty }
                index += 1
            }
            return node
        }

        mutating func number() -> Int? {
            let first = index
            var value = 0
            while index < source.count, source[index].isDigit, index - first < 4 {
                value = value * 10 + Int(source[index] - 48)
                index += 1
            }
            return index > first ? value : nil
        }
    }

    // MARK: Compiling

    private static func compile(_ node: Node, into steps: inout [Step]) throws(Problem) {
        guard steps.count < mostSteps else { throw Problem(offset: 0, expected: "at most \(mostSteps) steps") }
        switch node {
        case .empty: break
        case .letter(let scalar): steps.append(.letter(scalar))
        case .any: steps.append(.any)
        case .oneOf(let ranges, let negated): steps.append(.oneOf(ranges, negated: negated))
        case .slot(let slot): steps.append(.slot(slot))
        case .sequence(let parts): for part in parts { try compile(part, into: &steps) }
        case .choice(let choices):
            var exits: [Int] = []
            for (index, choice) in choices.enumerated() {
                guard index + 1 < choices.count else {
                    try compile(choice, into: &steps)
                    continue
                }
                let split = steps.count
                steps.append(.end)
                try compile(choice, into: &steps)
                exits.append(steps.count)
                steps.append(.end)
                steps[split] = .split(split + 1, steps.count)
            }
            for exit in exits { steps[exit] = .jump(steps.count) }
        case .repeated(let inner, let low, let high):
            for _ in 0..<low { try compile(inner, into: &steps) }
            guard let high else {
                let split = steps.count
                steps.append(.end)
                try compile(inner, into: &steps)
                steps.append(.jump(split))
                steps[split] = .split(split + 1, steps.count)
                return
            }
            var splits: [Int] = []
            for _ in low..<max(low, high) {
                splits.append(steps.count)
                steps.append(.end)
                try compile(inner, into: &steps)
            }
            for split in splits { steps[split] = .split(split + 1, steps.count) }
        }
    }

    /// Literals of which every match holds one: of the parts of a sequence those whose shortest literal is longest; nil when
    /// a match may do without.
    private static func literals(of node: Node) -> [[Scalar]]? {
        switch node {
        case .letter(let scalar): return [[scalar]]
        case .sequence(let parts):
            var best: [[Scalar]]?
            func offer(_ literals: [[Scalar]]) {
                let length = literals.map(\.count).min() ?? 0
                let known = best?.map(\.count).min() ?? 0
                if length > known || (length == known && literals.count < best?.count ?? 0) { best = literals }
            }
            var run: [Scalar] = []
            for part in parts {
                if case .letter(let scalar) = part {
                    run.append(scalar)
                    continue
                }
                if !run.isEmpty { offer([run]) }
                run = []
                if let literals = literals(of: part) { offer(literals) }
            }
            if !run.isEmpty { offer([run]) }
            return best
        case .choice(let choices):
            var all: [[Scalar]] = []
            for choice in choices {
                guard let literals = literals(of: choice) else { return nil }
                all += literals
            }
            return all
        case .repeated(let inner, let low, _): return low > 0 ? literals(of: inner) : nil
        case .empty, .any, .oneOf, .slot: return nil
        }
    }

    // MARK: Matching

    /// The leftmost match, of these the longest.
    func firstMatch(in slots: Slots, _ scope: Range<Int>) -> Range<Int>? {
        // A state remembers the leftmost start it can come from. Slots jump ahead, so states wait at their positions.
        let width = scope.count + 1
        var waiting: [Int: [(step: Int, start: Int)]] = [:]
        var current = Generation(count: steps.count)
        var following = Generation(count: steps.count)
        var best: Range<Int>?
        for position in 0..<width {
            let at = scope.lowerBound + position
            if !waiting.isEmpty, let arrivals = waiting.removeValue(forKey: at) {
                for arrival in arrivals { follow(arrival.step, arrival.start, at, &current, &best) }
            }
            if best == nil { follow(0, at, at, &current, &best) }
            if at < scope.upperBound {
                let scalar = slots.text[at]
                for entry in current.entries {
                    if let best, entry.start > best.lowerBound { continue }
                    switch steps[entry.step] {
                    case .letter(let wanted):
                        if scalar == wanted { follow(entry.step + 1, entry.start, at + 1, &following, &best) }
                    case .any:
                        if !scalar.isNewline { follow(entry.step + 1, entry.start, at + 1, &following, &best) }
                    case .oneOf(let ranges, let negated):
                        if ranges.contains(where: { $0.contains(scalar) }) != negated {
                            follow(entry.step + 1, entry.start, at + 1, &following, &best)
                        }
                    case .slot(let slot):
                        if let end = slots.end(of: slot, at: at), end <= scope.upperBound {
                            waiting[end, default: []].append((entry.step + 1, entry.start))
                        }
                    case .split, .jump, .end: break
                    }
                }
            }
            swap(&current, &following)
            following.clear()
        }
        return best
    }

    /// The states of one position: each step at most once, with the leftmost start.
    private struct Generation {
        var entries: [(step: Int, start: Int)] = []
        private var slot: [Int32]

        init(count: Int) { slot = Array(repeating: -1, count: count) }

        /// False when the step is already there from no later a start.
        mutating func insert(_ step: Int, _ start: Int) -> Bool {
            let known = slot[step]
            if known >= 0 {
                guard start < entries[Int(known)].start else { return false }
                entries[Int(known)].start = start
                return true
            }
            slot[step] = Int32(entries.count)
            entries.append((step, start))
            return true
        }

        mutating func clear() {
            for entry in entries { slot[entry.step] = -1 }
            entries.removeAll(keepingCapacity: true)
        }
    }

    private func follow(_ step: Int, _ start: Int, _ at: Int, _ generation: inout Generation, _ best: inout Range<Int>?)
    {
        var open = [step]
        while let step = open.popLast() {
            guard generation.insert(step, start) else { continue }
            switch steps[step] {
            case .jump(let target): open.append(target)
            case .split(let first, let second):
                open.append(second)
                open.append(first)
            case .end:
                // An empty match says nothing.
                if at > start,
                    best.map({ start < $0.lowerBound || (start == $0.lowerBound && at > $0.upperBound) }) ?? true
                {
                    best = start..<at
                }
            case .letter, .any, .oneOf, .slot: break
            }
        }
    }
}

extension Pattern.Slots {
    /// Where the stretch of that kind that starts here ends.
    func end(of slot: Pattern.Slot, at position: Int) -> Int? {
        guard let ranges = stretches[slot] else { return nil }
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].lowerBound < position { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound == position ? ranges[low].upperBound : nil
    }
}
