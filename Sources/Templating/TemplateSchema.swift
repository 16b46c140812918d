/// The shape of the values that a template will be filled with.
public indirect enum TemplateSchema: Sendable, Equatable {
    /// Text, a number or a flag.
    case scalar
    case list(of: TemplateSchema)
    case fields([String: TemplateSchema])
}

extension TemplateSchema: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, TemplateSchema)...) {
        self = .fields(Dictionary(elements) { _, last in last })
    }
}

/// A name that a template uses and nobody supplies, or supplies otherwise.
public struct TemplateProblem: Sendable, Equatable, CustomStringConvertible {
    /// The template, or the partial, in which it stands.
    public let template: String
    public let position: TemplatePosition
    public let name: String
    public let message: String

    /// `template:line:column: what is wrong`.
    public var description: String { "\(template):\(position): \(message)" }
}

extension Template {
    /// Every name that will never be supplied, with the nearest known one; empty when the template is sound.
    public func problems(supplied: TemplateSchema, partials: [String: Template] = [:]) -> [TemplateProblem] {
        var check = TemplateCheck(partials: partials)
        check.walk(nodes, [supplied], in: name)
        return check.problems
    }
}

private struct TemplateCheck {
    let partials: [String: Template]
    var problems: [TemplateProblem] = []
    var openPartials: [String] = []
    /// Partials that use each other many times over would be walked without end.
    var steps = 100_000

    init(partials: [String: Template]) { self.partials = partials }

    mutating func walk(_ nodes: [Template.Node], _ context: [TemplateSchema], in template: String) {
        for node in nodes {
            steps -= 1
            guard steps > 0 else { return }
            switch node {
            case .lineStart, .text: break
            case .interpolation(let name, _):
                let schema = find(name, context, template)
                if let schema, schema != .scalar {
                    report(name, "'\(name.text)' is no text: write a section over it", template)
                }
            case .section(let name, let inverted, let inner):
                let schema = find(name, context, template)
                switch (inverted, schema) {
                case (true, _): walk(inner, context, in: template)
                case (false, .list(let element)?): walk(inner, context + [element], in: template)
                case (false, let schema?): walk(inner, context + [schema], in: template)
                case (false, nil): break  // said already; what is inside would only repeat it
                }
            case .partial(let name, _): partial(name, context, template)
            }
        }
    }

    private mutating func partial(_ name: Template.Name, _ context: [TemplateSchema], _ template: String) {
        guard let partial = partials[name.text] else {
            report(name, unknown(name.text, "partial", among: partials.keys.sorted()), template)
            return
        }
        guard !openPartials.contains(name.text) else { return }
        openPartials.append(name.text)
        walk(partial.nodes, context, in: partial.name)
        openPartials.removeLast()
    }

    /// The schema of a name, found as rendering finds its value; nil, and a problem, when there is none.
    private mutating func find(
        _ name: Template.Name, _ context: [TemplateSchema], _ template: String
    ) -> TemplateSchema? {
        guard let first = name.parts.first else { return context.last }
        for schema in context.reversed() {
            guard case .fields(let fields) = schema, var found = fields[first] else { continue }
            for part in name.parts.dropFirst() {
                guard case .fields(let inner) = found, let next = inner[part] else {
                    report(name, unknown(name.text, "name", among: names(below: found)), template)
                    return nil
                }
                found = next
            }
            return found
        }
        report(name, unknown(name.text, "name", among: context.reversed().flatMap { names(below: $0) }), template)
        return nil
    }

    private func names(below schema: TemplateSchema) -> [String] {
        if case .fields(let fields) = schema { fields.keys.sorted() } else { [] }
    }

    private mutating func report(_ name: Template.Name, _ message: String, _ template: String) {
        problems.append(
            TemplateProblem(template: template, position: name.position, name: name.text, message: message))
    }

    private func unknown(_ name: String, _ kind: String, among known: [String]) -> String {
        let last = name.split(separator: ".").last.map(String.init) ?? name
        let nearest = known.map { ($0, distance(last, $0)) }.min { $0.1 < $1.1 }
        guard let nearest, nearest.1 <= max(2, last.count / 2) else { return "no \(kind) '\(name)' is ever supplied" }
        return "no \(kind) '\(name)' is ever supplied; the nearest is '\(nearest.0)'"
    }

    /// Characters to add, drop or change to make one of the other (Levenshtein), capital letters aside.
    private func distance(_ a: String, _ b: String) -> Int {
        let a = Array(a.lowercased()), b = Array(b.lowercased())
        var row = Array(0...b.count)
        for i in a.indices {
            var diagonal = row[0]
            row[0] = i + 1
            for j in b.indices {
                let change = diagonal + (a[i] == b[j] ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(change, row[j] + 1, diagonal + 1)
            }
        }
        return row[b.count]
    }
}
