public import Templating

/// What each kind of post is filled with: the templates are checked against it at start.
public enum PostKind {
    /// Names of a case that stand in rows of bundles and lists.
    private static let row: [String] = [
        "number", "fullNumber", "type", "typeCode", "place", "grid", "unit", "units", "assist", "due", "left",
        "overdue", "urgent", "recurrence", "recurrenceCount", "recurrenceDays", "reporter", "duration", "quantities",
        "evidenceMissing", "reworks", "until", "newUnit", "state", "card",
    ]
    private static let ofCase = scalars(row + ["contact", "reason", "status"])
    private static let ofQuestion: [String: TemplateSchema] = [
        "name": .scalar, "contact": .scalar, "hasOptions": .scalar, "single": .scalar,
        "options": .list(of: ["index": .scalar, "label": .scalar]),
    ]
    private static let rows = TemplateSchema.list(of: .fields(scalars(row)))
    private static let ofBundle: [String: TemplateSchema] = scalars([
        "unit", "several", "contact", "intake", "dispatch", "check", "approval", "hasOthers", "past", "private",
    ]).merging(["cases": .list(of: .fields(scalars(row + ["word"])))]) { first, _ in first }

    private static let ofDigest: [String: TemplateSchema] = {
        var names = scalars([
            "area", "date", "weekday", "issue", "provisional", "from", "to", "received", "filed", "filingRate",
            "rejected", "merged", "withdrawn", "verifying", "incomplete", "selfHandled", "due", "closed",
            "closingRate", "onTime", "onTimeRate", "exempted", "reworks", "reworkRate", "extensions", "extensionRate",
            "suspended", "suspendedTotal", "response", "hasTypes", "otherTypes", "sensitive", "hasAchievements",
            "hasUnits", "hasLowest", "overdueCount", "feedbackBy", "overdueMore", "nextDue", "note",
        ])
        func list(_ fields: String...) -> TemplateSchema { .list(of: .fields(scalars(fields))) }
        names["previous"] = ["received": .scalar, "closingRate": .scalar, "onTimeRate": .scalar]
        names["types"] = list("name", "count", "last")
        names["achievements"] = list("text", "last")
        names["units"] = list("rank", "name", "due", "closed", "onTime", "onTimeRate", "reworks")
        names["lowest"] = list("name", "onTimeRate", "last")
        names["overdue"] = list(
            "index", "number", "fullNumber", "type", "place", "unit", "overdueBy", "rework", "level")
        names["recurring"] = list("type", "place", "count", "days", "unit")
        names["praise"] = list("number", "type", "place", "unit", "reportedAt", "acknowledgedAt", "closedAt")
        names["nextUnits"] = list("name", "count", "last")
        return names
    }()

    private static func scalars(_ names: [String]) -> [String: TemplateSchema] {
        Dictionary(uniqueKeysWithValues: names.map { ($0, .scalar) })
    }

    private static func joined(_ groups: [String: TemplateSchema]...) -> TemplateSchema {
        .fields(groups.reduce(into: [:]) { $0.merge($1) { first, _ in first } })
    }

    /// Kind → the names that it is always filled with.
    public static let supplied: [String: TemplateSchema] = {
        var kinds: [String: TemplateSchema] = [:]
        for kind in [
            "assignment", "emergency", "closed", "self-closed", "merged", "returned", "transferred", "rework",
            "reopened", "rejected", "withdrawn", "voided", "corrected", "ask-photo", "verify", "check",
            "extension-asked", "extension-granted", "extension-refused", "suspension-asked", "suspended",
            "suspension-refused",
        ] {
            kinds[kind] = .fields(ofCase)
        }
        for kind in ["ask-type", "ask-place", "ask-case", "ask-unit", "ask-date", "ask-note", "confirm"] {
            kinds[kind] = joined(ofCase, ofQuestion)
        }
        for kind in ["chase", "reminder", "notice", "yellow-card", "red-card", "escalation"] {
            kinds[kind] = .fields(ofBundle)
        }
        for kind in ["sensitive", "encrypted", "joined", "help", "private"] { kinds[kind] = [:] }
        kinds["status"] = joined(
            scalars(["hasCounts", "filedCount", "closedCount", "openCount", "lateCount"]), ["cases": rows])
        kinds["admin"] = .fields(
            scalars(["room", "id", "readOnly", "encrypted", "removed", "gap", "faults", "repaired", "left"]))
        kinds["not-allowed"] = ["contact": .scalar]
        for kind in ["digest-day", "digest-week", "digest-month"] { kinds[kind] = .fields(ofDigest) }
        kinds["morning"] = joined(
            scalars(["date", "dueCount", "lateCount", "hasDue", "hasLate", "hasWaiting", "waitingCount", "contact"]),
            [
                "due": rows, "late": rows, "waiting": rows,
                "units": .list(
                    of: .fields(scalars(["name", "lateCount", "dueCount", "hasLate", "hasDue", "last"]))),
            ])
        kinds["broadcast"] = .fields(scalars(["level", "title", "text", "from", "until"]))
        kinds["receipts"] = joined(
            scalars(["title", "total", "answered", "rate", "hasMissing", "more"]),
            ["missing": .list(of: .fields(scalars(["name", "last"])))])
        return kinds
    }()
}
