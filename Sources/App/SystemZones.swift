import Domain
import Foundation

/// Zones of the system's zone database as values. The only place that asks the system for one.
enum SystemZones {
    /// The zone with its changes from 1970 to 2100; nil for a name that the system does not know.
    static func zone(_ identifier: String) -> Zone? {
        guard let zone = TimeZone(identifier: identifier) else { return nil }
        let start = Date(timeIntervalSince1970: 0)
        let end = Date(timeIntervalSince1970: 4_102_444_800)
        var changes: [Zone.Change] = []
        var moment = start
        while let next = zone.nextDaylightSavingTimeTransition(after: moment), next < end, next > moment,
            changes.count < 1000
        {
            let offset = zone.secondsFromGMT(for: next)
            if offset != changes.last?.offset ?? zone.secondsFromGMT(for: start) {
                changes.append(
                    Zone.Change(at: Timestamp(seconds: Int64(next.timeIntervalSince1970)), offset: offset))
            }
            moment = next
        }
        return Zone(
            identifier: identifier, initialOffset: zone.secondsFromGMT(for: start), changes: changes)
    }
}
