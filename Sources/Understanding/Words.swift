/// A short list of words, asked at positions of a text: nearly all positions are sorted out by one bit.
struct Words: ExpressibleByArrayLiteral, Sendable {
    private let words: [[Scalar]]
    private let initials: ScalarSet

    init(arrayLiteral words: String...) { self.init(words.map(\.scalarValues)) }

    init(_ words: [[Scalar]]) {
        self.words = words.filter { !$0.isEmpty }
        initials = ScalarSet(self.words.compactMap(\.first))
    }

    /// The length of the longest word that begins at a position and ends within the range; nil when there is none.
    func length(at index: Int, within range: Range<Int>, of text: [Scalar]) -> Int? {
        guard range.contains(index), initials.contains(text[index]) else { return nil }
        var longest: Int?
        for word in words where index + word.count <= range.upperBound && word.count > longest ?? 0 {
            if text[index..<(index + word.count)].elementsEqual(word) { longest = word.count }
        }
        return longest
    }

    /// Where the first of the words stands that lie wholly in a range.
    func first(in range: Range<Int>, of text: [Scalar]) -> Range<Int>? {
        for index in range {
            if let length = length(at: index, within: range, of: text) { return index..<(index + length) }
        }
        return nil
    }

    func stand(in range: Range<Int>, of text: [Scalar]) -> Bool { first(in: range, of: text) != nil }

    /// Whether one of the words ends where the range ends.
    func end(_ range: Range<Int>, of text: [Scalar]) -> Bool {
        words.contains { word in
            word.count <= range.count && text[(range.upperBound - word.count)..<range.upperBound].elementsEqual(word)
        }
    }
}
