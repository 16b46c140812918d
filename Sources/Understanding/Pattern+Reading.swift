extension Pattern {
    /// What a pattern is made of, before it becomes steps.
    indirect enum Node: Sendable {
        case empty
        case letter(Scalar)
        case any
        case oneOf([ClosedRange<Scalar>], negated: Bool)
        case slot(Slot)
        case sequence([Node])
        case choice([Node])
        case repeated(Node, Int, Int?)
    }

    /// Reads the text of a pattern.
    struct Reader {
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
}
