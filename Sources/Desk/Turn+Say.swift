import Cases
import Domain
import Templating

/// What is said, where, to whom: one table of announcements.
extension Turn {
    mutating func announce(_ announcement: Case.Announcement, _ subject: Case, was before: Case) throws {
        let values = view(subject, why: shortText)
        switch announcement {
        case .assignment: try sayAssignment(subject, was: before, values)
        case .emergency: try sayEmergency(subject, values)
        case .closed: try sayClosed("closed", subject, values)
        case .selfClosed: try sayClosed("self-closed", subject, values)
        case .merged, .withdrawn, .voided, .rejected, .corrected:
            guard !subject.sensitive else { return }
            try sayWhereSaid(announcement, subject, values)
        case .transferred: try sayAssignment(subject, was: before, values)
        case .askUnit: try askUnit(about: subject)
        case .askPhoto: try askPhoto(subject, values)
        case .rework, .reopened:
            try sayOfCase(
                announcement == .rework ? "rework" : "reopened", subject, replyTo: message.key.id,
                mention: contacts(of: subject), values)
        case .extensionAsked, .suspensionAsked:
            try sayOfCase(
                announcement.template, subject, replyTo: message.key.id, mention: [approver(of: subject)], values)
        case .extensionGranted, .extensionRefused, .suspended, .suspensionRefused:
            let asker = before.request?.by.account.flatMap { county.person($0) }
            try sayOfCase(
                announcement.template, subject, replyTo: before.request?.message ?? message.key.id, mention: [asker],
                values)
        case .verify: break  // posted to nobody: a worker of the grid answers of their own accord
        case .check:
            let checker = firstReachable(.checker)
            try sayOfCase("check", subject, replyTo: try cardID(of: subject), mention: [checker], values)
        case .confirm:
            try sayOfCase(
                "confirm", subject, replyTo: try cardID(of: subject), mention: [reporter(of: subject)],
                mentionAccounts: reporter(of: subject) == nil ? [subject.reporter.account] : [], values)
        }
    }

    // MARK: Cards

    /// The case's one card. A sensitive case shows the room one line, and its card where only the unit reads.
    private mutating func sayAssignment(
        _ subject: Case, was before: Case, _ values: [String: TemplateValue]
    ) throws {
        guard let home = county.room(subject.source.room) else { return }
        let isFirst = before.assignedAt == nil
        let unitRooms = subject.unit.map { county.rooms(ofUnit: $0) } ?? []
        if subject.sensitive {
            if isFirst {
                try say("sensitive", in: home, replyTo: subject.source.message, about: subject, values: [:])
            }
            let closed = unitRooms.isEmpty ? county.rooms(.admin).prefix(1) : unitRooms.prefix(1)
            for room in closed {
                try say(
                    isFirst ? "assignment" : "transferred", id: isFirst ? cardName(subject) : nil, in: room,
                    replyTo: nil, mention: contacts(of: subject, in: room), about: subject, values: values)
            }
            return
        }
        try say(
            isFirst ? "assignment" : "transferred", id: isFirst ? cardName(subject) : nil, in: home,
            replyTo: subject.source.message, mention: contacts(of: subject, in: home), about: subject, values: values)
        guard let unit = subject.unit, county.contacts(ofUnit: unit, adapter: home.key.adapter).isEmpty else { return }
        for room in unitRooms {
            try say(
                "assignment", id: "\(cardName(subject))@\(room.key.id)", in: room, replyTo: nil,
                mention: contacts(of: subject, in: room), about: subject, values: values)
        }
    }

    /// `card:<source message id>`, with `#2` for the message's second case.
    private func cardName(_ subject: Case) -> String {
        "card:\(subject.source.message)" + (subject.source.ordinal > 1 ? "#\(subject.source.ordinal)" : "")
    }

    /// The id of the card, when it was said.
    func cardID(of subject: Case) throws -> String? {
        try ledger.post(MessageKey(adapter: subject.source.room.adapter, id: cardName(subject)))?.id
    }

