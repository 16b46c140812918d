import Domain
import HTTPClient
import HTTPServer
import Media
import Sandbox
import Store

/// Everything that serves, put together: what `gridbridge serve` runs.
struct Serving {
    private let configuration: Configuration
    private let resources: Resources
    private let clock: WallClock
    private let log: Log

    init(configuration: Configuration, resources: Resources, clock: @escaping WallClock) {
        self.configuration = configuration
        self.resources = resources
        self.clock = clock
        log = Log(
            least: Log.Level(rawValue: configuration.logLevel) ?? .info, isJSON: configuration.logFormat == "json",
            zone: configuration.zone, clock: clock)
    }

    /// Serves until a signal ends it.
    /// - Throws: what keeps it from starting or going on.
    func run() async throws {
        let client = Client(ClientOptions(connectionsPerHost: 32))
        let adapters = try Adapters(configuration, client: client, clock: clock)
        let folder = try DataFolder(configuration.dataDirectory)
        let store = try Store(path: configuration.storePath)
        do {
            try await serve(store, adapters, client)
            try await store.close()
        } catch {
            try? await store.close()
            throw error
        }
        withExtendedLifetime(folder) {}
        log.info("stopped")
    }

    private func serve(_ store: Store, _ adapters: Adapters, _ client: Client) async throws {
        try await FirstTables.importOnce(
            into: store, configuration: configuration, resources: resources, at: clock(), log: log)
        let current = try await CurrentBridge(
            configuration: configuration, templates: resources.templates, store: store, log: log)
        let metrics = Metrics()
        let silenced = Silenced()
        let audit = Auditor.Board()
        let workerBell = Bell()
        let photoBell = Bell()
        let cabinet = try PhotoCabinet(
            directory: configuration.photosDirectory, limit: configuration.photoBytes, store: store, clock: clock)
        let intake = MessageIntake(
            store: store, current: current, bell: workerBell, clock: clock, log: log, metrics: metrics)
        let sandbox = adapters.sandbox.map {
            SandboxHouse.make(adapter: $0, configuration: configuration, intake: intake, cabinet: cabinet)
        }
        let hooks = GenericHooks(
            sources: adapters.generic, intake: intake, cabinet: cabinet, bodyLimit: configuration.bodyBytes,
            photoLimit: configuration.photoBytes)
        let events = MatrixIntake(store: store, bell: workerBell, clock: clock, log: log, metrics: metrics)
        let homeservers = MatrixRoutes(houses: adapters.matrix, intake: events, log: log)
        let health = HealthRoutes(
            store: store, adapters: configuration.adapters, matrix: adapters.matrix, silenced: silenced,
            metrics: metrics, audit: audit, clock: clock)
        let signals = try Signals(log: log) { [store] in
            await current.renew(from: store)
            workerBell.ring()
        }
        let server = try Server(
            ServerConfiguration(
                address: configuration.listenAddress == "localhost" ? "127.0.0.1" : configuration.listenAddress,
                port: configuration.listenPort, drainDeadline: .seconds(10),
                log: { [log] in log.debug($0) }),
            routes: hooks.routes + homeservers.routes + health.routes + (sandbox?.routes ?? []))

        let now = clock()
        let wasKilled = try await store.write { tx in
            try current.bridge.setDailyTimers(at: now, last: try Housekeeping.lastKnownTime(in: tx), in: tx)
            try tx.endLeases(at: now)
            return try tx.markRunning()
        }
        if wasKilled { log.warning("the last run did not end by itself, going on where it was") }
        announce(server, adapters, current)
        let sender = PostSender(
            store: store, sources: adapters.generic,
            matrix: Dictionary(
                uniqueKeysWithValues: adapters.matrix.map { house in
                    (
                        house.name,
                        MatrixPosting(house: house, store: store, current: current, cabinet: cabinet, log: log)
                    )
                }), sandbox: sandbox, current: current, clock: clock,
            random: { UInt64.random(in: 0...UInt64.max) }, log: log, metrics: metrics, silenced: silenced)
        let services: [any Service] = [
            signals, server, sender,
            Worker(
                store: store, current: current, bell: workerBell, sender: sender, photos: photoBell,
                matrix: Dictionary(uniqueKeysWithValues: adapters.matrix.map { ($0.name, MatrixReader(house: $0)) }),
                limit: SenderLimit(perMinute: configuration.perSenderPerMinute), clock: clock, log: log,
                metrics: metrics, strangers: Strangers(current: current, log: log), wasKilled: wasKilled),
            PhotoFetcher(
                store: store, sources: adapters.photos,
                homeservers: Dictionary(uniqueKeysWithValues: adapters.matrix.map { ($0.name, $0) }),
                client: client, cabinet: cabinet, bell: photoBell,
                clock: clock, log: log, metrics: metrics),
            Auditor(store: store, current: current, bell: workerBell, board: audit, clock: clock, log: log),
            Housekeeping(
                store: store, retention: Retention(messageDays: configuration.messageDays), clock: clock, log: log),
        ]
        try await runAll(services + adapters.matrix.flatMap { attend($0, store, current, events, sender) })
        try await store.write { tx in try tx.markStopped() }
    }

    /// What a homeserver wants beside the way of every message.
    private func attend(
        _ house: MatrixHouse, _ store: Store, _ current: CurrentBridge, _ intake: MatrixIntake, _ sender: PostSender
    ) -> [any Service] {
        let gaps = MatrixGaps(
            house: house, store: store, current: current, intake: intake, clock: clock, log: log)
        let caretaker = MatrixCaretaker(
            house: house, store: store, current: current, gaps: gaps, sender: sender, clock: clock, log: log)
        guard !house.isService else { return [caretaker] }
        let listener = MatrixListener(
            house: house, store: store, current: current, intake: intake, gaps: gaps, clock: clock, log: log)
        return [caretaker, listener]
    }

    private func announce(_ server: Server, _ adapters: Adapters, _ current: CurrentBridge) {
        let host = configuration.listenAddress
        log.info(
            "listening",
            ["address": host.contains(":") ? "[\(host)]:\(server.port)" : "\(host):\(server.port)"])
        for adapter in configuration.adapters {
            let place =
                switch adapter.kind {
                case .sandbox: configuration.publicURL + "/sandbox"
                case .generic: configuration.publicURL + "/hooks/generic/\(adapter.name)"
                case .matrix: adapter.matrix?.homeserver ?? ""
                }
            log.info("adapter", ["name": adapter.name, "kind": adapter.kind.rawValue, "at": place])
        }
        if configuration.adapters.isEmpty { log.warning("no adapter is configured, so nobody is heard") }
        let tables = current.county.tables
        log.info(
            "tables in force",
            [
                "version": Int(current.bridge.tablesVersion ?? 0), "types": tables.caseTypes.count,
                "rooms": tables.rooms.count, "people": tables.people.count,
            ])
        if !configuration.postsOn { log.warning("posts are off: reading and keeping, saying nothing") }
        for warning in adapters.warnings { log.warning("take care", ["about": warning]) }
    }
}

extension Server: Service {}
