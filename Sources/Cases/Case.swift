public import Domain

/// One problem on the ledger, from the report to its end.
///
/// Everything here follows from the case's events; the events are the truth and this is what they add up to.
public struct Case: Hashable, Sendable {
    public let id: ID<Case>
    /// nil until filed; merged and withdrawn reports never get one.
    public var number: CaseNumber?
    public var state: State

    /// Code of the type; nil only while `reported`.
    public var type: String?
    public var terms: Terms
    /// What the reporter wrote; nil after a recall.
    public var text: String?
    public var place: PlaceName
    public var coordinate: Coordinate?
    public var grid: String?

    /// The responsible unit and those that assist.
    public var unit: String?
    public var assist: [String]

    public var reporter: Reporter
    public var source: Source
    public var sensitive: Bool
    public var urgent: Bool

    public var reportedAt: Timestamp
    public var filedAt: Timestamp?
    public var assignedAt: Timestamp?
    public var acknowledgedAt: Timestamp?
    public var handledAt: Timestamp?
    public var closedAt: Timestamp?
    public var dueAt: Timestamp?
    /// True from the moment the deadline passes; stays true after a late closing.
    public var overdue: Bool
    public var supervision: Supervision
    /// A card was given for it and has not been taken off: it hangs on after the case has gone to another unit.
    public var isCarded: Bool
    /// Set while `suspended`: when that ends.
    public var suspendedUntil: Timestamp?
    /// Since when the handling clock stands: set while `suspended` and while `returned`.
    public var suspendedAt: Timestamp?
    /// What somebody asked for and nobody has answered yet.
    public var request: Request?
    /// When its unit appealed after the closing, and what came of it: once per case.
    public var appealedAt: Timestamp?
    public var appealVerdict: AppealVerdict?
    /// Since when somebody is asked to look at the result again, days after the closing.
    public var lookAskedAt: Timestamp?
    /// Since when the case stands in its state, in its unit's hands.
    public var since: Timestamp?
    /// When the case last came into a unit's hands, or back into them.
    public var inHandSince: Timestamp?
    /// When `dueAt` was last set or moved.
    public var dueFrom: Timestamp?
    /// When the case got the card that it has.
    public var cardAt: Timestamp?
    /// Names of the timers, of those that the case has as it stands, that have rung or were passed over.
    public var passed: Set<String>

    public var reworks: Int
    public var extensions: Int
    public var returns: Int
    /// How often it was parked.
    public var suspensions: Int
    /// Given back twice, and then somebody in charge has said whose it is: that binds.
    public var isRuled: Bool
    public var photos: [Photo]
    public var quantities: [Quantity]
    /// Closed without the photo that the type wants.
    public var evidenceMissing: Bool
    /// `ask-photo` was said once.
    public var photoAsked: Bool
    public var mergedInto: ID<Case>?
    public var recurrenceOf: ID<Case>?
    /// 1...5
    public var rating: Int?
    /// Type, place, grid and unit as people mended them, the oldest first.
    public var amendments: [Amendment]
    /// Number of entries in the case's history.
    public var eventCount: Int

    public init(
        id: ID<Case>, reporter: Reporter, source: Source, text: String?, place: PlaceName = .init(),
        reportedAt: Timestamp
    ) {
        self.id = id
        self.reporter = reporter
        self.source = source
        self.text = text
        self.place = place
        self.reportedAt = reportedAt
        number = nil
        state = .reported
        type = nil
        terms = Terms()
        coordinate = nil
        grid = nil
        unit = nil
        assist = []
        sensitive = false
        urgent = false
        filedAt = nil
        assignedAt = nil
        acknowledgedAt = nil
        handledAt = nil
        closedAt = nil
        dueAt = nil
        overdue = false
        supervision = .none
        isCarded = false
        suspendedUntil = nil
        suspendedAt = nil
        request = nil
        appealedAt = nil
        appealVerdict = nil
        lookAskedAt = nil
        since = nil
        inHandSince = nil
        dueFrom = nil
        cardAt = nil
        passed = []
        reworks = 0
        extensions = 0
        returns = 0
        suspensions = 0
        isRuled = false
        photos = []
        quantities = []
        evidenceMissing = false
        photoAsked = false
        mergedInto = nil
        recurrenceOf = nil
        rating = nil
        amendments = []
        eventCount = 0
    }
}

extension Case {
    /// Where a case stands (domain: states of a case).
    public enum State: String, Sendable, CaseIterable, Hashable {
        case reported, verifying, rejected, filed, dispatched, handling, returned, suspended, feedback, checking
        case rework, closed
        case selfClosed = "self_closed"
        case merged, withdrawn, voided
        case forceClosed = "force_closed"

        /// Work is still to be done or judged.
        public var isOpen: Bool {
            switch self {
            case .reported, .verifying, .filed, .dispatched, .handling, .returned, .suspended, .feedback, .checking,
                .rework:
                true
            case .rejected, .closed, .selfClosed, .merged, .withdrawn, .voided, .forceClosed: false
            }
        }
    }

