/// A Mustache template, parsed once and rendered often (mustache.github.io, specification 1.4: interpolation, sections,
/// inverted sections, partials, comments, set delimiters).
public struct Template: Sendable {
    /// What errors call it, usually its file's name.
    public let name: String
    let nodes: [Node]

    /// - Throws: ``TemplateError`` with line and column of the tag that is wrong.
    public init(_ source: String, name: String) throws(TemplateError) {
        var parser = TemplateParser(source, name: name)
        self.name = name
        nodes = try parser.parse()
    }

    /// One piece of a parsed template.
    indirect enum Node: Sendable {
        /// A line of the source begins here: an indented partial puts its indentation here.
        case lineStart
        case text(String)
        case interpolation(Name, raw: Bool)
        case section(Name, inverted: Bool, [Node])
        case partial(Name, indentation: String)
    }

    /// A name in a tag: its dotted parts (none for `.`, the current item) and where the tag begins.
    struct Name: Sendable {
        let parts: [String]
        let position: TemplatePosition
        var text: String { parts.isEmpty ? "." : parts.joined(separator: ".") }
    }

    /// A name that the template uses.
    public struct Use: Sendable, Equatable {
        public enum Kind: Sendable { case interpolation, section, invertedSection, partial }

        public let kind: Kind
        /// As written: dotted, or `.` for the current item.
        public let name: String
        /// The names of the sections around it, outermost first.
        public let sections: [String]
        public let position: TemplatePosition
    }

    /// Every name used, in the order of the text.
    public var names: [Use] { Self.uses(in: nodes, sections: []) }

    private static func uses(in nodes: [Node], sections: [String]) -> [Use] {
        var uses: [Use] = []
        for node in nodes {
            switch node {
            case .lineStart, .text: break
            case .interpolation(let name, _):
                uses.append(Use(kind: .interpolation, name: name.text, sections: sections, position: name.position))
            case .partial(let name, _):
                uses.append(Use(kind: .partial, name: name.text, sections: sections, position: name.position))
            case .section(let name, let inverted, let inner):
                let kind = inverted ? Use.Kind.invertedSection : .section
                uses.append(Use(kind: kind, name: name.text, sections: sections, position: name.position))
                uses += Self.uses(in: inner, sections: inverted ? sections : sections + [name.text])
            }
        }
        return uses
    }
}
