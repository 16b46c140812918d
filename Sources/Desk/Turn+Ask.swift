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
        values["place"] = .optional(draft.place.text ?? draft.place.name)
        values["type"] = .optional(draft.item.type.flatMap { typeName($0) })
        let question = try pose(
            kind, of: source.sender, person, replyTo: source.key.id, message: source.key.id, options: options,
            values: values, candidate: candidate.id, subject: nil)
        candidate.question = question
        try ledger.save(candidate)
    }

    private func typeOptions(_ draft: Draft) -> [Question.Option] {
        guard let first = draft.item.type, draft.item.confidence >= settings.askFrom else { return [] }
        let codes = [first] + draft.item.alternatives.map(\.code).filter { $0 != first }
        return codes.prefix(3).compactMap { code in
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
            let parts = [
                subject.number?.short, subject.sensitive ? nil : subject.type.flatMap { typeName($0) },
                subject.sensitive ? nil : subject.place.text ?? subject.place.name,
            ]
            return Question.Option(
                label: parts.compactMap { $0 }.joined(separator: " "), value: String(subject.id.rawValue))
        }
        _ = try pose(
            kind, of: message.sender, speaker.person, replyTo: message.key.id, message: message.key.id,
            options: Array(options), values: optionValues(Array(options)), candidate: nil, subject: nil)
    }

    /// Asks the speaker something about one case.
    mutating func ask(_ kind: Question.Kind, about subject: Case) throws {
        _ = try pose(
            kind, of: message.sender, speaker.person, replyTo: message.key.id, message: message.key.id, options: [],
            values: view(subject, why: nil), candidate: nil, subject: subject)
    }

    /// Another unit says that it did the work, and no route knows it for the type: the first unit is asked.
    mutating func askFirstUnit(about subject: Case) throws {
        guard let unit = subject.unit, let contact = county.contacts(ofUnit: unit, adapter: room.key.adapter).first,
            let account = contact.accounts.first(where: { $0.adapter == room.key.adapter })
        else { return }
        var values = view(subject, why: nil)
        values["newUnit"] = .optional(speaker.actor.unit.flatMap { unitName($0) })
        _ = try pose(
            .claim, of: account, contact, replyTo: message.key.id, message: message.key.id, options: [],
            values: values, candidate: nil, subject: subject)
    }

    /// Asks a dispatcher for the unit.
    mutating func askUnit(about subject: Case) throws {
        guard let dispatcher = firstReachable(.dispatcher) ?? firstReachable(.duty) ?? firstReachable(.leader),
            let account = dispatcher.accounts.first(where: { $0.adapter == room.key.adapter })
        else { return }
        _ = try pose(
            .unit, of: account, dispatcher, replyTo: try cardID(of: subject) ?? subject.source.message,
            message: message.key.id, options: [], values: view(subject, why: shortText), candidate: nil,
            subject: subject)
    }

    func firstReachable(_ role: Person.Role) -> Person? {
        county.tables.people.first { person in
            person.role == role && person.accounts.contains { $0.adapter == room.key.adapter }
        }
    }

    private mutating func pose(
        _ kind: Question.Kind, of account: AccountKey, _ person: Person?, replyTo: String?, message: String,
        options: [Question.Option], values: [String: TemplateValue], candidate: ID<Candidate>?, subject: Case?
    ) throws -> ID<Question> {
        var filled = values
        filled["name"] = .text(try person?.name ?? spokenName(of: account, message))
        let post = try say(
            kind.rawValue, in: room, replyTo: replyTo, mention: [person],
            mentionAccounts: person == nil ? [account] : [],
            about: subject, values: filled)
        let question = Question(
            id: try ledger.newQuestionID(), kind: kind, room: room.key, askedOf: account, unit: person?.unit,
            post: post, message: message, options: options, candidate: candidate, subject: subject?.id, askedAt: now)
        try ledger.save(question)
        try ledger.set(DeskTimer(.question(question.id), due: now.advanced(by: DeskSettings.questionLife)))
        return question.id
    }

    /// What the room calls somebody who is not in the tables.
    private func spokenName(of account: AccountKey, _ message: String) throws -> String {
        let kept = try ledger.message(MessageKey(adapter: room.key.adapter, id: message))
        return kept?.sender == account ? kept?.senderName ?? account.id : account.id
    }

    private func optionValues(_ options: [Question.Option]) -> [String: TemplateValue] {
        [
            "options": .list(
                options.enumerated().map { index, option in
                    .fields(["index": .number(Int64(index + 1)), "label": .text(option.label)])
                }),
            "hasOptions": .flag(!options.isEmpty),
        ]
    }

    // MARK: Answers

    /// An answer to an open question of this person or their unit. False when the message is something else.
    mutating func hearAnswer(_ reading: Reading) throws -> Bool {
        let open = try ledger.questions(in: room.key).filter { question in
            question.isOpen
                && (question.askedOf == message.sender
                    || (question.unit != nil && question.unit == speaker.actor.unit && question.candidate == nil))
        }
        guard !open.isEmpty else { return false }
        let question: Question
        if let quoted = message.replyTo {
            guard let asked = try ledger.question(askedBy: MessageKey(adapter: room.key.adapter, id: quoted)) else {
                return try answerUnquoted(open, reading)
            }
            guard open.contains(where: { $0.id == asked.id }) else { return false }
            question = asked
            return try take(question, reading, isQuoted: true)
        }
        return try answerUnquoted(open, reading)
    }

    private mutating func answerUnquoted(_ open: [Question], _ reading: Reading) throws -> Bool {
        for question in open where try take(question, reading, isQuoted: false) { return true }
        return false
    }

    private mutating func take(_ question: Question, _ reading: Reading, isQuoted: Bool) throws -> Bool {
        switch question.kind {
        case .type: try takeType(question, reading)
        case .place: try takePlace(question, reading, isQuoted: isQuoted)
        case .subject: try takeSubjects(question, reading)
        case .unit: try takeUnit(question, reading)
        case .date: try takeDate(question, reading)
        case .claim: try takeClaim(question, reading)
        case .photo: false
        }
    }

    private func settle(_ question: Question) throws {
        var answered = question
        answered.isOpen = false
        try ledger.save(answered)
        try ledger.cancelTimer(DeskTimer.key(.question(question.id)))
    }

    /// The options that the answer chooses; nil when it chooses none.
    private func chosen(_ question: Question, _ reading: Reading) -> [Question.Option]? {
        switch reading.answer {
        case .choices(let numbers):
            let picked = numbers.filter { $0 >= 1 && $0 <= question.options.count }
            return picked.count == numbers.count && !picked.isEmpty ? picked.map { question.options[$0 - 1] } : nil
        case .all: return question.options.isEmpty ? nil : question.options
        case .yes: return question.options.count == 1 ? question.options : nil
        case .no, nil: return nil
        }
    }

    private mutating func takeType(_ question: Question, _ reading: Reading) throws -> Bool {
        guard let id = question.candidate, var candidate = try ledger.candidate(id) else { return false }
        if reading.answer == .no {
            try settle(question)
            try drop(candidate)
            return true
        }
        if let code = chosen(question, reading)?.first?.value ?? typeNamed(reading) {
            candidate.chosenType = code
        } else if reading.answer == .yes, let first = question.options.first {
            candidate.chosenType = first.value
        } else {
            return false
        }
        if let place = reading.items.first?.place, candidate.chosenPlace == nil {
            candidate.chosenPlace = .init(text: place.text, name: place.name, grid: place.grid)
        }
        try settle(question)
        candidate.question = nil
        candidate.lastPartAt = message.sentAt
        try advance(candidate)
        return true
    }

    /// A type that the answer names outright, not a fresh report.
    private func typeNamed(_ reading: Reading) -> String? {
        guard reading.items.count == 1, let item = reading.items.first else { return nil }
        if let type = county.caseType(named: text.filter { !$0.isWhitespace }) { return type.code }
        guard item.intent == .answer || item.place == nil, item.confidence >= settings.askFrom else { return nil }
        return item.type
    }

    private mutating func takePlace(_ question: Question, _ reading: Reading, isQuoted: Bool) throws -> Bool {
        guard let id = question.candidate, var candidate = try ledger.candidate(id) else { return false }
        let item = reading.items.first
        if reading.answer == .no {
            try settle(question)
            try drop(candidate)
            return true
        }
        if let option = chosen(question, reading)?.first {
            candidate.chosenPlace = .init(text: option.value, name: option.value, grid: option.grid)
        } else if let place = item?.place,
            item?.intent != .report || item?.type == nil || (item?.confidence ?? 0) < settings.fileFrom
        {
            candidate.chosenPlace = .init(text: place.text, name: place.name, grid: place.grid)
        } else if isQuoted || item?.intent == .answer, reading.answer == nil, !text.isEmpty {
            candidate.chosenPlace = .init(text: String(text.prefix(60)), name: nil, grid: nil)
        } else if message.location != nil {
            candidate.messages.append(message.key.id)
        } else {
            return false
        }
        try settle(question)
        candidate.question = nil
        candidate.lastPartAt = message.sentAt
        try advance(candidate)
        return true
    }

    /// The answer to "which case": what was said before is done to the cases chosen.
    private mutating func takeSubjects(_ question: Question, _ reading: Reading) throws -> Bool {
        var options = chosen(question, reading) ?? []
        if options.isEmpty, !reading.caseReferences.isEmpty {
            let named = Set(try (pointedCases(reading) ?? []).map { String($0.id.rawValue) })
            options = question.options.filter { named.contains($0.value) }
        }
        guard !options.isEmpty else { return false }
        try settle(question)
        guard let original = try ledger.message(MessageKey(adapter: room.key.adapter, id: question.message)),
            let said = original.text
        else { return true }
        let subjects = try options.compactMap { option in
            try Int64(option.value).flatMap { try ledger.find(ID(rawValue: $0)) }
        }
        let asker = Speaker(original.sender, called: original.senderName, in: county)
        var again = Turn(desk: desk, ledger: ledger, now: now, room: room, message: original, speaker: asker)
        again.cause = message.key.id
        let item = desk.rulebook.read(said, surroundings(original)).items.first { $0.intent != .chatter }
        guard let item else { return true }
        for subject in subjects { try again.redo(item, on: subject) }
        for subject in subjects { try ledger.link(message.key, to: subject.id) }
        return true
    }

    /// Does what was said before the question, to a case that the answer chose.
    private mutating func redo(_ item: Reading.Item, on subject: Case) throws {
        switch item.intent {
        case .done: try finish(subject, item)
        case .reject: try act(.returned(owner: nil), on: subject, why: shortText)
        case .transfer:
            if let unit = item.unit { try act(.transferAsked(to: unit), on: subject, why: shortText) }
        case .extend: try askForTime(subject, item)
        case .suspend:
            try park(subject, until: item.until ?? item.extensionLimit.map { desk.hours.due(from: now, limit: $0) })
        case .dispute: try dispute(subject, hasPhoto: message.photos > 0, [])
        default: try act(.noted, on: subject, why: shortText)
        }
    }

    private mutating func takeUnit(_ question: Question, _ reading: Reading) throws -> Bool {
        guard let id = question.subject, let subject = try ledger.find(id) else { return false }
        let item = reading.items.first
        guard
            let unit = item?.unit.flatMap({ item?.intent == .report ? nil : $0 }) ?? firstUnitMentioned(reading)
                ?? unitNamed(text)
        else { return false }
        try settle(question)
        try act(.assigned(unit: unit, assist: item?.assist ?? []), on: subject)
        return true
    }

    private func unitNamed(_ text: String) -> String? {
        let bare = text.filter { !$0.isWhitespace && !$0.isPunctuation }
        return county.tables.units.first { unit in
            unit.code == bare || unit.name == bare || unit.aliases.contains(bare)
        }?.code
    }

    private mutating func takeDate(_ question: Question, _ reading: Reading) throws -> Bool {
        guard let id = question.subject, let subject = try ledger.find(id), let item = reading.items.first,
            let until = item.until ?? reading.deadline
                ?? item.extensionLimit.map({ desk.hours.due(from: now, limit: $0) })
        else { return false }
        try settle(question)
        try act(.suspensionAsked(until: until), on: subject, why: shortText)
        return true
    }

    private mutating func takeClaim(_ question: Question, _ reading: Reading) throws -> Bool {
        guard let id = question.subject, let subject = try ledger.find(id) else { return false }
        let intent = reading.intent
        let agrees = reading.answer == .yes || intent == .approve || intent == .confirm || intent == .done
        let denies = reading.answer == .no || intent == .refuse || intent == .dispute
        guard agrees || denies else { return false }
        try settle(question)
        if agrees { try finish(subject, reading.items.first ?? Reading.Item(intent: .done)) }
        return true
    }
}
