/// What the pass over the lexicon found, sorted by who needs it; each list in order of start, at one start the shorter first.
struct Marks: Sendable {
    /// One phrase at one place with one of its meanings.
    struct Mark: Sendable {
        var start: Int
        var end: Int
        /// A row of the table that the list is about.
        var row: Int

        var range: Range<Int> { start..<end }
        var length: Int { end - start }
    }

    struct CueMark: Sendable {
        var start: Int
        var end: Int
        var cue: Cue

        var length: Int { end - start }
    }

    /// A phrase or a name that speaks for a type.
    struct TypeMark: Sendable {
        var start: Int
        var end: Int
        /// A row of `keywords.csv`, or of `case-types.csv` for a name.
        var row: Int
        var isName: Bool

        var range: Range<Int> { start..<end }
        var length: Int { end - start }
    }

    struct PlaceMark: Sendable {
        var start: Int
        var end: Int
        var word: PlaceWord

        var length: Int { end - start }
    }

    var cues: [CueMark] = []
    var types: [TypeMark] = []
    var atoms: [Mark] = []
    var openings: [Mark] = []
    var intents: [Mark] = []
    var places: [Mark] = []
    var grids: [Mark] = []
    var placeWords: [PlaceMark] = []
    var units: [Mark] = []
    var people: [Mark] = []
    var variants: [Mark] = []
    var measures: [Mark] = []
}

extension Array {
    /// The elements that start within a range, of an array that is in order of starts.
    func starting(in range: Range<Int>, _ start: (Element) -> Int) -> ArraySlice<Element> {
        let low = firstIndex(from: range.lowerBound, start)
        var end = low
        while end < count, start(self[end]) < range.upperBound { end += 1 }
        Effort.count(1 + end - low)
        return self[low..<end]
    }

    /// The first element that starts at a position or behind it, of an array that is in order of starts.
    @inline(__always)
    func firstIndex(from position: Int, _ start: (Element) -> Int) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if start(self[middle]) < position { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// Answers for any stretch of a text whether one of a set of stretches holds it and more.
struct Cover: Sendable {
    /// For each position the furthest end of a stretch that starts before it, and of one that starts there; empty as long
    /// as there is no stretch.
    private var ends: [(before: Int32, there: Int32)] = []
    private let count: Int

    /// - Parameter count: the length of the text.
    init(_ count: Int) { self.count = count }

    mutating func add(_ start: Int, _ end: Int) {
        if ends.isEmpty { ends = Array(repeating: (0, 0), count: count + 1) }
        ends[start].there = max(ends[start].there, Int32(end))
    }

    /// To be called once, when all stretches are in.
    mutating func close() {
        Effort.count(ends.count)
        var furthest: Int32 = 0
        for index in ends.indices {
            ends[index].before = furthest
            furthest = max(furthest, ends[index].there)
        }
    }

    func holds(_ start: Int, _ end: Int) -> Bool {
        !ends.isEmpty && (Int(ends[start].before) >= end || Int(ends[start].there) > end)
    }
}
