import JSON

/// Rooms and who is in them.
extension MatrixUser {
    /// Creates a room. In version 12 the creator stands above all levels and must not be among them.
    /// - Parameters:
    ///   - levels: what differs from the usual power levels.
    ///   - isEncrypted: from its first moment on.
    func createRoom(
        _ name: String, version: String = "12", invite: [String] = [], levels: JSONValue? = nil,
        isEncrypted: Bool = false
    ) async throws -> String {
        var body = JSONObject([
            ("name", .string(name)), ("room_version", .string(version)), ("preset", "private_chat"),
            ("invite", .array(invite.map { .string($0) })),
        ])
        if let levels { body["power_level_content_override"] = levels }
        if isEncrypted {
            body["initial_state"] = [
                ["type": "m.room.encryption", "state_key": "", "content": Self.encryption]
            ]
        }
        return try await call("POST", ["createRoom"], .object(body))["room_id"]?.string ?? ""
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
    /// - Returns: the new room's id.
    func upgrade(_ room: String, to version: String) async throws -> String {
        try await call("POST", ["rooms", room, "upgrade"], ["new_version": .string(version)])["replacement_room"]?
            .string ?? ""
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

    /// Those in the room now.
    func members(of room: String) async throws -> [String] {
        try await call("GET", ["rooms", room, "joined_members"])["joined"]?.object?.keys ?? []
    }
}
