import Domain
import Store

extension Bridge {
    /// The room of the tables that a homeserver's room is, or has taken the place of.
    func tableRoom(of room: RoomKey, _ tx: Transaction) throws -> Room? {
        if let named = county.room(room) { return named }
        return try tx.matrixRooms(replacedBy: room).lazy.compactMap { county.room($0) }.first
    }
}
