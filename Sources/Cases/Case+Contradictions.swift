/// What no case may ever be, whatever people say to it.
extension Case {
    /// Each sentence names something about the case that cannot be; empty for every case that the machine made.
    public var contradictions: [String] {
        var found: [String] = []
        func holds(_ isSo: Bool, _ otherwise: String) { if !isSo { found.append(otherwise) } }
        holds((number == nil) == (filedAt == nil), "a number without a filing, or the other way round")
        holds(number == nil || type != nil, "filed without a type")
        holds((suspendedUntil != nil) == (state == .suspended), "an end of suspension without one")
        holds((suspendedAt != nil) == (state == .suspended || state == .returned), "a clock that stands and runs")
        holds(extensions >= 0 && reworks >= 0 && returns >= 0, "counts below zero")
        holds(mergedInto.map { $0 < id } ?? true, "merged into a later report")
        holds((mergedInto != nil) == (state == .merged), "merged without a parent")
        holds(recurrenceOf.map { $0 < id } ?? true, "come back before it was")
        holds(
            !awaitsWord || state == .closed || state == .forceClosed, "an appeal or a second look of what is not over")
        if let assigned = assignedAt, let answered = acknowledgedAt {
            holds(assigned <= answered, "answered before it was assigned")
        }
        switch state {
        case .closed, .selfClosed, .forceClosed:
            holds(closedAt != nil && number != nil && request == nil, "closed without its time or number")
        case .rejected, .merged, .withdrawn, .voided:
            holds(closedAt == nil && request == nil, "ended and closed, or with a request")
        case .reported, .verifying: holds(closedAt == nil && unit == nil, "reported and with a unit")
        case .filed: holds(closedAt == nil && unit == nil, "filed and with a unit")
        case .dispatched, .handling, .rework:
            holds(unit != nil && assignedAt != nil, "in hand without a unit")
            holds(handledAt == nil && closedAt == nil, "in hand and done")
            holds(state != .handling || acknowledgedAt != nil, "handled without an answer")
        case .returned: holds(unit != nil && request == nil, "returned by nobody")
        case .suspended: holds(unit != nil && request == nil, "suspended and asked for")
        case .feedback, .checking: holds(handledAt != nil && closedAt == nil, "checked before it is done")
        }
        return found
    }
}
