import Chat
import Desk
import Domain
import Store

/// Rooms of two: opened when there is something to say to somebody alone, and used again afterwards.
///
/// That a room is about to be opened is on disk before it is, and for whom stands in the event that makes it: whatever
/// ends the process in between, the room is found again and no second one is opened.
struct MatrixPrivateRooms: Sendable {
    let house: MatrixHouse
    let store: Store
    let current: CurrentBridge
    let log: Log

    enum Place: Sendable {
        case room(String)
        /// Nobody reads there.
        case closed(reason: String)
        /// The ledger could not be asked.
        case unknown
    }

    /// Where somebody is written to alone. One call at a time for each of them, as their posts go one after another.
    func place(for person: RoomKey) async throws(MatrixFailure) -> Place {
        guard current.county.room(person)?.isOfTwo == true else { return .closed(reason: "unknown person") }
        let all: [MatrixPrivateRoom]
        do { all = try await store.read { tx in try tx.privateRooms(of: house.name) } } catch { return .unknown }
        let known = all.first { $0.person == person }
        if known?.standing == .closed { return .closed(reason: "left") }
        if let room = known?.room {
            let now = (try? await store.read { tx in try tx.currentMatrixRoom(of: house.room(room)).id }) ?? room
            return try await look(who: person, reads: now)
        }
        let found: String?
        if known == nil {
            guard await save(MatrixPrivateRoom(with: person)) else { return .unknown }
            found = nil
        } else {
            // An earlier attempt ended here, perhaps after the homeserver had made the room.
            found = try await find(person, besides: Set(all.compactMap(\.room)))
        }
        let room: String
        if let found { room = found } else { room = try await house.client.createPrivateRoom(with: person.id) }
        guard await keep(room, with: person) else { return .unknown }
        house.bell.ring()
        log.info("opened a room of two", ["adapter": house.name, "room": room, "found": found != nil])
        do throws(MatrixFailure) {
            try await house.client.noteDirect(room, with: person.id, of: house.identity.userID)
        } catch {
            // Only for people who look into the bot's own account.
            log.info("a room of two could not be noted as one", ["adapter": house.name, "reason": "\(error)"])
        }
        return try await look(who: person, reads: room)
    }

    /// Nothing is said to somebody alone any more.
    func close(_ person: RoomKey, reason: String) async -> Place {
        log.info("somebody cannot be written to alone any more", ["adapter": house.name, "reason": reason])
        return await move(person, to: .closed) ? .closed(reason: reason) : .unknown
    }

    // MARK: Finding

    /// The room that was made for somebody and never noted, among those that the bot is in.
    private func find(_ person: RoomKey, besides known: Set<String>) async throws(MatrixFailure) -> String? {
        let bound = Set(current.county.tables.rooms.map(\.key.id))
        for room in try await house.client.joinedRooms().sorted() where !known.contains(room) && !bound.contains(room) {
            do throws(MatrixFailure) {
                if try await house.client.person(of: room, madeBy: house.identity.userID) == person.id { return room }
            } catch {
                // One room that cannot be looked into is not the one.
                if error.isAway || error.isLockedOut || error.isWorthRetrying { throw error }
            }
        }
        return nil
    }

    // MARK: Who reads

    /// Whether the other is in the room or asked into it, and nobody else.
    private func look(who person: RoomKey, reads room: String) async throws(MatrixFailure) -> Place {
        do throws(MatrixFailure) {
            // Asked anew before each word: what a person alone may read is not left to what was last heard.
            let here = try await house.client.members(of: room)
            house.link.remember(here, of: room)
            guard here.subtracting([house.identity.userID, person.id]).isEmpty else {
                return await close(person, reason: "others read along")
            }
            if here.contains(person.id) { return await move(person, to: .joined) ? .room(room) : .unknown }
            switch try await house.client.membership(of: person.id, in: room) {
            case .join, .invite, .knock: return .room(room)
            case .leave, .ban: return await close(person, reason: "left")
            case nil: try await house.client.invite(person.id, to: room)
            }
            return .room(room)
        } catch {
            guard case .refused(let status, _, _) = error, status == 403 || status == 404, !error.isLockedOut else {
                throw error
            }
            return await close(person, reason: "refused")
        }
    }

    // MARK: The ledger

    /// Keeps where the room is. From now on what is said there is heard as an answer.
    private func keep(_ room: String, with person: RoomKey) async -> Bool {
        let key = house.room(room)
        return await write { tx in
            try tx.save(MatrixPrivateRoom(with: person, room: room, standing: .invited))
            var known =
                try tx.matrixRoom(key) ?? MatrixRoom(key: key, membership: .joined, since: Timestamp(seconds: 0))
            known.membership = .joined
            known.isIntroduced = true
            try tx.save(known)
            try tx.forgetSeen(rooms: [key], senders: [])
        }
    }

    private func save(_ room: MatrixPrivateRoom) async -> Bool { await write { tx in try tx.save(room) } }

    private func move(_ person: RoomKey, to standing: PrivateStanding) async -> Bool {
        let known = (try? await store.read { tx in try tx.privateStanding(in: person) }) ?? .unknown
        if known == standing { return true }
        return await write { tx in
            var room = try tx.privateRoom(with: person) ?? MatrixPrivateRoom(with: person)
            room.move(to: standing)
            try tx.save(room)
        }
    }

    private func write(_ body: @Sendable (Transaction) throws -> Void) async -> Bool {
        do {
            try await store.write { tx in try body(tx) }
            return true
        } catch {
            log.error("a room of two could not be kept", ["adapter": house.name, "reason": "\(error)"])
            return false
        }
    }
}
