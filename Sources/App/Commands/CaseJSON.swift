import Cases
import Domain
import JSON

/// A case as JSON, the same in every command: every key always present, absent is null or [].
///
/// Numbers of phones, identity cards and plates are masked wherever people's words are shown.
struct CaseJSON {
    let county: County
    let zone: Zone
    /// Without it the words of a sensitive case are null: its text and the reasons in its history.
    let showsSensitive: Bool

    init(county: County, zone: Zone, showsSensitive: Bool) {
        self.county = county
        self.zone = zone
        self.showsSensitive = showsSensitive
    }

    /// - Parameters:
    ///   - history: oldest entry first.
    ///   - numberOf: the number of another case; nil when it has none and is called by its id.
    func write(
        _ subject: Case, history: [Case.Entry], numberOf: (ID<Case>) throws -> String?,
        into writer: inout JSONWriter
    ) rethrows {
        try writer.object { row in
            row.member("id", String(subject.id.rawValue))
            row.member("number", subject.number?.description)
            row.member("state", subject.state.rawValue)
            writeMatter(subject, into: &row)
            writeOrigin(subject, into: &row)
            writeTimes(subject, into: &row)
            row.member("overdue", subject.overdue)
            row.member("supervision", subject.supervision.rawValue)
            row.member("urgent", subject.urgent)
            row.member("sensitive", subject.sensitive)
            row.member("reworks", subject.reworks)
            row.member("extensions", subject.extensions)
            row.member("returns", subject.returns)
            writeFindings(subject, into: &row)
            row.member("evidenceMissing", subject.evidenceMissing)
            row.member("mergedInto", try name(subject.mergedInto, numberOf))
            row.member("recurrenceOf", try name(subject.recurrenceOf, numberOf))
            row.member("rating", subject.rating)
            row.array("events") { list in
                for entry in history { list.object { write(entry, of: subject, into: &$0) } }
            }
        }
    }

    private func writeMatter(_ subject: Case, into row: inout JSONWriter) {
        if let code = subject.type {
            row.object("type") { type in
                type.member("code", code)
                type.member("name", county.caseType(code)?.name ?? code)
            }
        } else {
            row.null("type")
        }
        row.object("place") { place in
            place.member("text", subject.place.text.map(Masking.mask))
            place.member("name", subject.place.name)
        }
        row.member("latitude", subject.coordinate.flatMap { JSONNumber(Self.degrees($0.latitudeE6)) })
        row.member("longitude", subject.coordinate.flatMap { JSONNumber(Self.degrees($0.longitudeE6)) })
        row.member("grid", subject.grid)
        row.member("unit", subject.unit)
        row.member("assist", subject.assist)
    }

    private func writeOrigin(_ subject: Case, into row: inout JSONWriter) {
        row.member("reporter", subject.reporter.person ?? subject.reporter.account.description)
        row.member("reporterKnown", subject.reporter.isKnown)
        row.object("source") { source in
            source.member("adapter", subject.source.room.adapter)
            source.member("room", subject.source.room.id)
            source.member("message", subject.source.message)
        }
        row.member("room", subject.source.room.id)
        row.member("text", words(subject.text, of: subject))
    }

    private func writeTimes(_ subject: Case, into row: inout JSONWriter) {
        row.member("reportedAt", zone.format(subject.reportedAt))
        row.member("filedAt", subject.filedAt.map(zone.format))
        row.member("assignedAt", subject.assignedAt.map(zone.format))
        row.member("acknowledgedAt", subject.acknowledgedAt.map(zone.format))
        row.member("handledAt", subject.handledAt.map(zone.format))
        row.member("closedAt", subject.closedAt.map(zone.format))
        row.member("dueAt", subject.dueAt.map(zone.format))
    }

    private func writeFindings(_ subject: Case, into row: inout JSONWriter) {
        row.array("photos") { list in
            for photo in subject.photos {
                list.object { row in
                    row.member("role", photo.role.rawValue)
                    row.member("sha256", photo.sha256)
                }
            }
        }
        row.array("quantities") { list in
            for quantity in subject.quantities {
                list.object { row in
                    row.member("value", JSONNumber(quantity.valueText))
                    row.member("unit", quantity.unit)
                    row.member("approximate", quantity.approximate)
                    row.member("measure", quantity.measure.rawValue)
                }
            }
        }
    }

    private func write(_ entry: Case.Entry, of subject: Case, into row: inout JSONWriter) {
        row.member("at", zone.format(entry.at))
        row.member("kind", entry.kind.rawValue)
        row.member("by", entry.by)
        row.member("why", words(entry.why, of: subject))
        row.member("message", entry.message)
    }

    /// What people wrote, as far as it may be shown.
    private func words(_ text: String?, of subject: Case) -> String? {
        subject.sensitive && !showsSensitive ? nil : text.map(Masking.mask)
    }

    private func name(_ id: ID<Case>?, _ numberOf: (ID<Case>) throws -> String?) rethrows -> String? {
        guard let id else { return nil }
        return try numberOf(id) ?? String(id.rawValue)
    }

    /// Millionths of a degree as a decimal number: `24.27305`.
    static func degrees(_ millionths: Int32) -> String {
        let magnitude = Int64(millionths).magnitude
        let digits = String(magnitude % 1_000_000)
        var fraction = String(repeating: "0", count: 6 - digits.utf8.count) + digits
        while fraction.count > 1, fraction.last == "0" { fraction.removeLast() }
        return "\(millionths < 0 ? "-" : "")\(magnitude / 1_000_000).\(fraction)"
    }
}
