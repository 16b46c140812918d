public import Domain

/// 申诉: the unit's word against its lateness after the closing, once per case, and what came of it.
extension Case {
    /// Since when an appeal waits for its answer.
    public var appealSince: Timestamp? { appealVerdict == nil ? appealedAt : nil }

    /// It is over, and somebody's word on it is still waited for.
    public var awaitsWord: Bool { appealSince != nil || lookAskedAt != nil }

    /// By the unit, after the closing, where there is something to appeal against.
    mutating func takeAppealed(_ step: inout Step) throws(Rejection) {
        switch state {
        case .closed, .forceClosed:
            guard answers(step.by) else { throw .notAllowed(.appealed) }
            guard isAppealable else { throw .outOfPlace(.appealed, in: state) }
            if appealSince != nil { throw .alreadySo }
            guard appealedAt == nil, appealVerdict == nil else { throw .tooLate(.appealed, in: state) }
            appealedAt = step.now
            step.record(.appealed)
        case .reported, .verifying, .filed, .dispatched, .handling, .returned, .suspended, .feedback, .checking,
            .rework, .selfClosed:
            throw .outOfPlace(.appealed, in: state)
        case .rejected, .merged, .withdrawn, .voided: throw .tooLate(.appealed, in: state)
        }
    }

    /// An appeal granted, or lateness forgiven unasked: the late fact stays, the score does not count it.
    mutating func takeExempted(_ step: inout Step) throws(Rejection) {
        switch state {
        case .closed, .forceClosed:
            guard step.by.commands else { throw .notAllowed(.exempted) }
            guard isAppealable else { throw .outOfPlace(.exempted, in: state) }
            guard appealVerdict != .granted else { throw .alreadySo }
            appealVerdict = .granted
            step.record(.exempted)
        case .reported, .verifying, .filed, .dispatched, .handling, .returned, .suspended, .feedback, .checking,
            .rework, .selfClosed:
            throw .outOfPlace(.exempted, in: state)
        case .rejected, .merged, .withdrawn, .voided: throw .tooLate(.exempted, in: state)
        }
    }

    mutating func takeAppealRefused(_ step: inout Step) throws(Rejection) {
        switch state {
        case .closed, .forceClosed:
            guard step.by.commands else { throw .notAllowed(.appealRefused) }
            guard appealSince != nil else { throw .outOfPlace(.appealRefused, in: state) }
            appealVerdict = .refused
            step.record(.appealRefused)
        case .reported, .verifying, .filed, .dispatched, .handling, .returned, .suspended, .feedback, .checking,
            .rework, .selfClosed:
            throw .outOfPlace(.appealRefused, in: state)
        case .rejected, .merged, .withdrawn, .voided: throw .tooLate(.appealRefused, in: state)
        }
    }

    /// Nobody answers an appeal of a case that is open again, or void, or looks at it; after its next closing there may
    /// be another.
    mutating func dropWaitsOfOpened() {
        if state != .closed, state != .forceClosed, appealVerdict == nil { appealedAt = nil }
        if state != .closed { lookAskedAt = nil }
    }

    private var isAppealable: Bool { overdue || supervision != .none || reworks > 0 }
}
