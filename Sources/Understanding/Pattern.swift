/// A pattern of `rules.csv`: literals, `( | )`, `?`, `*`, `+`, `{m,n}`, `.`, `[…]`, `[^…]` and slots, matched in time linear in the
/// text.
///
/// Slots stand for what the readers found: `<number>`, `<place>`, `<unit>`, `<time>`, `<person>`, `<type>`. A backslash takes
/// the next sign as it is. `.` is any scalar but a line end. A match never leaves the stretch it is asked about.
struct Pattern: Sendable {
    enum Slot: String, Sendable, CaseIterable {
        case number, place, unit, time, person, type

        static let all = allCases

        fileprivate var bit: UInt8 {
            switch self {
            case .number: 0
            case .place: 1
            case .unit: 2
            case .time: 3
            case .person: 4
            case .type: 5
            }
        }

        /// A number beyond all scalars that stands for the slot among letters.
        fileprivate var sign: Scalar { 0x11_0000 + Scalar(bit) }
    }

    /// Why a pattern cannot be read.
    struct Problem: Error, Equatable {
        /// Where: Unicode scalars from the pattern's start.
        var offset: Int
        var expected: String
    }

    /// What the text is made of, for the slots: for each kind, where stretches start and how long they are.
    struct Slots: Sendable {
        var text: [Scalar]
        /// Non-overlapping, in order.
        var stretches = Stretches()

        init(text: [Scalar]) { self.text = text }
    }

    /// The stretches of each kind.
    struct Stretches: Sendable {
        private var number: [Range<Int>] = []
        private var place: [Range<Int>] = []
        private var unit: [Range<Int>] = []
        private var time: [Range<Int>] = []
        private var person: [Range<Int>] = []
        private var type: [Range<Int>] = []
        /// A bit for each kind that has some.
        private var kinds: UInt8 = 0

        init() {}

        func has(_ slot: Slot) -> Bool { kinds >> slot.bit & 1 == 1 }

        subscript(slot: Slot) -> [Range<Int>] {
            get {
                switch slot {
                case .number: number
                case .place: place
                case .unit: unit
                case .time: time
                case .person: person
                case .type: type
                }
            }
            set {
                kinds = newValue.isEmpty ? kinds & ~(1 << slot.bit) : kinds | 1 << slot.bit
                switch slot {
                case .number: number = newValue
                case .place: place = newValue
                case .unit: unit = newValue
                case .time: time = newValue
                case .person: person = newValue
                case .type: type = newValue
                }
            }
        }
    }

    /// A pattern with more letters, signs and slots than this is refused: repetitions are written out.
    static let mostPlaces = 2_048

    let node: Node
    /// How many letters, signs and slots it has with its repetitions written out.
    let places: Int
    /// Literals of which every match holds at least one; empty when nothing is certain.
    let announcing: [[Scalar]]
    /// The letters that a match may begin with; nil when that may be anything.
    let initials: ScalarSet?
    /// The words that a match may begin with, of up to three letters; nil when they are too many, or when they may be parts
    /// of words that the lexicon knows only whole.
    let openings: [[Scalar]]?
    /// The slots that a match may begin with, beside `openings`.
    let openingSlots: [Slot]

    /// - Throws: `Problem` when the text is no pattern or a too large one.
    init(_ source: String) throws(Problem) {
        let node = try Pattern.read(source)
        self.node = node
        places = try Programs.places(of: node)
        announcing = Pattern.literals(of: node) ?? []
        initials = Pattern.mayBeEmpty(node) ? nil : Pattern.initials(of: node).map { ScalarSet($0) }
        let openings = Pattern.openings(of: node)
        self.openings = openings?.words
        openingSlots = openings?.slots ?? []
    }

    /// Reads a pattern and looks no further: what it may begin with takes longer to find than all else.
    static func check(_ source: String) throws(Problem) { _ = try Programs.places(of: read(source)) }

    private static func read(_ source: String) throws(Problem) -> Node {
        var reader = Reader(source.scalarValues)
        let node = try reader.alternatives()
        guard reader.index == reader.source.count else {
            throw Problem(offset: reader.index, expected: "an opening bracket before this one")
        }
        return node
    }

    // MARK: Beginnings

    /// What a match may begin with; nil when that may be anything.
    private static func initials(of node: Node) -> Set<Scalar>? {
        switch node {
        case .letter(let scalar): return [scalar]
        case .sequence(let parts):
            var all: Set<Scalar> = []
            for part in parts {
                guard let some = initials(of: part) else { return nil }
                all.formUnion(some)
                if !mayBeEmpty(part) { return all }
            }
            return nil
        case .choice(let choices):
            var all: Set<Scalar> = []
            for choice in choices {
                guard let some = initials(of: choice) else { return nil }
                all.formUnion(some)
            }
            return all
        case .repeated(let inner, _, _): return initials(of: inner)
        case .empty, .any, .oneOf, .slot: return nil
        }
    }

