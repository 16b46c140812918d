/// The `Retry-After` header: whole seconds or an HTTP date (RFC 9110, 10.2.3).
public enum RetryAfter {
    /// - Parameter now: seconds since 1970-01-01T00:00:00Z, against which a date is held.
    /// - Returns: nothing negative; nil when it is neither form.
    public static func parse(_ value: String, now: Int64) -> Duration? {
        let text = value.split(whereSeparator: { $0 == " " || $0 == "\t" }).joined(separator: " ")
        if !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) {
            // More digits than a wait can have are a long wait all the same.
            return .seconds(Int64(text) ?? Int64(Int32.max))
        }
        guard let date = seconds(ofDate: text, now: now) else { return nil }
        return .seconds(max(0, date - now))
    }

    /// Reads the three forms of RFC 9110, 5.6.7.
    private static func seconds(ofDate text: String, now: Int64) -> Int64? {
        let words = text.split(separator: " ").map(String.init)
        // Sun, 06 Nov 1994 08:49:37 GMT
        if words.count == 6, words[5] == "GMT", words[0].hasSuffix(",") {
            return seconds(day: words[1], month: words[2], year: words[3], time: words[4], now: now)
        }
        // Sunday, 06-Nov-94 08:49:37 GMT
        if words.count == 4, words[3] == "GMT", words[0].hasSuffix(",") {
            let parts = words[1].split(separator: "-").map(String.init)
            guard parts.count == 3 else { return nil }
            return seconds(day: parts[0], month: parts[1], year: parts[2], time: words[2], now: now)
        }
        // Sun Nov  6 08:49:37 1994
        if words.count == 5 {
            return seconds(day: words[2], month: words[1], year: words[4], time: words[3], now: now)
        }
        return nil
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func seconds(day: String, month: String, year: String, time: String, now: Int64) -> Int64? {
        let clock = time.split(separator: ":", omittingEmptySubsequences: false).map { number(String($0), 2...2) }
        guard let day = number(day, 1...2), (1...31).contains(day), let month = months.firstIndex(of: month),
            var year = number(year, 2...4), clock.count == 3, let hour = clock[0], let minute = clock[1],
            let second = clock[2], hour < 24, minute < 60, second <= 60
        else { return nil }
        if year < 100 {
            // "more than 50 years in the future" means the past century.
            let thisYear = 1970 + now / 31_556_952
            year += thisYear / 100 * 100
            if year > thisYear + 50 { year -= 100 }
        }
        return days(year: year, month: Int64(month) + 1, day: day) * 86_400 + hour * 3_600 + minute * 60 + second
    }

    private static func number(_ text: String, _ digits: ClosedRange<Int>) -> Int64? {
        guard digits.contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int64(text)
    }

    /// Days since 1970-01-01 of a Gregorian date, counted in years that begin in March.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
