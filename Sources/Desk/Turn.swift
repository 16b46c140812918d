import Cases
import Domain
import Understanding

/// One thing that the desk handles: a message, or a timer's ringing. Holds what is known of it while it lasts.
struct Turn<Book: Ledger> {
    let desk: Desk
    let ledger: Book
    let now: Timestamp
    /// When the message was received; nil for what nobody said.
    var heardAt: Timestamp?
    /// The room in which it happens.
    let room: Room
    /// The message; for a timer, the one that the case came from.
    var message: KeptMessage
    var speaker: Speaker
    var addressesBot = false
    var accountMentions: [InboundMessage.Mention] = []
    /// The answer because of which the message is heard again.
    var answered: KeptMessage?
    /// What makes ids of posts differ: how many of a kind this turn has said, and what caused it.
    var said: [String: Int] = [:]
    var cause: String
    /// No message caused it: what the case came from is not linked anew.
    var isTimer = false
    /// The case's timer that rings, and when it should have rung.
    var ringing: (timer: Case.Timer, due: Timestamp)?

    init(desk: Desk, ledger: Book, now: Timestamp, room: Room, message: KeptMessage, speaker: Speaker) {
        self.desk = desk
        self.ledger = ledger
        self.now = now
        self.room = room
        self.message = message
        self.speaker = speaker
        cause = message.key.id
    }

    var county: County { desk.county }
    var settings: DeskSettings { desk.settings }

    /// The words of the message: never nil while it is handled, empty for photos alone.
    var text: String { message.text ?? "" }

    func surroundings(_ message: KeptMessage) -> Surroundings {
        Surroundings(
            room: room, sender: county.person(message.sender), photos: message.photos, location: message.location,
            time: message.sentAt, zone: desk.hours.zone, isReply: message.replyTo != nil)
    }

    /// 恢复 alone says nothing to the tables, for many things are restored: here it ends a suspension.
    func read(_ text: String) -> Reading {
        let isResumption = ["恢复", "请恢复", "恢复吧", "可以恢复", "可以恢复吧", "resume"].contains(commandWord(text))
        return isResumption
            ? Reading(items: [Reading.Item(intent: .suspend)]) : desk.rulebook.read(text, surroundings(message))
    }

    func quotesBot() throws -> Bool {
        guard let quoted = message.replyTo else { return false }
        return try ledger.post(MessageKey(adapter: message.key.adapter, id: quoted)) != nil
    }

    /// Tells a speaker who turned to the bot that the word was only noted. Leaders are never told.
    mutating func sayNotAllowed() throws {
        guard addressesBot, speaker.actor.role != .leader else { return }
        try say(
            "not-allowed", in: room, replyTo: message.key.id, mention: [speaker.person],
            mentionAccounts: speaker.person == nil ? [speaker.account] : [], about: nil, values: [:])
    }

    // MARK: Acting on cases

    /// What became of an event.
    enum Acted {
        case done(Case)
        case refused(Case.Rejection)

        var subject: Case? {
            if case .done(let subject) = self { subject } else { nil }
        }
    }

    func circumstances(by actor: Actor? = nil, why: String? = nil) -> Case.Circumstances {
        Case.Circumstances(
            now: now, heardAt: heardAt, by: actor ?? speaker.actor, message: message.key.id, why: why,
            timer: ringing?.timer,
            rules: desk.rules)
    }

    /// Applies an event, keeps the case and its history, moves its timers and says what follows.
    ///
    /// A refusal is an outcome: what the speaker meant is kept as a note on the case, and nothing else changes.
    @discardableResult
    mutating func act(
        _ event: Case.Event, on subject: Case, by actor: Actor? = nil, why: String? = nil, quietly: Bool = false
    ) throws -> Acted {
        var changed = subject
        do {
            let effects = try changed.apply(event, circumstances(by: actor, why: why))
            return .done(try keep(changed, effects, was: subject, quietly: quietly))
        } catch let rejection as Case.Rejection {
            try note(rejection, on: subject, why: why)
            return .refused(rejection)
        }
    }

    /// Saves what an event led to. Announcements come last, so that their words show the case as it now stands.
    /// - Returns: the case as it stands then, with the steps of the ladder that the event led to.
    @discardableResult
    mutating func keep(
        _ subject: Case, _ effects: [Case.Effect], was before: Case, quietly: Bool = false
    ) throws -> Case {
        var entries: [Case.Entry] = []
        var announcements: [Case.Announcement] = []
        for effect in effects {
            switch effect {
            case .record(let entry): entries.append(entry)
            case .say(let announcement): announcements.append(announcement)
            case .wake(let timer, let moment):
                try ledger.set(DeskTimer(.subject(subject.id, timer), due: moment))
            case .cancel(let timer):
                try ledger.cancelTimer(DeskTimer.key(.subject(subject.id, timer)))
            }
        }
        let hasLeft = subject.unit != before.unit || (before.isWorkable && !subject.isWorkable)
        if hasLeft, before.eventCount > 0 { try ledger.removeNudges(of: subject.id) }
        try ledger.save(subject, entries)
        if !entries.isEmpty, !isTimer { try ledger.link(message.key, to: subject.id) }
        if !quietly {
            for announcement in announcements { try announce(announcement, subject, was: before) }
        }
        if announcements.isEmpty || !announcements.contains(.assignment) { try editCard(of: subject, was: before) }
        return try climb(by: subject, was: before) ? ledger.find(subject.id) ?? subject : subject
    }

    /// Keeps a refused act as a note. Says so only to somebody who spoke to the bot and may be told.
    private mutating func note(_ rejection: Case.Rejection, on subject: Case, why: String?) throws {
        switch rejection {
        case .alreadySo: return
        case .outOfPlace(let kind, _), .notAllowed(let kind), .tooLate(let kind, _):
            var noted = subject
            guard let effects = try? noted.apply(.noted, circumstances(why: why ?? kind.rawValue)) else { return }
            try keep(noted, effects, was: subject, quietly: true)
            if case .notAllowed = rejection, kind.isDecision { try sayNotAllowed() }
        case .tooManyExtensions, .tooManySuspensions:
            try say(
                rejection == .tooManyExtensions ? "extension-refused" : "suspension-refused", in: room,
                replyTo: message.key.id, mention: [speaker.person], about: subject,
                values: view(subject, why: nil))
        }
    }
}

extension Case.Event.Kind {
    /// Whether somebody who may not do it should hear so. What a bystander only remarks is kept without a word.
    fileprivate var isDecision: Bool {
        switch self {
        case .noted, .photo, .reminded, .rated, .disputed, .edited, .recalled: false
        case .reported, .verificationAsked, .verified, .filed, .rejected, .merged, .assigned, .acknowledged, .progress,
            .returned, .transferAsked, .transferred, .extensionAsked, .extended, .extensionRefused, .suspensionAsked,
            .suspended, .suspensionRefused, .resumed, .handled, .checkAsked, .confirmed, .closed, .reopened,
            .selfHandled, .withdrawn, .voided, .forced, .corrected, .supervised, .cardRemoved, .appealed, .exempted,
            .appealRefused, .claimed, .deadline, .overdue:
            true
        }
    }
}
