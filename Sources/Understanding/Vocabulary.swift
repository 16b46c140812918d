internal import Domain

/// All words of a county, shared by the readings of all messages.
final class Vocabulary: Sendable {
    let county: County
    let lexicon: Lexicon
    let rules: RuleSet
    /// What the `meant` of each variant becomes, in the form in which texts are compared.
    let variants: [[Scalar]]
    /// For each row of `keywords.csv` and `rules.csv` the index of its type.
    let keywordTypes: [Int?]
    let ruleTypes: [Int?]
    let keywordPoints: [Int]
    /// For each type its name in the form in which texts are compared.
    let typeNames: [[Scalar]]
    /// What may be wrong with any thing: the group `fault` of `phrases.csv`.
    let faults: Words
    /// Phrases that are still known with one character written for another.
    let slips: Slips
    /// Words that are still known when they are spelled with letters.
    let latinWords: LatinWords

    init(_ county: County) {
        self.county = county
        let tables = county.tables
        var builder = Lexicon.Builder()
        let typeIndex = Dictionary(
            tables.caseTypes.enumerated().map { ($1.code, $0) }, uniquingKeysWith: { first, _ in first })
        keywordTypes = tables.keywords.map { typeIndex[$0.type] }
        typeNames = tables.caseTypes.map { Normaliser.shared.phrase($0.name) }
        keywordPoints = tables.keywords.map(\.points)
        ruleTypes = tables.rules.map { $0.type.flatMap { typeIndex[$0] } }
        faults = Words(tables.phrases.filter { $0.group == "fault" }.map { Normaliser.shared.phrase($0.phrase) })
        variants = tables.variants.map { Normaliser.shared.phrase($0.meant) }
        for (row, keyword) in tables.keywords.enumerated() { builder.add(keyword.phrase, .keyword(row)) }
        for (row, type) in tables.caseTypes.enumerated() {
            for name in [type.name] + type.aliases { builder.add(name, .typeName(row)) }
            for unit in type.unitsOfCount { builder.add(unit, .measure) }
        }
        rules = RuleSet(tables.rules, groups: tables.phrases, into: &builder)
        for (row, phrase) in tables.intents.enumerated() { builder.add(phrase.phrase, .intent(row)) }
        for (row, variant) in tables.variants.enumerated() where variant.written != variant.meant {
            builder.add(variant.written, .variant(row))
        }
        for (row, place) in tables.places.enumerated() {
            for name in [place.name] + place.aliases { builder.add(name, .place(row)) }
        }
        for (row, grid) in tables.grids.enumerated() {
            for name in [grid.name] + grid.aliases { builder.add(name, .grid(row)) }
        }
        for (row, unit) in tables.units.enumerated() {
            for name in [unit.name] + unit.aliases { builder.add(name, .unit(row)) }
        }
        for (row, person) in tables.people.enumerated() { builder.add(person.name, .person(row)) }
        for word in Vocabulary.words(QuantityReader.builtIn) { builder.add(word, .measure) }
        for cue in Cue.allCases {
            for word in Vocabulary.words(cue.words) { builder.add(word, .cue(cue)) }
        }
        for kind in PlaceWord.allCases {
            for word in Vocabulary.words(kind.words) { builder.add(word, .placeWord(kind)) }
        }
        lexicon = builder.build()
        var misspelt = Misspelt()
        for (row, keyword) in tables.keywords.enumerated() where keyword.points > 0 {
            misspelt.add(
                keyword.phrase, meaning: keywordTypes[row] ?? 0, isAbbreviated: keyword.points >= 6,
                least: keyword.points >= 4 ? 3 : 4)
        }
        for (row, type) in tables.caseTypes.enumerated() {
            for name in [type.name] + type.aliases { misspelt.add(name, meaning: row, isAbbreviated: true, least: 3) }
        }
        for phrase in tables.phrases { misspelt.add(phrase.phrase, meaning: -1, isAbbreviated: false) }
        for place in tables.places {
            for name in [place.name] + place.aliases { misspelt.add(name, meaning: -2, isAbbreviated: false) }
        }
        for phrase in tables.intents where phrase.intent != .chatter && phrase.points > 0 {
            misspelt.add(phrase.phrase, meaning: -3, isAbbreviated: false)
        }
        slips = Slips(misspelt.phrases)
        latinWords = misspelt.latin
    }

    /// Collects the phrases of the tables that people misspell.
    private struct Misspelt {
        var phrases: [[Scalar]] = []
        var latin = LatinWords()
        private var seen: Set<[Scalar]> = []

        /// - Parameter least: how long it has to be to be known with one character wrong.
        mutating func add(_ phrase: String, meaning: Int, isAbbreviated: Bool, least: Int = 4) {
            let scalars = Normaliser.shared.phrase(phrase)
            guard (2...Slips.longest).contains(scalars.count), scalars.allSatisfy(\.isHan) else { return }
            guard seen.insert(scalars).inserted else { return }
            if scalars.count >= least { phrases.append(scalars) }
            if meaning > -3 { latin.add(scalars, meaning: meaning, isAbbreviated: isAbbreviated) }
        }
    }

    private static func words(_ literal: StaticString) -> [[Scalar]] {
        literal.scalarValues.split(separator: 32).map { Normaliser.shared.phrase(text(of: $0)) }
    }
}
