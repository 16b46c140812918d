public import Domain

/// When a case is to be woken. Nothing arms a timer by itself: which timers a case has, and when each rings, follows
/// from what the case is, so that whoever doubts whether one is missing can work it out again.
extension Case {
    /// What the arithmetic of a case's clocks needs beside the case.
    public struct Rules: Sendable {
        public var hours: WorkingTimes
        public var settings: Settings
        public var ladder: Ladder

        public init(hours: WorkingTimes, settings: Settings = Settings(), ladder: Ladder = Ladder()) {
            self.hours = hours
            self.settings = settings
            self.ladder = ladder
        }
    }

    /// One clock that runs over the case.
    public struct Clock: Hashable, Sendable {
        public var kind: CaseClock
        public var since: Timestamp
        public var limit: Limit
        public var deadline: Timestamp
    }

    /// The timers that must be set, each with its moment.
    public func pending(_ rules: Rules) -> [Timer: Timestamp] {
        moments(rules).filter { !passed.contains($0.key.name) }
    }

    /// The clocks that run now, in the order of ``CaseClock``. Handling stands while the case is hung or returned.
    public func clocks(_ rules: Rules) -> [Clock] {
        var clocks: [Clock] = []
        let hours = rules.hours[unit]
        func run(_ kind: CaseClock, from start: Timestamp, _ limit: Limit?) {
            guard let limit else { return }
            clocks.append(
                Clock(kind: kind, since: start, limit: limit, deadline: hours.due(from: start, limit: limit)))
        }
        switch state {
        case .reported, .verifying: run(.intake, from: standsSince, intakeLimit(rules))
        case .filed, .returned: run(.dispatch, from: standsSince, terms.dispatchWithin)
        case .dispatched, .rework, .handling:
            if state != .handling { run(.answer, from: standsSince, answerLimit(hours)) }
            if let due = dueAt {
                clocks.append(Clock(kind: .handling, since: dueSince, limit: handlingLimit, deadline: due))
            }
            if let asked = request, !asked.isTransfer { run(.approval, from: asked.at, terms.approveWithin) }
        case .feedback, .checking: run(.check, from: handledAt ?? standsSince, terms.checkWithin)
        case .closed, .forceClosed:
            if let asked = lookAskedAt { run(.check, from: asked, terms.checkWithin) }
            if let appealed = appealSince { run(.approval, from: appealed, terms.approveWithin) }
        case .suspended, .rejected, .selfClosed, .merged, .withdrawn, .voided: break
        }
        return clocks
    }

    /// Every timer that belongs to the case as it stands, those that have rung or were passed over included.
    func moments(_ rules: Rules) -> [Timer: Timestamp] {
        var moments: [Timer: Timestamp] = [:]
        switch state {
        case .reported:
            // A fresh report moves on in the transaction that makes it; one that came back is filed in time.
            if eventCount > 1 { moments[.intake] = intakeDeadline(rules) }
        case .verifying: moments[.intake] = intakeDeadline(rules)
        case .suspended: moments[.resume] = suspendedUntil
        case .dispatched, .handling, .rework:
            if let due = dueAt, !overdue { moments[.deadline] = due }
            moments[.request] = requestLapse(rules)
        case .feedback, .checking: moments[.silence] = silenceEnds(rules)
        case .closed:
            if terms.secondLook, let closed = closedAt {
                // A checker is sent in working hours.
                let moment = closed.advanced(by: .days(Int64(rules.settings.secondLookDays)))
                moments[.secondLook] = rules.hours.usual.opening(from: moment) ?? moment
            }
        case .filed, .returned, .rejected, .selfClosed, .merged, .withdrawn, .voided, .forceClosed: break
        }
        for clock in clocks(rules) {
            // Silence speaks for the reporter: nobody is pressed while it may.
            if clock.kind == .check, state == .feedback, moments[.silence] != nil { continue }
            for step in rules.ladder.steps(on: clock.kind, urgent: urgent) {
                moments[.step(step.name)] = moment(of: step, on: clock, rules.hours[unit])
            }
        }
        return moments
    }

