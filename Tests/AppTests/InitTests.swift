import Foundation
import Tables
import Testing

@testable import App

@Suite struct InitCommandTests {
    private func initialise(_ site: Site, _ name: String) async -> Said {
        await Said.by(["init", site.path(name), "--seeds", Site.seeds, "--templates", Site.templates])
    }

    @Test func `a fresh folder gets everything, and check and tables check read it`() async throws {
        let site = try Site()
        let said = await initialise(site, "new")
        #expect(said.code == .done)
        #expect(said.lines.allSatisfy { $0.hasPrefix("wrote ") })
        for file in TableSchema.all.map(\.file) { #expect(site.bytes("new/tables/\(file)") != nil, "\(file)") }
        #expect(site.text("new/gridbridge.json5") == ConfigurationSample.text)
        #expect(site.bytes("new/templates/zh-Hans/assignment.mustache") != nil)
        let tables = await site.run("tables", "check", site.path("new/tables"))
        #expect(tables.code == .done, "\(tables.results)")
        let check = await Said.by(["check", "--config", site.path("new/gridbridge.json5"), "--seeds", Site.seeds])
        #expect(check.code == .found)
        #expect(check.results.contains("no adapter is configured"))
        #expect(check.results.contains("rooms.csv has no rows"))
        #expect(!check.results.contains("\n  3. "))
    }

    @Test func `what is there stays as it is and is named`() async throws {
        let site = try Site()
        try site.write("{ language: \"en\" }", to: "old/gridbridge.json5")
        try site.write("mine", to: "old/tables/units.csv")
        let said = await initialise(site, "old")
        #expect(said.code == .done)
        #expect(said.lines.filter { $0.hasPrefix("kept  ") }.count == 2)
        #expect(site.text("old/gridbridge.json5") == "{ language: \"en\" }")
        #expect(site.text("old/tables/units.csv") == "mine")
        let again = await initialise(site, "old")
        #expect(again.lines.allSatisfy { $0.hasPrefix("kept  ") })
    }
}
