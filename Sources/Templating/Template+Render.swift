extension Template {
    /// Fills the template. What is not supplied reads as nothing: ``problems(supplied:partials:)`` finds that at start.
    ///
    /// Bounded whatever the template says: partials in partials 32 deep, a million steps, `limit` bytes of text; what
    /// lies beyond is left out.
    /// - Parameter escape: makes text harmless for where it will be shown; `{{{raw}}}` and `{{&raw}}` go round it.
    public func render(
        _ value: TemplateValue, partials: [String: Template] = [:], limit: Int = 1 << 20,
        escape: (String) -> String
    ) -> String {
        withoutActuallyEscaping(escape) { escape in
            var rendering = Rendering(context: [value], partials: partials, limit: limit, escape: escape)
            rendering.render(nodes)
            return rendering.output
        }
    }
}

/// One rendering under way.
private struct Rendering {
    static let deepestPartial = 32

    var output = ""
    var context: [TemplateValue]
    let partials: [String: Template]
    let limit: Int
    let escape: (String) -> String
    var indentation = ""
    var partialDepth = 0
    var steps = 1_000_000

    init(
        context: [TemplateValue], partials: [String: Template], limit: Int, escape: @escaping (String) -> String
    ) {
        self.context = context
        self.partials = partials
        self.limit = limit
        self.escape = escape
    }

    mutating func render(_ nodes: [Template.Node]) {
        for node in nodes {
            steps -= 1
            guard steps > 0 else { return }
            switch node {
            case .lineStart: if !indentation.isEmpty { put(indentation) }
            case .text(let text): put(text)
            case .interpolation(let name, let raw):
                let text = find(name).interpolated
                put(raw ? text : escape(text))
            case .section(let name, let inverted, let inner): section(find(name), inverted, inner)
            case .partial(let name, let indentation): partial(name.text, indentation)
            }
        }
    }

    private mutating func section(_ value: TemplateValue, _ inverted: Bool, _ inner: [Template.Node]) {
        guard value.isSomething != inverted else { return }
        if inverted {
            render(inner)
        } else if case .list(let items) = value {
            for item in items {
                guard steps > 0 else { return }
                within(item, inner)
            }
        } else {
            within(value, inner)
        }
    }

    private mutating func within(_ value: TemplateValue, _ inner: [Template.Node]) {
        steps -= 1
        context.append(value)
        render(inner)
        context.removeLast()
    }

    private mutating func partial(_ name: String, _ indentation: String) {
        guard partialDepth < Self.deepestPartial, let partial = partials[name] else { return }
        let outer = self.indentation
        self.indentation += indentation
        partialDepth += 1
        render(partial.nodes)
        partialDepth -= 1
        self.indentation = outer
    }

    /// The first part of a name is looked for from the innermost section outwards, the rest within what was found.
    private func find(_ name: Template.Name) -> TemplateValue {
        guard let first = name.parts.first else { return context.last ?? .absent }
        for value in context.reversed() {
            guard case .fields(let fields) = value, var found = fields[first] else { continue }
            for part in name.parts.dropFirst() { found = found[part] }
            return found
        }
        return .absent
    }

    /// Adds text as far as the limit allows, then stops everything.
    private mutating func put(_ text: String) {
        guard output.utf8.count + text.utf8.count <= limit else {
            for character in text {
                guard output.utf8.count + character.utf8.count <= limit else { break }
                output.append(character)
            }
            steps = 0
            return
        }
        output += text
    }
}
