import Chat
import Crypto
import Domain
import Store

/// The way in for a homeserver's events, however they come: all of a transaction are on disk, in their order, before
/// anybody is answered.
struct MatrixIntake: Sendable {
    let store: Store
    /// The worker's.
    let bell: Bell
    let clock: WallClock
    let log: Log
    let metrics: Metrics

    /// What was kept of some events.
    struct Kept: Sendable {
        /// Not seen before.
        var fresh = 0
        /// Could not be read, and wait for a person.
        var aside = 0
    }

    /// Keeps events; only the id of an event tells whether it was here before.
    /// - Parameter also: what is to be kept in the same transaction: how far the bridge has heard.
    /// - Returns: nil when nothing could be kept.
    func take(
        _ events: [ArraySlice<UInt8>], from house: MatrixHouse,
        also: @Sendable (Transaction) throws -> Void = { _ in }
    ) async -> Kept? {
        let now = clock()
        let rows = events.compactMap { row($0, of: house, at: now) }
        do {
            let kept = try await store.write { tx in
                var kept = Kept()
                for row in rows {
                    guard case .accepted = try tx.keep(row) else { continue }
                    if row.state == .setAside { kept.aside += 1 } else { kept.fresh += 1 }
                }
                try also(tx)
                return kept
            }
            report(kept, known: rows.count - kept.fresh - kept.aside, house)
            return kept
        } catch {
            log.error("events could not be kept", ["adapter": house.name, "reason": "\(error)"])
            return nil
        }
    }

    private func report(_ kept: Kept, known: Int, _ house: MatrixHouse) {
        metrics.received(house.name, "accepted", count: kept.fresh)
        metrics.received(house.name, "duplicate", count: known)
        metrics.received(house.name, "unreadable", count: kept.aside)
        if kept.aside > 0 {
            log.warning("events could not be read and are set aside", ["adapter": house.name, "events": kept.aside])
        }
        if kept.fresh > 0 { bell.ring() }
    }

    /// Whether an event can mean anything here. What the bot itself said is known; where it is, is told by its own events
    /// alone.
    static func concerns(_ head: MatrixEvent.Head, _ house: MatrixHouse) -> Bool {
        let isOwn = head.sender == house.identity.userID && head.type != "m.room.member"
        return MatrixEvent.types.contains(head.type) && !isOwn
    }

    /// - Returns: nil for an event that can mean nothing here.
    private func row(
        _ bytes: ArraySlice<UInt8>, of house: MatrixHouse, at now: Timestamp
    ) -> KeptDelivery.Row? {
        let body = Array(bytes)
        do throws(DecodeFailure) {
            let head = try MatrixEvent.head(of: body)
            guard Self.concerns(head, house) else { return nil }
            return KeptDelivery.Row(
                adapter: house.name, key: MatrixReader.key(of: head.id), kind: head.type,
                // The same event comes with another age each time: its id is what makes it the same.
                bodyHash: SHA256.hash(Array(head.id.utf8)), body: body,
                messageID: head.id, room: house.room(head.room),
                sender: AccountKey(adapter: house.name, id: head.sender), receivedAt: now)
        } catch {
            let hash = SHA256.hash(body)
            return KeptDelivery.Row(
                adapter: house.name, key: "unreadable:\(Hex.encode(hash))", kind: "unreadable", bodyHash: hash,
                body: body, receivedAt: now, state: .setAside, errorCode: error.code.rawValue)
        }
    }
}
