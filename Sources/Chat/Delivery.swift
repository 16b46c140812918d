internal import Crypto
internal import Domain

/// The ids of deliveries: what Standard Webhooks allows in `webhook-id`, without the dot that would blur what is signed.
public enum DeliveryID {
    /// 1 to 128 letters, digits, `-` and `_`.
    public static func isValid(_ text: some StringProtocol) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    /// The id under which a post of ours travels: its own where that is allowed, else a digest of it, so that it is the
    /// same on every attempt.
    public static func of(post id: String) -> String {
        isValid(id) ? id : "sha256_" + Hex.encode(SHA256.hash(Array(id.utf8)))
    }
}

/// What tells a repeated delivery from a new one, unique within its source.
public struct Delivery: Hashable, Sendable {
    /// The sender's delivery id, else made of the message's id and what happened to it.
    public let key: String
    /// SHA-256 of the body in lower-case hexadecimal: the same key with another hash is the sender's mistake (409).
    public let bodyHash: String

    public init(_ verified: Verified, _ inbound: Inbound) {
        self.init(id: verified.deliveryID, body: verified.body, inbound)
    }

    public init(id: String?, body: [UInt8], _ inbound: Inbound) {
        bodyHash = Hex.encode(SHA256.hash(body))
        if let id {
            key = "delivery:\(id)"
            return
        }
        switch inbound {
        case .message(let message): key = Self.key(of: message)
        case .ping, .ignored: key = "body:\(bodyHash)"
        }
    }

    private static func key(of message: InboundMessage) -> String {
        switch message.kind {
        case .created: "message.created:\(message.id)"
        // Several edits of one message are several events.
        case .edited(let revision?): "message.edited:\(revision):\(message.id)"
        case .edited(nil): "message.edited:@\(message.sentAt.milliseconds):\(message.id)"
        case .deleted: "message.deleted:\(message.id)"
        case .reactionAdded: "reaction.added:\(message.id)"
        case .reactionRemoved: "reaction.removed:\(message.id)"
        }
    }
}
