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
    /// - Parameter before: a position to begin from, backwards; nil for the newest event.
    func look(at key: RoomKey, before: String? = nil) async throws(MatrixFailure) {
        let known: MatrixRoom?
        do { known = try await store.read { tx in try tx.matrixRoom(key) } } catch { return }
        guard let known, known.membership == .joined else { return }
        guard let complete = known.completeEvent else {
            let newest = try await house.client.messages(of: key.id, from: before, limit: 1).events.first
            return await mark(key, newest.flatMap { try? MatrixEvent.head(of: $0).id })
        }
        var missing: [ArraySlice<UInt8>] = []
        var position = before
        var isWhole = false
        reading: while missing.count < Self.most {
            // Most looks find nothing new: the first one is a small one.
            let page = try await house.client.messages(
                of: key.id, from: position, limit: missing.isEmpty ? Self.glance : Self.page)
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
                missing.append(event)
            }
            guard let end = page.end, !page.events.isEmpty else {
                // The beginning of the room, or of what the bot may see of it.
                isWhole = true
                break
            }
            position = end
        }
        guard let newest = missing.first.flatMap({ try? MatrixEvent.head(of: $0).id }) else { return }
        let isLoss = !isWhole
        let bridge = current.bridge
        let now = clock()
        let kept = await intake.take(Array(missing.reversed()), from: house) { tx in
            guard var room = try tx.matrixRoom(key) else { return }
            room.completeEvent = newest
            try tx.save(room)
            if isLoss { try MatrixPosts(bridge: bridge, now: now).tellAdmin(.gap, of: room, in: tx) }
        }
        guard let kept else { return }
        if kept.fresh > 0 {
            log.info("read back", ["adapter": house.name, "room": key.id, "events": kept.fresh])
        }
        if isLoss {
            log.error(
                "more was said in a room than could be read back",
                ["adapter": house.name, "room": key.id, "events": missing.count])
        }
    }

    private func isKept(_ event: String) async -> Bool {
        let kind = try? await store.read { tx in
            try tx.deliveryKind(of: MatrixReader.key(of: event), adapter: house.name)
        }
        return (kind ?? nil) != nil
    }

    private func mark(_ key: RoomKey, _ event: String?) async {
        guard let event else { return }
        do {
            try await store.write { tx in
                guard var room = try tx.matrixRoom(key), room.completeEvent == nil else { return }
                room.completeEvent = event
                try tx.save(room)
            }
        } catch {
            log.error("a room's place could not be kept", ["adapter": house.name, "reason": "\(error)"])
        }
    }
}
