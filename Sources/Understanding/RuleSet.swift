internal import Domain

/// The rows of `rules.csv`, ready to be asked which of them hold in a stretch of text.
struct RuleSet: Sendable {
    /// Words of a rule as atoms: a phrase of its own, or a whole group that any of its phrases stands for. They stand one
    /// behind another in `words`, those of `all` first. Small, because every message looks at dozens.
    private struct Entry: Sendable {
        var row: Int32
        /// Its place in `patterns`; −1 without one.
        var pattern: Int32 = -1
        /// Where each kind of words ends; the next begins there.
        private let first: Int32
        private let allEnd: Int32
        private let anyEnd: Int32
        private let noneEnd: Int32
        private let end: Int32

        /// - Parameter announced: literals of the pattern, of which one has to be there when `all` and `any` ask for nothing.
        init(row: Int, all: [Int], any: [Int], none: [Int], announced: [Int], into words: inout [Int32]) {
            self.row = Int32(row)
            func store(_ atoms: [Int]) -> Int32 {
                words += atoms.map { Int32($0) }
                return Int32(words.count)
            }
            first = Int32(words.count)
            allEnd = store(all)
            anyEnd = store(any)
            noneEnd = store(none)
            end = store(announced)
        }

        var all: Range<Int> { Int(first)..<Int(allEnd) }
        var any: Range<Int> { Int(allEnd)..<Int(anyEnd) }
        var none: Range<Int> { Int(anyEnd)..<Int(noneEnd) }
        var announced: Range<Int> { Int(noneEnd)..<Int(end) }
    }

    /// A rule that holds, and the stretch between the words that made it hold.
    struct Verdict: Sendable {
        var row: Int
        var range: Range<Int>
    }

    private let entries: [Entry]
    private let words: [Int32]
    private let programs: Pattern.Programs
    /// For each pattern what it may begin with, when nothing announces where.
    private let initials: [ScalarSet?]
    /// For each pattern its entry, and the atoms of which one has to be there.
    private let patternEntries: [Int32]
    private let patternNeeds: [Signature]
    /// For each opening the patterns that may begin with it, opening after opening.
    private let opened: [Int32]
    private let openedBounds: [Int32]
    /// The same for each kind of slot.
    private let slotted: [Int32]
    private let slottedBounds: [Int32]
    /// An entry that is looked at when an atom is there; those whose patterns are known by what they begin with wait for
    /// that instead, which is seldom there.
    private struct Trigger: Sendable {
        var entry: Int32
        /// Another atom that has to be there; −1 when one is enough to look closer.
        var other: Int32
    }

    /// Atom after atom.
    private let triggers: [Trigger]
    /// Where those of each atom start; one more at the end.
    private let triggerBounds: [Int32]
    /// Entries that no word announces and nothing begins.
    private let always: [Int32]
    let atomCount: Int
    /// Some rule may hold where no atom stands.
    let hasUnannounced: Bool

