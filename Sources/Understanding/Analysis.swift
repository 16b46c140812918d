internal import Domain

/// One message on its way from text to reading: what each reader found, in the order in which they need each other.
///
/// Every list is in order of where its elements start, so that what lies in a stretch is found without looking at the rest.
struct Analysis {
    let around: Surroundings
    let vocabulary: Vocabulary
    var text: NormalText
    var marks: Marks
    /// What was read for something else that was written: the evidence for it and where it stands in the original.
    var replaced: [(source: String, original: Range<Int>)] = []
    var addresses: [Address] = []
    var clauses: [Clause] = []
    var facts: [Facts] = []
    var places: [FoundPlace] = []
    var things: [CountedThing] = []
    var times: [FoundTime] = []
    var personal: [PersonalDataReader.Finding] = []
    var slots: Pattern.Slots
    /// Problem words and names of places: shorter phrases inside them say nothing of a type.
    var typeCover: Cover
    /// Phrases of intents: shorter ones inside them say nothing.
    var intentCover: Cover
    /// For each clause, its words for types and rules.
    var collected: [Collected] = []
    /// Each clause evaluated on its own, when there are several.
    var single: [Evaluated] = []
    /// Whether each item is to show the arithmetic behind it.
    var isExplained = false
    /// All words of rules in the message.
    var everywhere: RuleSet.Presence
    private(set) var room = RuleSet.Room()

    var tables: CountyTables { vocabulary.county.tables }

    init(_ source: String, _ around: Surroundings, _ vocabulary: Vocabulary) {
        self.around = around
        self.vocabulary = vocabulary
        text = Normaliser.shared.normalise(source)
        slots = Pattern.Slots(text: [])
        everywhere = RuleSet.Presence(atomCount: vocabulary.rules.atomCount)
        typeCover = Cover(0)
        intentCover = Cover(0)
        var hits: [Matcher.Hit] = []
        marks = vocabulary.lexicon.marks(in: text.scalars, hits: &hits)
        if !marks.variants.isEmpty, applyVariants() {
            marks = vocabulary.lexicon.marks(in: text.scalars, hits: &hits)
        }
        if applySlips() { marks = vocabulary.lexicon.marks(in: text.scalars, hits: &hits) }
        addresses = findAddresses()
        clauses = ClauseSplitter.split(text.scalars, addresses: addresses)
        findThings()
        personal = PersonalDataReader.read(text.scalars)
        readClauses()
    }

    /// Numbers, times, places.
    private mutating func findThings() {
        let counted = QuantityReader.read(text, measures: marks.measures)
        times = TimeReader.read(text.scalars, now: around.time, zone: around.zone)
        if !counted.things.isEmpty {
            let times = times
            things = counted.things.filter { thing in !Analysis.overlap(thing.range, times) { $0.range } }
        }
        places =
            PlaceReader(
                text: text.scalars, marks: marks, clauses: clauses, things: things, times: times,
                points: vocabulary.keywordPoints
            ).read()
        // 一百米处 and 3栋 say where and count nothing.
        if !things.isEmpty {
            let places = places
            things = things.filter { thing in
                !Analysis.overlap(thing.range, places) { $0.range } && !isDistance(thing)
            }
        }
        slots = Pattern.Slots(text: text.scalars)
        slots.stretches[.place] = places.map(\.range)
        slots.stretches[.number] = counted.numbers
        slots.stretches[.time] = times.map(\.core)
        slots.stretches[.unit] = longest(marks.units)
        slots.stretches[.person] = longest(marks.people)
        slots.stretches[.type] = longest(
            marks.types.filter(\.isName).map { Marks.Mark(start: $0.start, end: $0.end, row: $0.row) })
    }

