public import Domain
public import HTTPClient
internal import JSON

/// The calls of the Client-Server API that the bridge makes, as the bot's own account.
///
/// The token goes in a header, never in an address; every id is one percent-encoded segment.
public struct MatrixClient: Sendable {
    /// One transfer of the HTTP client.
    public typealias Transfer = @Sendable (ClientRequest) async throws(TransferFailure) -> ClientResponse

    private let homeserver: String
    private let token: String
    private let clock: @Sendable () -> Timestamp
    private let transfer: Transfer

    /// - Parameters:
    ///   - homeserver: `https://matrix.example.org`, out of the configuration; a slash at its end does not matter.
    ///   - token: the service's `as_token`, or an account's access token.
    public init(
        homeserver: String, token: String, clock: @escaping @Sendable () -> Timestamp, transfer: @escaping Transfer
    ) {
        self.homeserver = String(homeserver.reversed().drop { $0 == "/" }.reversed())
        self.token = token
        self.clock = clock
        self.transfer = transfer
    }

    // MARK: Who and whether

    /// Whether anybody answers at all.
    public func versions() async throws(MatrixFailure) { _ = try await call("GET", "/_matrix/client/versions") }

    /// - Returns: `@gridbot:example.org`
    public func whoAmI() async throws(MatrixFailure) -> String {
        try Self.required(try await v3("GET", "account", "whoami")["user_id"]?.string)
    }

    /// Makes the service's own account. That it is there already is no failure.
    public func register(localpart: String) async throws(MatrixFailure) {
        do throws(MatrixFailure) {
            _ = try await v3(
                "POST", "register",
                body: [
                    "type": "m.login.application_service", "username": .string(localpart), "inhibit_login": true,
                ])
        } catch {
            guard error.code == "M_USER_IN_USE" else { throw error }
        }
    }

    public func setDisplayName(_ name: String, of user: String) async throws(MatrixFailure) {
        let current = try? await v3("GET", "profile", user, "displayname")["displayname"]?.string
        guard current != name else { return }
        _ = try await v3("PUT", "profile", user, "displayname", body: ["displayname": .string(name)])
    }

    /// Asks the homeserver to call us (since v1.7), which also ends its waiting after failures.
    public func ping(service: String, transaction: String) async throws(MatrixFailure) {
        _ = try await call(
            "POST", Self.path("/_matrix/client/v1", ["appservice", service, "ping"]),
            body: ["transaction_id": .string(transaction)], timeout: .seconds(30))
    }

    // MARK: Rooms

    public func createRoom(name: String, topic: String) async throws(MatrixFailure) -> String {
        let answer = try await v3(
            "POST", "createRoom",
            body: ["preset": "private_chat", "name": .string(name), "topic": .string(topic)])
        return try Self.required(answer["room_id"]?.string)
    }

    /// Opens a room with one other, who is asked in and may do there whatever the bot may. Whom it was made for stands in
    /// the event that made it, which nobody can change: ``person(of:madeBy:)`` finds it there.
    public func createPrivateRoom(with person: String) async throws(MatrixFailure) -> String {
        let answer = try await v3(
            "POST", "createRoom",
            body: [
                "preset": "trusted_private_chat", "is_direct": true, "invite": [.string(person)],
                "creation_content": [Self.personKey: .string(person)],
            ], timeout: .seconds(30))
        return try Self.required(answer["room_id"]?.string)
    }

    private static let personKey = "org.gridbridge.private_with"

    /// For whom somebody made a room of two; nil when it is another room, or another's.
    public func person(of room: String, madeBy user: String) async throws(MatrixFailure) -> String? {
        guard let event = try await state("m.room.create", of: room, whole: true) else { return nil }
        // An older homeserver gives the content alone, and says in it who made the room.
        let content = event["content"] ?? event
        guard (event["sender"] ?? content["creator"])?.string == user else { return nil }
        return content[Self.personKey]?.string
    }

    public func invite(_ person: String, to room: String) async throws(MatrixFailure) {
        _ = try await v3("POST", "rooms", room, "invite", body: ["user_id": .string(person)])
    }

