public import Domain

extension Case {
    /// Something that happens to a case. The raw names of ``Kind`` are part of the contract.
    public enum Event: Hashable, Sendable {
        case reported
        case verificationAsked
        case verified(exists: Bool)
        case filed(Filing)
        case rejected
        case merged(into: ID<Case>)
        /// By the bridge or a dispatcher. Another unit than before starts afresh.
        case assigned(unit: String, assist: [String])
        case acknowledged
        case progress
        /// `owner` is the right unit when the speaker named one that routes know; the caller then assigns to it.
        case returned(owner: String?)
        case transferAsked(to: String)
        case transferred(to: String)
        /// nil asks for one more original limit.
        case extensionAsked(until: Timestamp?)
        case extended(until: Timestamp)
        case extensionRefused
        case suspensionAsked(until: Timestamp)
        case suspended(until: Timestamp)
        case suspensionRefused
        case resumed
        /// The unit says it is done. `hasPhoto`: a photo came with the words.
        case handled(hasPhoto: Bool, quantities: [Quantity])
        case checkAsked
        case confirmed
        case disputed(hasPhoto: Bool)
        /// A leader's 结案, or silence. Before the unit's word it is an order and is recorded as `forced`.
        case closed
        case reopened
        case selfHandled(Filing)
        case withdrawn
        case voided
        case forced
        case corrected(Correction)
        case edited(text: String)
        case recalled
        /// Taken in every state and from everybody: what was meant well and could not be done.
        case noted
        case photo(Photo)
        case supervised(Supervision)
        case cardRemoved
        case reminded
        case rated(Int)
        case appealed
        case exempted
        case appealRefused
        /// A unit takes a case that was not assigned to it (对号入座).
        case claimed(unit: String)
        /// A leader's deadline: replaces the old one, earlier or later.
        case deadline(Timestamp)
        /// The limit passed.
        case overdue

        public enum Kind: String, Sendable, CaseIterable, Hashable {
            case reported, verificationAsked, verified, filed, rejected, merged, assigned, acknowledged, progress
            case returned, transferAsked, transferred, extensionAsked, extended, extensionRefused, suspensionAsked
            case suspended, suspensionRefused, resumed, handled, checkAsked, confirmed, disputed, closed, reopened
            case selfHandled, withdrawn, voided, forced, corrected, edited, recalled, noted, photo, supervised
            case cardRemoved, reminded, rated, appealed, exempted, appealRefused, claimed, deadline
            case overdue
        }
    }

    /// What a case is filed with.
    public struct Filing: Hashable, Sendable {
        public var number: CaseNumber
        public var type: String
        public var terms: Terms
        public var sensitive: Bool
        public var urgent: Bool
        public var recurrenceOf: ID<Case>?

        public init(
            number: CaseNumber, type: String, terms: Terms, sensitive: Bool, urgent: Bool,
            recurrenceOf: ID<Case>? = nil
        ) {
            self.number = number
            self.type = type
            self.terms = terms
            self.sensitive = sensitive
            self.urgent = urgent
            self.recurrenceOf = recurrenceOf
        }
    }

    /// What a correction changes; nil leaves a thing as it is.
    public struct Correction: Hashable, Sendable {
        public var type: String?
        public var terms: Terms?
        public var place: PlaceName?
        public var grid: String?
        public var quantities: [Quantity]?
        public var sensitive: Bool?
        public var urgent: Bool?

        public init(
            type: String? = nil, terms: Terms? = nil, place: PlaceName? = nil, grid: String? = nil,
            quantities: [Quantity]? = nil, sensitive: Bool? = nil, urgent: Bool? = nil
        ) {
            self.type = type
            self.terms = terms
            self.place = place
            self.grid = grid
            self.quantities = quantities
            self.sensitive = sensitive
            self.urgent = urgent
        }
    }

    /// One line of the case's history, as the ledger keeps and shows it.
    public struct Entry: Hashable, Sendable {
        public var at: Timestamp
        public var kind: Event.Kind
        /// ``Actor/name``
        public var by: String
        /// A reason or detail in words; nil when there is none. Never carries a recalled text.
        public var why: String?
        /// The message that it came from.
        public var message: String?