    /// 离路口200米有个坑, 往东50米处: how far away, and no measure of the thing.
    private func isDistance(_ thing: CountedThing) -> Bool {
        guard thing.quantity.unit == "米" || thing.quantity.unit == "公里" else { return false }
        let end = thing.range.upperBound
        if end < text.count, Analysis.yonder.contains(text.scalars[end]) { return true }
        for index in stride(from: thing.range.lowerBound - 1, through: max(0, thing.range.lowerBound - 10), by: -1) {
            let scalar = text.scalars[index]
            if scalar == Scalar(of: ",") || scalar.isSpace || scalar.isNewline { return false }
            if Analysis.away.contains(scalar) { return true }
        }
        return false
    }

    private static let yonder = ScalarSet("处外远")
    private static let away = ScalarSet("离距往")

    /// Whether a stretch overlaps one of a list that is in order and without overlaps.
    static func overlap<Element>(
        _ range: Range<Int>, _ list: [Element], _ of: (Element) -> Range<Int>
    ) -> Bool {
        var low = 0
        var high = list.count
        while low < high {
            let middle = (low + high) / 2
            if of(list[middle]).upperBound <= range.lowerBound { low = middle + 1 } else { high = middle }
        }
        return low < list.count && of(list[low]).lowerBound < range.upperBound
    }

    private func longest(_ marks: [Marks.Mark]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        for mark in marks {
            if ranges.last?.lowerBound == mark.start { ranges.removeLast() }
            ranges.append(mark.range)
        }
        return ranges
    }

    /// The small words and the problem words of each clause.
    private mutating func readClauses() {
        var cueCover = Cover(text.count)
        for mark in marks.cues where mark.cue != .handling && mark.length > 1 { cueCover.add(mark.start, mark.end) }
        cueCover.close()
        var nouns = Cover(text.count)
        typeCover = Cover(text.count)
        for mark in marks.types {
            nouns.add(mark.start, mark.end)
            typeCover.add(mark.start, mark.end)
        }
        for mark in marks.places {
            nouns.add(mark.start, mark.end)
            typeCover.add(mark.start, mark.end)
        }
        for mark in marks.units { nouns.add(mark.start, mark.end) }
        for mark in marks.placeWords where mark.word == .decoy || mark.word == .site { nouns.add(mark.start, mark.end) }
        nouns.close()
        typeCover.close()
        intentCover = Cover(text.count)
        for mark in marks.intents { intentCover.add(mark.start, mark.end) }
        intentCover.close()
        facts.reserveCapacity(clauses.count)
        collected.reserveCapacity(clauses.count)
        for index in clauses.indices {
            let clause = clauses[index]
            facts.append(Facts(clause, cues(in: clause.range), text.scalars, within: cueCover, nouns: nouns))
            collected.append(collect(clause))
        }
        for clause in collected {
            for (atom, range) in clause.atoms { everywhere.note(atom, range) }
        }
        guard clauses.count > 1 else { return }
        single.reserveCapacity(clauses.count)
        for index in clauses.indices { single.append(evaluate(index..<(index + 1))) }
    }

    /// The cues that lie wholly in a stretch.
    func cues(in range: Range<Int>) -> ArraySlice<Marks.CueMark> {
        var slice = marks.cues.starting(in: range) { $0.start }
        while let last = slice.last, last.end > range.upperBound { slice.removeLast() }
        return slice
    }

    // MARK: Addresses

    private func findAddresses() -> [Address] {
        var found: [Address] = []
        for index in text.scalars.indices where text.scalars[index] == Scalar(of: "@") {
            let start = index + 1
            if let last = found.last, index < last.range.upperBound { continue }
            let unit = marks.units.starting(in: start..<(start + 1)) { $0.start }.last
            let person = marks.people.starting(in: start..<(start + 1)) { $0.start }.last
            if let unit, unit.length >= person?.length ?? 0 {
                found.append(Address(range: index..<unit.end, name: unit.range, meaning: .unit(unit.row)))
                continue
            }
            if let person {
                found.append(Address(range: index..<person.end, name: person.range, meaning: .person(person.row)))
                continue
            }
            var end = start
            while end < text.count, end - start < 16, text.scalars[end].isHan || text.scalars[end].isWord { end += 1 }
            if end > start { found.append(Address(range: index..<end, name: start..<end, meaning: nil)) }
        }
        return found
    }
}
