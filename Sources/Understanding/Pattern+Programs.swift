extension Pattern {
    /// Patterns as they are run, all in the same few arrays: a bit for each place in a pattern that takes a scalar or a stretch
    /// of the text. All ways in which a match may go on from a position are one set of places, a few words long, and go on
    /// together (V. M. Glushkov, "The Abstract Theory of Automata", 1961; G. Navarro and M. Raffinot, "Flexible Pattern
    /// Matching in Strings", 2002).
    struct Programs: Sendable {
        /// Where in the arrays the parts of a pattern stand.
        struct Header: Sendable {
            /// Words of a set.
            fileprivate(set) var width: Int
            /// Where its sets begin: `first`, `last`, `chained`, `any`, then all others.
            fileprivate(set) var sets: Int
            fileprivate(set) var letters = 0..<0
            /// Where the sets for its letters begin.
            fileprivate(set) var letterSets = 0
            fileprivate(set) var classes = 0..<0
            fileprivate(set) var slots = 0..<0
            fileprivate(set) var followers = 0
            /// Scalars and stretches of the longest match; nil when there is no longest.
            fileprivate(set) var longest: Int?

            /// What may begin a match.
            var first: Int { sets }
            /// What may end one.
            var last: Int { sets + width }
            /// What only its neighbour follows.
            var chained: Int { sets + 2 * width }
            /// What takes any scalar but a line end.
            var any: Int { sets + 3 * width }
        }

        /// A place that takes any of some scalars, or any but those.
        struct Class: Sendable {
            var ranges: Range<Int>
            var isNegated: Bool
            var place: Int
        }

        private(set) var headers: [Header] = []
        /// Sets, one behind another.
        private(set) var sets: [UInt64] = []
        /// Scalars that some place takes, in order within a pattern.
        private(set) var letters: [Scalar] = []
        private(set) var classes: [Class] = []
        private(set) var ranges: [ClosedRange<Scalar>] = []
        /// Places that take a stretch.
        private(set) var slots: [(slot: Slot, place: Int)] = []
        /// For each place where the set of those begins that may follow.
        private(set) var followers: [Int32] = []

        mutating func append(_ pattern: Pattern) {
            let count = pattern.places
            var maker = Maker(count: count)
            let whole = maker.add(pattern.node)
            let width = maker.width
            var header = Header(width: width, sets: sets.count)
            header.longest = Programs.longest(of: pattern.node)
            sets += whole.first + whole.last
            sets += [UInt64](repeating: 0, count: 2 * width)
            header.followers = followers.count
            var known: [[UInt64]: Int32] = [:]
            for place in 0..<count {
                let next = maker.followers[place]
                if place + 1 < count, next.isOnly(place + 1) {
                    sets[header.chained + place >> 6] |= 1 << UInt64(place & 63)
                }
                let set = known[next] ?? Int32(sets.count)
                if known[next] == nil {
                    known[next] = set
                    sets += next
                }
                followers.append(set)
            }
            var lettered: [Scalar: [Int]] = [:]
            let (firstClass, firstSlot) = (classes.count, slots.count)
            for (place, taker) in maker.takers.enumerated() {
                switch taker {
                case .letter(let scalar): lettered[scalar, default: []].append(place)
                case .any: sets[header.any + place >> 6] |= 1 << UInt64(place & 63)
                case .slot(let slot): slots.append((slot, place))
                case .oneOf(let some, let isNegated):
                    ranges += some
                    let stretch = (ranges.count - some.count)..<ranges.count
                    classes.append(Class(ranges: stretch, isNegated: isNegated, place: place))
                }
            }
            header.classes = firstClass..<classes.count
            header.slots = firstSlot..<slots.count
            header.letters = letters.count..<(letters.count + lettered.count)
            header.letterSets = sets.count
            for letter in lettered.keys.sorted() {
                letters.append(letter)
                var set = [UInt64](repeating: 0, count: width)
                for place in lettered[letter] ?? [] { set[place >> 6] |= 1 << UInt64(place & 63) }
                sets += set
            }
            headers.append(header)
        }

        /// How many places a node needs with its repetitions written out.
        ///
        /// - Throws: `Problem` when they are more than `Pattern.mostPlaces`.
        static func places(of node: Node) throws(Problem) -> Int {
            var sum = 0
            switch node {
            case .empty: break
            case .letter, .any, .oneOf, .slot: sum = 1
            case .sequence(let parts), .choice(let parts): for part in parts { sum += try places(of: part) }
            case .repeated(let inner, let low, let high): sum = try places(of: inner) * (high ?? max(1, low))
            }
            guard sum <= mostPlaces else {
                throw Problem(offset: 0, expected: "at most \(mostPlaces) letters with all repetitions written out")
            }
            return sum
        }

        private static func longest(of node: Node) -> Int? {
            switch node {
            case .empty: return 0
            case .letter, .any, .oneOf, .slot: return 1
            case .sequence(let parts):
                return parts.reduce(0) { sum, part in sum.flatMap { sum in longest(of: part).map { sum + $0 } } }
            case .choice(let choices):
                return choices.reduce(0) { most, choice in
                    most.flatMap { most in longest(of: choice).map { max(most, $0) } }
                }
            case .repeated(let inner, _, let high):
                return high.flatMap { high in longest(of: inner).map { $0 * high } }
            }
        }
    }

    /// Numbers the places of a node and finds which may follow which.
    private struct Maker {
        /// What stands at a place.
        enum Taker {
            case letter(Scalar)
            case any
            case oneOf([ClosedRange<Scalar>], Bool)
            case slot(Slot)
        }

        /// A part of the pattern: the places that it may begin and end with.
        struct Part {
            var first: [UInt64]
            var last: [UInt64]
            var mayBeEmpty: Bool
        }

        let width: Int
        private(set) var takers: [Taker] = []
        private(set) var followers: [[UInt64]]
        private let none: [UInt64]

        init(count: Int) {
            width = max(1, (count + 63) / 64)
            none = [UInt64](repeating: 0, count: width)
            followers = [[UInt64]](repeating: none, count: count)
            takers.reserveCapacity(count)
        }

        mutating func add(_ node: Node) -> Part {
            switch node {
            case .empty: return Part(first: none, last: none, mayBeEmpty: true)
            case .letter(let scalar): return place(.letter(scalar))
            case .any: return place(.any)
            case .oneOf(let ranges, let negated): return place(.oneOf(ranges, negated))
            case .slot(let slot): return place(.slot(slot))
            case .sequence(let parts):
                var whole = Part(first: none, last: none, mayBeEmpty: true)
                for part in parts { whole = join(whole, add(part)) }
                return whole
            case .choice(let choices):
                var whole = Part(first: none, last: none, mayBeEmpty: false)
                for choice in choices {
                    let part = add(choice)
                    whole.first.formUnion(part.first)
                    whole.last.formUnion(part.last)
                    whole.mayBeEmpty = whole.mayBeEmpty || part.mayBeEmpty
                }
                return whole
            case .repeated(let inner, let low, let high):
                var whole = Part(first: none, last: none, mayBeEmpty: true)
                for _ in 0..<max(low, high == nil ? 1 : 0) {
                    let part = add(inner)
                    // The last of them may come again and again.
                    if high == nil { follow(part.last, part.first) }
                    whole = join(whole, part)
                }
                if let high {
                    // Each of the others stands behind the one before it, and whatever follows may follow any of them.
                    var ends = whole.last
                    var tail = whole
                    for _ in low..<max(low, high) {
                        tail = join(tail, add(inner))
                        ends.formUnion(tail.last)
                    }
                    whole = Part(first: tail.first, last: ends, mayBeEmpty: whole.mayBeEmpty)
                }
                if low == 0 { whole.mayBeEmpty = true }
                return whole
            }
        }

        private mutating func place(_ taker: Taker) -> Part {
            let set = [UInt64](only: takers.count, width: width)
            takers.append(taker)
            return Part(first: set, last: set, mayBeEmpty: false)
        }

        private mutating func join(_ one: Part, _ next: Part) -> Part {
            follow(one.last, next.first)
            return Part(
                first: one.mayBeEmpty ? one.first.union(next.first) : one.first,
                last: next.mayBeEmpty ? one.last.union(next.last) : next.last,
                mayBeEmpty: one.mayBeEmpty && next.mayBeEmpty)
        }

        private mutating func follow(_ places: [UInt64], _ next: [UInt64]) {
            for word in places.indices {
                var rest = places[word]
                while rest != 0 {
                    followers[word << 6 | rest.trailingZeroBitCount].formUnion(next)
                    rest &= rest - 1
                }
            }
        }
    }
}

/// Sets of small numbers, a bit each.
extension [UInt64] {
    fileprivate init(only number: Int, width: Int) {
        self.init(repeating: 0, count: width)
        self[number >> 6] = 1 << UInt64(number & 63)
    }

    fileprivate mutating func formUnion(_ other: [UInt64]) { for index in indices { self[index] |= other[index] } }

    fileprivate func union(_ other: [UInt64]) -> [UInt64] {
        var both = self
        both.formUnion(other)
        return both
    }

    fileprivate func isOnly(_ number: Int) -> Bool {
        indices.allSatisfy { self[$0] == ($0 == number >> 6 ? 1 << UInt64(number & 63) : 0) }
    }
}
