public import Domain

/// What is known of a room of a Matrix homeserver, whether or not it is in the tables.
public struct MatrixRoom: Hashable, Sendable {
    public enum Membership: String, Sendable, CaseIterable, Hashable { case invited, joined, left }

    public var key: RoomKey
    public var name: String?
    /// The bot's.
    public var membership: Membership
    /// When it became so.
    public var since: Timestamp
    /// Who invited the bot last.
    public var inviter: String?
    /// Since joining, its encryption and the bot's rights were looked at.
    public var isChecked = false
    /// Since joining, the bot has said its one line, or need not.
    public var isIntroduced = false
    public var isEncrypted = false
    /// The bot may not speak there.
    public var isReadOnly = false
    /// Messages that only those with the keys can read.
    public var unreadable = 0
    /// The room that it says takes its place.
    public var tombstone: String?
    /// The room that took its place, and where the bot is.
    public var successor: String?
    /// Up to this event everything is here; nil before the first look.
    public var completeEvent: String?

    public init(key: RoomKey, name: String? = nil, membership: Membership, since: Timestamp) {
        self.key = key
        self.name = name
        self.membership = membership
        self.since = since
    }

    /// Somebody wants the bot to come in.
    /// - Parameter name: the room's, where the invitation tells it.
    public mutating func invite(by inviter: String, name: String? = nil, at moment: Timestamp) {
        if membership != .invited { since = moment }
        membership = .invited
        self.inviter = inviter
        self.name = name ?? self.name
    }

    /// The bot is there no longer, or does not come.
    public mutating func leave(at moment: Timestamp) {
        if membership != .left { since = moment }
        membership = .left
    }

    /// The bot has come in: all that is known of the room is to be looked at anew.
    public mutating func enter(at moment: Timestamp) {
        membership = .joined
        since = moment
        isChecked = false
        isIntroduced = false
        isReadOnly = false
    }
}