    /// Somebody's place in a room; nil when they never had any.
    public func membership(
        of person: String, in room: String
    ) async throws(MatrixFailure) -> MatrixEvent.Membership? {
        do throws(MatrixFailure) {
            let state = try await v3("GET", "rooms", room, "state", "m.room.member", person)
            return state["membership"]?.string.flatMap(MatrixEvent.Membership.init)
        } catch {
            if error.code == "M_NOT_FOUND" { return nil }
            throw error
        }
    }

    /// Tells the account's own clients that a room is one of two (`m.direct`); what is known there of others stays.
    public func noteDirect(_ room: String, with person: String, of user: String) async throws(MatrixFailure) {
        var known: JSONObject
        do throws(MatrixFailure) {
            known = try await v3("GET", "user", user, "account_data", "m.direct").object ?? JSONObject()
        } catch {
            guard error.code == "M_NOT_FOUND" else { throw error }
            known = JSONObject()
        }
        let rooms = known[person]?.array ?? []
        guard !rooms.contains(.string(room)) else { return }
        known[person] = .array([.string(room)] + rooms)
        _ = try await v3("PUT", "user", user, "account_data", "m.direct", body: .object(known))
    }

    /// - Parameter via: servers that know the room, for one that is not ours.
    public func join(_ room: String, via: [String] = []) async throws(MatrixFailure) {
        let query = via.map { "via=\(MatrixPath.encoded($0))&server_name=\(MatrixPath.encoded($0))" }
        _ = try await v3("POST", "join", room, query: query.joined(separator: "&"), body: [:], timeout: .seconds(60))
    }

    public func leave(_ room: String) async throws(MatrixFailure) {
        _ = try await v3("POST", "rooms", room, "leave", body: [:])
    }

    public func joinedRooms() async throws(MatrixFailure) -> [String] {
        try Self.required(try await v3("GET", "joined_rooms")["joined_rooms"]?.array).compactMap(\.string)
    }

    /// The people in a room.
    public func members(of room: String) async throws(MatrixFailure) -> Set<String> {
        Set(try Self.required(try await v3("GET", "rooms", room, "joined_members")["joined"]?.object).keys)
    }

    public func isEncrypted(_ room: String) async throws(MatrixFailure) -> Bool {
        try await state("m.room.encryption", of: room) != nil
    }

    /// The room that an upgrade says it comes from.
    public func predecessor(of room: String) async throws(MatrixFailure) -> String? {
        try await state("m.room.create", of: room)?["predecessor"]?["room_id"]?.string
    }

