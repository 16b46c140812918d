import Foundation
import HTTPClient
import JSON
import Synchronization
import TestBed
import Testing

/// A county whose homeserver is a test's own: events are pushed at the bridge as a homeserver pushes them. The tests of a
/// suite share it, each in a room of its own and with ids that no other test uses.
struct PushedCounty: Sendable {
    static let worker = "@wang:hs.test"
    static let head = "@li:hs.test"
    static let people: [MatrixCounty.Person] = [
        .init(id: "wang", name: "王芳", role: "worker", grid: "01", account: worker),
        .init(id: "head", name: "李所长", role: "unit", unit: "hws", account: head),
    ]
    /// Since room version 12 no server stands in a room's id.
    static let roomOfVersion12 = "!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM"
    /// Bytes that a photo may have.
    static let photoLimit = 65_536
    static let rooms = (2...30).map { "!room\($0):hs.test" } + [roomOfVersion12]

    let homeserver: FakeHomeserver
    let bridge: RunningBridge
    let county: MatrixCounty
    let room: String
    private let client = Client()

    init(homeserver: FakeHomeserver, bridge: RunningBridge, county: MatrixCounty, room: String) {
        self.homeserver = homeserver
        self.bridge = bridge
        self.county = county
        self.room = room
    }

    struct Answer: Sendable {
        let status: Int
        let body: String
        var code: String? { (try? JSONReader.read(Array(body.utf8)))?["errcode"]?.string }
    }

    /// Runs a body in the suite's county, in a room of its own.
    static func play(_ body: (PushedCounty) async throws -> Void) async throws {
        let suite = try #require(Suite.current)
        let room = try #require(suite.takeRoom(), "the suite has no room left")
        let pushed = PushedCounty(
            homeserver: suite.homeserver, bridge: suite.bridge, county: suite.county, room: room)
        do { try await body(pushed) } catch {
            Issue.record("the bridge said:\n\(suite.bridge.log.suffix(6000))")
            throw error
        }
    }

    /// Runs a body in a county of its own, whose homeserver it may treat as it likes.
    /// - Parameters:
    ///   - past: what was said in the room before the bridge was there, each event's JSON.
    ///   - listens: as an ordinary account that asks for news, not as a service.
    ///   - elsewhere: rooms of no table that the bot is in.
    ///   - more: further lines of the configuration.
    static func alone(
        past: [String] = [], elsewhere: [String] = [], listens: Bool = false, more: String = "",
        _ body: (PushedCounty) async throws -> Void
    ) async throws {
        let admin = "!admin:hs.test"
        try await FakeHomeserver.serve(rooms: [roomOfVersion12, admin] + elsewhere) { homeserver, port in
            let (url, room) = ("http://127.0.0.1:\(port)", roomOfVersion12)
            let account = """
                adapters: [{
                  name: "matrix", kind: "matrix", homeserver: "\(url)", serverName: "\(Synapse.name)",
                  accessToken: "token", bot: "gridbot",
                }],
                """
            let county = try MatrixCounty(
                homeserver: url, listen: 0, people: people,
                rooms: [
                    .init(id: room, name: "网格群", purpose: "work"), .init(id: admin, name: "管理群", purpose: "admin"),
                ], more: more, adapters: listens ? account : nil)
            defer { county.remove() }
            homeserver.keep(past, in: room)
            let bridge = try await RunningBridge(configuration: county.configuration)
            let pushed = PushedCounty(homeserver: homeserver, bridge: bridge, county: county, room: room)
            do {
                // Where the room stands is marked by then.
                try await pushed.untilIntroduced()
                try await homeserver.wait { calls in
                    calls.contains { $0.place == "client/v3/rooms/\(room)/messages" } ? true : nil
                }
                try await body(pushed)
            } catch {
                Issue.record("the bridge said:\n\(bridge.log.suffix(6000))")
                throw error
            }
            // A test may have stopped it already.
            #expect(await bridge.stop() == 0)
        }
    }

    /// Said before any bridge was there.
    static let greeting = """
        {"event_id":"$greeting","type":"m.room.message","room_id":"\(roomOfVersion12)",\
        "sender":"\(worker)","origin_server_ts":1,"content":{"msgtype":"m.text","body":"早上好"}}
        """

