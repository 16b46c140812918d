internal import Domain

extension Digest {
    /// Turns cases into rows: names for codes, masked places, nothing that tells what a sensitive case is about.
    struct Rows {
        let county: County

        func type(_ code: String, count: Int) -> TypeRow {
            TypeRow(code: code, name: name(ofType: code), nameEn: nameEn(ofType: code), count: count)
        }

        func achievement(
            _ code: String, _ measure: Quantity.Measure, _ unit: String, hundredths: Int64, approximate: Bool
        ) -> Achievement {
            Achievement(
                code: code, name: name(ofType: code), nameEn: nameEn(ofType: code), measure: measure,
                hundredths: hundredths, unit: unit, approximate: approximate)
        }

        func unit(_ code: String?, due: Int, closed: Int, onTime: Int, exempted: Int, reworks: Int) -> UnitRow {
            UnitRow(
                code: code, name: name(ofUnit: code), nameEn: nameEn(ofUnit: code) ?? "", due: due, closed: closed,
                onTime: onTime, exempted: exempted, reworks: reworks, rank: nil)
        }

        func overdue(_ subject: Case, at moment: Timestamp, hours: WorkingTime) -> OverdueRow {
            let due = subject.dueAt ?? moment
            let clock = subject.terms.resolveWithin ?? Limit(1, .urgentHours)
            return OverdueRow(
                id: subject.id, number: subject.number, place: place(subject),
                type: shownType(subject).map(name(ofType:)), typeEn: shownType(subject).map(nameEn(ofType:)),
                unit: name(ofUnit: subject.unit), unitEn: nameEn(ofUnit: subject.unit), state: subject.state,
                dueAt: due, late: hours.elapsed(from: due, to: moment, clockOf: clock),
                isWorkingTime: !clock.isUrgent, card: subject.supervision, isRework: subject.reworks > 0)
        }

        func recurring(_ subject: Case, place: String, count: Int, days: Int) -> RecurringRow {
            RecurringRow(
                place: Masking.mask(place), type: name(ofType: subject.type ?? ""),
                typeEn: nameEn(ofType: subject.type ?? ""), unit: name(ofUnit: subject.unit),
                unitEn: nameEn(ofUnit: subject.unit), count: count, days: days)
        }

        func praise(
            _ subject: Case, acknowledgedAt: Timestamp, handledAt: Timestamp, closedAt: Timestamp
        ) -> PraiseRow {
            PraiseRow(
                id: subject.id, number: subject.number, place: place(subject), type: name(ofType: subject.type ?? ""),
                typeEn: nameEn(ofType: subject.type ?? ""), unit: name(ofUnit: subject.unit),
                unitEn: nameEn(ofUnit: subject.unit), reportedAt: subject.reportedAt, acknowledgedAt: acknowledgedAt,
                handledAt: handledAt, closedAt: closedAt)
        }

        func pair(_ subject: Case, before: String, after: String) -> PhotoPair {
            PhotoPair(
                id: subject.id, number: subject.number, type: name(ofType: subject.type ?? ""), place: place(subject),
                before: before, after: after)
        }

        func due(_ subject: Case, at deadline: Timestamp) -> DueRow {
            DueRow(
                id: subject.id, number: subject.number, place: place(subject),
                type: shownType(subject).map(name(ofType:)), typeEn: shownType(subject).map(nameEn(ofType:)),
                unit: name(ofUnit: subject.unit), unitEn: nameEn(ofUnit: subject.unit), dueAt: deadline)
        }

        private func shownType(_ subject: Case) -> String? { subject.sensitive ? nil : subject.type }

        private func place(_ subject: Case) -> String? {
            subject.sensitive ? nil : (subject.place.name ?? subject.place.text).map(Masking.mask)
        }

        private func name(ofType code: String) -> String { county.caseType(code)?.name ?? code }

        private func nameEn(ofType code: String) -> String {
            guard let type = county.caseType(code) else { return code }
            return type.nameEn.isEmpty ? type.name : type.nameEn
        }

        private func name(ofUnit code: String?) -> String? { code.map { county.unit($0)?.name ?? $0 } }

        private func nameEn(ofUnit code: String?) -> String? {
            guard let code else { return nil }
            guard let unit = county.unit(code) else { return code }
            return unit.nameEn.isEmpty ? unit.name : unit.nameEn
        }
    }
}
