import Foundation
import JSON
import Testing

@testable import App

/// Configuration, folders and exit codes as a stranger meets them.
@Suite struct ContractSettingTests {
    private let file = """
        { adapters: [{ name: "county-a", kind: "generic", secrets: ["env:SECRET_A"], deliver: "https://x.example/geheim" }],
          listen: 5, timezone: "x", timeZone: "Asia/Shangai", digest: { day: "25:00" }, cases: 3, publicURL: "ftp://a" }
        """

    private func problems(_ text: String, _ environment: [String: String]) -> [String] {
        var reader = ConfigurationReader(file: "g.json5", bytes: Array(text.utf8), environment: environment)
        do {
            _ = try reader.read()
            return []
        } catch {
            return (error as? BadConfiguration)?.problems ?? ["\(error)"]
        }
    }

    @Test func `every problem of file and environment is told at once, and no secret with it`() {
        let found = problems(
            file,
            [
                "GRIDBRIDGE_LANGUAGE": "fr", "GRIDBRIDGE_ADAPTERS_COUNTY_A_ALLOWPRIVATEHOSTS": "maybe",
                "GRIDBRIDGE_ADAPTERS_COUNTY_A_DELIVR": "s3cret", "GRIDBRIDGE_DATA_DIRECTORY": "s3cret",
                "GRIDBRIDGE_ADAPTERS_COUNTY_A_DELIVER": "s3cret", "GRIDBRIDGE_ADAPTERS_COUNTY_A_NAME": "b",
            ])
        for part in [
            "g.json5:2:14: unknown key \"timezone\"; did you mean \"timeZone\"?",
            "g.json5:2:88: cases: expected an object",
            "the environment has no SECRET_A", "listen: expected an address", "timeZone: expected a zone",
            "digest.day: expected a time", "publicURL: expected", "environment: language: ",
            "environment: adapters.county-a.allowPrivateHosts: expected true or false",
            "environment: adapters.county-a.deliver: expected",
            "GRIDBRIDGE_ADAPTERS_COUNTY_A_DELIVR; did you mean GRIDBRIDGE_ADAPTERS_COUNTY_A_DELIVER?",
            "GRIDBRIDGE_DATA_DIRECTORY; did you mean GRIDBRIDGE_DATADIRECTORY?",
            "unknown name GRIDBRIDGE_ADAPTERS_COUNTY_A_NAME",
        ] {
            #expect(found.contains { $0.contains(part) }, "\(part) \(found)")
        }
        #expect(found.filter { $0.hasPrefix("g.json5:2:") }.count == 6, "\(found)")
        for line in found { #expect(!line.contains("s3cret") && !line.contains("geheim"), "\(line)") }
    }

    @Test func `the environment goes before the file, for adapters by name`() throws {
        let text = #"{ adapters: [{ name: "county-a", kind: "sandbox" }], understanding: { fileFrom: 80 } }"#
        var reader = ConfigurationReader(
            file: "g.json5", bytes: Array(text.utf8),
            environment: [
                "GRIDBRIDGE_ADAPTERS_COUNTY_A_KIND": "generic", "GRIDBRIDGE_ADAPTERS_COUNTY_A_SECRETS": "env:A, env:B",
                "GRIDBRIDGE_ADAPTERS_COUNTY_A_DELIVER": "http://127.0.0.1:9/x",
                "GRIDBRIDGE_UNDERSTANDING_FILEFROM": "90",
                "GRIDBRIDGE_ADAPTERS_COUNTY_A_ALLOWPRIVATEHOSTS": "true",
                "GRIDBRIDGE_ADAPTERS_COUNTY_A_FETCHHOSTS": "a.example,b.example",
                "GRIDBRIDGE_WORKINGHOURS": "09:00-12:00,13:00-17:00", "A": "one", "B": "two",
            ])
        let configuration = try reader.read()
        let adapter = try #require(configuration.adapters.first)
        #expect(adapter.kind == .generic && adapter.allowPrivateHosts)
        #expect(adapter.secrets.map { $0.reveal() } == ["one", "two"])
        #expect(adapter.fetchHosts == ["a.example", "b.example"])
        #expect(configuration.fileFrom == 90)
        #expect(configuration.workingHours.count == 2)
        #expect(!"\(adapter)".contains("one") && !"\(adapter)".contains("two"))
    }

    @Test(arguments: ["{ a: [", "{ dup: 1, dup: 2 }", "[]", "{ listen: }", "\u{FEFF}{ nothing: 1 }"])
    func `a malformed file is 78 everywhere and a finding of check`(_ text: String) async throws {
        let site = try Site(configuration: text)
        for words in [["explain", "好"], ["cases"], ["digest"], ["tables", "check", Site.seeds + "/demo"]] {
            let said = await Said.by(words + ["--config", site.path("gridbridge.json5")])
            #expect(said.code == .badConfiguration)
            #expect(said.rest.contains(#/gridbridge\.json5:\d+:\d+: /#), "\(said.rest)")
            #expect(said.results.isEmpty)
        }
        #expect(await site.run("check").code == .found)
    }

    @Test func `a configuration that is named must be there`() async throws {
        let site = try Site(configuration: "{}")
        #expect(await Said.by(["explain", "好", "--config", site.path("none.json5")]).code == .badConfiguration)
        #expect(await Said.by(["explain", "好", "--config", site.folder]).code == .badConfiguration)
    }

    @Test func `seeds and templates are found beside a linked program, else every place tried is named`() throws {
        let site = try Site(configuration: "{}")
        let files = FileManager.default
        try files.createDirectory(atPath: site.path("安装 处/bin"), withIntermediateDirectories: true)
        let program = site.path("安装 处/bin/gridbridge")
        try files.linkOrCopy(ContractRun.program, to: program)
        try files.createSymbolicLink(atPath: site.path("gb"), withDestinationPath: program)
        let lost = try ContractRun(["explain", "好"], program: site.path("gb"))
        #expect(lost.code == 78)
        for place in ["安装 处/share/gridbridge/seeds", "安装 处/bin/seeds", "安装 处/seeds"] {
            #expect(lost.complaints.contains(site.path(place)), "\(lost.complaints)")
        }
        let share = site.path("安装 处/share/gridbridge")
        try files.createDirectory(atPath: share, withIntermediateDirectories: true)
        try files.createSymbolicLink(atPath: share + "/seeds", withDestinationPath: Site.seeds)
        try files.createSymbolicLink(atPath: share + "/Templates", withDestinationPath: Site.templates)
        let found = try ContractRun(["explain", "宣芳桥垃圾", "--json"], program: site.path("gb"))
        #expect(found.code == 0, "\(found.complaints)")
    }

    @Test func `seeds without the common tables are a bad configuration`() async throws {
        let site = try Site(configuration: "{}")
        let said = await Said.by(["explain", "好", "--seeds", site.folder, "--templates", Site.templates])
        #expect(said.code == .badConfiguration)
        #expect(said.rest.contains(site.folder))
    }

    @Test(arguments: [
        ["version", "extra"], ["help", "cases", "list"], ["help", "nothing"], ["nothing"], ["version", "--json"],
    ])
    func `words too many or unknown are 64 with a sentence`(_ words: [String]) async {
        let said = await Said.by(words)
        #expect(said.code == .usage)
        #expect(said.results.isEmpty)
        #expect(!said.rest.contains("' Try"), "\(said.rest)")
    }

    @Test func `what stands after two dashes is text, whatever it looks like`() async throws {
        let site = try Site(configuration: "{}")
        let said = await Said.by(
            ["explain", "--json", "--config", site.path("gridbridge.json5"), "--", "--help"])
        #expect(said.code == .done)
        #expect(said.results.hasPrefix("{\"id\":null"))
    }

    @Test func `a digest adds up`() async throws {
        let site = try await DemoLedger.site
        for date in ["2026-11-20", "2026-11-21"] {
            let json = try await site.run("digest", "--date", date, "--json").json
            func count(_ key: String) -> Int { json[key]?.int ?? -1_000_000 }
            func sum(_ list: String, _ key: String) -> Int {
                json[list]?.array?.reduce(0) { $0 + ($1[key]?.int ?? 0) } ?? 0
            }
            let parts = ["filed", "rejected", "merged", "withdrawn", "verifying", "needsInfo"]
            #expect(count("received") == parts.reduce(0) { $0 + count($1) }, "\(date)")
            #expect(count("overdue") == count("due") - count("closed"))
            #expect(json["overdueCases"]?.array?.count == count("overdue"))
            #expect(sum("types", "count") + count("sensitiveFiled") == count("filed"))
            for key in ["due", "closed", "onTime"] { #expect(sum("units", key) == count(key), "\(date) \(key)") }
        }
    }
}

extension FileManager {
    /// A hard link costs nothing; another file system gets a copy.
    fileprivate func linkOrCopy(_ source: String, to target: String) throws {
        do {
            try linkItem(atPath: source, toPath: target)
        } catch {
            try copyItem(atPath: source, toPath: target)
        }
    }
}
