/// A type of case (案件类型): one row of `case-types.csv`.
public struct CaseType: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable { case component, matter, emergency, safety, dispute, service }
    public enum Evidence: String, Sendable, CaseIterable {
        case none, photo
        case beforeAfter = "before-after"
    }
    /// What ends a case: the unit's "done", a person's confirmation (or 24 h of silence), or a checker's word.
    public enum Closing: String, Sendable, CaseIterable { case done, confirm, check }

    /// Five digits, unique (`06010`).
    public var code: String
    public var name: String
    public var nameEn: String
    /// The class (大类), without the final 类.
    public var className: String
    public var kind: Kind
    public var unitsOfCount: [String]
    public var urgent: Bool
    public var sensitive: Bool
    public var evidence: Evidence
    public var closing: Closing
    /// First answer of the unit: inside working hours, and outside when given.
    public var acknowledgeWithin: [Limit]
    public var resolveWithin: Limit?
    public var aliases: [String]

    public init(
        code: String, name: String, nameEn: String = "", className: String = "", kind: Kind = .matter,
        unitsOfCount: [String] = [], urgent: Bool = false, sensitive: Bool = false, evidence: Evidence = .none,
        closing: Closing = .done, acknowledgeWithin: [Limit] = [], resolveWithin: Limit? = nil, aliases: [String] = []
    ) {
        self.code = code
        self.name = name
        self.nameEn = nameEn
        self.className = className
        self.kind = kind
        self.unitsOfCount = unitsOfCount
        self.urgent = urgent
        self.sensitive = sensitive
        self.evidence = evidence
        self.closing = closing
        self.acknowledgeWithin = acknowledgeWithin
        self.resolveWithin = resolveWithin
        self.aliases = aliases
    }
}

/// A row of `keywords.csv`: a phrase speaks for a type with points, which may be negative.
public struct Keyword: Hashable, Sendable {
    public var phrase: String
    public var type: String
    public var points: Int
    public var note: String

    public init(phrase: String, type: String, points: Int, note: String = "") {
        self.phrase = phrase
        self.type = type
        self.points = points
        self.note = note
    }
}

/// A row of `rules.csv`: phrases or `@group`s that must be there together speak for a type, an intent or both.
public struct Rule: Hashable, Sendable {
    public var id: String
    public var type: String?
    public var intent: Intent?
    public var all: [String]
    public var any: [String]
    public var none: [String]
    public var pattern: String?
    public var points: Int
    public var urgent: Bool
    public var note: String
    /// Replaces the type's limit for cases that this rule decided (most points wins).
    public var resolveWithin: Limit?
    public var evidence: CaseType.Evidence?

    public init(
        id: String, type: String? = nil, intent: Intent? = nil, all: [String] = [], any: [String] = [],
        none: [String] = [], pattern: String? = nil, points: Int, urgent: Bool = false, note: String = "",
        resolveWithin: Limit? = nil, evidence: CaseType.Evidence? = nil
    ) {
        self.id = id
        self.type = type
        self.intent = intent
        self.all = all
        self.any = any
        self.none = none
        self.pattern = pattern
        self.points = points
        self.urgent = urgent
        self.note = note
        self.resolveWithin = resolveWithin
        self.evidence = evidence
    }
}

/// A row of `phrases.csv`: one member of a group that rules name as `@group`.
public struct GroupPhrase: Hashable, Sendable {
    public var group: String
    public var phrase: String

    public init(group: String, phrase: String) {
        self.group = group
        self.phrase = phrase
    }
}

/// A row of `intents.csv`.
public struct IntentPhrase: Hashable, Sendable {
    public var phrase: String
    public var intent: Intent
    public var points: Int
    public var note: String

    public init(phrase: String, intent: Intent, points: Int, note: String = "") {
        self.phrase = phrase
        self.intent = intent
        self.points = points
        self.note = note
    }
}

/// A row of `variants.csv`: how people write it, and what they mean.
public struct Variant: Hashable, Sendable {
    public var written: String
    public var meant: String

    public init(written: String, meant: String) {
        self.written = written
        self.meant = meant
    }
}

/// A row of `grids.csv`, with its outlines from `grids.geojson`.
public struct Grid: Hashable, Sendable {
    public enum Level: String, Sendable, CaseIterable { case county, street, community, grid, cell }

    public var code: String
    public var name: String
    public var parent: String?
    public var level: Level
    public var aliases: [String]
    /// Person id of the grid chief (网格长).
    public var chief: String?
    public var centre: Coordinate?
    /// Polygons of rings, the first ring outside and the others holes, as in RFC 7946.
    public var outline: [[[Coordinate]]]

