import Foundation
import HTTPServer
import JSON
import Synchronization
import TestBed

/// A homeserver that does what a test tells it: for answers that a real one cannot be made to give.
///
/// It knows whatever room it is asked about, with the bot in it, keeps what it is called with, and answers a send that
/// is repeated under its transaction id with the event that it made the first time. A room's past is what the bot has
/// said there and what a test puts into it. Where nothing is scripted, `/sync` is answered after a moment with nothing.
final class FakeHomeserver: Sendable {
    /// One call that the bridge made.
    struct Call: Sendable {
        let method: String
        /// Decoded, without `_matrix`.
        let path: [String]
        let query: [String: String]
        let authorization: String?
        let body: JSONValue
        /// When it came.
        let at: ContinuousClock.Instant

        /// `client/v3/rooms/!room/send/m.room.message/txn`
        var place: String { path.joined(separator: "/") }
        var isSend: Bool { path.count == 7 && path[2] == "rooms" && path[4] == "send" }
        /// Of a send.
        var transaction: String? { isSend ? path[6] : nil }
        var content: String? { body["body"]?.string }
        var repliesTo: String? { body["m.relates_to"]?["m.in_reply_to"]?["event_id"]?.string }
        var replaces: String? {
            body["m.relates_to"]?["rel_type"]?.string == "m.replace"
                ? body["m.relates_to"]?["event_id"]?.string : nil
        }
    }

    private struct State {
        var calls: [Call] = []
        /// Answers to the next calls of a place that begins so.
        var scripted: [(method: String, prefix: String, answer: Response, isCutOff: Bool)] = []
        var isAway = false
        var isLockedOut = false
        var sent = 0
        var events: [String: String] = [:]
        /// Those of them that it still knows by their transaction ids.
        var remembered: Set<String> = []
        /// By room, the oldest first; each event's own JSON.
        var pasts: [String: [String]] = [:]
    }

    private let state = Mutex(State())
    private let changes = Changes()
    /// The bot is in all of them.
    let rooms: [String]

    init(rooms: [String]) { self.rooms = rooms }

    var calls: [Call] { state.withLock { $0.calls } }

    /// Answers the next call of a place that begins with a text, once; several queue up.
    /// - Parameter isCutOff: it does first what it was asked, and forgets under which transaction: as a homeserver that
    ///   is stopped before its answer is out, and started again.
    func answer(_ method: String, _ prefix: String, with answer: Response, isCutOff: Bool = false) {
        state.withLock { $0.scripted.append((method, prefix, answer, isCutOff)) }
        changes.announce()
    }

    // MARK: The past of a room

    /// Puts events into a room's past, the oldest first, without telling anybody.
    /// - Parameter events: their JSON.
    func keep(_ events: [String], in room: String) { state.withLock { $0.pasts[room, default: []] += events } }

    /// A room's past, the oldest first.
    func past(of room: String) -> [JSONValue] {
        state.withLock { $0.pasts[room] ?? [] }.compactMap { try? JSONReader.read(Array($0.utf8)) }
    }

    /// The place in a room's past before its last so many events, as `/messages` and `/sync` name it.
    func place(before count: Int, in room: String) -> String {
        "p\(state.withLock { $0.pasts[room]?.count ?? 0 } - count)"
    }

