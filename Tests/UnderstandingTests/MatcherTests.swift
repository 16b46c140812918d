import Testing

@testable import Understanding

@Suite struct MatcherTests {
    /// Every occurrence by looking everywhere.
    private func naive(_ phrases: [[Scalar]], _ text: [Scalar]) -> [Matcher.Hit] {
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

    private func found(_ phrases: [[Scalar]], _ text: [Scalar]) -> [Matcher.Hit] {
        var hits: [Matcher.Hit] = []
        Matcher(phrases).scan(text, into: &hits)
        return hits
    }

    @Test(arguments: 1...40)
    func `finds exactly what a search of every position finds`(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        // Few letters, so that everything overlaps; from ASCII to the planes beyond the first.
        let alphabet: [Scalar] = [97, 98, 0x5783, 0x573E, 0x4E00, 0x20000, 0x1F44C]
        func word(_ length: Int) -> [Scalar] {
            (0..<length).map { _ in alphabet[Int.random(in: alphabet.indices, using: &generator)] }
        }
        let phrases = Array(Set((0..<(1 + Int(seed) * 5)).map { _ in word(Int.random(in: 1...7, using: &generator)) }))
            .sorted { $0.lexicographicallyPrecedes($1) }
        for _ in 0..<20 {
            let text = word(Int.random(in: 0...60, using: &generator))
            #expect(found(phrases, text) == naive(phrases, text))
        }
    }

    @Test func `an empty phrase is never found and an empty set finds nothing`() {
        #expect(found([[], [97]], [97, 98]).map(\.phrase) == [1])
        #expect(found([], [97, 98]).isEmpty)
    }

    @Test func `hits come in order of their starts, the shorter first`() {
        let phrases = ["垃圾桶满了", "垃圾", "垃圾桶", "满了"].map(\.scalarValues)
        #expect(found(phrases, "垃圾桶满了".scalarValues).map(\.phrase) == [1, 2, 0, 3])
    }
}
