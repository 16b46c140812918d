import Testing

@testable import Understanding

@Suite struct MatcherTests {
    /// Every occurrence by looking everywhere.
    private func naive(_ phrases: [[UInt8]], _ text: [UInt8]) -> [Matcher.Hit] {
        var hits: [Matcher.Hit] = []
        for start in text.indices {
            let fitting = phrases.indices.filter {
                !phrases[$0].isEmpty && start + phrases[$0].count <= text.count
                    && text[start..<(start + phrases[$0].count)].elementsEqual(phrases[$0])
            }
            for index in fitting.sorted(by: { (phrases[$0].count, $0) < (phrases[$1].count, $1) }) {
                hits.append(
                    Matcher.Hit(phrase: Int32(index), start: Int32(start), end: Int32(start + phrases[index].count)))
            }
        }
        return hits
    }

    private func found(_ phrases: [[UInt8]], _ text: [UInt8]) -> [Matcher.Hit] {
        var hits: [Matcher.Hit] = []
        Matcher(phrases).scan(text.span, into: &hits)
        return hits
    }

    /// Pieces that phrases and texts are put together from: few, so that everything overlaps.
    private static let alphabets: [[[UInt8]]] = [
        // Chinese alone.
        ["垃", "圾", "桶", "满"].map { Array($0.utf8) },
        // One to four bytes a character.
        ["a", "b", "é", "垃", "圾", "𠀀", "👌", "👍"].map { Array($0.utf8) },
        // ASCII alone.
        ["a", "b"].map { Array($0.utf8) },
        // Characters and parts of characters.
        [[0xE5], [0x9E], [0x83], [0xE5, 0x9E, 0x83], [0xF0, 0x9F], [0x80], [0x61], [0], [0xFF]],
    ]

    @Test(arguments: 1...60)
    func `finds exactly what a search of every position finds`(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let alphabet = MatcherTests.alphabets[Int(seed) % MatcherTests.alphabets.count]
        func word(_ length: Int) -> [UInt8] {
            (0..<length).flatMap { _ in alphabet[Int.random(in: alphabet.indices, using: &generator)] }
        }
        var phrases: [[UInt8]] = []
        for _ in 0..<(1 + Int(seed) * 5) {
            // A third goes on where another ends, so that many share their beginnings.
            let longer =
                phrases.isEmpty || Int.random(in: 0..<3, using: &generator) > 0
                ? [] : phrases.randomElement(using: &generator) ?? []
            phrases.append(longer + word(Int.random(in: 1...7, using: &generator)))
        }
        phrases = Array(Set(phrases)).sorted { $0.lexicographicallyPrecedes($1) }
        for _ in 0..<20 {
            let text = word(Int.random(in: 0...60, using: &generator))
            #expect(found(phrases, text) == naive(phrases, text))
        }
    }

    @Test(arguments: 1...20)
    func `finds the same in any bytes`(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        func bytes(_ length: Int) -> [UInt8] {
            (0..<length).map { _ in
                [0, 0x61, 0x80, 0x9E, 0xC3, 0xE5, 0xEF, 0xF0, 0xFF][Int.random(in: 0..<9, using: &generator)]
            }
        }
        let phrases = Array(Set((0..<200).map { _ in bytes(Int.random(in: 1...9, using: &generator)) }))
            .sorted { $0.lexicographicallyPrecedes($1) }
        for _ in 0..<10 {
            let text = bytes(Int.random(in: 0...200, using: &generator))
            #expect(found(phrases, text) == naive(phrases, text))
        }
    }

    @Test func `a large table of all kinds of phrases finds what it was given`() {
        var generator = SeededGenerator(seed: 7)
        func han(_ length: Int) -> [UInt8] {
            (0..<length).flatMap { _ in [Scalar(Int.random(in: 0x4E00...0x9FA5, using: &generator))].utf8Bytes }
        }
        var phrases = Set((0..<20_000).map { _ in han(Int.random(in: 1...8, using: &generator)) })
        for _ in 0..<300 {
            let word = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
                UInt8.random(in: 0x30...0x7A, using: &generator)
            }
            phrases.insert(word)
        }
        for value in Scalar(0x1F400)..<0x1F464 { phrases.insert([value].utf8Bytes) }
        let list = phrases.sorted { $0.lexicographicallyPrecedes($1) }
        let matcher = Matcher(list)
        var hits: [Matcher.Hit] = []
        for (index, phrase) in list.enumerated() {
            hits.removeAll(keepingCapacity: true)
            let text: [UInt8] = Array("甲".utf8) + phrase + Array("乙".utf8)
            matcher.scan(text.span, into: &hits)
            #expect(hits.contains(Matcher.Hit(phrase: Int32(index), start: 3, end: Int32(3 + phrase.count))))
        }
    }

    @Test func `a phrase given twice is found twice, and an empty one never`() {
        #expect(found([[97], [], [97]], [97, 98]).map(\.phrase) == [0, 2])
        #expect(found([], [97, 98]).isEmpty)
        #expect(found([[97]], []).isEmpty)
    }

    @Test func `hits come in order of their starts, the shorter first`() {
        let phrases = ["垃圾桶满了", "垃圾", "垃圾桶", "满了"].map { Array($0.utf8) }
        #expect(found(phrases, Array("垃圾桶满了".utf8)).map(\.phrase) == [1, 2, 0, 3])
    }

    @Test func `what stands behind the end is not read`() {
        let bytes = Array("垃圾桶满了".utf8)
        var hits: [Matcher.Hit] = []
        let matcher = Matcher(["垃圾桶满了", "满了", "垃圾桶", "了\0"].map { Array($0.utf8) })
        for end in bytes.indices {
            hits.removeAll()
            matcher.scan(bytes.span.extracting(0..<end), into: &hits)
            #expect(hits.map(\.phrase) == (end < 9 ? [] : [2]))
        }
    }
}
