public import Cases
public import Domain
public import Templating
public import Understanding

/// The clerk's desk: a message, how it reads and what stands in the ledger become case events, questions and posts.
///
/// Pure: the ledger and the time are given. One call handles one thing, in one transaction of the caller's.
public struct Desk: Sendable {
    public let county: County
    public let rulebook: Rulebook
    public let phrasebook: Phrasebook
    public let settings: DeskSettings
    /// What the clocks of cases need: hours by unit, settings, ladder.
    public let rules: Case.Rules

    /// - Parameter hours: the county's usual ones; `hours.csv` is laid over them.
    public init(
        county: County, rulebook: Rulebook, phrasebook: Phrasebook, settings: DeskSettings, hours: WorkingTime
    ) {
        self.county = county
        self.rulebook = rulebook
        self.phrasebook = phrasebook
        self.settings = settings
        rules = Case.Rules(
            hours: WorkingTimes(hours, rows: county.tables.hours), settings: settings.cases,
            ladder: Ladder(county.tables.ladder))
    }

    /// The words of a post that is about no case.
    public func words(_ kind: String, language: String, _ values: [String: TemplateValue]) -> String {
        phrasebook.words(kind, language: language, values, escape: PlainWords.escape)
    }

    /// What somebody else has written, fit to stand inside our own words.
    public static func quoted(_ text: String) -> String { PlainWords.quoted(text) }

    /// The county's working time.
    public var hours: WorkingTime { rules.hours.usual }

    /// What became of a message.
    public enum Outcome: String, Sendable {
        /// Read and, where it said something, acted upon.
        case handled
        /// Kept only: the room is not in the tables, or a bot spoke.
        case ignored
    }

    /// Handles one message of any kind.
    /// - Parameter heardAt: when it was received, where it has waited.
    public func handle(
        _ message: InboundMessage, at now: Timestamp, heardAt: Timestamp? = nil, in ledger: some Ledger
    ) throws -> Outcome {
        guard let room = county.room(message.room) else { return .ignored }
        // Whom somebody has brought along into a room of two is not heard there.
        if room.isOfTwo, message.sender.id != room.key.id { return .ignored }
        let speaker = Speaker(message.sender, called: message.senderName, in: county)
        let known = try ledger.message(MessageKey(adapter: message.adapter, id: message.id))
        var turn = Turn(
            desk: self, ledger: ledger, now: now, room: room, message: known ?? KeptMessage(message), speaker: speaker)
        turn.heardAt = heardAt
        switch message.kind {
        case .created: return try hear(message, known, &turn)
        case .edited(let revision): return try edit(message, revision, known, &turn)
        case .deleted: return try recall(message, known, &turn)
        case .reactionAdded(let target, let key):
            // A sign is taken once, however often it is delivered.
            if known != nil { return .handled }
            turn.message.replyTo = target
            try ledger.keep(turn.message)
            if message.senderIsBot { return .ignored }
            try turn.react(key)
        case .reactionRemoved: break  // what was said by a reaction stays said
        }
        return .handled
    }

    private func hear(
        _ message: InboundMessage, _ known: KeptMessage?, _ turn: inout Turn<some Ledger>
    ) throws -> Outcome {
        if var known {
            // Delivered again under another key, or overtaken by its own edit or recall. The edit brought the words,
            // not the photos that it did not touch.
            guard known.revision != nil, known.revision != Self.recalled, known.photos == 0, message.photoCount > 0
            else { return .handled }
            known.photos = message.photoCount
            known.photoHashes = KeptMessage(message).photoHashes
            try turn.ledger.keep(known)
            turn.message = known
            try turn.takeLatePhotos()
            return .handled
        }
        try turn.ledger.keep(turn.message)
        if message.senderIsBot { return .ignored }
        turn.addressesBot = try message.addressesBot || turn.quotesBot()
        turn.accountMentions = message.mentions
        try turn.hear()
        return .handled
    }

