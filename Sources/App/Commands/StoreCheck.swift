import Cases
import Desk
import Domain
import Store
import Tables

/// Findings in the ledger: damage, deliveries and posts that wait for a person, rooms and people in no table.
struct StoreCheck {
    let store: Store

    private static let listed = 20

    func look(_ report: inout CheckReport) async {
        do {
            for problem in try await store.problems() { report.find("damaged: \(problem)") }
            let (aside, parked, count) = try await store.read { tx in
                (
                    try tx.listSetAside(limit: Self.listed + 1),
                    try tx.outbox(.parked, limit: Self.listed + 1), try tx.caseCount()
                )
            }
            report.note(count == 1 ? "1 case" : "\(count) cases")
            if !aside.isEmpty {
                report.find(
                    "\(counted(aside.count, "delivery is", "deliveries are")) set aside",
                    rows: aside.prefix(Self.listed).map { row in
                        "#\(row.id.rawValue) \(row.adapter) \(row.errorCode ?? "unknown")"
                            + (row.error.map { ": \($0)" } ?? "")
                    })
            }
            if !parked.isEmpty {
                report.find(
                    "\(counted(parked.count, "post was", "posts were")) given up and parked",
                    rows: parked.prefix(Self.listed).map { row in
                        "#\(row.id.rawValue) \(row.post.kind) to \(row.post.room): \(row.errorCode ?? "unknown")"
                    })
            }
        } catch {
            report.find("\(error)")
        }
    }

    /// Whether every open case has the timers that follow from it. What is overdue waits for the next start, which rings
    /// it.
    func timers(_ county: County, _ configuration: Configuration, _ report: inout CheckReport) async {
        report.begin("timers")
        let settings = configuration.desk
        let rules = Case.Rules(
            hours: WorkingTimes(configuration.hours(county.tables.calendar), rows: county.tables.hours),
            settings: settings.cases, ladder: Ladder(county.tables.ladder))
        do {
            let hasServed = try await store.read { tx in try Housekeeping.lastKnownTime(in: tx) } != nil
            var daily: [DeskTimer.Work] = []
            if hasServed, settings.morning != nil { daily.append(.morning) }
            if hasServed, settings.digest != nil { daily.append(.digest) }
            let faults = try await TimerAudit(
                rules: rules, county: county, hasMorning: settings.morning != nil, daily: daily, now: .now
            ).run(on: store)
            guard !faults.isEmpty else { return }
            report.find(
                faults.count == 1 ? "1 timer is amiss" : "\(faults.count) timers are amiss",
                hint: "the bridge's auditor sets right what is missing, moved or stray within five minutes of a start",
                rows: faults.prefix(Self.listed).map { fault in
                    "\(fault.kind.rawValue) \(fault.key)"
                        + (fault.due.map { " " + configuration.zone.format($0) } ?? "")
                })
        } catch {
            report.find("\(error)")
        }
    }

    /// Rooms and people that wrote and stand in no table, as rows to paste.
    func strangers(_ county: County, _ report: inout CheckReport) async {
        report.begin("strangers")
        do {
            let (rooms, senders) = try await store.read { tx in (try tx.seenRooms(), try tx.seenSenders()) }
            let newRooms = rooms.filter { county.room($0.key) == nil }
            if !newRooms.isEmpty {
                report.find(
                    "\(counted(newRooms.count, "room", "rooms")) wrote and \(newRooms.count == 1 ? "is" : "are") not in "
                        + "rooms.csv", hint: "paste, and mend purpose and grid",
                    rows: Self.rows(
                        "rooms.csv",
                        newRooms.map {
                            [
                                "adapter": $0.key.adapter, "room": $0.key.id, "name": $0.name ?? $0.key.id,
                                "purpose": "work",
                            ]
                        }))
            }
            let newPeople = senders.filter { county.person($0.key) == nil }
            if !newPeople.isEmpty {
                report.find(
                    "\(counted(newPeople.count, "person", "people")) wrote and "
                        + "\(newPeople.count == 1 ? "is" : "are") not in people.csv",
                    hint: "paste, and mend id, role, unit and grid",
                    rows: Self.rows(
                        "people.csv",
                        newPeople.map {
                            [
                                "id": $0.key.id, "name": $0.name ?? $0.key.id, "role": "worker",
                                "accounts": Self.item($0.key.description),
                            ]
                        }))
            }
        } catch {
            report.find("\(error)")
        }
    }

    private func counted(_ count: Int, _ one: String, _ many: String) -> String {
        count == 1
            ? "1 \(one)"
            : count > Self.listed && many != "rooms" && many != "people"
                ? "more than \(Self.listed) \(many)" : "\(count) \(many)"
    }

    /// Rows of a table with its header before them, a line each.
    private static func rows(_ file: String, _ rows: [[String: String]]) -> [String] {
        guard let columns = TableSchema.all.first(where: { $0.file == file })?.columns.map(\.name) else { return [] }
        let cells = [columns] + rows.map { row in columns.map { row[$0] ?? "" } }
        return cells.map { row in
            // A name from outside may hold a line end; a row to paste is one line.
            let bytes = CSV.write([row.map(TextWidth.oneLine)])
            return String(decoding: bytes.dropLast(2), as: UTF8.self)
        }
    }

    /// An item of a list cell, escaped.
    private static func item(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("|", with: "\\|")
    }
}
