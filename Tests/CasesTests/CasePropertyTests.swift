import Cases
import Domain
import Testing

@Suite struct CasePropertyTests {
    @Test func `whatever people say, a case stays possible`() {
        var random = Seeded(state: 11)
        for id: Int64 in 1...300 {
            var life = RandomLife(id: id, at: Sample.morning.advanced(by: .minutes(id * 13)))
            life.live(steps: 60, &random) { after, before in
                check(after)
                if after.history.count == before.history.count { #expect(after.subject == before.subject) }
                #expect(after.subject.reworks >= before.subject.reworks)
                #expect(after.subject.extensions >= before.subject.extensions)
                #expect(after.subject.returns >= before.subject.returns)
                #expect(before.subject.filedAt == nil || after.subject.filedAt == before.subject.filedAt)
                #expect(before.subject.text != nil || after.subject.text == nil || after.subject.acknowledgedAt == nil)
            }
        }
    }

    private func check(_ life: RandomLife) {
        let subject = life.subject
        let story = Comment(rawValue: life.history.map { "\($0.kind)" }.joined(separator: " "))
        #expect(subject.eventCount == life.history.count, story)
        #expect(zip(life.history, life.history.dropFirst()).allSatisfy { $0.at <= $1.at }, story)
        #expect((subject.number == nil) == (subject.filedAt == nil), story)
        #expect(subject.extensions <= 2, story)
        #expect((subject.suspendedUntil != nil) == (subject.state == .suspended), story)
        #expect((subject.suspendedAt != nil) == (subject.state == .suspended || subject.state == .returned), story)
        if subject.overdue, let due = subject.dueAt { #expect(due <= life.now, story) }
        if let assigned = subject.assignedAt, let answered = subject.acknowledgedAt {
            #expect(assigned <= answered, story)
        }
        #expect(subject.contradictions.isEmpty, story)
        // Nothing is forgotten: a timer will bring it up, or the morning does.
        #expect(
            !subject.state.isOpen || !life.timers.isEmpty || subject.eventCount == 1
                || subject.morning(at: life.now, before: life.now) != nil, story)
        // The auditor's question: are the timers that are set the ones that the case should have?
        #expect(life.timers == subject.pending(Sample.circumstances(.bridge).rules), story)
        switch subject.state {
        case .closed, .selfClosed, .forceClosed:
            #expect(subject.closedAt != nil && subject.number != nil && subject.request == nil, story)
            #expect(life.timers.keys.allSatisfy { $0 == .secondLook }, story)
        case .rejected, .merged, .withdrawn, .voided:
            #expect(subject.closedAt == nil && subject.request == nil && life.timers.isEmpty, story)
        case .reported, .verifying: #expect(subject.closedAt == nil && subject.unit == nil, story)
        case .filed: #expect(subject.type != nil && subject.number != nil && subject.closedAt == nil, story)
        case .dispatched, .handling, .rework:
            #expect(subject.unit != nil && subject.assignedAt != nil && subject.handledAt == nil, story)
            #expect(subject.closedAt == nil, story)
            if subject.state == .handling { #expect(subject.acknowledgedAt != nil, story) }
            if let due = subject.dueAt, !subject.overdue { #expect(life.timers[.deadline] == due, story) }
            if subject.dueAt != nil, subject.overdue, subject.supervision < .red {
                #expect(life.timers[.step("red")] != nil, story)
            }
        case .returned: #expect(subject.unit != nil && subject.request == nil, story)
        case .suspended: #expect(life.timers[.resume] == subject.suspendedUntil && subject.request == nil, story)
        case .feedback, .checking: #expect(subject.handledAt != nil && subject.closedAt == nil, story)
        }
    }

    @Test func `the same story gives the same case`() {
        func run() -> [Case] {
            var random = Seeded(state: 5)
            return (Int64(1)...20).map { id in
                var life = RandomLife(id: id, at: Sample.morning)
                life.live(steps: 40, &random)
                return life.subject
            }
        }
        #expect(run() == run())
    }
}
