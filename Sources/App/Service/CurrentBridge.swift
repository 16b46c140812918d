import Domain
import Store
import Synchronization
import Tables

/// The bridge in force. Everybody asks for it anew with each piece of work; a reload puts another one in its place.
final class CurrentBridge: Sendable {
    private struct State {
        var bridge: Bridge
        /// A version of the tables that cannot be used: not tried again until there is another.
        var refused: Int64?
    }

    private let configuration: Configuration
    private let templates: String
    private let log: Log
    private let state: Mutex<State>

    /// Reads templates and the tables that the store has in force.
    /// - Throws: `BadConfiguration`, `BadData`, `StoreError`.
    init(configuration: Configuration, templates: String, store: Store, log: Log) async throws {
        self.configuration = configuration
        self.templates = templates
        self.log = log
        state = Mutex(
            State(bridge: try await Self.make(configuration: configuration, templates: templates, store: store)))
    }

    var bridge: Bridge { state.withLock { $0.bridge } }
    var county: County { bridge.county }

    /// Whether a version of the tables asks for nothing new.
    func isUpToDate(with version: Int64?) -> Bool {
        state.withLock { version == $0.bridge.tablesVersion || version == $0.refused }
    }

    /// Reads everything again; when that fails, the bridge goes on with what it had.
    func renew(from store: Store) async {
        do {
            let bridge = try await Self.make(configuration: configuration, templates: templates, store: store)
            state.withLock { $0 = State(bridge: bridge) }
            try await forgetSeen(in: store, bridge.county)
            log.info("reloaded", ["tables": bridge.tablesVersion ?? 0, "rooms": bridge.county.tables.rooms.count])
        } catch {
            let version = try? await store.read { tx in try tx.tablesVersion() }
            state.withLock { $0.refused = version ?? nil }
            let problems =
                (error as? BadConfiguration)?.problems ?? (error as? BadData)?.problems ?? ["\(error)"]
            log.error("reload failed, going on with what was", ["tables": (version ?? nil) ?? 0])
            for problem in problems.prefix(20) { log.error("problem", ["text": problem]) }
        }
    }

    /// Rooms and people that the tables know by now are strangers no more.
    private func forgetSeen(in store: Store, _ county: County) async throws {
        try await store.write { tx in
            try tx.forgetSeen(
                rooms: try tx.seenRooms(limit: 10_000).map(\.key).filter { county.room($0) != nil },
                senders: try tx.seenSenders(limit: 10_000).map(\.key).filter { county.person($0) != nil })
        }
    }

    private static func make(configuration: Configuration, templates: String, store: Store) async throws -> Bridge {
        let phrasebook = try TemplateFolder.phrasebook(in: templates, language: configuration.language)
        guard let version = try await store.read({ tx in try tx.tablesInForce() }) else {
            throw BadConfiguration(problems: ["the store holds no tables"])
        }
        return Bridge(
            county: County(try TablesInForce(version: version).tables()), phrasebook: phrasebook,
            configuration: configuration,
            adapters: Set(configuration.adapters.map(\.name)), tablesVersion: version.id)
    }
}
