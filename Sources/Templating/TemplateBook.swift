/// The templates of one language, by name; each may use any other as a partial.
///
/// A name that begins with `_` is only a partial. The line ends at the end of a source do not belong to it, so that a
/// file may end as files do.
public struct TemplateBook: Sendable {
    /// By name, the partials too.
    public let templates: [String: Template]

    /// - Parameters:
    ///   - sources: the text of each template, by its name: a file's name without extension.
    ///   - folder: what stands before the names in errors, such as `zh-Hans/`.
    /// - Throws: ``TemplateErrors`` with every template that cannot be read.
    public init(_ sources: [String: String], folder: String = "") throws(TemplateErrors) {
        var templates: [String: Template] = [:]
        var errors: [TemplateError] = []
        for (name, source) in sources.sorted(by: { $0.key < $1.key }) {
            do throws(TemplateError) {
                templates[name] = try Template(Self.trimmed(source), name: "\(folder)\(name).mustache")
            } catch {
                errors.append(error)
            }
        }
        guard errors.isEmpty else { throw TemplateErrors(errors: errors) }
        self.templates = templates
    }

    /// What can be said with this book, sorted.
    public var kinds: [String] { templates.keys.filter { !$0.hasPrefix("_") }.sorted() }

    /// Every kind that is missing, every one that nobody says, and every name that is never supplied.
    /// - Parameter supplied: the kinds that are said, with the names that each is filled with.
    public func problems(supplied: [String: TemplateSchema]) -> [String] {
        var problems: [String] = []
        for kind in Set(kinds).union(supplied.keys).sorted() {
            switch (templates[kind], supplied[kind]) {
            case (let template?, let schema?):
                problems += template.problems(supplied: schema, partials: templates).map(\.description)
            case (let template?, nil): problems.append("\(template.name): nothing of this kind is ever said")
            case (nil, _): problems.append("no template '\(kind)': it is needed")
            }
        }
        var said: Set<String> = []
        return problems.filter { said.insert($0).inserted }
    }

    /// The text of a kind, filled, without white space at its end; nil when the book has no such kind.
    public func render(_ kind: String, _ value: TemplateValue, escape: (String) -> String) -> String? {
        templates[kind].map { Self.trimmed($0.render(value, partials: templates, escape: escape)) }
    }

    private static func trimmed(_ source: String) -> String {
        var scalars = source.unicodeScalars[...]
        while let last = scalars.last, last == "\n" || last == "\r" || last == " " { scalars.removeLast() }
        return String(scalars)
    }
}

/// Every template of a folder that cannot be read.
public struct TemplateErrors: Error, Sendable, Equatable, CustomStringConvertible {
    /// In the order of the templates' names.
    public let errors: [TemplateError]

    /// A line each.
    public var description: String { errors.map(\.description).joined(separator: "\n") }
}