    private func messages(_ call: Call, _ past: [String]) -> Response {
        let from = call.query["from"].flatMap { Int($0.dropFirst()) } ?? past.count
        let start = max(0, from - (call.query["limit"].flatMap { Int($0) } ?? 10))
        let chunk = past[start..<from].reversed().joined(separator: ",")
        return .json(
            200, "{\"chunk\":[\(chunk)],\"start\":\"p\(from)\"\(start > 0 ? ",\"end\":\"p\(start)\"" : "")}")
    }

    private func make(_ call: Call, _ state: inout State) -> Response {
        let transaction = call.path[6]
        if let event = state.events[transaction], state.remembered.contains(transaction) {
            return .json(200, "{\"event_id\":\"\(event)\"}")
        }
        state.sent += 1
        let id = "$sent\(state.sent)"
        state.events[transaction] = id
        state.remembered.insert(transaction)
        let event: JSONValue = [
            "event_id": .string(id), "type": .string(call.path[5]), "room_id": .string(call.path[3]),
            "sender": .string(Synapse.bot), "origin_server_ts": .integer(Int(Date().timeIntervalSince1970 * 1000)),
            "content": call.body,
        ]
        state.pasts[call.path[3], default: []].append(event.serialized())
        return .json(200, "{\"event_id\":\"\(id)\"}")
    }

    /// From now on nothing is answered as it should be, as by the proxy in front of a homeserver that is gone; or again.
    func beAway(_ isAway: Bool) { state.withLock { $0.isAway = isAway } }

    /// From now on no token is taken; or again.
    func lockOut(_ isLockedOut: Bool) { state.withLock { $0.isLockedOut = isLockedOut } }

    static func refusal(_ status: Int, _ code: String, headers: Headers = [:]) -> Response {
        var answer = Response.json(status, "{\"errcode\":\"\(code)\",\"error\":\"no\"}")
        for field in headers.fields { answer.headers.add(field.name, field.value) }
        return answer
    }

    /// Runs a body beside a server that hands its requests to a homeserver.
    static func serve<Value: Sendable>(
        rooms: [String] = [PushedCounty.roomOfVersion12],
        _ body: (FakeHomeserver, UInt16) async throws -> Value
    ) async throws -> Value {
        let homeserver = FakeHomeserver(rooms: rooms)
        let server = try Server(
            ServerConfiguration(drainDeadline: .seconds(1)),
            routes: [
                Route("GET", "PUT", "POST", "DELETE", at: "/_matrix/{path...}", bodyLimit: 32 << 20) { request, _ in
                    await homeserver.take(request)
                }
            ])
        return try await withThrowingTaskGroup { group in
            group.addTask { try await server.run() }
            defer { group.cancelAll() }
            return try await body(homeserver, server.port)
        }
    }

    private func take(_ request: Request) async -> Response {
        let call = Call(
            method: request.method, path: Array(request.segments.dropFirst()),
            query: Dictionary(request.query.map { ($0.name, $0.value) }) { first, _ in first },
            authorization: request.headers["authorization"], body: (try? JSONReader.read(request.body)) ?? .null,
            at: .now)
        if call.place == "client/v3/sync" {
            _ = await changes.wait(within: .milliseconds(500)) {
                state.withLock { $0.scripted.contains { call.place.hasPrefix($0.prefix) } ? true : nil }
            }
        }
        let answer = state.withLock { state -> Response in
            state.calls.append(call)
            if state.isAway { return .text(502, "bad gateway") }
            if state.isLockedOut { return Self.refusal(401, "M_UNKNOWN_TOKEN") }
            let scripted = state.scripted.firstIndex { $0.method == call.method && call.place.hasPrefix($0.prefix) }
            guard let found = scripted.map({ state.scripted.remove(at: $0) }) else { return usual(call, &state) }
            if found.isCutOff {
                _ = usual(call, &state)
                state.remembered = []
            }
            return found.answer
        }
        changes.announce()
        return answer
    }

    private func usual(_ call: Call, _ state: inout State) -> Response {
        if call.isSend { return make(call, &state) }
        switch (call.method, call.place) {
        case ("GET", "client/versions"): return .json(200, "{\"versions\":[\"v1.11\"]}")
        case ("GET", "client/v3/account/whoami"): return .json(200, "{\"user_id\":\"\(Synapse.bot)\"}")
        case ("POST", "client/v3/register"): return Self.refusal(400, "M_USER_IN_USE")
        case ("POST", "client/v3/createRoom"): return .json(200, "{\"room_id\":\"!own\"}")
        case ("GET", "client/v3/joined_rooms"):
            return .json(200, "{\"joined_rooms\":[\(rooms.map { "\"\($0)\"" }.joined(separator: ","))]}")
        case ("GET", "client/v1/media/config"): return .json(200, "{\"m.upload.size\":52428800}")
        case ("POST", "media/v3/upload"): return .json(200, "{\"content_uri\":\"mxc://hs.test/uploaded\"}")
        case ("GET", let place) where place.hasSuffix("/joined_members"):
            let members = ([Synapse.bot] + PushedCounty.people.map(\.account)).map { "\"\($0)\":{}" }
            return .json(200, "{\"joined\":{\(members.joined(separator: ","))}}")
        case ("GET", let place) where place.hasSuffix("/messages"):
            return messages(call, state.pasts[call.path[3]] ?? [])
        case ("GET", "client/v3/sync"): return .json(200, "{\"next_batch\":\"\(call.query["since"] ?? "s0")\"}")
        case ("GET", let place) where place.contains("/state/"): return Self.refusal(404, "M_NOT_FOUND")
        case ("GET", let place) where place.contains("/event/"): return Self.refusal(404, "M_NOT_FOUND")
        default: return .json(200, "{}")
        }
    }

    /// The event that was made under a transaction id.
    func event(of transaction: String) -> String? { state.withLock { $0.events[transaction] } }

    /// Waits until the calls so far satisfy a condition, which is asked anew with every call.
    @discardableResult
    func wait<Value>(until condition: ([Call]) -> Value?) async throws -> Value {
        guard let value = await changes.wait(within: .seconds(60), until: { condition(calls) }) else {
            let last = calls.suffix(12).map { "\($0.method) \($0.place)" }.joined(separator: "\n  ")
            throw Watch.Missing(description: "the call did not come; the last:\n  \(last)")
        }
        return value
    }
}
