import Chat
import Desk
import Domain
import Store

/// Looks after one homeserver: makes itself known at the start, notices when it goes and comes back, accepts
/// invitations, follows upgrades, and reads back what the homeserver lost on the way here.
struct MatrixCaretaker: Service {
    /// How often the homeserver is asked whether it is there, and each room compared with what is here: a homeserver may
    /// have been started anew without our noticing.
    private static let probe = Duration.seconds(30)
    /// Whoever is away again sooner than this after a beginning was not really back.
    private static let steady = Duration.seconds(5)

    let house: MatrixHouse
    let store: Store
    let current: CurrentBridge
    let gaps: MatrixGaps
    let sender: PostSender
    let clock: WallClock
    let log: Log

    func run() async throws {
        var pause = Backoff()
        // A homeserver may answer all that is asked at the beginning and fail at everything else: however loudly the bell is
        // rung, the next beginning is not before this.
        var mayBegin = ContinuousClock.now
        var begun: ContinuousClock.Instant?
        var compared = ContinuousClock.now
        while !Task.isCancelled {
            do throws(MatrixFailure) {
                if house.link.current.standing != .up {
                    if let begun, begun.duration(to: .now) >= Self.steady { pause.reset() }
                    begun = nil
                    guard (try? await Task.sleep(until: mayBegin)) != nil else { return }
                    mayBegin = .now.advanced(by: pause.next())
                    try await begin()
                    begun = .now
                    compared = .now
                } else {
                    try await house.isService ? house.client.versions() : ()
                    try await lookAfterRooms()
                    if house.link.takeSuspicion() || compared.duration(to: .now) >= Self.probe {
                        try await readBack()
                        compared = .now
                    }
                    if house.link.current.ping == .failed { try await ping() }
                }
                await house.bell.wait(atMost: house.link.current.ping == .failed ? .seconds(5) : Self.probe)
            } catch {
                note(error)
                mayBegin = max(mayBegin, .now.advanced(by: error.retryAfter ?? .zero))
                if house.link.current.standing == .up { try? await Task.sleep(for: pause.next()) }
            }
        }
    }

    private func note(_ failure: MatrixFailure) {
        guard !Task.isCancelled else { return }
        let standing = MatrixLink.Standing(failure)
        let isNews = standing.map { house.link.set($0, at: clock()) } ?? true
        guard isNews else { return }
        switch standing {
        case .away: log.warning("the homeserver is away; posts wait", ["adapter": house.name, "reason": "\(failure)"])
        case .lockedOut:
            log.error(
                "the homeserver does not take our token; look at the registration",
                ["adapter": house.name, "reason": "\(failure)"])
        case .up, .unknown, nil:
            log.error("the homeserver refused what we asked", ["adapter": house.name, "reason": "\(failure)"])
        }
    }

    // MARK: The beginning

    /// Makes the account, its name, a ping and an event of its own, in this order: the other way round the homeserver
    /// never lets the account be made; a ping ends its waiting after failures, and only a new event sets going what has
    /// waited since before it was itself started.
    private func begin() async throws(MatrixFailure) {
        if house.isService {
            try await house.client.register(localpart: house.configuration.bot)
            try await house.client.setDisplayName(house.identity.displayName, of: house.identity.userID)
        }
        let user = try await house.client.whoAmI()
        guard user == house.identity.userID else {
            log.error(
                "the token is another account's than the configuration's bot",
                ["adapter": house.name, "bot": house.identity.userID, "token": user])
            throw .refused(status: 403, code: "M_UNKNOWN_TOKEN", retryAfter: nil)
        }
        try await ping()
        if house.isService { try await speakToItself() }
        try await takeStock()
        if house.link.set(.up, at: clock()) {
            log.info(
                "the homeserver is there",
                ["adapter": house.name, "bot": user, "ping": house.link.current.ping.rawValue])
        }
        try await lookAfterRooms()
        // What waited is sent now, not when its next try would have been due.
        let now = clock()
        do {
            try await store.write { tx in
                try tx.hurry(house.name, at: now)
                try tx.hurryPhotos(house.name, at: now)
            }
        } catch { failed("hurry", error) }
        sender.take([])
        _ = house.link.takeSuspicion()
        try await readBack()
    }

    private func ping() async throws(MatrixFailure) {
        guard house.isService else { return }
        do throws(MatrixFailure) {
            try await house.client.ping(service: house.name, transaction: "gb-\(clock().milliseconds)")
            house.link.set(.answered)
        } catch {
            if error.isAway || error.isLockedOut { throw error }
            if case .refused(404, "M_UNRECOGNIZED", _) = error { return house.link.set(.unknown) }  // before v1.7
            if house.link.current.ping != .failed {
                log.warning(
                    "the homeserver cannot reach us; look at 'url' and 'id' in the registration and at 'callbackURL'",
                    ["adapter": house.name, "reason": "\(error)"])
            }
            house.link.set(.failed)
        }
    }

