public import Cases
public import Domain
public import Templating

/// The figures of a day in the words of the template.
public struct DigestView {
    private let digest: Digest
    private let county: County
    private let hours: WorkingTime
    private let english: Bool

    /// How many types and late cases a digest lists by name.
    private static let listedTypes = 5
    private static let listedOverdue = 10

    public init(_ digest: Digest, county: County, hours: WorkingTime, language: String) {
        self.digest = digest
        self.county = county
        self.hours = hours
        english = language == "en"
    }

    /// - Parameters:
    ///   - issue: the running number of the year; nil when it was never posted.
    ///   - isProvisional: the cut-off is still to come.
    ///   - area: a grid's name when the digest is of one grid.
    public func values(issue: Int?, isProvisional: Bool, area: String? = nil) -> [String: TemplateValue] {
        let through = hours.zone.civil(digest.period.through)
        let (year, month, day) = through.date.parts
        let top = digest.topTypes(Self.listedTypes)
        let next = Self.counted(digest.tomorrow.map { (english ? $0.unitEn : nil) ?? $0.unit })
        var values: [String: TemplateValue] = [
            "area": .optional(area),
            "date": .text(english ? through.date.description : "\(year)年\(month)月\(day)日"),
            "weekday": .text(weekday(through.date)),
            "issue": issue.map { .number(Int64($0)) } ?? .absent,
            "provisional": .flag(isProvisional),
            "from": .text(moment(digest.period.after)), "to": .text(moment(digest.period.through)),
            "received": .count(digest.received), "filed": .count(digest.filed),
            "filingRate": .text(digest.filingRate.description), "rejected": .count(digest.rejected),
            "merged": .count(digest.merged), "withdrawn": .count(digest.withdrawn),
            "verifying": .count(digest.verifying), "incomplete": .count(digest.needsInfo),
            "selfHandled": .count(digest.selfHandled), "due": .count(digest.due), "closed": .count(digest.closed),
            "closingRate": .text(digest.closingRate.description), "onTime": .count(digest.onTime),
            "onTimeRate": .text(digest.onTimeRate.description), "exempted": .count(digest.exempted),
            "reworks": .count(digest.reworks),
            "reworkRate": .text(digest.reworkRate.description), "extensions": .count(digest.extensions),
            "extensionRate": .text(digest.extensionRate.description), "suspended": .count(digest.suspended),
            "suspendedTotal": .count(digest.suspendedInAll), "previous": .absent, "hasLowest": false, "lowest": [],
            "feedbackBy": .absent, "note": .absent,
        ]
        values["response"] = .optional(digest.meanResponseMinutes.map { english ? "\($0) min" : "\($0)分钟" })
        values["hasTypes"] = .flag(!top.rows.isEmpty)
        values["types"] = list(top.rows) { ["name": .text(named($0.name, $0.nameEn)), "count": .count($0.count)] }
        values["otherTypes"] = .count(top.others)
        values["sensitive"] = .count(digest.sensitiveFiled)
        values["hasAchievements"] = .flag(!digest.achievements.isEmpty)
        values["achievements"] = list(digest.achievements) { ["text": .text(text(of: $0))] }
        values["hasUnits"] = .flag(!digest.units.isEmpty)
        values["units"] = .list(digest.units.map { .fields(fields(of: $0)) })
        values["overdueCount"] = .count(digest.overdueCases.count)
        values["overdue"] = .list(
            digest.overdueCases.prefix(Self.listedOverdue).enumerated().map { .fields(fields(of: $1, index: $0 + 1)) })
        values["overdueMore"] = .count(max(0, digest.overdueCases.count - Self.listedOverdue))
        values["recurring"] = .list(digest.recurring.map { .fields(fields(of: $0)) })
        values["praise"] = .list(digest.praise.map { .fields(fields(of: $0)) })
        values["nextDue"] = .count(digest.tomorrow.count)
        values["nextUnits"] = list(next) { ["name": .text($0.name), "count": .count($0.count)] }
        return values
    }

    private func fields(of row: Digest.UnitRow) -> [String: TemplateValue] {
        [
            "rank": row.rank.map { .number(Int64($0)) } ?? .absent,
            "name": .optional(row.name.map { named($0, row.nameEn) }), "due": .count(row.due),
            "closed": .count(row.closed), "onTime": .count(row.onTime), "onTimeRate": .text(row.rate.description),
            "reworks": .count(row.reworks),
        ]
    }

