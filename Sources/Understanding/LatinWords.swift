/// Words of the tables as people spell them with letters: `laji`, `jinggai meile`, `zdjy`.
struct LatinWords: Sendable {
    /// For a hash of letters the word that they spell, as an index of `words`.
    private var spelled: [UInt64: Int32] = [:]
    /// For a hash of first letters; −1 when words of several meanings begin so.
    private var abbreviated: [UInt64: Int32] = [:]
    private var words: [[Scalar]] = []
    private var meanings: [Int] = []

    private static let longestSpelling = 36
    private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

    @inline(__always)
    private static func mix(_ hash: UInt64, _ letter: Scalar) -> UInt64 {
        (hash ^ UInt64(letter)) &* 0x0000_0100_0000_01B3
    }

    /// - Parameters:
    ///   - meaning: equal for words that say the same.
    ///   - isAbbreviated: people write its first letters.
    mutating func add(_ word: [Scalar], meaning: Int, isAbbreviated: Bool) {
        guard (2...6).contains(word.count), word.allSatisfy(\.isHan) else { return }
        let sounds = Sounds.shared
        var spellings: [(full: UInt64, first: UInt64, letters: Int)] = [(LatinWords.seed, LatinWords.seed, 0)]
        for character in word {
            let syllables = sounds.syllables(of: character)
            guard !syllables.isEmpty, spellings.count * syllables.count <= 8 else { return }
            var longer: [(full: UInt64, first: UInt64, letters: Int)] = []
            for spelling in spellings {
                for syllable in syllables {
                    let letters = sounds.spellings[Int(syllable)]
                    longer.append(
                        (
                            letters.reduce(spelling.full, LatinWords.mix), LatinWords.mix(spelling.first, letters[0]),
                            spelling.letters + letters.count
                        ))
                }
            }
            spellings = longer
        }
        let index = Int32(words.count)
        words.append(word)
        meanings.append(meaning)
        for spelling in spellings {
            if spelling.letters >= 4, spelled[spelling.full] == nil { spelled[spelling.full] = index }
            guard isAbbreviated, word.count >= 4 else { continue }
            if let known = abbreviated[spelling.first] {
                if known >= 0, meanings[Int(known)] != meaning { abbreviated[spelling.first] = -1 }
            } else {
                abbreviated[spelling.first] = index
            }
        }
    }

    /// What a run of letters and single spaces spells when all of it spells words.
    func read(_ letters: [Scalar]) -> [Scalar]? {
        guard (4...60).contains(letters.count) else { return nil }
        var meant: [Scalar] = []
        var start = 0
        while start < letters.count {
            var hash = LatinWords.seed
            var found: (end: Int, word: Int32)?
            var end = start
            while end < letters.count, end - start < LatinWords.longestSpelling {
                hash = LatinWords.mix(hash, letters[end])
                end += 1
                if end - start >= 4, let word = spelled[hash] { found = (end, word) }
            }
            guard let found else { break }
            meant += words[Int(found.word)]
            start = found.end
        }
        if start == letters.count { return meant }
        guard letters.count <= 6 else { return nil }
        let word = abbreviated[letters.reduce(LatinWords.seed, LatinWords.mix)] ?? -1
        return word >= 0 ? words[Int(word)] : nil
    }
}
