import Chat
import Domain
import Store

/// Reads a room back to the last event known, and takes what is missing, once, in order.
struct MatrixGaps: Sendable {
    /// Events that are taken at most: more is a loss, and said aloud.
    static let most = 5_000
    /// Events that are looked through at most for them.
    private static let furthest = 50_000
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
        let past = try await read(key, back: complete, from: before)
        if past.newest == complete, past.missing.isEmpty { return true }
        if past.isLoss, before == nil, house.isService, house.link.leavesToHomeserver(key.id) {
            log.info(
                "more is missing in a room than is read back; the homeserver may still hand it over",
                ["adapter": house.name, "room": key.id])
            return true
        }
        let bridge = current.bridge
        let now = clock()
        let kept = await intake.take(past.missing.reversed(), from: house) { tx in
            guard var room = try tx.matrixRoom(key) else { return }
            // Where none of them can be read they are taken all the same, and the place stays.
            room.completeEvent = past.newest ?? room.completeEvent
            try tx.save(room)
            if past.isLoss { try MatrixPosts(bridge: bridge, now: now).tellAdmin(.gap, of: room, in: tx) }
        }
        guard let kept else { return false }
        if !past.isLoss { house.link.hasCaughtUp(key.id) }
        if kept.fresh > 0 {
            log.info("read back", ["adapter": house.name, "room": key.id, "events": kept.fresh])
        }
        if past.isLoss {
            log.error(
                "more was said in a room than could be read back",
                ["adapter": house.name, "room": key.id, "events": past.missing.count])
        }
        return true
    }

    /// Notes that a room is known up to now without taking anything: nobody here is spoken to there.
    func pass(over key: RoomKey) async throws(MatrixFailure) {
        let newest = try await house.client.messages(of: key.id, from: nil, limit: Self.glance).events
        await mark(key, Self.newest(of: newest), isAnew: true)
    }

    /// A room's past, back to where everything is here.
    private struct Past {
        /// What is not here and may mean something, the newest first.
        var missing: [ArraySlice<UInt8>] = []
        /// The newest event that can be read.
        var newest: String?
        /// There was more.
        var isLoss = false
    }

    private func read(
        _ key: RoomKey, back complete: String, from before: String?
    ) async throws(MatrixFailure) -> Past {
        var past = Past()
        var position = before
        var count = 0
        var presence = MatrixPresence(in: house)
        while past.missing.count < Self.most, count < Self.furthest {
            // Most looks find nothing new: the first one is a small one.
            let page = try await house.client.messages(
                of: key.id, from: position, limit: count == 0 ? Self.glance : Self.page)
            count += page.events.count
            let heads = page.events.map { try? MatrixEvent.head(of: $0) }
            let here = await kept(of: heads.compactMap { $0?.id })
            for (event, head) in zip(page.events, heads) {
                past.newest = past.newest ?? head?.id
                let isHere = head.map { here.contains($0.id) } ?? false
                // From further back the mark may lie ahead; what is here already marks the place as well.
                if head?.id == complete || (before != nil && isHere) { return past }
                let wasThere = presence.wasThere(at: event)
                // One that cannot be read is set aside with the others.
                if wasThere, !isHere, head.map({ MatrixIntake.concerns($0, house) }) ?? true {
                    past.missing.append(event)
                }
            }
            // The beginning of the room, or of what the bot may see of it.
            guard let end = page.end, !page.events.isEmpty else { return past }
            position = end
        }
        past.isLoss = !presence.isOut
        return past
    }

    /// The newest that can be read of events in reverse order.
    private static func newest(of events: [ArraySlice<UInt8>]) -> String? {
        events.lazy.compactMap { try? MatrixEvent.head(of: $0).id }.first
    }

    /// Those of some events that are here.
    private func kept(of events: [String]) async -> Set<String> {
        let here = try? await store.read { tx in
            try events.filter { try tx.deliveryKind(of: MatrixReader.key(of: $0), adapter: house.name) != nil }
        }
        return Set(here ?? [])
    }

    /// - Parameter isAnew: whatever the place was.
    @discardableResult
    private func mark(_ key: RoomKey, _ event: String?, isAnew: Bool = false) async -> Bool {
        guard let event else { return true }
        do {
            try await store.write { tx in
                guard var room = try tx.matrixRoom(key), isAnew || room.completeEvent == nil else { return }
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
