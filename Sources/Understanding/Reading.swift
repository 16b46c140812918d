public import Domain

/// How a message is understood, and why.
public struct Reading: Hashable, Sendable {
    /// At least one, in text order.
    public var items: [Item]
    /// Case numbers as written (`1121-007`, `007`, `20261121-007`).
    public var caseReferences: [String]
    /// The deadline that the message sets, if any.
    public var deadline: Timestamp?
    public var mentions: [Mention]
    /// What an answer to one of the bot's questions would say; nil when the text is no such answer.
    public var answer: Answer?
    /// Stretches of the text that hold personal data.
    public var personal: [PersonalData]

    /// The intent of the first item.
    public var intent: Intent { items.first?.intent ?? .chatter }

    public init(
        items: [Item], caseReferences: [String] = [], deadline: Timestamp? = nil, mentions: [Mention] = [],
        answer: Answer? = nil, personal: [PersonalData] = []
    ) {
        self.items = items
        self.caseReferences = caseReferences
        self.deadline = deadline
        self.mentions = mentions
        self.answer = answer
        self.personal = personal
    }
}

extension Reading {
    /// One matter of a message: a problem at a place, or one thing said about a case.
    public struct Item: Hashable, Sendable {
        public var intent: Intent
        /// Code of the type; nil when the intent has none or none was found.
        public var type: String?
        /// 0...100, of the type for reports, of the intent for the rest.
        public var confidence: Int
        /// Other types that fit, the likeliest first, at most four.
        public var alternatives: [Alternative]
        public var place: PlacePhrase?
        /// Code of the unit: by routes for reports, the unit named for transfers and directives.
        public var unit: String?
        /// Units named as assisting (牵头…配合).
        public var assist: [String]
        public var quantities: [Quantity]
        public var urgent: Bool
        public var sensitive: Bool
        public var recurrence: Bool
        /// The finder repaired it on the spot.
        public var selfHandled: Bool
        /// What a check before filing found; nil unless the intent is `verify`.
        public var exists: Bool?
        /// Working days (or hours) asked for in an extension, or parked until.
        public var extensionLimit: Limit?
        /// A date or time named in an extension, suspension or directive.
        public var until: Timestamp?
        /// 1...5 for `rate`: satisfied is 5, unsatisfied 1 when no number is given.
        public var stars: Int?
        /// `督办` and the cards: what `supervise` asks for.
        public var supervision: Supervision?
        /// From a rule that decided the type: replaces the type's limit and evidence.
        public var resolveWithin: Limit?
        public var evidenceNeeded: CaseType.Evidence?
        public var evidence: [Evidence]
        /// The arithmetic; nil unless it was asked for.
        public var working: Working?
        /// The clause of this item: Unicode scalar offsets in the original text.
        public var range: Range<Int>

        public enum Supervision: String, Hashable, Sendable { case notice, yellow, red, removal }

        public init(intent: Intent, confidence: Int = 0, range: Range<Int> = 0..<0) {
            self.intent = intent
            self.confidence = confidence
            self.range = range
            type = nil
            alternatives = []
            place = nil
            unit = nil
            assist = []
            quantities = []
            urgent = false
            sensitive = false
            recurrence = false
            selfHandled = false
            exists = nil
            extensionLimit = nil
            until = nil
            stars = nil
            supervision = nil
            resolveWithin = nil
            evidenceNeeded = nil
            evidence = []
            working = nil
        }
    }

    public struct Alternative: Hashable, Sendable {
        public var code: String
        public var confidence: Int

        public init(code: String, confidence: Int) {
            self.code = code
            self.confidence = confidence
        }
    }

    /// A place as written, and what the gazetteer makes of it.
    public struct PlacePhrase: Hashable, Sendable {
        /// The substring as written.
        public var text: String
        /// The gazetteer's name; nil when unknown.
        public var name: String?
        public var grid: String?
        public var coordinate: Coordinate?
        /// Rows of the gazetteer that fit equally well, when more than one does: `name` and `grid` of each.
        public var candidates: [Candidate]

        public struct Candidate: Hashable, Sendable {
            public var name: String
            public var grid: String?

            public init(name: String, grid: String?) {
                self.name = name
                self.grid = grid
            }
        }

        public init(
            text: String, name: String? = nil, grid: String? = nil, coordinate: Coordinate? = nil,
            candidates: [Candidate] = []
        ) {
            self.text = text
            self.name = name
            self.grid = grid
            self.coordinate = coordinate
            self.candidates = candidates
        }
    }

    /// One reason: a row of a table and where in the text it was found.
    public struct Evidence: Hashable, Sendable {
        /// `TABLE:KEY`: `keyword:垃圾`, `rule:r-12`, `variant:露`, `intent:收到`, `place:宣芳桥`.
        public var source: String
        public var text: String
        /// Unicode scalars of the original text.
        public var start: Int
        public var end: Int
        public var points: Int

        public init(source: String, text: String, start: Int, end: Int, points: Int) {
            self.source = source
            self.text = text
            self.start = start
            self.end = end
            self.points = points
        }
    }

    public enum Mention: Hashable, Sendable {
        case unit(String)
        case person(String)
        /// Nobody we know: the text after the sign.
        case unknown(String)
    }

    public enum Answer: Hashable, Sendable {
        case yes, no, all
        /// `1`, `1 3`, `2和3`: the numbers chosen.
        case choices([Int])
    }

    public struct PersonalData: Hashable, Sendable {
        public enum Kind: String, Sendable { case phone, identityNumber, plate }
        public var kind: Kind
        /// Unicode scalars of the original text.
        public var range: Range<Int>

        public init(kind: Kind, range: Range<Int>) {
            self.kind = kind
            self.range = range
        }
    }
}
