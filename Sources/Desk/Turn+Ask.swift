import Cases
import Domain
import Templating
import Understanding

/// Doubts: asked once, of one person, in one line.
extension Turn {
    // MARK: About a report

    /// Asks for a type (at most three numbered ones) or a place.
    mutating func ask(_ kind: Question.Kind, about draft: Draft, candidate known: Candidate?) throws {
        var candidate: Candidate
        if let known {
            candidate = known
        } else {
            candidate = Candidate(
                id: try ledger.newCandidateID(), room: room.key, sender: draft.source.sender,
                messages: draft.messages.map(\.key.id), groupID: message.groupID, since: draft.messages[0].sentAt)
            candidate.lastPartAt = message.sentAt
        }
        try ledger.cancelTimer(DeskTimer.key(.candidate(candidate.id)))
        let options = kind == .type ? typeOptions(draft) : placeOptions(draft)
        let source = draft.source
        let person = county.person(source.sender)
        var values = optionValues(options)
        if !draft.item.sensitive {
            values["place"] = .optional(shown(draft.place))
            values["type"] = .optional(draft.item.type.flatMap { typeName($0) })
            values["typeCode"] = .optional(draft.item.type)
        }
        let question = try pose(
            kind, of: source.sender, person, replyTo: source.key.id, message: source.key.id, options: options,
            values: values, candidate: candidate.id, subject: nil)
        candidate.question = question
        try ledger.save(candidate)
    }

    private func typeOptions(_ draft: Draft) -> [Question.Option] {
        guard let first = draft.item.type, draft.item.confidence >= settings.askFrom else { return [] }
        let codes = [first] + draft.item.alternatives.map(\.code).filter { $0 != first }
        return codes.filter { county.caseType($0)?.sensitive == false }.prefix(3).compactMap { code in
            typeName(code).map { Question.Option(label: $0, value: code) }
        }
    }

    private func placeOptions(_ draft: Draft) -> [Question.Option] {
        draft.ambiguous.prefix(9).map { candidate in
            let grid = candidate.grid.flatMap { county.grid($0)?.name }
            return Question.Option(
                label: grid.map { "\(candidate.name)（\($0)）" } ?? candidate.name, value: candidate.name,
                grid: candidate.grid)
        }
    }

    // MARK: About cases

    /// Asks which of several cases is meant.
    mutating func ask(_ kind: Question.Kind, among subjects: [Case]) throws {
        let options = subjects.prefix(9).map { subject in
            Question.Option(label: label(of: subject), value: String(subject.id.rawValue))
        }
        _ = try pose(
            kind, of: message.sender, speaker.person, replyTo: message.key.id, message: message.key.id,
            options: Array(options), values: optionValues(Array(options)), candidate: nil, subject: nil)
    }

    /// A line of the list; of a sensitive case, where others read, only that it is one.
    private func label(of subject: Case) -> String {
        guard county.mayBeNamed(subject, in: room) else {
            return language(of: room) == "en" ? "the one handled in confidence" : "转专人处理的那件"
        }
        let parts = [subject.number?.short, subject.type.flatMap { typeName($0) }, shown(subject.place)]
        return parts.compactMap { $0 }.joined(separator: " ")
    }

    private func shown(_ place: Case.PlaceName) -> String? {
        (place.text ?? place.name).map { PlainWords.quoted(Masking.mask($0)) }
    }

    /// Asks the speaker for what is missing from an order: until when a case is to be parked, why a card is to be taken off.
    mutating func ask(_ kind: Question.Kind, about subject: Case) throws {
        guard let place = roomToAsk(about: subject, here: room) else { return }
        _ = try pose(
            kind, of: message.sender, speaker.person, in: place, replyTo: message.key.id, message: message.key.id,
            options: [], values: view(subject, why: nil), candidate: nil, subject: subject)
    }

    /// A question about a sensitive case is put where its card stands.
    private func roomToAsk(about subject: Case, here: Room?) -> Room? {
        guard let here, !county.mayBeNamed(subject, in: here) else { return here }
        return county.closedRoom(of: subject)
    }

    /// Another unit says that it did the work, and no route knows it for the type: the first unit is asked.
    mutating func askFirstUnit(about subject: Case) throws {
        guard let unit = subject.unit, let place = roomToAsk(about: subject, here: room),
            let contact = county.contacts(ofUnit: unit, adapter: room.key.adapter).first,
            let account = contact.accounts.first(where: { $0.adapter == room.key.adapter })
        else { return }
        var values = view(subject, why: nil)
        values["newUnit"] = .optional(speaker.actor.unit.flatMap { unitName($0) })
        _ = try pose(
            .claim, of: account, contact, in: place, replyTo: message.key.id, message: message.key.id, options: [],
            values: values, candidate: nil, subject: subject)
    }

    /// Asks a dispatcher for the unit, in the room of the report.
    mutating func askUnit(about subject: Case) throws {
        guard let place = roomToAsk(about: subject, here: county.room(subject.source.room)),
            let dispatcher = firstReachable(.dispatcher) ?? firstReachable(.duty) ?? firstReachable(.leader),
            let account = dispatcher.accounts.first(where: { $0.adapter == room.key.adapter })
        else { return }
        _ = try pose(
            .unit, of: account, dispatcher, in: place,
            replyTo: try cardID(of: subject) ?? subject.source.message, message: message.key.id, options: [],
            values: view(subject, why: shortText), candidate: nil, subject: subject)
    }

    func firstReachable(_ role: Person.Role) -> Person? {
        county.tables.people.first { person in
            person.role == role && person.accounts.contains { $0.adapter == room.key.adapter }
        }
    }

    private mutating func pose(
        _ kind: Question.Kind, of account: AccountKey, _ person: Person?, in elsewhere: Room? = nil, replyTo: String?,
        message: String, options: [Question.Option], values: [String: TemplateValue], candidate: ID<Candidate>?,
        subject: Case?
    ) throws -> ID<Question> {
        let place = elsewhere ?? room
        var filled = values
        filled["name"] = .text(try person?.name ?? spokenName(of: account, message))
        let post = try say(
            kind.rawValue, in: place, replyTo: replyTo, mention: [person],
            mentionAccounts: person == nil ? [account] : [],
            about: subject, values: filled)
        let question = Question(
            id: try ledger.newQuestionID(), kind: kind, room: place.key, askedOf: account, unit: person?.unit,
            post: post, message: message, options: options, candidate: candidate, subject: subject?.id, askedAt: now)
        try ledger.save(question)
        try ledger.set(DeskTimer(.question(question.id), due: now.advanced(by: DeskSettings.questionLife)))
        return question.id
    }

    /// What the room calls somebody who is not in the tables.
    private func spokenName(of account: AccountKey, _ message: String) throws -> String {
        let kept = try ledger.message(MessageKey(adapter: room.key.adapter, id: message))
        return PlainWords.name(kept?.sender == account ? kept?.senderName ?? account.id : account.id)
    }

    private func optionValues(_ options: [Question.Option]) -> [String: TemplateValue] {
        [
            "options": .list(
                options.enumerated().map { index, option in
                    .fields(["index": .number(Int64(index + 1)), "label": .text(option.label)])
                }),
            "hasOptions": .flag(options.count > 1), "single": .flag(options.count == 1),
        ]
    }
}
