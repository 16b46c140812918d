public import Domain

extension Case {
    /// What the morning post says of a case.
    public enum Morning: Sendable, Hashable {
        /// In the unit's hands and past its deadline.
        case late
        /// Falls due within the day.
        case due
        /// Somebody's word is waited for, or no deadline is set.
        case waiting
    }

    /// nil when there is nothing to say this morning, because a timer will bring the case up: its deadline, the end of a
    /// suspension, the intake's, or silence.
    ///
    /// - Parameter evening: up to when a deadline belongs to the day.
    public func morning(at now: Timestamp, before evening: Timestamp) -> Morning? {
        switch state {
        case .dispatched, .handling, .rework:
            guard let due = dueAt else { return .waiting }
            return due <= now ? .late : due < evening ? .due : nil
        case .filed, .returned: return .waiting
        case .feedback, .checking: return mayCloseSilently ? nil : .waiting
        case .closed, .forceClosed: return awaitsWord ? .waiting : nil
        case .reported, .verifying, .suspended, .rejected, .selfClosed, .merged, .withdrawn, .voided: return nil
        }
    }
}
