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
    }

    /// A meaning in four bytes: every hit looks at one or more, and they lie all over the memory.
    fileprivate struct Packed: Sendable {
        private let word: UInt32

        init(_ meaning: Meaning) {
            func pack(_ kind: Kind, _ row: Int) -> UInt32 { UInt32(kind.rawValue) << 28 | UInt32(row) }
            word =
                switch meaning {
                case .keyword(let row): pack(.keyword, row)
                case .typeName(let row): pack(.typeName, row)
                case .atom(let row): pack(.atom, row)
                case .intent(let row): pack(.intent, row)
                case .cue(let cue): pack(.cue, Int(cue.rawValue))
                case .placeWord(let word): pack(.placeWord, Int(word.rawValue))
                case .opening(let row): pack(.opening, row)
                case .variant(let row): pack(.variant, row)
                case .place(let row): pack(.place, row)
                case .grid(let row): pack(.grid, row)
                case .unit(let row): pack(.unit, row)
                case .person(let row): pack(.person, row)
                case .measure: pack(.measure, 0)
                }
        }

        enum Kind: UInt8 {
            case keyword, typeName, atom, intent, cue, placeWord
            case opening, variant, place, grid, unit, person, measure
        }

        @inline(__always)
        var kind: Kind { Kind(rawValue: UInt8(word >> 28)) ?? .measure }
        @inline(__always)
        var row: Int { Int(word & 0x0FFF_FFFF) }
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
    private let meanings: [Packed]
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
        var meanings = [Packed](repeating: Packed(.measure), count: pairs.count)
        for pair in pairs {
            meanings[Int(filled[pair.phrase])] = Packed(pair.meaning)
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
        var marks = Marks()
        marks.reserve(settle(&hits, in: text))
        let phrases = self.phrases.span
        let meanings = self.meanings.span
        for hit in hits {
            let start = Int(hit.start)
            let end = Int(hit.end)
            let phrase = Int(hit.phrase)
            for index in Int(phrases[phrase].meanings)..<Int(phrases[phrase + 1].meanings) {
                Effort.count()
                let row = meanings[index].row
                switch meanings[index].kind {
                case .keyword: marks.types.append(.init(start: start, end: end, row: row, isName: false))
                case .typeName: marks.types.append(.init(start: start, end: end, row: row, isName: true))
                case .atom: marks.atoms.append(.init(start: start, end: end, row: row))
                case .opening: marks.openings.append(.init(start: start, end: end, row: row))
                case .intent: marks.intents.append(.init(start: start, end: end, row: row))
                case .variant: marks.variants.append(.init(start: start, end: end, row: row))
                case .place: marks.places.append(.init(start: start, end: end, row: row))
                case .grid: marks.grids.append(.init(start: start, end: end, row: row))
                case .unit: marks.units.append(.init(start: start, end: end, row: row))
                case .person: marks.people.append(.init(start: start, end: end, row: row))
                case .cue: marks.cues.append(.init(start: start, end: end, cue: Cue.all[row]))
                case .placeWord: marks.placeWords.append(.init(start: start, end: end, word: PlaceWord.all[row]))
                case .measure: marks.measures.append(.init(start: start, end: end, row: 0))
                }
            }
        }
        return marks
    }

    /// Brings hits from bytes to scalars and drops those that cut a word in half.
    ///
    /// - Returns: how often each kind of meaning is among them.
    private func settle(_ hits: inout [Matcher.Hit], in text: [Scalar]) -> InlineArray<16, Int> {
        let phrases = self.phrases.span
        let meanings = self.meanings.span
        var counts = InlineArray<16, Int>(repeating: 0)
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
            for index in Int(phrase.meanings)..<Int(phrases[Int(hit.phrase) + 1].meanings) {
                counts[Int(meanings[index].kind.rawValue)] += 1
            }
        }
        hits.removeLast(hits.count - kept)
        return counts
    }

    /// True when two neighbours are of one word or of one number.
    @inline(__always)
    private func joins(_ left: Scalar, _ right: Scalar) -> Bool {
        (left.isLetter && right.isLetter) || (left.isDigit && right.isDigit)
    }
}

extension Marks {
    /// Makes room for so many of each kind of meaning, so that no list grows while it is filled.
    fileprivate mutating func reserve(_ counts: InlineArray<16, Int>) {
        func count(_ kind: Lexicon.Packed.Kind) -> Int { counts[Int(kind.rawValue)] }
        let named = count(.keyword) + count(.typeName)
        if named > 0 { types.reserveCapacity(named) }
        if count(.atom) > 0 { atoms.reserveCapacity(count(.atom)) }
        if count(.intent) > 0 { intents.reserveCapacity(count(.intent)) }
        if count(.cue) > 0 { cues.reserveCapacity(count(.cue)) }
        if count(.placeWord) > 0 { placeWords.reserveCapacity(count(.placeWord)) }
        if count(.opening) > 0 { openings.reserveCapacity(count(.opening)) }
    }
}
