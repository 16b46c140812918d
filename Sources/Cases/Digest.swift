public import Domain

/// The day's figures, frozen at a cut-off. They add up: what each figure counts is said beside it.
///
/// Everything is as it stood at the cut-off, taken from the cases' histories, so a digest made later says the same;
/// only a deadline that was moved afterwards, or a correction of type or place, shows as it is now.
public struct Digest: Hashable, Sendable {
    public var period: Period

    // What came in during the period, each report once: 受理 is their sum. Voided reports are nobody's.
    /// 立案
    public var filed = 0
    /// 不予立案
    public var rejected = 0
    /// 并案
    public var merged = 0
    /// 撤回, also after filing
    public var withdrawn = 0
    /// 待核实
    public var verifying = 0
    /// 待补充: not yet filed at the cut-off
    public var needsInfo = 0
    /// 自行处置: apart from all others
    public var selfHandled = 0
    public var received: Int { filed + rejected + merged + withdrawn + verifying + needsInfo }

    /// 应结案: deadline in the period, or older and still open at its start; suspended ones out.
    public var due = 0
    /// Those of `due` that were closed by the cut-off.
    public var closed = 0
    /// Those of `closed` whose accepted "done" came by the deadline.
    public var onTime = 0
    /// 免责: closed late, and the lateness forgiven on appeal; they stay late and leave the score.
    public var exempted = 0
    /// The rest of `due`, late or not yet judged; the rows of ``overdueCases``.
    public var overdue: Int { due - closed }

    public var reworks = 0
    public var extensions = 0
    /// Suspended in the period, and at the cut-off altogether.
    public var suspended = 0
    public var suspendedInAll = 0
    /// First answers in the period and their sum in milliseconds from the assignment.
    public var responses = 0
    public var responseMilliseconds: Int64 = 0

    /// 立案 by type, the most frequent first; with ``sensitiveFiled`` they add up to ``filed``.
    public var types: [TypeRow] = []
    /// Sensitive cases are counted without their type.
    public var sensitiveFiled = 0
    public var achievements: [Achievement] = []
    /// Ranked rows first; every column adds up to its total.
    public var units: [UnitRow] = []
    /// As many as ``overdue``, the latest first.
    public var overdueCases: [OverdueRow] = []
    public var recurring: [RecurringRow] = []
    public var praise: [PraiseRow] = []
    /// Closed in the period with a photo before and one after.
    public var pairs: [PhotoPair] = []
    /// What falls due on the day after the cut-off's, or on the days after it when more were asked for.
    public var tomorrow: [DueRow] = []

    public init(period: Period) { self.period = period }

    public var filingRate: Rate { Rate(filed, of: received) }
    public var closingRate: Rate { Rate(closed, of: due) }
    /// Of those whose lateness was not forgiven.
    public var onTimeRate: Rate { Rate(onTime, of: due - exempted) }
    public var reworkRate: Rate { Rate(reworks, of: due) }
    public var extensionRate: Rate { Rate(extensions, of: due) }

    /// 平均响应 in whole minutes, half a minute rounded up; nil when nobody answered.
    public var meanResponseMinutes: Int? {
        guard responses > 0 else { return nil }
        let minute = Int64(60_000)
        return Int((responseMilliseconds * 2 + minute * Int64(responses)) / (2 * minute * Int64(responses)))
    }

    /// True when nothing happened and nothing is due.
    public var isEmpty: Bool {
        received == 0 && selfHandled == 0 && due == 0 && reworks == 0 && extensions == 0 && suspended == 0
            && suspendedInAll == 0 && achievements.isEmpty && tomorrow.isEmpty
    }

    /// ``tomorrow`` by unit, the most first.
    public var tomorrowUnits: [UnitCount] {
        var counts: [UnitCount] = []
        for row in tomorrow {
            if let index = counts.firstIndex(where: { $0.name == row.unit }) {
                counts[index].count += 1
            } else {
                counts.append(UnitCount(name: row.unit, nameEn: row.unitEn, count: 1))
            }
        }
        return counts.sorted { ($1.count, $0.name ?? "") < ($0.count, $1.name ?? "") }
    }

    /// The most frequent types and the number of all others, sensitive ones among them; together ``filed``.
    public func topTypes(_ most: Int) -> (rows: [TypeRow], others: Int) {
        let rows = Array(types.prefix(most))
        return (rows, filed - rows.reduce(0) { $0 + $1.count })
    }
}

