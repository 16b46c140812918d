import Chat

/// Follows the bot's comings and goings backwards through a room's past: what was said while it was out is not for it to
/// hear.
struct MatrixPresence {
    let house: MatrixHouse
    /// Before the events that were looked at the bot was not in the room.
    private(set) var isOut = false

    init(in house: MatrixHouse) { self.house = house }

    /// - Parameter event: the next older one.
    mutating func wasThere(at event: ArraySlice<UInt8>) -> Bool {
        switch move(event) {
        case .in:
            isOut = true
            return true
        case .out: isOut = false
        case nil: break
        }
        return !isOut
    }

    private enum Move { case `in`, out }

    /// What an event says of the bot's own place; nil for anything else.
    private func move(_ bytes: ArraySlice<UInt8>) -> Move? {
        guard let event = try? MatrixEvent(Array(bytes), adapter: house.name, bot: house.identity),
            case .member(let member) = event.meaning, member.user == house.identity.userID
        else { return nil }
        switch member.membership {
        // A new name or picture comes as a joining too.
        case .join: return member.before == .join ? nil : .in
        case .leave, .ban: return .out
        case .invite, .knock: return nil
        }
    }
}
