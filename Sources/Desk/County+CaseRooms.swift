public import Cases
public import Domain

/// In which rooms a case may be spoken of.
extension County {
    /// Whether a room may read what a case is about: a sensitive one only in its units' own rooms and the admin room.
    func mayBeNamed(_ subject: Case, in room: Room) -> Bool {
        guard subject.sensitive else { return true }
        switch room.purpose {
        case .admin: return true
        case .unit: return room.unit.map { $0 == subject.unit || subject.assist.contains($0) } ?? false
        case .work, .leaders, .emergency, .observe: return false
        }
    }

    /// Where a sensitive case is spoken of: the unit's room, else the admin room; first on the report's platform.
    func closedRoom(of subject: Case) -> Room? {
        let rooms = (subject.unit.map { self.rooms(ofUnit: $0) } ?? [])
        for group in [rooms, self.rooms(.admin)] {
            if let room = group.first(where: { $0.key.adapter == subject.source.room.adapter }) ?? group.first {
                return room
            }
        }
        return nil
    }

    /// The emergency rooms of a report's platform, else all there are.
    func emergencyRooms(near room: RoomKey) -> [Room] {
        let all = rooms(.emergency)
        let near = all.filter { $0.key.adapter == room.adapter }
        return near.isEmpty ? all : near
    }

    /// Where words of supervision about a case are said, and its mornings: in the room of the report, else where it may
    /// be named. nil when the tables know no such room.
    public func supervisionRoom(of subject: Case) -> Room? {
        guard let home = room(subject.source.room) else { return nil }
        return mayBeNamed(subject, in: home) ? home : closedRoom(of: subject)
    }
}
