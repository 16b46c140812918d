import Chat
import Domain
import Store

/// Reads a room back to the last event known, and takes what is missing, once, in order.
struct MatrixGaps: Sendable {
    /// Events that are read back at most: more is a loss, and said aloud.
    static let most = 5_000
    private static let page = 100
    private static let glance = 5

    let house: MatrixHouse
    let store: Store
    let current: CurrentBridge
    let intake: MatrixIntake
    let clock: WallClock
    let log: Log

    /// Takes what was said in a room since everything was last known to be here. The first look only marks the place.
    ///
    /// What was said while the bot was out of the room is not for it to hear.
    /// - Parameter before: a position to begin from, backwards; nil for the newest event.
    /// - Returns: whether what is missing could be kept; what could not is missing still.
    @discardableResult
    func look(at key: RoomKey, before: String? = nil) async throws(MatrixFailure) -> Bool {
        let known: MatrixRoom?
        do { known = try await store.read { tx in try tx.matrixRoom(key) } } catch {
            log.error("a room's place could not be read", ["adapter": house.name, "reason": "\(error)"])
            return false
        }
        guard let known, known.membership == .joined else { return true }
        guard let complete = known.completeEvent else {
            let newest = try await house.client.messages(of: key.id, from: before, limit: Self.glance).events
            return await mark(key, Self.newest(of: newest))
        }
        var missing: [ArraySlice<UInt8>] = []
        var position = before
        var isWhole = false
        var read = 0
        var presence = MatrixPresence(in: house)
        reading: while read < Self.most {
            // Most looks find nothing new: the first one is a small one.
            let page = try await house.client.messages(
                of: key.id, from: position, limit: read == 0 ? Self.glance : Self.page)
            read += page.events.count
            for event in page.events {
                // One that cannot be read is set aside with the others.
                let id = (try? MatrixEvent.head(of: event))?.id
                // From further back the mark may lie ahead; what is here already marks the place as well.
                var isHere = id == complete
                if before != nil, !isHere, let id {
                    isHere = await isKept(id)
                }
                if isHere {
                    isWhole = true
                    break reading
                }
                if presence.wasThere(at: event) { missing.append(event) }
            }
            guard let end = page.end, !page.events.isEmpty else {
                // The beginning of the room, or of what the bot may see of it.
                isWhole = true
                break
            }
            position = end
        }
        if missing.isEmpty { return true }
        // Where none of them can be read they are taken all the same, and the place stays.
        let newest = Self.newest(of: missing)
        let isLoss = !isWhole && !presence.isOut
        let bridge = current.bridge
        let now = clock()
        let kept = await intake.take(Array(missing.reversed()), from: house) { tx in
            guard var room = try tx.matrixRoom(key) else { return }
            room.completeEvent = newest ?? room.completeEvent
            try tx.save(room)
            if isLoss { try MatrixPosts(bridge: bridge, now: now).tellAdmin(.gap, of: room, in: tx) }
        }
        guard let kept else { return false }
        if kept.fresh > 0 {
            log.info("read back", ["adapter": house.name, "room": key.id, "events": kept.fresh])
        }
        if isLoss {
            log.error(
                "more was said in a room than could be read back",
                ["adapter": house.name, "room": key.id, "events": missing.count])
        }
        return true
    }

    /// The newest that can be read of events in reverse order.
    private static func newest(of events: [ArraySlice<UInt8>]) -> String? {
        events.lazy.compactMap { try? MatrixEvent.head(of: $0).id }.first
    }

    private func isKept(_ event: String) async -> Bool {
        let kind = try? await store.read { tx in
            try tx.deliveryKind(of: MatrixReader.key(of: event), adapter: house.name)
        }
        return (kind ?? nil) != nil
    }

    private func mark(_ key: RoomKey, _ event: String?) async -> Bool {
        guard let event else { return true }
        do {
            try await store.write { tx in
                guard var room = try tx.matrixRoom(key), room.completeEvent == nil else { return }
                room.completeEvent = event
                try tx.save(room)
            }
            return true
        } catch {
            log.error("a room's place could not be kept", ["adapter": house.name, "reason": "\(error)"])
            return false
        }
    }
}
