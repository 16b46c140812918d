import Crypto
import Foundation
import TestBed

/// A folder with a configuration and small tables of its own: six rooms, a reporter and a unit in each.
struct TestCounty {
    static let secret = [UInt8](0..<32)
    static let streets = ["春", "夏", "秋", "冬", "青", "白", "红", "金", "银", "玉"]
    static let endings = ["江路", "山路", "林路", "湖路", "河路", "桥路", "泉路", "石路", "松路", "竹路"]
    /// A hundred names.
    static let places = streets.flatMap { street in endings.map { street + $0 } }
    static let rooms = (1...6).map { "room-\($0)" }

    let folder: String

    var configuration: String { folder + "/gridbridge.json5" }

    /// - Parameters:
    ///   - sink: where replies go.
    ///   - listen: port 0 lets the system choose.
    ///   - more: further lines of the configuration.
    init(sink: UInt16, listen: String = "127.0.0.1:0", more: String = "") throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("gridbridge-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder + "/tables", withIntermediateDirectories: true)
        try write(
            "gridbridge.json5",
            """
            {
              listen: "\(listen)", publicURL: "http://127.0.0.1", dataDirectory: "data", tables: "tables",
              adapters: [{
                name: "county", kind: "generic", secrets: ["whsec_\(Base64.encode(Self.secret))"],
                deliver: "http://127.0.0.1:\(sink)/replies", allowPrivateHosts: true,
              }],
              quietHours: "", log: { level: "debug" },
              \(more)
            }
            """)
        try write("tables/grids.csv", "code,name,parent,level\nx,新溪县,,county\n01,1号网格,x,grid\n")
        try write("tables/places.csv", "name,grid\n" + Self.places.map { "\($0),01\n" }.joined())
        try write("tables/units.csv", "code,name,aliases,head\nhws,环卫所,环卫,head\n")
        try write("tables/routes.csv", "type,grid,unit\n*,*,hws\n")
        try write(
            "tables/people.csv",
            "id,name,role,unit,grid,accounts\nhead,李所长,unit,hws,,county:head\nlead,周局长,leader,,,county:lead\n"
                + Self.rooms.indices.map { "w\($0),王\($0),worker,,01,county:worker-\($0)\n" }.joined())
        try write(
            "tables/rooms.csv",
            "adapter,room,name,purpose\ncounty,leaders,领导群,leaders\n"
                + Self.rooms.map { "county,\($0),\($0)群,work\n" }.joined())
    }

    private func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }
}

extension RunningBridge {
    /// Starts the program in a county and waits until it listens, on a port that the system chose.
    convenience init(_ county: TestCounty) async throws {
        try await self.init(configuration: county.configuration)
    }
}
