import Domain
import Foundation
import JSON

/// How the small texts of the configuration are read: addresses, clocks, windows, weekdays. nil for what is none.
extension ConfigurationReader {
    static func isWebAddress(_ text: String) -> Bool {
        guard let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty else { return false }
        return ["http", "https"].contains(parts.scheme?.lowercased())
    }

    /// `127.0.0.1:8480`, `[::1]:8480`
    static func endpoint(_ text: String) -> (String, UInt16)? {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        return host.isEmpty ? nil : (host, port)
    }

    /// The second of the day; the inner nil for an empty text.
    static func clock(_ text: String) -> Int?? {
        if text.isEmpty { return .some(nil) }
        return second(text).map { .some($0) }
    }

    static func second(_ text: some StringProtocol) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].count == 2, (1...2).contains(parts[0].count), let hour = Int(parts[0]),
            let minute = Int(parts[1]), (0...24).contains(hour), (0...59).contains(minute), hour < 24 || minute == 0
        else { return nil }
        return hour * 3600 + minute * 60
    }

    static func window(_ text: String) -> HoursWindow? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let start = second(ends[0]), let end = second(ends[1]), start != end else { return nil }
        return HoursWindow(start: start, end: end)
    }

    static func windows(_ value: JSONValue) -> [HoursWindow]? {
        guard let texts = value.array?.map(\.string), !texts.isEmpty else { return nil }
        let windows = texts.compactMap { $0.flatMap(window) }
        guard windows.count == texts.count, windows.allSatisfy({ $0.start < $0.end }),
            zip(windows, windows.dropFirst()).allSatisfy({ $0.end <= $1.start })
        else { return nil }
        return windows
    }

    static let weekdayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    static func weekdays(_ text: String) -> Set<Int>? {
        var days: Set<Int> = []
        for part in text.split(separator: ",") {
            let ends = part.split(separator: "-").map { $0.trimmingCharacters(in: .whitespaces) }
            let numbers = ends.compactMap { weekdayNames.firstIndex(of: $0).map { $0 + 1 } }
            guard numbers.count == ends.count, let first = numbers.first, let last = numbers.last, first <= last else {
                return nil
            }
            days.formUnion(first...last)
        }
        return days.isEmpty ? nil : days
    }

    static func isClock(_ value: JSONValue, after names: [String]) -> Bool {
        guard let text = value.string else { return false }
        if text.isEmpty { return true }
        let parts = text.split(separator: " ")
        return parts.count == 2 && names.contains(String(parts[0])) && second(parts[1]) != nil
    }
}