    /// More words than this are not looked for.
    private static let most = 1_200

    /// The words of three letters, or of two when there are too many, or of fewer where nothing certain follows, with which
    /// every match begins.
    private static func openings(of node: Node) -> (words: [[Scalar]], slots: [Slot])? {
        guard let all = Tail(node, nil).beginnings(3) ?? Tail(node, nil).beginnings(2) else { return nil }
        var words: Set<[Scalar]> = []
        var slots: Set<Slot> = []
        for opening in all.map(\.scalars) {
            guard let first = opening.first else { return nil }
            if let slot = Slot.allCases.first(where: { $0.sign == first }) {
                slots.insert(slot)
            } else {
                words.insert(opening.filter { scalar in !Slot.allCases.contains { $0.sign == scalar } })
            }
        }
        guard words.allSatisfy({ !$0[0].isWord && !$0[$0.count - 1].isWord }) else { return nil }
        return (words.sorted { $0.lexicographicallyPrecedes($1) }, Slot.allCases.filter(slots.contains))
    }

    /// Up to three letters in one number, 21 bits each, the first highest: sets of arrays would make up most of a start.
    private struct Opening: Hashable {
        private var packed: UInt64 = 0

        static let nothing = Opening()

        func behind(_ scalar: Scalar) -> Opening {
            var longer = Opening()
            longer.packed = UInt64(scalar) << 42 | packed >> 21
            return longer
        }

        var scalars: [Scalar] {
            [42, 21, 0].map { Scalar(truncatingIfNeeded: packed >> $0 & 0x1F_FFFF) }.filter { $0 != 0 }
        }
    }

    /// A node and all that follows it. What several alternatives have behind them is looked at once.
    private final class Tail {
        private let head: Node
        private let rest: Tail?
        private var known: [Int: Set<Opening>?] = [:]

        init(_ head: Node, _ rest: Tail?) {
            self.head = head
            self.rest = rest
        }

        /// What a match of the tail may begin with, up to so many letters, a slot's sign standing for its stretch; nil when
        /// that may be anything, or when it is too much.
        func beginnings(_ length: Int) -> Set<Opening>? {
            guard length > 0 else { return [.nothing] }
            if let known = known[length] { return known }
            let found = find(length).flatMap { $0.count > Pattern.most ? nil : $0 }
            known[length] = .some(found)
            return found
        }

        private func behind(_ length: Int) -> Set<Opening>? { rest.map { $0.beginnings(length) } ?? [.nothing] }

        private func find(_ length: Int) -> Set<Opening>? {
            switch head {
            case .empty: return behind(length)
            case .letter(let scalar): return Set((behind(length - 1) ?? [.nothing]).map { $0.behind(scalar) })
            case .sequence(let parts):
                let tail = parts.reversed().reduce(rest) { Tail($1, $0) }
                return tail.map { $0.beginnings(length) } ?? [.nothing]
            case .choice(let choices):
                var all: Set<Opening> = []
                for choice in choices {
                    guard let some = Tail(choice, rest).beginnings(length) else { return nil }
                    all.formUnion(some)
                    if all.count > Pattern.most { return nil }
                }
                return all
            case .repeated(let inner, let low, let high):
                if Pattern.mayBeEmpty(inner) { return nil }
                let again = Node.repeated(inner, max(0, low - 1), high.map { $0 - 1 })
                let taken = high == 0 ? [] : Tail(inner, Tail(again, rest)).beginnings(length)
                guard let taken else { return nil }
                if low > 0 { return taken }
                return behind(length).map(taken.union)
            case .slot(let slot): return [Opening.nothing.behind(slot.sign)]
            case .any, .oneOf: return nil
            }
        }
    }

    private static func mayBeEmpty(_ node: Node) -> Bool {
        switch node {
        case .empty: true
        case .letter, .any, .oneOf, .slot: false
        case .sequence(let parts): parts.allSatisfy(mayBeEmpty)
        case .choice(let choices): choices.contains(where: mayBeEmpty)
        case .repeated(let inner, let low, _): low == 0 || mayBeEmpty(inner)
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
}

extension Pattern.Slots {
    /// Where the stretch of that kind that starts here ends.
    func end(of slot: Pattern.Slot, at position: Int) -> Int? {
        let ranges = stretches[slot]
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].lowerBound < position { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound == position ? ranges[low].upperBound : nil
    }
}
