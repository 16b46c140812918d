import Chat
import Desk
import Domain
import Store

/// Turns an event of the inbox into what was said, in the transaction of the worker: with what is known of its room, of
/// the message that it is about, and of events that came too early.
struct MatrixReader: Sendable {
    let house: MatrixHouse

    /// What an event comes to.
    struct Heard {
        /// In the order in which they are to be handled.
        var messages: [InboundMessage] = []
        /// A room wants to be looked after.
        var wantsCare = false
    }

    /// What tells an event from all others: nothing but its id, since transactions are numbered anew.
    static func key(of event: String) -> String { "event:\(event)" }

    /// When it was said, for limits per sender: our own homeserver's clock is believed, so that what waited through an
    /// outage does not count as a flood.
    func saidAt(_ delivery: KeptDelivery) -> Timestamp {
        guard let head = try? MatrixEvent.head(of: delivery.body),
            MatrixIdentity.server(of: head.sender) == house.configuration.serverName
        else { return delivery.receivedAt }
        return min(head.sentAt, delivery.receivedAt)
    }

    /// - Throws: `DecodeFailure`, `StoreError`
    func read(_ body: [UInt8], _ bridge: Bridge, at now: Timestamp, in tx: Transaction) throws -> Heard {
        let event = try MatrixEvent(body, adapter: house.name, bot: house.identity)
        let place = try place(house.room(event.room), bridge, tx)
        // Somebody who is in the tables no more is not heard in their room of two.
        let isDeaf = place.key.isOfTwo && bridge.county.room(place.key) == nil
        switch event.meaning {
        case .said where isDeaf, .edit where isDeaf, .reaction where isDeaf, .emptied where isDeaf,
            .redaction where isDeaf:
            return Heard()
        case .said(var message):
            message.room = place.key
            message.roomName = place.name
            return Heard(messages: [message] + (try early(about: message, bridge, tx)))
        case .edit(var message):
            message.room = place.key
            return Heard(messages: try edit(message, event, body, at: now, tx).map { [$0] } ?? [])
        case .reaction(var message):
            message.room = place.key
            return Heard(messages: [message])
        case .emptied:
            guard event.type == "m.room.message" else { return Heard() }
            return Heard(messages: [
                taken(event.id, by: AccountKey(adapter: house.name, id: event.sender), event, place.key)
            ])
        case .redaction(let target):
            return Heard(messages: try recall(target, event, body, place.key, at: now, tx).map { [$0] } ?? [])
        case .encrypted:
            return try change(event, bridge, at: now, tx) { room in
                room.unreadable += 1
                let isNews = !room.isEncrypted
                room.isEncrypted = true
                return isNews
            }
        case .encryptionOn where house.isService:
            return try change(event, bridge, at: now, tx) { room in
                let isNews = !room.isEncrypted
                room.isEncrypted = true
                return isNews
            }
        case .rightsChanged:
            // Who gains and who loses by it, the caretaker asks.
            house.link.noteRights(in: event.room)
            var heard = try change(event, bridge, at: now, tx) { room in
                room.isChecked = false
                return false
            }
            heard.wantsCare = true
            return heard
        case .named(let name):
            return try change(event, bridge, at: now, tx) { room in
                room.name = name
                return false
            }
        case .replaced(let successor): return try follow(to: successor, event, at: now, tx)
        case .member(let member): return try move(member, event, bridge, at: now, tx)
        case .encryptionOn, .other: return Heard()
        }
    }

    // MARK: Rooms

    /// The room in the words of the tables: one that was upgraded is still the room that the tables name.
    private func place(_ room: RoomKey, _ bridge: Bridge, _ tx: Transaction) throws -> (key: RoomKey, name: String?) {
        if let alone = try tx.privateRoom(in: room) { return (alone.person, nil) }
        if let named = try bridge.tableRoom(of: room, tx) { return (named.key, nil) }
        return (room, try tx.matrixRoom(room)?.name)
    }

    /// Changes what is known of a room that the bot is in.
    /// - Parameter body: whether the room has to be told that it cannot be read.
    private func change(
        _ event: MatrixEvent, _ bridge: Bridge, at now: Timestamp, _ tx: Transaction,
        _ body: (inout MatrixRoom) -> Bool
    ) throws -> Heard {
        let key = house.room(event.room)
        var room = try tx.matrixRoom(key) ?? MatrixRoom(key: key, membership: .joined, since: event.sentAt)
        let hasBecomeUnreadable = body(&room)
        try tx.save(room)
        if hasBecomeUnreadable, room.membership == .joined {
            try MatrixPosts(bridge: bridge, now: now).sayEncrypted(room, in: tx)
        }
        return Heard()
    }

    private func follow(
        to successor: String, _ event: MatrixEvent, at now: Timestamp, _ tx: Transaction
    ) throws -> Heard {
        guard house.trusts(event.sender) else { return Heard() }
        // It may come before the bridge has looked where it is: a service hears of no room that it is not in.
        let left = house.room(event.room)
        var old = try tx.matrixRoom(left) ?? MatrixRoom(key: left, membership: .joined, since: event.sentAt)
        old.tombstone = successor
        try tx.save(old)
        let key = house.room(successor)
        var new = try tx.matrixRoom(key) ?? MatrixRoom(key: key, membership: .invited, since: now)
        if new.membership == .joined { new.isChecked = false } else { new.invite(by: event.sender, at: now) }
        try tx.save(new)
        return Heard(wantsCare: true)
    }

