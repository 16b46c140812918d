import Cases
import Domain
import Testing

/// The six clocks of a case: from when each runs, to which deadline, and what stops it.
@Suite struct ClockTests {
    private typealias Step = (event: Case.Event, by: Actor, minute: Int64)

    private static let rules = Sample.circumstances(.bridge).rules
    private static func at(_ minute: Int64) -> Timestamp { Sample.morning.advanced(by: .minutes(minute)) }
    private static let until = Sample.at("2026-03-20T09:00:00+08:00")

    private static func terms(_ closing: CaseType.Closing = .check) -> Case.Terms {
        var terms = Sample.terms(closing)
        terms.intakeWithin = Limit(20, .urgentMinutes)
        terms.dispatchWithin = Limit(15, .minutes)
        terms.checkWithin = Limit(45, .minutes)
        terms.approveWithin = Limit(2, .hours)
        return terms
    }

    /// A case after these steps, minutes after nine on a Thursday.
    private static func lived(_ steps: [Step], closing: CaseType.Closing = .check) throws -> Case {
        var subject = Sample.report()
        subject.terms = terms(closing)
        try subject.take(.reported, Sample.reporter)
        for step in steps { try subject.take(step.event, step.by, at: at(step.minute)) }
        return subject
    }

    private static let filed: [Step] = [(.filed(Sample.filing(terms())), .bridge, 5)]
    private static let assigned: [Step] = filed + [(.assigned(unit: "hw", assist: []), .bridge, 10)]
    private static let working: [Step] = assigned + [(.acknowledged, Sample.handler, 12)]
    private static let done: [Step] = working + [(.handled(hasPhoto: true, quantities: []), Sample.handler, 60)]

    private func clock(_ kind: CaseClock, of subject: Case) -> Case.Clock? {
        subject.clocks(Self.rules).first { $0.kind == kind }
    }

