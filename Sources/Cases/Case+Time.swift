internal import Domain

/// What moves, stops and ends the handling clock.
extension Case {
    /// By the unit a wish, by a leader or dispatcher the grant itself.
    mutating func takeExtensionAsked(until: Timestamp?, _ step: inout Step) throws(Rejection) {
        switch state {
        case .dispatched, .handling, .rework:
            guard answers(step.by) || step.by.commands else { throw .notAllowed(.extensionAsked) }
            guard let due = dueAt else { throw .outOfPlace(.extensionAsked, in: state) }
            guard extensions < step.settings.mostExtensions else { throw .tooManyExtensions }
            // Ask before the limit (domain: extension).
            guard step.now < due || step.by.commands else { throw .tooLate(.extensionAsked, in: state) }
            guard let wanted = until ?? terms.resolveWithin.map({ step.hours.due(from: max(due, step.now), limit: $0) })
            else {
                throw .outOfPlace(.extensionAsked, in: state)
            }
            // What a leader wants needs nobody's consent.
            if step.by.commands { return try takeExtended(until: wanted, &step) }
            guard wanted > due, request?.kind != .extensionOfTime(until: wanted) else { throw .alreadySo }
            impliedAnswer(&step)
            ask(.extensionOfTime(until: wanted), step)
            step.record(.extensionAsked)
            step.wake(.request, at: due)
            step.say(.extensionAsked)
        case .reported, .verifying, .filed, .returned, .suspended: throw .outOfPlace(.extensionAsked, in: state)
        case .feedback, .checking, .rejected, .closed, .selfClosed, .merged, .withdrawn, .voided, .forceClosed:
            throw .tooLate(.extensionAsked, in: state)
        }
    }

    /// Granted by who may approve; a leader or dispatcher may also grant what nobody asked for.
    mutating func takeExtended(until: Timestamp, _ step: inout Step) throws(Rejection) {
        switch state {
        case .dispatched, .handling, .rework:
            var isAsked = false
            if case .extensionOfTime = request?.kind { isAsked = true }
            guard approves(step.by), isAsked || step.by.commands else { throw .notAllowed(.extended) }
            guard extensions < step.settings.mostExtensions else { throw .tooManyExtensions }
            guard dueAt != nil, until > step.now else { throw .outOfPlace(.extended, in: state) }
            extensions += 1
            dueAt = until
            overdue = false
            request = nil
            step.record(.extended)
            step.cancel(.request)
            arm(&step)
            step.say(.extensionGranted)
        case .reported, .verifying, .filed, .returned, .suspended: throw .outOfPlace(.extended, in: state)
        case .feedback, .checking, .rejected, .closed, .selfClosed, .merged, .withdrawn, .voided, .forceClosed:
            throw .tooLate(.extended, in: state)
        }
    }

    /// By the bridge when nobody has answered until the deadline; then nothing is said.
    mutating func takeExtensionRefused(_ step: inout Step) throws(Rejection) {
        switch state {
        case .dispatched, .handling, .rework:
            guard case .extensionOfTime = request?.kind else { throw .outOfPlace(.extensionRefused, in: state) }
            try refuse(.extensionRefused, saying: .extensionRefused, &step)
        case .reported, .verifying, .filed, .returned, .suspended: throw .outOfPlace(.extensionRefused, in: state)
        case .feedback, .checking, .rejected, .closed, .selfClosed, .merged, .withdrawn, .voided, .forceClosed:
            throw .tooLate(.extensionRefused, in: state)
        }
    }

    /// By the unit a wish, by a leader or dispatcher the order itself.
    mutating func takeSuspensionAsked(until: Timestamp, _ step: inout Step) throws(Rejection) {
        switch state {
        case .dispatched, .handling, .rework:
            if step.by.commands { return try takeSuspended(until: until, &step) }
            guard answers(step.by) else { throw .notAllowed(.suspensionAsked) }
            guard isSuspensible(until: until, step) else { throw .outOfPlace(.suspensionAsked, in: state) }
            guard request?.kind != .suspension(until: until) else { throw .alreadySo }
            impliedAnswer(&step)
            if request != nil { step.cancel(.request) }
            ask(.suspension(until: until), step)
            step.record(.suspensionAsked)
            if let due = dueAt, step.now < due { step.wake(.request, at: due) }
            step.say(.suspensionAsked)
        case .suspended: throw .alreadySo
        case .reported, .verifying, .filed, .returned: throw .outOfPlace(.suspensionAsked, in: state)
        case .feedback, .checking, .rejected, .closed, .selfClosed, .merged, .withdrawn, .voided, .forceClosed:
            throw .tooLate(.suspensionAsked, in: state)
        }
    }

