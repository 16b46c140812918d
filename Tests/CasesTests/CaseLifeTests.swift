import Cases
import Domain
import Testing

/// What the group lives through, one story a test.
@Suite struct CaseLifeTests {
    let morning = Sample.morning
    func later(_ minutes: Int64) -> Timestamp { morning.advanced(by: .minutes(minutes)) }

    @Test func `filing and assignment start the clocks`() throws {
        var subject = Sample.report()
        #expect(try subject.take(.reported, Sample.reporter).kinds == [.reported])
        #expect(try subject.take(.filed(Sample.filing()), .bridge).said.isEmpty)
        #expect(subject.number?.description == "20260312-001")
        let effects = try subject.take(.assigned(unit: "hw", assist: ["cg", "hw"]), .bridge)
        #expect(effects.kinds == [.assigned] && effects.said == [.assignment])
        #expect(subject.state == .dispatched && subject.assist == ["cg"])
        #expect(subject.dueAt == Sample.at("2026-03-12T15:00:00+08:00"))
        #expect(
            subject.timers == [
                .step("reminder"): Sample.at("2026-03-12T12:00:00+08:00"),
                .deadline: Sample.at("2026-03-12T15:00:00+08:00"),
                .step("notice"): Sample.at("2026-03-12T15:00:00+08:00"),
                .step("yellow"): Sample.at("2026-03-12T17:00:00+08:00"),
                .step("red"): Sample.at("2026-03-13T09:00:00+08:00"),
                .step("answer"): Sample.at("2026-03-12T09:10:00+08:00"),
                .step("answer-again"): Sample.at("2026-03-12T09:30:00+08:00"),
            ])
        let wakes = effects.compactMap { if case .wake(let timer, let at) = $0 { "\(timer) \(at)" } else { nil } }
        #expect(wakes == subject.timers.keys.sorted().map { "\($0) \(subject.timers[$0]!)" })
        #expect(subject.eventCount == 3)
    }

    @Test func `outside working hours the second answer limit holds`() throws {
        var subject = Sample.report()
        try subject.take(.filed(Sample.filing()), .bridge)
        let night = Sample.at("2026-03-12T22:00:00+08:00")
        try subject.take(.assigned(unit: "hw", assist: []), .bridge, at: night)
        #expect(subject.timers[.step("answer")] == night.advanced(by: .minutes(30)))
        #expect(subject.dueAt == Sample.at("2026-03-13T12:00:00+08:00"))
    }

    @Test func `an emergency is cried out when it is filed`() throws {
        var subject = Sample.report()
        #expect(try subject.take(.filed(Sample.filing(urgent: true)), .bridge).said == [.emergency])
    }

    @Test func `short limits give cards an hour and two`() throws {
        let subject = try Sample.dispatched(Sample.terms(within: Limit(30, .urgentMinutes)))
        #expect(subject.timers[.deadline] == later(30))
        #expect(subject.timers[.step("yellow")] == later(90))
        #expect(subject.timers[.step("red")] == later(150))
    }

    @Test func `a done from a case just assigned is answered, handled and closed at one moment`() throws {
        var subject = try Sample.dispatched()
        let effects = try subject.take(
            .handled(hasPhoto: false, quantities: [Quantity(hundredths: 200, unit: "车", measure: .cleaned)]),
            Sample.handler, at: later(38))
        #expect(effects.kinds == [.acknowledged, .handled, .closed])
        #expect(effects.said == [.closed] && subject.timers.isEmpty)
        #expect(subject.state == .closed && subject.handledAt == later(38) && subject.closedAt == later(38))
        #expect(subject.acknowledgedAt == later(38) && !subject.overdue && subject.quantities.count == 1)
    }

    @Test func `the photo that is missing is asked for once, and closes the case`() throws {
        var subject = try Sample.dispatched(Sample.terms(.done, .photo))
        let load = Quantity(hundredths: 200, unit: "车", measure: .cleaned)
        let first = try subject.take(.handled(hasPhoto: false, quantities: [load]), Sample.handler, at: later(20))
        #expect(first.said == [.askPhoto] && subject.state == .handling && subject.handledAt == nil)
        var flagged = subject
        let second = try flagged.take(.handled(hasPhoto: false, quantities: [load]), Sample.handler, at: later(25))
        #expect(second.said == [.closed] && flagged.evidenceMissing && flagged.quantities == [load])
        let foreign = try subject.take(.photo(.init(role: .before, message: "m")), Sample.reporter, at: later(26))
        #expect(foreign.said.isEmpty && subject.state == .handling)
        let photo = try subject.take(.photo(.init(role: .after, message: "m")), Sample.handler, at: later(30))
        #expect(photo.kinds == [.photo, .handled, .closed] && photo.said == [.closed])
        #expect(subject.closedAt == later(30) && !subject.evidenceMissing)
        try flagged.take(.photo(.init(role: .after, message: "m")), Sample.handler, at: later(40))
        #expect(!flagged.evidenceMissing && flagged.state == .closed)
    }

    @Test func `a done with its photo closes at once`() throws {
        var subject = try Sample.dispatched(Sample.terms(.done, .photo))
        #expect(try subject.take(.handled(hasPhoto: true, quantities: []), Sample.handler).said == [.closed])
        #expect(!subject.evidenceMissing)
    }

    @Test func `silence confirms the harmless only`() throws {
        var subject = try Sample.dispatched(Sample.terms(.confirm))
        let effects = try subject.take(.handled(hasPhoto: false, quantities: []), Sample.handler)
        #expect(subject.state == .feedback && effects.said == [.confirm])
        #expect(subject.timers == [.silence: morning.advanced(by: .hours(24))])
        try subject.take(.closed, .bridge, at: morning.advanced(by: .hours(24)))
        #expect(subject.state == .closed && subject.handledAt == morning)

        var urgent = try Sample.dispatched(Sample.terms(.confirm), urgent: true)
        try urgent.take(.handled(hasPhoto: false, quantities: []), Sample.handler)
        #expect(urgent.timers.isEmpty)
        #expect(urgent.rejection(of: .closed, .bridge) == .outOfPlace(.closed, in: .feedback))
        var carded = try Sample.dispatched(Sample.terms(.check))
        try carded.take(.supervised(.yellow), Sample.leader)
        let check = try carded.take(.handled(hasPhoto: false, quantities: []), Sample.handler)
        #expect(carded.timers.isEmpty && check.said == [.check] && carded.state == .checking)
        #expect(check.kinds == [.acknowledged, .handled, .checkAsked])
    }

    @Test func `what wants a checker is never closed by silence`() throws {
        var terms = Sample.terms(.check)
        terms.checkWithin = Limit(30, .minutes)
        var subject = try Sample.dispatched(terms)
        try subject.take(.handled(hasPhoto: true, quantities: []), Sample.handler)
        #expect(subject.timers[.silence] == nil && subject.timers[.step("check")] == later(30))
        #expect(
            subject.rejection(of: .closed, .bridge, at: later(3 * 1440)) == .outOfPlace(.closed, in: .checking))
        // A type that only wants to be confirmed goes on being so when somebody sends a checker.
        var asked = try Sample.dispatched(Sample.terms(.confirm))
        try asked.take(.handled(hasPhoto: true, quantities: []), Sample.handler)
        try asked.take(.checkAsked, Sample.dispatcher)
        #expect(asked.timers[.silence] == later(1440))
    }

    @Test func `a second look is asked for in working hours`() throws {
        var terms = Sample.terms()
        terms.secondLook = true
        var subject = try Sample.dispatched(terms)
        var early = subject
        try early.take(.handled(hasPhoto: false, quantities: []), Sample.handler, at: later(5))
        #expect(early.timers[.secondLook] == Sample.at("2026-03-16T08:00:00+08:00"), "three days on is a Sunday")
        try subject.take(
            .handled(hasPhoto: false, quantities: []), Sample.handler, at: Sample.at("2026-03-13T23:10:00+08:00"))
        #expect(subject.timers[.secondLook] == Sample.at("2026-03-17T08:00:00+08:00"))
    }

    @Test func `nobody judges the own unit's work`() throws {
        var subject = try Sample.dispatched(Sample.terms(.confirm))
        try subject.take(.handled(hasPhoto: false, quantities: []), Sample.handler)
        #expect(subject.rejection(of: .confirmed, Sample.handler) == .notAllowed(.confirmed))
        let ownChecker = Actor(role: .checker, person: "p-own", unit: "hw")
        #expect(subject.rejection(of: .confirmed, ownChecker) == .notAllowed(.confirmed))
        #expect(subject.rejection(of: .confirmed, Sample.neighbour) == .notAllowed(.confirmed))
        #expect(try subject.take(.confirmed, Sample.checker).kinds == [.confirmed, .closed])
        #expect(subject.rejection(of: .confirmed, Sample.checker) == .alreadySo)
    }

    @Test func `what was not clean goes back with its old deadline`() throws {
        var subject = try Sample.dispatched(Sample.terms(.done, .photo))
        try subject.take(.handled(hasPhoto: true, quantities: []), Sample.handler, at: later(30))
        let due = subject.dueAt
        #expect(
            subject.rejection(of: .disputed(hasPhoto: false), Sample.neighbour, at: later(40)) == .notAllowed(.disputed)
        )
        #expect(
            subject.rejection(of: .disputed(hasPhoto: true), Sample.stranger, at: later(40)) == .notAllowed(.disputed))
        #expect(subject.rejection(of: .disputed(hasPhoto: true), Sample.neighbour, at: later(40)) == nil)
        let effects = try subject.take(.disputed(hasPhoto: false), Sample.reporter, at: later(40))
        #expect(effects.kinds == [.disputed, .reopened] && effects.said == [.rework])
        #expect(subject.state == .rework && subject.reworks == 1 && subject.dueAt == due)
        #expect(subject.closedAt == nil && subject.handledAt == nil)
        #expect(subject.timers[.deadline] == due)
        #expect(try subject.take(.acknowledged, Sample.handler, at: later(41)).kinds == [.acknowledged])
        #expect(subject.state == .handling && subject.acknowledgedAt == later(30))
        let again = try subject.take(.handled(hasPhoto: false, quantities: []), Sample.handler, at: later(50))
        #expect(again.said == [.askPhoto], "a photo from before the dispute proves nothing")
    }

    @Test func `a dispute after the window is a new report's affair`() throws {
        var subject = try Sample.dispatched()
        try subject.take(.handled(hasPhoto: false, quantities: []), Sample.handler)
        let edge = morning.advanced(by: .hours(24))
        #expect(subject.rejection(of: .disputed(hasPhoto: false), Sample.reporter, at: edge) == nil)
        #expect(
            subject.rejection(of: .disputed(hasPhoto: false), Sample.reporter, at: edge.advanced(by: .seconds(1)))
                == .tooLate(.disputed, in: .closed))
    }

    @Test func `rework after the deadline is late at once, and its cards start from now`() throws {
        var subject = try Sample.dispatched()
        try subject.take(.handled(hasPhoto: false, quantities: []), Sample.handler)
        let next = Sample.at("2026-03-13T08:30:00+08:00")
        let effects = try subject.take(.disputed(hasPhoto: false), Sample.reporter, at: next)
        #expect(effects.kinds == [.disputed, .reopened, .overdue])
        #expect(subject.overdue && subject.supervision == .notice)
        #expect(subject.timers[.step("yellow")] == Sample.at("2026-03-13T10:30:00+08:00"))
    }

    @Test func `not ours goes to the owner, whose clock starts afresh`() throws {
        var subject = try Sample.dispatched()
        #expect(subject.rejection(of: .returned(owner: "sl"), Sample.other) == .notAllowed(.returned))
        #expect(try subject.take(.returned(owner: "sl"), Sample.handler, at: later(60)).said.isEmpty)
        #expect(subject.state == .returned && subject.returns == 1 && subject.unit == "hw")
        let effects = try subject.take(.assigned(unit: "sl", assist: []), .bridge, at: later(60))
        #expect(effects.said == [.transferred] && subject.unit == "sl")
        #expect(subject.dueAt == Sample.at("2026-03-12T16:00:00+08:00"))
        #expect(subject.suspendedAt == nil)
    }

    @Test func `a return without an owner asks, and overruled it goes on where the clock stood`() throws {
        var subject = try Sample.dispatched()
        #expect(try subject.take(.returned(owner: nil), Sample.handler, at: later(60)).said == [.askUnit])
        #expect(
            subject.rejection(of: .acknowledged, Sample.handler, at: later(61))
                == .tooLate(.acknowledged, in: .returned))
        try subject.take(.assigned(unit: "hw", assist: []), Sample.dispatcher, at: later(90))
        #expect(subject.state == .dispatched && subject.dueAt == Sample.at("2026-03-12T15:30:00+08:00"))
    }

    @Test func `a transfer needs both words`() throws {
        var subject = try Sample.dispatched()
        try subject.take(.transferAsked(to: "cg"), Sample.handler, at: later(5))
        #expect(subject.unit == "hw")
        #expect(
            subject.rejection(of: .transferred(to: "cg"), Sample.handler, at: later(6)) == .notAllowed(.transferred))
        let effects = try subject.take(.acknowledged, Sample.other, at: later(20))
        #expect(effects.kinds == [.transferred, .acknowledged] && effects.said == [.transferred])
        #expect(subject.unit == "cg" && subject.state == .handling && subject.request == nil)
        #expect(subject.dueAt == Sample.at("2026-03-12T15:00:00+08:00"))
    }

    @Test func `a transfer that nobody accepts in half an hour is no longer asked`() throws {
        var subject = try Sample.dispatched()
        try subject.take(.transferAsked(to: "cg"), Sample.handler)
        #expect(subject.rejection(of: .acknowledged, Sample.other, at: later(31)) == .notAllowed(.acknowledged))
        try subject.take(.acknowledged, Sample.handler, at: later(31))
        #expect(subject.unit == "hw" && subject.request == nil)
    }

    @Test func `the reporter withdraws before it is handled, not after`() throws {
        var subject = try Sample.dispatched()
        var done = subject
        #expect(subject.rejection(of: .withdrawn, Sample.neighbour) == .notAllowed(.withdrawn))
        #expect(try subject.take(.withdrawn, Sample.reporter).said == [.withdrawn])
        #expect(subject.state == .withdrawn && subject.closedAt == nil)
        #expect(
            subject.rejection(of: .handled(hasPhoto: true, quantities: []), Sample.handler)
                == .tooLate(.handled, in: .withdrawn))
        try done.take(.handled(hasPhoto: false, quantities: []), Sample.handler)
        #expect(done.rejection(of: .withdrawn, Sample.reporter) == .tooLate(.withdrawn, in: .closed))
    }

    @Test func `a recall takes the words, and the case only before the answer`() throws {
        var subject = try Sample.dispatched()
        var answered = subject
        let effects = try subject.take(.recalled, Sample.reporter)
        #expect(effects.kinds == [.recalled, .withdrawn] && subject.text == nil && subject.state == .withdrawn)
        #expect(subject.rejection(of: .recalled, Sample.reporter) == .alreadySo)
        try answered.take(.acknowledged, Sample.handler)
        #expect(try answered.take(.recalled, Sample.reporter).kinds == [.recalled])
        #expect(answered.text == nil && answered.state == .handling)
        #expect(answered.rejection(of: .edited(text: "again"), Sample.reporter) == .tooLate(.edited, in: .handling))
    }

    @Test func `a strange report waits for somebody who knows`() throws {
        var subject = Sample.report()
        let effects = try subject.take(.verificationAsked, .bridge)
        #expect(subject.timers == [.intake: later(30)] && effects.said.isEmpty)
        var missing = subject
        #expect(subject.rejection(of: .verified(exists: true), Sample.reporter) == .notAllowed(.verified))
        #expect(try subject.take(.verified(exists: true), Sample.neighbour).kinds == [.verified])
        try subject.take(.filed(Sample.filing()), .bridge)
        #expect(subject.state == .filed)
        #expect(try missing.take(.verified(exists: false), Sample.dispatcher).kinds == [.verified, .rejected])
        #expect(missing.state == .rejected)
    }

    @Test func `what was repaired on the spot has a number and both times`() throws {
        var subject = Sample.report()
        let effects = try subject.take(.selfHandled(Sample.filing(Sample.terms(.done, .photo))), Sample.reporter)
        #expect(effects.kinds == [.selfHandled] && effects.said == [.selfClosed])
        #expect(subject.closedAt == morning && subject.filedAt == morning && subject.evidenceMissing)
        try subject.take(.photo(.init(role: .after, message: "m")), Sample.reporter)
        #expect(!subject.evidenceMissing)
    }

    @Test func `a claim takes what nobody has, and helps where somebody has`() throws {
        var free = Sample.report()
        try free.take(.filed(Sample.filing()), .bridge)
        let effects = try free.take(.claimed(unit: "cg"), Sample.other)
        #expect(effects.kinds == [.claimed, .assigned, .acknowledged] && effects.said.isEmpty)
        #expect(free.unit == "cg" && free.state == .handling && free.timers[.step("answer")] == nil)

        var taken = try Sample.dispatched()
        #expect(taken.rejection(of: .handled(hasPhoto: false, quantities: []), Sample.other) == .notAllowed(.handled))
        #expect(try taken.take(.claimed(unit: "cg"), Sample.other).kinds == [.claimed])
        try taken.take(.handled(hasPhoto: false, quantities: []), Sample.other)
        #expect(taken.state == .closed && taken.unit == "hw" && taken.assist == ["cg"])
    }

    @Test func `another type brings its own deadline unless somebody moved it`() throws {
        var subject = try Sample.dispatched()
        var ordered = subject
        let correction = Case.Correction(type: "06011", terms: Sample.terms(.done, .photo, within: Limit(1, .days)))
        let effects = try subject.take(.corrected(correction), Sample.reporter, at: later(60))
        #expect(effects.said == [.corrected] && subject.type == "06011")
        #expect(subject.dueAt == Sample.at("2026-03-13T09:00:00+08:00") && subject.timers[.deadline] == subject.dueAt)
        let order = Sample.at("2026-03-12T11:00:00+08:00")
        try ordered.take(.deadline(order), Sample.leader, at: later(10))
        try ordered.take(.corrected(correction), Sample.reporter, at: later(60))
        #expect(ordered.dueAt == order)
        #expect(ordered.rejection(of: .corrected(correction), Sample.reporter, at: later(60)) == .alreadySo)
    }

    @Test func `a leader's deadline replaces the old one and brings its own cards`() throws {
        var subject = try Sample.dispatched(Sample.terms(within: Limit(5, .days)))
        #expect(subject.rejection(of: .deadline(later(120)), Sample.head) == .notAllowed(.deadline))
        try subject.take(.deadline(later(120)), Sample.leader)
        #expect(subject.dueAt == later(120))
        #expect(subject.timers[.step("reminder")] == later(90) && subject.timers[.deadline] == later(120))
        #expect(subject.timers[.step("yellow")] == Sample.at("2026-03-12T12:00:00+08:00"))
        var waiting = Sample.report()
        try waiting.take(.filed(Sample.filing()), .bridge)
        try waiting.take(.deadline(later(120)), Sample.leader)
        try waiting.take(.assigned(unit: "hw", assist: []), .bridge)
        #expect(waiting.dueAt == later(120))
    }

    @Test func `cards rise, and go after the closing`() throws {
        var subject = try Sample.dispatched()
        try subject.take(.overdue, .bridge, at: later(400))
        #expect(try subject.take(.supervised(.yellow), .bridge, at: later(500)).kinds == [.supervised])
        #expect(subject.rejection(of: .supervised(.notice), Sample.leader, at: later(500)) == .alreadySo)
        #expect(
            subject.rejection(of: .cardRemoved, Sample.leader, at: later(500))
                == .outOfPlace(.cardRemoved, in: .dispatched))
        try subject.take(.handled(hasPhoto: false, quantities: []), Sample.handler, at: later(510))
        #expect(subject.overdue, "late stays late")
        try subject.take(.appealed, Sample.handler, at: later(520))
        try subject.take(.exempted, Sample.leader, at: later(530))
        try subject.take(.cardRemoved, Sample.leader, at: later(540))
        #expect(subject.overdue && subject.supervision == .none)
    }

    @Test func `a leader's order closes what no unit has finished`() throws {
        var subject = try Sample.dispatched()
        #expect(subject.rejection(of: .closed, Sample.handler) == .notAllowed(.closed))
        #expect(try subject.take(.closed, Sample.leader).kinds == [.forced])
        #expect(subject.state == .forceClosed && subject.closedAt == morning && subject.handledAt == nil)
        #expect(
            subject.rejection(of: .disputed(hasPhoto: true), Sample.reporter) == .tooLate(.disputed, in: .forceClosed))
        try subject.take(.reopened, Sample.leader)
        #expect(subject.state == .rework && subject.reworks == 1)
    }

    @Test func `a leader's wish for time is its own grant`() throws {
        var subject = try Sample.dispatched()
        let end = later(5000)
        #expect(try subject.take(.extensionAsked(until: end), Sample.leader).kinds == [.extended])
        #expect(subject.dueAt == end && subject.extensions == 1 && subject.request == nil)
        #expect(try subject.take(.suspensionAsked(until: end), Sample.dispatcher).kinds == [.suspended])
        #expect(subject.state == .suspended)
    }

    @Test func `a unit may take back its own done for a day`() throws {
        var subject = try Sample.dispatched()
        try subject.take(.handled(hasPhoto: false, quantities: []), Sample.handler)
        #expect(subject.rejection(of: .reopened, Sample.other) == .notAllowed(.reopened))
        #expect(subject.rejection(of: .reopened, Sample.handler, at: later(1441)) == .notAllowed(.reopened))
        try subject.take(.reopened, Sample.handler, at: later(5))
        #expect(subject.state == .rework && subject.closedAt == nil)
    }

    @Test func `a unit counts again what it counted, and corrects nothing else`() throws {
        var subject = try Sample.dispatched()
        let load = Quantity(hundredths: 300, unit: "车", measure: .cleaned)
        try subject.take(.corrected(.init(quantities: [load])), Sample.handler)
        #expect(subject.quantities == [load])
        #expect(
            subject.rejection(of: .corrected(.init(type: "09005")), Sample.handler) == .notAllowed(.corrected))
    }

    @Test func `the duty officer sends a case to a unit and gives no other orders`() throws {
        let duty = Actor(role: .duty, person: "p-duty")
        var subject = try Sample.dispatched()
        try subject.take(.returned(owner: nil), Sample.handler)
        try subject.take(.assigned(unit: "cg", assist: []), duty)
        #expect(subject.unit == "cg")
        #expect(subject.rejection(of: .voided, duty) == .notAllowed(.voided))
    }

    @Test func `the reason stands on the event's own line`() throws {
        var subject = try Sample.dispatched()
        let effects = try subject.take(
            .handled(hasPhoto: false, quantities: []), Sample.handler, at: later(5), why: "已清理")
        let entries = effects.compactMap { if case .record(let entry) = $0 { entry } else { nil } }
        #expect(entries.map(\.why) == [nil, "已清理", nil])
        #expect(entries.allSatisfy { $0.by == "p-li" && $0.at == later(5) && $0.message != nil })
    }
}