    /// - Parameter stops: what each ends it, on a case of its own.
    private func check(
        _ kind: CaseClock, after steps: [Step], since: Int64, limit: Limit, due: String, stops: [Step],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let subject = try Self.lived(steps)
        let clock = try #require(self.clock(kind, of: subject), sourceLocation: sourceLocation)
        #expect(clock.since == Self.at(since) && clock.limit == limit, sourceLocation: sourceLocation)
        #expect(Zone.china.format(clock.deadline) == "\(due):00+08:00", sourceLocation: sourceLocation)
        for stop in stops {
            var stopped = subject
            try stopped.take(stop.event, stop.by, at: Self.at(stop.minute))
            #expect(
                self.clock(kind, of: stopped) == nil, "\(stop.event)", sourceLocation: sourceLocation)
        }
    }

    @Test func `intake runs from the report to the filing or the rejection`() throws {
        let filing = Case.Event.filed(Sample.filing(Self.terms()))
        try check(
            .intake, after: [(.verificationAsked, .bridge, 0)], since: 0, limit: Limit(20, .urgentMinutes),
            due: "2026-03-12T09:20",
            stops: [
                (filing, .bridge, 3), (.rejected, Sample.dispatcher, 3), (.merged(into: ID(0)), .bridge, 3),
                (.verified(exists: false), Sample.checker, 3), (.withdrawn, Sample.reporter, 3),
                (.selfHandled(Sample.filing(Self.terms())), Sample.reporter, 3),
            ])
    }

    @Test func `dispatch runs from the filing, and again from a return, until a unit has the case`() throws {
        let stops: [Step] = [
            (.assigned(unit: "cg", assist: []), Sample.dispatcher, 31), (.claimed(unit: "cg"), Sample.other, 31),
            (.forced, Sample.leader, 31), (.voided, Sample.leader, 31),
        ]
        try check(
            .dispatch, after: Self.filed, since: 5, limit: Limit(15, .minutes), due: "2026-03-12T09:20", stops: stops)
        try check(
            .dispatch, after: Self.assigned + [(.returned(owner: nil), Sample.handler, 30)], since: 30,
            limit: Limit(15, .minutes), due: "2026-03-12T09:45",
            stops: stops + [
                (.rejected, Sample.dispatcher, 31), (.handled(hasPhoto: true, quantities: []), Sample.handler, 31),
            ])
    }

    @Test func `the answer is waited for from the assignment to the unit's first word`() throws {
        try check(
            .answer, after: Self.assigned, since: 10, limit: Limit(10, .minutes), due: "2026-03-12T09:20",
            stops: [
                (.acknowledged, Sample.handler, 11), (.progress, Sample.handler, 11),
                (.handled(hasPhoto: true, quantities: []), Sample.handler, 11),
                (.returned(owner: nil), Sample.handler, 11), (.extensionAsked(until: nil), Sample.handler, 11),
                (.suspended(until: Self.until), Sample.leader, 11), (.withdrawn, Sample.reporter, 11),
            ])
        // Outside working hours the second limit holds, round the clock.
        try check(
            .answer, after: Self.filed + [(.assigned(unit: "hw", assist: []), .bridge, 13 * 60)], since: 13 * 60,
            limit: Limit(30, .urgentMinutes), due: "2026-03-12T22:30", stops: [])
        // It begins anew with another unit, with rework, and after a pause that came before the answer.
        for again: [Step] in [
            [(.transferred(to: "cg"), Sample.dispatcher, 90)],
            [
                (.handled(hasPhoto: true, quantities: []), Sample.handler, 60),
                (.disputed(hasPhoto: true), Sample.reporter, 90),
            ],
        ] {
            try check(
                .answer, after: Self.working + again, since: 90, limit: Limit(10, .minutes), due: "2026-03-12T10:40",
                stops: [])
        }
        try check(
            .answer,
            after: Self.assigned + [
                (.suspended(until: Self.until), Sample.leader, 15), (.resumed, Sample.leader, 90),
            ], since: 90, limit: Limit(10, .minutes), due: "2026-03-12T10:40", stops: [])
    }

    @Test func `handling runs from the assignment to done, and stands while the case is parked or given back`() throws {
        try check(
            .handling, after: Self.working, since: 10, limit: Limit(4, .hours), due: "2026-03-12T15:10",
            stops: [
                (.handled(hasPhoto: true, quantities: []), Sample.handler, 60), (.forced, Sample.leader, 60),
                (.suspended(until: Self.until), Sample.leader, 60), (.returned(owner: nil), Sample.handler, 60),
                (.withdrawn, Sample.reporter, 60),
            ])
        // Fifty minutes were used before the pause: three hours and ten minutes are left after it.
        let parked = try Self.lived(
            Self.working + [(.suspended(until: Self.until), Sample.leader, 60), (.resumed, Sample.leader, 120)])
        #expect(clock(.handling, of: parked)?.deadline == Sample.at("2026-03-12T16:10:00+08:00"))
        // It stops at done, not at the closing: what is checked late is not late.
        var checked = try Self.lived(Self.done)
        #expect(checked.handledAt == Self.at(60) && clock(.handling, of: checked) == nil)
        try checked.take(.confirmed, Sample.checker, at: Self.at(3000))
        #expect(!checked.overdue && checked.closedAt == Self.at(3000))
        // Rework keeps the old deadline.
        let again = try Self.lived(Self.done + [(.disputed(hasPhoto: true), Sample.reporter, 90)])
        #expect(clock(.handling, of: again)?.deadline == Sample.at("2026-03-12T15:10:00+08:00"))
    }

    @Test func `a check runs from done to the word of who has to look`() throws {
        try check(
            .check, after: Self.done, since: 60, limit: Limit(45, .minutes), due: "2026-03-12T10:45",
            stops: [
                (.confirmed, Sample.checker, 61), (.confirmed, Sample.reporter, 61),
                (.disputed(hasPhoto: true), Sample.checker, 61), (.closed, Sample.leader, 61),
                (.forced, Sample.leader, 61), (.voided, Sample.leader, 61),
            ])
        let subject = try Self.lived(Self.done)
        #expect(subject.timers[.step("check")] == Sample.at("2026-03-12T10:45:00+08:00"))
        #expect(subject.timers[.step("check-again")] == Sample.at("2026-03-12T14:15:00+08:00"))
    }

    @Test func `an approval runs from the wish to the word on it`() throws {
        let more = Sample.at("2026-03-13T09:00:00+08:00")
        try check(
            .approval, after: Self.working + [(.extensionAsked(until: more), Sample.handler, 30)], since: 30,
            limit: Limit(2, .hours), due: "2026-03-12T11:30",
            stops: [
                (.extended(until: more), Sample.dispatcher, 40), (.extended(until: more), Sample.head, 40),
                (.extensionRefused, Sample.leader, 40), (.extensionRefused, .bridge, 40),
                (.deadline(more), Sample.leader, 40), (.handled(hasPhoto: true, quantities: []), Sample.handler, 40),
            ])
        try check(
            .approval, after: Self.working + [(.suspensionAsked(until: Self.until), Sample.handler, 30)], since: 30,
            limit: Limit(2, .hours), due: "2026-03-12T11:30",
            stops: [
                (.suspended(until: Self.until), Sample.leader, 40), (.suspensionRefused, Sample.head, 40),
                (.overdue, .bridge, 400),
            ])
        // A transfer that is offered waits for its receiver, who has a clock of the offer's own.
        let offered = try Self.lived(Self.working + [(.transferAsked(to: "cg"), Sample.handler, 30)])
        #expect(clock(.approval, of: offered) == nil && offered.timers[.request] == Self.at(60))
    }

    @Test func `what is parked or has ended has no clock at all`() throws {
        for stop: Step in [
            (.suspended(until: Self.until), Sample.leader, 20), (.withdrawn, Sample.reporter, 20),
            (.voided, Sample.leader, 20), (.forced, Sample.leader, 20),
        ] {
            #expect(try Self.lived(Self.working + [stop]).clocks(Self.rules).isEmpty)
        }
    }
}
