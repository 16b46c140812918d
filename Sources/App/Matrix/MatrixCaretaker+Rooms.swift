import Chat
import Domain
import Store

/// The rooms that the bot is in or asked into.
extension MatrixCaretaker {
    /// Does what the rooms wait for: one after another, so that a homeserver is asked one thing at a time.
    func lookAfterRooms() async throws(MatrixFailure) {
        let rooms: [MatrixRoom]
        do { rooms = try await store.read { tx in try tx.matrixRooms(of: house.name) } } catch {
            return failed("rooms", error)
        }
        for room in rooms {
            do throws(MatrixFailure) {
                switch room.membership {
                case .invited: try await answer(room)
                case .joined:
                    if !room.isChecked {
                        try await look(at: room.key)
                    } else if !room.isIntroduced, current.county.room(room.key) != nil {
                        await introduce(room)
                    }
                case .left: break
                }
            } catch {
                if error.isAway || error.isLockedOut { throw error }
                log.warning(
                    "a room could not be looked after",
                    ["adapter": house.name, "room": room.key.id, "reason": "\(error)"])
            }
        }
    }

    /// Accepts an invitation of somebody whose server is trusted; any other is declined.
    private func answer(_ room: MatrixRoom) async throws(MatrixFailure) {
        if let inviter = room.inviter, house.trusts(inviter) {
            do throws(MatrixFailure) {
                try await house.client.join(room.key.id, via: MatrixIdentity.server(of: inviter).map { [$0] } ?? [])
                await change(room.key) { room in
                    guard room.membership == .invited else { return }
                    room.membership = .joined
                    room.isChecked = false
                }
                log.info("joined a room", ["adapter": house.name, "room": room.key.id])
                if let joined = await read(room.key), joined.membership == .joined, !joined.isChecked {
                    try await look(at: room.key)
                }
                return
            } catch {
                guard case .refused(403, _, _) = error, !error.isLockedOut else { throw error }
                log.warning("an invitation is no longer good", ["adapter": house.name, "room": room.key.id])
            }
        } else {
            log.warning(
                "an invitation from a server that is not in allowServers was declined",
                ["adapter": house.name, "room": room.key.id, "inviter": room.inviter ?? ""])
            do throws(MatrixFailure) { try await house.client.leave(room.key.id) } catch {
                if error.isAway || error.isLockedOut { throw error }
            }
        }
        let now = clock()
        await change(room.key) { if $0.membership == .invited { $0.leave(at: now) } }
    }

    /// Looks at a room that the bot has come into, moves the binding of the room that it replaces, and says the one line
    /// that is to be said: that it is there, or that it cannot read.
    private func look(at key: RoomKey) async throws(MatrixFailure) {
        if key.id == (await ownRoom()) { return await change(key) { $0.isChecked = true } }
        house.link.beginToAsk(of: key.id)
        guard let room = await read(key) else { return }
        // An account may have a proxy that reads for it; there the first message that nobody could read tells.
        let isEncrypted = house.isService ? try await house.client.isEncrypted(room.key.id) : false
        let maySpeak = try await house.client.maySpeak(house.identity.userID, in: room.key.id)
        let name = try await house.client.name(of: room.key.id)
        let predecessor = try await house.client.predecessor(of: room.key.id)
        let now = clock()
        let bridge = current.bridge
        do {
            try await store.write { tx in
                guard var known = try tx.matrixRoom(room.key), known.membership == .joined, !known.isChecked else {
                    return
                }
                let wasReadOnly = known.isReadOnly
                // What changed while we asked is asked once more.
                known.isChecked = !house.link.haveRightsChanged(in: room.key.id)
                known.isEncrypted = known.isEncrypted || isEncrypted
                // A post that was refused meanwhile knows better than an answer from before.
                known.isReadOnly = !maySpeak || (known.isReadOnly && !room.isReadOnly)
                known.name = name ?? known.name
                try tx.save(known)
                // Both have to say so: whoever makes a room can claim to replace any other.
                if let predecessor, try tx.matrixRoom(house.room(predecessor))?.tombstone == room.key.id {
                    try tx.replaceMatrixRoom(house.room(predecessor), by: room.key)
                }
                try welcome(known, wasReadOnly: wasReadOnly, bridge, at: now, tx)
            }
        } catch { return failed("rooms", error) }
        if !maySpeak {
            log.warning("the bot may not speak in a room", ["adapter": house.name, "room": room.key.id])
        }
        sender.take([])
        // From here on nothing that is said there may be missed.
        try await gaps.look(at: room.key)
    }

    /// - Parameter wasReadOnly: a post was refused before anybody looked, and the administrator knows.
    private func welcome(
        _ room: MatrixRoom, wasReadOnly: Bool, _ bridge: Bridge, at now: Timestamp, _ tx: Transaction
    ) throws {
        let posts = MatrixPosts(bridge: bridge, now: now)
        let isKnown = try bridge.tableRoom(of: room.key, tx) != nil || tx.privateRoom(in: room.key) != nil
        if !isKnown { try tx.noteSeen(room: room.key, name: room.name, at: now) }
        if room.isEncrypted { try posts.sayEncrypted(room, in: tx) }
        // In a room that was replaced nobody may speak any more.
        let isNews = room.isReadOnly && !wasReadOnly && !room.isEncrypted && room.tombstone == nil
        if isNews, try bridge.tableRoom(of: room.key, tx) != nil {
            try posts.tellAdmin(.readOnly, of: room, in: tx)
        }
        try introduce(room, bridge, at: now, tx)
    }

    /// The one line, as soon as the room is in the tables and the bot may speak: people are to know that their reports are
    /// recorded. In a room that took another's place they do.
    private func introduce(_ room: MatrixRoom, _ bridge: Bridge, at now: Timestamp, _ tx: Transaction) throws {
        guard !room.isIntroduced, !room.isEncrypted, !room.isReadOnly,
            let bound = try bridge.tableRoom(of: room.key, tx)
        else {
            return
        }
        if bound.key == room.key { try MatrixPosts(bridge: bridge, now: now).sayJoined(room, as: bound, in: tx) }
        var introduced = room
        introduced.isIntroduced = true
        try tx.save(introduced)
    }

    /// A room that the bot was in before it came into the tables, or before it might speak.
    private func introduce(_ room: MatrixRoom) async {
        let now = clock()
        let bridge = current.bridge
        do {
            try await store.write { tx in
                guard let known = try tx.matrixRoom(room.key), known.membership == .joined else { return }
                try introduce(known, bridge, at: now, tx)
            }
        } catch { return failed("rooms", error) }
        sender.take([])
    }

    private func read(_ key: RoomKey) async -> MatrixRoom? {
        (try? await store.read { tx in try tx.matrixRoom(key) }) ?? nil
    }

    private func change(_ key: RoomKey, _ body: @Sendable (inout MatrixRoom) -> Void) async {
        do {
            try await store.write { tx in
                guard var room = try tx.matrixRoom(key) else { return }
                body(&room)
                try tx.save(room)
            }
        } catch { failed("rooms", error) }
    }

    func failed(_ what: String, _ error: any Error) {
        log.error(
            "what is known of rooms could not be kept", ["adapter": house.name, "what": what, "reason": "\(error)"])
    }
}
