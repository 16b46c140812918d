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
    }

    private static func words(_ literal: StaticString) -> [[Scalar]] {
        literal.scalarValues.split(separator: 32).map { Normaliser.shared.phrase(text(of: $0)) }
    }
}