    /// What the tests of a suite share.
    final class Suite: Sendable {
        @TaskLocal static var current: Suite?

        let homeserver: FakeHomeserver
        let bridge: RunningBridge
        let county: MatrixCounty
        private let freeRooms = Mutex(PushedCounty.rooms)

        /// - Parameter tables: further files of the county's tables.
        init(homeserver: FakeHomeserver, port: UInt16, tables: [String: String] = [:]) async throws {
            self.homeserver = homeserver
            county = try MatrixCounty(
                homeserver: "http://127.0.0.1:\(port)", listen: 0, people: PushedCounty.people,
                rooms: PushedCounty.rooms.map { .init(id: $0, name: "网格群", purpose: "work") },
                more: "limits: { photoBytes: \(PushedCounty.photoLimit), perSenderPerMinute: 10000 },", tables: tables)
            bridge = try await RunningBridge(configuration: county.configuration)
        }

        func takeRoom() -> String? { freeRooms.withLock { $0.popLast() } }

        func remove() async {
            #expect(await bridge.stop() == 0)
            county.remove()
        }
    }

    // MARK: Pushing

    func push(_ events: [JSONValue], as transaction: String = UUID().uuidString) async throws -> Answer {
        try await put(
            JSONValue.object(JSONObject([("events", .array(events))])).serialized(), as: transaction)
    }

    func put(
        _ body: String, as transaction: String = UUID().uuidString, token: String? = Synapse.homeserverToken,
        query: String = "", at prefix: String = "/_matrix/app/v1"
    ) async throws -> Answer {
        try await call("PUT", "\(prefix)/transactions/\(transaction)\(query)", body, token: token)
    }

    func call(
        _ method: String, _ path: String, _ body: String = "", token: String? = Synapse.homeserverToken
    ) async throws -> Answer {
        let response = try await client.send(
            ClientRequest(
                method, "http://127.0.0.1:\(bridge.port)\(path)",
                headers: [("content-type", "application/json")]
                    + (token.map { [("authorization", "Bearer \($0)")] } ?? []), body: Array(body.utf8),
                allowPlainHTTP: true, addresses: .any))
        return Answer(status: response.status, body: String(decoding: response.body, as: UTF8.self))
    }

    /// What `/metrics` says of a series; 0 where nothing was counted.
    func count(of series: String) async throws -> Int {
        let lines = try await call("GET", "/metrics", token: nil).body.split(separator: "\n")
        return lines.first { $0.hasPrefix(series + " ") }.flatMap { Int($0.dropFirst(series.count + 1)) } ?? 0
    }

    /// A room of the tables that another test may have.
    var otherRoom: String { PushedCounty.rooms.first { $0 != room } ?? "" }

    // MARK: Events

    /// `$1` as no other test's events are called.
    func id(_ short: String) -> String { "\(short)-\(tag)" }

    /// `one` as no other test's files are called.
    func file(_ short: String) -> String { "\(short)-\(tag)" }

    private var tag: String { String(room.filter { $0.isLetter || $0.isNumber }.prefix(8)) }

    func event(
        _ id: String, type: String = "m.room.message", by sender: String = worker, in room: String? = nil,
        at moment: Date = Date(), _ content: JSONValue, more: [(String, JSONValue)] = []
    ) -> JSONValue {
        .object(
            JSONObject(
                [
                    ("event_id", .string(self.id(id))), ("type", .string(type)),
                    ("room_id", .string(room ?? self.room)),
                    ("sender", .string(sender)),
                    ("origin_server_ts", .integer(Int(moment.timeIntervalSince1970 * 1000))), ("content", content),
                ] + more))
    }

    /// - Parameter target: the id of the message that it answers.
    func text(
        _ id: String, _ text: String, by sender: String = worker, in room: String? = nil, at moment: Date = Date(),
        replyingTo target: String? = nil
    ) -> JSONValue {
        var content = JSONObject([("msgtype", "m.text"), ("body", .string(text))])
        if let target { content["m.relates_to"] = ["m.in_reply_to": ["event_id": .string(target)]] }
        return event(id, by: sender, in: room, at: moment, .object(content))
    }