    /// The card shows how the case stands, where the platform can edit.
    func editCard(of subject: Case, was before: Case) throws {
        guard
            subject.state != before.state || subject.dueAt != before.dueAt || subject.unit != before.unit
                || subject.supervision != before.supervision || subject.type != before.type
                || subject.place != before.place || subject.text != before.text,
            before.assignedAt != nil, settings.postsOn,
            let post = try ledger.post(MessageKey(adapter: subject.source.room.adapter, id: cardName(subject))),
            let home = subject.sensitive ? nil : county.room(subject.source.room), home.purpose != .observe,
            try !ledger.isMuted(home.key)
        else { return }
        var values = view(subject, why: nil)
        values["status"] = .text(statusWord(subject, language: language(of: home)))
        let text = words("assignment", in: home, values)
        guard !text.isEmpty else { return }
        try ledger.send(
            OutboundPost(
                id: "edit:\(post.id):\(subject.eventCount)",
                action: .edit(of: post.id, revision: Int64(subject.eventCount)),
                room: home.key, kind: "assignment", text: text, caseInfo: info(subject), at: now, silent: true),
            about: subject.id)
    }

    private mutating func sayEmergency(_ subject: Case, _ values: [String: TemplateValue]) throws {
        guard !subject.sensitive else { return }
        for room in county.rooms(.emergency) where room.key.adapter == subject.source.room.adapter {
            var people = contacts(of: subject, in: room)
            if let chief = subject.grid.flatMap({ chief(ofGrid: $0) }) { people.append(chief) }
            try say("emergency", in: room, replyTo: nil, mention: people, about: subject, values: values)
        }
    }

    private func chief(ofGrid code: String) -> Person? {
        for area in county.lineage(ofGrid: code) {
            if let chief = county.grid(area)?.chief.flatMap({ county.person($0) }) { return chief }
        }
        return nil
    }

    private mutating func sayClosed(_ kind: String, _ subject: Case, _ values: [String: TemplateValue]) throws {
        let isSelf = kind == "self-closed"
        try sayOfCase(
            kind, subject, replyTo: isSelf ? subject.source.message : try cardID(of: subject) ?? subject.source.message,
            mention: [reporter(of: subject)],
            mentionAccounts: reporter(of: subject) == nil ? [subject.reporter.account] : [], values)
    }

    private mutating func sayWhereSaid(
        _ announcement: Case.Announcement, _ subject: Case, _ values: [String: TemplateValue]
    ) throws {
        guard announcement == .merged, let parent = try subject.mergedInto.flatMap({ try ledger.find($0) }) else {
            try say(announcement.template, in: room, replyTo: message.key.id, about: subject, values: values)
            return
        }
        // What is quoted from this line on is the case that goes on; the merged report stays linked for an undo.
        let post = try say(
            "merged", in: room, replyTo: message.key.id, about: parent, values: view(parent, why: nil))
        try ledger.link(MessageKey(adapter: room.key.adapter, id: post), to: subject.id)
    }

    /// A line about a case in its own room; of a sensitive case only where its card stands.
    private mutating func sayOfCase(
        _ kind: String, _ subject: Case, replyTo: String?, mention: [Person?], mentionAccounts: [AccountKey] = [],
        _ values: [String: TemplateValue]
    ) throws {
        guard let home = county.room(subject.source.room) else { return }
        guard subject.sensitive else {
            try say(
                kind, in: home, replyTo: replyTo, mention: mention, mentionAccounts: mentionAccounts, about: subject,
                values: values)
            return
        }
        let unitRooms = subject.unit.map { county.rooms(ofUnit: $0) } ?? []
        guard let room = unitRooms.first ?? county.rooms(.admin).first else { return }
        var bare = values
        bare["reporter"] = .absent
        try say(kind, in: room, replyTo: try cardID(of: subject), about: subject, values: bare)
    }

