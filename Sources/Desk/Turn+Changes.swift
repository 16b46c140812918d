import Cases
import Domain
import Understanding

/// Words taken back, changed or mended.
extension Turn {
    /// 作废: an order of whoever is in charge; everybody else can only take back what they said themselves.
    mutating func hearVoid(_ item: Reading.Item, _ reading: Reading) throws {
        speaker.commands ? try hearOrder(.voided, item, reading) : try hearWithdraw(item, reading)
    }

    /// 误报: the reporter takes the report back.
    mutating func hearWithdraw(_ item: Reading.Item, _ reading: Reading) throws {
        if let pointed = try pointedCases(reading)?.first {
            // Of what is closed, 误报 from somebody in charge is an order.
            let isReporter = pointed.reporter.account == message.sender
            let isOrder = speaker.commands && !isReporter && pointed.closedAt != nil
            try act(isOrder ? .voided : .withdrawn, on: pointed, why: shortText)
            return
        }
        if let half = try ledger.candidates(of: message.sender, in: room.key).last { return try drop(half) }
        let own = try ledger.openCases(in: room.key).filter { $0.reporter.account == message.sender }
        if let newest = narrowed(own, by: item).first { try act(.withdrawn, on: newest, why: shortText) }
    }

    /// 打错了，是和平路; *店外经营: mends the speaker's last report, or the case pointed at.
    mutating func hearCorrection(_ item: Reading.Item, _ reading: Reading) throws {
        let subject: Case?
        if let pointed = try pointedCases(reading)?.first {
            subject = pointed
        } else {
            let open = try ledger.openCases(in: room.key).filter { $0.reporter.account == message.sender }
            if open.isEmpty, var candidate = try ledger.candidates(of: message.sender, in: room.key).first {
                if let place = item.place {
                    candidate.chosenPlace = .init(text: place.text, name: place.name, grid: place.grid)
                }
                if let type = item.type { candidate.chosenType = type }
                candidate.lastPartAt = message.sentAt
                try advance(candidate)
                return
            }
            subject = open.first
        }
        guard let subject, speaker.commands || subject.reporter.account == message.sender || isUnit(of: subject) else {
            return
        }
        if let unit = item.unit, item.type == nil, item.place == nil, speaker.commands {
            try reassign(subject, to: unit)
            return
        }
        let correction = correction(of: subject, by: item)
        guard correction != Case.Correction() else { return }
        try mend(subject, by: correction, quietly: false)
    }

    /// Applies a correction. What now belongs to another unit goes there; the line of the correction then names none.
    private mutating func mend(_ subject: Case, by correction: Case.Correction, quietly: Bool) throws {
        var mended = subject
        mended.type = correction.type ?? subject.type
        mended.grid = correction.grid ?? subject.grid
        let route = mended.type.flatMap { county.route(type: $0, grid: mended.grid) }
        let isElsewhere = mended.type != subject.type || mended.grid != subject.grid
        guard isElsewhere, let route, route.unit != subject.unit, subject.isReturnable, subject.number != nil else {
            try act(.corrected(correction), on: subject, why: shortText, quietly: quietly)
            return
        }
        let acted = try act(.corrected(correction), on: subject, why: shortText, quietly: true)
        guard let changed = acted.subject else { return }
        if !quietly {
            var bare = changed
            bare.unit = nil
            try announce(.corrected, bare, was: subject)
        }
        if changed.urgent, !subject.urgent { try announce(.emergency, changed, was: subject) }
        try act(.assigned(unit: route.unit, assist: route.assist), on: changed, by: .bridge, why: "corrected")
    }

    private func correction(of subject: Case, by item: Reading.Item) -> Case.Correction {
        var correction = Case.Correction()
        if let code = item.type, code != subject.type, let type = county.caseType(code) {
            correction.type = code
            correction.terms = terms(of: type, item, grid: item.place?.grid ?? subject.grid)
            correction.sensitive = type.sensitive || item.sensitive
            correction.urgent = type.urgent || item.urgent
        }
        if let place = item.place, place.text != subject.place.text {
            correction.place = Case.PlaceName(text: place.text, name: place.name)
            correction.grid = place.grid
        }
        if !item.quantities.isEmpty, item.quantities != subject.quantities { correction.quantities = item.quantities }
        return correction
    }

    // MARK: Edits and recalls by the platform

    /// The message has new words.
    mutating func edit(_ edited: InboundMessage, revision: Int64?) throws {
        let before = message
        var kept = before
        if let text = edited.text { kept.text = text }
        if let attachments = edited.attachments {
            kept.photos = edited.photoCount
            kept.photoHashes = attachments.filter { $0.kind == .image || $0.kind == .video }.map(\.sha256)
        }
        kept.revision = revision ?? (before.revision ?? -1) + 1
        try ledger.keep(kept)
        for candidate in try ledger.candidates(of: before.sender, in: room.key)
        where candidate.messages.contains(before.key.id) {
            return try advance(candidate)
        }
        let subjects = try ledger.cases(linkedTo: before.key).compactMap { try ledger.find($0) }
            .filter { $0.source.message == before.key.id }
        if kept.photos > before.photos {
            for subject in subjects {
                for photo in photos(of: kept, role: .before).dropFirst(before.photos) {
                    if let current = try ledger.find(subject.id) { try act(.photo(photo), on: current) }
                }
            }
        }
        guard kept.text != before.text, let text = kept.text else { return }
        if subjects.isEmpty {
            // Nothing came of the old words: the new ones are heard as if just said, unless they are old.
            let isFresh = before.sentAt.advanced(by: DeskSettings.questionLife) >= edited.sentAt
            guard isFresh, try ledger.cases(linkedTo: before.key).isEmpty, !before.senderIsBot else { return }
            var turn = Turn(desk: desk, ledger: ledger, now: now, room: room, message: kept, speaker: speaker)
            return try turn.hear()
        }
        try mend(subjects.compactMap { try ledger.find($0.id) }, to: text, in: kept)
    }