    /// What an event did to the timers: those that are no more and those that are new or moved.
    ///
    /// A step whose moment lies behind when its clock starts or moves is passed over: nobody is reminded of what was.
    mutating func keepTime(after before: Case, _ circumstances: Circumstances) -> [Effect] {
        let now = circumstances.now
        if state != before.state || unit != before.unit || since == nil { since = now }
        if isInHand, !before.isInHand { inHandSince = now }
        if dueAt != before.dueAt { noteDeadline(circumstances) }
        if supervision < .yellow {
            cardAt = nil
        } else if supervision != before.supervision {
            cardAt = now
        }
        let old = before.eventCount == 0 ? [:] : before.moments(circumstances.rules)
        let new = moments(circumstances.rules)
        passed = passed.filter { new[Timer(name: $0)] != nil }
        for (timer, moment) in new where old[timer] != moment {
            if moment <= now, timer.isStep { passed.insert(timer.name) } else { passed.remove(timer.name) }
        }
        if let rung = circumstances.timer, new[rung] != nil, new[rung] == old[rung] { passed.insert(rung.name) }
        var effects: [Effect] = []
        for timer in old.keys.sorted() where !before.passed.contains(timer.name) {
            if new[timer] == nil || passed.contains(timer.name) { effects.append(.cancel(timer)) }
        }
        for timer in new.keys.sorted() where !passed.contains(timer.name) {
            guard let moment = new[timer], old[timer] != moment || before.passed.contains(timer.name) else { continue }
            effects.append(.wake(timer, at: moment))
        }
        return effects
    }

    /// Brings what was passed over in line with tables that have changed since: what new rows would have rung for in
    /// the past stays silent.
    public mutating func passOver(before now: Timestamp, unless isSet: (Timer) -> Bool, _ rules: Rules) {
        let moments = moments(rules)
        passed = passed.filter { moments[Timer(name: $0)] != nil }
        for (timer, moment) in moments where timer.isStep && moment <= now && !isSet(timer) {
            passed.insert(timer.name)
        }
    }
}

// MARK: Limits and deadlines

extension Case {
    /// In the unit's hands, and its clock runs.
    var isInHand: Bool {
        switch state {
        case .dispatched, .handling, .rework: true
        case .reported, .verifying, .rejected, .filed, .returned, .suspended, .feedback, .checking, .closed,
            .selfClosed, .merged, .withdrawn, .voided, .forceClosed:
            false
        }
    }

    /// The limit's own clock; round the clock for a deadline without a limit.
    var handlingLimit: Limit { terms.resolveWithin ?? Limit(1, .urgentHours) }

    private var standsSince: Timestamp { since ?? assignedAt ?? filedAt ?? reportedAt }
    private var dueSince: Timestamp { dueFrom ?? assignedAt ?? reportedAt }

    private func intakeLimit(_ rules: Rules) -> Limit {
        terms.intakeWithin ?? Limit(max(1, rules.settings.verificationMinutes), .urgentMinutes)
    }

    private func intakeDeadline(_ rules: Rules) -> Timestamp {
        rules.hours.usual.due(from: standsSince, limit: intakeLimit(rules))
    }

    /// The second limit holds outside working hours where there is one.
    private func answerLimit(_ hours: WorkingTime) -> Limit? {
        let limits = terms.acknowledgeWithin
        return limits.count > 1 && !hours.isWorking(at: standsSince) ? limits[1] : limits.first
    }

    private func requestLapse(_ rules: Rules) -> Timestamp? {
        guard let asked = request else { return nil }
        if asked.isTransfer { return asked.at.advanced(by: .minutes(Int64(rules.settings.transferMinutes))) }
        return dueAt.flatMap { $0 > asked.at ? $0 : nil }
    }

    private func silenceEnds(_ rules: Rules) -> Timestamp? {
        guard mayCloseSilently, let handled = handledAt else { return nil }
        return handled.advanced(by: .hours(Int64(rules.settings.silenceHours)))
    }

    /// nil when the step has no moment as the case stands: it comes with a card that nobody has, or would come after
    /// what it warns of.
    func moment(of step: LadderStep, on clock: Clock, _ hours: WorkingTime) -> Timestamp? {
        switch step.kind {
        case .yellow where supervision >= .yellow: return nil
        case .red where supervision >= .red: return nil
        case .chase, .reminder, .notice, .yellow, .red, .escalation: break
        }
        var latest: Timestamp?
        for item in step.at {
            let moment: Timestamp?
            switch item {
            case .share(let percent): moment = share(percent, of: clock, hours)
            case .after(let limit):
                moment = hours.adding(hours.length(of: limit), to: late(clock), clockOf: clock.limit)
            case .card(let card, let limit):
                let level: Supervision = card == .yellow ? .yellow : .red
                moment = supervision == level ? cardAt.map { hours.due(from: $0, limit: limit) } : nil
            case .reworks, .cards: moment = nil
            }
            guard let moment else { return nil }
            latest = max(latest ?? moment, moment)
        }
        return latest
    }