    init(_ rules: [Rule], groups: [GroupPhrase], into lexicon: inout Lexicon.Builder) {
        var atoms: [String: Int] = [:]
        var phrasesOfGroup: [String: [String]] = [:]
        for row in groups { phrasesOfGroup[row.group, default: []].append(row.phrase) }
        // How often an atom will be there, at a guess: short phrases are everywhere.
        var frequency: [Int] = []
        func rarity(_ phrase: String) -> Int { [0, 400, 20, 4, 2][min(phrase.unicodeScalars.count, 4)] }
        func atom(_ word: String) -> Int {
            if let known = atoms[word] { return known }
            let id = atoms.count
            atoms[word] = id
            frequency.append(0)
            if word.utf8.first == UInt8(ascii: "@"), let phrases = phrasesOfGroup[String(word.dropFirst())] {
                for phrase in phrases {
                    lexicon.add(phrase, .atom(id))
                    frequency[id] += rarity(phrase)
                }
            } else {
                lexicon.add(word, .atom(id))
                frequency[id] += rarity(word)
            }
            return id
        }
        var entries: [Entry] = []
        var words: [Int32] = []
        var programs = Pattern.Programs()
        var initials: [ScalarSet?] = []
        var isOpened: [Bool] = []
        var patternEntries: [Int32] = []
        var patternNeeds: [Signature] = []
        var opened: [[Int32]] = []
        var openings: [[Scalar]: Int] = [:]
        var slotted = [[Int32]](repeating: [], count: Pattern.Slot.allCases.count)
        var announcedBy: [[Int]] = []
        for (row, rule) in rules.enumerated() {
            let all = rule.all.map(atom)
            let any = rule.any.map(atom)
            let none = rule.none.map(atom)
            var pattern: Pattern?
            if let source = rule.pattern, !source.isEmpty {
                guard let read = try? Pattern(source) else { continue }
                pattern = read
            }
            guard !all.isEmpty || !any.isEmpty || pattern != nil else { continue }
            // All of `all` have to be there, so that the one that is seldom there is enough to look at.
            var announcing = all.isEmpty ? any : [all.min { frequency[$0] < frequency[$1] } ?? all[0]]
            var announced: [Int] = []
            if announcing.isEmpty, let pattern {
                for literal in pattern.announcing {
                    let key = "\u{0}" + text(of: literal)
                    if let known = atoms[key] {
                        announced.append(known)
                        continue
                    }
                    let id = atoms.count
                    atoms[key] = id
                    frequency.append(0)
                    lexicon.add(literal, .atom(id))
                    announced.append(id)
                }
                announcing = announced
            }
            if let pattern {
                let place = Int32(patternEntries.count)
                for opening in pattern.openings ?? [] {
                    let known = openings[opening]
                    let id = known ?? opened.count
                    if known == nil {
                        openings[opening] = id
                        opened.append([])
                        lexicon.add(opening, .opening(id))
                    }
                    opened[id].append(place)
                }
                for (slot, kind) in Pattern.Slot.allCases.enumerated() where pattern.openingSlots.contains(kind) {
                    slotted[slot].append(place)
                }
                programs.append(pattern)
                initials.append(pattern.initials)
                isOpened.append(pattern.openings != nil)
                patternEntries.append(Int32(entries.count))
                patternNeeds.append(Signature(announcing))
            }
            var entry = Entry(row: row, all: all, any: any, none: none, announced: announced, into: &words)
            if pattern != nil { entry.pattern = Int32(patternEntries.count - 1) }
            entries.append(entry)
            announcedBy.append(announcing)
        }
        var triggers = [[Trigger]](repeating: [], count: atoms.count)
        var always: [Int32] = []
        for (index, announcing) in announcedBy.enumerated() {
            let pattern = Int(entries[index].pattern)
            if pattern >= 0, isOpened[pattern] { continue }
            if announcing.isEmpty { always.append(Int32(index)) }
            for atom in Set(announcing).sorted() {
                let other = entries[index].all.first { words[$0] != Int32(atom) }.map { words[$0] }
                triggers[atom].append(Trigger(entry: Int32(index), other: other ?? -1))
            }
        }
        self.entries = entries
        self.words = words
        self.programs = programs
        self.initials = initials
        self.patternEntries = patternEntries
        self.patternNeeds = patternNeeds
        self.triggers = triggers.flatMap { $0 }
        triggerBounds = RuleSet.bounds(triggers)
        self.opened = opened.flatMap { $0 }
        openedBounds = RuleSet.bounds(opened)
        self.slotted = slotted.flatMap { $0 }
        slottedBounds = RuleSet.bounds(slotted)
        self.always = always
        hasUnannounced = announcedBy.contains { $0.isEmpty }
        atomCount = atoms.count
    }

    /// Where each list starts when they stand one behind another; one more at the end.
    private static func bounds<Element>(_ lists: [[Element]]) -> [Int32] {
        lists.reduce(into: [0]) { $0.append($0[$0.count - 1] + Int32($1.count)) }
    }

    /// A bit for each atom modulo 256: whether one of some atoms may be among others is one comparison.
    struct Signature {
        private var words = SIMD4<UInt64>.zero

