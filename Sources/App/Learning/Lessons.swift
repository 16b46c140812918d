import Cases
import Desk
import Domain
import Store
import Understanding

/// Where lessons come from: the ledger with its corrections, or a labelled file.
enum Lessons {
    /// Cases and messages of the ledger that are looked at, the newest.
    static let most = 20_000

    /// Every message with a label for its types.
    static func read(_ file: LabelledFile, _ county: County, _ zone: Zone, _ rulebook: Rulebook) throws -> [Lesson] {
        try file.messages(county, zone).compactMap { number, message in
            guard let types = message.expected?.types else { return nil }
            return Lesson(
                text: message.text, around: message.around, right: types, id: message.id, line: number, teaches: true,
                writer: nil, rulebook)
        }
    }

    /// Cases that still have their words, and messages that opened none. Sensitive cases teach nothing: their words are
    /// not for a table.
    static func read(_ store: Store, _ county: County, _ zone: Zone, _ rulebook: Rulebook) async throws -> [Lesson] {
        let kept = try await store.read { tx in (try reports(tx), try tx.looseMessages(limit: most)) }
        let sensitive = Set(county.tables.caseTypes.filter(\.sensitive).map(\.code))
        var lessons: [Lesson] = []
        for report in kept.0 where report.types.isDisjoint(with: sensitive) {
            let around = Surroundings(
                room: county.room(report.room), sender: report.person.flatMap { county.person($0) }, zone: zone)
            lessons.append(
                Lesson(
                    text: report.text, around: around, right: report.types, id: report.number,
                    line: lessons.count + 1, teaches: report.isMended, writer: report.writer.description, rulebook))
        }
        for message in kept.1 {
            guard let text = message.text else { continue }
            let around = Surroundings(
                room: county.room(message.room), sender: county.person(message.sender), photos: message.photos,
                time: message.sentAt, zone: zone, isReply: message.replyTo != nil)
            lessons.append(
                Lesson(
                    text: text, around: around, right: [], id: nil, line: lessons.count + 1, teaches: false,
                    writer: message.sender.description, rulebook))
        }
        return lessons
    }

    /// The cases of one message taken together.
    private struct Report: Sendable {
        var text: String
        var types: Set<String>
        var isMended: Bool
        let room: RoomKey
        let writer: AccountKey
        let person: String?
        let number: String?
    }

    private static func reports(_ tx: Transaction) throws -> [Report] {
        var reports: [Report] = []
        var places: [String: Int] = [:]
        var before: ID<Case>?
        var seen = 0
        while seen < most {
            let page = try tx.cases(CaseFilter(), limit: 500, before: before)
            guard let last = page.last else { break }
            before = last.id
            seen += page.count
            for subject in page {
                guard let text = subject.text, let type = subject.type, teaches(subject.state) else { continue }
                let isMended = subject.amendments.contains { $0.type != nil }
                let key = "\(subject.source.room) \(subject.source.message)"
                if let place = places[key] {
                    reports[place].types.insert(type)
                    reports[place].isMended = reports[place].isMended || isMended
                } else {
                    places[key] = reports.count
                    reports.append(
                        Report(
                            text: text, types: [type], isMended: isMended, room: subject.source.room,
                            writer: subject.reporter.account, person: subject.reporter.person,
                            number: subject.number?.description))
                }
            }
        }
        return reports
    }

    /// What was turned down or taken back says nothing of a type.
    private static func teaches(_ state: Case.State) -> Bool {
        switch state {
        case .reported, .verifying, .rejected, .merged, .withdrawn, .voided: false
        case .filed, .dispatched, .handling, .returned, .suspended, .feedback, .checking, .rework, .closed, .selfClosed,
            .forceClosed:
            true
        }
    }
}