    public init(
        code: String, name: String, parent: String? = nil, level: Level = .grid, aliases: [String] = [],
        chief: String? = nil, centre: Coordinate? = nil, outline: [[[Coordinate]]] = []
    ) {
        self.code = code
        self.name = name
        self.parent = parent
        self.level = level
        self.aliases = aliases
        self.chief = chief
        self.centre = centre
        self.outline = outline
    }
}

/// A row of `places.csv`, the gazetteer. A name may stand twice, in two grids.
public struct Place: Hashable, Sendable {
    public var name: String
    public var aliases: [String]
    public var grid: String?
    public var coordinate: Coordinate?

    public init(name: String, aliases: [String] = [], grid: String? = nil, coordinate: Coordinate? = nil) {
        self.name = name
        self.aliases = aliases
        self.grid = grid
        self.coordinate = coordinate
    }
}

/// A responsible unit (责任单位): a row of `units.csv`.
public struct Unit: Hashable, Sendable {
    public var code: String
    public var name: String
    public var nameEn: String
    public var aliases: [String]
    /// Person id.
    public var head: String?

    public init(code: String, name: String, nameEn: String = "", aliases: [String] = [], head: String? = nil) {
        self.code = code
        self.name = name
        self.nameEn = nameEn
        self.aliases = aliases
        self.head = head
    }
}

/// A row of `people.csv`.
public struct Person: Hashable, Sendable {
    public enum Role: String, Sendable, CaseIterable { case worker, unit, leader, dispatcher, checker, duty }

    public var id: String
    public var name: String
    public var role: Role
    public var unit: String?
    public var grid: String?
    public var accounts: [AccountKey]

    public init(
        id: String, name: String, role: Role, unit: String? = nil, grid: String? = nil, accounts: [AccountKey] = []
    ) {
        self.id = id
        self.name = name
        self.role = role
        self.unit = unit
        self.grid = grid
        self.accounts = accounts
    }
}

/// A row of `routes.csv`: which unit answers for a type (a code, a class name or `*`) in a grid (a code or `*`).
public struct Route: Hashable, Sendable {
    public var type: String
    public var grid: String
    public var unit: String
    public var assist: [String]

    public init(type: String, grid: String = "*", unit: String, assist: [String] = []) {
        self.type = type
        self.grid = grid
        self.unit = unit
        self.assist = assist
    }
}

/// A row of `rooms.csv`.
public struct Room: Hashable, Sendable {
    public enum Purpose: String, Sendable, CaseIterable { case work, leaders, emergency, unit, admin, observe }

    public var key: RoomKey
    public var name: String
    public var purpose: Purpose
    public var grid: String?
    public var unit: String?
    public var language: String?
    /// True of a room of two: the bot, and the person whose account's id is the room's. It stands in no table.
    public var isOfTwo: Bool

    public init(
        key: RoomKey, name: String, purpose: Purpose, grid: String? = nil, unit: String? = nil, language: String? = nil,
        isOfTwo: Bool = false
    ) {
        self.key = key
        self.name = name
        self.purpose = purpose
        self.grid = grid
        self.unit = unit
        self.language = language
        self.isOfTwo = isOfTwo
    }
}

/// A stretch of a day: seconds of the day from `start` up to, not including, `end`.
public struct HoursWindow: Hashable, Sendable {
    public var start: Int
    public var end: Int

    public init(start: Int, end: Int) {
        self.start = start
        self.end = end
    }
}

/// A row of `calendar.csv`: a day that is not as its weekday says.
public struct CalendarDay: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable { case holiday, workday }

    public var date: CivilDate
    public var kind: Kind
    /// Empty on a workday means the usual hours.
    public var hours: [HoursWindow]

    public init(date: CivilDate, kind: Kind, hours: [HoursWindow] = []) {
        self.date = date
        self.kind = kind
        self.hours = hours
    }
}

/// All tables of one county, rows in file order.
public struct CountyTables: Hashable, Sendable {
    public var caseTypes: [CaseType] = []
    public var keywords: [Keyword] = []
    public var rules: [Rule] = []
    public var phrases: [GroupPhrase] = []
    public var intents: [IntentPhrase] = []
    public var variants: [Variant] = []
    /// A county without this file, or those for limits and steps, has what most have; one with only a header has none.
    public var reactions: [Reaction] = Reaction.standard
    public var grids: [Grid] = []
    public var places: [Place] = []
    public var units: [Unit] = []
    public var people: [Person] = []
    public var routes: [Route] = []
    public var rooms: [Room] = []
    public var calendar: [CalendarDay] = []
    public var hours: [UnitHours] = []
    public var limits: [ClockLimit] = ClockLimit.standard
    public var ladder: [LadderStep] = LadderStep.standard

    public init() {}

    /// Without any row, those that a county without files would have included.
    public static let empty: CountyTables = {
        var tables = CountyTables()
        tables.reactions = []
        tables.limits = []
        tables.ladder = []
        return tables
    }()
}
