import JSON

/// What a user sees of their rooms from a moment on: a client that stays connected, across restarts of the homeserver.
/// For one task only.
final class Watch {
    let user: MatrixUser
    private var position: String
    private var seen: [String: [MatrixEvent]] = [:]
    private var known: Set<String> = []

    /// What was waited for and did not come.
    struct Missing: Error, CustomStringConvertible { let description: String }

    /// Sees what happens from now on.
    init(_ user: MatrixUser) async throws {
        self.user = user
        let now = try await Self.sync(user, since: nil, milliseconds: 0)
        position = now["next_batch"]?.string ?? ""
    }

    /// Waits until what was seen of a room satisfies a condition, which is asked anew with every event.
    /// - Parameter pause: between two looks, where so much comes that looking at each event would slow down the homeserver.
    /// - Throws: ``Missing`` with what was seen instead, after the limit.
    @discardableResult
    func wait<Value>(
        _ room: String, for what: String, within limit: Duration = .seconds(30), pausing pause: Duration = .zero,
        until condition: ([MatrixEvent]) -> Value?
    ) async throws -> Value {
        let deadline = ContinuousClock.now.advanced(by: limit)
        while true {
            if let value = condition(seen[room] ?? []) { return value }
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else {
                let last = (seen[room] ?? []).suffix(12).map(\.description).joined(separator: "\n  ")
                throw Missing(
                    description: "no \(what) within \(limit); \(seen[room]?.count ?? 0) events, the last:\n  \(last)")
            }
            // Not a wait for anything: what comes meanwhile comes in one answer.
            if pause > .zero { try await Task.sleep(for: pause) }
            do { try await poll(milliseconds: Int(min(left, .seconds(5)) / .milliseconds(1))) } catch is MatrixUser
                .Refusal
            {
                throw Missing(description: "the homeserver refuses a sync")
            }
        }
    }

    /// What was seen of a room so far; nothing new is asked for.
    func events(of room: String) -> [MatrixEvent] { seen[room] ?? [] }

    private func poll(milliseconds: Int) async throws {
        let news = try await Self.sync(user, since: position, milliseconds: milliseconds)
        position = news["next_batch"]?.string ?? position
        for member in news["rooms"]?["join"]?.object?.members ?? [] {
            let timeline = member.value["timeline"]
            for value in timeline?["events"]?.array ?? [] {
                let event = MatrixEvent(value: value)
                if known.insert(event.id).inserted { seen[member.key, default: []].append(event) }
            }
        }
    }

    private static func sync(
        _ user: MatrixUser, since position: String?, milliseconds: Int
    ) async throws -> JSONValue {
        let filter: JSONValue = [
            "presence": ["not_types": ["*"]], "account_data": ["not_types": ["*"]],
            "room": [
                "ephemeral": ["not_types": ["*"]], "account_data": ["not_types": ["*"]],
                "timeline": ["limit": 20_000],
            ],
        ]
        var query = [("timeout", String(milliseconds)), ("filter", filter.serialized())]
        if let position { query.append(("since", position)) }
        return try await user.call("GET", ["sync"], query: query)
    }
}
