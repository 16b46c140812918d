internal import Domain

/// The unit's "done", the second look, and every other end.
extension Case {
    /// 已清理. Implies the answer. Without the photo that the type wants the unit is asked for it once; the photo then
    /// closes the case, and so does a second "done", flagged.
    mutating func takeHandled(
        hasPhoto: Bool, quantities added: [Quantity], _ step: inout Step
    ) throws(Rejection) {
        switch state {
        case .dispatched, .handling, .returned, .suspended, .rework:
            guard works(step.by) else { throw .notAllowed(.handled) }
            restartClock(step)
            impliedAnswer(&step)
            add(added)
            step.record(.handled)
            if wantsPhoto(hasPhoto: hasPhoto), !photoAsked {
                photoAsked = true
                step.say(.askPhoto)
            } else {
                finish(hasPhoto: hasPhoto, &step)
            }
        case .feedback, .checking, .closed: throw .alreadySo
        case .reported, .verifying, .filed: throw .outOfPlace(.handled, in: state)
        case .rejected, .selfClosed, .merged, .withdrawn, .voided, .forceClosed: throw .tooLate(.handled, in: state)
        }
    }

    mutating func takePhoto(_ photo: Photo, _ step: inout Step) throws(Rejection) {
        guard step.by.role != .stranger || wrote(step.by) else { throw .notAllowed(.photo) }
        switch state {
        case .handling:
            photos.append(photo)
            step.record(.photo)
            if photoAsked, photo.role != .before, works(step.by) {
                step.imply(.handled)
                finish(hasPhoto: true, &step)
            }
        case .reported, .verifying, .filed, .dispatched, .returned, .suspended, .rework:
            photos.append(photo)
            step.record(.photo)
        case .feedback, .checking, .closed, .selfClosed, .forceClosed:
            photos.append(photo)
            if works(step.by) || (state == .selfClosed && wrote(step.by)) { evidenceMissing = false }
            step.record(.photo)
        case .rejected, .merged, .withdrawn, .voided: throw .tooLate(.photo, in: state)
        }
    }

    mutating func takeCheckAsked(_ step: inout Step) throws(Rejection) {
        switch state {
        case .feedback:
            guard step.by.role == .bridge || step.by.commands else { throw .notAllowed(.checkAsked) }
            state = .checking
            step.record(.checkAsked)
            step.say(.check)
        case .checking: throw .alreadySo
        case .closed:
            // The second look, days later: the case stays closed.
            guard step.by.role == .bridge, terms.secondLook else { throw .tooLate(.checkAsked, in: state) }
            lookAskedAt = step.now
            step.record(.checkAsked)
            step.say(.check)
        case .reported, .verifying, .filed, .dispatched, .handling, .returned, .suspended, .rework:
            throw .outOfPlace(.checkAsked, in: state)
        case .rejected, .selfClosed, .merged, .withdrawn, .voided, .forceClosed:
            throw .tooLate(.checkAsked, in: state)
        }
    }

    mutating func takeConfirmed(_ step: inout Step) throws(Rejection) {
        switch state {
        case .feedback, .checking:
            guard judges(step.by) else { throw .notAllowed(.confirmed) }
            step.record(.confirmed)
            step.imply(.closed)
            close(&step)
        case .closed:
            // The second look found it well.
            guard lookAskedAt != nil else { throw .alreadySo }
            guard judges(step.by) else { throw .notAllowed(.confirmed) }
            lookAskedAt = nil
            step.record(.confirmed)
        case .selfClosed, .forceClosed: throw .alreadySo
        case .reported, .verifying, .filed, .dispatched, .handling, .returned, .suspended, .rework:
            throw .outOfPlace(.confirmed, in: state)
        case .rejected, .merged, .withdrawn, .voided: throw .tooLate(.confirmed, in: state)
        }
    }

