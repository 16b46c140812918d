import Chat
import Crypto
import Domain
import Store

/// The way in, the same for every adapter: a delivery is on disk before anybody is answered.
struct MessageIntake: Sendable {
    enum Outcome: Sendable {
        case accepted, duplicate, conflict
        /// Kept, but of a room that is in no table.
        case ignored
        /// Not kept; to be sent again.
        case unavailable
    }

    let store: Store
    let current: CurrentBridge
    /// The worker's.
    let bell: Bell
    let clock: WallClock
    let log: Log
    let metrics: Metrics

    /// - Parameters:
    ///   - body: as received.
    ///   - key: what tells a repetition.
    func take(_ message: InboundMessage, _ body: [UInt8], key: Chat.Delivery) async -> Outcome {
        let outcome = await keep(message, body, key)
        metrics.received(message.adapter, "\(outcome)")
        return outcome
    }

    private func keep(_ message: InboundMessage, _ body: [UInt8], _ key: Chat.Delivery) async -> Outcome {
        guard let hash = try? Hex.decode(key.bodyHash) else { return .unavailable }
        let row = KeptDelivery.Row(
            adapter: message.adapter, key: key.key, kind: message.kind.name, bodyHash: hash, body: body,
            messageID: message.id, room: message.room, sender: message.sender, receivedAt: clock())
        do {
            switch try await store.keep(row) {
            case .accepted:
                bell.ring()
                return current.county.room(message.room) == nil ? .ignored : .accepted
            case .duplicate: return .duplicate
            case .conflict:
                log.warning("a delivery id came again with another body", ["adapter": message.adapter])
                return .conflict
            }
        } catch {
            log.error("a delivery could not be kept", ["adapter": message.adapter, "reason": "\(error)"])
            return .unavailable
        }
    }
}

extension InboundMessage.Kind {
    /// As the generic envelope calls it.
    var name: String {
        switch self {
        case .created: "message.created"
        case .edited: "message.edited"
        case .deleted: "message.deleted"
        case .reactionAdded: "reaction.added"
        case .reactionRemoved: "reaction.removed"
        }
    }
}
