import Foundation
import HTTPClient
import JSON
import Synchronization
import TestBed
import Testing

/// A county at work on the homeserver: people, rooms they are all in, and the bridge. The leader made the rooms and sees
/// everything. The tests of a suite share one, each in a room and with places of its own.
final class WorkGroup: Sendable {
    struct Room: Sendable {
        let id: String
        let name: String
        let version: String
    }

    let server: Synapse
    let leader: MatrixUser
    let workers: [MatrixUser]
    /// The contact of the unit that everything is routed to.
    let head: MatrixUser
    let leaders: String
    let admin: String
    let county: MatrixCounty
    private let state: Mutex<State>

    private struct State {
        var bridge: RunningBridge
        var freeRooms: [Room]
        var freePlaces: ArraySlice<String>
        var freeReports: ArraySlice<String>
    }

    /// The bridge that runs, or ran last.
    var bridge: RunningBridge { state.withLock { $0.bridge } }

    /// - Parameters:
    ///   - versions: of the work rooms, one each.
    ///   - workers: how many report.
    ///   - more: further lines of the configuration.
    ///   - tables: further files of the county's tables.
    init(
        on server: Synapse, versions: [String], workers count: Int, more: String = "", tables: [String: String] = [:]
    ) async throws {
        self.server = server
        let leader = try await MatrixUser(named: "zhou", on: server)
        let head = try await MatrixUser(named: "li", on: server)
        var workers: [MatrixUser] = []
        for _ in 0..<count { workers.append(try await MatrixUser(named: "wang", on: server)) }
        (self.leader, self.head, self.workers) = (leader, head, workers)

        func room(_ name: String, version: String = "12", of members: [MatrixUser]) async throws -> Room {
            let id = try await leader.createRoom(name, version: version, invite: [Synapse.bot] + members.map(\.id))
            for member in members { try await member.join(id) }
            return Room(id: id, name: name, version: version)
        }
        var rooms: [Room] = []
        for (index, version) in versions.enumerated() {
            rooms.append(try await room("第\(index + 1)网格群", version: version, of: workers + [head]))
        }
        leaders = try await room("领导群", of: [workers[0]]).id
        admin = try await room("管理群", of: [workers[0]]).id
        county = try MatrixCounty(
            homeserver: server.url, listen: server.bridgePort,
            people: [
                .init(id: "zhou", name: "周局长", role: "leader", account: leader.id),
                .init(id: "head", name: "李所长", role: "unit", unit: "hws", account: head.id),
            ]
                + workers.enumerated().map { index, worker in
                    .init(id: "w\(index)", name: "王\(index)", role: "worker", grid: "01", account: worker.id)
                },
            rooms: rooms.map { .init(id: $0.id, name: $0.name, purpose: "work") } + [
                .init(id: leaders, name: "领导群", purpose: "leaders"),
                .init(id: admin, name: "管理群", purpose: "admin"),
            ], more: more, tables: tables)
        state = Mutex(
            State(
                bridge: try await RunningBridge(configuration: county.configuration), freeRooms: rooms,
                freePlaces: MatrixCounty.places[...], freeReports: MatrixCounty.reports[...]))
        try await untilReady()
    }

    /// Ends the bridge in good order; the people and rooms stay with the homeserver.
    func remove() async {
        #expect(await bridge.stop() == 0)
        county.remove()
    }

    // MARK: What a test takes for itself

    func takeRoom(version: String) throws -> Room {
        let room = state.withLock { state in
            state.freeRooms.firstIndex { $0.version == version }.map { state.freeRooms.remove(at: $0) }
        }
        return try #require(room, "the suite has no room of version \(version) left")
    }

    func takePlaces(_ count: Int) -> [String] { state.withLock { Self.take(count, from: &$0.freePlaces) } }

    /// Reports of which no two have type and place in common.
    func takeReports(_ count: Int) -> [String] { state.withLock { Self.take(count, from: &$0.freeReports) } }

    private static func take(_ count: Int, from texts: inout ArraySlice<String>) -> [String] {
        precondition(texts.count >= count, "every test has its own")
        defer { texts = texts.dropFirst(count) }
        return Array(texts.prefix(count))
    }

    // MARK: The bridge

    /// Starts the bridge again after it was stopped or killed.
    func restart() async throws {
        let started = try await RunningBridge(configuration: county.configuration)
        state.withLock { $0.bridge = started }
        try await untilReady()
    }

    /// After a test that failed: everything runs again, whatever state it was left in.
    func recover() async throws {
        bridge.signal(SIGKILL)
        bridge.signal(SIGCONT)
        _ = await bridge.end()
        await server.stop(SIGKILL)
        try await server.start()
        try await restart()
    }

    /// Waits until the bridge says that the homeserver has answered its ping.
    private func untilReady() async throws {
        do {
            try await Condition.wait(for: "ping on /readyz") {
                let shown = try await readiness()
                let adapter = shown["adapters"]?.array?.first { $0["name"]?.string == "matrix" }
                return adapter?["ping"]?.string == "answered" && adapter?["homeserver"]?.string == "up" ? true : nil
            }
        } catch {
            throw Watch.Missing(description: "\(error)\n\(bridge.log)")
        }
    }

    /// Waits until the bridge says that the homeserver is gone.
    func untilAway() async throws {
        try await Condition.wait(for: "word on /readyz that the homeserver is gone") {
            try await readiness()["adapters"]?[0]?["homeserver"]?.string == "away" ? true : nil
        }
    }

    private func readiness() async throws -> JSONValue { try JSONReader.read(try await ask("readyz").body) }

    /// Waits until `/readyz` is answered with a status.
    func untilReadiness(is status: Int) async throws {
        try await Condition.wait(for: "/readyz with \(status)") {
            try await ask("readyz").status == status ? true : nil
        }
    }

    /// What `/metrics` says of a series; 0 where nothing was counted.
    func count(of series: String) async throws -> Int {
        let lines = String(decoding: try await ask("metrics").body, as: UTF8.self).split(separator: "\n")
        return lines.first { $0.hasPrefix(series + " ") }.flatMap { Int($0.dropFirst(series.count + 1)) } ?? 0
    }

    private func ask(_ path: String) async throws -> ClientResponse {
        try await server.client.send(
            ClientRequest(
                "GET", "http://127.0.0.1:\(bridge.port)/\(path)", allowPlainHTTP: true, addresses: .any))
    }

    /// Runs a command of the program on this county.
    func command(_ words: String...) async throws -> (code: Int32, output: String) {
        try await RunningBridge.run(words + ["--config", county.configuration])
    }

    func untilJoined(_ room: String) async throws { try await leader.wait(for: Synapse.bot, in: room) }
}

/// Gives the tests of a suite a work group.
struct WorkGroupTrait: SuiteTrait, TestScoping {
    let versions: [String]
    let workers: Int
    let more: String

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let group = try await WorkGroup(on: OnSynapse.server(), versions: versions, workers: workers, more: more)
        do { try await OnSynapse.$group.withValue(group) { try await function() } } catch {
            await group.remove()
            throw error
        }
        await group.remove()
    }
}

extension Trait where Self == WorkGroupTrait {
    /// - Parameters:
    ///   - old: rooms of version 10.
    ///   - new: rooms of version 12.
    static func workGroup(old: Int = 0, new: Int, workers: Int = 1, more: String = "") -> Self {
        Self(
            versions: Array(repeating: "10", count: old) + Array(repeating: "12", count: new), workers: workers,
            more: more)
    }
}