    /// New words of a report: each of its cases takes its item of them, without a line; the cards show it.
    private mutating func mend(_ subjects: [Case], to text: String, in kept: KeptMessage) throws {
        let reports = desk.rulebook.read(text, surroundings(kept)).items.filter { $0.intent == .report }
        for subject in subjects {
            guard let changed = try act(.edited(text: text), on: subject).subject, changed.state.isOpen else {
                continue
            }
            let index = subjects.count == 1 ? 0 : subject.source.ordinal - 1
            guard reports.indices.contains(index), subjects.count == 1 || reports.count == subjects.count,
                reports[index].confidence >= settings.fileFrom
            else { continue }
            let correction = correction(of: changed, by: reports[index])
            guard correction != Case.Correction() else { continue }
            try mend(changed, by: correction, quietly: true)
        }
    }

    /// The message was taken back on the platform: its words leave every view.
    mutating func recall() throws {
        let subjects = try ledger.cases(linkedTo: message.key).compactMap { try ledger.find($0) }
        for candidate in try ledger.candidates(of: message.sender, in: room.key)
        where candidate.messages.contains(message.key.id) {
            if candidate.messages.count == 1 {
                try drop(candidate)
            } else {
                var rest = candidate
                rest.messages.removeAll { $0 == message.key.id }
                try ledger.save(rest)
            }
        }
        var silent = message
        silent.text = nil
        silent.revision = Desk.recalled
        try ledger.keep(silent)
        for subject in subjects {
            if subject.source.message == message.key.id {
                try act(.recalled, on: subject)
            } else if let gone = message.text, let text = subject.text, subject.reporter.account == message.sender {
                // One of several parts of a report: its words leave the case, the rest stays.
                let rest = text.split(separator: "\n").filter { !gone.split(separator: "\n").contains($0) }
                if rest.count < text.split(separator: "\n").count {
                    try act(.edited(text: rest.joined(separator: "\n")), on: subject)
                }
            }
        }
    }

    // MARK: Reactions

    /// By `reactions.csv`: the unit acknowledges or says done, on a closing anybody rates.
    mutating func react(_ key: String) throws {
        guard let target = message.replyTo else { return }
        let post = try ledger.post(MessageKey(adapter: room.key.adapter, id: target))
        guard let subject = try pointedCases(Reading(items: []))?.first else { return }
        let isClosing = post?.kind == "closed" || post?.kind == "self-closed" || post?.kind == "confirm"
        switch desk.county.meaning(ofReaction: key) {
        case .satisfied where isClosing: try act(.rated(5), on: subject)
        case .dissatisfied where isClosing: try act(.rated(1), on: subject)
        case .acknowledge, .satisfied:
            guard isUnit(of: subject), subject.state == .dispatched || subject.state == .rework else { return }
            try act(.acknowledged, on: subject)
        case .done:
            guard isUnit(of: subject) else { return }
            try finish(subject, Reading.Item(intent: .done))
        case .dissatisfied, nil: break
        }
    }

    // MARK: Undo

    /// 撤销: undoes the bridge's last decision in the room, or the one whose post is quoted.
    mutating func undo() throws {
        let kinds = ["assignment", "closed", "self-closed", "merged"]
        let post: (id: String, kind: String, subject: ID<Case>?)?
        if let quoted = message.replyTo {
            post = try ledger.post(MessageKey(adapter: room.key.adapter, id: quoted))
        } else {
            post = try ledger.newestPost(in: room.key, kinds: kinds)
        }
        guard let post, let id = post.subject, let subject = try ledger.find(id) else { return }
        switch post.kind {
        case "self-closed":
            // Nobody's until now: it goes to the unit that routes name, with a card that says enough.
            let reopened = try act(.reopened, on: subject, why: "撤销", quietly: true).subject
            if let reopened, reopened.state == .filed { try assign(reopened) }
        case "closed": try act(.reopened, on: subject, why: "撤销")
        case "merged":
            guard let merged = try mergedReport(of: subject, answeredBy: post.id) else { return }
            try fileAndAssign(try begin(merged, by: speaker.actor), by: speaker.actor)
        case "assignment":
            if speaker.commands {
                try act(.voided, on: subject, why: "撤销")
            } else {
                try act(.withdrawn, on: subject, why: "撤销")
            }
        default: break
        }
    }

    /// The report that a `merged` line was about, to be filed on its own after all.
    private func mergedReport(of parent: Case, answeredBy post: String) throws -> Case? {
        for id in try ledger.cases(linkedTo: MessageKey(adapter: room.key.adapter, id: post)) {
            guard let report = try ledger.find(id), report.state == .merged else { continue }
            var fresh = Case(
                id: try ledger.newCaseID(), reporter: report.reporter, source: report.source, text: report.text,
                place: report.place, reportedAt: report.reportedAt)
            fresh.type = report.type
            fresh.terms = report.terms
            fresh.grid = report.grid
            fresh.coordinate = report.coordinate
            fresh.sensitive = report.sensitive
            fresh.urgent = report.urgent
            fresh.photos = report.photos
            fresh.quantities = report.quantities
            return fresh
        }
        return nil
    }
}