    /// 没清干净. A bystander is heard with a photo; without one the words are only noted (``Rejection/notAllowed(_:)``).
    mutating func takeDisputed(hasPhoto: Bool, _ step: inout Step) throws(Rejection) {
        switch state {
        case .feedback, .checking:
            guard disputes(step.by, hasPhoto: hasPhoto) else { throw .notAllowed(.disputed) }
            step.record(.disputed)
            sendBack(&step)
            step.say(.rework)
        case .closed:
            guard disputes(step.by, hasPhoto: hasPhoto) else { throw .notAllowed(.disputed) }
            let window = Duration.hours(Int64(step.settings.reopenHours))
            guard let closed = closedAt, step.now <= closed.advanced(by: window) else {
                // The second look found otherwise: it is answered, and what was found is a report of its own.
                guard lookAskedAt != nil, judges(step.by) else { throw .tooLate(.disputed, in: state) }
                lookAskedAt = nil
                return step.record(.noted)
            }
            step.record(.disputed)
            step.imply(.reopened)
            sendBack(&step)
            step.say(.rework)
        case .rework: throw .alreadySo
        case .reported, .verifying, .filed, .dispatched, .handling, .returned, .suspended:
            throw .outOfPlace(.disputed, in: state)
        case .rejected, .selfClosed, .merged, .withdrawn, .voided, .forceClosed: throw .tooLate(.disputed, in: state)
        }
    }

    /// 结案. From feedback and checking it is the judgement, or silence; before the unit's word it is an order and
    /// recorded as `forced`.
    mutating func takeClosed(_ step: inout Step) throws(Rejection) {
        switch state {
        case .feedback, .checking:
            guard step.by.role == .bridge || step.by.commands else { throw .notAllowed(.closed) }
            guard step.by.role != .bridge || mayCloseSilently else { throw .outOfPlace(.closed, in: state) }
            step.record(.closed)
            close(&step)
        case .filed, .dispatched, .handling, .returned, .suspended, .rework:
            guard step.by.commands else { throw .notAllowed(.closed) }
            force(&step)
        case .reported, .verifying: throw .outOfPlace(.closed, in: state)
        case .closed, .selfClosed, .forceClosed: throw .alreadySo
        case .rejected, .merged, .withdrawn, .voided: throw .tooLate(.closed, in: state)
        }
    }

    mutating func takeForced(_ step: inout Step) throws(Rejection) {
        switch state {
        case .filed, .dispatched, .handling, .returned, .suspended, .feedback, .checking, .rework:
            guard step.by.commands else { throw .notAllowed(.forced) }
            force(&step)
        case .reported, .verifying: throw .outOfPlace(.forced, in: state)
        case .closed, .selfClosed, .forceClosed: throw .alreadySo
        case .rejected, .merged, .withdrawn, .voided: throw .tooLate(.forced, in: state)
        }
    }

    /// A leader's or dispatcher's word opens what has ended, at any time; merged reports go on in their parent. Who
    /// said that it is done may take that back while it may still be disputed.
    mutating func takeReopened(_ step: inout Step) throws(Rejection) {
        switch state {
        case .closed, .selfClosed, .forceClosed, .rejected, .withdrawn, .voided:
            let window = Duration.hours(Int64(step.settings.reopenHours))
            let isFresh = closedAt.map { step.now <= $0.advanced(by: window) } ?? false
            let isOwnWord = state == .closed ? works(step.by) : state == .selfClosed && isReporter(step.by)
            guard step.by.commands || (isOwnWord && isFresh) else { throw .notAllowed(.reopened) }
            let wasDone = handledAt != nil
            step.record(.reopened)
            closedAt = nil
            handledAt = nil
            if unit != nil, wasDone || state == .closed || state == .forceClosed {
                sendBack(&step)
                step.say(.reopened)
            } else if unit != nil {
                state = acknowledgedAt == nil ? .dispatched : .handling
                step.say(.reopened)
            } else {
                evidenceMissing = false
                state = number == nil ? .reported : .filed
                if number != nil { step.say(.reopened) }
            }
        case .merged: throw .tooLate(.reopened, in: state)
        case .reported, .verifying, .filed, .dispatched, .handling, .returned, .suspended, .feedback, .checking,
            .rework:
            throw .alreadySo
        }
    }

    /// 发错了: the reporter's, before the unit has done anything about it; a leader's or dispatcher's while it is open.
    mutating func takeWithdrawn(_ step: inout Step) throws(Rejection) {
        switch state {
        case .reported, .verifying, .filed, .dispatched, .handling, .returned, .suspended:
            guard isReporter(step.by) || step.by.commands else { throw .notAllowed(.withdrawn) }
            step.record(.withdrawn)
            end(in: .withdrawn, &step)
            step.say(.withdrawn)
        case .feedback, .checking, .rework:
            guard step.by.commands else { throw .tooLate(.withdrawn, in: state) }
            step.record(.withdrawn)
            end(in: .withdrawn, &step)
            step.say(.withdrawn)
        case .withdrawn: throw .alreadySo
        case .rejected, .closed, .selfClosed, .merged, .voided, .forceClosed: throw .tooLate(.withdrawn, in: state)
        }
    }

