/// A count or measure that somebody wrote: `3 户`, `两分地`, `十几张`.
public struct Quantity: Hashable, Sendable {
    /// What was done to the things counted.
    public enum Measure: String, Sendable, CaseIterable {
        case found, corrected, seized, cleaned
    }

    /// Hundredths of the unit; for an approximate number the lower bound (两三个 200, 半车 50).
    public var hundredths: Int64
    /// As written (`户`, `车`, `平`).
    public var unit: String
    public var approximate: Bool
    public var measure: Measure

    public init(hundredths: Int64, unit: String, approximate: Bool = false, measure: Measure = .found) {
        self.hundredths = hundredths
        self.unit = unit
        self.approximate = approximate
        self.measure = measure
    }

    /// The value as a decimal without trailing zeroes: `3`, `0.5`, `12.25`.
    public var valueText: String { decimalText(hundredths: hundredths) }
}

/// Hundredths as a decimal number without trailing zeroes.
public func decimalText(hundredths: Int64) -> String {
    let sign = hundredths < 0 ? "-" : ""
    let magnitude = hundredths.magnitude
    let fraction = Int(magnitude % 100)
    if fraction == 0 { return "\(sign)\(magnitude / 100)" }
    if fraction % 10 == 0 { return "\(sign)\(magnitude / 100).\(fraction / 10)" }
    return "\(sign)\(magnitude / 100).\(padded(fraction, 2))"
}
