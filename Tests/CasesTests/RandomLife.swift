import Cases
import Domain

/// A few people who say anything to a case, and the timers that the case itself has set.
struct RandomLife {
    private(set) var subject: Case
    private(set) var history: [Case.Entry] = []
    private(set) var timers: [Case.Timer: Timestamp] = [:]
    private(set) var now: Timestamp

    init(id: Int64, at moment: Timestamp) {
        subject = Sample.report(id, at: moment)
        subject.place = .init(text: "place \(id % 7)", name: id % 3 == 0 ? nil : "place \(id % 7)")
        now = moment
    }

    /// True when the event was taken; a refusal leaves everything as it was.
    @discardableResult
    mutating func take(_ event: Case.Event, _ by: Actor, timer: Case.Timer? = nil) -> Bool {
        var circumstances = Sample.circumstances(by, at: now)
        circumstances.timer = timer
        guard let effects = try? subject.apply(event, circumstances) else { return false }
        for effect in effects {
            switch effect {
            case .record(let entry): history.append(entry)
            case .wake(let timer, let moment): timers[timer] = moment
            case .cancel(let timer): timers[timer] = nil
            case .say: break
            }
        }
        return true
    }

    /// Goes on to a moment and fires on the way what falls due, oldest first.
    mutating func advance(to moment: Timestamp) {
        while let next = timers.filter({ $0.value <= moment }).min(by: { a, b in
            (a.value, a.key) < (b.value, b.key)
        }) {
            now = max(now, next.value)
            timers[next.key] = nil
            if !take(event(when: next.key), .bridge, timer: next.key) { take(.noted, .bridge, timer: next.key) }
        }
        now = max(now, moment)
    }

    /// What a timer means, as the desk has it.
    private func event(when timer: Case.Timer) -> Case.Event {
        switch timer {
        case .deadline: return .overdue
        case .step(let name):
            switch Ladder()[name]?.kind {
            case .yellow: return .supervised(.yellow)
            case .red: return .supervised(.red)
            default: return .reminded
            }
        case .request:
            switch subject.request?.kind {
            case .extensionOfTime: return .extensionRefused
            case .suspension: return .suspensionRefused
            case .transfer, nil: return .noted
            }
        case .resume: return .resumed
        case .intake: return .filed(Sample.filing(ordinal: Int(subject.id.rawValue)))
        case .silence: return .closed
        case .secondLook: return .checkAsked
        }
    }

    static let actors: [Actor] = [
        .bridge, Sample.reporter, Sample.neighbour, Sample.handler, Sample.handler, Sample.head, Sample.other,
        Sample.leader, Sample.dispatcher, Sample.checker, Sample.stranger,
    ]

    func randomEvent(_ random: inout Seeded) -> Case.Event {
        func soon(_ random: inout Seeded) -> Timestamp {
            now.advanced(by: .minutes(Int64.random(in: -30...4000, using: &random)))
        }
        let unit = ["hw", "cg", "sl"][Int.random(in: 0..<3, using: &random)]
        let filing = Sample.filing(
            Sample.terms(
                CaseType.Closing.allCases[Int.random(in: 0..<3, using: &random)],
                CaseType.Evidence.allCases[Int.random(in: 0..<3, using: &random)],
                within: [Limit(2, .hours), Limit(1, .days), Limit(2, .urgentHours), nil][
                    Int.random(in: 0..<4, using: &random)]),
            ordinal: Int(subject.id.rawValue),
            type: ["06010", "09005", "98001"][Int.random(in: 0..<3, using: &random)],
            urgent: Int.random(in: 0..<10, using: &random) == 0,
            sensitive: Int.random(in: 0..<10, using: &random) == 0)
        switch Int.random(in: 0..<44, using: &random) {
        case 0: return .verificationAsked
        case 1: return .verified(exists: Bool.random(using: &random))
        case 2, 3: return .filed(filing)
        case 4: return .rejected
        case 5: return .merged(into: ID(0))
        case 6, 7, 8: return .assigned(unit: unit, assist: [])
        case 9, 10: return .acknowledged
        case 11: return .progress
        case 12: return .returned(owner: nil)
        case 13: return .transferAsked(to: unit)
        case 14: return .transferred(to: unit)
        case 15: return .extensionAsked(until: Bool.random(using: &random) ? nil : soon(&random))
        case 16: return .extended(until: soon(&random))
        case 17: return .extensionRefused
        case 18: return .suspensionAsked(until: soon(&random))
        case 19: return .suspended(until: soon(&random))
        case 20: return .suspensionRefused
        case 21: return .resumed
        case 22, 23, 24:
            return .handled(
                hasPhoto: Bool.random(using: &random),
                quantities: [Quantity(hundredths: 200, unit: "车", measure: .cleaned)])
        case 25: return .checkAsked
        case 26, 27: return .confirmed
        case 28, 29: return .disputed(hasPhoto: Bool.random(using: &random))
        case 30: return .closed
        case 31: return Int.random(in: 0..<4, using: &random) == 0 ? .reopened : .noted
        case 32: return .selfHandled(filing)
        case 33: return Int.random(in: 0..<4, using: &random) == 0 ? .withdrawn : .recalled
        case 34: return Int.random(in: 0..<4, using: &random) == 0 ? .voided : .forced
        case 35: return .corrected(.init(type: filing.type, terms: filing.terms, sensitive: filing.sensitive))
        case 36: return .edited(text: "words \(now.seconds)")
        case 37: return .photo(.init(role: .after, sha256: "ab", message: "m"))
        case 38: return .supervised(Case.Supervision.allCases[Int.random(in: 0..<4, using: &random)])
        case 39: return .cardRemoved
        case 40: return .rated(Int.random(in: 0...6, using: &random))
        case 41: return .claimed(unit: unit)
        case 42: return .deadline(soon(&random))
        default: return .overdue
        }
    }

    /// Lives on for some steps, calling `inspect` after each.
    mutating func live(
        steps: Int, _ random: inout Seeded, inspect: (RandomLife, _ before: RandomLife) -> Void = { _, _ in }
    ) {
        take(.reported, Sample.reporter)
        for _ in 0..<steps {
            advance(to: now.advanced(by: .minutes(Int64.random(in: 0...240, using: &random))))
            let before = self
            take(randomEvent(&random), RandomLife.actors[Int.random(in: 0..<RandomLife.actors.count, using: &random)])
            inspect(self, before)
        }
    }
}