    private mutating func askPhoto(_ subject: Case, _ values: [String: TemplateValue]) throws {
        try sayOfCase(
            "ask-photo", subject, replyTo: message.key.id, mention: [speaker.person],
            mentionAccounts: speaker.person == nil ? [speaker.account] : [], values)
    }

    // MARK: Whom

    func contacts(of subject: Case, in room: Room? = nil) -> [Person?] {
        let adapter = (room?.key ?? subject.source.room).adapter
        return subject.unit.map { county.contacts(ofUnit: $0, adapter: adapter) } ?? []
    }

    func reporter(of subject: Case) -> Person? { subject.reporter.person.flatMap { county.person($0) } }

    /// Who may grant what was asked: a dispatcher, else a leader, else the unit's head; never the asker.
    private func approver(of subject: Case) -> Person? {
        let asker = subject.request?.by.person
        let head = subject.unit.flatMap { county.unit($0)?.head }.flatMap { county.person($0) }
        return [firstReachable(.dispatcher), firstReachable(.leader), head].compactMap { $0 }.first { $0.id != asker }
    }

    // MARK: Saying

    func language(of room: Room) -> String { room.language ?? settings.language }

    func words(_ kind: String, in room: Room, _ values: [String: TemplateValue]) -> String {
        desk.phrasebook.words(kind, language: language(of: room), values, escape: PlainWords.escape)
    }

    /// Says something in a room, unless the room only listens or was told to be quiet. Gives the post's id.
    @discardableResult
    mutating func say(
        _ kind: String, id: String? = nil, in room: Room, replyTo: String?, mention people: [Person?] = [],
        mentionAccounts: [AccountKey] = [], about subject: Case?, values: [String: TemplateValue]
    ) throws -> String {
        let id = id ?? name(kind, in: room)
        if let subject { try ledger.link(MessageKey(adapter: room.key.adapter, id: id), to: subject.id) }
        guard settings.postsOn, room.purpose != .observe, try kind == "emergency" || !ledger.isMuted(room.key) else {
            return id
        }
        var filled = values
        let named = people.compactMap { $0 }
        if !named.isEmpty || !mentionAccounts.isEmpty {
            filled["contact"] = .text(
                (named.map { "@\($0.name)" } + mentionAccounts.map { "@\($0.id)" }).joined(separator: " "))
        }
        let text = words(kind, in: room, filled)
        guard !text.isEmpty else { return id }
        let accounts =
            named.compactMap { person in
                person.accounts.first { $0.adapter == room.key.adapter }?.id
            } + mentionAccounts.filter { $0.adapter == room.key.adapter }.map(\.id)
        let answers = room.key == self.room.key || room.key == subject?.source.room
        var seen: Set<String> = []
        try ledger.send(
            OutboundPost(
                id: id, room: room.key, kind: kind, text: text, replyTo: answers ? replyTo : nil,
                thread: room.key == message.room ? message.thread : nil,
                mentions: accounts.filter { seen.insert($0).inserted }, caseInfo: subject.map { info($0) }, at: now),
            about: subject?.id)
        return id
    }

    /// `closed:<message>`, `closed:<message>#2`, and with the room where it is said elsewhere.
    private mutating func name(_ kind: String, in room: Room) -> String {
        let base = "\(kind):\(cause)" + (room.key == message.room ? "" : "@\(room.key.id)")
        let count = said[base, default: 0] + 1
        said[base] = count
        return count == 1 ? base : "\(base)#\(count)"
    }

    /// A quiet sign on the message at hand, where the platform has signs.
    func react(with key: String) throws {
        guard settings.postsOn, room.purpose != .observe, try !ledger.isMuted(room.key) else { return }
        try ledger.send(
            OutboundPost(
                id: "reaction:\(message.key.id)", action: .reaction(key: key, on: message.key.id), room: room.key,
                kind: "reaction", text: "", at: now, silent: true),
            about: nil)
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
