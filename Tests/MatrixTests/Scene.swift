import Foundation
import HTTPClient
import JSON
import TestBed
import Testing

/// A county that works on the homeserver: people, rooms they are all in, and the bridge. The leader made the rooms and
/// sees everything.
final class Scene {
    let server: Synapse
    let leader: MatrixUser
    let workers: [MatrixUser]
    /// The contact of the unit that everything is routed to.
    let head: MatrixUser
    let work: String
    let leaders: String
    let admin: String
    let county: MatrixCounty
    let watch: Watch
    private(set) var bridge: RunningBridge

    var worker: MatrixUser { workers[0] }

    /// Runs a body in a county of its own and ends the bridge in good order.
    /// - Parameters:
    ///   - version: of its rooms.
    ///   - levels: of the work room.
    ///   - more: further lines of the configuration.
    static func play(
        version: String = "12", levels: JSONValue? = nil, more: String = "", _ body: (Scene) async throws -> Void
    ) async throws {
        let scene = try await Scene(version: version, levels: levels, more: more)
        do { try await body(scene) } catch {
            Issue.record("the bridge said:\n\(scene.bridge.log.suffix(6000))")
            Issue.record("the homeserver said:\n\(scene.server.log)")
            scene.bridge.signal(SIGKILL)
            _ = await scene.bridge.end()
            scene.county.remove()
            throw error
        }
        #expect(await scene.bridge.stop() == 0)
        scene.county.remove()
    }

    private init(version: String, levels: JSONValue?, more: String) async throws {
        server = try OnSynapse.server()
        leader = try await MatrixUser(named: "zhou", on: server)
        let head = try await MatrixUser(named: "li", on: server)
        self.head = head
        var workers: [MatrixUser] = []
        for _ in 0..<4 { workers.append(try await MatrixUser(named: "wang", on: server)) }
        self.workers = workers
        watch = try await Watch(leader)
        let leader = leader
        func room(_ name: String, of members: [MatrixUser], _ levels: JSONValue? = nil) async throws -> String {
            let room = try await leader.createRoom(
                name, version: version, invite: [Synapse.bot] + members.map(\.id), levels: levels)
            for member in members { try await member.join(room) }
            return room
        }
        let work = try await room("网格群", of: workers + [head], levels)
        let leaders = try await room("领导群", of: [workers[0]])
        let admin = try await room("管理群", of: [workers[0]])
        (self.work, self.leaders, self.admin) = (work, leaders, admin)
        county = try MatrixCounty(
            homeserver: server.url, listen: server.bridgePort,
            people: [
                .init(id: "zhou", name: "周局长", role: "leader", account: leader.id),
                .init(id: "head", name: "李所长", role: "unit", unit: "hws", account: head.id),
            ]
                + workers.enumerated().map { index, worker in
                    .init(id: "w\(index)", name: "王\(index)", role: "worker", grid: "01", account: worker.id)
                },
            rooms: [
                .init(id: work, name: "网格群", purpose: "work"),
                .init(id: leaders, name: "领导群", purpose: "leaders"),
                .init(id: admin, name: "管理群", purpose: "admin"),
            ], more: more)
        bridge = try await RunningBridge(configuration: county.configuration)
        try await untilReady()
        for room in [work, leaders, admin] { try await untilJoined(room) }
    }

    // MARK: The bridge

    /// Starts the bridge again after it was stopped or killed.
    func restart() async throws {
        bridge = try await RunningBridge(configuration: county.configuration)
        try await untilReady()
    }

    /// Waits until the bridge says that the homeserver has answered its ping.
    func untilReady(within limit: Duration = .seconds(30)) async throws {
        let deadline = ContinuousClock.now.advanced(by: limit)
        while try await !isPinged() {
            guard ContinuousClock.now < deadline else {
                throw Watch.Missing(description: "/readyz shows no ping: \(try await readiness().serialized())")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    func isPinged() async throws -> Bool {
        let adapter = try await readiness()["adapters"]?.array?.first { $0["name"]?.string == "matrix" }
        return adapter?["ping"]?.string == "answered"
    }

    func readiness() async throws -> JSONValue {
        let response = try await server.client.send(
            ClientRequest(
                "GET", "http://127.0.0.1:\(bridge.port)/readyz", allowPlainHTTP: true, addresses: .any))
        return try JSONReader.read(response.body)
    }

    /// Runs a command of the program on this county.
    func command(_ words: String...) async throws -> (code: Int32, output: String) {
        try await RunningBridge.run(words + ["--config", county.configuration])
    }

    /// The ledger as `cases export --json` prints it.
    func cases() async throws -> [JSONValue] {
        let (code, output) = try await command("cases", "export", "--json")
        #expect(code == 0)
        return try JSONReader.read(Array(output.utf8)).array ?? []
    }

    // MARK: What is seen

    func untilJoined(_ room: String) async throws {
        let deadline = ContinuousClock.now.advanced(by: .seconds(20))
        while try await !leader.members(of: room).contains(Synapse.bot) {
            guard ContinuousClock.now < deadline else {
                throw Watch.Missing(description: "the bot did not join \(room)")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// The bot's new message that answers one.
    func answer(to message: String, in room: String? = nil, after earlier: MatrixEvent? = nil) async throws
        -> MatrixEvent
    {
        let earlier = earlier?.id
        return try await watch.wait(room ?? work, for: "answer to \(message)") { events in
            events.first { $0.answers(message) && $0.id != earlier }
        }
    }

    /// The words of a card after an edit that satisfies a condition.
    @discardableResult
    func edit(
        of card: MatrixEvent, for what: String, where condition: (String) -> Bool
    ) async throws -> String {
        try await watch.wait(work, for: "edit of the card: \(what)") { events in
            events.lazy.filter { $0.sender == Synapse.bot && $0.replaces == card.id }.compactMap(\.newBody)
                .first(where: condition)
        }
    }

    /// The bot's sign on a message.
    @discardableResult
    func sign(on message: String) async throws -> MatrixEvent {
        try await watch.wait(work, for: "reaction on \(message)") { events in
            events.first { $0.sender == Synapse.bot && $0.type == "m.reaction" && $0.reactsTo == message }
        }
    }

    /// What the bot has said in the work room, edits and reactions aside.
    var posts: [MatrixEvent] { watch.events(of: work).filter(\.isPost) }

    /// Asks for help and waits for it: what the bot had to say in the room before is said by then.
    func helped(in room: String) async throws {
        let asked = try await worker.say("帮助", mentioning: Synapse.bot, as: .pill, in: room)
        _ = try await answer(to: asked, in: room)
    }

    /// Waits until every report has its card, then holds that each has exactly one and the ledger one case for each.
    func expectOneCardEach(for reports: [String], within limit: Duration) async throws {
        try await watch.wait(work, for: "card for each of \(reports.count) reports", within: limit) { events in
            let answered = Set(events.lazy.filter(\.isPost).compactMap(\.repliesTo))
            return answered.isSuperset(of: reports) ? true : nil
        }
        // What is still on its way is sent before a last word is answered.
        try await helped(in: work)
        let counts = Dictionary(posts.compactMap(\.repliesTo).map { ($0, 1) }, uniquingKeysWith: +)
        #expect(reports.filter { counts[$0] != 1 } == [])
        let sources = try await cases().compactMap { $0["source"]?["message"]?.string }
        #expect(sources.count == Set(sources).count)
        #expect(Set(sources) == Set(reports))
    }
}
