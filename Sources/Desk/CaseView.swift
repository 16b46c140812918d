import Cases
import Domain
import Templating

/// A case in the words of the templates.
extension Turn {
    func view(_ subject: Case, why: String?) -> [String: TemplateValue] {
        let language = language(of: county.room(subject.source.room) ?? room)
        let assistNames = subject.assist.compactMap { unitName($0) }
        let leadName = subject.unit.flatMap { unitName($0) }
        let count = recurrenceCount(of: subject)
        let spokenType = subject.type.flatMap { typeName($0) }
        let place = (subject.place.text ?? subject.place.name).map { PlainWords.quoted(Masking.mask($0)) }
        let gridName = subject.grid.flatMap { county.grid($0)?.name }
        let units = leadName.map { ([$0] + assistNames).joined(separator: "、") }
        let due = subject.dueAt.map { moment($0, language: language) }
        let reason = why.map { PlainWords.quoted(Masking.mask($0)) }
        var values: [String: TemplateValue] = [
            "number": .optional(subject.number?.short),
            "fullNumber": .optional(subject.number?.description),
            "type": .optional(spokenType),
            "typeCode": .optional(subject.type),
            "place": .optional(place),
            "grid": .optional(gridName),
            "unit": .optional(leadName),
            "units": .optional(units),
            "assist": assistNames.isEmpty ? .absent : .text(assistNames.joined(separator: "、")),
            "due": .optional(due),
            "left": .optional(timeLeft(of: subject, language: language)),
            "urgent": .flag(subject.urgent),
            "recurrence": .flag(count > 1),
            "recurrenceCount": .number(Int64(count)),
            "recurrenceDays": .number(Int64(settings.recurrenceDays)),
            "reporter": .text(reporterName(of: subject)),
            "evidenceMissing": .flag(subject.evidenceMissing),
            "reworks": .number(Int64(subject.reworks)),
            "reason": .optional(reason),
            "overdue": .flag(subject.overdue),
            "card": .optional(cardWord(subject.supervision, language: language)),
            "status": .absent,
            "state": .text(statusWord(subject, language: language)),
        ]
        if let closed = subject.closedAt ?? subject.handledAt {
            let from = subject.assignedAt ?? subject.filedAt ?? subject.reportedAt
            values["duration"] = .text(spell(from.duration(to: closed), language: language))
        }
        let cured = subject.quantities.filter { $0.measure != .found }
        if !cured.isEmpty {
            let name = subject.type.flatMap { county.caseType($0)?.name } ?? ""
            values["quantities"] = .text(
                cured.map { spell($0, of: name, language: language) }
                    .joined(separator: language == "en" ? ", " : "，"))
        }
        switch subject.request?.kind {
        case .extensionOfTime(let until), .suspension(let until):
            values["until"] = .text(moment(until, language: language))
        case .transfer(let unit): values["newUnit"] = .optional(self.unitName(unit))
        case nil:
            if let until = subject.suspendedUntil { values["until"] = .text(moment(until, language: language)) }
        }
        return values
    }

    /// The reporter's name, or what the room calls somebody who is not in the tables.
    private func reporterName(of subject: Case) -> String {
        if let known = reporter(of: subject) { return known.name }
        let source = MessageKey(adapter: subject.source.room.adapter, id: subject.source.message)
        let kept = try? ledger.message(source)
        return PlainWords.name(kept?.senderName ?? subject.reporter.account.id)
    }

    func info(_ subject: Case) -> OutboundPost.CaseInfo {
        OutboundPost.CaseInfo(
            number: subject.number?.description, state: subject.state.rawValue, typeCode: subject.type,
            typeName: subject.type.flatMap { county.caseType($0)?.name }, grid: subject.grid, unit: subject.unit)
    }

    func typeName(_ code: String) -> String? {
        guard let type = county.caseType(code) else { return nil }
        return language(of: room) == "en" && !type.nameEn.isEmpty ? type.nameEn : type.name
    }

    func unitName(_ code: String) -> String? {
        guard let unit = county.unit(code) else { return nil }
        return language(of: room) == "en" && !unit.nameEn.isEmpty ? unit.nameEn : unit.name
    }

    /// How often the ledger has seen this type at this place within the days of recurrence, this one included.
    private func recurrenceCount(of subject: Case) -> Int {
        guard subject.recurrenceOf != nil, let earlier = try? earlierTwins(of: subject) else { return 1 }
        return earlier.count + 1
    }

    /// `14:12` today, else `11月22日 09:00`.
    func moment(_ instant: Timestamp, language: String) -> String {
        let time = desk.hours.zone.civil(instant)
        if time.date == desk.hours.zone.date(now) { return time.clock }
        let (_, month, day) = time.date.parts
        return language == "en" ? "\(month)/\(day) \(time.clock)" : "\(month)月\(day)日 \(time.clock)"
    }

    /// How much of the limit is left, on its own clock: `45 分钟`, `2 工作时 5 分钟`; nil when nothing is or it stands.
    private func timeLeft(of subject: Case, language: String) -> String? {
        guard let clock = subject.clocks(desk.rules).first(where: { $0.kind == .handling }), now < clock.deadline else {
            return nil
        }
        let hours = desk.rules.hours[subject.unit]
        let minutes =
            hours.elapsed(from: now, to: clock.deadline, clockOf: clock.limit).wholeMilliseconds / 60000
        let isEnglish = language == "en"
        let hourWord =
            switch (clock.limit.isUrgent, isEnglish) {
            case (true, false): " 小时"
            case (true, true): " h"
            case (false, false): " 工作时"
            case (false, true): " working h"
            }
        var parts: [String] = []
        if minutes >= 60 { parts.append("\(minutes / 60)\(hourWord)") }
        if minutes < 60 || minutes % 60 > 0 { parts.append("\(minutes % 60)" + (isEnglish ? " min" : " 分钟")) }
        return parts.joined(separator: " ")
    }

    /// `38 分钟`, `2 小时 5 分钟`, `3 天 2 小时`.
    func spell(_ duration: Duration, language: String) -> String {
        let minutes = max(0, duration.wholeMilliseconds / 60000)
        let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60)
        let words = language == "en" ? (" d", " h", " min") : (" 天", " 小时", " 分钟")
        var parts: [String] = []
        if days > 0 { parts.append("\(days)\(words.0)") }
        if hours > 0 { parts.append("\(hours)\(words.1)") }
        if parts.isEmpty || (days == 0 && rest > 0) { parts.append("\(rest)\(words.2)") }
        return parts.joined(separator: " ")
    }

    /// `清运垃圾 2 车`: what was done, to what, and how much; the unit is as people wrote it.
    private func spell(_ quantity: Quantity, of typeName: String, language: String) -> String {
        let isEnglish = language == "en"
        let count =
            (quantity.approximate ? (isEnglish ? "about " : "约 ") : "") + "\(quantity.valueText) \(quantity.unit)"
        guard isEnglish else { return "\(quantity.measure.words(of: typeName, in: quantity.unit)) \(count)" }
        let verb =
            switch quantity.measure {
            case .found: "found"
            case .corrected: "corrected"
            case .seized: "seized"
            case .cleaned: "cleared"
            }
        return "\(verb) \(count)"
    }

    private func cardWord(_ level: Case.Supervision, language: String) -> String? {
        switch level {
        case .none, .notice: nil
        case .yellow: language == "en" ? "yellow card" : "黄牌"
        case .red: language == "en" ? "red card" : "红牌"
        }
    }

    func statusWord(_ subject: Case, language: String) -> String { subject.state.word(language: language) }
}
