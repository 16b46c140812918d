import Domain
import HTTPServer
import Synchronization

@testable import Sandbox

/// A small county with three rooms and six people.
enum SampleCounty {
    static let adapter = "sandbox"

    static func room(_ id: String) -> RoomKey { RoomKey(adapter: adapter, id: id) }

    static let county: County = {
        func account(_ id: String) -> [AccountKey] { [AccountKey(adapter: adapter, id: id)] }
        var tables = CountyTables()
        tables.grids = [
            Grid(code: "00", name: "新丰县", level: .county), Grid(code: "03", name: "宣芳桥网格", parent: "00", level: .grid),
        ]
        tables.units = [Unit(code: "hws", name: "环卫所"), Unit(code: "cg", name: "城管大队")]
        tables.people = [
            Person(id: "p-wang", name: "王芳", role: .worker, grid: "03", accounts: account("wang")),
            Person(id: "p-li", name: "李建国", role: .unit, unit: "hws", accounts: account("li")),
            Person(id: "p-chen", name: "陈队", role: .unit, unit: "cg", accounts: account("chen")),
            Person(id: "p-zhou", name: "周主任", role: .leader, accounts: account("zhou")),
            Person(id: "p-he", name: "何静", role: .dispatcher, accounts: account("he")),
            Person(id: "p-far", name: "别处的人", role: .worker, accounts: [AccountKey(adapter: "county", id: "far")]),
        ]
        tables.rooms = [
            Room(key: room("w"), name: "城东网格工作群", purpose: .work, grid: "03"),
            Room(key: room("u"), name: "环卫所工作群", purpose: .unit, unit: "hws"),
            Room(key: room("l"), name: "领导小组", purpose: .leaders),
            Room(key: room("e"), name: "应急联动群", purpose: .emergency),
            Room(key: RoomKey(adapter: "county", id: "x"), name: "别的平台", purpose: .work),
        ]
        return County(tables)
    }()
}

/// What the sandbox handed in, and what it is told.
final class Surroundings: Sendable {
    let received = Mutex<[(message: InboundMessage, body: [UInt8])]>([])
    let isDown = Mutex(false)
    let past = Mutex<[SandboxSurroundings.Past]>([])
    let files = Mutex<[String: [UInt8]]>([:])

    var lastMessage: InboundMessage? { received.withLock { $0.last?.message } }
    var count: Int { received.withLock { $0.count } }
    func breakDown() { isDown.withLock { $0 = true } }

    func make() -> SandboxSurroundings {
        SandboxSurroundings(
            county: { SampleCounty.county },
            receive: { message, body in
                if self.isDown.withLock({ $0 }) { return .unavailable }
                self.received.withLock { $0.append((message, body)) }
                return .stored
            },
            keepFile: { (bytes) throws(SandboxSurroundings.FileRefusal) in
                guard bytes.first == 0xFF else {
                    throw SandboxSurroundings.FileRefusal(code: "not_a_photo", message: "the file is no photo")
                }
                let id = "f-\(self.files.withLock { $0.count })"
                self.files.withLock { $0[id] = bytes }
                return SandboxSurroundings.File(id: id, mediaType: "image/jpeg")
            },
            file: { id in self.files.withLock { $0[id] }.map { ($0, "image/jpeg") } },
            history: { room, _ in
                self.past.withLock { past in
                    past.filter {
                        switch $0 {
                        case .message(let message): message.room == room
                        case .post(let post): post.room == room
                        }
                    }
                }
            }, now: { Timestamp(seconds: 1_763_000_000) })
    }
}
