import Foundation

/// A folder with a configuration whose only adapter is a homeserver's, and small tables of its own.
struct MatrixCounty: Sendable {
    /// Who a row of `people.csv` is; the account is a user's id.
    struct Person: Sendable {
        var id: String
        var name: String
        var role: String
        var unit = ""
        var grid = ""
        var account: String
    }

    struct Room: Sendable {
        var id: String
        var name: String
        var purpose: String
    }

    static let streets = ["春", "夏", "秋", "冬", "青", "白", "红", "金", "银", "玉"]
    static let endings = ["江路", "山路", "林路", "湖路", "河路", "桥路", "泉路", "石路", "松路", "竹路"]
    /// A hundred names.
    static let places = streets.flatMap { street in endings.map { street + $0 } }
    private static let matters = [
        "井盖破损了", "路灯不亮", "有小广告", "绿化带里的树倒了", "有人占道经营", "路面破损了", "垃圾箱破损了", "护栏坏了",
        "有工地扬尘", "有垃圾没人清理",
    ]
    /// A thousand reports, no two with type and place in common.
    static let reports = matters.flatMap { matter in places.map { $0 + matter } }

    /// Latitude and longitude in degrees; no two places are near each other.
    static func coordinate(of place: String) -> (String, String) {
        let index = places.firstIndex(of: place) ?? 0
        return ("28.\(4000 + index * 37)", "117.\(9000 + index * 41 % 1000)")
    }

    let folder: String

    var configuration: String { folder + "/gridbridge.json5" }
    var store: String { folder + "/data/gridbridge.sqlite" }

    /// - Parameters:
    ///   - homeserver: where it answers.
    ///   - listen: the port on which it calls the bridge; 0 lets the system choose.
    ///   - more: further lines of the configuration.
    ///   - adapters: the configuration's entry, where it is not the usual one.
    ///   - tables: further files of the county's tables.
    init(
        homeserver: String, listen: UInt16, people: [Person], rooms: [Room], more: String = "",
        adapters: String? = nil, tables: [String: String] = [:]
    ) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("gridbridge-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder + "/tables", withIntermediateDirectories: true)
        try write(
            "gridbridge.json5",
            """
            {
              listen: "127.0.0.1:\(listen)", publicURL: "http://127.0.0.1:\(listen)",
              dataDirectory: "data", tables: "tables",
              \(adapters ?? Self.adapter(homeserver: homeserver, listen: listen))
              quietHours: "", log: { level: "debug" }, \(more)
            }
            """)
        try write("tables/grids.csv", "code,name,parent,level\nx,新溪县,,county\n01,1号网格,x,grid\n")
        try write(
            "tables/places.csv",
            "name,grid,latitude,longitude\n"
                + Self.places.map { name in
                    let (latitude, longitude) = Self.coordinate(of: name)
                    return "\(name),01,\(latitude),\(longitude)\n"
                }.joined())
        try write("tables/units.csv", "code,name,aliases,head\nhws,环卫所,环卫,head\n")
        try write("tables/routes.csv", "type,grid,unit\n*,*,hws\n")
        try write(
            "tables/people.csv",
            "id,name,role,unit,grid,accounts\n"
                + people.map {
                    "\($0.id),\($0.name),\($0.role),\($0.unit),\($0.grid),matrix:\($0.account)\n"
                }.joined())
        try write(
            "tables/rooms.csv",
            "adapter,room,name,purpose,grid\n" + rooms.map { "matrix,\($0.id),\($0.name),\($0.purpose),\n" }.joined())
        for (name, text) in tables { try write("tables/" + name, text) }
    }

    /// The configuration's entry for a homeserver.
    static func adapter(homeserver: String, listen: UInt16) -> String {
        """
        adapters: [{
          name: "matrix", kind: "matrix", homeserver: "\(homeserver)", serverName: "\(Synapse.name)",
          asToken: "\(Synapse.serviceToken)", hsToken: "\(Synapse.homeserverToken)", bot: "gridbot",
          allowServers: ["\(Synapse.name)"], callbackURL: "http://127.0.0.1:\(listen)",
        }],
        """
    }

    /// Sets the cut-off of the day to the minute that a moment lies in; a bridge sees it when it starts.
    func endDay(at moment: Date) throws {
        let local = moment.ISO8601Format(.iso8601(timeZone: TimeZone(identifier: "Asia/Shanghai") ?? .gmt))
        let minute = local.dropFirst("2026-11-20T".count).prefix("17:30".count)
        let text = try String(contentsOfFile: configuration, encoding: .utf8)
        try write(
            "gridbridge.json5",
            text.replacing("quietHours:", with: "digest: { day: \"\(minute)\" }, quietHours:"))
    }

    private func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }
}
