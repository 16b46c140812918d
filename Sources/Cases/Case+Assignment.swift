internal import Domain

/// Whose case it is: assignment, answers, returns, transfers, claims.
extension Case {
    /// Another unit than before starts afresh; the same one after a return goes on where the clock stood.
    mutating func takeAssigned(unit target: String, assist helpers: [String], _ step: inout Step) throws(Rejection) {
        guard step.by.role == .bridge || step.by.dispatches else { throw .notAllowed(.assigned) }
        let helpers = helpers.filter { $0 != target }
        // Who is in charge knows better than the routes whose it is.
        let before = self
        defer {
            if step.by.role != .bridge, before.unit != nil { noteAmendment(since: before, at: step.now) }
            isRuled = step.by.role != .bridge && returns >= Case.mostReturns
        }
        switch state {
        case .filed:
            step.record(.assigned)
            give(to: target, assist: helpers, &step)
            step.say(.assignment)
        case .returned:
            step.record(.assigned)
            if target == unit {
                assist = helpers
                restartClock(step)
                state = .dispatched
                acknowledgedAt = nil
                step.say(.assignment)
            } else {
                startAfresh(with: target, assist: helpers, &step)
                step.say(.transferred)
            }
        case .dispatched, .handling, .rework:
            if target == unit {
                guard helpers != assist else { throw .alreadySo }
                assist = helpers
                step.record(.assigned)
                step.say(.corrected)
            } else {
                step.record(.assigned)
                startAfresh(with: target, assist: helpers, &step)
                step.say(.transferred)
            }
        case .reported, .verifying, .suspended, .feedback, .checking: throw .outOfPlace(.assigned, in: state)
        case .rejected, .closed, .selfClosed, .merged, .withdrawn, .voided, .forceClosed:
            throw .tooLate(.assigned, in: state)
        }
    }

    /// 收到. From the receiver of an asked transfer it is the consent.
    mutating func takeAcknowledged(_ step: inout Step) throws(Rejection) {
        switch state {
        case .dispatched, .handling, .rework:
            if consents(step.by), let receiver = step.by.unit {
                handOver(to: receiver, &step)
                step.imply(.transferred)
                answer(&step, as: .acknowledged)
                step.say(.transferred)
                return
            }
            guard works(step.by) else { throw .notAllowed(.acknowledged) }
            guard state != .handling else { throw .alreadySo }
            answer(&step, as: .acknowledged)
        case .suspended, .feedback, .checking: throw .alreadySo
        case .reported, .verifying, .filed: throw .outOfPlace(.acknowledged, in: state)
        case .returned, .rejected, .closed, .selfClosed, .merged, .withdrawn, .voided, .forceClosed:
            throw .tooLate(.acknowledged, in: state)
        }
    }

    mutating func takeProgress(_ step: inout Step) throws(Rejection) {
        switch state {
        case .dispatched, .handling, .rework:
            guard works(step.by) else { throw .notAllowed(.progress) }
            impliedAnswer(&step)
            step.record(.progress)
        case .suspended, .feedback, .checking:
            guard works(step.by) else { throw .notAllowed(.progress) }
            step.record(.progress)
        case .reported, .verifying, .filed: throw .outOfPlace(.progress, in: state)
        case .returned, .rejected, .closed, .selfClosed, .merged, .withdrawn, .voided, .forceClosed:
            throw .tooLate(.progress, in: state)
        }
    }

    /// So often a case goes back and forth by the units' words; then somebody in charge rules (domain: not ours).
    public static let mostReturns = 2

    /// 不是我们的. `owner` is the right unit as far as routes know it; without one a dispatcher is asked. What they have
    /// ruled after the second return binds.
    ///
    /// The unit stays on the case until another one has it, and the clock stands.
    mutating func takeReturned(owner: String?, _ step: inout Step) throws(Rejection) {
        switch state {
        case .dispatched, .handling:
            guard answers(step.by) else { throw .notAllowed(.returned) }
            guard owner != unit else { throw .alreadySo }
            guard !isRuled else { throw .notAllowed(.returned) }
            state = .returned
            returns += 1
            request = nil
            suspendedAt = step.heard
            step.record(.returned)
            if owner == nil { step.say(.askUnit) }
        case .returned: throw .alreadySo
        case .reported, .verifying, .filed, .suspended: throw .outOfPlace(.returned, in: state)
        case .feedback, .checking, .rework, .rejected, .closed, .selfClosed, .merged, .withdrawn, .voided, .forceClosed:
            throw .tooLate(.returned, in: state)
        }
    }

