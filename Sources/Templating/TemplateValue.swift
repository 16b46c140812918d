/// What a template is filled with.
///
/// In a section `false`, 0, empty text, an empty list and ``absent`` count as nothing, all else as something.
public enum TemplateValue: Sendable, Equatable {
    case text(String)
    case number(Int64)
    case flag(Bool)
    case list([TemplateValue])
    case fields([String: TemplateValue])
    case absent

    /// Text that may be missing.
    public static func optional(_ text: String?) -> TemplateValue { text.map { .text($0) } ?? .absent }

    /// A count.
    public static func count(_ value: some BinaryInteger) -> TemplateValue { .number(Int64(clamping: value)) }

    /// A field's value; ``absent`` when this has no fields or not this one.
    public subscript(field: String) -> TemplateValue {
        if case .fields(let fields) = self { fields[field] ?? .absent } else { .absent }
    }

    /// Whether a section over this is rendered.
    var isSomething: Bool {
        switch self {
        case .text(let text): !text.isEmpty
        case .number(let number): number != 0
        case .flag(let flag): flag
        case .list(let list): !list.isEmpty
        case .fields: true
        case .absent: false
        }
    }

    /// How it reads when interpolated; lists, fields and what is absent read as nothing.
    var interpolated: String {
        switch self {
        case .text(let text): text
        case .number(let number): String(number)
        case .flag(let flag): flag ? "true" : "false"
        case .list, .fields, .absent: ""
        }
    }
}

extension TemplateValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .text(value) }
    public init(integerLiteral value: Int64) { self = .number(value) }
    public init(booleanLiteral value: Bool) { self = .flag(value) }
    public init(arrayLiteral elements: TemplateValue...) { self = .list(elements) }
    public init(dictionaryLiteral elements: (String, TemplateValue)...) {
        self = .fields(Dictionary(elements) { _, last in last })
    }
}
