internal import Domain

/// The rows of `rules.csv`, ready to be asked which of them hold in a stretch of text.
struct RuleSet: Sendable {
    /// Words of a rule as atoms: a phrase of its own, or a whole group that any of its phrases stands for.
    private struct Entry: Sendable {
        var row: Int
        var all: [Int]
        var any: [Int]
        var none: [Int]
        var pattern: Pattern?
    }

    /// A rule that holds, and the stretch between the words that made it hold.
    struct Verdict: Sendable {
        var row: Int
        var range: Range<Int>
    }

    private let entries: [Entry]
    /// For each atom the entries that are looked at when it is there.
    private let triggers: [[Int]]
    /// Entries that no word announces.
    private let always: [Int]
    let atomCount: Int
    /// Some rule has to be looked at whatever the text holds.
    var hasUnannounced: Bool { !always.isEmpty }

    init(_ rules: [Rule], groups: [GroupPhrase], into lexicon: inout Lexicon.Builder) {
        var atoms: [String: Int] = [:]
        var phrasesOfGroup: [String: [String]] = [:]
        for row in groups { phrasesOfGroup[row.group, default: []].append(row.phrase) }
        func atom(_ word: String) -> Int {
            if let known = atoms[word] { return known }
            let id = atoms.count
            atoms[word] = id
            if word.utf8.first == UInt8(ascii: "@"), let phrases = phrasesOfGroup[String(word.dropFirst())] {
                for phrase in phrases { lexicon.add(phrase, .atom(id)) }
            } else {
                lexicon.add(word, .atom(id))
            }
            return id
        }
        var entries: [Entry] = []
        var announcedBy: [[Int]] = []
        for (row, rule) in rules.enumerated() {
            var entry = Entry(
                row: row, all: rule.all.map(atom), any: rule.any.map(atom), none: rule.none.map(atom), pattern: nil)
            if let source = rule.pattern, !source.isEmpty {
                guard let pattern = try? Pattern(source) else { continue }
                entry.pattern = pattern
            }
            guard !entry.all.isEmpty || !entry.any.isEmpty || entry.pattern != nil else { continue }
            var announcing = entry.all.isEmpty ? entry.any : [entry.all[0]]
            if announcing.isEmpty, let pattern = entry.pattern {
                for literal in pattern.announcing {
                    let key = "\u{0}" + text(of: literal)
                    if let known = atoms[key] {
                        announcing.append(known)
                        continue
                    }
                    let id = atoms.count
                    atoms[key] = id
                    lexicon.add(literal, .atom(id))
                    announcing.append(id)
                }
            }
            entries.append(entry)
            announcedBy.append(announcing)
        }
        var triggers = [[Int]](repeating: [], count: atoms.count)
        var always: [Int] = []
        for (index, announcing) in announcedBy.enumerated() {
            if announcing.isEmpty { always.append(index) }
            for atom in Set(announcing).sorted() { triggers[atom].append(index) }
        }
        self.entries = entries
        self.triggers = triggers
        self.always = always
        atomCount = atoms.count
    }

    /// Which atoms stand in a stretch, and where.
    struct Presence: Sendable {
        private var bits: [UInt64]
        private(set) var seen: [(atom: Int, range: Range<Int>)] = []

        init(atomCount: Int) { bits = Array(repeating: 0, count: (atomCount + 63) / 64) }

        func has(_ atom: Int) -> Bool { bits[atom >> 6] >> UInt64(atom & 63) & 1 == 1 }

        mutating func note(_ atom: Int, _ range: Range<Int>) {
            if has(atom) {
                // The longer wording at the same place is what people read as the reason.
                for index in seen.indices.suffix(4) where seen[index].atom == atom {
                    let known = seen[index].range
                    if known.lowerBound == range.lowerBound, known.count < range.count { seen[index].range = range }
                }
            } else {
                bits[atom >> 6] |= 1 << UInt64(atom & 63)
                seen.append((atom, range))
            }
        }

        subscript(atom: Int) -> Range<Int>? { has(atom) ? seen.first { $0.atom == atom }?.range : nil }
    }

    /// The rules that hold, in table order.
    ///
    /// - Parameters:
    ///   - presence: the words of the stretch: `all`, `any` and `pattern` look there.
    ///   - everywhere: the words of the whole message: `none` looks there.
    func verdicts(
        _ presence: Presence, everywhere: Presence, in scope: Range<Int>, slots: Pattern.Slots
    ) -> [Verdict] {
        var candidates = always
        for (atom, _) in presence.seen { candidates += triggers[atom] }
        guard !candidates.isEmpty else { return [] }
        candidates.sort()
        var verdicts: [Verdict] = []
        var last = -1
        for index in candidates where index != last {
            last = index
            if let verdict = verdict(entries[index], presence, everywhere, scope, slots) { verdicts.append(verdict) }
        }
        return verdicts
    }

    private func verdict(
        _ entry: Entry, _ presence: Presence, _ everywhere: Presence, _ scope: Range<Int>, _ slots: Pattern.Slots
    ) -> Verdict? {
        var low = Int.max
        var high = 0
        func take(_ range: Range<Int>) {
            low = min(low, range.lowerBound)
            high = max(high, range.upperBound)
        }
        for atom in entry.none where everywhere.has(atom) { return nil }
        for atom in entry.all where !presence.has(atom) { return nil }
        for atom in entry.all {
            guard let range = presence[atom] else { return nil }
            take(range)
        }
        if !entry.any.isEmpty {
            guard let range = entry.any.lazy.compactMap({ presence[$0] }).first else { return nil }
            take(range)
        }
        if let pattern = entry.pattern {
            guard let range = pattern.firstMatch(in: slots, scope) else { return nil }
            take(range)
        }
        return Verdict(row: entry.row, range: low..<max(low, high))
    }
}
