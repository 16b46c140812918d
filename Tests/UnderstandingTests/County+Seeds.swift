import Domain
import Foundation
import Tables

@testable import Understanding

/// A generator with a seed: the same texts on every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// The tables that ship with the bridge, the demo county laid over the common ones.
enum Seeds {
    static let county: County = {
        let seeds = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("seeds")
        return County(
            TableFiles.read(
                files: files(in: seeds.appendingPathComponent("demo")),
                defaults: files(in: seeds.appendingPathComponent("common"))
            ).tables)
    }()
    static let rulebook = Rulebook(county)

    private static func files(in folder: URL) -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in TableFiles.names where name.hasSuffix(".csv") {
            if let data = try? Data(contentsOf: folder.appendingPathComponent(name)) { files[name] = Array(data) }
        }
        return files
    }

    /// 21 November 2026, a Saturday, 09:12:33 in China.
    static let morning = Timestamp(rfc3339: "2026-11-21T09:12:33+08:00")

    static func read(_ text: String, photos: Int = 0, sender: String? = nil, isReply: Bool = false) -> Reading {
        rulebook.read(
            text,
            Surroundings(
                sender: sender.flatMap { county.person($0) }, photos: photos, time: morning, isReply: isReply))
    }
}

/// A small county for tests that name every row they rely on.
func smallCounty(_ change: (inout CountyTables) -> Void = { _ in }) -> County {
    var tables = CountyTables()
    tables.caseTypes = [
        CaseType(code: "06010", name: "暴露垃圾"), CaseType(code: "06011", name: "积存垃圾渣土"),
        CaseType(code: "09005", name: "店外经营"),
        CaseType(code: "01037", name: "路灯", kind: .component),
    ]
    tables.keywords = [
        Keyword(phrase: "垃圾", type: "06010", points: 6), Keyword(phrase: "建筑垃圾", type: "06011", points: 7),
        Keyword(phrase: "店外店", type: "09005", points: 6), Keyword(phrase: "杂物", type: "06010", points: 4),
        Keyword(phrase: "脏", type: "06010", points: 2), Keyword(phrase: "路灯", type: "01037", points: 2),
    ]
    tables.phrases = [
        GroupPhrase(group: "lamp", phrase: "路灯"), GroupPhrase(group: "lamp", phrase: "灯杆"),
        GroupPhrase(group: "dark", phrase: "不亮"), GroupPhrase(group: "dark", phrase: "坏了"),
    ]
    tables.rules = [
        Rule(
            id: "lamp-1", type: "01037", all: ["@lamp"], any: ["@dark"], none: ["好看"], points: 6, urgent: true,
            resolveWithin: Limit(2, .urgentHours))
    ]
    tables.intents = [
        IntentPhrase(phrase: "收到", intent: .acknowledge, points: 8),
        IntentPhrase(phrase: "已清理", intent: .done, points: 8),
        IntentPhrase(phrase: "没清干净", intent: .dispute, points: 8),
    ]
    tables.variants = [Variant(written: "垃级", meant: "垃圾"), Variant(written: "dwd", meant: "店外店")]
    tables.grids = [
        Grid(code: "c", name: "信丰县", level: .county), Grid(code: "03", name: "3号网格", parent: "c"),
        Grid(code: "05", name: "5号网格", parent: "c"),
    ]
    tables.places = [
        Place(name: "宣芳桥", aliases: ["宣芳大桥"], grid: "03"), Place(name: "阳光花园", grid: "03"),
        Place(name: "阳光花园", grid: "05"),
        Place(name: "文明路", grid: "05"),
    ]
    tables.units = [Unit(code: "hws", name: "环卫所", aliases: ["环卫"]), Unit(code: "sz", name: "市政所", aliases: ["市政"])]
    tables.people = [
        Person(id: "wang", name: "王芳", role: .worker, grid: "03"),
        Person(id: "li", name: "李强", role: .unit, unit: "hws"),
        Person(id: "zhao", name: "赵明", role: .leader),
    ]
    tables.routes = [Route(type: "*", unit: "sz"), Route(type: "06010", unit: "hws", assist: ["sz"])]
    change(&tables)
    return County(tables)
}
