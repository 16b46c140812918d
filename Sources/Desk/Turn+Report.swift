import Cases
import Domain
import Understanding

/// Reports: filed at once, asked about, or waiting for their other half.
extension Turn {
    /// A problem was described: file it, ask about it, wait for its other half, or stay silent.
    mutating func hearReport(_ item: Reading.Item, of reading: Reading) throws {
        var draft = draft(item, of: reading)
        takeEarlierPhotos(into: &draft, try waitingPhotos())
        if !draft.hasPlace { try takeEarlierPlace(into: &draft) }
        let isUnits = speaker.actor.unit != nil
        switch draft.standing(settings) {
        case .complete: try file(draft)
        // A unit speaks of its work all day: what only looks like a report is not worth a question.
        case .unsure where isUnits: break
        case .unsure where draft.hasPlace: try ask(.type, about: draft, candidate: nil)
        case .placeInDoubt: try ask(.place, about: draft, candidate: nil)
        case .unsure where draft.photoCount > 0, .lacksPlace: try wait(for: draft)
        case .lacksType where draft.hasPlace && !isUnits: try wait(for: draft)
        case .unsure, .lacksType: break
        }
    }

    /// A description that points at a case, or that a unit gives beside its answer, says more about that case. Only a
    /// problem that is surely of another kind at a place of its own is a report.
    mutating func hearMore(_ item: Reading.Item, of reading: Reading) throws -> Bool {
        let isSure = item.type != nil && item.confidence >= settings.fileFrom
        if speaker.actor.unit != nil, reading.items[0].intent != .report, item.place?.name == nil { return true }
        guard let subject = try pointedCases(reading)?.first else { return false }
        let isOther = isSure && item.place != nil && item.type?.prefix(2) != subject.type?.prefix(2)
        if isOther, !isUnit(of: subject) || item.place?.name != nil { return false }
        if isUnit(of: subject) {
            if let changed = try act(.progress, on: subject, why: shortText).subject {
                try addPhotos(of: [message], to: changed, role: .after)
            }
        } else if subject.isJudgeable, isSure, item.type?.prefix(2) == subject.type?.prefix(2) {
            try hearAgain(subject, item, of: reading)
        } else if speaker.commands, subject.state.isOpen {
            var order = item
            order.intent = .directive
            order.type = nil
            try hearDirective(order, reading)
        } else if let changed = try act(.noted, on: subject, why: shortText).subject {
            try addPhotos(of: [message], to: changed, role: .before)
        }
        return true
    }

    /// The problem of a case that is done is there again, said to that case: who may judge contests the result, what
    /// anybody else describes is a report of its own.
    private mutating func hearAgain(_ subject: Case, _ item: Reading.Item, of reading: Reading) throws {
        let photos = try waitingPhotos()
        let hasPhoto = message.photos > 0 || !photos.isEmpty
        if hasPhoto || mayJudge(subject) { return try dispute(subject, hasPhoto: hasPhoto, photos) }
        var draft = draft(item, of: reading)
        if !draft.hasPlace { draft.takePlace(of: subject) }
        try file(draft)
    }

    /// Photos (or a pin) without a word: proof of work, part of the report just made, or a report to be.
    mutating func hearPhotos() throws {
        if try photosProveWork() { return }
        let candidates = try ledger.candidates(of: message.sender, in: room.key).filter { isOpenFor($0) }
        if let waiting = candidates.first, message.location != nil { return try join(waiting) }
        if try photosJoinReport(role: .before) { return }
        if let waiting = candidates.first { return try join(waiting) }
        var candidate = Candidate(
            id: try ledger.newCandidateID(), room: room.key, sender: message.sender, messages: [message.key.id],
            groupID: message.groupID, since: message.sentAt)
        candidate.lastPartAt = message.sentAt
        try ledger.save(candidate)
        try ledger.set(DeskTimer(.candidate(candidate.id), due: now.advanced(by: wait(isWordless: !message.hasWords))))
    }

    private mutating func join(_ waiting: Candidate) throws {
        var candidate = waiting
        candidate.messages.append(message.key.id)
        candidate.lastPartAt = message.sentAt
        try advance(candidate)
    }

    /// A message that completes a half report of the same person.
    mutating func joinCandidate(_ reading: Reading) throws -> Bool {
        let candidates = try ledger.candidates(of: message.sender, in: room.key)
        guard reading.items.count == 1, let item = reading.items.first,
            let candidate = candidates.first(where: { isOpenFor($0) }), let before = try drafts(candidate).first,
            completes(before, item, of: reading)
        else { return false }
        try join(candidate)
        return true
    }

    private func completes(_ before: Draft, _ item: Reading.Item, of reading: Reading) -> Bool {
        let isReport = item.intent == .report
        let hasPlace = item.place != nil || message.location != nil
        let offersPlace = hasPlace && (isReport || item.intent == .answer || item.intent == .chatter)
        let offersType = item.type != nil && (isReport || item.intent == .answer)
        let isWhole = isReport && draft(item, of: reading).standing(settings) == .complete
        switch before.standing(settings) {
        case .lacksType where isWhole && before.photoCount == 0: return false
        case .lacksType: return isReport || offersType || (offersPlace && before.photoCount > 0)
        case .lacksPlace, .placeInDoubt:
            return offersPlace && (!isWhole || item.type?.prefix(2) == before.item.type?.prefix(2))
        case .unsure: return offersType || (offersPlace && !before.hasPlace)
        case .complete: return false
        }
    }

