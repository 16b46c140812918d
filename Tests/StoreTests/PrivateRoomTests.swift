import Desk
import Domain
import Testing

@testable import Store

/// Rooms of two: found by the person and by the homeserver's room, and what is heard of the other's place there.
@Suite struct PrivateRoomTests {
    private static let person = RoomKey(adapter: "matrix", id: "@li:example.org")

    private static func key(_ id: String) -> RoomKey { RoomKey(adapter: "matrix", id: id) }

    @Test func `a room is found by the person and by each room that stands for it`() async throws {
        let store = try Store.inMemory()
        try await store.write { tx in
            try tx.save(MatrixPrivateRoom(with: Self.person))
            #expect(try tx.privateRoom(with: Self.person)?.room == nil)
            #expect(try tx.privateStanding(in: Self.person) == .unknown)
            try tx.save(MatrixPrivateRoom(with: Self.person, room: "!one", standing: .invited))
            for id in ["!one", "!two"] {
                try tx.save(MatrixRoom(key: Self.key(id), membership: .joined, since: Timestamp(seconds: 0)))
            }
            try tx.replaceMatrixRoom(Self.key("!one"), by: Self.key("!two"))
            for id in ["!one", "!two"] { #expect(try tx.privateRoom(in: Self.key(id))?.person == Self.person) }
            #expect(try tx.privateRoom(in: Self.key("!other")) == nil)
            #expect(try tx.privateRooms(of: "matrix").map(\.standing) == [.invited])
        }
    }

    @Test(arguments: PrivateStanding.allCases, PrivateStanding.allCases)
    func `whatever is heard late, nobody who has left comes back`(_ first: PrivateStanding, _ second: PrivateStanding) {
        var (one, other) = (MatrixPrivateRoom(with: Self.person), MatrixPrivateRoom(with: Self.person))
        for standing in [first, second] { one.move(to: standing) }
        for standing in [second, first] { other.move(to: standing) }
        #expect(one == other)
        #expect([first, second].contains(one.standing))
        #expect(![first, second].contains(.closed) || one.standing == .closed)
    }
}
