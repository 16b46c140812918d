internal import Domain

extension Case {
    /// Moves the case and says what must follow. Pure: no clock, no store, no network.
    ///
    /// The effects begin with the ``Effect/record(_:)`` lines, in the order of the story: what an event implies stands
    /// where it belongs (`acknowledged`, `handled`, `closed`), then timers and announcements follow.
    ///
    /// - Throws: ``Rejection`` when the state does not take the event or the speaker may not say it; the case is then
    ///   unchanged. The caller keeps what was meant well with ``Event/noted``.
    public mutating func apply(_ event: Event, _ circumstances: Circumstances) throws(Rejection) -> [Effect] {
        var next = self
        var step = Step(circumstances)
        next.dropLapsedTransfer(step)
        try next.take(event, &step)
        next.dropWaitsOfOpened()
        next.eventCount += step.entries.count
        let timers = next.keepTime(after: self, circumstances)
        self = next
        return step.entries.map(Effect.record) + timers + step.announcements.map(Effect.say)
    }

    private mutating func take(_ event: Event, _ step: inout Step) throws(Rejection) {
        switch event {
        case .reported: try takeReported(&step)
        case .verificationAsked: try takeVerificationAsked(&step)
        case .verified(let exists): try takeVerified(exists: exists, &step)
        case .filed(let filing): try takeFiled(filing, &step)
        case .rejected: try takeRejected(&step)
        case .merged(let parent): try takeMerged(into: parent, &step)
        case .assigned(let unit, let assist): try takeAssigned(unit: unit, assist: assist, &step)
        case .acknowledged: try takeAcknowledged(&step)
        case .progress: try takeProgress(&step)
        case .returned(let owner): try takeReturned(owner: owner, &step)
        case .transferAsked(let unit): try takeTransferAsked(to: unit, &step)
        case .transferred(let unit): try takeTransferred(to: unit, &step)
        case .extensionAsked(let until): try takeExtensionAsked(until: until, &step)
        case .extended(let until): try takeExtended(until: until, &step)
        case .extensionRefused: try takeExtensionRefused(&step)
        case .suspensionAsked(let until): try takeSuspensionAsked(until: until, &step)
        case .suspended(let until): try takeSuspended(until: until, &step)
        case .suspensionRefused: try takeSuspensionRefused(&step)
        case .resumed: try takeResumed(&step)
        case .handled(let hasPhoto, let quantities):
            try takeHandled(hasPhoto: hasPhoto, quantities: quantities, &step)
        case .checkAsked: try takeCheckAsked(&step)
        case .confirmed: try takeConfirmed(&step)
        case .disputed(let hasPhoto): try takeDisputed(hasPhoto: hasPhoto, &step)
        case .closed: try takeClosed(&step)
        case .reopened: try takeReopened(&step)
        case .selfHandled(let filing): try takeSelfHandled(filing, &step)
        case .withdrawn: try takeWithdrawn(&step)
        case .voided: try takeVoided(&step)
        case .forced: try takeForced(&step)
        case .corrected(let correction): try takeCorrected(correction, &step)
        case .edited(let text): try takeEdited(text: text, &step)
        case .recalled: try takeRecalled(&step)
        case .noted: step.record(.noted)
        case .photo(let photo): try takePhoto(photo, &step)
        case .supervised(let level): try takeSupervised(level, &step)
        case .cardRemoved: try takeCardRemoved(&step)
        case .reminded: try takeReminded(&step)
        case .rated(let stars): try takeRated(stars, &step)
        case .appealed: try takeAppealed(&step)
        case .exempted: try takeExempted(&step)
        case .appealRefused: try takeAppealRefused(&step)
        case .claimed(let unit): try takeClaimed(unit: unit, &step)
        case .deadline(let deadline): try takeDeadline(deadline, &step)
        case .overdue: try takeOverdue(&step)
        }
    }
}

extension Case {
    /// One event on its way through the machine: what surrounds it, and what it leaves behind.
    struct Step {
        let circumstances: Circumstances
        private(set) var entries: [Entry] = []
        private(set) var announcements: [Announcement] = []

        init(_ circumstances: Circumstances) { self.circumstances = circumstances }

        var now: Timestamp { circumstances.now }
        /// What stops a clock stops it when it was received, however long it waited to be decided.
        var heard: Timestamp { min(now, circumstances.heardAt ?? now) }
        var by: Actor { circumstances.by }
        var settings: Settings { circumstances.rules.settings }

        /// The working time of a unit.
        func hours(of unit: String?) -> WorkingTime { circumstances.rules.hours[unit] }

        /// The event itself: with its speaker and reason.
        mutating func record(_ kind: Event.Kind) {
            entries.append(
                Entry(at: now, kind: kind, by: by.name, why: circumstances.why, message: circumstances.message))
        }

        /// What follows from it at the same moment; the reason stands on the event's own line.
        mutating func imply(_ kind: Event.Kind, by actor: Actor? = nil) {
            entries.append(
                Entry(at: now, kind: kind, by: (actor ?? by).name, message: circumstances.message))
        }

        mutating func say(_ announcement: Announcement) { announcements.append(announcement) }
    }
}

/// Who may.
extension Case {
    /// A known person who wrote the report. Unknown senders may report and nothing else.
    func isReporter(_ actor: Actor) -> Bool { actor.role != .stranger && wrote(actor) }

    /// The report's writer, known or not.
    func wrote(_ actor: Actor) -> Bool {
        if let person = actor.person, person == reporter.person { return true }
        return actor.account != nil && actor.account == reporter.account
    }

    /// A member of the responsible unit.
    func answers(_ actor: Actor) -> Bool { actor.unit != nil && actor.unit == unit }

    /// A member of the responsible unit or of one that assists.
    func works(_ actor: Actor) -> Bool { answers(actor) || (actor.unit.map(assist.contains) ?? false) }

    /// A leader, a dispatcher, or the head of the responsible unit, but never who asked.
    func approves(_ actor: Actor) -> Bool {
        guard actor.commands || (actor.isHead && answers(actor)) else { return false }
        guard let asker = request?.by else { return true }
        return !asker.isSamePerson(as: actor)
    }

    /// May judge the result: the reporter, a checker, a leader, a dispatcher; nobody judges the own unit's work.
    func judges(_ actor: Actor) -> Bool {
        if actor.commands { return true }
        return !works(actor) && (isReporter(actor) || actor.role == .checker)
    }
}

extension Actor {
    /// A leader or a dispatcher.
    var commands: Bool { role == .leader || role == .dispatcher }

    /// Those, and the duty officer, who sends cases to units when nobody else is there.
    var dispatches: Bool { commands || role == .duty }

    func isSamePerson(as other: Actor) -> Bool {
        if let person, let theirs = other.person { return person == theirs }
        return account != nil && account == other.account
    }
}