    /// 请转水利: the first unit answers until the receiver has said 收到.
    mutating func takeTransferAsked(to target: String, _ step: inout Step) throws(Rejection) {
        switch state {
        case .dispatched, .handling, .rework:
            guard answers(step.by) else { throw .notAllowed(.transferAsked) }
            guard target != unit else { throw .alreadySo }
            if case .transfer(target) = request?.kind { throw .alreadySo }
            ask(.transfer(to: target), step)
            step.record(.transferAsked)
        case .reported, .verifying, .filed, .returned, .suspended: throw .outOfPlace(.transferAsked, in: state)
        case .feedback, .checking, .rejected, .closed, .selfClosed, .merged, .withdrawn, .voided, .forceClosed:
            throw .tooLate(.transferAsked, in: state)
        }
    }

    /// The receiver's consent, or a dispatcher's word. The clock goes on.
    mutating func takeTransferred(to target: String, _ step: inout Step) throws(Rejection) {
        switch state {
        case .dispatched, .handling, .rework:
            let agreed = consents(step.by) && step.by.unit == target
            guard agreed || step.by.dispatches else { throw .notAllowed(.transferred) }
            guard target != unit else { throw .alreadySo }
            handOver(to: target, &step)
            step.record(.transferred)
            if agreed { answer(&step, as: nil) }
            step.say(.transferred)
        case .reported, .verifying, .filed, .returned, .suspended: throw .outOfPlace(.transferred, in: state)
        case .feedback, .checking, .rejected, .closed, .selfClosed, .merged, .withdrawn, .voided, .forceClosed:
            throw .tooLate(.transferred, in: state)
        }
    }

    /// 对号入座: a case that nobody has becomes the unit's; on another unit's case it assists, and may then say that
    /// the work is done.
    mutating func takeClaimed(unit claimant: String, _ step: inout Step) throws(Rejection) {
        guard step.by.unit == claimant || step.by.commands else { throw .notAllowed(.claimed) }
        switch state {
        case .filed:
            step.record(.claimed)
            step.imply(.assigned)
            give(to: claimant, assist: assist.filter { $0 != claimant }, &step)
            if step.by.unit == claimant { impliedAnswer(&step) }
        case .returned:
            guard claimant != unit else { throw .tooLate(.claimed, in: state) }
            step.record(.claimed)
            step.imply(.assigned)
            startAfresh(with: claimant, assist: assist.filter { $0 != claimant }, &step)
            if step.by.unit == claimant { impliedAnswer(&step) }
        case .dispatched, .handling, .rework, .suspended:
            guard claimant != unit, !assist.contains(claimant) else { throw .alreadySo }
            assist.append(claimant)
            step.record(.claimed)
        case .reported, .verifying: throw .outOfPlace(.claimed, in: state)
        case .feedback, .checking, .rejected, .closed, .selfClosed, .merged, .withdrawn, .voided, .forceClosed:
            throw .tooLate(.claimed, in: state)
        }
    }

    /// Records the unit's answer unless the case already is in its hands.
    mutating func impliedAnswer(_ step: inout Step) {
        if state != .handling || acknowledgedAt == nil { answer(&step, as: .acknowledged, implied: true) }
    }

    private mutating func answer(_ step: inout Step, as kind: Event.Kind?, implied: Bool = false) {
        state = .handling
        acknowledgedAt = acknowledgedAt ?? step.now
        if let kind {
            if implied { step.imply(kind) } else { step.record(kind) }
        }
    }

    /// The first assignment; a leader's deadline given before it stands.
    private mutating func give(to target: String, assist helpers: [String], _ step: inout Step) {
        unit = target
        assist = helpers
        state = .dispatched
        assignedAt = step.now
        dueAt = dueAt ?? terms.resolveWithin.map { step.hours(of: unit).due(from: step.now, limit: $0) }
    }

    /// The card that the case has brought stays with the unit that had it then; the next one begins without.
    private mutating func startAfresh(with target: String, assist helpers: [String], _ step: inout Step) {
        dueAt = nil
        overdue = false
        supervision = .none
        acknowledgedAt = nil
        suspendedAt = nil
        request = nil
        photoAsked = false
        give(to: target, assist: helpers, &step)
    }

    /// Moves the case to the receiver; deadline, cards and counters go with it.
    private mutating func handOver(to target: String, _ step: inout Step) {
        unit = target
        assist.removeAll { $0 == target }
        state = .dispatched
        assignedAt = step.now
        acknowledgedAt = nil
        request = nil
        photoAsked = false
    }

    private func consents(_ actor: Actor) -> Bool {
        guard case .transfer(let target) = request?.kind else { return false }
        return actor.unit == target
    }

    mutating func ask(_ kind: Request.Kind, _ step: Step) {
        request = Request(kind: kind, by: step.by, at: step.now, message: step.circumstances.message)
    }

    /// A transfer that nobody accepted in time is no longer asked for.
    mutating func dropLapsedTransfer(_ step: Step) {
        guard let asked = request, case .transfer = asked.kind,
            step.now > asked.at.advanced(by: .minutes(Int64(step.settings.transferMinutes)))
        else { return }
        request = nil
    }
}
