import Cases
import Domain
import Understanding

extension Turn {
    /// A problem was described: file it, ask about it, wait for its other half, or stay silent.
    mutating func hearReport(_ item: Reading.Item, of reading: Reading) throws {
        var draft = draft(item)
        takeEarlierPhotos(into: &draft, try waitingPhotos())
        let isUnits = speaker.actor.unit != nil
        switch draft.standing(settings) {
        case .complete: try file(draft)
        // A unit speaks of its work all day: what only looks like a report is not worth a question.
        case .unsure where isUnits: break
        case .unsure where draft.hasPlace: try ask(.type, about: draft, candidate: nil)
        case .placeInDoubt: try ask(.place, about: draft, candidate: nil)
        case .unsure where draft.photoCount > 0, .lacksPlace: try wait(for: draft)
        case .lacksType where draft.photoCount > 0 && draft.hasPlace: try wait(for: draft)
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
        if speaker.commands, subject.state.isOpen {
            var order = item
            order.intent = .directive
            order.type = nil
            try hearDirective(order, reading)
        } else if isUnit(of: subject) {
            if let changed = try act(.progress, on: subject, why: shortText).subject {
                try addPhotos(of: [message], to: changed, role: .after)
            }
        } else if let changed = try act(.noted, on: subject, why: shortText).subject {
            try addPhotos(of: [message], to: changed, role: .before)
        }
        return true
    }

    /// Photos (or a pin) without a word: proof of work, part of the report just made, or a report to be.
    mutating func hearPhotos() throws {
        if try photosProveWork() { return }
        if try photosJoinReport() { return }
        let candidates = try ledger.candidates(of: message.sender, in: room.key)
        if var candidate = candidates.first(where: { isOpenFor($0) }) {
            candidate.messages.append(message.key.id)
            candidate.lastPartAt = message.sentAt
            try advance(candidate)
            return
        }
        var candidate = Candidate(
            id: try ledger.newCandidateID(), room: room.key, sender: message.sender, messages: [message.key.id],
            groupID: message.groupID, since: message.sentAt)
        candidate.lastPartAt = message.sentAt
        try ledger.save(candidate)
        try ledger.set(DeskTimer(.candidate(candidate.id), due: now.advanced(by: DeskSettings.photoWait)))
    }

    /// A message that completes a half report of the same person.
    mutating func joinCandidate(_ reading: Reading) throws -> Bool {
        let candidates = try ledger.candidates(of: message.sender, in: room.key)
        guard var candidate = candidates.first(where: { isOpenFor($0) }), let item = reading.items.first,
            let before = try draft(candidate)
        else { return false }
        let isReport = item.intent == .report
        let offersPlace = item.place != nil && (isReport || item.intent == .answer || item.intent == .chatter)
        let offersType = item.type != nil && (isReport || item.intent == .answer)
        let isComplete = isReport && reading.items.count == 1 && draft(item).standing(settings) == .complete
        let joins: Bool
        switch before.standing(settings) {
        case .lacksType: joins = isReport || offersType || (offersPlace && before.photoCount > 0)
        case .lacksPlace, .placeInDoubt:
            joins = offersPlace && (!isComplete || item.type?.prefix(2) == before.item.type?.prefix(2))
        case .unsure: joins = offersType || (offersPlace && !before.hasPlace)
        case .complete: joins = false
        }
        guard joins, reading.items.count == 1 else { return false }
        candidate.messages.append(message.key.id)
        candidate.lastPartAt = message.sentAt
        try advance(candidate)
        return true
    }

    /// Files the half report if it is whole now, else asks what is still in doubt, else goes on waiting.
    mutating func advance(_ candidate: Candidate) throws {
        guard let draft = try draft(candidate) else {
            try drop(candidate)
            return
        }
        switch draft.standing(settings) {
        case .complete:
            try drop(candidate)
            try file(draft)
        case .unsure where draft.hasPlace && candidate.question == nil:
            try ask(.type, about: draft, candidate: candidate)
        case .placeInDoubt where candidate.question == nil: try ask(.place, about: draft, candidate: candidate)
        case .unsure, .placeInDoubt, .lacksType, .lacksPlace:
            try ledger.save(candidate)
            if candidate.question == nil {
                try ledger.set(DeskTimer(.candidate(candidate.id), due: due(of: candidate, draft)))
            }
        }
    }

    /// The wait for the other half is over: ask once.
    mutating func candidateIsDue(_ candidate: Candidate) throws {
        guard candidate.question == nil, let draft = try draft(candidate) else {
            try drop(candidate)
            return
        }
        if draft.text == nil, speaker.actor.unit != nil {
            // Photos of a unit without a word: proof for its only case here, else nothing worth a question.
            let own = try ledger.openCases(in: room.key).filter { isUnit(of: $0) }
            if own.count == 1 { try addPhotos(of: draft.messages, to: own[0], role: .after) }
            try drop(candidate)
            return
        }
        switch draft.standing(settings) {
        case .complete:
            try drop(candidate)
            try file(draft)
        case .unsure where speaker.actor.unit != nil, .lacksType where speaker.actor.unit != nil,
            .lacksPlace where speaker.actor.unit != nil:
            try drop(candidate)
        case .lacksType where draft.text != nil && draft.photoCount == 0: try drop(candidate)
        case .unsure, .lacksType: try ask(.type, about: draft, candidate: candidate)
        case .lacksPlace, .placeInDoubt: try ask(.place, about: draft, candidate: candidate)
        }
    }

    func drop(_ candidate: Candidate) throws {
        try ledger.cancelTimer(DeskTimer.key(.candidate(candidate.id)))
        if let id = candidate.question, var question = try ledger.question(id) {
            question.isOpen = false
            try ledger.save(question)
            try ledger.cancelTimer(DeskTimer.key(.question(id)))
        }
        try ledger.remove(candidate.id)
    }

    private mutating func wait(for draft: Draft) throws {
        var candidate = Candidate(
            id: try ledger.newCandidateID(), room: room.key, sender: message.sender,
            messages: draft.messages.map(\.key.id), groupID: message.groupID, since: draft.messages[0].sentAt)
        candidate.lastPartAt = message.sentAt
        try ledger.save(candidate)
        try ledger.set(DeskTimer(.candidate(candidate.id), due: due(of: candidate, draft)))
    }

    private func due(of candidate: Candidate, _ draft: Draft) -> Timestamp {
        now.advanced(by: draft.text == nil ? DeskSettings.photoWait : DeskSettings.partWait)
    }

    /// A half report takes parts while it waits and while its question is open.
    private func isOpenFor(_ candidate: Candidate) -> Bool {
        if let quoted = message.replyTo, !candidate.messages.contains(quoted), candidate.question == nil {
            return false
        }
        if let group = candidate.groupID, let own = message.groupID { return group == own }
        let life = candidate.question == nil ? DeskSettings.photoWait : DeskSettings.questionLife
        return candidate.lastPartAt.advanced(by: life) >= message.sentAt
    }

    // MARK: Filing

    /// Files a whole report: merged with an open one, self-handled, kept for verification, or filed and assigned.
    mutating func file(_ draft: Draft) throws {
        guard let code = draft.item.type, let type = county.caseType(code) else { return }
        let source = draft.source
        let ordinal =
            try ledger.cases(linkedTo: source.key).compactMap { try ledger.find($0) }
            .filter { $0.source.message == source.key.id }.count + 1
        let reporter = Speaker(source.sender, called: source.senderName, in: county)
        var subject = Case(
            id: try ledger.newCaseID(),
            reporter: Case.Reporter(account: source.sender, person: reporter.person?.id),
            source: Case.Source(room: room.key, message: source.key.id, ordinal: ordinal), text: draft.text,
            place: draft.place, reportedAt: draft.messages[0].sentAt.wholeSecond)
        subject.coordinate = draft.coordinate
        subject.grid = draft.grid
        subject.type = code
        subject.quantities = draft.item.quantities
        subject.urgent = draft.item.urgent || type.urgent
        subject.sensitive = type.sensitive || draft.item.sensitive
        subject.terms = terms(of: type, draft.item)
        subject.photos = draft.messages.flatMap { photos(of: $0, role: .before) }
        let actor = reporter.actor
        subject = try begin(subject, by: actor)
        for message in draft.messages {
            try ledger.link(message.key, to: subject.id)
            try markPhotosTaken(message)
        }

        if let twin = try openTwin(of: subject, excluding: subject.id) {
            try merge(subject, into: twin)
        } else if draft.item.selfHandled {
            try act(.selfHandled(try filing(subject)), on: subject, by: actor)
        } else if !subject.reporter.isKnown {
            try act(.verificationAsked, on: subject, by: .bridge)
        } else {
            try fileAndAssign(subject, by: .bridge)
        }
    }

    private mutating func begin(_ subject: Case, by actor: Actor) throws -> Case {
        var changed = subject
        let effects = try changed.apply(.reported, circumstances(by: actor))
        try keep(changed, effects, was: subject, quietly: true)
        return changed
    }

    /// Gives the case its number and sends it to the unit that routes name.
    mutating func fileAndAssign(_ subject: Case, by actor: Actor) throws {
        let acted = try act(.filed(try filing(subject)), on: subject, by: actor, quietly: true)
        guard case .done(let filed) = acted, let type = filed.type else { return }
        guard let route = county.route(type: type, grid: filed.grid) else {
            try announce(.askUnit, filed, was: subject)
            if filed.urgent { try announce(.emergency, filed, was: subject) }
            return
        }
        let assigned = try act(.assigned(unit: route.unit, assist: route.assist), on: filed, by: .bridge).subject
        if filed.urgent { try announce(.emergency, assigned ?? filed, was: filed) }
    }

    private func filing(_ subject: Case) throws -> Case.Filing {
        let day = desk.hours.zone.date(now)
        let number = CaseNumber(prefix: settings.numberPrefix, date: day, ordinal: try ledger.takeOrdinal(on: day))
        return Case.Filing(
            number: number, type: subject.type ?? "", terms: subject.terms, sensitive: subject.sensitive,
            urgent: subject.urgent, recurrenceOf: try earlierTwins(of: subject).first?.id)
    }

    func terms(of type: CaseType, _ item: Reading.Item?) -> Case.Terms {
        Case.Terms(
            closing: type.closing, evidence: item?.evidenceNeeded ?? type.evidence,
            acknowledgeWithin: type.acknowledgeWithin, resolveWithin: item?.resolveWithin ?? type.resolveWithin)
    }

    private mutating func merge(_ subject: Case, into twin: Case) throws {
        try act(.merged(into: twin.id), on: subject, by: .bridge)
        try ledger.link(message.key, to: twin.id)
        var parent = twin
        if let effects = try? parent.apply(.noted, circumstances(why: "merged \(subject.id.rawValue)")) {
            parent.photos += subject.photos
            try keep(parent, effects, was: twin, quietly: true)
        }
    }

    // MARK: Photos

    func photos(of message: KeptMessage, role: Case.Photo.Role) -> [Case.Photo] {
        (0..<message.photos).map { index in
            Case.Photo(
                role: role, sha256: index < message.photoHashes.count ? message.photoHashes[index] : nil,
                message: message.key.id)
        }
    }

    func markPhotosTaken(_ message: KeptMessage) throws {
        guard message.photos > 0, var kept = try ledger.message(message.key), !kept.photosTaken else { return }
        kept.photosTaken = true
        try ledger.keep(kept)
    }

    /// The sender's photos without words of the last two minutes that nothing has taken yet.
    func waitingPhotos() throws -> [KeptMessage] {
        try ledger.messages(
            of: message.sender, in: room.key, since: message.sentAt.advanced(by: .zero - DeskSettings.partWait)
        ).filter {
            $0.photos > 0 && !$0.photosTaken && $0.key != message.key && ($0.text ?? "").allSatisfy(\.isWhitespace)
        }.reversed()
    }

    private func takeEarlierPhotos(into draft: inout Draft, _ photos: [KeptMessage]) {
        draft.messages = photos.filter { photo in !draft.messages.contains { $0.key == photo.key } } + draft.messages
    }

    mutating func addPhotos(of messages: [KeptMessage], to subject: Case, role: Case.Photo.Role) throws {
        var current = subject
        for message in messages {
            for photo in photos(of: message, role: role) {
                if case .done(let changed) = try act(.photo(photo), on: current) { current = changed }
            }
            try markPhotosTaken(message)
        }
    }

    /// Photos of a unit that was asked for one, or that answer a card, or that follow its own "done".
    private mutating func photosProveWork() throws -> Bool {
        guard speaker.actor.unit != nil else { return false }
        var subjects = try pointedCases(Reading(items: [])) ?? []
        if subjects.isEmpty {
            subjects = try ledger.openCases(in: room.key).filter { isUnit(of: $0) && $0.photoAsked }
        }
        if subjects.isEmpty {
            let recent = try ledger.messages(
                of: message.sender, in: room.key, since: message.sentAt.advanced(by: .zero - DeskSettings.partWait))
            for earlier in recent where earlier.key != message.key && earlier.text != nil {
                subjects = try ledger.cases(linkedTo: earlier.key).compactMap { try ledger.find($0) }
                    .filter { isUnit(of: $0) && $0.handledAt != nil }
                if !subjects.isEmpty { break }
            }
        }
        subjects = subjects.filter { isUnit(of: $0) }
        guard let subject = subjects.first else { return false }
        try addPhotos(of: [message], to: subject, role: .after)
        return true
    }

    /// Photos that follow the sender's own report within two minutes, or quote it.
    private mutating func photosJoinReport() throws -> Bool {
        if let pointed = try pointedCases(Reading(items: []))?.first {
            try addPhotos(of: [message], to: pointed, role: isUnit(of: pointed) ? .after : .before)
            return true
        }
        let recent = try ledger.messages(
            of: message.sender, in: room.key, since: message.sentAt.advanced(by: .zero - DeskSettings.partWait))
        for earlier in recent where earlier.key != message.key {
            guard let id = try ledger.cases(linkedTo: earlier.key).last, let subject = try ledger.find(id),
                subject.reporter.account == message.sender
            else { continue }
            try addPhotos(of: [message], to: subject, role: .before)
            return true
        }
        return false
    }
}
