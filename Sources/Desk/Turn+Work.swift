import Cases
import Domain
import Understanding

/// What units say about their work.
extension Turn {
    /// 收到: the case pointed at, else a transfer offered to this unit, else every case of the unit not yet answered.
    mutating func hearAcknowledgement(_ reading: Reading) throws {
        guard let unit = speaker.actor.unit else { return }
        var subjects: [Case]
        if let pointed = try pointedCases(reading) {
            subjects = pointed
        } else {
            subjects = try ledger.openCases(in: room.key).filter { $0.isOffered(to: unit) }
            if subjects.isEmpty {
                subjects = try ownOpenCases().filter { $0.state == .dispatched || $0.state == .rework }
            }
        }
        var acknowledged = false
        for subject in subjects {
            let event: Case.Event =
                if subject.isOffered(to: unit) {
                    .transferred(to: unit)
                } else if subject.unit == nil, subject.state == .filed || subject.state == .returned {
                    .claimed(unit: unit)
                } else {
                    .acknowledged
                }
            if case .done = try act(event, on: subject) { acknowledged = true }
        }
        if acknowledged { try react(with: "👌") }
    }

    /// 正在清: the case pointed at, else the newest of the unit that the words fit.
    mutating func hearProgress(_ item: Reading.Item, _ reading: Reading) throws {
        let subject: Case?
        if let pointed = try pointedCases(reading) {
            subject = pointed.first { isUnit(of: $0) } ?? pointed.first
        } else if speaker.actor.unit != nil {
            subject = narrowed(try ownOpenCases(), by: item).first
        } else {
            // An enforcement step told by somebody else binds to the open case at the place it names.
            subject =
                item.place == nil ? nil : narrowed(try ledger.openCases(in: room.key), by: item).first
        }
        guard let subject else { return }
        if case .done = try act(.progress, on: subject, why: shortText) { try react(with: "👌") }
    }

    /// 已清理: closes the unit's case, or asks once which one.
    mutating func hearDone(_ item: Reading.Item, _ reading: Reading, handled: inout Set<ID<Case>>) throws {
        let done = handled
        let meant = try meant(item, reading, among: { try ownOpenCases() }) { subject in
            isUnit(of: subject) && subject.isWorkable && !done.contains(subject.id)
        }
        switch meant {
        case .these(let subjects):
            for subject in subjects {
                try finish(subject, item)
                handled.insert(subject.id)
            }
        case .several(let subjects):
            if subjects.allSatisfy({ isUnit(of: $0) }) {
                try ask(.subject, among: subjects)
            } else if let own = subjects.first(where: { isUnit(of: $0) }) {
                try finish(own, item)
            }
        case .nothing: try hearClaim(item, reading)
        }
    }

    /// "Done" from the unit itself; from another unit it is a claim.
    mutating func finish(_ subject: Case, _ item: Reading.Item) throws {
        let earlier = try waitingPhotos()
        let hasPhoto = message.photos > 0 || !earlier.isEmpty
        let quantities = item.quantities.map { quantity in
            var cured = quantity
            if cured.measure == .found { cured.measure = .cleaned }
            return cured
        }
        guard isUnit(of: subject) else {
            try claim(subject, hasPhoto: hasPhoto, quantities)
            return
        }
        guard case .done(let changed) = try act(.handled(hasPhoto: hasPhoto, quantities: quantities), on: subject)
        else { return }
        try addPhotos(of: earlier + [message], to: changed, role: .after)
        for photo in earlier {
            for candidate in try ledger.candidates(of: message.sender, in: room.key)
            where candidate.messages.contains(photo.key.id) {
                try drop(candidate)
            }
        }
    }

    /// A unit without a case of its own here says it did the work.
    private mutating func hearClaim(_ item: Reading.Item, _ reading: Reading) throws {
        if speaker.actor.unit != nil, item.type != nil || item.place != nil {
            let others = narrowed(try ledger.openCases(in: room.key).filter(\.isWorkable), by: item)
            if others.count == 1 {
                try finish(others[0], item)
                return
            }
        }
        // A grid worker who found and cleared something: a report of its own, closed on the spot.
        if speaker.actor.role == .worker, item.place != nil, let type = item.type, item.confidence >= settings.fileFrom,
            county.caseType(type) != nil
        {
            var found = item
            found.intent = .report
            found.selfHandled = true
            try hearReport(found, of: reading)
        }
    }

    private mutating func claim(_ subject: Case, hasPhoto: Bool, _ quantities: [Quantity]) throws {
        guard let unit = speaker.actor.unit else {
            // A bystander's or reporter's "done" closes nothing; it is kept.
            try act(.handled(hasPhoto: hasPhoto, quantities: quantities), on: subject)
            return
        }
        guard let type = subject.type, county.routes(type: type, know: unit) else {
            try act(.noted, on: subject, why: "claimed by \(unit)")
            try askFirstUnit(about: subject)
            return
        }
        guard case .done(let claimed) = try act(.claimed(unit: unit), on: subject) else { return }
        if case .done(let closed) = try act(.handled(hasPhoto: hasPhoto, quantities: quantities), on: claimed) {
            try addPhotos(of: [message], to: closed, role: .after)
        }
    }

    /// 不是我们的: back to the dispatcher, or at once to the owner that routes know.
    mutating func hearReject(_ item: Reading.Item, _ reading: Reading) throws {
        guard speaker.actor.unit != nil || speaker.commands else { return }
        let meant = try meant(item, reading, among: { try ownOpenCases() }) { subject in
            isUnit(of: subject) && subject.isReturnable
        }
        switch meant {
        case .these(let subjects):
            for subject in subjects { try giveBack(subject, to: item.unit) }
        case .several(let subjects): try ask(.subject, among: subjects)
        case .nothing: break
        }
    }

