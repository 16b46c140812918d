/// A number as its digits, so that nothing is lost between reading and writing.
///
/// Equal when the digits are: `1` and `1.0` differ.
public struct JSONNumber: Sendable, Hashable, CustomStringConvertible {
    /// A JSON number (RFC 8259, 6), or `Infinity`, `-Infinity`, `NaN`, which only JSON5 has.
    public let text: String

    public init(_ value: some BinaryInteger) { text = String(value) }

    /// - Returns: nil when the text is no JSON number.
    public init?(_ text: String) {
        guard let value = try? JSONReader.read(Array(text.utf8)), case .number(let number) = value,
            number.text.utf8.count == text.utf8.count
        else { return nil }
        self = number
    }

    init(checked text: String) { self.text = text }

    /// The whole number; nil with a fraction or an exponent, or past 64 bits.
    public var int64: Int64? { Int64(text) }

    /// The nearest double; infinite where it overflows.
    public var double: Double? {
        switch text {
        case "Infinity": .infinity
        case "-Infinity": -.infinity
        case "NaN": .nan
        default: Double(text)
        }
    }

    /// Whether JSON can hold it; the other three exist only in JSON5.
    public var isFinite: Bool { text.utf8.last.map { $0 >= 0x30 && $0 <= 0x39 } ?? false }

    public var description: String { text }
}
