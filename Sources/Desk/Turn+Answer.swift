import Cases
import Domain
import Understanding

/// Answers to what the bridge asked.
extension Turn {
    /// An answer to an open question of this person or their unit. False when the message is something else.
    mutating func hearAnswer(_ reading: Reading) throws -> Bool {
        let open = try ledger.questions(in: room.key).filter { question in
            question.isOpen
                && (question.askedOf == message.sender
                    || (question.unit != nil && question.unit == speaker.actor.unit && question.candidate == nil))
        }
        guard !open.isEmpty else { return false }
        guard let quoted = message.replyTo else { return try answer(open, reading, isQuoted: false) }
        return try answer(try questions(open, about: quoted), reading, isQuoted: true)
    }

    /// The question quoted, or those about what is quoted: a word to another case answers nothing. What this bridge
    /// never saw may be anything.
    private func questions(_ open: [Question], about quoted: String) throws -> [Question] {
        let key = MessageKey(adapter: room.key.adapter, id: quoted)
        if let asked = try ledger.question(askedBy: key) { return open.filter { $0.id == asked.id } }
        guard try isKnown(quoted) else { return open }
        let subjects = try ledger.cases(linkedTo: key)
        return try open.filter { question in
            if let subject = question.subject { return subjects.contains(subject) }
            let parts = try question.candidate.flatMap { try ledger.candidate($0)?.messages } ?? []
            return question.message == quoted || parts.contains(quoted)
        }
    }

    private mutating func answer(_ open: [Question], _ reading: Reading, isQuoted: Bool) throws -> Bool {
        for question in open where try take(question, reading, isQuoted: isQuoted) { return true }
        return false
    }

    private mutating func take(_ question: Question, _ reading: Reading, isQuoted: Bool) throws -> Bool {
        switch question.kind {
        case .type: try takeType(question, reading)
        case .place: try takePlace(question, reading, isQuoted: isQuoted)
        case .subject: try takeSubjects(question, reading)
        case .unit: try takeUnit(question, reading, isQuoted: isQuoted)
        case .date: try takeDate(question, reading)
        case .note: try takeNote(question, isQuoted: isQuoted)
        case .claim: try takeClaim(question, reading)
        case .photo: false
        }
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
            try close(question)
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
        try close(question)
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
        if reading.answer == .no {
            try close(question)
            try drop(candidate)
            return true
        }
        if let option = chosen(question, reading)?.first {
            let written = try drafts(candidate).first?.place.text
            candidate.chosenPlace = .init(text: written ?? option.value, name: option.value, grid: option.grid)
        } else if let place = reading.items.first?.place, namesPlace(reading, isQuoted: isQuoted) {
            candidate.chosenPlace = .init(text: place.text, name: place.name, grid: place.grid)
        } else if message.location != nil {
            candidate.messages.append(message.key.id)
        } else if isQuoted || reading.intent == .answer, reading.answer == nil, !text.isEmpty {
            candidate.chosenPlace = .init(text: String(text.prefix(60)), name: nil, grid: nil)
        } else {
            return false
        }
        try close(question)
        candidate.question = nil
        candidate.lastPartAt = message.sentAt
        try advance(candidate)
        return true
    }

    /// Words with a place are the answer unless they speak of something else: a report of its own, work done.
    private func namesPlace(_ reading: Reading, isQuoted: Bool) -> Bool {
        guard let item = reading.items.first else { return false }
        switch item.intent {
        case .answer, .chatter, .correct: return true
        case .report: return item.type == nil || item.confidence < settings.fileFrom
        default: return isQuoted
        }
    }

    /// The answer to "which case": what was said before is done to the cases chosen.
    private mutating func takeSubjects(_ question: Question, _ reading: Reading) throws -> Bool {
        if reading.answer == .no, question.options.count == 1 {
            try close(question)
            return true
        }
        var options = chosen(question, reading) ?? []
        if options.isEmpty, !reading.caseReferences.isEmpty {
            let named = Set(try (pointedCases(reading) ?? []).map { String($0.id.rawValue) })
            options = question.options.filter { named.contains($0.value) }
        }
        guard !options.isEmpty else { return false }
        try close(question)
        guard var asking = try turn(ofMessage: question.message) else { return true }
        asking.answered = message
        let said = asking.read(asking.text)
        guard let item = said.items.first(where: \.asksWhichCase) else { return true }
        for option in options {
            guard let id = Int64(option.value), let subject = try ledger.find(ID(rawValue: id)) else { continue }
            try asking.redo(item, said, on: subject)
            try ledger.link(message.key, to: subject.id)
        }
        return true
    }

