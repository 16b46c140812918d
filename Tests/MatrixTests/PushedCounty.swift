import Foundation
import HTTPClient
import JSON
import TestBed
import Testing

/// A county whose homeserver is a test's own: events are pushed at the bridge as a homeserver pushes them.
struct PushedCounty: Sendable {
    static let worker = "@wang:hs.test"
    static let head = "@li:hs.test"
    static let people: [MatrixCounty.Person] = [
        .init(id: "wang", name: "王芳", role: "worker", grid: "01", account: worker),
        .init(id: "head", name: "李所长", role: "unit", unit: "hws", account: head),
    ]

    let homeserver: FakeHomeserver
    let bridge: RunningBridge
    let county: MatrixCounty
    private let client = Client()

    struct Answer: Sendable {
        let status: Int
        let body: String
        var code: String? { (try? JSONReader.read(Array(body.utf8)))?["errcode"]?.string }
    }

    /// Runs a body beside a fake homeserver and a bridge, and ends the bridge in good order.
    static func play(more: String = "", _ body: (PushedCounty) async throws -> Void) async throws {
        try await FakeHomeserver.serve { homeserver, port in
            let county = try MatrixCounty(
                homeserver: "http://127.0.0.1:\(port)", listen: 0, people: people,
                rooms: [.init(id: homeserver.room, name: "网格群", purpose: "work")], more: more)
            defer { county.remove() }
            let bridge = try await RunningBridge(configuration: county.configuration)
            let pushed = PushedCounty(homeserver: homeserver, bridge: bridge, county: county)
            do { try await body(pushed) } catch {
                Issue.record("the bridge said:\n\(bridge.log.suffix(6000))")
                bridge.signal(SIGKILL)
                _ = await bridge.end()
                throw error
            }
            #expect(await bridge.stop() == 0)
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

    func metrics() async throws -> String { try await call("GET", "/metrics", token: nil).body }

    // MARK: Events

    func event(
        _ id: String, type: String = "m.room.message", by sender: String = worker, _ content: JSONValue,
        more: [(String, JSONValue)] = []
    ) -> JSONValue {
        .object(
            JSONObject(
                [
                    ("event_id", .string(id)), ("type", .string(type)), ("room_id", .string(homeserver.room)),
                    ("sender", .string(sender)),
                    ("origin_server_ts", .integer(Int(Date().timeIntervalSince1970 * 1000))), ("content", content),
                ] + more))
    }

    func text(_ id: String, _ text: String, by sender: String = worker) -> JSONValue {
        event(id, by: sender, ["msgtype": "m.text", "body": .string(text)])
    }

    func photo(_ id: String, at uri: String, _ caption: String) -> JSONValue {
        event(
            id, ["msgtype": "m.image", "filename": "a.png", "body": .string(caption), "url": .string(uri)])
    }

    func edit(_ id: String, of target: String, to text: String, by sender: String = worker) -> JSONValue {
        event(
            id, by: sender,
            [
                "msgtype": "m.text", "body": .string("* \(text)"),
                "m.new_content": ["msgtype": "m.text", "body": .string(text)],
                "m.relates_to": ["rel_type": "m.replace", "event_id": .string(target)],
            ])
    }

    /// The ledger as `cases export --json` prints it.
    func cases() async throws -> [JSONValue] {
        let (_, output) = try await RunningBridge.run(
            ["cases", "export", "--json", "--config", county.configuration])
        return try JSONReader.read(Array(output.utf8)).array ?? []
    }
}