    /// What the tables say about a case, copied at filing so that a later change of them does not move it.
    public struct Terms: Hashable, Sendable {
        public var closing: CaseType.Closing
        public var evidence: CaseType.Evidence
        /// The clock of the first answer: inside working hours, and outside where there are two.
        public var acknowledgeWithin: [Limit]
        public var resolveWithin: Limit?
        public var intakeWithin: Limit?
        public var dispatchWithin: Limit?
        public var checkWithin: Limit?
        public var approveWithin: Limit?
        /// The result is looked at again some days after the closing.
        public var secondLook = false

        public init(
            closing: CaseType.Closing = .done, evidence: CaseType.Evidence = .none, acknowledgeWithin: [Limit] = [],
            resolveWithin: Limit? = nil
        ) {
            self.closing = closing
            self.evidence = evidence
            self.acknowledgeWithin = acknowledgeWithin
            self.resolveWithin = resolveWithin
        }
    }

    public struct PlaceName: Hashable, Sendable {
        /// As written.
        public var text: String?
        /// The gazetteer's name.
        public var name: String?

        public init(text: String? = nil, name: String? = nil) {
            self.text = text
            self.name = name
        }
    }

    public struct Reporter: Hashable, Sendable {
        public var account: AccountKey
        /// nil when nobody in the people table has the account.
        public var person: String?

        public init(account: AccountKey, person: String?) {
            self.account = account
            self.person = person
        }

        public var isKnown: Bool { person != nil }
    }

    /// The message that began the case.
    public struct Source: Hashable, Sendable {
        public var room: RoomKey
        public var message: String
        /// 1 for the message's first case, 2 for its second, …
        public var ordinal: Int

        public init(room: RoomKey, message: String, ordinal: Int = 1) {
            self.room = room
            self.message = message
            self.ordinal = ordinal
        }
    }

    public enum Supervision: String, Sendable, CaseIterable, Hashable, Comparable {
        case none, notice, yellow, red

        private var rank: Int {
            switch self {
            case .none: 0
            case .notice: 1
            case .yellow: 2
            case .red: 3
            }
        }

        public static func < (a: Supervision, b: Supervision) -> Bool { a.rank < b.rank }
    }

    public struct Photo: Hashable, Sendable {
        public enum Role: String, Sendable, CaseIterable { case before, after, near, far }
        public var role: Role
        /// Hexadecimal; nil while not fetched.
        public var sha256: String?
        /// The message it came with.
        public var message: String

        public init(role: Role, sha256: String? = nil, message: String) {
            self.role = role
            self.sha256 = sha256
            self.message = message
        }
    }

    public enum AppealVerdict: String, Sendable, CaseIterable, Hashable { case granted, refused }

    /// Something that needs another person's word.
    public struct Request: Hashable, Sendable {
        public enum Kind: Hashable, Sendable {
            /// More time, up to a new deadline.
            case extensionOfTime(until: Timestamp)
            /// Parked up to a date.
            case suspension(until: Timestamp)
            /// To another unit, by agreement.
            case transfer(to: String)
        }
        public var kind: Kind
        public var by: Actor
        public var at: Timestamp
        /// The asking message.
        public var message: String?

        public init(kind: Kind, by: Actor, at: Timestamp, message: String?) {
            self.kind = kind
            self.by = by
            self.at = at
            self.message = message
        }
    }
}

/// `20261121-007`: a day and the running number of that day, with the county's prefix before it when it has one.
public struct CaseNumber: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let prefix: String
    public let date: CivilDate
    /// From 1; past 999 it grows.
    public let ordinal: Int

    public init(prefix: String = "", date: CivilDate, ordinal: Int) {
        self.prefix = prefix
        self.date = date
        self.ordinal = ordinal
    }

    private var running: String {
        let digits = String(ordinal)
        return String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    }

    /// `20261121-007`
    public var description: String { "\(prefix)\(date.compact)-\(running)" }
    /// `1121-007`, as the chat says it.
    public var short: String { "\(date.compact.suffix(4))-\(running)" }

    public static func < (a: CaseNumber, b: CaseNumber) -> Bool { (a.date, a.ordinal) < (b.date, b.ordinal) }
}

/// Who does something to a case.
public struct Actor: Hashable, Sendable {
    public enum Role: String, Sendable, CaseIterable, Hashable {
        case worker, unit, leader, dispatcher, checker, duty
        /// Not in the people table.
        case stranger
        /// The bridge itself: timers and rules.
        case bridge
    }

    public var role: Role
    /// Person id; nil for strangers and the bridge.
    public var person: String?
    public var account: AccountKey?
    public var unit: String?
    /// True for the head of `unit`.
    public var isHead: Bool

    public init(
        role: Role, person: String? = nil, account: AccountKey? = nil, unit: String? = nil, isHead: Bool = false
    ) {
        self.role = role
        self.person = person
        self.account = account
        self.unit = unit
        self.isHead = isHead
    }

    public static let bridge = Actor(role: .bridge)

    /// What the ledger writes in `by`: the person's id, else the account, else `bridge`.
    public var name: String { person ?? account?.description ?? role.rawValue }
}