    /// The message that gave rise to a question, to be heard again now that the doubt is gone.
    private func turn(ofMessage id: String) throws -> Turn? {
        guard let original = try ledger.message(MessageKey(adapter: room.key.adapter, id: id)), original.text != nil
        else { return nil }
        let asker = Speaker(original.sender, called: original.senderName, in: county)
        var again = Turn(
            desk: desk, ledger: ledger, now: now, room: county.room(original.room) ?? room, message: original,
            speaker: asker)
        again.cause = message.key.id
        return again
    }

    /// Does what was said before the question, to a case that the answer chose.
    private mutating func redo(_ item: Reading.Item, _ reading: Reading, on subject: Case) throws {
        switch item.intent {
        case .done: try finish(subject, item)
        case .reject: try giveBack(subject, to: item.unit)
        case .transfer: try offer(subject, to: item.unit ?? firstUnitMentioned(reading))
        case .extend: try askForTime(subject, item)
        case .suspend: try parkOrResume(subject, item)
        case .dispute: try dispute(subject, hasPhoto: message.photos > 0, [])
        default: try act(.noted, on: subject, why: shortText)
        }
    }

    private mutating func takeUnit(_ question: Question, _ reading: Reading, isQuoted: Bool) throws -> Bool {
        guard let id = question.subject, let subject = try ledger.find(id) else { return false }
        let item = reading.items.first
        let named =
            switch reading.intent {
            case .answer, .transfer, .reject: item?.unit ?? firstUnitMentioned(reading)
            case .report: nil as String?
            default: isQuoted ? item?.unit ?? firstUnitMentioned(reading) : nil
            }
        guard let unit = unitNamed(text) ?? named else { return false }
        try close(question)
        try act(.assigned(unit: unit, assist: item?.assist ?? []), on: subject)
        return true
    }

    /// 市政公司, 归市政, 由市政公司办理: a unit and no other word.
    private func unitNamed(_ text: String) -> String? {
        var bare = text.filter { !$0.isWhitespace && !$0.isPunctuation }[...]
        for word in ["应该", "应", "归", "由", "转", "派", "交", "给"] { bare = bare.trimmingPrefix(word) }
        let ends = ["", "办理", "处理", "负责", "办", "管", "吧"].map { bare.hasSuffix($0) ? bare.dropLast($0.count) : bare }
        return county.tables.units.first { unit in
            ends.contains { unit.code == $0 || unit.name == $0 || unit.aliases.contains(String($0)) }
        }?.code
    }

    private mutating func takeDate(_ question: Question, _ reading: Reading) throws -> Bool {
        guard let id = question.subject, let subject = try ledger.find(id), let until = date(in: reading) else {
            return false
        }
        try close(question)
        try act(.suspensionAsked(until: until), on: subject, why: shortText)
        return true
    }

    /// Whatever is said to the question is the reason; what is said beside it may be about anything.
    private mutating func takeNote(_ question: Question, isQuoted: Bool) throws -> Bool {
        guard isQuoted, let note = shortText, let id = question.subject, let subject = try ledger.find(id) else {
            return false
        }
        try close(question)
        try act(.cardRemoved, on: subject, why: note)
        return true
    }

    /// 12月10日 alone is read as what was asked for: 挂到12月10日.
    private func date(in reading: Reading) -> Timestamp? {
        let bare = text.trimmingPrefix("挂").trimmingPrefix("账").trimmingPrefix("到")
        for reading in [reading, read("挂账到" + bare)] {
            guard let item = reading.items.first else { continue }
            if let until = item.until ?? reading.deadline { return until }
            if let limit = item.extensionLimit { return desk.hours.due(from: now, limit: limit) }
        }
        return nil
    }

    /// 是: the other unit did the work, and the case closes with it as helper.
    private mutating func takeClaim(_ question: Question, _ reading: Reading) throws -> Bool {
        guard let id = question.subject, let subject = try ledger.find(id) else { return false }
        let agrees: Bool
        switch (reading.answer, reading.intent) {
        case (.yes, _), (_, .approve), (_, .confirm), (_, .done): agrees = true
        case (.no, _), (_, .refuse), (_, .dispute): agrees = false
        default: return false
        }
        try close(question)
        guard agrees else { return true }
        if var claimant = try turn(ofMessage: question.message), let unit = claimant.speaker.actor.unit {
            let item = claimant.read(claimant.text).items.first { $0.intent == .done } ?? Reading.Item(intent: .done)
            if let claimed = try claimant.act(.claimed(unit: unit), on: subject).subject {
                try claimant.finish(claimed, item)
            }
        }
        try ledger.link(message.key, to: subject.id)
        return true
    }
}

extension Reading.Item {
    /// Whether the intent is one about which the bridge asks which case is meant.
    fileprivate var asksWhichCase: Bool {
        switch intent {
        case .done, .reject, .transfer, .extend, .suspend, .dispute: true
        default: false
        }
    }
}
