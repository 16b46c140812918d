public import Templating

/// Every sentence that the bridge can say, by language and kind, parsed and checked once at start.
public struct Phrasebook: Sendable {
    private let books: [String: TemplateBook]
    /// The language that stands in for one without a book, or without the wanted kind.
    private let fallback: String

    public init(_ books: [String: TemplateBook], fallback: String = "zh-Hans") {
        self.books = books
        self.fallback = fallback
    }

    /// The words of a kind. A kind that no language has gives an empty text, which is never sent.
    public func words(
        _ kind: String, language: String, _ values: [String: TemplateValue], escape: (String) -> String
    ) -> String {
        let value = TemplateValue.fields(values)
        return books[language]?.render(kind, value, escape: escape)
            ?? books[fallback]?.render(kind, value, escape: escape) ?? ""
    }
}