    private mutating func giveBack(_ subject: Case, to owner: String?) throws {
        if !isUnit(of: subject), speaker.commands {
            try act(.rejected, on: subject, why: shortText)
            return
        }
        let known = owner.flatMap { owner in
            subject.type.map { county.routes(type: $0, know: owner) } == true && owner != subject.unit ? owner : nil
        }
        guard case .done(let returned) = try act(.returned(owner: known), on: subject, why: shortText), let known else {
            return
        }
        try act(.assigned(unit: known, assist: []), on: returned, by: .bridge, why: shortText)
    }

    /// 请转水利: an offer that the receiver accepts with a word; a dispatcher's is an order.
    mutating func hearTransfer(_ item: Reading.Item, _ reading: Reading) throws {
        guard let target = item.unit ?? firstUnitMentioned(reading) else {
            try hearReject(item, reading)
            return
        }
        if speaker.commands {
            let meant = try meant(item, reading, among: { try ledger.openCases(in: room.key) }) { $0.isReturnable }
            switch meant {
            case .these(let subjects), .several(let subjects):
                if let subject = subjects.first { try reassign(subject, to: target) }
            case .nothing: break
            }
            return
        }
        guard speaker.actor.unit != nil else { return }
        let meant = try meant(item, reading, among: { try ownOpenCases() }) { subject in
            isUnit(of: subject) && subject.isReturnable
        }
        switch meant {
        case .these(let subjects):
            for subject in subjects { try act(.transferAsked(to: target), on: subject, why: shortText) }
        case .several(let subjects): try ask(.subject, among: subjects)
        case .nothing: break
        }
    }

    mutating func reassign(_ subject: Case, to unit: String, assist: [String] = []) throws {
        try act(.assigned(unit: unit, assist: assist), on: subject, why: shortText)
    }

    func firstUnitMentioned(_ reading: Reading) -> String? {
        for mention in reading.mentions {
            switch mention {
            case .unit(let code): return code
            case .person(let id): if let unit = county.person(id)?.unit { return unit }
            case .unknown: break
            }
        }
        for mention in accountMentions {
            if case .account(let id) = mention.target,
                let unit = county.person(AccountKey(adapter: room.key.adapter, id: id))?.unit
            {
                return unit
            }
        }
        return nil
    }

    /// 申请延期3天
    mutating func hearExtend(_ item: Reading.Item, _ reading: Reading) throws {
        guard speaker.actor.unit != nil else { return }
        let meant = try meant(item, reading, among: { try ownOpenCases() }) { isUnit(of: $0) && $0.isWorkable }
        switch meant {
        case .these(let subjects):
            for subject in subjects { try askForTime(subject, item) }
        case .several(let subjects): try ask(.subject, among: subjects)
        case .nothing: break
        }
    }

    mutating func askForTime(_ subject: Case, _ item: Reading.Item) throws {
        let until =
            item.until
            ?? item.extensionLimit.map { limit in
                desk.hours.due(from: max(subject.dueAt ?? now, now), limit: limit)
            }
        try act(.extensionAsked(until: until), on: subject, why: shortText)
    }

    /// 先挂一下 needs an end date; 恢复 ends it.
    mutating func hearSuspend(_ item: Reading.Item, _ reading: Reading) throws {
        guard speaker.actor.unit != nil || speaker.commands else { return }
        let resumes = item.exists == false || isResumption(text)
        let speakerCommands = speaker.commands
        let meant = try meant(
            item, reading,
            among: { speakerCommands ? try ledger.openCases(in: room.key) : try ownOpenCases() }
        ) { subject in resumes ? subject.state == .suspended : subject.isWorkable }
        switch meant {
        case .these(let subjects):
            for subject in subjects {
                if resumes {
                    try act(.resumed, on: subject)
                } else {
                    try park(
                        subject, until: item.until ?? item.extensionLimit.map { desk.hours.due(from: now, limit: $0) })
                }
            }
        case .several(let subjects): try ask(.subject, among: subjects)
        case .nothing: break
        }
    }

    mutating func park(_ subject: Case, until: Timestamp?) throws {
        guard let until else {
            try ask(.date, about: subject)
            return
        }
        try act(.suspensionAsked(until: until), on: subject, why: shortText)
    }

    private func isResumption(_ text: String) -> Bool {
        text.contains("恢复") || text.contains("解挂") || text.contains("resume")
    }

    /// The words of the message as a reason: one line, not endless.
    var shortText: String? {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.isEmpty ? nil : String(line.prefix(120))
    }
}

extension Case {
    /// Work may still be reported on it.
    var isWorkable: Bool {
        switch state {
        case .filed, .dispatched, .handling, .returned, .suspended, .rework: true
        case .reported, .verifying, .rejected, .feedback, .checking, .closed, .selfClosed, .merged, .withdrawn,
            .voided, .forceClosed:
            false
        }
    }

    /// It may be given back or on to another unit.
    var isReturnable: Bool {
        switch state {
        case .filed, .dispatched, .handling, .returned, .rework: true
        case .reported, .verifying, .rejected, .suspended, .feedback, .checking, .closed, .selfClosed, .merged,
            .withdrawn, .voided, .forceClosed:
            false
        }
    }

    func isOffered(to unit: String) -> Bool {
        if case .transfer(let receiver) = request?.kind { receiver == unit } else { false }
    }
}