    /// Asks the bot for help.
    func help(_ id: String) -> JSONValue {
        event(
            id,
            ["msgtype": "m.text", "body": "帮助", "m.mentions": ["user_ids": [.string(Synapse.bot)]]])
    }

    func reaction(_ id: String, _ key: String, on target: String, by sender: String) -> JSONValue {
        event(
            id, type: "m.reaction", by: sender,
            ["m.relates_to": ["rel_type": "m.annotation", "event_id": .string(target), "key": .string(key)]])
    }

    func redaction(_ id: String, of target: String, by sender: String = worker) -> JSONValue {
        event(id, type: "m.room.redaction", by: sender, ["redacts": .string(self.id(target))])
    }

    /// - Parameter uri: `mxc://…`, or what somebody puts there instead.
    func photo(_ id: String, at uri: String, _ caption: String) -> JSONValue {
        event(
            id, ["msgtype": "m.image", "filename": "a.png", "body": .string(caption), "url": .string(uri)])
    }

    /// News of the bot's own place in a room.
    func membership(_ id: String, _ membership: String, by sender: String, in room: String) -> JSONValue {
        event(
            id, type: "m.room.member", by: sender, in: room, ["membership": .string(membership)],
            more: [("state_key", .string(Synapse.bot))])
    }

    func edit(
        _ id: String, of target: String, to text: String, by sender: String = worker, in room: String? = nil,
        at moment: Date = Date()
    ) -> JSONValue {
        event(
            id, by: sender, in: room, at: moment,
            [
                "msgtype": "m.text", "body": .string("* \(text)"),
                "m.new_content": ["msgtype": "m.text", "body": .string(text)],
                "m.relates_to": ["rel_type": "m.replace", "event_id": .string(self.id(target))],
            ])
    }

    // MARK: What comes of them

    /// What the bridge sent to the room, attempts included.
    var sends: [FakeHomeserver.Call] { homeserver.calls.filter { $0.isSend && $0.path[3] == room } }

    /// Waits until the bot has said its one line in the room, which is no answer to anything.
    func untilIntroduced() async throws {
        try await homeserver.wait { _ in sends.contains { $0.repliesTo == nil } ? true : nil }
    }

    /// The card that answers a message.
    @discardableResult
    func card(for message: String) async throws -> FakeHomeserver.Call {
        let message = id(message)
        return try await homeserver.wait { calls in
            calls.first { $0.isSend && $0.repliesTo == message && $0.replaces == nil }
        }
    }

    /// The event that a send made.
    func event(of send: FakeHomeserver.Call) throws -> String {
        try #require(send.transaction.flatMap { homeserver.event(of: $0) })
    }

    /// The case of a message.
    func subject(of message: String) async throws -> JSONValue? {
        try await cases().first { $0["source"]?["message"]?.string == id(message) }
    }

    /// The room's cases, as `cases export --json` prints them.
    func cases() async throws -> [JSONValue] {
        let (_, output) = try await RunningBridge.run(
            ["cases", "export", "--json", "--config", county.configuration])
        return (try JSONReader.read(Array(output.utf8)).array ?? []).filter { $0["source"]?["room"]?.string == room }
    }

    /// Waits until the first photo of a report is kept.
    func untilPhoto(of message: String) async throws {
        try await Condition.wait(for: "photo of \(message)") {
            return try await subject(of: message)?["photos"]?[0]?["sha256"]?.string
        }
    }

    /// The messages of which the room's cases were made.
    func sources() async throws -> Set<String> {
        let messages = try await cases().compactMap { $0["source"]?["message"]?.string }
        #expect(messages.count == Set(messages).count)
        return Set(messages)
    }
}

/// Gives the tests of a suite a county beside a homeserver of their own.
struct PushedCountyTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await FakeHomeserver.serve(rooms: PushedCounty.rooms) { homeserver, port in
            let suite = try await PushedCounty.Suite(homeserver: homeserver, port: port)
            do { try await PushedCounty.Suite.$current.withValue(suite) { try await function() } } catch {
                await suite.remove()
                throw error
            }
            await suite.remove()
        }
    }
}

extension Trait where Self == PushedCountyTrait {
    static var pushedCounty: Self { Self() }
}
