import Cases
import Domain
import Testing

/// Requests for time, and cases that are parked.
extension CaseLifeTests {
    @Test func `more time is asked before the limit and granted by another, twice at most`() throws {
        var subject = try Sample.dispatched()
        let due = try #require(subject.dueAt)
        let asked = try subject.take(.extensionAsked(until: nil), Sample.head, at: later(60))
        #expect(asked.kinds == [.acknowledged, .extensionAsked] && asked.said == [.extensionAsked])
        #expect(subject.timers[.request] == due)
        let until = Sample.at("2026-03-13T09:00:00+08:00")
        #expect(subject.request?.kind == .extensionOfTime(until: until))
        #expect(subject.rejection(of: .extended(until: until), Sample.head, at: later(61)) == .notAllowed(.extended))
        #expect(subject.rejection(of: .extended(until: until), Sample.handler, at: later(61)) == .notAllowed(.extended))
        let granted = try subject.take(.extended(until: until), Sample.dispatcher, at: later(70))
        #expect(granted.said == [.extensionGranted] && subject.dueAt == until && subject.extensions == 1)
        #expect(subject.timers[.deadline] == until && subject.timers[.request] == nil)
        try subject.take(.extensionAsked(until: until.advanced(by: .days(1))), Sample.handler, at: later(80))
        try subject.take(.extended(until: until.advanced(by: .days(1))), Sample.head, at: later(81))
        #expect(subject.rejection(of: .extensionAsked(until: nil), Sample.handler, at: later(90)) == .tooManyExtensions)
    }

    @Test func `a request that waits for its answer stops no clock`() throws {
        let until = Sample.at("2026-03-16T09:00:00+08:00")
        for wish in [Case.Event.extensionAsked(until: until), .suspensionAsked(until: until)] {
            var subject = try Sample.dispatched()
            try subject.take(.acknowledged, Sample.handler, at: later(5))
            let (due, timers) = (subject.dueAt, subject.timers)
            try subject.take(wish, Sample.handler, at: later(60))
            #expect(subject.dueAt == due && subject.suspendedAt == nil)
            // Nothing has moved; only the wish has a timer of its own.
            #expect(subject.timers.filter { $0.key != .request } == timers)
            // Answered an hour later: what was left then is left, not what was left when it was asked.
            var parked = subject
            if case .suspensionAsked = wish {
                try parked.take(.suspended(until: until), Sample.leader, at: later(120))
                try parked.take(.resumed, .bridge, at: until)
                #expect(parked.dueAt == Sample.at("2026-03-16T11:00:00+08:00"))
                try subject.take(.suspensionRefused, Sample.leader, at: later(120))
            } else {
                try subject.take(.extensionRefused, Sample.leader, at: later(120))
            }
            #expect(subject.dueAt == due && subject.timers == timers)
        }
    }

    @Test func `an unanswered request lapses with the limit`() throws {
        var subject = try Sample.dispatched()
        try subject.take(.extensionAsked(until: nil), Sample.handler, at: later(60))
        let due = try #require(subject.dueAt)
        var other = subject
        let effects = try subject.take(.overdue, .bridge, at: due)
        #expect(effects.kinds == [.overdue, .extensionRefused] && subject.request == nil)
        #expect(subject.overdue && subject.supervision == .notice)
        #expect(
            subject.rejection(of: .extensionAsked(until: nil), Sample.handler, at: due)
                == .tooLate(.extensionAsked, in: .handling))
        #expect(try other.take(.extensionRefused, .bridge, at: due).said.isEmpty)
    }

    @Test func `a suspended case's clock stands`() throws {
        var subject = try Sample.dispatched()
        let end = Sample.at("2026-03-20T09:00:00+08:00")
        #expect(
            try subject.take(.suspensionAsked(until: end), Sample.handler, at: later(60)).said == [.suspensionAsked])
        let effects = try subject.take(.suspended(until: end), Sample.leader, at: later(60))
        #expect(subject.timers == [.resume: end] && effects.said == [.suspended])
        #expect(subject.rejection(of: .overdue, .bridge, at: end) == .outOfPlace(.overdue, in: .suspended))
        try subject.take(.resumed, .bridge, at: end)
        #expect(subject.state == .handling && subject.dueAt == Sample.at("2026-03-20T12:00:00+08:00"))
        #expect(
            subject.timers[.deadline] == subject.dueAt && subject.suspendedAt == nil && subject.suspendedUntil == nil)
    }

    @Test func `a done ends a suspension`() throws {
        var subject = try Sample.dispatched()
        try subject.take(.suspended(until: later(6000)), Sample.leader)
        let effects = try subject.take(.handled(hasPhoto: false, quantities: []), Sample.handler, at: later(3000))
        #expect(effects.kinds == [.acknowledged, .handled, .closed] && !subject.overdue)
        #expect(subject.suspendedAt == nil && subject.suspendedUntil == nil)
    }

    @Test func `what was received in time is in time, however late it is decided`() throws {
        func decide(_ event: Case.Event, _ by: Actor, heard minute: Int64) throws -> Case {
            var subject = try Sample.dispatched()
            var late = Sample.circumstances(by, at: later(1500))
            late.heardAt = later(minute)
            _ = try subject.apply(event, late)
            return subject
        }
        // Due at 15:00, six hours after the assignment; decided on the next morning.
        let done = Case.Event.handled(hasPhoto: true, quantities: [])
        for (minute, isLate) in [(Int64(360), false), (361, true)] {
            let subject = try decide(done, Sample.handler, heard: minute)
            #expect(subject.state == .closed && subject.overdue == isLate)
            #expect(subject.handledAt == later(1500), "dated by its decision")
        }
        #expect(try decide(.extensionAsked(until: nil), Sample.handler, heard: 359).request != nil)
        #expect(throws: Case.Rejection.self) { try decide(.extensionAsked(until: nil), Sample.handler, heard: 360) }
        // What was left at eleven is left at the end.
        let end = Sample.at("2026-03-20T09:00:00+08:00")
        var parked = try decide(.suspended(until: end), Sample.leader, heard: 120)
        try parked.take(.resumed, .bridge, at: end)
        #expect(!parked.overdue && parked.dueAt == Sample.at("2026-03-20T11:00:00+08:00"))
    }
}
