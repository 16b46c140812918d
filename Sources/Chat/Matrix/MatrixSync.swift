internal import JSON

/// An answer of `/sync`, taken apart: what each room brought, as its events' own bytes (Client-Server API, "Syncing").
public struct MatrixSync: Sendable {
    public struct Room: Sendable {
        public let id: String
        /// What changed beside the timeline, before it, and what is told once more of those who speak in it.
        public let state: [ArraySlice<UInt8>]
        /// What happened, in its order.
        public let timeline: [ArraySlice<UInt8>]
        /// There is more between the last answer and this one, to be read back from here.
        public let gap: String?
    }

    public struct Invitation: Sendable {
        public let room: String
        public let inviter: String
        public let roomName: String?
    }

    /// Where the next call begins.
    public let next: String
    public let joined: [Room]
    public let invited: [Invitation]
    /// Rooms that the account is no longer in, with what happened there until then.
    public let left: [Room]

    /// What the bridge asks for: no presence, no receipts, no account data; members only where they speak.
    public static func filter(limit: Int) -> String {
        let none: JSONValue = ["not_types": ["*"]]
        let filter: JSONValue = [
            "presence": none, "account_data": none,
            "room": [
                "account_data": none, "ephemeral": none, "state": ["lazy_load_members": true],
                "timeline": ["limit": .integer(limit)],
            ],
        ]
        return filter.serialized()
    }

    /// - Parameter user: the account's own id.
    public init(_ body: [UInt8], user: String) throws(DecodeFailure) {
        let answer = try JSONPieces.members(of: body[...])
        guard let next = answer.first(where: { $0.key == "next_batch" }).map({ JSONPieces.text($0.value) }),
            !next.isEmpty
        else { throw DecodeFailure(.badRequest, "next_batch required", field: "next_batch") }
        self.next = next
        var joined: [Room] = []
        var invited: [Invitation] = []
        var left: [Room] = []
        for group in try Self.members(answer, "rooms") {
            for room in try JSONPieces.members(of: group.value) {
                switch group.key {
                case "join": joined.append(try Self.room(room.key, room.value))
                case "invite":
                    if let invitation = try Self.invitation(room.key, room.value, user) { invited.append(invitation) }
                case "leave": left.append(try Self.room(room.key, room.value))
                default: break
                }
            }
        }
        self.joined = joined
        self.invited = invited
        self.left = left
    }

    private typealias Members = [(key: String, value: ArraySlice<UInt8>)]

    /// The members of a member; none when it is not there.
    private static func members(_ members: Members, _ key: String) throws(DecodeFailure) -> Members {
        guard let member = members.first(where: { $0.key == key }) else { return [] }
        return try JSONPieces.members(of: member.value)
    }

    private static func events(_ members: Members) throws(DecodeFailure) -> [ArraySlice<UInt8>] {
        guard let events = members.first(where: { $0.key == "events" }) else { return [] }
        return try JSONPieces.elements(of: events.value)
    }

    private static func room(_ id: String, _ value: ArraySlice<UInt8>) throws(DecodeFailure) -> Room {
        let room = try JSONPieces.members(of: value)
        let timeline = try members(room, "timeline")
        let isLimited = timeline.first { $0.key == "limited" }.map { JSONPieces.isTrue($0.value) } ?? false
        let before = timeline.first { $0.key == "prev_batch" }.map { JSONPieces.text($0.value) }
        return Room(
            id: id, state: try events(members(room, "state")), timeline: try events(timeline),
            gap: isLimited ? before.flatMap { $0.isEmpty ? nil : $0 } : nil)
    }

    private static func invitation(
        _ room: String, _ value: ArraySlice<UInt8>, _ user: String
    ) throws(DecodeFailure) -> Invitation? {
        // What cannot be read of a room that nobody is in yet is not missed.
        let state = try events(members(JSONPieces.members(of: value), "invite_state"))
            .compactMap { try? JSONReader.read(Array($0)) }
        guard
            let inviter = state.last(where: {
                $0["type"]?.string == "m.room.member" && $0["state_key"]?.string == user
                    && $0["content"]?["membership"]?.string == "invite"
            })?["sender"]?.string
        else { return nil }
        func shown(_ type: String) -> JSONValue? { state.first { $0["type"]?.string == type } }
        return Invitation(
            room: room, inviter: inviter,
            roomName: shown("m.room.name")?["content"]?["name"]?.string.map { String($0.prefix(100)) })
    }
}