    private func fields(of row: Digest.OverdueRow, index: Int) -> [String: TemplateValue] {
        let level: String? =
            switch row.card {
            case .none, .notice: nil
            case .yellow: english ? "yellow card" : "黄牌"
            case .red: english ? "red card" : "红牌"
            }
        return [
            "index": .count(index), "number": .optional(row.number?.short),
            "fullNumber": .optional(row.number?.description), "type": .optional(english ? row.typeEn : row.type),
            "place": .optional(row.place.map(PlainWords.quoted)), "unit": .optional(english ? row.unitEn : row.unit),
            "overdueBy": .text(length(row.late, working: row.isWorkingTime)), "rework": .flag(row.isRework),
            "level": .optional(level),
        ]
    }

    private func fields(of row: Digest.RecurringRow) -> [String: TemplateValue] {
        [
            "type": .text(named(row.type, row.typeEn)), "place": .text(PlainWords.quoted(row.place)),
            "count": .count(row.count), "days": .count(row.days), "unit": .optional(english ? row.unitEn : row.unit),
        ]
    }

    private func fields(of row: Digest.PraiseRow) -> [String: TemplateValue] {
        [
            "number": .optional(row.number?.short), "type": .text(named(row.type, row.typeEn)),
            "place": .optional(row.place.map(PlainWords.quoted)), "unit": .optional(english ? row.unitEn : row.unit),
            "reportedAt": .text(hours.zone.civil(row.reportedAt).clock),
            "acknowledgedAt": .text(hours.zone.civil(row.acknowledgedAt).clock),
            "closedAt": .text(hours.zone.civil(row.handledAt).clock),
        ]
    }

    /// `清除小广告310张`
    private func text(of row: Digest.Achievement) -> String {
        let about = row.approximate ? (english ? "about " : "约") : ""
        if english {
            return "\(named(row.name, row.nameEn)): \(about)\(row.valueText) \(row.unit) \(row.measure.rawValue)"
        }
        return "\(row.words)\(about)\(row.valueText)\(row.unit)"
    }

    /// Units with their counts, the most first, ties by name.
    private static func counted(_ names: [String?]) -> [(name: String, count: Int)] {
        Dictionary(grouping: names.compactMap { $0 }, by: { $0 }).map { (name: $0.key, count: $0.value.count) }
            .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
    }

    private func list<Row>(_ rows: [Row], _ fields: (Row) -> [String: TemplateValue]) -> TemplateValue {
        .list(
            rows.enumerated().map { index, row in
                var filled = fields(row)
                filled["last"] = .flag(index == rows.count - 1)
                return .fields(filled)
            })
    }

    private func named(_ name: String, _ nameEn: String) -> String { english && !nameEn.isEmpty ? nameEn : name }

    private func weekday(_ date: CivilDate) -> String {
        english
            ? ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][date.weekday - 1]
            : "星期" + ["一", "二", "三", "四", "五", "六", "日"][date.weekday - 1]
    }

    private func moment(_ instant: Timestamp) -> String {
        let time = hours.zone.civil(instant)
        let (_, month, day) = time.date.parts
        return english ? "\(month)/\(day) \(time.clock)" : "\(month)月\(day)日\(time.clock)"
    }

    /// `4.5工作时`, `3小时`, `30分钟`
    private func length(_ duration: Duration, working: Bool) -> String {
        let minutes = duration.wholeMilliseconds / 60000
        guard minutes >= 60 else { return english ? "\(minutes) min" : "\(minutes)分钟" }
        let tenths = minutes / 6
        let text = tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
        if english { return working ? "\(text) working hours" : "\(text) h" }
        return working ? "\(text)工作时" : "\(text)小时"
    }
}

extension Desk {
    /// The words of a digest in a language.
    public func words(
        _ digest: Digest, kind: String = "digest-day", language: String, issue: Int?, isProvisional: Bool,
        area: String? = nil
    ) -> String {
        let view = DigestView(digest, county: county, hours: hours, language: language)
        return phrasebook.words(
            kind, language: language, view.values(issue: issue, isProvisional: isProvisional, area: area),
            escape: PlainWords.escape)
    }

    /// The photos of cases, before and after, with a few words below each.
    public func shown(_ pairs: [Digest.PhotoPair], most: Int, language: String?) -> [OutboundPost.Photo] {
        let isEnglish = (language ?? settings.language) == "en"
        return pairs.prefix(most).flatMap { pair in
            let subject = [pair.number?.short, pair.type].compactMap { $0 }.joined(separator: " ")
            return [
                OutboundPost.Photo(sha256: pair.before, caption: "\(subject) · \(isEnglish ? "before" : "处置前")"),
                OutboundPost.Photo(sha256: pair.after, caption: "\(subject) · \(isEnglish ? "after" : "处置后")"),
            ]
        }
    }
}
