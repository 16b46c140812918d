import Domain
import Testing

@Suite struct LimitTests {
    @Test(arguments: [
        ("30m", 30, Limit.Unit.minutes, false), ("2h", 2, .hours, false), ("1d", 1, .days, false),
        ("30um", 30, .urgentMinutes, true), ("2uh", 2, .urgentHours, true), ("15ud", 15, .urgentDays, true),
        ("9999d", 9999, .days, false),
    ])
    func `a limit is a number and one of six units`(_ text: String, _ amount: Int, _ unit: Limit.Unit, _ urgent: Bool) {
        let limit = Limit(text)
        #expect(limit == Limit(amount, unit))
        #expect(limit?.isUrgent == urgent)
        #expect(limit?.description == text)
    }

    @Test(arguments: ["", "h", "0h", "10000m", "2 h", "2H", "2hu", "-1h", "1.5h", "２h", "2h ", "99999999999999999999h"])
    func `anything else is no limit`(_ text: String) {
        #expect(Limit(text) == nil)
    }

    @Test(
        arguments: [
            (0, "0"), (300, "3"), (50, "0.5"), (1225, "12.25"), (1205, "12.05"), (-50, "-0.5"),
            (Int64.min, "-92233720368547758.08"),
        ] as [(Int64, String)])
    func `hundredths print without trailing zeroes`(_ hundredths: Int64, _ expected: String) {
        #expect(decimalText(hundredths: hundredths) == expected)
    }

    @Test(arguments: [
        ("generic:wang01", "generic", "wang01"), ("matrix:@wang:example.org", "matrix", "@wang:example.org"),
    ])
    func `an account's adapter ends at the first colon`(_ text: String, _ adapter: String, _ id: String) {
        #expect(AccountKey(text) == AccountKey(adapter: adapter, id: id))
        #expect(AccountKey(text)?.description == text)
    }

    @Test(arguments: ["", ":", "generic:", ":x", "generic"])
    func `half an account is none`(_ text: String) {
        #expect(AccountKey(text) == nil)
    }
}