        init() {}

        /// Of no atoms at all every question is answered with yes.
        init(_ atoms: [Int]) {
            for atom in atoms { insert(atom) }
            if atoms.isEmpty { words = SIMD4(repeating: .max) }
        }

        @inline(__always)
        mutating func insert(_ atom: Int) { words[atom >> 6 & 3] |= 1 << UInt64(atom & 63) }

        @inline(__always)
        func mayHold(_ atom: Int) -> Bool { words[atom >> 6 & 3] >> UInt64(atom & 63) & 1 == 1 }

        @inline(__always)
        func mayShare(_ other: Signature) -> Bool { words & other.words != .zero }
    }

    /// Which atoms stand in a stretch, and where.
    struct Presence: Sendable {
        /// Most questions end here.
        private(set) var signature = Signature()
        /// A bit for each atom, as soon as there are many.
        private var bits: [UInt64] = []
        private let atomCount: Int
        private(set) var seen: [(atom: Int, range: Range<Int>)] = []

        /// So many atoms are looked through one by one.
        private static let few = 16

        /// - Parameter room: how many atoms are likely to be noted.
        init(atomCount: Int, room: Int = 0) {
            self.atomCount = atomCount
            if room > 0 { seen.reserveCapacity(room) }
        }

        @inline(__always)
        func has(_ atom: Int) -> Bool {
            signature.mayHold(atom) && isSeen(atom)
        }

        private func isSeen(_ atom: Int) -> Bool {
            if !bits.isEmpty { return bits[atom >> 6] >> UInt64(atom & 63) & 1 == 1 }
            for item in seen where item.atom == atom { return true }
            Effort.count(seen.count)
            return false
        }

        mutating func note(_ atom: Int, _ range: Range<Int>) {
            if has(atom) {
                // The longer wording at the same place is what people read as the reason.
                for index in seen.indices.suffix(4) where seen[index].atom == atom {
                    let known = seen[index].range
                    if known.lowerBound == range.lowerBound, known.count < range.count { seen[index].range = range }
                }
                return
            }
            signature.insert(atom)
            seen.append((atom, range))
            if !bits.isEmpty {
                bits[atom >> 6] |= 1 << UInt64(atom & 63)
            } else if seen.count > Presence.few {
                bits = Array(repeating: 0, count: (atomCount + 63) / 64)
                for item in seen { bits[item.atom >> 6] |= 1 << UInt64(item.atom & 63) }
            }
        }

        subscript(atom: Int) -> Range<Int>? { has(atom) ? seen.first { $0.atom == atom }?.range : nil }
    }

