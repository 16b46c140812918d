/// A time limit as the tables write it: `30m`, `2h`, `1d` in working time; `30um`, `2uh`, `1ud` round the clock.
///
/// 工作时 / 工作日 run only inside working hours; 紧急工作时 / 紧急工作日 run through nights and holidays.
public struct Limit: Hashable, Sendable, CustomStringConvertible {
    public enum Unit: String, Sendable, CaseIterable {
        case minutes = "m"
        case hours = "h"
        case days = "d"
        case urgentMinutes = "um"
        case urgentHours = "uh"
        case urgentDays = "ud"
    }

    /// 1...9999
    public let amount: Int
    public let unit: Unit

    public init(_ amount: Int, _ unit: Unit) {
        self.amount = amount
        self.unit = unit
    }

    /// - Returns: nil unless the text is a number from 1 to 9999 and one of the six units.
    public init?(_ text: some StringProtocol) {
        let digits = text.utf8.prefix { $0 >= 48 && $0 <= 57 }
        guard let amount = decimal(digits), (1...9999).contains(amount),
            let unit = Unit(rawValue: String(text.dropFirst(digits.count)))
        else { return nil }
        self.init(amount, unit)
    }

    public var description: String { "\(amount)\(unit.rawValue)" }

    public var isUrgent: Bool {
        switch unit {
        case .minutes, .hours, .days: false
        case .urgentMinutes, .urgentHours, .urgentDays: true
        }
    }
}
