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
            if subjects.isEmpty { subjects = try ledCases().filter(\.awaitsAnswer) }
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
            subject = try ownFitting(item) { _ in true }.first
        } else {
            // An enforcement step told by somebody else binds to the open case at the place it names.
            subject =
                item.place == nil ? nil : narrowed(try ledger.openCases(in: room.key), by: item).first
        }
        guard let subject, let told = try act(.progress, on: subject, why: shortText).subject else { return }
        try react(with: "👌")
        try addPhotos(of: [message], to: told, role: .near)
    }

    /// The receiver of a transfer who quotes it and speaks of the work has taken it.
    mutating func acceptOffer(_ reading: Reading) throws {
        guard let unit = speaker.actor.unit, message.replyTo != nil, let pointed = try pointedCases(reading) else {
            return
        }
        switch reading.intent {
        case .acknowledge, .reject, .refuse, .transfer, .query, .remind: return
        default:
            for subject in pointed where subject.isOffered(to: unit) { try act(.transferred(to: unit), on: subject) }
        }
    }

    /// 已清理: closes the unit's case, or asks once which one.
    mutating func hearDone(_ item: Reading.Item, _ reading: Reading, handled: inout Set<ID<Case>>) throws {
        let done = handled
        let meant = try meant(item, reading) { subject in
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
        let proof = try waitingPhotos() + ([message, answered].compactMap { $0 }).filter { $0.photos > 0 }
        let quantities = item.quantities.map { quantity in
            var cured = quantity
            if cured.measure == .found { cured.measure = .cleaned }
            return cured
        }
        let event = Case.Event.handled(hasPhoto: !proof.isEmpty, quantities: quantities)
        guard let mine = isUnit(of: subject) ? subject : try claim(subject, orAsk: event),
            let changed = try act(event, on: mine).subject
        else { return }
        try addPhotos(of: proof, to: changed, role: .after)
        for candidate in try ledger.candidates(of: message.sender, in: room.key)
        where proof.contains(where: { candidate.messages.contains($0.key.id) }) {
            try drop(candidate)
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
        if speaker.actor.role == .worker, !room.isOfTwo, item.place != nil, let type = item.type,
            item.confidence >= settings.fileFrom,
            county.caseType(type) != nil
        {
            var found = item
            found.intent = .report
            found.selfHandled = true
            try hearReport(found, of: reading)
        }
    }

    /// The case, when the speaker's unit may say that it did another's work; else nil, and what was said is kept.
    private mutating func claim(_ subject: Case, orAsk event: Case.Event) throws -> Case? {
        guard let unit = speaker.actor.unit, subject.isWorkable else {
            // A bystander's "done" closes nothing, nor does one that comes after the closing.
            try act(event, on: subject, why: shortText)
            return nil
        }
        if subject.unit == nil || subject.type.map({ county.routes(type: $0, know: unit) }) ?? false {
            return try act(.claimed(unit: unit), on: subject).subject
        }
        try act(.noted, on: subject, why: "claimed by \(unit)")
        // The photos wait with the words for the first unit's answer.
        try markPhotosTaken(message)
        try askFirstUnit(about: subject)
        return nil
    }

    /// 不是我们的: back to the dispatcher, or at once to the owner that routes know.
    mutating func hearReject(_ item: Reading.Item, _ reading: Reading) throws {
        guard speaker.actor.unit != nil || speaker.commands else {
            if let pointed = try pointedCases(reading)?.first { try act(.noted, on: pointed, why: shortText) }
            return
        }
        let meant = try meant(item, reading) { isUnit(of: $0) && $0.isReturnable }
        switch meant {
        case .these(let subjects):
            for subject in subjects { try giveBack(subject, to: item.unit) }
        case .several(let subjects): try ask(.subject, among: subjects)
        case .nothing: break
        }
    }

    mutating func giveBack(_ subject: Case, to owner: String?) throws {
        if !isUnit(of: subject), speaker.commands { return try overrule(subject, owner) }
        // Two units that name each other would pass a case to and fro for ever.
        let known = owner.flatMap { owner -> String? in
            guard subject.returns + 1 < Case.mostReturns, owner != subject.unit, let type = subject.type,
                county.routes(type: type, know: owner)
            else { return nil }
            return owner
        }
        guard case .done(let returned) = try act(.returned(owner: known), on: subject, why: shortText), let known else {
            return
        }
        try act(.assigned(unit: known, assist: []), on: returned, by: .bridge, why: shortText)
    }

    /// Somebody in charge says whose it is not: to the owner named, or not a case at all.
    private mutating func overrule(_ subject: Case, _ owner: String?) throws {
        if let owner, owner != subject.unit, subject.isReturnable {
            try reassign(subject, to: owner)
        } else if subject.number != nil, subject.state != .returned, text.contains("立案") {
            // A number that was said aloud is voided; only what nobody has yet is rejected.
            try act(.voided, on: subject, why: shortText)
        } else {
            try act(.rejected, on: subject, why: shortText)
        }
    }

    /// 请转水利: an offer that the receiver accepts with a word; a dispatcher's is an order.
    mutating func hearTransfer(_ item: Reading.Item, _ reading: Reading) throws {
        guard let target = item.unit ?? firstUnitMentioned(reading) else { return try hearReject(item, reading) }
        guard speaker.actor.unit != nil || speaker.commands else {
            if let pointed = try pointedCases(reading)?.first { try act(.noted, on: pointed, why: shortText) }
            return
        }
        let isOrder = speaker.commands
        let meant =
            isOrder
            ? try meant(item, reading, among: openCasesHere()) { $0.isReturnable && $0.unit != target }
            : try meant(item, reading) { isUnit(of: $0) && $0.isReturnable }
        switch meant {
        case .these(let subjects):
            for subject in subjects { try offer(subject, to: target) }
        case .several(let subjects): try ask(.subject, among: subjects)
        case .nothing: break
        }
    }

    mutating func offer(_ subject: Case, to target: String?) throws {
        guard let target else { return try giveBack(subject, to: nil) }
        if speaker.commands {
            try reassign(subject, to: target)
        } else {
            try act(.transferAsked(to: target), on: subject, why: shortText)
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
        guard speaker.actor.unit != nil || speaker.commands else { return }
        let isOrder = speaker.commands
        let meant =
            isOrder
            ? try meant(item, reading, among: orderedCases(item)) { $0.isWorkable }
            : try meant(item, reading) { isUnit(of: $0) && $0.isWorkable }
        switch meant {
        case .these(let subjects):
            for subject in subjects { try askForTime(subject, item) }
        case .several(let subjects): try ask(.subject, among: subjects)
        case .nothing: break
        }
    }

    /// What an order without a pointer can mean: it must name a unit, a place or a type.
    private func orderedCases(_ item: Reading.Item) throws -> [Case] {
        guard item.unit != nil || item.place != nil || item.type != nil else { return [] }
        return try openCasesHere().filter { item.unit == nil || $0.unit == item.unit }
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
        let resumes = resumes
        func fits(_ subject: Case) -> Bool { resumes ? subject.state == .suspended : subject.isWorkable }
        let meant =
            speaker.commands
            ? try meant(item, reading, among: openCasesHere(), fits: fits) : try meant(item, reading, fits: fits)
        switch meant {
        case .these(let subjects):
            for subject in subjects { try parkOrResume(subject, item) }
        case .several(let subjects): try ask(.subject, among: subjects)
        case .nothing: break
        }
    }

    mutating func parkOrResume(_ subject: Case, _ item: Reading.Item) throws {
        if resumes {
            try act(.resumed, on: subject)
        } else if let until = item.until ?? item.extensionLimit.map({ desk.hours.due(from: now, limit: $0) }) {
            try act(.suspensionAsked(until: until), on: subject, why: shortText)
        } else if isUnit(of: subject) || speaker.commands {
            try ask(.date, about: subject)
        } else {
            try act(.noted, on: subject, why: shortText)
        }
    }

    /// 取消挂账 ends a suspension, and so does 恢复处置; 先挂一下，等供电恢复 does not.
    private var resumes: Bool {
        func says(_ words: [String]) -> Bool { words.contains { text.contains($0) } }
        if says(["解挂", "解除挂", "取消挂", "不用挂", "不挂了"]) { return true }
        return says(["恢复", "继续办", "继续处", "resume"]) && !says(["挂", "缓", "暂停", "搁", "放一", "放着", "hold"])
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

    /// The unit has yet to say 收到.
    var awaitsAnswer: Bool { state == .dispatched || state == .rework }

    func isOffered(to unit: String) -> Bool {
        if case .transfer(let receiver) = request?.kind { receiver == unit } else { false }
    }
}