    mutating func takeSuspended(until: Timestamp, _ step: inout Step) throws(Rejection) {
        switch state {
        case .dispatched, .handling, .rework:
            var isAsked = false
            if case .suspension = request?.kind { isAsked = true }
            guard approves(step.by), isAsked || step.by.commands else { throw .notAllowed(.suspended) }
            guard isSuspensible(until: until, step) else { throw .outOfPlace(.suspended, in: state) }
            noticePassedDeadline(&step)
            state = .suspended
            suspendedAt = step.now
            suspendedUntil = until
            request = nil
            step.record(.suspended)
            step.cancelAll()
            step.wake(.resume, at: until)
            step.say(.suspended)
        case .suspended:
            guard step.by.commands else { throw .notAllowed(.suspended) }
            guard isSuspensible(until: until, step) else { throw .outOfPlace(.suspended, in: state) }
            guard suspendedUntil != until else { throw .alreadySo }
            suspendedUntil = until
            step.record(.suspended)
            step.wake(.resume, at: until)
            step.say(.suspended)
        case .reported, .verifying, .filed, .returned: throw .outOfPlace(.suspended, in: state)
        case .feedback, .checking, .rejected, .closed, .selfClosed, .merged, .withdrawn, .voided, .forceClosed:
            throw .tooLate(.suspended, in: state)
        }
    }

    mutating func takeSuspensionRefused(_ step: inout Step) throws(Rejection) {
        switch state {
        case .dispatched, .handling, .rework:
            guard case .suspension = request?.kind else { throw .outOfPlace(.suspensionRefused, in: state) }
            try refuse(.suspensionRefused, saying: .suspensionRefused, &step)
        case .reported, .verifying, .filed, .returned, .suspended: throw .outOfPlace(.suspensionRefused, in: state)
        case .feedback, .checking, .rejected, .closed, .selfClosed, .merged, .withdrawn, .voided, .forceClosed:
            throw .tooLate(.suspensionRefused, in: state)
        }
    }

    mutating func takeResumed(_ step: inout Step) throws(Rejection) {
        switch state {
        case .suspended:
            guard step.by.role == .bridge || step.by.commands || answers(step.by) else {
                throw .notAllowed(.resumed)
            }
            step.record(.resumed)
            resume(&step)
        case .dispatched, .handling, .rework: throw .alreadySo
        case .reported, .verifying, .filed, .returned: throw .outOfPlace(.resumed, in: state)
        case .feedback, .checking, .rejected, .closed, .selfClosed, .merged, .withdrawn, .voided, .forceClosed:
            throw .tooLate(.resumed, in: state)
        }
    }

    /// 限今天下午五点前: before assignment it waits for the unit; on a suspended case it ends the suspension.
    mutating func takeDeadline(_ deadline: Timestamp, _ step: inout Step) throws(Rejection) {
        switch state {
        case .filed, .dispatched, .handling, .rework, .suspended:
            guard step.by.commands else { throw .notAllowed(.deadline) }
            guard deadline > step.now else { throw .outOfPlace(.deadline, in: state) }
            guard deadline != dueAt || state == .suspended else { throw .alreadySo }
            step.record(.deadline)
            if state == .suspended {
                step.imply(.resumed)
                resume(&step)
            }
            dueAt = deadline
            overdue = false
            if case .extensionOfTime = request?.kind {
                request = nil
                step.cancel(.request)
            }
            if state != .filed { arm(&step) }
        case .reported, .verifying, .returned: throw .outOfPlace(.deadline, in: state)
        case .feedback, .checking, .rejected, .closed, .selfClosed, .merged, .withdrawn, .voided, .forceClosed:
            throw .tooLate(.deadline, in: state)
        }
    }

    mutating func takeOverdue(_ step: inout Step) throws(Rejection) {
        switch state {
        case .dispatched, .handling, .rework:
            guard step.by.role == .bridge else { throw .notAllowed(.overdue) }
            guard let due = dueAt, due <= step.now else { throw .outOfPlace(.overdue, in: state) }
            guard !overdue else { throw .alreadySo }
            markOverdue()
            step.record(.overdue)
            step.cancel(.reminder)
            lapse(&step)
        case .reported, .verifying, .filed, .returned, .suspended, .feedback, .checking:
            throw .outOfPlace(.overdue, in: state)
        case .rejected, .closed, .selfClosed, .merged, .withdrawn, .voided, .forceClosed:
            throw .tooLate(.overdue, in: state)
        }
    }