    /// The limit's own deadline counts from the assignment, one that somebody moved from now.
    private mutating func noteDeadline(_ circumstances: Circumstances) {
        guard let due = dueAt else { return dueFrom = nil }
        let hours = circumstances.rules.hours[unit]
        let own = assignedAt.flatMap { assigned in
            terms.resolveWithin.map { hours.due(from: assigned, limit: $0) }
        }
        dueFrom = due == own ? assignedAt : circumstances.now
        // A deadline that was moved into the past is late from now on.
        if due <= circumstances.now, isInHand { inHandSince = circumstances.now }
    }

    /// From where what comes after the deadline is counted: for handling from the unit's taking the case in hand when
    /// the deadline passed while it was elsewhere.
    private func late(_ clock: Clock) -> Timestamp {
        guard clock.kind == .handling else { return clock.deadline }
        return max(clock.deadline, inHandSince ?? clock.deadline)
    }

    /// Of a deadline that somebody has moved, shares before it are of what was left at the move.
    private func share(_ percent: Int, of clock: Clock, _ hours: WorkingTime) -> Timestamp? {
        if percent == 100 { return clock.deadline }
        func after(_ share: Int, of span: Duration, from start: Timestamp) -> Timestamp {
            let milliseconds = Int64(share) * span.wholeMilliseconds / 100
            return hours.adding(.milliseconds(milliseconds), to: start, clockOf: clock.limit)
        }
        guard clock.kind == .handling else {
            return after(percent, of: hours.length(of: clock.limit), from: clock.since)
        }
        if percent > 100 { return after(percent - 100, of: lengthForCards(clock, hours), from: late(clock)) }
        let isOriginal =
            terms.resolveWithin.map { clock.deadline == hours.due(from: clock.since, limit: $0) } ?? false
        let span =
            isOriginal
            ? hours.length(of: clock.limit) : hours.elapsed(from: clock.since, to: clock.deadline, clockOf: clock.limit)
        let moment = after(percent, of: span, from: clock.since)
        return moment < clock.deadline ? moment : nil
    }

    /// The limit, or the shorter time that a leader's deadline left.
    private func lengthForCards(_ clock: Clock, _ hours: WorkingTime) -> Duration {
        let start = min(assignedAt ?? clock.since, clock.since)
        let given = hours.elapsed(from: start, to: clock.deadline, clockOf: clock.limit)
        return terms.resolveWithin.map { min(hours.length(of: $0), given) } ?? given
    }
}

extension Case.Request {
    var isTransfer: Bool {
        if case .transfer = kind { true } else { false }
    }
}

extension Case {
    /// What may wake a case.
    public enum Timer: Hashable, Sendable, Comparable {
        /// The limit passes.
        case deadline
        /// A step of the ladder, by its name.
        case step(String)
        /// A request for time or transfer lapses.
        case request
        case resume
        /// Verification lapses: filed anyway.
        case intake
        /// Silence confirms.
        case silence
        /// The result is looked at again, days after the closing.
        case secondLook

        /// What the store knows it by; unique among a case's.
        public var name: String {
            switch self {
            case .deadline: "deadline"
            case .step(let name): "step:\(name)"
            case .request: "request"
            case .resume: "resume"
            case .intake: "intake"
            case .silence: "silence"
            case .secondLook: "second-look"
            }
        }

        public init(name: String) {
            switch name {
            case "deadline": self = .deadline
            case "request": self = .request
            case "resume": self = .resume
            case "intake": self = .intake
            case "silence": self = .silence
            case "second-look": self = .secondLook
            default: self = .step(name.hasPrefix("step:") ? String(name.dropFirst(5)) : name)
            }
        }

        public var isStep: Bool {
            if case .step = self { true } else { false }
        }

        public static func < (a: Timer, b: Timer) -> Bool { a.name < b.name }
    }
}
