internal import Domain

/// From the report to the file: verification, filing, rejection, merging, and what was repaired on the spot.
extension Case {
    mutating func takeReported(_ step: inout Step) throws(Rejection) {
        switch state {
        case .reported:
            guard eventCount == 0 else { throw .alreadySo }
            step.record(.reported)
        case .verifying, .rejected, .filed, .dispatched, .handling, .returned, .suspended, .feedback, .checking,
            .rework, .closed, .selfClosed, .merged, .withdrawn, .voided, .forceClosed:
            throw .alreadySo
        }
    }

    mutating func takeVerificationAsked(_ step: inout Step) throws(Rejection) {
        switch state {
        case .reported:
            guard step.by.role == .bridge || step.by.commands else { throw .notAllowed(.verificationAsked) }
            state = .verifying
            step.record(.verificationAsked)
            // A stranger's report is put to nobody; a dispatcher who wants somebody to look says so aloud.
            if step.by.commands { step.say(.verify) }
        case .verifying: throw .alreadySo
        case .filed, .dispatched, .handling, .returned, .suspended, .feedback, .checking, .rework:
            throw .outOfPlace(.verificationAsked, in: state)
        case .rejected, .closed, .selfClosed, .merged, .withdrawn, .voided, .forceClosed:
            throw .tooLate(.verificationAsked, in: state)
        }
    }

    /// A case that exists goes back to `reported`; the caller files it.
    mutating func takeVerified(exists: Bool, _ step: inout Step) throws(Rejection) {
        switch state {
        case .verifying:
            let mayVerify = step.by.role == .worker || step.by.role == .checker || step.by.dispatches
            guard mayVerify, !wrote(step.by) else { throw .notAllowed(.verified) }
            step.record(.verified)
            if exists {
                state = .reported
            } else {
                state = .rejected
                step.imply(.rejected)
                step.say(.rejected)
            }
        case .reported, .filed, .dispatched, .handling, .returned, .suspended, .feedback, .checking, .rework:
            throw .outOfPlace(.verified, in: state)
        case .rejected, .closed, .selfClosed, .merged, .withdrawn, .voided, .forceClosed:
            throw .tooLate(.verified, in: state)
        }
    }

    mutating func takeFiled(_ filing: Filing, _ step: inout Step) throws(Rejection) {
        switch state {
        case .reported, .verifying:
            guard step.by.role != .stranger else { throw .notAllowed(.filed) }
            file(filing, step)
            state = .filed
            step.record(.filed)
            if urgent { step.say(.emergency) }
        case .filed, .dispatched, .handling, .returned, .suspended, .feedback, .checking, .rework: throw .alreadySo
        case .rejected, .closed, .selfClosed, .merged, .withdrawn, .voided, .forceClosed:
            throw .tooLate(.filed, in: state)
        }
    }

    mutating func takeSelfHandled(_ filing: Filing, _ step: inout Step) throws(Rejection) {
        switch state {
        case .reported, .verifying:
            guard step.by.role != .stranger else { throw .notAllowed(.selfHandled) }
            file(filing, step)
            handledAt = step.now
            closedAt = step.now
            evidenceMissing = terms.evidence != .none && photos.isEmpty
            state = .selfClosed
            step.record(.selfHandled)
            step.say(.selfClosed)
        case .filed, .dispatched, .handling, .returned, .suspended, .feedback, .checking, .rework:
            throw .outOfPlace(.selfHandled, in: state)
        case .selfClosed: throw .alreadySo
        case .rejected, .closed, .merged, .withdrawn, .voided, .forceClosed: throw .tooLate(.selfHandled, in: state)
        }
    }

    /// 不予立案: before filing, and when a returned case turns out to be nobody's duty.
    mutating func takeRejected(_ step: inout Step) throws(Rejection) {
        switch state {
        case .reported, .verifying, .returned:
            guard step.by.role == .bridge || step.by.commands else { throw .notAllowed(.rejected) }
            state = .rejected
            request = nil
            suspendedAt = nil
            step.record(.rejected)
            step.say(.rejected)
        case .filed, .dispatched, .handling, .suspended, .feedback, .checking, .rework:
            throw .outOfPlace(.rejected, in: state)
        case .rejected: throw .alreadySo
        case .closed, .selfClosed, .merged, .withdrawn, .voided, .forceClosed: throw .tooLate(.rejected, in: state)
        }
    }

    mutating func takeMerged(into parent: ID<Case>, _ step: inout Step) throws(Rejection) {
        switch state {
        case .reported, .verifying:
            guard step.by.role != .stranger else { throw .notAllowed(.merged) }
            guard parent != id else { throw .outOfPlace(.merged, in: state) }
            state = .merged
            mergedInto = parent
            step.record(.merged)
            step.say(.merged)
        case .merged: throw .alreadySo
        case .filed, .dispatched, .handling, .returned, .suspended, .feedback, .checking, .rework:
            // A numbered case is never merged: its number has been said aloud.
            throw .outOfPlace(.merged, in: state)
        case .rejected, .closed, .selfClosed, .withdrawn, .voided, .forceClosed: throw .tooLate(.merged, in: state)
        }
    }

    private mutating func file(_ filing: Filing, _ step: Step) {
        number = filing.number
        type = filing.type
        terms = filing.terms
        sensitive = filing.sensitive
        urgent = filing.urgent
        recurrenceOf = filing.recurrenceOf
        filedAt = step.now
    }
}
