import Cases
import Desk
import Domain
import Foundation

@testable import Store

let noon = Timestamp(seconds: 1_795_233_600)  // 2026-11-21T04:00:00Z
let room = RoomKey(adapter: "county", id: "r1")
let otherRoom = RoomKey(adapter: "county", id: "r2")
let wang = AccountKey(adapter: "county", id: "wang")
let day = CivilDate(year: 2026, month: 11, day: 21)!

/// A folder of its own that goes with the test.
final class Folder: Sendable {
    let path: String

    init() {
        path = FileManager.default.temporaryDirectory.path + "/store-test-" + UUID().uuidString
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var database: String { path + "/gridbridge.sqlite" }
}

/// Random, and the same on every run (SplitMix64; G. Steele and others, "Fast splittable pseudorandom number
/// generators", 2014).
struct Dice: RandomNumberGenerator {
    var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

func delivery(
    _ key: String, body: String = "{}", hash: UInt8 = 1, message: String? = nil, room: RoomKey? = room,
    at: Timestamp = noon, state: Delivery.State = .waiting
) -> Delivery {
    Delivery(
        adapter: "county", key: key, kind: "message.created", bodyHash: [UInt8](repeating: hash, count: 32),
        body: Array(body.utf8), messageID: message, room: room, sender: wang, receivedAt: at, state: state)
}

func message(_ id: String, text: String? = "垃圾没人清", at: Timestamp = noon, room: RoomKey = room, photos: Int = 0)
    -> KeptMessage
{
    KeptMessage(
        key: MessageKey(adapter: room.adapter, id: id), room: room, sender: wang, senderName: "王芳", senderIsBot: false,
        text: text, photos: photos, photoHashes: [String?](repeating: nil, count: photos), replyTo: nil, thread: nil,
        groupID: nil, location: Coordinate(latitudeE6: 30_000_000, longitudeE6: 120_000_000), sentAt: at, revision: nil)
}

func report(_ id: ID<Case>, in room: RoomKey = room, message: String = "m1", at: Timestamp = noon) -> Case {
    Case(
        id: id, reporter: .init(account: wang, person: "p1"), source: .init(room: room, message: message),
        text: "垃圾没人清", reportedAt: at)
}

func filed(
    _ id: ID<Case>, ordinal: Int, on date: CivilDate = day, type: String = "06010", unit: String = "env",
    in room: RoomKey = room, at: Timestamp = noon
) -> Case {
    var subject = report(id, in: room, at: at)
    subject.number = CaseNumber(date: date, ordinal: ordinal)
    subject.state = .dispatched
    subject.type = type
    subject.unit = unit
    subject.filedAt = at
    subject.assignedAt = at
    subject.dueAt = at.advanced(by: .hours(4))
    return subject
}

func post(
    _ id: String, in room: RoomKey = room, kind: String = "assignment", action: OutboundPost.Action = .create,
    at: Timestamp = noon, text: String = "请处理"
) -> OutboundPost {
    OutboundPost(id: id, action: action, room: room, kind: kind, text: text, at: at)
}
