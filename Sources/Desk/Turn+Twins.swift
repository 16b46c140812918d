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
            // What was heard in a room on trial is nobody's case yet.
            if other.source.room != subject.source.room, county.room(other.source.room)?.purpose == .observe {
                return false
            }
            if samePlace(subject, other) { return true }
            return other.reportedAt >= oldest && isNear(subject, other)
        }
    }

    /// Cases of the same type and place that were closed within the days of recurrence, the newest first.
    func earlierTwins(of subject: Case) throws -> [Case] {
        guard let type = subject.type, settings.recurrenceDays > 0 else { return [] }
        let since = now.advanced(by: .days(-Int64(settings.recurrenceDays)))
        return try ledger.closedCases(ofType: type, since: since).filter {
            $0.id != subject.id && (samePlace(subject, $0) || isNear(subject, $0))
        }
    }

    private func samePlace(_ a: Case, _ b: Case) -> Bool {
        if let phrase = a.place.text, phrase == b.place.text {
            return a.place.name == b.place.name && (a.place.name != nil || a.grid == b.grid)
        }
        guard let name = a.place.name, name == b.place.name, a.grid == b.grid else { return false }
        return !numbersDiffer(a, b)
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
