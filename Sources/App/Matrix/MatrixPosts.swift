import Cases
import Desk
import Domain
import Store
import Templating

/// What the bot says of rooms, not of cases: that it is there, that it cannot read, what the administrator should know.
struct MatrixPosts {
    let bridge: Bridge
    let now: Timestamp

    /// What an administrator is told of a room.
    enum Trouble: String {
        /// The bot may not speak there.
        case readOnly
        /// Its messages cannot be read.
        case encrypted
        /// The bot was sent away.
        case removed
        /// More was said there meanwhile than could be read back.
        case gap
    }

    private var settings: DeskSettings { bridge.desk.settings }

    /// One line when the bot joins a room of the tables.
    func sayJoined(_ room: MatrixRoom, as bound: Room, in tx: Transaction) throws {
        try say("joined", id: "joined:\(room.key.id):\(room.since.milliseconds)", in: bound.key, bound, tx)
    }

    /// That the room cannot be read: once, in whichever room, since silence would be taken for a fault.
    func sayEncrypted(_ room: MatrixRoom, in tx: Transaction) throws {
        try say("encrypted", id: "encrypted:\(room.key.id)", in: room.key, bridge.county.room(room.key), tx)
        if bridge.county.room(room.key) != nil { try tellAdmin(.encrypted, of: room, in: tx) }
    }

    /// A line in the rooms of purpose admin.
    func tellAdmin(_ trouble: Trouble, of room: MatrixRoom, in tx: Transaction) throws {
        guard settings.postsOn else { return }
        let name = bridge.county.room(room.key)?.name ?? room.name ?? room.key.id
        for admin in bridge.county.rooms(.admin) where admin.key != room.key {
            let text = words(
                "admin", admin,
                [trouble.rawValue: .flag(true), "room": .text(Desk.quoted(name)), "id": .text(room.key.id)])
            try tx.send(
                OutboundPost(
                    id: "admin:\(trouble.rawValue):\(room.key.id):\(now.milliseconds)@\(admin.key.id)", room: admin.key,
                    kind: "admin", text: text, at: now), about: nil)
        }
    }

    private func say(
        _ kind: String, id: String, in place: RoomKey, _ bound: Room?, _ tx: Transaction
    ) throws {
        guard settings.postsOn, bound?.purpose != .observe, try !tx.isMuted(place) else { return }
        try tx.send(
            OutboundPost(id: id, room: place, kind: kind, text: words(kind, bound, [:]), at: now), about: nil)
    }

    private func words(_ kind: String, _ room: Room?, _ values: [String: TemplateValue]) -> String {
        bridge.desk.words(kind, language: room?.language ?? settings.language, values)
    }
}
