import Cases
import Domain

extension Turn {
    /// An open case of the same type at the same place: however old by name or phrase, by distance only while young.
    func openTwin(of subject: Case, excluding id: ID<Case>) throws -> Case? {
        guard let type = subject.type else { return nil }
        let oldest = now.advanced(by: .hours(-Int64(settings.duplicateHours)))
        return try ledger.openCases(ofType: type).first { other in
            guard other.id != id, other.state != .reported, other.number != nil || other.state == .verifying else {
                return false
            }
            if isOnTrial(other, apartFrom: subject) { return false }
            if samePlace(subject, other) { return true }
            return other.reportedAt >= oldest && isNear(subject, other)
        }
    }

    /// Cases of the same type and place that were closed within the days of recurrence, the newest first.
    func earlierTwins(of subject: Case) throws -> [Case] {
        guard let type = subject.type, settings.recurrenceDays > 0 else { return [] }
        let since = now.advanced(by: .days(-Int64(settings.recurrenceDays)))
        return try ledger.closedCases(ofType: type, since: since).filter {
            $0.id != subject.id && !isOnTrial($0, apartFrom: subject) && (samePlace(subject, $0) || isNear(subject, $0))
        }
    }

    /// What was heard in a room on trial is nobody's case yet.
    private func isOnTrial(_ other: Case, apartFrom subject: Case) -> Bool {
        other.source.room != subject.source.room && county.room(other.source.room)?.purpose == .observe
    }

    /// The same name in the same grid, for a name may stand twice; or, without a name, the same words.
    private func samePlace(_ a: Case, _ b: Case) -> Bool {
        guard a.place.name == b.place.name else { return false }
        guard a.place.name == nil else { return a.grid == b.grid && !numbersDiffer(a, b) }
        guard let phrase = a.place.text, phrase == b.place.text else { return false }
        return a.grid == b.grid || a.source.room == b.source.room
    }

    private func isNear(_ a: Case, _ b: Case) -> Bool {
        guard let here = a.coordinate, let there = b.coordinate, !numbersDiffer(a, b) else { return false }
        return here.metres(to: there) <= settings.duplicateMetres
    }

    /// 文明路12号 and 文明路88号 share a name and are not the same place.
    private func numbersDiffer(_ a: Case, _ b: Case) -> Bool {
        let (here, there) = (digits(a.place.text), digits(b.place.text))
        return !here.isEmpty && !there.isEmpty && here != there
    }

    /// The numbers in a phrase, in order.
    private func digits(_ phrase: String?) -> [String] {
        (phrase ?? "").split { !$0.isNumber || !$0.isASCII }.map(String.init)
    }
}
