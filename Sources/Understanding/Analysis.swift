internal import Domain

/// One message on its way from text to reading: what each reader found, in the order in which they need each other.
struct Analysis {
    let around: Surroundings
    let vocabulary: Vocabulary
    var text: NormalText
    var marks: [Lexicon.Mark] = []
    var variants: [(row: Int, original: Range<Int>)] = []
    var addresses: [Address] = []
    var clauses: [Clause] = []
    var facts: [Facts] = []
    var places: [FoundPlace] = []
    var things: [CountedThing] = []
    var times: [FoundTime] = []
    var personal: [PersonalDataReader.Finding] = []
    var slots: Pattern.Slots
    /// For each clause, its words for types and rules.
    var collected: [Collected] = []
    /// All words of rules in the message.
    var everywhere: RuleSet.Presence

    var tables: CountyTables { vocabulary.county.tables }

    init(_ source: String, _ around: Surroundings, _ vocabulary: Vocabulary) {
        self.around = around
        self.vocabulary = vocabulary
        text = Normaliser.shared.normalise(source)
        slots = Pattern.Slots(text: [])
        everywhere = RuleSet.Presence(atomCount: vocabulary.rules.atomCount)
        var hits: [Matcher.Hit] = []
        marks = vocabulary.lexicon.marks(in: text.scalars, hits: &hits)
        if applyVariants() { marks = vocabulary.lexicon.marks(in: text.scalars, hits: &hits) }
        addresses = findAddresses()
        clauses = ClauseSplitter.split(text.scalars, addresses: addresses)
        var measures = [UInt8](repeating: 0, count: text.count)
        for mark in marks {
            if case .measure = mark.meaning { measures[mark.start] = UInt8(min(mark.length, 255)) }
        }
        let normal = text
        let counted = QuantityReader.read(text.scalars, measures: measures) { normal.written($0) }
        things = counted.things
        times = TimeReader.read(text.scalars, now: around.time, zone: around.zone)
        things.removeAll { thing in times.contains { $0.range.overlaps(thing.range) } }
        places =
            PlaceReader(
                text: text.scalars, marks: marks, clauses: clauses, things: things, times: times,
                points: vocabulary.keywordPoints
            ).read()
        things.removeAll { thing in
            places.contains { $0.strength > 1 && $0.range.overlaps(thing.range) && thing.quantity.unit == "段" }
        }
        personal = PersonalDataReader.read(text.scalars)
        facts = clauses.map { Facts($0, Array(marks(in: $0.range)), text.scalars) }
        slots = Pattern.Slots(text: text.scalars)
        slots.stretches[.place] = places.map(\.range)
        slots.stretches[.number] = counted.numbers
        slots.stretches[.time] = times.map(\.core)
        slots.stretches[.unit] = stretches { if case .unit = $0 { true } else { false } }
        slots.stretches[.person] = stretches { if case .person = $0 { true } else { false } }
        slots.stretches[.type] = stretches { if case .typeName = $0 { true } else { false } }
        collected = clauses.map(collect)
        for clause in collected {
            for (atom, range) in clause.atoms { everywhere.note(atom, range) }
        }
    }

    /// Where marks of a kind stand, the longest at each start.
    private func stretches(_ wanted: (Lexicon.Meaning) -> Bool) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        for mark in marks where wanted(mark.meaning) {
            if ranges.last?.lowerBound == mark.start { ranges.removeLast() }
            ranges.append(mark.range)
        }
        return ranges
    }

    // MARK: Variants

    /// Puts what people mean for what they wrote; a stretch that is part of a longer word of another table stays.
    private mutating func applyVariants() -> Bool {
        var chosen: [Lexicon.Mark] = []
        for mark in marks {
            guard case .variant = mark.meaning else { continue }
            if let last = chosen.last, mark.start < last.end {
                if mark.start == last.start, mark.length > last.length { chosen[chosen.count - 1] = mark }
                continue
            }
            chosen.append(mark)
        }
        chosen.removeAll { mark in
            marks.contains { other in
                switch other.meaning {
                case .place, .keyword, .typeName, .intent, .unit:
                    other.start <= mark.start && other.end >= mark.end && other.length > mark.length
                default: false
                }
            }
        }
        // 好看|哈哈 holds no 看哈: a short variant that cuts two words in half was not meant.
        chosen.removeAll { mark in
            mark.length <= 2
                && marks.contains { other in
                    if case .variant = other.meaning { return false }
                    return other.length > 1 && other.start < mark.start && other.end > mark.start
                        && other.end < mark.end
                }
        }
        guard !chosen.isEmpty else { return false }
        var changed = text
        changed.scalars.removeAll(keepingCapacity: true)
        changed.starts.removeAll(keepingCapacity: true)
        changed.ends.removeAll(keepingCapacity: true)
        var index = 0
        for mark in chosen {
            guard case .variant(let row) = mark.meaning else { continue }
            copy(index..<mark.start, to: &changed)
            let meant = vocabulary.variants[row]
            let stretch = text.originalRange(mark.range)
            for (offset, scalar) in meant.enumerated() {
                changed.scalars.append(scalar)
                let sameLength = meant.count == mark.length
                changed.starts.append(sameLength ? text.starts[mark.start + offset] : Int32(stretch.lowerBound))
                changed.ends.append(sameLength ? text.ends[mark.start + offset] : Int32(stretch.upperBound))
            }
            variants.append((row, stretch))
            index = mark.end
        }
        copy(index..<text.count, to: &changed)
        text = changed
        return true
    }

    private func copy(_ range: Range<Int>, to target: inout NormalText) {
        target.scalars += text.scalars[range]
        target.starts += text.starts[range]
        target.ends += text.ends[range]
    }

    // MARK: Addresses

    private func findAddresses() -> [Address] {
        var found: [Address] = []
        for index in text.scalars.indices where text.scalars[index] == Scalar(of: "@") {
            let start = index + 1
            if let last = found.last, index < last.range.upperBound { continue }
            var best: Lexicon.Mark?
            for mark in marks where mark.start == start {
                switch mark.meaning {
                case .unit, .person:
                    if mark.length > best?.length ?? 0 { best = mark }
                default: break
                }
            }
            if let best {
                found.append(Address(range: index..<best.end, name: start..<best.end, meaning: best.meaning))
                continue
            }
            var end = start
            while end < text.count, end - start < 16, text.scalars[end].isHan || text.scalars[end].isWord { end += 1 }
            if end > start { found.append(Address(range: index..<end, name: start..<end, meaning: nil)) }
        }
        return found
    }

    /// The marks that lie wholly in a stretch.
    func marks(in range: Range<Int>) -> some Sequence<Lexicon.Mark> {
        var low = 0
        var high = marks.count
        while low < high {
            let middle = (low + high) / 2
            if marks[middle].start < range.lowerBound { low = middle + 1 } else { high = middle }
        }
        return marks[low...].lazy.prefix { $0.start < range.upperBound }.filter { $0.end <= range.upperBound }
    }
}