extension Digest {
    /// From one cut-off, not included, to the next, included.
    public struct Period: Hashable, Sendable {
        public var after: Timestamp
        public var through: Timestamp

        public init(after: Timestamp, through: Timestamp) {
            self.after = after
            self.through = through
        }

        /// The period that ends at a day's cut-off.
        public init(endingOn date: CivilDate, cutOff secondOfDay: Int, zone: Zone) {
            after = zone.instant(date.advanced(byDays: -1), secondOfDay: secondOfDay)
            through = zone.instant(date, secondOfDay: secondOfDay)
        }

        public func contains(_ moment: Timestamp) -> Bool { after < moment && moment <= through }
    }

    /// A case with its history, oldest entry first.
    public struct Matter: Hashable, Sendable {
        public var subject: Case
        public var history: [Case.Entry]

        public init(_ subject: Case, history: [Case.Entry]) {
            self.subject = subject
            self.history = history
        }
    }

    /// Two integers until it is printed.
    public struct Rate: Hashable, Sendable, CustomStringConvertible {
        public var part: Int
        public var whole: Int

        public init(_ part: Int, of whole: Int) {
            self.part = part
            self.whole = whole
        }

        /// `92.68%`, rounded half up; `—` when there is nothing to divide by.
        public var description: String {
            guard whole > 0 else { return "—" }
            let hundredths = (part * 20_000 + whole) / (2 * whole)
            let rest = String(hundredths % 100)
            return "\(hundredths / 100).\(rest.utf8.count < 2 ? "0" : "")\(rest)%"
        }
    }

    public struct TypeRow: Hashable, Sendable {
        public var code: String
        public var name: String
        public var nameEn: String
        public var count: Int
    }

    /// What was cleared in one type, in one unit of count: `清除小广告310张`.
    public struct Achievement: Hashable, Sendable {
        public var code: String
        public var name: String
        public var nameEn: String
        public var measure: Quantity.Measure
        public var hundredths: Int64
        public var unit: String
        /// True when somebody counted roughly; the figure is then a lower bound.
        public var approximate: Bool

        public var valueText: String { decimalText(hundredths: hundredths) }
    }

    public struct UnitRow: Hashable, Sendable {
        /// nil for cases that no unit has.
        public var code: String?
        public var name: String?
        public var nameEn: String
        public var due: Int
        public var closed: Int
        public var onTime: Int
        public var exempted: Int
        public var reworks: Int
        /// From 1, equal rows share it; nil with fewer than five due.
        public var rank: Int?
        public var rate: Rate { Rate(onTime, of: due - exempted) }
    }

    /// A case that is due and not closed. Type and place are nil for a sensitive one.
    public struct OverdueRow: Hashable, Sendable {
        public var id: ID<Case>
        public var number: CaseNumber?
        public var place: String?
        public var type: String?
        public var typeEn: String?
        public var unit: String?
        public var unitEn: String?
        public var state: Case.State
        public var dueAt: Timestamp
        /// On the limit's own clock, at the cut-off.
        public var late: Duration
        /// True when that clock runs only in working hours.
        public var isWorkingTime: Bool
        public var card: Case.Supervision
        public var isRework: Bool
    }

    /// A place with the same trouble again.
    public struct RecurringRow: Hashable, Sendable {
        public var place: String
        public var type: String
        public var typeEn: String
        public var unit: String?
        public var unitEn: String?
        /// Within so many days up to the cut-off.
        public var count: Int
        public var days: Int
    }

    /// A case that was handled fast.
    public struct PraiseRow: Hashable, Sendable {
        public var id: ID<Case>
        public var number: CaseNumber?
        public var place: String?
        public var type: String
        public var typeEn: String
        public var unit: String?
        public var unitEn: String?
        public var reportedAt: Timestamp
        public var acknowledgedAt: Timestamp
        public var handledAt: Timestamp
        public var closedAt: Timestamp
    }

    public struct PhotoPair: Hashable, Sendable {
        public var id: ID<Case>
        public var number: CaseNumber?
        public var type: String
        public var place: String?
        /// Content hashes.
        public var before: String
        public var after: String
    }

    public struct UnitCount: Hashable, Sendable {
        /// nil for cases that no unit has.
        public var name: String?
        public var nameEn: String?
        public var count: Int
    }

    public struct DueRow: Hashable, Sendable {
        public var id: ID<Case>
        public var number: CaseNumber?
        public var place: String?
        public var type: String?
        public var typeEn: String?
        public var unit: String?
        public var unitEn: String?
        public var dueAt: Timestamp
    }
}
