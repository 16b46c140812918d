import Chat
import Desk
import Domain
import Store

/// Asks a homeserver for news as an ordinary account (`/sync`): for those who cannot change the homeserver's
/// configuration.
///
/// How far it has heard is kept with what it heard, in one transaction. The very first answer is history and is
/// discarded; later on, a gap in a room's news is read back before the news.
struct MatrixListener: Service {
    private static let wait = Duration.seconds(30)
    private static let limit = 50

    let house: MatrixHouse
    let store: Store
    let current: CurrentBridge
    let intake: MatrixIntake
    let gaps: MatrixGaps
    let clock: WallClock
    let log: Log

    private var sinceKey: String { "matrix-since:\(house.name)" }

    func run() async throws {
        var backoff = Backoff()
        while !Task.isCancelled {
            // The caretaker says when somebody is there who takes our token.
            guard house.link.current.standing == .up else {
                try? await Task.sleep(for: .seconds(1))
                continue
            }
            do {
                let since = try await store.read { tx in try tx.setting(sinceKey) }
                try await listen(since: since)
                backoff.reset()
            } catch {
                guard !Task.isCancelled else { return }
                if let standing = (error as? MatrixFailure).flatMap(MatrixLink.Standing.init) {
                    house.link.set(standing, at: clock())
                    house.bell.ring()
                }
                log.warning("no news from the homeserver", ["adapter": house.name, "reason": "\(error)"])
                try? await Task.sleep(for: backoff.next())
            }
        }
    }

    private func listen(since: String?) async throws {
        let body = try await house.client.sync(
            since: since, filter: MatrixSync.filter(limit: since == nil ? 1 : Self.limit),
            wait: since == nil ? .zero : Self.wait)
        let news = try MatrixSync(body, user: house.identity.userID)
        let known = try await store.read { tx in try tx.matrixRooms(of: house.name) }
        let joined = Set(known.filter { $0.membership == .joined }.map(\.key.id))
        var events: [ArraySlice<UInt8>] = []
        var newest: [String: String] = [:]
        var entered: [String] = []
        for room in news.joined {
            let isNew = !joined.contains(room.id)
            if isNew { entered.append(room.id) }
            func placed(_ events: [ArraySlice<UInt8>]) -> [ArraySlice<UInt8>] {
                events.map { MatrixEvent.placed(Array($0), in: room.id)[...] }
            }
            let timeline = placed(room.timeline)
            var presence = MatrixPresence(in: house)
            let heard = Array(timeline.reversed().filter { presence.wasThere(at: $0) }.reversed())
            // Whether the account was in the room before this, the timeline tells better than what was noted: the joining may
            // have been noted already, and what came before it is the past.
            let wasIn = !presence.isOut
            if let gap = room.gap, wasIn, since != nil {
                if isNew { try await store.write { tx in try enter(room.id, at: clock(), tx) } }
                guard try await gaps.look(at: house.room(room.id), before: gap) else { throw Self.notKept }
            }
            if since != nil { events += (wasIn ? placed(room.state) : []) + heard }
            // What a room known before has missed is read back from where it stood.
            guard since != nil || isNew else { continue }
            if let id = timeline.lazy.reversed().compactMap({ try? MatrixEvent.head(of: $0).id }).first {
                newest[room.id] = id
            }
        }
        // What was said until the account had to go was said to it.
        for room in news.left where since != nil && joined.contains(room.id) {
            events += room.timeline.map { MatrixEvent.placed(Array($0), in: room.id)[...] }
        }
        let bridge = current.bridge
        let now = clock()
        let heard = await intake.take(events, from: house) { [newest, entered] tx in
            try tx.setSetting(sinceKey, news.next)
            for id in entered { try enter(id, at: now, tx) }
            for (id, event) in newest {
                guard var room = try tx.matrixRoom(house.room(id)), room.membership == .joined else { continue }
                room.completeEvent = event
                try tx.save(room)
            }
            for invitation in news.invited { try note(invitation, at: now, tx) }
            for room in news.left { try leave(room.id, bridge, at: now, tx) }
        }
        if since == nil, heard != nil { log.info("hears what is new from here on", ["adapter": house.name]) }
        guard heard != nil else { throw Self.notKept }
        if !news.invited.isEmpty || !news.left.isEmpty || !entered.isEmpty { house.bell.ring() }
    }

    private static let notKept = StoreError(code: .busy, message: "what was heard could not be kept")

    /// A room that the account is in without anybody here having known. Where its joining is among the news, that event
    /// says so too.
    private func enter(_ id: String, at now: Timestamp, _ tx: Transaction) throws {
        let key = house.room(id)
        var room = try tx.matrixRoom(key) ?? MatrixRoom(key: key, membership: .left, since: now)
        guard room.membership != .joined else { return }
        room.enter(at: now)
        try tx.save(room)
    }

    private func note(_ invitation: MatrixSync.Invitation, at now: Timestamp, _ tx: Transaction) throws {
        let key = house.room(invitation.room)
        var room = try tx.matrixRoom(key) ?? MatrixRoom(key: key, membership: .invited, since: now)
        room.invite(by: invitation.inviter, name: invitation.roomName, at: now)
        try tx.save(room)
    }

    private func leave(_ id: String, _ bridge: Bridge, at now: Timestamp, _ tx: Transaction) throws {
        guard var room = try tx.matrixRoom(house.room(id)), room.membership != .left else { return }
        let wasThere = room.membership == .joined
        room.leave(at: now)
        try tx.save(room)
        if var alone = try tx.privateRoom(in: room.key) {
            alone.move(to: .closed)
            try tx.save(alone)
        } else if wasThere {
            try MatrixPosts(bridge: bridge, now: now).tellAdmin(.removed, of: room, in: tx)
        }
    }
}
