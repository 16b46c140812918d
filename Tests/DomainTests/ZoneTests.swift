import Domain
import Testing

@Suite struct ZoneTests {
    /// Central European time in 2026: summer from 29 March 01:00 UTC to 25 October 01:00 UTC.
    static let berlin = Zone(
        identifier: "Europe/Berlin", initialOffset: 3600,
        changes: [
            Zone.Change(at: Timestamp(seconds: 1_774_746_000), offset: 7200),
            Zone.Change(at: Timestamp(seconds: 1_792_890_000), offset: 3600),
        ])

    @Test(arguments: [
        ("2026-11-20T09:12:33+08:00", "2026-11-20T09:12:33+08:00"),
        ("2026-11-20T01:12:33Z", "2026-11-20T09:12:33+08:00"),
        ("2026-11-20t01:12:33.999z", "2026-11-20T09:12:33+08:00"),
        ("2026-11-19 20:12:33-05:00", "2026-11-20T09:12:33+08:00"),
        ("2026-11-20T06:42:33+05:30", "2026-11-20T09:12:33+08:00"),
        ("2016-12-31T23:59:60Z", "2017-01-01T07:59:59+08:00"),
        ("1969-12-31T23:59:59Z", "1970-01-01T07:59:59+08:00"),
    ])
    func `a time of RFC 3339 is one instant whatever its offset`(_ text: String, _ expected: String) throws {
        let instant = try #require(Timestamp(rfc3339: text))
        #expect(Zone.china.format(instant) == expected)
        #expect(Timestamp(rfc3339: Zone.china.format(instant)) == instant)
        #expect(Timestamp(rfc3339: Zone.utc.format(instant)) == instant)
    }

    @Test(arguments: [
        "", "2026-11-20", "2026-11-20T09:12:33", "2026-11-20T24:00:00Z", "2026-11-20T09:60:00Z", "2026-02-30T00:00:00Z",
        "2026-11-20T09:12:33.Z", "2026-11-20T09:12:33+0800", "2026-11-20T09:12:33+24:00", "2026-11-20T09:12:61Z",
        "2026-11-20T09:12:33Zx", "2026-11-20X09:12:33Z", "２026-11-20T09:12:33Z", "2026-11-20T09:12:33,5Z",
        "2026-11-20T09:12:33.00000000000000000000000000Z",
    ])
    func `what is no RFC 3339 time is refused`(_ text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test func `fractions before 1970 round towards the past`() {
        #expect(Timestamp(milliseconds: -1).seconds == -1)
        #expect(Timestamp(milliseconds: -1).wholeSecond == Timestamp(seconds: -1))
        #expect(Zone.utc.format(Timestamp(milliseconds: -1)) == "1969-12-31T23:59:59+00:00")
    }

    @Test func `every quarter of an hour of a year with summer time comes back from its local time, once`() {
        let first = Timestamp(seconds: 1_767_225_600)  // 2026-01-01T00:00:00Z
        for quarter in 0..<(365 * 96) {
            let instant = first.advanced(by: .minutes(Int64(quarter) * 15))
            let civil = Self.berlin.civil(instant)
            let again = Self.berlin.instant(civil)
            // The hour that comes twice is read as the first.
            let twice = Self.berlin.civil(again) == civil && again < instant
            #expect(again == instant || (twice && again.duration(to: instant) == .hours(1)))
        }
    }

    @Test(arguments: [
        ("2026-03-29", 2 * 3600 + 1800, "2026-03-29T03:30:00+02:00"),
        ("2026-03-29", 3 * 3600, "2026-03-29T03:00:00+02:00"),
        ("2026-10-25", 2 * 3600 + 1800, "2026-10-25T02:30:00+02:00"),
        ("2026-10-25", 3 * 3600, "2026-10-25T03:00:00+01:00"),
        ("2026-07-01", 25 * 3600, "2026-07-02T01:00:00+02:00"),
        ("2026-07-01", -3600, "2026-06-30T23:00:00+02:00"),
    ])
    func `a local time around a change of the clocks`(_ day: String, _ second: Int, _ expected: String) throws {
        let date = try #require(CivilDate(day))
        #expect(Self.berlin.format(Self.berlin.instant(date, secondOfDay: second)) == expected)
    }

    @Test func `half hours east and west are written with their sign`() {
        let kathmandu = Zone(identifier: "Asia/Kathmandu", initialOffset: 20_700)
        let marquesas = Zone(identifier: "Pacific/Marquesas", initialOffset: -34_200)
        #expect(kathmandu.format(Timestamp(seconds: 0)) == "1970-01-01T05:45:00+05:45")
        #expect(marquesas.format(Timestamp(seconds: 0)) == "1969-12-31T14:30:00-09:30")
    }
}
