internal import Domain

/// What changes a case without moving it: corrections, cards, ratings.
extension Case {
    mutating func takeCorrected(_ correction: Correction, _ step: inout Step) throws(Rejection) {
        switch state {
        case .reported, .verifying, .filed, .dispatched, .handling, .returned, .suspended, .feedback, .checking,
            .rework:
            // What the unit counted, the unit may count again.
            let recounts = works(step.by) && correction == Correction(quantities: correction.quantities)
            guard wrote(step.by) || step.by.commands || step.by.role == .bridge || recounts else {
                throw .notAllowed(.corrected)
            }
            try correct(correction, &step)
        case .closed, .selfClosed, .forceClosed:
            guard step.by.commands else { throw .tooLate(.corrected, in: state) }
            try correct(correction, &step)
        case .rejected, .merged, .withdrawn, .voided: throw .tooLate(.corrected, in: state)
        }
    }

    mutating func takeEdited(text new: String, _ step: inout Step) throws(Rejection) {
        switch state {
        case .reported, .verifying, .filed, .dispatched, .handling, .returned, .suspended, .feedback, .checking,
            .rework:
            guard wrote(step.by) || step.by.role == .bridge else { throw .notAllowed(.edited) }
            // A recalled text never comes back; words under a photo that had none may still be added.
            guard text != nil || acknowledgedAt == nil else { throw .tooLate(.edited, in: state) }
            guard text != new else { throw .alreadySo }
            text = new
            step.record(.edited)
        case .rejected, .closed, .selfClosed, .merged, .withdrawn, .voided, .forceClosed:
            throw .tooLate(.edited, in: state)
        }
    }

    /// A card or 督办; the level only rises. By the bridge only while the unit's clock runs.
    mutating func takeSupervised(_ level: Supervision, _ step: inout Step) throws(Rejection) {
        switch state {
        case .dispatched, .handling, .rework:
            guard step.by.role == .bridge || step.by.commands else { throw .notAllowed(.supervised) }
            try raise(to: level, &step)
        case .filed, .returned, .suspended, .feedback, .checking:
            guard step.by.commands else { throw .notAllowed(.supervised) }
            try raise(to: level, &step)
        case .reported, .verifying: throw .outOfPlace(.supervised, in: state)
        case .rejected, .closed, .selfClosed, .merged, .withdrawn, .voided, .forceClosed:
            throw .tooLate(.supervised, in: state)
        }
    }

    /// 摘牌: after the closing.
    mutating func takeCardRemoved(_ step: inout Step) throws(Rejection) {
        switch state {
        case .closed, .selfClosed, .forceClosed:
            guard step.by.commands else { throw .notAllowed(.cardRemoved) }
            guard supervision != .none || isCarded else { throw .alreadySo }
            supervision = .none
            isCarded = false
            step.record(.cardRemoved)
        case .reported, .verifying, .filed, .dispatched, .handling, .returned, .suspended, .feedback, .checking,
            .rework:
            throw .outOfPlace(.cardRemoved, in: state)
        case .rejected, .merged, .withdrawn, .voided: throw .tooLate(.cardRemoved, in: state)
        }
    }

    mutating func takeReminded(_ step: inout Step) throws(Rejection) {
        switch state {
        case .reported, .verifying, .filed, .dispatched, .handling, .returned, .suspended, .feedback, .checking,
            .rework:
            guard step.by.role != .stranger else { throw .notAllowed(.reminded) }
            step.record(.reminded)
        case .closed, .forceClosed:
            // Whoever owes the case a word is pressed by the ladder.
            guard step.by.role == .bridge, awaitsWord else { throw .tooLate(.reminded, in: state) }
            step.record(.reminded)
        case .rejected, .selfClosed, .merged, .withdrawn, .voided:
            throw .tooLate(.reminded, in: state)
        }
    }

    mutating func takeRated(_ stars: Int, _ step: inout Step) throws(Rejection) {
        switch state {
        case .closed, .selfClosed, .forceClosed:
            guard isReporter(step.by) || step.by.commands, !works(step.by) else { throw .notAllowed(.rated) }
            guard (1...5).contains(stars) else { throw .outOfPlace(.rated, in: state) }
            guard rating != stars else { throw .alreadySo }
            rating = stars
            step.record(.rated)
        case .reported, .verifying, .filed, .dispatched, .handling, .returned, .suspended, .feedback, .checking,
            .rework:
            throw .outOfPlace(.rated, in: state)
        case .rejected, .merged, .withdrawn, .voided: throw .tooLate(.rated, in: state)
        }
    }

    /// Another type brings its own terms. The deadline follows unless somebody has moved it since the assignment.
    private mutating func correct(_ correction: Correction, _ step: inout Step) throws(Rejection) {
        let before = self
        type = correction.type ?? type
        place = correction.place ?? place
        grid = correction.grid ?? grid
        quantities = correction.quantities ?? quantities
        sensitive = correction.sensitive ?? sensitive
        urgent = correction.urgent ?? urgent
        terms = correction.terms ?? terms
        if terms.resolveWithin != before.terms.resolveWithin, let assigned = assignedAt, closedAt == nil,
            handledAt == nil,
            dueAt == before.terms.resolveWithin.map({ step.hours(of: unit).due(from: assigned, limit: $0) })
        {
            dueAt = terms.resolveWithin.map { step.hours(of: unit).due(from: assigned, limit: $0) }
            overdue = dueAt.map { $0 <= step.now && overdue } ?? false
        }
        guard self != before else { throw .alreadySo }
        step.record(.corrected)
        noteAmendment(since: before, at: step.now)
        if dueAt != before.dueAt, isInHand { noticePassedDeadline(&step) }
        guard filedAt != nil else { return }
        if urgent, !before.urgent, state.isOpen { step.say(.emergency) }
        if type != before.type || place != before.place || grid != before.grid { step.say(.corrected) }
    }

    private mutating func raise(to level: Supervision, _ step: inout Step) throws(Rejection) {
        guard level > supervision else { throw .alreadySo }
        supervision = level
        isCarded = isCarded || level >= .yellow
        step.record(.supervised)
    }
}
