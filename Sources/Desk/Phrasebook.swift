public import Templating

/// Every sentence that the bridge can say, by language and kind, parsed and checked once at start.
public struct Phrasebook: Sendable {
    /// Language (`zh-Hans`, `en`) → kind → template.
    private let templates: [String: [String: Template]]
    /// What a language without the wanted kind falls back to.
    private let fallback: String

    public init(_ templates: [String: [String: Template]], fallback: String = "zh-Hans") {
        self.templates = templates
        self.fallback = fallback
    }

    /// The words of a kind. A kind that no language has gives an empty text, which is never sent.
    public func words(
        _ kind: String, language: String, _ values: [String: TemplateValue], escape: (String) -> String
    ) -> String {
        let partials = templates[language] ?? templates[fallback] ?? [:]
        guard let template = partials[kind] ?? templates[fallback]?[kind] else { return "" }
        let text = template.render(.fields(values), partials: partials, escape: escape)
        return String(text.trimmingTrailingBlank)
    }
}

extension String {
    /// Without blanks and line ends at the end: a template file ends with a line end, a post does not.
    var trimmingTrailingBlank: Substring {
        var end = endIndex
        while end > startIndex {
            let before = index(before: end)
            guard self[before].isWhitespace else { break }
            end = before
        }
        return self[..<end]
    }
}