    /// Files the half report if it is whole now, else asks what is still in doubt, else goes on waiting.
    mutating func advance(_ candidate: Candidate) throws {
        var candidate = candidate
        let drafts = try drafts(candidate)
        guard let draft = drafts.first else { return try drop(candidate) }
        let standing = draft.standing(settings)
        if let id = candidate.question, let asked = try ledger.question(id), asked.kind != standing.question {
            try close(asked)
            candidate.question = nil
        }
        let mayAsk = candidate.question == nil && speaker.actor.unit == nil
        switch standing {
        case .complete: try file(drafts, of: candidate)
        case .unsure where draft.hasPlace && mayAsk: try ask(.type, about: draft, candidate: candidate)
        case .placeInDoubt where candidate.question == nil: try ask(.place, about: draft, candidate: candidate)
        case .unsure, .placeInDoubt, .lacksType, .lacksPlace:
            try ledger.save(candidate)
            guard candidate.question == nil else { return }
            let due = now.advanced(by: wait(isWordless: draft.text == nil))
            try ledger.set(DeskTimer(.candidate(candidate.id), due: due))
        }
    }

    /// The wait for the other half is over: ask once.
    mutating func candidateIsDue(_ candidate: Candidate) throws {
        let drafts = try drafts(candidate)
        guard candidate.question == nil, let draft = drafts.first else { return try drop(candidate) }
        let isUnits = speaker.actor.unit != nil
        if draft.text == nil, isUnits {
            // Photos of a unit without a word: proof for its only case here, else nothing worth a question.
            let own = try ledCases()
            if own.count == 1 { try addPhotos(of: draft.messages, to: own[0], role: .after) }
            return try drop(candidate)
        }
        switch draft.standing(settings) {
        case .complete: try file(drafts, of: candidate)
        case .unsure where isUnits, .lacksType where isUnits, .lacksPlace where isUnits: try drop(candidate)
        case .lacksType
        where draft.text != nil && draft.photoCount == 0 && draft.messages.allSatisfy({ $0.location == nil }):
            try drop(candidate)
        case .unsure, .lacksType: try ask(.type, about: draft, candidate: candidate)
        case .lacksPlace, .placeInDoubt: try ask(.place, about: draft, candidate: candidate)
        }
    }

    private mutating func file(_ drafts: [Draft], of candidate: Candidate) throws {
        try drop(candidate)
        for draft in drafts { try file(draft) }
    }

    func drop(_ candidate: Candidate) throws {
        try ledger.cancelTimer(DeskTimer.key(.candidate(candidate.id)))
        if let id = candidate.question, let question = try ledger.question(id) { try close(question) }
        try ledger.remove(candidate.id)
    }

    /// The question is no longer one.
    func close(_ question: Question) throws {
        var closed = question
        closed.isOpen = false
        try ledger.save(closed)
        try ledger.cancelTimer(DeskTimer.key(.question(question.id)))
    }

    /// One half report a message: what else it lacks is found when the rest arrives.
    private mutating func wait(for draft: Draft) throws {
        let waiting = try ledger.candidates(of: message.sender, in: room.key)
        guard !waiting.contains(where: { $0.messages.contains(message.key.id) }) else { return }
        var candidate = Candidate(
            id: try ledger.newCandidateID(), room: room.key, sender: message.sender,
            messages: draft.messages.map(\.key.id), groupID: message.groupID, since: draft.messages[0].sentAt)
        candidate.lastPartAt = message.sentAt
        try ledger.save(candidate)
        try ledger.set(DeskTimer(.candidate(candidate.id), due: now.advanced(by: wait(isWordless: draft.text == nil))))
    }

    private func wait(isWordless: Bool) -> Duration { isWordless ? DeskSettings.photoWait : DeskSettings.partWait }

    /// A half report takes parts while it waits and while its question is open.
    private func isOpenFor(_ candidate: Candidate) -> Bool {
        if let quoted = message.replyTo, !candidate.messages.contains(quoted), candidate.question == nil {
            return false
        }
        if let group = candidate.groupID, let own = message.groupID { return group == own }
        let life = candidate.question == nil ? DeskSettings.photoWait : DeskSettings.questionLife
        return candidate.lastPartAt.advanced(by: life) >= message.sentAt
    }

    private func takeEarlierPhotos(into draft: inout Draft, _ photos: [KeptMessage]) {
        draft.messages = photos.filter { photo in !draft.messages.contains { $0.key == photo.key } } + draft.messages
    }

    /// 中医院对面 ‖ 井盖没了: the place that the sender has named just before, with nothing else.
    private func takeEarlierPlace(into draft: inout Draft) throws {
        let recent = try ledger.messages(
            of: message.sender, in: room.key, since: message.sentAt.advanced(by: .zero - DeskSettings.partWait))
        for earlier in recent where earlier.key != message.key && earlier.hasWords {
            guard try ledger.cases(linkedTo: earlier.key).isEmpty else { return }
            let reading = desk.rulebook.read(earlier.text ?? "", surroundings(earlier))
            guard reading.items.count == 1, let item = reading.items.first, item.type == nil, let place = item.place,
                item.intent == .answer || item.intent == .chatter || item.intent == .report
            else { continue }
            draft.messages.insert(earlier, at: 0)
            draft.take(place)
            return
        }
    }
}