    /// 作废: an error found, also after closing. The number stays used.
    mutating func takeVoided(_ step: inout Step) throws(Rejection) {
        switch state {
        case .reported, .verifying, .filed, .dispatched, .handling, .returned, .suspended, .feedback, .checking,
            .rework, .closed, .selfClosed, .forceClosed:
            guard step.by.commands else { throw .notAllowed(.voided) }
            closedAt = nil
            step.record(.voided)
            end(in: .voided, &step)
            step.say(.voided)
        case .voided: throw .alreadySo
        case .rejected, .merged, .withdrawn: throw .tooLate(.voided, in: state)
        }
    }

    /// The chat's recall takes the words away, whoever caused it; before the unit's answer the case goes with them.
    mutating func takeRecalled(_ step: inout Step) throws(Rejection) {
        switch state {
        case .reported, .verifying, .filed, .dispatched, .returned, .suspended:
            // A photo without words can be recalled too.
            guard text != nil || acknowledgedAt == nil else { throw .alreadySo }
            text = nil
            step.record(.recalled)
            if acknowledgedAt == nil {
                let wasSaid = filedAt != nil
                step.imply(.withdrawn)
                end(in: .withdrawn, &step)
                if wasSaid { step.say(.withdrawn) }
            }
        case .handling, .feedback, .checking, .rework, .rejected, .closed, .selfClosed, .merged, .withdrawn, .voided,
            .forceClosed:
            guard text != nil else { throw .alreadySo }
            text = nil
            step.record(.recalled)
        }
    }

    /// The unit's part is over: the handling clock stops here, not at the closing.
    private mutating func finish(hasPhoto: Bool, _ step: inout Step) {
        noticePassedDeadline(&step)
        evidenceMissing = lacksEvidence(hasPhoto: hasPhoto)
        handledAt = step.now
        request = nil
        switch terms.closing {
        case .done:
            step.imply(.closed)
            close(&step)
        case .confirm:
            state = .feedback
            step.say(.confirm)
        case .check:
            state = .checking
            step.imply(.checkAsked)
            step.say(.check)
        }
    }

    private mutating func close(_ step: inout Step) {
        state = .closed
        closedAt = step.now
        request = nil
        step.say(.closed)
    }

    private mutating func force(_ step: inout Step) {
        restartClock(step)
        noticePassedDeadline(&step)
        step.record(.forced)
        end(in: .forceClosed, &step)
        closedAt = step.now
        step.say(.closed)
    }

    private mutating func end(in final: State, _ step: inout Step) {
        state = final
        request = nil
        suspendedAt = nil
        suspendedUntil = nil
    }

    /// Rework keeps the old deadline.
    private mutating func sendBack(_ step: inout Step) {
        state = .rework
        reworks += 1
        handledAt = nil
        closedAt = nil
        photoAsked = false
        evidenceMissing = false
        rating = nil
        noticePassedDeadline(&step)
    }

    /// The photo must come from this round of work: one from before a dispute shows what was disputed.
    private func wantsPhoto(hasPhoto: Bool) -> Bool {
        switch terms.evidence {
        case .none: false
        case .photo, .beforeAfter: !hasPhoto && (reworks > 0 || !photos.contains { $0.role == .after })
        }
    }

    private func lacksEvidence(hasPhoto: Bool) -> Bool {
        switch terms.evidence {
        case .none: false
        case .photo: wantsPhoto(hasPhoto: hasPhoto)
        case .beforeAfter: wantsPhoto(hasPhoto: hasPhoto) || !photos.contains { $0.role != .after }
        }
    }

    /// Silence closes only what is harmless and wants no checker: never urgent, sensitive or carded cases, nor one
    /// without its photo.
    var mayCloseSilently: Bool {
        terms.closing == .confirm && !urgent && !sensitive && supervision < .yellow && !evidenceMissing
    }

    private func disputes(_ actor: Actor, hasPhoto: Bool) -> Bool {
        judges(actor) || (hasPhoto && actor.role != .stranger && actor.role != .bridge && !works(actor))
    }

    /// What the unit counted. Said again after the question for a photo, it replaces what was said before.
    private mutating func add(_ added: [Quantity]) {
        for quantity in added {
            let same = quantities.firstIndex { $0.measure == quantity.measure && $0.unit == quantity.unit }
            if photoAsked, let same { quantities[same] = quantity } else { quantities.append(quantity) }
        }
    }
}