    private var ownRoomKey: String { "matrix-own-room:\(house.name)" }

    /// Says something where nobody else is.
    private func speakToItself() async throws(MatrixFailure) {
        let now = clock()
        let started = MatrixReply(
            OutboundPost(id: "", room: house.room(""), kind: "started", text: "GridBridge", at: now), .init(),
            people: []
        ).parts()
        guard let part = started.first else { return }
        if let room = await ownRoom() {
            do throws(MatrixFailure) {
                _ = try await house.client.send(part, to: room, transaction: "start_\(now.milliseconds)")
                return
            } catch {
                guard case .refused(let status, _, _) = error, status == 403 || status == 404 else { throw error }
            }
        }
        let room = try await house.client.createRoom(
            name: "GridBridge", topic: "a room of the bot's own, into which it says that it has started")
        do { try await store.write { tx in try tx.setSetting(ownRoomKey, room) } } catch { failed("own room", error) }
    }

    func ownRoom() async -> String? {
        (try? await store.read { tx in try tx.setting(ownRoomKey) }) ?? nil
    }

    /// Compares where the bot is with where it thinks it is; asks to be let into rooms of the tables.
    private func takeStock() async throws(MatrixFailure) {
        let joined = Set(try await house.client.joinedRooms())
        let own = await ownRoom()
        let now = clock()
        do {
            try await store.write { tx in
                let known = try tx.matrixRooms(of: house.name)
                for var room in known where room.membership == .joined && !joined.contains(room.key.id) {
                    room.leave(at: now)
                    try tx.save(room)
                }
                let here = Set(known.filter { $0.membership == .joined }.map(\.key.id))
                for id in joined.subtracting(here).sorted() where id != own {
                    let key = house.room(id)
                    var room = try tx.matrixRoom(key) ?? MatrixRoom(key: key, membership: .joined, since: now)
                    room.enter(at: now)
                    try tx.save(room)
                }
            }
        } catch { failed("rooms", error) }
        for room in current.county.tables.rooms where room.key.adapter == house.name && !joined.contains(room.key.id) {
            let successor = (try? await store.read { tx in try tx.currentMatrixRoom(of: room.key) }) ?? room.key
            if joined.contains(successor.id) { continue }
            do throws(MatrixFailure) { try await house.client.join(successor.id) } catch {
                if error.isAway || error.isLockedOut { throw error }
                log.warning(
                    "the bot is not in a room of rooms.csv; invite it there",
                    ["adapter": house.name, "room": room.key.id, "reason": "\(error)"])
            }
        }
    }

    // MARK: What is missing

    /// Compares every room of the tables, and every room of two, with what is here. A homeserver that is stopped loses
    /// what waits in its memory for a service (measured with Synapse 1.163): it stays in the rooms' history.
    private func readBack() async throws(MatrixFailure) {
        let alone = (try? await store.read { tx in try tx.privateRooms(of: house.name) }) ?? []
        let rooms =
            current.county.tables.rooms.map(\.key).filter { $0.adapter == house.name }
            + alone.filter { $0.standing != .closed }.compactMap { $0.room.map(house.room) }
        var looked: Set<RoomKey> = []
        for room in rooms {
            let now = (try? await store.read { tx in try tx.currentMatrixRoom(of: room) }) ?? room
            looked.insert(now)
            try await reading(now) { () async throws(MatrixFailure) in try await gaps.look(at: now) }
        }
        // What is said in a room of no table is nobody's to answer, also when it comes into one later.
        if let own = await ownRoom() { looked.insert(house.room(own)) }
        let known = (try? await store.read { tx in try tx.matrixRooms(of: house.name) }) ?? []
        for room in known where room.membership == .joined && !looked.contains(room.key) {
            try await reading(room.key) { () async throws(MatrixFailure) in try await gaps.pass(over: room.key) }
        }
    }

    /// One room that cannot be read keeps nobody from the others.
    private func reading(
        _ room: RoomKey, _ body: () async throws(MatrixFailure) -> Void
    ) async throws(MatrixFailure) {
        do throws(MatrixFailure) { try await body() } catch {
            if error.isAway || error.isLockedOut { throw error }
            log.warning(
                "a room's past could not be read", ["adapter": house.name, "room": room.id, "reason": "\(error)"])
        }
    }
}
