import Domain
import Testing

@Suite struct CivilDateTests {
    @Test(arguments: [
        (1970, 1, 1, 0), (1969, 12, 31, -1), (2000, 2, 29, 11016), (2026, 11, 20, 20777), (1, 1, 1, -719_162),
        (9999, 12, 31, 2_932_896),
    ])
    func `a day has its number`(_ year: Int, _ month: Int, _ day: Int, _ number: Int) throws {
        let date = try #require(CivilDate(year: year, month: month, day: day))
        #expect(date.dayNumber == number)
        #expect(date.parts == (year, month, day))
    }

    @Test func `every day of four centuries has the parts that made it, and follows the one before`() throws {
        var number = try #require(CivilDate(year: 1900, month: 1, day: 1)).dayNumber
        for year in 1900..<2300 {
            for month in 1...12 {
                for day in 1...CivilDate.days(inMonth: month, of: year) {
                    let date = CivilDate(year: year, month: month, day: day)
                    #expect(date?.dayNumber == number)
                    number += 1
                }
            }
        }
    }

    @Test(arguments: [
        (2026, 2, 29), (2026, 13, 1), (2026, 0, 1), (2026, 4, 31), (1900, 2, 29), (0, 1, 1), (10000, 1, 1),
    ])
    func `there is no such day`(_ year: Int, _ month: Int, _ day: Int) {
        #expect(CivilDate(year: year, month: month, day: day) == nil)
    }

    @Test(arguments: [
        ("2026-11-20", 5), ("2026-11-21", 6), ("2026-11-22", 7), ("2026-11-23", 1), ("1969-12-31", 3),
        ("1900-01-01", 1),
    ])
    func `a weekday is by ISO 8601`(_ text: String, _ weekday: Int) throws {
        let date = try #require(CivilDate(text))
        #expect(date.weekday == weekday)
        #expect(date.description == text)
        #expect(date.compact == text.filter { $0 != "-" })
    }

    @Test(arguments: [
        "2026-11-2", "2026/11/20", "２０２６-11-20", "2026-11-20 ", "-026-11-20", "2026-11", "", "2026-11-20-1",
    ])
    func `a day is read in one form only`(_ text: String) {
        #expect(CivilDate(text) == nil)
    }

    @Test func `days are ordered and counted`() throws {
        let last = try #require(CivilDate("2026-12-31"))
        #expect(last.advanced(byDays: 1).description == "2027-01-01")
        #expect(last < last.advanced(byDays: 1))
        #expect(CivilTime(date: last, secondOfDay: 32_705).clock == "09:05")
        #expect(CivilTime(date: last, secondOfDay: 1) < CivilTime(date: last.advanced(byDays: 1), secondOfDay: 0))
    }
}
