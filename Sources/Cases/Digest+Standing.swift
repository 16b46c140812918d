internal import Domain

extension Digest {
    /// What a case's history says about it at one moment.
    struct Standing {
        /// The entry that ended it, if it had ended.
        private(set) var end: (kind: Case.Event.Kind, at: Timestamp)?
        private(set) var isFiled = false
        private(set) var isVerifying = false
        private(set) var isSuspended = false
        private(set) var handledAt: Timestamp?
        /// Its lateness was forgiven.
        private(set) var isExempted = false

        /// When the ledger first heard of it.
        let begin: Timestamp
        /// Counted over the entries after `since`.
        private(set) var reworks = 0
        private(set) var extensions = 0
        private(set) var suspensions = 0

        init(_ matter: Matter, at moment: Timestamp, since: Timestamp? = nil) {
            begin = matter.history.first?.at ?? matter.subject.reportedAt
            for entry in matter.history where entry.at <= moment {
                take(entry, counts: since.map { $0 < entry.at } ?? false)
            }
        }

        var isDone: Bool {
            switch end?.kind {
            case .closed, .forced, .selfHandled: true
            case .some, nil: false
            }
        }

        /// Open with its clock running.
        var isRunning: Bool { end == nil && !isSuspended }

        /// A problem that was there, handled or not.
        var isReal: Bool {
            switch end?.kind {
            case .merged, .withdrawn, .voided, .rejected: false
            case .some, nil: isFiled || isDone
            }
        }

        private mutating func take(_ entry: Case.Entry, counts: Bool) {
            switch entry.kind {
            case .filed:
                isFiled = true
                isVerifying = false
            case .verificationAsked: isVerifying = true
            case .verified: isVerifying = false
            case .selfHandled, .closed, .forced, .rejected, .merged, .withdrawn, .voided:
                end = (entry.kind, entry.at)
                isSuspended = false
            case .handled:
                handledAt = entry.at
                isSuspended = false
            case .disputed:
                if counts { reworks += 1 }
                end = nil
            case .reopened:
                if counts, end?.kind == .closed || end?.kind == .forced { reworks += 1 }
                end = nil
            case .extended: if counts { extensions += 1 }
            case .suspended:
                if counts, !isSuspended { suspensions += 1 }
                isSuspended = true
            case .resumed: isSuspended = false
            case .exempted: isExempted = true
            case .reported, .assigned, .acknowledged, .progress, .returned, .transferAsked, .transferred,
                .extensionAsked, .extensionRefused, .suspensionAsked, .suspensionRefused, .checkAsked, .confirmed,
                .corrected, .edited, .recalled, .noted, .photo, .supervised, .cardRemoved, .reminded, .rated,
                .appealed, .appealRefused, .claimed, .deadline, .overdue:
                break
            }
        }
    }
}
