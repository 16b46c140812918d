import Domain
import Foundation
import JSON
import Store
import Testing

@testable import App

/// `tables propose`: rows that the tables could learn, from labelled messages and from the ledger's corrections.
@Suite struct ProposeTests {
    private static let lessons = [
        #"{"id":"1","text":"宣芳桥那里有一只，叮铃咣铛","expect":{"types":["06037"]}}"#,
        #"{"id":"2","text":"阳明北路有一只，叮铃咣铛，13812345678","expect":{"types":["06037"]}}"#,
        #"{"id":"3","text":"府前路菜市场后门，叮铃咣铛","expect":{"types":["06037"]}}"#,
        #"{"id":"4","text":"宣芳桥空地有一堆垃圾","expect":{"types":["06010"]}}"#,
        #"{"id":"5","text":"阳明北路路灯不亮","expect":{"types":["01037"]}}"#,
        #"{"id":"6","text":"大家早上好","expect":{"types":[]}}"#,
    ]

    private func site(_ rows: [String] = lessons) throws -> Site {
        let site = try Site(configuration: "{ language: \"en\" }")
        try site.copyTables(from: "demo", to: "tables")
        try site.write(rows.joined(separator: "\n"), to: "lessons.jsonl")
        return site
    }

    @Test func `a phrase of misread messages is proposed with its reason and what it would change`() async throws {
        let site = try site()
        let words = ["tables", "propose", site.path("tables"), "--from", site.path("lessons.jsonl")]
        let said = await site.run(words + ["--json"])
        #expect(said.code == .done, "\(said.rest)")
        let json = try said.json
        #expect(json["messages"]?.int == 6 && json["misread"]?.int == 3)
        let proposals = try #require(json["proposals"]?.array)
        #expect(proposals.count == 1, "\(said.results)")
        let first = try #require(proposals.first)
        #expect(first["phrase"] == "叮铃咣铛" && first["type"]?["code"] == "06037")
        #expect(first["given"]?.isNull == true && first["support"]?.int == 3 && first["elsewhere"]?.int == 0)
        #expect(first["right"]?.int == 3 && first["wrong"]?.int == 0 && first["alarms"]?.int == 0)
        #expect(first["logOdds"]?.double ?? 0 > 1)
        #expect(first["effects"]?.array?.count == 3)
        // No person's data in what is shown, none in what is learnt.
        #expect(!said.results.contains("13812345678") && said.results.contains("138****5678"))
        let csv = await site.run(words + ["--csv"])
        #expect(csv.lines.first == "phrase,type,points,note")
        #expect(csv.lines.dropFirst().first?.hasPrefix("叮铃咣铛,06037,") == true)
        let text = await site.run(words)
        #expect(text.results.contains("✓ “阳明北路有一只，叮铃咣铛，138****5678” (none) → 06037 动物尸体"))
        #expect(await site.run(words + ["--json"]).results == said.results)
    }

    @Test func `accepting one is one row in the folder's table, its other bytes untouched, and not in force`()
        async throws
    {
        let site = try site()
        let words = ["tables", "propose", site.path("tables"), "--from", site.path("lessons.jsonl"), "--accept", "1"]
        let common = try Data(contentsOf: URL(fileURLWithPath: Site.seeds + "/common/keywords.csv"))
        let said = await site.run(words)
        #expect(said.code == .done, "\(said.rest)")
        #expect(said.lines.first == "keywords.csv: 1 added, 0 removed, 0 changed", "\(said.results)")
        let written = try #require(site.bytes("tables/keywords.csv"))
        #expect(written.starts(with: common))
        let row = try #require(site.text("tables/keywords.csv")?.split(separator: "\n").last)
        #expect(row.hasPrefix("叮铃咣铛,06037,") && row.contains("学自 3 条更正"))
        #expect(site.bytes("data/gridbridge.sqlite") == nil)
        let read = await site.run("explain", "宣芳桥有一只，叮铃咣铛", "--tables", site.path("tables"), "--json")
        #expect(try read.json["items"]?[0]?["type"]?["code"] == "06037")
        // Learnt: the next run finds nothing more.
        let again = await site.run(Array(words.dropLast(2)) + ["--json"])
        #expect(try again.json["proposals"]?.array?.isEmpty == true)
        #expect(await site.run(words).code == .badData)
    }

    @Test func `columns in another order and a byte order mark stay as they are`() async throws {
        let site = try site()
        let bytes: [UInt8] = [0xEF, 0xBB, 0xBF] + Array("points,note,type,phrase\r\n6,,06010,垃圾".utf8)
        try site.write(bytes, to: "tables/keywords.csv")
        let words = ["tables", "propose", site.path("tables"), "--from", site.path("lessons.jsonl"), "--accept=1"]
        let said = await site.run(words)
        #expect(said.code == .done, "\(said.rest)")
        let written = try #require(site.bytes("tables/keywords.csv"))
        #expect(written.starts(with: bytes + [13, 10]))
        #expect(site.text("tables/keywords.csv")?.hasSuffix(",06037,叮铃咣铛\r\n") == true)
    }

