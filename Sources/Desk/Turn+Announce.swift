import Cases
import Domain
import Templating

/// What is said of a case, where, to whom: one table of announcements.
extension Turn {
    mutating func announce(_ announcement: Case.Announcement, _ subject: Case, was before: Case) throws {
        var values = view(subject, why: shortText)
        // The receiver's 收到 is no reason for the transfer.
        if announcement == .transferred, speaker.actor.unit == subject.unit { values["reason"] = .absent }
        let kind = announcement.template
        switch announcement {
        case .assignment, .transferred: try sayAssignment(subject, was: before, values)
        case .emergency: try sayEmergency(subject, values)
        case .closed: try sayAtHome(kind, subject, replyTo: try cardID(of: subject), toReporter: true, values)
        case .selfClosed: try sayAtHome(kind, subject, replyTo: nil, toReporter: true, values)
        case .merged: try sayMerged(subject)
        case .withdrawn, .voided, .rejected: try sayHere(kind, subject, values)
        case .corrected: try sayCorrected(subject, was: before, values)
        case .askUnit: try askUnit(about: subject)
        case .askPhoto: try askPhoto(of: subject, values)
        case .rework, .reopened:
            try sayAtHome(kind, subject, replyTo: message.key.id, mention: contacts(of: subject), values)
        case .extensionAsked, .suspensionAsked: try sayHere(kind, subject, mention: [approver(of: subject)], values)
        case .extensionGranted, .extensionRefused, .suspended, .suspensionRefused:
            try sayDecision(kind, subject, of: before.request, values)
        case .verify: break  // posted to nobody: a worker of the grid answers of their own accord
        case .check:
            try sayAtHome(kind, subject, replyTo: try cardID(of: subject), mention: [checker(of: subject)], values)
        case .confirm: try sayAtHome(kind, subject, replyTo: try cardID(of: subject), toReporter: true, values)
        }
    }

    // MARK: Cards

    /// The case's one card. A sensitive case shows its room one line, and its card where only the unit reads.
    private mutating func sayAssignment(
        _ subject: Case, was before: Case, _ values: [String: TemplateValue]
    ) throws {
        guard let home = county.room(subject.source.room) else { return }
        let isFirst = try cardID(of: subject) == nil && before.assignedAt == nil
        let kind = isFirst ? "assignment" : "transferred"
        let id = isFirst ? cardName(subject) : nil
        if county.mayBeNamed(subject, in: home) {
            try say(
                kind, id: id, in: home, replyTo: subject.source.message, mention: contacts(of: subject, in: home),
                about: subject, values: values)
        } else {
            if isFirst { try saySensitive(subject) }
            if let room = county.closedRoom(of: subject) {
                try say(
                    kind, id: id, in: room, replyTo: nil, mention: contacts(of: subject, in: room), about: subject,
                    values: values)
            }
            return
        }
        guard let unit = subject.unit, county.contacts(ofUnit: unit, adapter: home.key.adapter).isEmpty else { return }
        for room in county.rooms(ofUnit: unit) where room.key != home.key {
            try say(
                "assignment", id: "\(cardName(subject))@\(room.key.id)", in: room, replyTo: nil,
                mention: contacts(of: subject, in: room), about: subject, values: values)
        }
    }

    /// 已转专人处理: all that the room of a sensitive report sees, and all that the post carries.
    mutating func saySensitive(_ subject: Case) throws {
        guard let home = county.room(subject.source.room) else { return }
        let post = try say("sensitive", in: home, replyTo: subject.source.message, about: nil, values: [:])
        try ledger.link(MessageKey(adapter: home.key.adapter, id: post), to: subject.id)
    }

    /// `card:<source message id>`, with `#2` for the message's second case.
    private func cardName(_ subject: Case) -> String {
        "card:\(subject.source.message)" + (subject.source.ordinal > 1 ? "#\(subject.source.ordinal)" : "")
    }

    /// The id of the card, when it was said.
    func cardID(of subject: Case) throws -> String? {
        try ledger.post(MessageKey(adapter: subject.source.room.adapter, id: cardName(subject)))?.id
    }

