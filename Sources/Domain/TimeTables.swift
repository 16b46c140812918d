/// A clock that runs over a case: it has a limit, a deadline, and something that stops it.
public enum CaseClock: String, Sendable, CaseIterable, Hashable {
    /// From the report to its filing or rejection.
    case intake
    /// From the filing, or from a return, until a unit has the case.
    case dispatch
    /// The unit's first answer.
    case answer
    /// The unit's work, up to its "done".
    case handling
    /// From "done" to the checker's or reporter's word, where one is waited for.
    case check
    /// From a request for time to the approver's word.
    case approval
}

/// A row of `limits.csv`: how long a clock may run for a type (a code, a class name or `*`) in a grid (a code or `*`).
public struct ClockLimit: Hashable, Sendable {
    public var clock: CaseClock
    public var type: String
    public var grid: String
    /// The answer's may be two: inside working hours, and outside.
    public var within: [Limit]

    public init(clock: CaseClock, type: String = "*", grid: String = "*", within: [Limit]) {
        self.clock = clock
        self.type = type
        self.grid = grid
        self.within = within
    }

    /// What words make urgent (有小孩, 要塌了) is answered as the types of this class are.
    public static let emergencyAnswer = ClockLimit(clock: .answer, type: "突发事件", within: [Limit(5, .urgentMinutes)])

    /// What holds for a county that has no `limits.csv` (domain: defaults a deployment can start from).
    public static let standard: [ClockLimit] = [
        ClockLimit(clock: .intake, within: [Limit(30, .urgentMinutes)]),
        ClockLimit(clock: .dispatch, within: [Limit(15, .minutes)]),
        ClockLimit(clock: .answer, within: [Limit(10, .minutes), Limit(30, .urgentMinutes)]),
        ClockLimit(clock: .handling, within: [Limit(2, .days)]),
        ClockLimit(clock: .check, within: [Limit(30, .minutes)]),
        ClockLimit(clock: .approval, within: [Limit(2, .hours)]),
    ]
}

/// A row of `hours.csv`: the working hours of a unit, or of all, on some weekdays in a part of the year.
public struct UnitHours: Hashable, Sendable {
    /// A day of the year, without the year: 1 May is 501.
    public struct Season: Hashable, Sendable {
        public var from: Int
        /// Inclusive. Before `from` when the season spans the turn of the year.
        public var to: Int

        public init(from: Int, to: Int) {
            self.from = from
            self.to = to
        }

        public func contains(_ date: CivilDate) -> Bool {
            let (_, month, day) = date.parts
            let number = month * 100 + day
            return from <= to ? from <= number && number <= to : from <= number || number <= to
        }
    }

    /// A code, or `*` for every unit without rows of its own.
    public var unit: String
    /// nil all the year round.
    public var season: Season?
    /// ISO weekdays, 1 Monday … 7 Sunday; not empty.
    public var weekdays: Set<Int>
    /// Empty: no work on these days.
    public var windows: [HoursWindow]

    public init(unit: String = "*", season: Season? = nil, weekdays: Set<Int>, windows: [HoursWindow]) {
        self.unit = unit
        self.season = season
        self.weekdays = weekdays
        self.windows = windows
    }
}

/// A row of `ladder.csv`: what is said to whom when a clock has run so far.
public struct LadderStep: Hashable, Sendable {
    /// What is said, the mildest first; the raw name is the template's.
    public enum Kind: String, Sendable, CaseIterable, Hashable, Comparable {
        case chase, reminder, notice
        case yellow = "yellow-card"
        case red = "red-card"
        case escalation

        private var rank: Int { Kind.allCases.firstIndex(of: self) ?? 0 }
        public static func < (a: Kind, b: Kind) -> Bool { a.rank < b.rank }
    }

    public enum Card: String, Sendable, CaseIterable, Hashable { case yellow, red }

    /// When a step is reached; of several the latest counts.
    public enum Moment: Hashable, Sendable, CustomStringConvertible {
        /// `75%`: so much of the limit is used; past 100 it counts from the deadline.
        case share(Int)
        /// `+1h`: so long after the deadline, on the limit's own clock.
        case after(Limit)
        /// `red+1d`: so long after the case got the card, and still has it.
        case card(Card, Limit)
        /// `reworks=2`: at the second rework.
        case reworks(Int)
        /// `red=3/30d`: so many cases of the unit got a card of this colour in the last days, today included.
        case cards(Card, Int, days: Int)