    @Test func `a phrase that would raise an alarm for nothing is not proposed`() async throws {
        let noise = (1...3).map { #"{"text":"宣芳桥\#($0)号，叮铃咣铛，一群人唱","photos":1,"expect":{"types":[]}}"# }
        let site = try site(Self.lessons + noise)
        let said = await site.run(
            ["tables", "propose", site.path("tables"), "--from", site.path("lessons.jsonl"), "--json"])
        #expect(said.code == .done)
        let phrases = try said.json["proposals"]?.array?.compactMap { $0["phrase"]?.string } ?? []
        #expect(!phrases.contains("叮铃咣铛"), "\(said.results)")
    }

    @Test func `names of people, units and places teach nothing`() async throws {
        let rows = [
            #"{"text":"环卫所王芳李明华家宣芳桥13812345678","expect":{"types":["06037"]}}"#,
            #"{"text":"王芳和李明华家环卫所宣芳桥13812345678","expect":{"types":["06037"]}}"#,
        ]
        let site = try site(rows + Self.lessons.suffix(3))
        let said = await site.run(
            ["tables", "propose", site.path("tables"), "--from", site.path("lessons.jsonl"), "--json"])
        #expect(try said.json["proposals"]?.array?.isEmpty == true, "\(said.results)")
    }

    /// What people mended in the group, through the whole bridge, becomes a row with its reason.
    @Test func `the ledger's corrections teach, once more than one person made them`() async throws {
        let site = try Site(
            configuration: "{ adapters: [{ name: \"generic\", kind: \"generic\", scheme: \"none\" }] }")
        #expect(await site.run("tables", "import", Site.seeds + "/demo").code == .done)
        try await hear(
            [
                ("wangfang", "宣芳桥有垃圾叮铃咣铛"), ("wangfang", "*积存垃圾渣土"), ("wangfang", "府前路有垃圾叮铃咣铛"),
                ("wangfang", "*积存垃圾渣土"), ("wangfang", "收到"),
            ], in: site)
        let alone = try await site.run("tables", "propose", "--json").json
        #expect(alone["misread"]?.int == 2 && alone["proposals"]?.array?.isEmpty == true, "\(alone.serialized())")
        try await hear(
            [
                ("chenlin", "阳明北路有垃圾叮铃咣铛"), ("chenlin", "*积存垃圾渣土"), ("chenlin", "圣塔路有垃圾"),
                ("chenlin", "桃江路有垃圾"),
            ], in: site)
        let said = await site.run("tables", "propose", "--json")
        let first = try #require(try said.json["proposals"]?[0], "\(said.results) \(said.rest)")
        #expect(first["phrase"] == "垃圾叮铃咣铛" && first["type"]?["code"] == "06011")
        #expect(first["given"]?["code"] == "06010" && first["support"]?.int == 3 && first["right"]?.int == 3)
        #expect(!said.results.contains("wangfang") && !said.results.contains("王芳"))
    }

    /// Runs a talk through the bridge, ten minutes between two lines.
    private func hear(_ talk: [(who: String, text: String)], in site: Site) async throws {
        let configuration = try ConfigurationReader.load(path: site.path("gridbridge.json5"), environment: [:])
        let store = try Store(path: configuration.storePath)
        let tables = try #require(try await TablesInForce.read(store))
        let known = try await store.read { tx in try tx.caseCount() }
        let bridge = Bridge(
            county: County(try tables.tables()),
            phrasebook: try TemplateFolder.phrasebook(in: Site.templates, language: "zh-Hans"),
            configuration: configuration, adapters: ["generic"])
        let lines = talk.enumerated().map { index, said in
            #"{"type":"message.created","timestamp":"2026-11-20T1\#(known):\#(index)0:00+08:00","data":{"id":"m-\#(known)-\#(index)","room":{"id":"work"},"sender":{"id":"\#(said.who)"},"text":"\#(said.text)"}}"#
        }
        try site.write(lines.joined(separator: "\n"), to: "talk.jsonl")
        var replay = Replay(bridge: bridge, store: store, showsAll: false)
        let log = try ReplayLog(file: site.path("talk.jsonl"))
        try await Console.$recording.withValue(Console.Recording()) { try await replay.run(log, until: nil) }
        try await store.close()
    }

    @Test func `wrong words are wrong usage, a missing store is said`() async throws {
        let site = try site()
        #expect(await site.run("tables", "propose", "--accept", "1").code == .usage)
        #expect(await site.run("tables", "propose", "--accept", "one", site.path("tables")).code == .usage)
        #expect(await site.run("tables", "propose", "--json", "--csv").code == .usage)
        #expect(await site.run("tables", "propose", "--support", "1").code == .usage)
        let said = await site.run("tables", "propose")
        #expect(said.code == .worldFailed && said.rest.contains("--from FILE.jsonl"))
    }
}

extension Site {
    fileprivate func run(_ words: [String]) async -> Said {
        await Said.by(
            words + ["--config", path("gridbridge.json5"), "--seeds", Self.seeds, "--templates", Self.templates])
    }
}
