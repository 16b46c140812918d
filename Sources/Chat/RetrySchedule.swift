/// What became of one attempt to hand over a post.
public enum DeliveryOutcome: Hashable, Sendable {
    /// - Parameter platformID: what the receiver calls the post, if it says so.
    case delivered(platformID: String?)
    /// Worth another attempt.
    /// - Parameters:
    ///   - after: what the receiver asked us to wait.
    ///   - reason: for the log and the outbox: a status or a code, no text of the receiver.
    case retry(after: Duration?, reason: String)
    /// The receiver or its address is not in order; a few attempts, then somebody has to look.
    case refused(reason: String)
    /// 410: the receiver wants nothing any more.
    case gone
    /// The receiver's house is empty, which says nothing of the post: it goes as soon as somebody is back.
    case away(reason: String)
    /// So many at once are not taken: again after the time that was asked for.
    case limited(after: Duration, reason: String)
    /// Not to be said by us in this room, until somebody changes that.
    case forbidden(reason: String)
    /// Will never be taken as it is.
    case unfit(reason: String)
    /// What it is about is not there any more: a sign or new words would show nowhere.
    case moot(reason: String)
    /// Nobody is there to read it, and nobody will come: what it says has to be said elsewhere.
    case unread(reason: String)
}

/// When a post is tried again.
///
/// | attempt | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 |
/// |---|---|---|---|---|---|---|---|---|---|---|
/// | wait before it | – | 5 s | 5 min | 30 min | 2 h | 5 h | 10 h | 14 h | 20 h | 24 h |
///
/// Each wait within ±20 %, about 75.5 hours in all (Standard Webhooks 1.0.0, "Deliverability and reliability").
public enum RetrySchedule {
    public enum Next: Hashable, Sendable {
        case done(platformID: String?)
        case again(after: Duration)
        /// No more attempts by itself: kept aside, with an alert, until somebody sends it again under the same id.
        case park(reason: String)
        /// Never again, and nobody has to look.
        case drop
        /// The source's address is not used any more.
        case disable
        /// As if it had not been tried, not before a while.
        case wait(Duration)
        /// As if it had not been tried, once its adapter or its room is open again.
        case hold
    }

    public static let attemptLimit = waits.count + 1
    /// Attempts after which a refusal is final.
    public static let refusalLimit = 3
    public static let longestRetryAfter: Duration = .seconds(24 * 3600)

    private static let waits: [Duration] = [
        .seconds(5), .seconds(5 * 60), .seconds(30 * 60), .seconds(2 * 3600), .seconds(5 * 3600), .seconds(10 * 3600),
        .seconds(14 * 3600), .seconds(20 * 3600), .seconds(24 * 3600),
    ]

    /// - Parameters:
    ///   - attempts: how many there were, the one with this outcome included; at least 1.
    ///   - random: any bits; they move the wait within ±20 %.
    public static func next(after outcome: DeliveryOutcome, attempts: Int, random: UInt64) -> Next {
        switch outcome {
        case .delivered(let platformID): return .done(platformID: platformID)
        case .gone: return .disable
        case .away, .forbidden: return .hold
        case .limited(let wait, _): return .wait(min(wait, longestRetryAfter))
        case .unfit(let reason): return .park(reason: reason)
        case .moot, .unread: return .drop
        case .refused(let reason):
            guard attempts < refusalLimit, let wait = wait(afterAttempt: attempts, random: random) else {
                return .park(reason: reason)
            }
            return .again(after: wait)
        case .retry(let asked, let reason):
            guard let wait = wait(afterAttempt: attempts, random: random) else { return .park(reason: reason) }
            return .again(after: max(wait, min(asked ?? .zero, longestRetryAfter)))
        }
    }

    /// - Returns: nil when there is no attempt left.
    public static func wait(afterAttempt attempt: Int, random: UInt64) -> Duration? {
        guard waits.indices.contains(attempt - 1) else { return nil }
        return waits[attempt - 1] * Int(800 + random % 401) / 1000
    }
}
