import Cases
import Desk
import Domain
import Foundation

/// The configuration, read once: every problem is found before anything starts.
struct Configuration: Sendable {
    let listenAddress: String
    let listenPort: UInt16
    let publicURL: String
    /// Absolute, or relative to the working folder.
    let dataDirectory: String
    let seeds: String?
    let templates: String?
    let tables: String?
    let zone: Zone
    let language: String
    let postsOn: Bool
    let adapters: [AdapterConfiguration]
    let fileFrom: Int
    let askFrom: Int
    let numberPrefix: String
    let duplicateMetres: Int
    let duplicateHours: Int
    let reopenHours: Int
    let secondLookPercent: Int
    let secondLookSeed: Int
    let recurrenceDays: Int
    /// Seconds of the day.
    let digestDay: Int?
    let digestMorning: Int?
    let quietHours: HoursWindow?
    let workingHours: [HoursWindow]
    let workingDays: Set<Int>
    let messageDays: Int
    let mediaDays: Int
    let bodyBytes: Int
    let photoBytes: Int
    let perSenderPerMinute: Int
    let logLevel: String
    let logFormat: String

    /// The settings of the desk.
    var desk: DeskSettings {
        var settings = DeskSettings()
        settings.fileFrom = fileFrom
        settings.askFrom = askFrom
        settings.numberPrefix = numberPrefix
        settings.duplicateMetres = duplicateMetres
        settings.duplicateHours = duplicateHours
        settings.recurrenceDays = recurrenceDays
        settings.language = language
        settings.quietHours = quietHours
        settings.morning = digestMorning
        settings.digest = digestDay
        settings.postsOn = postsOn
        settings.cases.reopenHours = reopenHours
        settings.secondLookPercent = secondLookPercent
        settings.secondLookSeed = secondLookSeed
        return settings
    }

    /// Adapters on whose platform the bot opens rooms of two.
    var privateAdapters: Set<String> { Set(adapters.filter { $0.kind == .matrix }.map(\.name)) }

    func hours(_ calendar: [CalendarDay]) -> WorkingTime {
        WorkingTime(zone: zone, windows: workingHours, weekdays: workingDays, calendar: calendar)
    }

    var isLoopback: Bool {
        let host = listenAddress.lowercased()
        return host == "127.0.0.1" || host == "::1" || host == "localhost"
    }
}
