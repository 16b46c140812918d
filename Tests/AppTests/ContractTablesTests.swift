import Domain
import Foundation
import JSON
import Tables
import Testing

@testable import App

/// Tables in files as counties write them.
@Suite struct ContractTablesTests {
    private func check(_ files: [String: String]) async throws -> Said {
        let site = try Site(configuration: "{ language: \"en\" }")
        for (name, text) in files { try site.write(text, to: "表 一/\(name)") }
        let said = await site.run("tables", "check", site.path("表 一"))
        return Said(
            code: said.code, results: said.results.replacing(site.path("表 一") + "/", with: ""), rest: said.rest)
    }

    @Test func `every slip of every file is told at its cell`() async throws {
        let said = try await check([
            "units.csv": "code,name,head,colour\na,A,,red\n", "place.csv": "name\n",
            "case-types.csv": """
            name,code,class,kind,urgent,acknowledge_within,resolve_within,closing,unit_of_count
            甲,06001,市容环境类,matter,maybe,10m|20m|30m,2x,dne,个||堆
            乙,06001,市容环境,mattr,是,10m|30um,2uh,done,个
            丙,6002,市容环境,matter,YES,,,,个\\x
            """,
            "calendar.csv": "date,kind\n2026-02-29,holiday\n2028-02-29,holiday\n",
            "routes.csv": "type,grid,unit\n市容环境类,*,a\n市容环境,*,a\n",
            "grids.geojson": """
            {"type":"FeatureCollection","features":[
            {"type":"Feature","properties":{}},
            {"type":"Feature","properties":{"code":"03"},"geometry":{"type":"Point"}}]}
            """,
        ])
        #expect(said.code == .badData)
        for place in [
            "units.csv:1:16: ", "place.csv:1:1: ", "case-types.csv:2:22: ", "case-types.csv:2:28: ",
            "case-types.csv:2:40: ", "case-types.csv:2:43: ", "case-types.csv:2:47: ", "case-types.csv:3:3: ",
            "case-types.csv:3:14: ", "case-types.csv:4:3: ", "case-types.csv:4:27: ", "calendar.csv:2:1: ",
            "routes.csv:3:1: ", "grids.geojson:2:32: ", "grids.geojson:3:57: ",
        ] {
            #expect(said.lines.contains { $0.hasPrefix(place) }, "\(place) \(said.results)")
        }
        #expect(!said.results.contains("calendar.csv:3:"))
        #expect(said.results.contains("unknown column \"colour\""))
    }

    @Test(arguments: [
        ("true", true), ("false", false), ("1", true), ("0", false), ("yes", true), ("no", false), ("是", true),
        ("否", false), ("", false),
    ])
    func `a boolean is written in many ways`(_ written: String, _ meant: Bool) throws {
        let text = "code,name,class,kind,urgent\n06001,甲,市容环境类,matter,\(written)\n"
        let read = TableFolder.read(["case-types.csv": Array(text.utf8)], defaults: [:])
        #expect(read.problems.isEmpty)
        #expect(read.tables.caseTypes.first?.urgent == meant)
        #expect(read.tables.caseTypes.first?.className == "市容环境")
    }

    @Test func `comments, blank lines, escapes, quotes, line ends and townships are read`() throws {
        let grids =
            "# 网格\r\n\r\nname,code,parent,level,aliases\r\n\"桥\"\"头\",\"#1\",,township,a\\|b|c\\\\d| 老桥 \r\n#x\r\n"
        let read = TableFolder.read(["grids.csv": Array(grids.utf8)], defaults: [:])
        #expect(read.problems.isEmpty, "\(read.problems)")
        let grid = try #require(read.tables.grids.first)
        #expect(read.tables.grids.count == 1)
        #expect(grid.code == "#1" && grid.name == "桥\"头" && grid.level == .street)
        #expect(grid.aliases == ["a|b", "c\\d", "老桥"])
    }

    @Test func `bytes that are neither UTF-8 nor GB18030 are told with their offset`() async throws {
        let site = try Site(configuration: "{ language: \"en\" }")
        try site.write(Array("code,name\na,".utf8) + [0xFF, 0xFF], to: "t/units.csv")
        let said = await site.run("tables", "check", site.path("t"))
        #expect(said.code == .badData)
        #expect(said.results.contains("units.csv:2:3: byte 12"))
    }

    @Test func `folders are laid over the common seeds, file by file, and nothing of the demo is among them`()
        async throws
    {
        let site = try Site(configuration: "{}")
        try site.write("name,grid\n月亮湾,\n", to: "一/places.csv")
        try site.write("code,name\nhw,环卫\n", to: "一/units.csv")
        try site.write("name,grid\n太阳山,\n", to: "二/places.csv")
        func reading(_ text: String) async throws -> JSONValue? {
            let said = await site.run(
                "explain", text, "--json", "--tables", site.path("一"), "--tables", site.path("二"))
            #expect(said.code == .done, "\(said.rest)")
            #expect(said.rest.isEmpty)
            return try said.json["items"]?[0]
        }
        #expect(try await reading("太阳山有一堆垃圾")?["place"]?["name"] == "太阳山")
        #expect(try await reading("太阳山有一堆垃圾")?["type"]?["code"] == "06010")
        #expect(try await reading("月亮湾有一堆垃圾")?["place"]?["name"] != "月亮湾")
        let demo = try await reading("宣芳桥有一堆垃圾")
        #expect(demo?["place"]?["name"] != "宣芳桥")
        #expect(demo?["unit"]?.isNull == true)
        let none = await site.run("explain", "垃圾", "--tables", site.path("三"))
        #expect(none.code == .badData)
    }

    @Test func `problems of --tables name the folder`() async throws {
        let site = try Site(configuration: "{}")
        try site.write("name,grid\nA,x\n", to: "t/places.csv")
        let said = await site.run("explain", "垃圾", "--tables", site.path("t"))
        #expect(said.code == .badData)
        #expect(said.rest.hasPrefix(site.path("t/places.csv:2:3: ")), "\(said.rest)")
        #expect(said.results.isEmpty)
    }

    @Test func `a county may have fewer types than the word lists know`() async throws {
        let site = try Site(configuration: "{ language: \"en\" }")
        try site.write("code,name,class,kind\n06010,暴露垃圾,市容环境类,matter\n", to: "t/case-types.csv")
        let checked = await site.run("tables", "check", site.path("t"))
        #expect(checked.code == .done, "\(checked.results.prefix(500))")
        #expect(checked.results.contains("seeds/common/keywords.csv:1:1: warning: "))
        #expect(await site.run("tables", "import", site.path("t")).code == .done)
        let said = await site.run("explain", "空地有一堆垃圾", "--json")
        #expect(said.code == .done, "\(said.rest.prefix(500))")
        #expect(try said.json["items"]?[0]?["type"]?["code"] == "06010")
    }

    @Test func `without a store the demo is read, and that is said on stderr`() async throws {
        let site = try Site(configuration: "{}")
        let said = await site.run("explain", "宣芳桥垃圾", "--json")
        #expect(said.rest.contains("seeds/common") && said.rest.contains("seeds/demo"))
        #expect(try said.json["items"]?[0]?["place"]?["name"] == "宣芳桥")
    }
}
