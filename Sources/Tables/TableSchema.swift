/// What one table file looks like from outside: its name, its columns, and which of them name a row.
public struct TableSchema: Hashable, Sendable {
    public struct Column: Hashable, Sendable {
        public var name: String
        /// Must stand in the header.
        public var required: Bool
        public var meaning: Wording

        init(_ name: String, required: Bool = false, _ chinese: String, _ english: String) {
            self.name = name
            self.required = required
            meaning = Wording(chinese: chinese, english: english)
        }
    }

    /// `units.csv`
    public var file: String
    public var columns: [Column]
    /// The columns that together may stand only once.
    public var key: [String]

    /// Every table of a county, in the order in which they are documented.
    public static let all: [TableSchema] = allTables.map(\.schema)

    /// The header alone, as a new county's empty file.
    public var emptyFile: [UInt8] { CSV.write([columns.map(\.name)]) }
}

/// The known name that `name` was probably meant to be, or nil when none is near.
func nearest(to name: String, among known: [String]) -> String? {
    let wanted = Array(name.lowercased().unicodeScalars.prefix(64))
    var best: (name: String, distance: Int)?
    for candidate in known {
        let distance = editDistance(wanted, Array(candidate.lowercased().unicodeScalars))
        if distance <= max(1, wanted.count / 3), distance < best?.distance ?? Int.max { best = (candidate, distance) }
    }
    return best?.name
}

/// Insertions, deletions and replacements between two words (Levenshtein).
private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var previous = Array(0...b.count)
    for (i, left) in a.enumerated() {
        var current = [i + 1]
        for (j, right) in b.enumerated() {
            current.append(min(previous[j] + (left == right ? 0 : 1), previous[j + 1] + 1, current[j] + 1))
        }
        previous = current
    }
    return previous[b.count]
}