    private func edit(
        _ message: InboundMessage, _ revision: Int64?, _ known: KeptMessage?, _ turn: inout Turn<some Ledger>
    ) throws -> Outcome {
        guard let known else {
            // An edit that overtook its message: the newest words are what was said.
            turn.message.revision = revision ?? 0
            try turn.ledger.keep(turn.message)
            if message.senderIsBot { return .ignored }
            try turn.hear()
            return .handled
        }
        guard known.sender == message.sender, known.revision != Self.recalled,
            (revision ?? .max - 1) > (known.revision ?? -1)
        else { return .ignored }
        try turn.edit(message, revision: revision)
        return .handled
    }

    private func recall(
        _ message: InboundMessage, _ known: KeptMessage?, _ turn: inout Turn<some Ledger>
    ) throws -> Outcome {
        guard let known else {
            turn.message.text = nil
            turn.message.revision = Self.recalled
            try turn.ledger.keep(turn.message)
            return .handled
        }
        guard known.sender == message.sender || turn.speaker.commands else { return .ignored }
        // The platform's moderators take words away too: what follows is as if the writer had.
        turn.speaker = Speaker(known.sender, called: known.senderName, in: county)
        try turn.recall()
        return .handled
    }

    /// The revision of a message that was recalled: later than any edit.
    static let recalled = Int64.max
}

/// The settings that the desk needs, from the configuration.
public struct DeskSettings: Hashable, Sendable {
    /// Confidence from which a report is filed at once, and from which it is asked about.
    public var fileFrom = 80
    public var askFrom = 55
    public var numberPrefix = ""
    public var duplicateMetres = 50
    public var duplicateHours = 24
    public var recurrenceDays = 7
    public var language = "zh-Hans"
    /// Local seconds of the day between which reminders wait; the start lies after the end when it spans midnight.
    public var quietHours: HoursWindow? = HoursWindow(start: 21 * 3600 + 1800, end: 7 * 3600 + 1800)
    /// Second of the day of the morning post and of the digest's cut-off.
    public var morning: Int? = 8 * 3600
    public var digest: Int? = 17 * 3600 + 1800
    /// False reads and keeps, and posts nothing.
    public var postsOn = true
    public var cases = Case.Settings()
    /// Of a hundred closed cases of street order so many are looked at again; which, follows from the seed.
    public var secondLookPercent = 5
    public var secondLookSeed = 1

    public init() {}

    public static let partWait = Duration.minutes(2)
    public static let photoWait = Duration.minutes(5)
    public static let questionLife = Duration.minutes(30)
    public static let bundleWait = Duration.minutes(15)
    /// What platforms kept during an outage is delivered again meanwhile.
    public static let urgentBundleWait = Duration.minutes(2)
    public static let supervisionPostsADay = 6
}

/// Who speaks.
struct Speaker {
    let account: AccountKey
    let person: Person?
    let actor: Actor
    /// What the room calls them.
    let name: String

    init(_ account: AccountKey, called name: String?, in county: County) {
        self.account = account
        person = county.person(account)
        self.name = person?.name ?? name ?? account.id
        guard let person else {
            actor = Actor(role: .stranger, account: account)
            return
        }
        let role: Actor.Role =
            switch person.role {
            case .worker: .worker
            case .unit: .unit
            case .leader: .leader
            case .dispatcher: .dispatcher
            case .checker: .checker
            case .duty: .duty
            }
        let isHead = person.unit.flatMap { county.unit($0)?.head } == person.id
        actor = Actor(role: role, person: person.id, account: account, unit: person.unit, isHead: isHead)
    }

    /// A leader's or dispatcher's word moves any case.
    var commands: Bool {
        switch actor.role {
        case .leader, .dispatcher: true
        case .worker, .unit, .checker, .duty, .stranger, .bridge: false
        }
    }
}

extension KeptMessage {
    init(_ message: InboundMessage) {
        self.init(
            key: MessageKey(adapter: message.adapter, id: message.id), room: message.room, sender: message.sender,
            senderName: message.senderName, senderIsBot: message.senderIsBot, text: message.text,
            photos: message.photoCount,
            photoHashes: (message.attachments ?? []).filter { $0.kind == .image || $0.kind == .video }.map(\.sha256),
            replyTo: message.replyTo, thread: message.thread, groupID: message.groupID, location: message.location,
            sentAt: message.sentAt, revision: nil)
    }
}