    /// The rules that hold, in table order.
    ///
    /// - Parameters:
    ///   - presence: the words of the stretch: `all`, `any` and `pattern` look there.
    ///   - everywhere: the words of the whole message: `none` looks there.
    ///   - openings: what patterns may begin with, in order.
    ///   - room: what is in it is forgotten.
    func verdicts(
        _ presence: Presence, everywhere: Presence, in scope: Range<Int>, slots: Pattern.Slots, openings: [Marks.Mark],
        _ room: Room
    ) -> [Verdict] {
        var candidates: [Candidate] = []
        swap(&candidates, &room.candidates)
        defer { swap(&candidates, &room.candidates) }
        candidates.removeAll(keepingCapacity: true)
        let entries = self.entries.span
        let words = self.words.span
        func mayHold(_ entry: Int32) -> Bool {
            Effort.count()
            return RuleSet.mayHold(entries[Int(entry)], words, presence, everywhere)
        }
        for entry in always where mayHold(entry) { candidates.append(Candidate(entry: entry, start: -1)) }
        let triggers = self.triggers.span
        let bounds = triggerBounds.span
        for (atom, _) in presence.seen {
            for trigger in Int(bounds[atom])..<Int(bounds[atom + 1]) {
                Effort.count()
                let (entry, other) = (triggers[trigger].entry, Int(triggers[trigger].other))
                if other >= 0, !presence.has(other) { continue }
                if mayHold(entry) { candidates.append(Candidate(entry: entry, start: -1)) }
            }
        }
        let (opened, slotted) = (self.opened.span, self.slotted.span)
        let (needs, owners) = (patternNeeds.span, patternEntries.span)
        func mayMatch(_ pattern: Int32) -> Bool {
            presence.signature.mayShare(needs[Int(pattern)]) && mayHold(owners[Int(pattern)])
        }
        for opening in openings.starting(in: scope, { $0.start }) {
            for place in Int(openedBounds[opening.row])..<Int(openedBounds[opening.row + 1]) {
                let pattern = opened[place]
                guard mayMatch(pattern) else { continue }
                candidates.append(Candidate(entry: owners[Int(pattern)], start: Int32(opening.start)))
            }
        }
        for (slot, kind) in Pattern.Slot.all.enumerated() where slots.stretches.has(kind) {
            let stretches = slots.stretches[kind].starting(in: scope) { $0.lowerBound }
            if stretches.isEmpty { continue }
            for place in Int(slottedBounds[slot])..<Int(slottedBounds[slot + 1]) {
                let pattern = slotted[place]
                guard mayMatch(pattern) else { continue }
                for stretch in stretches {
                    candidates.append(Candidate(entry: owners[Int(pattern)], start: Int32(stretch.lowerBound)))
                }
            }
        }
        guard !candidates.isEmpty else { return [] }
        if candidates.count > 1 { candidates.sort { ($0.entry, $0.start) < ($1.entry, $1.start) } }
        var verdicts: [Verdict] = []
        var index = 0
        while index < candidates.count {
            let first = index
            while index < candidates.count, candidates[index].entry == candidates[first].entry { index += 1 }
            let starts = candidates[first].start < 0 ? [] : candidates[first..<index]
            let entry = entries[Int(candidates[first].entry)]
            if let verdict = verdict(entry, presence, scope, beginning: starts, slots, &room.run) {
                verdicts.append(verdict)
            }
        }
        return verdicts
    }

    /// A rule that may hold, and where its pattern may begin; −1 when that may be anywhere.
    struct Candidate {
        var entry: Int32
        var start: Int32
    }

    /// The room that the rules of one message need, clause after clause.
    final class Room {
        fileprivate var candidates: [Candidate] = []
        fileprivate var run = Pattern.Run()
    }

    /// Whether the words of a rule are there, and none that forbids it.
    @inline(__always)
    private static func mayHold(
        _ entry: Entry, _ words: Span<Int32>, _ presence: Presence, _ everywhere: Presence
    ) -> Bool {
        for index in entry.all where !presence.has(Int(words[index])) { return false }
        for index in entry.none where everywhere.has(Int(words[index])) { return false }
        if entry.announced.isEmpty { return true }
        for index in entry.announced where presence.has(Int(words[index])) { return true }
        return false
    }

    private func verdict(
        _ entry: Entry, _ presence: Presence, _ scope: Range<Int>, beginning starts: ArraySlice<Candidate>,
        _ slots: Pattern.Slots, _ run: inout Pattern.Run
    ) -> Verdict? {
        var low = Int.max
        var high = 0
        func take(_ range: Range<Int>) {
            low = min(low, range.lowerBound)
            high = max(high, range.upperBound)
        }
        for index in entry.all {
            guard let range = presence[Int(words[index])] else { return nil }
            take(range)
        }
        if !entry.any.isEmpty {
            guard let range = entry.any.lazy.compactMap({ presence[Int(words[$0])] }).first else { return nil }
            take(range)
        }
        if entry.pattern >= 0 {
            let pattern = Int(entry.pattern)
            let beginnings: Pattern.Beginnings = starts.isEmpty ? .anywhere(initials[pattern]) : .at(starts)
            let range = programs.firstMatch(of: pattern, in: slots, scope, beginning: beginnings, &run)
            guard let range else { return nil }
            take(range)
        }
        return Verdict(row: Int(entry.row), range: low..<max(low, high))
    }
}