        public init(at: Timestamp, kind: Event.Kind, by: String, why: String? = nil, message: String? = nil) {
            self.at = at
            self.kind = kind
            self.by = by
            self.why = why
            self.message = message
        }
    }

    /// What is true when an event happens, given from outside: the machine knows no clock and no tables.
    public struct Circumstances: Sendable {
        /// When it is decided, and what the case's times say.
        public var now: Timestamp
        /// When the word was received; before `now` where it has waited. nil for what nobody said.
        public var heardAt: Timestamp?
        public var by: Actor
        /// The message that it comes from.
        public var message: String?
        /// The reason given, in words.
        public var why: String?
        /// The timer that rings, when one does.
        public var timer: Timer?
        public var rules: Rules

        public init(
            now: Timestamp, heardAt: Timestamp? = nil, by: Actor, message: String? = nil, why: String? = nil,
            timer: Timer? = nil, rules: Rules
        ) {
            self.now = now
            self.heardAt = heardAt
            self.by = by
            self.message = message
            self.why = why
            self.timer = timer
            self.rules = rules
        }

        /// With the county's hours for every unit and the usual ladder.
        public init(
            now: Timestamp, by: Actor, message: String? = nil, why: String? = nil, hours: WorkingTime,
            settings: Settings = Settings()
        ) {
            self.init(
                now: now, by: by, message: message, why: why,
                rules: Rules(hours: WorkingTimes(hours), settings: settings))
        }
    }

    public struct Settings: Hashable, Sendable {
        public var reopenHours: Int
        public var mostExtensions: Int
        /// Hours of silence after which `closing: confirm` closes by itself.
        public var silenceHours: Int
        /// Minutes in which the receiver of a transfer may accept.
        public var transferMinutes: Int
        /// Where the case has no limit of its own for the intake.
        public var verificationMinutes: Int
        /// Days from the closing to the second look.
        public var secondLookDays: Int

        public init(
            reopenHours: Int = 24, mostExtensions: Int = 2, silenceHours: Int = 24, transferMinutes: Int = 30,
            verificationMinutes: Int = 30, secondLookDays: Int = 3
        ) {
            self.reopenHours = reopenHours
            self.mostExtensions = mostExtensions
            self.silenceHours = silenceHours
            self.transferMinutes = transferMinutes
            self.verificationMinutes = verificationMinutes
            self.secondLookDays = secondLookDays
        }
    }

    /// What must follow an event. The machine does none of it.
    public enum Effect: Hashable, Sendable {
        /// Something to say; the desk decides where and in which words.
        case say(Announcement)
        /// Write a line of history. In the order of the story: what an event implies (`acknowledged` before `handled`,
        /// `closed` after it) has lines of its own.
        case record(Entry)
        /// Wake the case at a moment. One timer of a kind: a later one replaces it.
        case wake(Timer, at: Timestamp)
        case cancel(Timer)
    }

    /// What a case has to say, each with its template.
    public enum Announcement: String, Sendable, CaseIterable, Hashable {
        case assignment, emergency, closed, selfClosed, merged, withdrawn, voided, rejected, corrected, transferred
        case askUnit, askPhoto, rework, reopened, extensionAsked, extensionGranted, extensionRefused
        case suspensionAsked, suspended, suspensionRefused, verify, check, confirm
    }

    /// Why a case does not take an event. Kept as `noted` where the speaker meant well.
    public enum Rejection: Error, Hashable, Sendable {
        /// The state has nothing to do with the event.
        case outOfPlace(Event.Kind, in: State)
        /// The speaker may not do that.
        case notAllowed(Event.Kind)
        /// A stronger act came first; a weaker late one never undoes it.
        case tooLate(Event.Kind, in: State)
        /// Nothing changes: said twice.
        case alreadySo
        case tooManyExtensions
        case tooManySuspensions
    }
}