    /// The card shows how the case stands, where the platform can edit. A case that has become sensitive takes its
    /// words out of the room.
    func editCard(of subject: Case, was before: Case) throws {
        guard
            subject.state != before.state || subject.dueAt != before.dueAt || subject.unit != before.unit
                || subject.supervision != before.supervision || subject.type != before.type
                || subject.place != before.place || subject.text != before.text,
            before.assignedAt != nil, settings.postsOn, !before.sensitive,
            let card = try cardID(of: subject), let home = county.room(subject.source.room), home.purpose != .observe,
            try !ledger.isMuted(home.key)
        else { return }
        var values = view(subject, why: nil)
        values["status"] = .text(try status(of: subject, language: language(of: home)))
        let isOpen = county.mayBeNamed(subject, in: home)
        let text = words(isOpen ? "assignment" : "sensitive", in: home, isOpen ? values : [:])
        guard !text.isEmpty else { return }
        try ledger.send(
            OutboundPost(
                id: "edit:\(card):\(subject.eventCount)",
                action: .edit(of: card, revision: Int64(subject.eventCount)), room: home.key, kind: "assignment",
                text: text, caseInfo: isOpen ? info(subject) : nil, at: now, silent: true),
            about: subject.id)
    }

    private func status(of subject: Case, language: String) throws -> String {
        let word = statusWord(subject, language: language)
        let source = MessageKey(adapter: subject.source.room.adapter, id: subject.source.message)
        guard try ledger.message(source)?.revision == Desk.recalled else { return word }
        return language == "en" ? word + "; report recalled" : word + "，原文已撤回"
    }

    private mutating func sayEmergency(_ subject: Case, _ values: [String: TemplateValue]) throws {
        guard !subject.sensitive else { return }
        for room in county.emergencyRooms(near: subject.source.room) {
            let people = contacts(of: subject, in: room) + [subject.grid.flatMap { chief(ofGrid: $0) }]
            try say("emergency", in: room, replyTo: nil, mention: people, about: subject, values: values)
        }
    }

    // MARK: Lines

    /// Where it was said, to the message that caused it.
    private mutating func sayHere(
        _ kind: String, _ subject: Case, mention: [Person?] = [], _ values: [String: TemplateValue]
    ) throws {
        try sayOf(subject, kind, in: room, replyTo: message.key.id, mention: mention, values)
    }

    /// In the room of the report.
    private mutating func sayAtHome(
        _ kind: String, _ subject: Case, replyTo: String?, mention: [Person?] = [], toReporter: Bool = false,
        _ values: [String: TemplateValue]
    ) throws {
        let reporter = reporter(of: subject)
        try sayOf(
            subject, kind, in: county.room(subject.source.room), replyTo: replyTo ?? subject.source.message,
            mention: toReporter ? [reporter] : mention,
            mentionAccounts: toReporter && reporter == nil ? [subject.reporter.account] : [], values)
    }

    /// A line about a case; of a sensitive one only where its card stands, without the reporter's name.
    private mutating func sayOf(
        _ subject: Case, _ kind: String, in wanted: Room?, replyTo: String?, mention: [Person?] = [],
        mentionAccounts: [AccountKey] = [], _ values: [String: TemplateValue]
    ) throws {
        guard let wanted else { return }
        if county.mayBeNamed(subject, in: wanted) {
            try say(
                kind, in: wanted, replyTo: replyTo, mention: mention, mentionAccounts: mentionAccounts, about: subject,
                values: values)
        } else if subject.assignedAt != nil, let closed = county.closedRoom(of: subject) {
            var bare = values
            bare["reporter"] = .absent
            let people = mention.filter { $0?.unit != nil && $0?.unit == subject.unit }
            try say(
                kind, in: closed, replyTo: try cardID(of: subject), mention: people, about: subject, values: bare)
        }
    }