    private func move(
        _ member: MatrixEvent.Member, _ event: MatrixEvent, _ bridge: Bridge, at now: Timestamp, _ tx: Transaction
    ) throws -> Heard {
        house.link.forgetMembers(of: event.room)
        let key = house.room(event.room)
        if var alone = try tx.privateRoom(in: key), isOfOther(member, than: alone, event) {
            alone.move(to: PrivateStanding(member.membership))
            try tx.save(alone)
        }
        guard member.user == house.identity.userID else { return Heard() }
        var room = try tx.matrixRoom(key) ?? MatrixRoom(key: key, membership: .left, since: event.sentAt)
        let before = room.membership
        switch member.membership {
        case .invite:
            guard before != .joined || member.before != .join else { return Heard() }
            room.invite(by: event.sender, name: member.roomName, at: event.sentAt)
            room.isEncrypted = room.isEncrypted || (house.isService && member.roomIsEncrypted)
        case .join:
            // A new name or picture comes as a joining too, and an old joining beside the news of a room.
            guard before != .joined || (member.before != .join && event.sentAt > room.since) else { return Heard() }
            room.enter(at: event.sentAt)
            // What was said before is not the bot's to hear.
            room.completeEvent = event.id
        case .leave, .ban:
            room.leave(at: event.sentAt)
            if before == .joined, event.sender != house.identity.userID, try tx.privateRoom(in: key) == nil {
                try MatrixPosts(bridge: bridge, now: now).tellAdmin(.removed, of: room, in: tx)
            }
        case .knock: return Heard()
        }
        try tx.save(room)
        return Heard(wantsCare: true)
    }

    /// The other in a room of two comes or goes; that the bot is sent away from there ends it as well.
    private func isOfOther(_ member: MatrixEvent.Member, than room: MatrixPrivateRoom, _ event: MatrixEvent) -> Bool {
        // In a room that was replaced nobody has a place any more.
        guard room.room == event.room else { return false }
        return member.user == room.person.id
            || (member.user == house.identity.userID && [.leave, .ban].contains(member.membership))
    }

    // MARK: Edits and redactions

    /// New words count only when the writer of the message says them, in its room, and of a message: an edit cannot be
    /// edited ("Validity of replacement events").
    private func edit(
        _ message: InboundMessage, _ event: MatrixEvent, _ body: [UInt8], at now: Timestamp, _ tx: Transaction
    ) throws -> InboundMessage? {
        guard let known = try tx.message(MessageKey(adapter: house.name, id: message.id)) else {
            return try wait(for: message.id, event, body, at: now, tx)
        }
        guard known.sender == message.sender, known.room == message.room,
            try tx.deliveryKind(of: Self.key(of: message.id), adapter: house.name) == "m.room.message"
        else { return nil }
        return message
    }

    private func recall(
        _ target: String, _ event: MatrixEvent, _ body: [UInt8], _ room: RoomKey, at now: Timestamp, _ tx: Transaction
    ) throws -> InboundMessage? {
        guard let known = try tx.message(MessageKey(adapter: house.name, id: target)) else {
            return try wait(for: target, event, body, at: now, tx)
        }
        guard known.room == room,
            try tx.deliveryKind(of: Self.key(of: target), adapter: house.name) != "m.reaction"
        else { return nil }
        return taken(target, by: taker(event, of: known.sender), event, room)
    }

    /// In whose name words are taken away. Our homeserver lets its people take another's only where they may: then the words
    /// are gone for all.
    private func taker(_ event: MatrixEvent, of writer: AccountKey) -> AccountKey {
        MatrixIdentity.server(of: event.sender) == house.configuration.serverName
            ? writer : AccountKey(adapter: house.name, id: event.sender)
    }

    private func taken(
        _ id: String, by sender: AccountKey, _ event: MatrixEvent, _ room: RoomKey
    ) -> InboundMessage {
        InboundMessage(
            adapter: house.name, id: id, kind: .deleted, room: room, sender: sender, sentAt: event.sentAt)
    }

    /// Keeps an event until the message that it is about comes; one about something that is no message is passed over.
    private func wait(
        for target: String, _ event: MatrixEvent, _ body: [UInt8], at now: Timestamp, _ tx: Transaction
    ) throws -> InboundMessage? {
        if try tx.deliveryKind(of: Self.key(of: target), adapter: house.name) == nil {
            try tx.keepEarly(event.id, about: target, adapter: house.name, body: body, at: now)
        }
        return nil
    }

    /// Edits and redactions that came before their message.
    private func early(
        about message: InboundMessage, _ bridge: Bridge, _ tx: Transaction
    ) throws -> [InboundMessage] {
        try tx.takeEarlyEvents(about: message.id, adapter: house.name).compactMap { body in
            let event = try MatrixEvent(body, adapter: house.name, bot: house.identity)
            guard try place(house.room(event.room), bridge, tx).key == message.room else { return nil }
            switch event.meaning {
            case .edit(var edit):
                guard edit.sender == message.sender else { return nil }
                edit.room = message.room
                return edit
            case .redaction:
                return taken(message.id, by: taker(event, of: message.sender), event, message.room)
            default: return nil
            }
        }
    }
}

extension PrivateStanding {
    fileprivate init(_ membership: MatrixEvent.Membership) {
        self =
            switch membership {
            case .invite, .knock: .invited
            case .join: .joined
            case .leave, .ban: .closed
            }
    }
}