        public init?(_ text: some StringProtocol) {
            if text.hasSuffix("%") {
                guard let share = decimal(text.dropLast().utf8), (1...1000).contains(share) else { return nil }
                self = .share(share)
            } else if let equals = text.firstIndex(of: "=") {
                let (name, rest) = (text[..<equals], text[text.index(after: equals)...])
                if name == "reworks" {
                    guard let count = decimal(rest.utf8), (1...99).contains(count) else { return nil }
                    self = .reworks(count)
                    return
                }
                let parts = rest.split(separator: "/", omittingEmptySubsequences: false)
                guard let card = Card(rawValue: String(name)), parts.count == 2, parts[1].hasSuffix("d"),
                    let count = decimal(parts[0].utf8), let days = decimal(parts[1].dropLast().utf8),
                    (2...99).contains(count), (1...366).contains(days)
                else { return nil }
                self = .cards(card, count, days: days)
            } else if let plus = text.firstIndex(of: "+") {
                guard let limit = Limit(text[text.index(after: plus)...]) else { return nil }
                if plus == text.startIndex {
                    self = .after(limit)
                } else if let card = Card(rawValue: String(text[..<plus])) {
                    self = .card(card, limit)
                } else {
                    return nil
                }
            } else {
                return nil
            }
        }

        public var description: String {
            switch self {
            case .share(let percent): "\(percent)%"
            case .after(let limit): "+\(limit)"
            case .card(let card, let limit): "\(card.rawValue)+\(limit)"
            case .reworks(let count): "reworks=\(count)"
            case .cards(let card, let count, let days): "\(card.rawValue)=\(count)/\(days)d"
            }
        }
    }

    public enum Receiver: String, Sendable, CaseIterable, Hashable {
        /// Who is mentioned on the card; the unit's head.
        case contact, head
        /// The chief of the case's grid; a leader.
        case chief, leader
        case dispatcher, checker
        /// Who may grant what was asked for.
        case approver
        case reporter
        /// Everybody on the duty list.
        case duty
        /// The emergency rooms, beside the room of the report.
        case emergency
        /// The unit's own room, beside the room of the report.
        case unitRoom = "unit-room"
        /// The people of the step are told in a room of two, where their platform has such; whoever is known to read it
        /// there is not named in the other rooms.
        case privately = "private"
    }

    /// Unique; letters, digits and hyphens.
    public var name: String
    public var at: [Moment]
    public var clock: CaseClock
    /// Only for urgent cases, or only for others; nil for all.
    public var urgent: Bool?
    public var to: [Receiver]
    public var kind: Kind
    /// Waits for the end of the quiet hours. An urgent case's never does.
    public var held: Bool

    public init(
        _ name: String, at: [Moment], clock: CaseClock, urgent: Bool? = nil, to: [Receiver], kind: Kind,
        held: Bool = true
    ) {
        self.name = name
        self.at = at
        self.clock = clock
        self.urgent = urgent
        self.to = to
        self.kind = kind
        self.held = held
    }

    /// What holds for a county that has no `ladder.csv` (domain: warning, cards, escalation; design decision 9: cards).
    public static let standard: [LadderStep] = [
        LadderStep("answer", at: [.share(100)], clock: .answer, urgent: false, to: [.contact], kind: .chase),
        LadderStep(
            "answer-again", at: [.share(300)], clock: .answer, urgent: false,
            to: [.head, .chief, .privately, .unitRoom], kind: .chase),
        LadderStep(
            "emergency", at: [.share(100)], clock: .answer, urgent: true, to: [.contact, .duty, .leader, .emergency],
            kind: .chase, held: false),
        LadderStep(
            "emergency-again", at: [.share(300)], clock: .answer, urgent: true,
            to: [.contact, .head, .duty, .leader, .emergency], kind: .chase, held: false),
        LadderStep("reminder", at: [.share(75)], clock: .handling, to: [.contact], kind: .reminder),
        LadderStep("notice", at: [.share(100)], clock: .handling, to: [.contact], kind: .notice),
        LadderStep(
            "yellow", at: [.share(150), .after(Limit(1, .hours))], clock: .handling, to: [.contact, .head, .chief],
            kind: .yellow),
        LadderStep(
            "red", at: [.share(200), .after(Limit(2, .hours))], clock: .handling,
            to: [.contact, .head, .chief, .leader], kind: .red),
        LadderStep("red-reworks", at: [.reworks(2)], clock: .handling, to: [.contact, .head, .leader], kind: .red),
        LadderStep(
            "red-yellows", at: [.cards(.yellow, 2, days: 7)], clock: .handling, to: [.contact, .head, .leader],
            kind: .red),
        LadderStep(
            "talk", at: [.card(.red, Limit(1, .days))], clock: .handling, to: [.head, .leader], kind: .escalation),
        LadderStep(
            "talk-reds", at: [.cards(.red, 3, days: 30)], clock: .handling, to: [.head, .leader], kind: .escalation),
        LadderStep("dispatch", at: [.share(100)], clock: .dispatch, to: [.dispatcher], kind: .chase),
        LadderStep("dispatch-again", at: [.share(300)], clock: .dispatch, to: [.dispatcher, .leader], kind: .chase),
        LadderStep("check", at: [.share(100)], clock: .check, to: [.checker], kind: .chase),
        LadderStep("check-again", at: [.share(300)], clock: .check, to: [.checker, .dispatcher], kind: .chase),
        LadderStep("approval", at: [.share(100)], clock: .approval, to: [.approver], kind: .chase),
    ]
}
