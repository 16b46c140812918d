import JSON
import TestBed

/// Rooms and who is in them.
extension MatrixUser {
    /// Creates a room that people come into by invitation.
    func createRoom(_ name: String, version: String = "12", invite: [String] = []) async throws -> String {
        try await call(
            "POST", ["createRoom"],
            [
                "name": .string(name), "room_version": .string(version), "preset": "private_chat",
                "invite": .array(invite.map { .string($0) }),
            ])["room_id"]?.string ?? ""
    }

    private static let encryption: JSONValue = ["algorithm": "m.megolm.v1.aes-sha2"]

    func join(_ room: String) async throws { try await call("POST", ["join", room], [:]) }

    func invite(_ user: String, to room: String) async throws {
        try await call("POST", ["rooms", room, "invite"], ["user_id": .string(user)])
    }

    func kick(_ user: String, from room: String) async throws {
        try await call("POST", ["rooms", room, "kick"], ["user_id": .string(user), "reason": "out"])
    }

    /// Replaces a room by a new one, as a client's "upgrade" does; the server invites nobody.
    /// - Parameter creators: who stands above the new room's levels beside this user.
    /// - Returns: the new room's id.
    func upgrade(_ room: String, to version: String, creators: [String] = []) async throws -> String {
        var wanted = JSONObject([("new_version", .string(version))])
        if !creators.isEmpty { wanted["additional_creators"] = .array(creators.map { .string($0) }) }
        return try await call("POST", ["rooms", room, "upgrade"], .object(wanted))["replacement_room"]?.string ?? ""
    }

    /// Calls oneself so; a name may be another's.
    func setDisplayName(_ name: String) async throws {
        try await call("PUT", ["profile", id, "displayname"], ["displayname": .string(name)])
    }

    func encrypt(_ room: String) async throws {
        try await setState("m.room.encryption", in: room, Self.encryption)
    }

    func setState(_ type: String, in room: String, _ content: JSONValue) async throws {
        try await call("PUT", ["rooms", room, "state", type, ""], content)
    }

    func state(_ type: String, in room: String) async throws -> JSONValue {
        try await call("GET", ["rooms", room, "state", type, ""])
    }

    /// What was said and done in a room so far, oldest first.
    func history(of room: String) async throws -> [MatrixEvent] {
        let page = try await call("GET", ["rooms", room, "messages"], query: [("dir", "f"), ("limit", "1000")])
        return (page["chunk"]?.array ?? []).map { MatrixEvent(value: $0) }
    }

    /// Those in the room now.
    func members(of room: String) async throws -> [String] {
        try await call("GET", ["rooms", room, "joined_members"])["joined"]?.object?.keys ?? []
    }

    /// Waits until somebody has come into a room.
    func wait(for user: String, in room: String) async throws {
        try await Condition.wait(for: "\(user) in \(room)") {
            try await members(of: room).contains(user) ? true : nil
        }
    }
}
