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
        /// What a pattern of a rule may begin with.
        case opening(Int)
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

        /// Which of the long lists of marks it goes to.
        fileprivate var list: Int {
            switch self {
            case .keyword, .typeName: 0
            case .atom: 1
            case .intent: 2
            case .cue: 3
            case .placeWord: 4
            case .opening, .variant, .place, .grid, .unit, .person, .measure: 5
            }
        }
    }

    /// What is known of a phrase beside its letters.
    private struct Phrase {
        /// Where its meanings start.
        var meanings: UInt32
        /// In scalars.
        var length: UInt16
        /// Phrases that begin or end with a letter or digit of ASCII count only as whole words there.
        var startsWord: Bool
        var endsWord: Bool
    }

    private let matcher: Matcher
    private let meanings: [Meaning]
    /// One more at the end.
    private let phrases: [Phrase]

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
        matcher = Matcher(phrases.map(\.utf8Bytes))
        var counts = [UInt32](repeating: 0, count: phrases.count + 1)
        for pair in pairs { counts[pair.phrase + 1] += 1 }
        for index in phrases.indices { counts[index + 1] += counts[index] }
        self.phrases = (0...phrases.count).map { index in
            let phrase = index < phrases.count ? phrases[index] : []
            return Phrase(
                meanings: counts[index], length: UInt16(clamping: phrase.count),
                startsWord: phrase.first?.isWord == true, endsWord: phrase.last?.isWord == true)
        }
        var filled = counts
        var meanings = [Meaning](repeating: .measure, count: pairs.count)
        for pair in pairs {
            meanings[Int(filled[pair.phrase])] = pair.meaning
            filled[pair.phrase] += 1
        }
        self.meanings = meanings
    }

    /// Every phrase of the text; half words are left out.
    func marks(in text: [Scalar], hits: inout [Matcher.Hit]) -> Marks {
        hits.removeAll(keepingCapacity: true)
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.count * 4) { buffer in
            var count = 0
            for scalar in text {
                scalar.encode { byte in
                    unsafe buffer[count] = byte
                    count &+= 1
                }
            }
            unsafe matcher.scan(buffer.span.extracting(0..<count), into: &hits)
        }
        settle(&hits, in: text)
        var marks = Marks()
        let phrases = self.phrases.span
        let meanings = self.meanings.span
        reserve(&marks, hits, phrases, meanings)
        for hit in hits {
            let start = Int(hit.start)
            let end = Int(hit.end)
            let phrase = Int(hit.phrase)
            for index in Int(phrases[phrase].meanings)..<Int(phrases[phrase + 1].meanings) {
                Effort.count()
                switch meanings[index] {
                case .keyword(let row): marks.types.append(.init(start: start, end: end, row: row, isName: false))
                case .typeName(let row): marks.types.append(.init(start: start, end: end, row: row, isName: true))
                case .atom(let atom): marks.atoms.append(.init(start: start, end: end, row: atom))
                case .opening(let opening): marks.openings.append(.init(start: start, end: end, row: opening))
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

    /// Brings hits from bytes to scalars and drops those that cut a word in half.
    private func settle(_ hits: inout [Matcher.Hit], in text: [Scalar]) {
        let phrases = self.phrases.span
        var kept = 0
        var byte = 0
        var position = 0
        for index in hits.indices {
            let hit = hits[index]
            while byte < Int(hit.start) {
                byte += text[position].utf8Width
                position += 1
            }
            let phrase = phrases[Int(hit.phrase)]
            let end = position + Int(phrase.length)
            if phrase.startsWord, position > 0, joins(text[position - 1], text[position]) { continue }
            if phrase.endsWord, end < text.count, joins(text[end - 1], text[end]) { continue }
            hits[kept] = Matcher.Hit(phrase: hit.phrase, start: Int32(position), end: Int32(end))
            kept += 1
        }
        hits.removeLast(hits.count - kept)
    }

    /// Makes room for what the hits mean, so that no list grows while it is filled.
    private func reserve(
        _ marks: inout Marks, _ hits: [Matcher.Hit], _ phrases: Span<Phrase>, _ meanings: Span<Meaning>
    ) {
        var counts = InlineArray<16, Int>(repeating: 0)
        for hit in hits {
            let phrase = Int(hit.phrase)
            for index in Int(phrases[phrase].meanings)..<Int(phrases[phrase + 1].meanings) {
                counts[meanings[index].list] += 1
            }
        }
        if counts[0] > 0 { marks.types.reserveCapacity(counts[0]) }
        if counts[1] > 0 { marks.atoms.reserveCapacity(counts[1]) }
        if counts[2] > 0 { marks.intents.reserveCapacity(counts[2]) }
        if counts[3] > 0 { marks.cues.reserveCapacity(counts[3]) }
        if counts[4] > 0 { marks.placeWords.reserveCapacity(counts[4]) }
    }

    /// True when two neighbours are of one word or of one number.
    @inline(__always)
    private func joins(_ left: Scalar, _ right: Scalar) -> Bool {
        (left.isLetter && right.isLetter) || (left.isDigit && right.isDigit)
    }
}