    /// One line to the reporter, in the words of the case that goes on.
    private mutating func sayMerged(_ subject: Case) throws {
        guard let parent = try subject.mergedInto.flatMap({ try ledger.find($0) }), county.mayBeNamed(parent, in: room)
        else {
            return
        }
        // What is quoted from this line on is the case that goes on; the merged report stays linked for an undo.
        let post = try say("merged", in: room, replyTo: message.key.id, about: parent, values: view(parent, why: nil))
        try ledger.link(MessageKey(adapter: room.key.adapter, id: post), to: subject.id)
    }

    /// What a mended type makes sensitive is spoken of no more in the room.
    private mutating func sayCorrected(
        _ subject: Case, was before: Case, _ values: [String: TemplateValue]
    ) throws {
        if subject.sensitive, !before.sensitive, !county.mayBeNamed(subject, in: room) {
            try saySensitive(subject)
        } else {
            try sayHere("corrected", subject, values)
        }
    }

    /// To the asker, where it was asked. What nobody asked for is the unit's to know.
    private mutating func sayDecision(
        _ kind: String, _ subject: Case, of request: Case.Request?, _ values: [String: TemplateValue]
    ) throws {
        guard let asked = request?.message,
            let question = try ledger.message(MessageKey(adapter: room.key.adapter, id: asked))
        else { return try sayHere(kind, subject, mention: contacts(of: subject), values) }
        try sayOf(
            subject, kind, in: county.room(question.room), replyTo: asked,
            mention: [request?.by.account.flatMap { county.person($0) }], values)
    }

    private mutating func askPhoto(of subject: Case, _ values: [String: TemplateValue]) throws {
        try sayOf(
            subject, "ask-photo", in: room, replyTo: message.key.id, mention: [speaker.person],
            mentionAccounts: speaker.person == nil ? [speaker.account] : [], values)
    }

    // MARK: Whom

    func contacts(of subject: Case, in room: Room? = nil) -> [Person?] {
        let adapter = (room?.key ?? subject.source.room).adapter
        return subject.unit.map { county.contacts(ofUnit: $0, adapter: adapter) } ?? []
    }

    func reporter(of subject: Case) -> Person? { subject.reporter.person.flatMap { county.person($0) } }

    func chief(ofGrid code: String) -> Person? {
        for area in county.lineage(ofGrid: code) {
            if let chief = county.grid(area)?.chief.flatMap({ county.person($0) }) { return chief }
        }
        return nil
    }

    /// Who may grant what was asked: the unit's head first, then a dispatcher, else a leader (domain: extension); never the
    /// asker. An appeal is no head's to grant.
    func approver(of subject: Case) -> Person? {
        if subject.appealSince != nil { return firstReachable(.dispatcher) ?? firstReachable(.leader) }
        let asker = subject.request?.by.person
        let head = subject.unit.flatMap { county.unit($0)?.head }.flatMap { county.person($0) }.flatMap { person in
            person.accounts.contains { $0.adapter == room.key.adapter } ? person : nil
        }
        return [head, firstReachable(.dispatcher), firstReachable(.leader)].compactMap { $0 }.first { $0.id != asker }
    }

    /// Never of the unit whose work is checked.
    func checker(of subject: Case) -> Person? {
        county.tables.people.first { person in
            person.role == .checker && (person.unit == nil || person.unit != subject.unit)
                && person.accounts.contains { $0.adapter == room.key.adapter }
        }
    }
}

extension Case.Announcement {
    /// The template's name.
    var template: String {
        switch self {
        case .assignment: "assignment"
        case .emergency: "emergency"
        case .closed: "closed"
        case .selfClosed: "self-closed"
        case .merged: "merged"
        case .withdrawn: "withdrawn"
        case .voided: "voided"
        case .rejected: "rejected"
        case .corrected: "corrected"
        case .transferred: "transferred"
        case .askUnit: "ask-unit"
        case .askPhoto: "ask-photo"
        case .rework: "rework"
        case .reopened: "reopened"
        case .extensionAsked: "extension-asked"
        case .extensionGranted: "extension-granted"
        case .extensionRefused: "extension-refused"
        case .suspensionAsked: "suspension-asked"
        case .suspended: "suspended"
        case .suspensionRefused: "suspension-refused"
        case .verify: "verify"
        case .check: "check"
        case .confirm: "confirm"
        }
    }
}