    /// Lets a stopped clock run again from now: what was left at the stop is left now.
    mutating func restartClock(_ step: Step) {
        guard let stopped = suspendedAt else { return }
        suspendedAt = nil
        suspendedUntil = nil
        guard let due = dueAt, stopped < due else { return }
        let rest = step.hours.elapsed(from: stopped, to: due, clockOf: clock)
        dueAt = step.hours.adding(rest, to: max(stopped, step.now), clockOf: clock)
    }

    /// Sets the reminder, the limit's notice and the cards by the deadline; what no longer applies is cancelled.
    ///
    /// Cards count from the deadline, or from now when it passed while the case was out of the unit's hands.
    func arm(_ step: inout Step) {
        guard let due = dueAt else {
            for timer in [Timer.reminder, .notice, .yellow, .red] { step.cancel(timer) }
            return
        }
        let hours = step.hours
        if step.now < due {
            let reminder = reminderMoment(before: due, step)
            if step.now < reminder, reminder < due {
                step.wake(.reminder, at: reminder)
            } else {
                step.cancel(.reminder)
            }
        } else {
            step.cancel(.reminder)
        }
        if overdue { step.cancel(.notice) } else { step.wake(.notice, at: due) }
        let base = max(due, step.now)
        let limit = lengthForCards(hours).wholeMilliseconds
        let hour: Int64 = 3_600_000
        func card(_ timer: Timer, _ level: Supervision, after milliseconds: Int64) {
            guard supervision < level else { return step.cancel(timer) }
            step.wake(timer, at: hours.adding(.milliseconds(milliseconds), to: base, clockOf: clock))
        }
        card(.yellow, .yellow, after: max(limit / 2, hour))
        card(.red, .red, after: max(limit, 2 * hour))
    }

    /// At three quarters of the limit; of a deadline that somebody has moved, at three quarters of what is left.
    private func reminderMoment(before due: Timestamp, _ step: Step) -> Timestamp {
        let hours = step.hours
        func afterThreeQuarters(of span: Duration, from start: Timestamp) -> Timestamp {
            hours.adding(.milliseconds(span.wholeMilliseconds / 4 * 3), to: start, clockOf: clock)
        }
        if let assigned = assignedAt, let limit = terms.resolveWithin, due == hours.due(from: assigned, limit: limit) {
            return afterThreeQuarters(of: hours.length(of: limit), from: assigned)
        }
        return afterThreeQuarters(of: hours.elapsed(from: step.now, to: due, clockOf: clock), from: step.now)
    }

    /// A deadline that passed although no timer has said so yet.
    mutating func noticePassedDeadline(_ step: inout Step) {
        guard let due = dueAt, due < step.now, !overdue else { return }
        markOverdue()
        step.imply(.overdue, by: .bridge)
    }

    /// The limit's own clock; round the clock for a deadline without a limit.
    private var clock: Limit { terms.resolveWithin ?? Limit(1, .urgentHours) }

    /// The limit, or the shorter time that a leader's deadline left.
    private func lengthForCards(_ hours: WorkingTime) -> Duration {
        guard let due = dueAt, let assigned = assignedAt else { return .zero }
        let given = hours.elapsed(from: assigned, to: due, clockOf: clock)
        return terms.resolveWithin.map { min(hours.length(of: $0), given) } ?? given
    }

    private mutating func markOverdue() {
        overdue = true
        supervision = max(supervision, .notice)
    }

    private mutating func resume(_ step: inout Step) {
        restartClock(step)
        state = acknowledgedAt == nil ? .dispatched : .handling
        step.cancel(.resume)
        arm(&step)
        if acknowledgedAt == nil { awaitAnswer(&step) }
    }

    /// An unanswered request for time ends with the limit.
    private mutating func lapse(_ step: inout Step) {
        switch request?.kind {
        case .extensionOfTime: step.imply(.extensionRefused)
        case .suspension: step.imply(.suspensionRefused)
        case .transfer, nil: return
        }
        request = nil
        step.cancel(.request)
    }

    private mutating func refuse(
        _ kind: Event.Kind, saying announcement: Announcement, _ step: inout Step
    ) throws(Rejection) {
        let lapses = step.by.role == .bridge
        guard lapses || approves(step.by) else { throw .notAllowed(kind) }
        request = nil
        step.record(kind)
        step.cancel(.request)
        if !lapses { step.say(announcement) }
    }

    /// An end date, and not farther away than a year (domain: hanging).
    private func isSuspensible(until: Timestamp, _ step: Step) -> Bool {
        step.now < until && until <= step.now.advanced(by: .days(366))
    }
}
