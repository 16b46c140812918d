import Cases
import Domain
import Store

/// How people call a case on the command line: `20261121-007`, `1121-007`, `007`, or `id:12` for one without a number.
enum CaseReference: Hashable, Sendable {
    case numbered(ordinal: Int, date: CivilDate)
    /// Month and day of the newest year that has it.
    case short(ordinal: Int, month: Int, day: Int)
    case bare(ordinal: Int)
    case id(ID<Case>)

    /// The county's prefix may stand before the number.
    init?(_ text: String) {
        if text.hasPrefix("id:") {
            guard let id = Int64(text.dropFirst(3)), id > 0 else { return nil }
            self = .id(ID(id))
            return
        }
        let parts = text.drop { $0.isLetter }.split(separator: "-", omittingEmptySubsequences: false)
        func number(_ digits: Substring) -> Int? {
            (1...9).contains(digits.utf8.count) && digits.utf8.allSatisfy { (48...57).contains($0) } ? Int(digits) : nil
        }
        guard let last = parts.last, let ordinal = number(last), ordinal > 0 else { return nil }
        if parts.count == 1 {
            self = .bare(ordinal: ordinal)
            return
        }
        guard parts.count == 2, let day = number(parts[0]) else { return nil }
        switch parts[0].utf8.count {
        case 8:
            guard let date = CivilDate(year: day / 10000, month: day / 100 % 100, day: day % 100) else { return nil }
            self = .numbered(ordinal: ordinal, date: date)
        case 4:
            // A leap year, so that the 29th of February is a day.
            guard CivilDate(year: 2028, month: day / 100, day: day % 100) != nil else { return nil }
            self = .short(ordinal: ordinal, month: day / 100, day: day % 100)
        default: return nil
        }
    }

    /// How many years back a short number is looked for.
    private static let years = 10

    /// - Throws: `BadData` when there is none, or several that are still open.
    func find(today: CivilDate, in tx: Transaction) throws -> Case {
        switch self {
        case .id(let id):
            if let subject = try tx.find(id) { return subject }
            throw BadData(problems: ["the ledger has no case with the id \(id.rawValue)"])
        case .numbered(let ordinal, let date):
            if let subject = try tx.cases(numbered: ordinal, on: date).first { return subject }
            throw BadData(
                problems: ["the ledger has no case \(CaseNumber(date: date, ordinal: ordinal).description)"])
        case .short(let ordinal, let month, let day):
            for year in stride(from: today.year, to: today.year - Self.years, by: -1) {
                if let date = CivilDate(year: year, month: month, day: day),
                    let subject = try tx.cases(numbered: ordinal, on: date).first
                {
                    return subject
                }
            }
            throw BadData(problems: ["the ledger has no case of that number"])
        case .bare(let ordinal):
            let found = try tx.cases(numbered: ordinal, on: nil)
            let open = found.filter(\.state.isOpen)
            if open.count > 1 {
                let numbers = open.compactMap { $0.number?.description }
                throw BadData(problems: ["several open cases end in \(ordinal): \(numbers.joined(separator: ", "))"])
            }
            if let subject = open.first ?? found.first { return subject }
            throw BadData(problems: ["the ledger has no case with the running number \(ordinal)"])
        }
    }
}
