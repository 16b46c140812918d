import Foundation
import JSON
import Store
import Testing

@testable import App

@Suite struct TablesCommandTests {
    private func demo(_ configuration: String = "{}") throws -> Site {
        let site = try Site(configuration: configuration)
        try site.copyTables(from: "demo", to: "tables")
        return site
    }

    @Test func `the seeds are sound`() async throws {
        let said = await (try demo()).run("tables", "check", Site.seeds + "/demo")
        #expect(said.code == .done, "\(said.results)")
        #expect(said.results.isEmpty)
        #expect(said.rest.hasSuffix("0 errors, 0 warnings\n"))
    }

    @Test func `every problem of a folder is told at once, with file, line and column`() async throws {
        let site = try demo("{ language: \"en\" }")
        let units = try #require(site.text("tables/units.csv"))
        try site.write(units + "hws,again,,,\n\"open,,\n", to: "tables/units.csv")
        try site.write("name,aliases,grid,latitude,longitude,colour\nA,,no-such,,,red\n", to: "tables/places.csv")
        let said = await site.run("tables", "check", site.path("tables"))
        #expect(said.code == .badData)
        #expect(said.lines.contains { $0.hasPrefix(site.path("tables/places.csv:1:38: ")) }, "\(said.results)")
        #expect(said.lines.filter { $0.contains("/units.csv:") }.count >= 2)
        for line in said.lines { #expect(line.contains(#/\.csv:\d+:\d+: /#), "\(line)") }
        let json = try await site.run("tables", "check", site.path("tables"), "--json").json
        #expect(json.array?.count == said.lines.count)
        #expect(json[0]?.object?.members.map(\.key) == ["severity", "file", "line", "column", "message", "messageZh"])
    }

    @Test func `a folder that is not there or empty is bad data`() async throws {
        let site = try demo()
        #expect(await site.run("tables", "check", site.path("none")).code == .badData)
        try site.write("", to: "empty/readme")
        #expect(await site.run("tables", "import", site.path("empty")).code == .badData)
    }

    @Test func `an import with an error changes nothing`() async throws {
        let site = try demo()
        #expect(await site.run("tables", "import", site.path("tables")).code == .done)
        let before = try #require(site.text("tables/routes.csv"))
        try site.write(before + "06010,*,nobody,\n", to: "tables/routes.csv")
        let said = await site.run("tables", "import", site.path("tables"))
        #expect(said.code == .badData)
        #expect(said.rest.contains("/routes.csv:"))
        let store = try Store(reading: site.path("data/gridbridge.sqlite"))
        let version = try await store.read { tx in try tx.tablesVersion() }
        #expect(version == 1)
    }

    @Test func `what was imported is exported as it was written, and imports as no change`() async throws {
        let site = try demo()
        #expect(await site.run("tables", "import", site.path("tables"), "--note", "first").code == .done)
        let exported = await site.run("tables", "export", site.path("out"))
        #expect(exported.code == .done)
        for file in ["units.csv", "rooms.csv", "grids.geojson"] {
            #expect(site.bytes("out/\(file)") == site.bytes("tables/\(file)"), "\(file)")
        }
        #expect(await site.run("tables", "diff", site.path("out")).results == "没有变化\n")
        let again = await site.run("tables", "import", site.path("out"))
        #expect(again.code == .done)
        #expect(again.rest.contains("nothing to do: version 1"))
        let store = try Store(reading: site.path("data/gridbridge.sqlite"))
        let version = try #require(try await store.read { tx in try tx.tablesInForce() })
        #expect(version.note == "first")
    }

    @Test func `GB18030 and a byte order mark are read and kept as plain UTF-8`() async throws {
        let site = try demo()
        let units = try #require(site.text("tables/units.csv"))
        // kCFStringEncodingGB_18030_2000, as spreadsheets on a Chinese desktop write.
        let encoded = try #require(units.data(using: String.Encoding(rawValue: 0x8000_0632)))
        #expect(Array(encoded) != Array(units.utf8))
        try site.write(Array(encoded), to: "tables/units.csv")
        let rooms = try #require(site.bytes("tables/rooms.csv"))
        try site.write([0xEF, 0xBB, 0xBF] + rooms, to: "tables/rooms.csv")
        let said = await site.run("tables", "import", site.path("tables"))
        #expect(said.code == .done, "\(said.rest)")
        #expect(await site.run("tables", "export", site.path("out")).code == .done)
        #expect(site.text("out/units.csv") == units)
        #expect(site.bytes("out/rooms.csv") == rooms)
        #expect(await site.run("tables", "export", site.path("marked"), "--bom").code == .done)
        #expect(site.bytes("marked/rooms.csv") == [0xEF, 0xBB, 0xBF] + rooms)
        #expect(site.bytes("marked/grids.geojson")?.first == UInt8(ascii: "{"))
        #expect(await site.run("tables", "diff", site.path("marked")).results == "没有变化\n")
    }

    @Test func `a change is told row by row, as text and as JSON`() async throws {
        let site = try demo("{ language: \"en\" }")
        #expect(await site.run("tables", "import", site.path("tables")).code == .done)
        let units = try #require(site.text("tables/units.csv"))
        try site.write(units + "new,新单位,,,\n", to: "tables/units.csv")
        let said = await site.run("tables", "diff", site.path("tables"))
        #expect(said.code == .done)
        #expect(said.lines.first == "units.csv: 1 added, 0 removed, 0 changed")
        let json = try await site.run("tables", "diff", site.path("tables"), "--json").json
        #expect(json["changes"]?[0]?["key"]?.serialized() == #"["new"]"#)
        let imported = await site.run("tables", "import", site.path("tables"))
        #expect(imported.lines == said.lines)
        #expect(imported.rest.contains("version 2 is in force"))
    }

    @Test func `a forgotten file empties no table`() async throws {
        let site = try demo()
        #expect(await site.run("tables", "import", site.path("tables")).code == .done)
        let places = try #require(site.text("tables/places.csv"))
        try FileManager.default.removeItem(atPath: site.path("tables/places.csv"))
        let said = await site.run("tables", "import", site.path("tables"))
        #expect(said.code == .badData)
        #expect(said.rest.contains("places.csv: missing, and its "))
        let header = try #require(places.split(separator: "\n").first { !$0.hasPrefix("#") })
        try site.write(header + "\n", to: "tables/places.csv")
        #expect(await site.run("tables", "import", site.path("tables")).code == .done)
    }

    @Test func `an export writes over nothing that differs, unless told to`() async throws {
        let site = try demo()
        #expect(await site.run("tables", "import", site.path("tables")).code == .done)
        try site.write("mine\n", to: "out/units.csv")
        let refused = await site.run("tables", "export", site.path("out"))
        #expect(refused.code == .worldFailed)
        #expect(site.text("out/units.csv") == "mine\n")
        #expect(site.bytes("out/rooms.csv") == nil)
        #expect(await site.run("tables", "export", site.path("out"), "--overwrite").code == .done)
        #expect(site.text("out/units.csv") == site.text("tables/units.csv"))
    }

    @Test func `explain reads with the tables in force, and says so when there are none`() async throws {
        let site = try demo()
        let before = await site.run("explain", "环卫所收到", "--json")
        #expect(before.rest.contains("no tables in a store yet"))
        let types = try String(contentsOfFile: Site.seeds + "/common/case-types.csv", encoding: .utf8)
        try site.write(types.replacing(",暴露垃圾,", with: ",垃圾外露,"), to: "tables/case-types.csv")
        #expect(await site.run("tables", "import", site.path("tables")).code == .done)
        let after = await site.run("explain", "宣芳桥空地有一堆垃圾", "--json")
        #expect(after.results.contains("垃圾外露"), "\(after.results) \(after.rest)")
        #expect(after.rest.isEmpty)
    }

    @Test func `tables can be imported while another holds the store open`() async throws {
        let site = try demo()
        #expect(await site.run("tables", "import", site.path("tables")).code == .done)
        let serving = try Store(path: site.path("data/gridbridge.sqlite"))
        let units = try #require(site.text("tables/units.csv"))
        try site.write(units + "new,新单位,,,\n", to: "tables/units.csv")
        #expect(await site.run("tables", "import", site.path("tables")).code == .done)
        let version = try await serving.read { tx in try tx.tablesVersion() }
        #expect(version == 2)
        try await serving.close()
    }
}
