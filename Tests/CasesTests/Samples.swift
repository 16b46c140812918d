import Cases
import Domain

/// People, times and cases that the tests share.
enum Sample {
    static let hours = WorkingTime()
    /// Thursday, 2026-03-12, 09:00 in the county.
    static let morning = at("2026-03-12T09:00:00+08:00")

    static func at(_ text: String) -> Timestamp { Timestamp(rfc3339: text) ?? Timestamp(seconds: 0) }

    static let reporter = Actor(role: .worker, person: "p-wang", account: .init(adapter: "generic", id: "wang"))
    static let neighbour = Actor(role: .worker, person: "p-liu", account: .init(adapter: "generic", id: "liu"))
    static let handler = Actor(role: .unit, person: "p-li", unit: "hw")
    static let head = Actor(role: .unit, person: "p-he", unit: "hw", isHead: true)
    static let other = Actor(role: .unit, person: "p-zhao", unit: "cg")
    static let leader = Actor(role: .leader, person: "p-chen")
    static let dispatcher = Actor(role: .dispatcher, person: "p-sun")
    static let checker = Actor(role: .checker, person: "p-ma")
    static let stranger = Actor(role: .stranger, account: .init(adapter: "generic", id: "nobody"))

    static func circumstances(_ by: Actor, at now: Timestamp = morning, why: String? = nil) -> Case.Circumstances {
        Case.Circumstances(now: now, by: by, message: "m-\(now.seconds)", why: why, hours: hours)
    }

    static func terms(
        _ closing: CaseType.Closing = .done, _ evidence: CaseType.Evidence = .none,
        within limit: Limit? = Limit(4, .hours)
    ) -> Case.Terms {
        Case.Terms(
            closing: closing, evidence: evidence, acknowledgeWithin: [Limit(10, .minutes), Limit(30, .urgentMinutes)],
            resolveWithin: limit)
    }

    static func filing(
        _ terms: Case.Terms = terms(), ordinal: Int = 1, type: String = "06010", urgent: Bool = false,
        sensitive: Bool = false
    ) -> Case.Filing {
        Case.Filing(
            number: CaseNumber(date: hours.zone.date(morning), ordinal: ordinal), type: type, terms: terms,
            sensitive: sensitive, urgent: urgent)
    }

    static func report(_ id: Int64 = 1, at moment: Timestamp = morning) -> Case {
        Case(
            id: ID(id), reporter: .init(account: .init(adapter: "generic", id: "wang"), person: "p-wang"),
            source: .init(room: .init(adapter: "generic", id: "work"), message: "m-\(id)"), text: "宣芳桥又出现一堆垃圾",
            place: .init(text: "宣芳桥", name: "宣芳桥"), reportedAt: moment)
    }

    /// Reported, filed and assigned to `hw` in the morning.
    static func dispatched(_ terms: Case.Terms = terms(), urgent: Bool = false) throws -> Case {
        var subject = report()
        try subject.take(.reported, reporter)
        try subject.take(.filed(filing(terms, urgent: urgent)), .bridge)
        try subject.take(.assigned(unit: "hw", assist: []), .bridge)
        return subject
    }
}

extension Case {
    /// Applies an event and gives its effects.
    @discardableResult
    mutating func take(
        _ event: Event, _ by: Actor, at now: Timestamp = Sample.morning, why: String? = nil
    ) throws(Rejection) -> [Effect] {
        try apply(event, Sample.circumstances(by, at: now, why: why))
    }

    func rejection(of event: Event, _ by: Actor, at now: Timestamp = Sample.morning) -> Rejection? {
        var copy = self
        do throws(Rejection) {
            _ = try copy.take(event, by, at: now)
            return nil
        } catch {
            return error
        }
    }
}

extension [Case.Effect] {
    var kinds: [Case.Event.Kind] {
        compactMap { if case .record(let entry) = $0 { entry.kind } else { nil } }
    }
    var said: [Case.Announcement] {
        compactMap { if case .say(let announcement) = $0 { announcement } else { nil } }
    }
}

extension Case {
    /// The timers that are set for the case as it stands.
    var timers: [Timer: Timestamp] { pending(Sample.circumstances(.bridge).rules) }
}

/// A small seeded generator (SplitMix64, S. Vigna): the same numbers on every run.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