    public func name(of room: String) async throws(MatrixFailure) -> String? {
        let name = try await state("m.room.name", of: room)?["name"]?.string
        return name.map { String($0.prefix(100)) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Whether somebody may speak in a room, as far as its state tells.
    public func maySpeak(_ user: String, in room: String) async throws(MatrixFailure) -> Bool {
        guard let levels = try await state("m.room.power_levels", of: room) else { return true }
        func level(_ value: JSONValue?) -> Int? { value?.int ?? value?.string.flatMap { Int($0) } }
        let needed = level(levels["events"]?["m.room.message"]) ?? level(levels["events_default"]) ?? 0
        let own = level(levels["users"]?[user]) ?? level(levels["users_default"]) ?? 0
        if own >= needed { return true }
        return try await creators(of: room).contains(user)
    }

    /// Those who made a room and stand above all its levels, which is so since room version 12.
    private func creators(of room: String) async throws(MatrixFailure) -> Set<String> {
        guard let event = try await state("m.room.create", of: room, whole: true), let content = event["content"],
            let version = content["room_version"]?.string.flatMap({ Int($0) }), version >= 12
        else { return [] }
        let others = content["additional_creators"]?.array ?? []
        return Set(([event["sender"]] + others).compactMap { $0?.string })
    }

    /// A room's state of one type, with the empty key; nil when it is not set.
    /// - Parameter whole: the event, not only its content (since v1.16, as are rooms of version 12).
    private func state(
        _ type: String, of room: String, whole: Bool = false
    ) async throws(MatrixFailure) -> JSONValue? {
        do throws(MatrixFailure) {
            return try await v3("GET", "rooms", room, "state", type, "", query: whole ? "format=event" : "")
        } catch {
            if error.code == "M_NOT_FOUND" { return nil }
            throw error
        }
    }

    // MARK: Speaking

    /// Says something, once: the same transaction id again gives the event that it made the first time, as long as the
    /// homeserver remembers it.
    ///
    /// Synapse 1.163 remembers a service's transactions in memory alone: after its restart ``delivered(in:by:since:)``
    /// tells what is there already, by the transaction id that each event of ours carries.
    /// - Returns: the event's id.
    public func send(
        _ part: MatrixPart, to room: String, transaction: String
    ) async throws(MatrixFailure) -> String {
        guard var content = (try? JSONReader.read(part.content))?.object else { throw .unreadable }
        content[MatrixReply.deliveryKey] = .string(transaction)
        let answer = try await v3(
            "PUT", "rooms", room, "send", part.type, transaction, body: .object(content), timeout: .seconds(30))
        return try Self.required(answer["event_id"]?.string)
    }

    /// What we have said in a room since a moment: the events' ids by the transaction ids they were sent under.
    public func delivered(
        in room: String, by user: String, since: Timestamp
    ) async throws(MatrixFailure) -> [String: String] {
        var found: [String: String] = [:]
        var position: String?
        for _ in 0..<20 {
            let page = try await messages(of: room, from: position, limit: 100)
            var isPast = false
            for bytes in page.events {
                guard let event = try? JSONReader.read(Array(bytes)), let sentAt = event["origin_server_ts"]?.int64
                else {
                    continue
                }
                // Clocks differ by a little.
                if sentAt < since.milliseconds - 600_000 { isPast = true }
                guard event["sender"]?.string == user, let id = event["event_id"]?.string,
                    let transaction = event["content"]?[MatrixReply.deliveryKey]?.string
                else { continue }
                found[transaction] = id
            }
            guard !isPast, let end = page.end, !page.events.isEmpty else { break }
            position = end
        }
        return found
    }

    /// The largest file that the server takes, in bytes; nil when it does not say.
    public func uploadLimit() async throws(MatrixFailure) -> Int? {
        do throws(MatrixFailure) {
            return try await call("GET", "/_matrix/client/v1/media/config")["m.upload.size"]?.int
        } catch {
            if error.code == "M_UNRECOGNIZED" { return nil }
            throw error
        }
    }

    /// - Returns: `mxc://…`
    public func upload(_ bytes: [UInt8], type: String, name: String) async throws(MatrixFailure) -> String {
        let answer = try await call(
            "POST", "/_matrix/media/v3/upload?filename=\(MatrixPath.encoded(name))", type: type, content: bytes,
            timeout: .seconds(120))
        return try Self.required(answer["content_uri"]?.string)
    }

    // MARK: Hearing

    /// A piece of a room's past, as its events' own bytes, in the order they were asked for.
    public struct Page: Sendable {
        public let events: [ArraySlice<UInt8>]
        /// Where the next piece begins; nil at the end.
        public let end: String?
    }

    /// Backwards from a position, or from now.
    public func messages(of room: String, from: String?, limit: Int) async throws(MatrixFailure) -> Page {
        var query = "dir=b&limit=\(limit)"
        if let from { query += "&from=\(MatrixPath.encoded(from))" }
        let body = try await answer(
            "GET", Self.path("/_matrix/client/v3", ["rooms", room, "messages"]) + "?" + query, timeout: .seconds(60),
            answerLimit: MatrixTransaction.bodyLimit
        ).body
        guard let members = try? JSONPieces.members(of: body[...]),
            let chunk = members.first(where: { $0.key == "chunk" }),
            let events = try? JSONPieces.elements(of: chunk.value)
        else { throw .unreadable }
        let end = members.first { $0.key == "end" }.map { JSONPieces.text($0.value) }
        return Page(events: events, end: end.flatMap { $0.isEmpty ? nil : $0 })
    }

    /// Waits for news. An answer may be several megabytes and is taken apart by ``MatrixSync``.
    /// - Parameters:
    ///   - since: where the last answer ended; nil the first time.
    ///   - wait: how long the server holds an empty answer back.
    public func sync(since: String?, filter: String, wait: Duration) async throws(MatrixFailure) -> [UInt8] {
        var query = "set_presence=offline&timeout=\(wait.milliseconds)&filter=\(MatrixPath.encoded(filter))"
        if let since { query += "&since=\(MatrixPath.encoded(since))" }
        return try await answer(
            "GET", Self.path("/_matrix/client/v3", ["sync"]) + "?" + query, timeout: wait + .seconds(30),
            answerLimit: 4 * MatrixTransaction.bodyLimit
        ).body
    }

    /// A file's bytes, from our own homeserver alone. The old address is asked only where the new one is unknown.
    /// - Throws: ``MatrixFailure``; `M_NOT_YET_UPLOADED` while the sender has only announced it.
    public func download(_ file: MatrixMediaID, limit: Int) async throws(MatrixFailure) -> [UInt8] {
        let name = [file.server, file.media]
        do throws(MatrixFailure) {
            return try await answer(
                "GET", Self.path("/_matrix/client/v1/media/download", name) + "?timeout_ms=20000",
                timeout: .seconds(60), answerLimit: limit, redirects: 3
            ).body
        } catch {
            guard error.code == "M_UNRECOGNIZED" else { throw error }
            return try await answer(
                "GET", Self.path("/_matrix/media/v3/download", name) + "?allow_redirect=true", timeout: .seconds(60),
                answerLimit: limit, redirects: 3
            ).body
        }
    }

    // MARK: One call

    private func v3(
        _ method: String, _ segments: String..., query: String = "", body: JSONValue? = nil, content: [UInt8]? = nil,
        timeout: Duration = .seconds(20), answerLimit: Int = 1_048_576
    ) async throws(MatrixFailure) -> JSONValue {
        let path = Self.path("/_matrix/client/v3", segments) + (query.isEmpty ? "" : "?" + query)
        return try await call(
            method, path, body: body, content: content, timeout: timeout, answerLimit: answerLimit)
    }

    private func call(
        _ method: String, _ path: String, body: JSONValue? = nil, type: String = "application/json",
        content: [UInt8]? = nil, timeout: Duration = .seconds(20), answerLimit: Int = 1_048_576
    ) async throws(MatrixFailure) -> JSONValue {
        let bytes = content ?? body.map { Array($0.serialized().utf8) }
        let answer = try await answer(
            method, path, type: bytes == nil ? nil : type, body: bytes ?? [], timeout: timeout,
            answerLimit: answerLimit)
        guard let value = try? JSONReader.read(answer.body), value.object != nil else { throw .unreadable }
        return value
    }

    private func answer(
        _ method: String, _ path: String, type: String? = nil, body: [UInt8] = [], timeout: Duration,
        answerLimit: Int, redirects: Int = 0
    ) async throws(MatrixFailure) -> ClientResponse {
        var headers = [(name: "authorization", value: "Bearer \(token)")]
        if let type { headers.append((name: "content-type", value: type)) }
        let request = ClientRequest(
            method, homeserver + path, headers: headers, body: body, totalTimeout: timeout,
            responseLimit: answerLimit, allowPlainHTTP: homeserver.hasPrefix("http://"), addresses: .any,
            redirects: redirects)
        let response: ClientResponse
        do throws(TransferFailure) { response = try await transfer(request) } catch { throw .transfer(error.code) }
        guard response.status == 200 else { throw failure(response) }
        return response
    }

    private func failure(_ response: ClientResponse) -> MatrixFailure {
        let said = response.body.count <= 65_536 ? try? JSONReader.read(response.body) : nil
        let code = said?["errcode"]?.string.flatMap { code in
            code.utf8.count <= 64 && code.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } ? code : nil
        }
        var wait = response.retryAfter(now: clock().seconds)
        if wait == nil, let milliseconds = said?["retry_after_ms"]?.int64, (0...86_400_000).contains(milliseconds) {
            wait = .milliseconds(milliseconds)
        }
        return .refused(status: response.status, code: code, retryAfter: wait)
    }

    private static func path(_ base: String, _ segments: [String]) -> String {
        segments.reduce(base) { $0 + "/" + MatrixPath.encoded($1) }
    }

    private static func required<Value>(_ value: Value?) throws(MatrixFailure) -> Value {
        guard let value else { throw .unreadable }
        return value
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
