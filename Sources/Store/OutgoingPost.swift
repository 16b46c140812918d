public import Cases
public import Domain

/// A row of the outbox.
public struct OutgoingPost: Hashable, Sendable {
    public enum State: String, Sendable, CaseIterable, Hashable {
        case waiting, sent
        /// Given up after its tries; waits for a person.
        case parked
        /// Never to be sent: overtaken by a newer edit, or too late to be of use.
        case dropped
    }

    public var id: ID<OutgoingPost>
    /// What a receiver knows it by, the same on every attempt: 1 to 128 of `A-Za-z0-9_-`.
    public var delivery: String
    public var post: OutboundPost
    public var subject: ID<Case>?
    public var state: State
    /// With the one that it was claimed for.
    public var tries: Int
    public var dueAt: Timestamp
    public var errorCode: String?
    /// What the platform calls it, once it said so.
    public var platformID: String?
    /// Of an edit or a reaction: what the platform calls the post or message meant. The id as given where the
    /// platform has none of its own.
    public var targetPlatformID: String?
    /// That post or message stands in a room that was replaced since, where nobody may speak any more.
    public var isTargetElsewhere: Bool
    /// Of a reply: what the platform calls the message replied to; nil where that stands in a room that was replaced.
    public var replyPlatformID: String?
}
