internal import Domain

/// Every phrase of every table in one matcher, each with all that it means.
struct Lexicon: Sendable {
    /// What a phrase stands for; the numbers are rows of the county's tables.
    enum Meaning: Sendable, Hashable {
        case keyword(Int)
        /// A type's own name or alias.
        case typeName(Int)
        /// A word that rules ask for; several phrases of a group are one atom.
        case atom(Int)
        case intent(Int)
        case variant(Int)
        case place(Int)
        case grid(Int)
        case unit(Int)
        case person(Int)
        case cue(Cue)
        /// A word that places are made of.
        case placeWord(PlaceWord)
        /// A word after a number: 处, 堆, 平方米.
        case measure
    }

    private let matcher: Matcher
    private let meanings: [Meaning]
    /// Where the meanings of each phrase start; one more at the end.
    private let bounds: [UInt32]
    /// Phrases that begin or end with a letter or digit of ASCII count only as whole words there.
    private let wordStart: [Bool]
    private let wordEnd: [Bool]

    /// Collects phrases while tables are read; rows may come in any order, each phrase keeps its meanings in that order.
    struct Builder {
        private var ids: [[Scalar]: Int] = [:]
        private var phrases: [[Scalar]] = []
        private var pairs: [(phrase: Int, meaning: Meaning)] = []
        private let normaliser = Normaliser.shared

        /// Phrases without any scalar are ignored.
        mutating func add(_ phrase: String, _ meaning: Meaning) {
            add(normaliser.phrase(phrase), meaning)
        }

        mutating func add(_ scalars: [Scalar], _ meaning: Meaning) {
            guard !scalars.isEmpty else { return }
            let id: Int
            if let known = ids[scalars] {
                id = known
            } else {
                id = phrases.count
                ids[scalars] = id
                phrases.append(scalars)
            }
            pairs.append((id, meaning))
        }

        func build() -> Lexicon { Lexicon(phrases, pairs) }
    }

    private init(_ phrases: [[Scalar]], _ pairs: [(phrase: Int, meaning: Meaning)]) {
        matcher = Matcher(phrases)
        var counts = [UInt32](repeating: 0, count: phrases.count + 1)
        for pair in pairs { counts[pair.phrase + 1] += 1 }
        for index in phrases.indices { counts[index + 1] += counts[index] }
        bounds = counts
        var filled = counts
        var meanings = [Meaning](repeating: .measure, count: pairs.count)
        for pair in pairs {
            meanings[Int(filled[pair.phrase])] = pair.meaning
            filled[pair.phrase] += 1
        }
        self.meanings = meanings
        wordStart = phrases.map { $0.first?.isWord == true }
        wordEnd = phrases.map { $0.last?.isWord == true }
    }

    /// Every phrase of the text; half words are left out.
    func marks(in text: [Scalar], hits: inout [Matcher.Hit]) -> Marks {
        hits.removeAll(keepingCapacity: true)
        matcher.scan(text, into: &hits)
        var marks = Marks()
        for hit in hits {
            let phrase = Int(hit.phrase)
            let start = Int(hit.start)
            let end = Int(hit.end)
            if wordStart[phrase], start > 0, joins(text[start - 1], text[start]) { continue }
            if wordEnd[phrase], end < text.count, joins(text[end - 1], text[end]) { continue }
            for index in Int(bounds[phrase])..<Int(bounds[phrase + 1]) {
                switch meanings[index] {
                case .keyword(let row): marks.types.append(.init(start: start, end: end, row: row, isName: false))
                case .typeName(let row): marks.types.append(.init(start: start, end: end, row: row, isName: true))
                case .atom(let atom): marks.atoms.append(.init(start: start, end: end, row: atom))
                case .intent(let row): marks.intents.append(.init(start: start, end: end, row: row))
                case .variant(let row): marks.variants.append(.init(start: start, end: end, row: row))
                case .place(let row): marks.places.append(.init(start: start, end: end, row: row))
                case .grid(let row): marks.grids.append(.init(start: start, end: end, row: row))
                case .unit(let row): marks.units.append(.init(start: start, end: end, row: row))
                case .person(let row): marks.people.append(.init(start: start, end: end, row: row))
                case .cue(let cue): marks.cues.append(.init(start: start, end: end, cue: cue))
                case .placeWord(let word): marks.placeWords.append(.init(start: start, end: end, word: word))
                case .measure: marks.measures.append(.init(start: start, end: end, row: 0))
                }
            }
        }
        return marks
    }

    /// True when two neighbours are of one word or of one number.
    @inline(__always)
    private func joins(_ left: Scalar, _ right: Scalar) -> Bool {
        (left.isLetter && right.isLetter) || (left.isDigit && right.isDigit)
    }
}
