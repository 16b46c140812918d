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
            guard step.heard < due || step.by.commands else { throw .tooLate(.extensionAsked, in: state) }
            guard
                let wanted = until
                    ?? terms.resolveWithin.map({ step.hours(of: unit).due(from: max(due, step.now), limit: $0) })
            else {
                throw .outOfPlace(.extensionAsked, in: state)
            }
            // What a leader wants needs nobody's consent.
            if step.by.commands { return try takeExtended(until: wanted, &step) }
            guard wanted > due, request?.kind != .extensionOfTime(until: wanted) else { throw .alreadySo }
            impliedAnswer(&step)
            ask(.extensionOfTime(until: wanted), step)
            step.record(.extensionAsked)
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
            // Once per case (domain: hanging); whoever is in charge may order more.
            guard suspensions == 0 else { throw .tooManySuspensions }
            guard isSuspensible(until: until, step) else { throw .outOfPlace(.suspensionAsked, in: state) }
            guard request?.kind != .suspension(until: until) else { throw .alreadySo }
            impliedAnswer(&step)
            ask(.suspension(until: until), step)
            step.record(.suspensionAsked)
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
            suspensions += 1
            suspendedAt = step.heard
            suspendedUntil = until
            request = nil
            step.record(.suspended)
            step.say(.suspended)
        case .suspended:
            guard step.by.commands else { throw .notAllowed(.suspended) }
            guard isSuspensible(until: until, step) else { throw .outOfPlace(.suspended, in: state) }
            guard suspendedUntil != until else { throw .alreadySo }
            suspendedUntil = until
            step.record(.suspended)
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
            }
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
        let rest = step.hours(of: unit).elapsed(from: stopped, to: due, clockOf: handlingLimit)
        dueAt = step.hours(of: unit).adding(rest, to: max(stopped, step.now), clockOf: handlingLimit)
    }

    /// A deadline that passed before the word was received, although no timer has said so yet.
    mutating func noticePassedDeadline(_ step: inout Step) {
        guard let due = dueAt, due < step.heard, !overdue else { return }
        markOverdue()
        step.imply(.overdue, by: .bridge)
    }

    private mutating func markOverdue() {
        overdue = true
        supervision = max(supervision, .notice)
    }

    private mutating func resume(_ step: inout Step) {
        restartClock(step)
        state = acknowledgedAt == nil ? .dispatched : .handling
    }

    /// An unanswered request for time ends with the limit.
    private mutating func lapse(_ step: inout Step) {
        switch request?.kind {
        case .extensionOfTime: step.imply(.extensionRefused)
        case .suspension: step.imply(.suspensionRefused)
        case .transfer, nil: return
        }
        request = nil
    }

    private mutating func refuse(
        _ kind: Event.Kind, saying announcement: Announcement, _ step: inout Step
    ) throws(Rejection) {
        let lapses = step.by.role == .bridge
        guard lapses || approves(step.by) else { throw .notAllowed(kind) }
        request = nil
        step.record(kind)
        if !lapses { step.say(announcement) }
    }

    /// An end date, and not farther away than a year (domain: hanging).
    private func isSuspensible(until: Timestamp, _ step: Step) -> Bool {
        step.now < until && until <= step.now.advanced(by: .days(366))
    }
}
