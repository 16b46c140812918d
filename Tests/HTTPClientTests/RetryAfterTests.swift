import HTTPClient
import Testing

@Suite struct RetryAfterTests {
    /// 1994-11-06T08:49:37Z, the example of RFC 9110, 5.6.7.
    static let example: Int64 = 784_111_777

    @Test(arguments: [
        ("0", 0), ("120", 120), (" 30 ", 30), ("99999999999999999999", Int64(Int32.max)),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 100), ("Sunday, 06-Nov-94 08:49:37 GMT", 100),
        ("Sun Nov  6 08:49:37 1994", 100), ("Sun, 06 Nov 1994 08:47:57 GMT", 0), ("Sat, 05 Nov 1994 00:00:00 GMT", 0),
        ("Mon, 07 Nov 1994 08:47:57 GMT", 86_400),
    ])
    func `both forms are read`(_ text: String, _ seconds: Int64) {
        #expect(RetryAfter.parse(text, now: Self.example - 100) == .seconds(seconds))
    }

    @Test(arguments: [
        "", " ", "-1", "1.5", "soon", "1 2", "Sun, 06 Nov 1994 08:49:37", "Sun, 32 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nox 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT", "٣٠",
        "Sun, 06 Nov 1994 08::37 GMT", "Sunday, 06-94 08:49:37 GMT",
    ])
    func `anything else is nothing`(_ text: String) {
        #expect(RetryAfter.parse(text, now: Self.example) == nil)
    }

    @Test func `a leap day and the turn of a century are counted`() {
        let start: Int64 = 1_709_164_800  // 2024-02-29T00:00:00Z
        #expect(RetryAfter.parse("Fri, 01 Mar 2024 00:00:00 GMT", now: start) == .seconds(86_400))
        #expect(RetryAfter.parse("Sat, 01 Jan 2000 00:00:00 GMT", now: 946_684_000) == .seconds(800))
    }
}
