import Domain
import Foundation
import JSON
import Store
import Testing

@testable import App

@Suite struct CheckCommandTests {
    @Test func `an unusable configuration is findings, not another exit code`() async throws {
        let site = try Site(configuration: "{ lisen: 1, digest: { day: \"x\" } }")
        let said = await site.run("check")
        #expect(said.code == .found)
        #expect(said.results.contains("  1. "))
        #expect(said.results.contains("did you mean \"listen\"?"))
        #expect(said.results.contains("  2. "))
    }

    @Test func `a sound site without findings ends with 0 and is left as it was`() async throws {
        let site = try Site()
        try site.copyTables(from: "demo", to: "tables")
        #expect(await site.run("tables", "import", site.path("tables")).code == .done)
        let before = site.files.filter { !$0.hasSuffix("-shm") && !$0.hasSuffix("-wal") }
        let said = await site.run("check")
        #expect(said.code == .done, "\(said.results)")
        #expect(said.results.contains("tables         ok  version 1 of "))
        #expect(site.files.filter { !$0.hasSuffix("-shm") && !$0.hasSuffix("-wal") } == before)
    }

    @Test func `without a store nothing is made`() async throws {
        let site = try Site()
        let said = await site.run("check", "--tables", Site.seeds + "/demo")
        #expect(said.code == .done, "\(said.results)")
        #expect(site.files == ["gridbridge.json5"])
    }

    @Test func `strangers come as rows to paste, waiting rows are counted`() async throws {
        let site = try Site()
        try site.copyTables(from: "demo", to: "tables")
        #expect(await site.run("tables", "import", site.path("tables")).code == .done)
        let store = try Store(path: site.path("data/gridbridge.sqlite"))
        try await store.write { tx in
            let now = Timestamp(seconds: 1_795_000_000)
            let room = RoomKey(adapter: "sandbox", id: "room-9")
            try tx.noteSeen(room: room, name: "新, \"群\"\n", at: now)
            try tx.noteSeen(room: RoomKey(adapter: "sandbox", id: "work"), name: "known", at: now)
            try tx.noteSeen(
                sender: AccountKey(adapter: "sandbox", id: "a|b"), name: "某人", in: room, at: now)
            try tx.send(
                OutboundPost(
                    id: "p1", room: RoomKey(adapter: "sandbox", id: "work"), kind: "closed", text: "x", at: now),
                about: nil)
            if let post = try tx.outbox(nil, limit: 1).first { try tx.park(post.id, code: "gone") }
        }
        try await store.close()
        let said = await site.run("check")
        #expect(said.code == .found)
        #expect(said.results.contains("sandbox,room-9,\"新, \"\"群\"\" \",work,"), "\(said.results)")
        #expect(said.results.contains("a|b,某人,worker,,,sandbox:a\\|b"))
        #expect(!said.results.contains("known"))
        #expect(said.results.contains("1 post was given up and parked"))
        #expect(said.results.contains("#1 closed to sandbox:work: gone"))
        let json = try await site.run("check", "--json").json
        #expect(json["findings"]?.array?.map { $0["number"]?.int } == [1, 2, 3])
        #expect(json["findings"]?[0]?["area"]?.string == "store")
    }

    @Test func `a unit for sensitive matters without a room of its own is a finding`() async throws {
        let site = try Site()
        try site.copyTables(from: "demo", to: "tables")
        let rooms = try #require(site.text("tables/rooms.csv"))
        let without = rooms.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.contains("unit-pcs") }.joined(separator: "\n")
        try site.write(without, to: "tables/rooms.csv")
        let said = await site.run("check", "--tables", site.path("tables"))
        #expect(said.code == .found)
        #expect(said.results.contains("\"pcs\" answers for the sensitive type"))
        #expect(said.results.contains("tables         1 finding  "))
    }

    @Test func `a platform that does not answer is a finding, without its path`() async throws {
        let site = try Site(
            configuration: """
                { adapters: [{ name: "county", kind: "generic", scheme: "none", allowPrivateHosts: true,
                    deliver: "http://127.0.0.1:1/hook?token=hidden" }] }
                """)
        let said = await site.run("check", "--tables", Site.seeds + "/demo")
        #expect(said.code == .found)
        #expect(said.results.contains("adapters.county: http://127.0.0.1:1 cannot be reached: connect"))
        #expect(!said.results.contains("hidden"))
    }

    @Test func `dangerous settings are findings`() async throws {
        let site = try Site(
            configuration: """
                { listen: "0.0.0.0:8480", adapters: [{ name: "s", kind: "sandbox" },
                    { name: "g", kind: "generic", scheme: "none" }] }
                """)
        let said = await site.run("check", "--tables", Site.seeds + "/demo")
        #expect(said.results.contains("adapters.s: a sandbox needs listen on a loopback address"))
        #expect(said.results.contains("adapters.g: scheme \"none\" lets everybody"))
    }
}

@Suite struct BackupCommandTests {
    @Test func `a copy holds the ledger, and is never written over another`() async throws {
        let site = try await DemoLedger.site
        let copy = try Site(configuration: "{ dataDirectory: \".\" }")
        let said = await site.run("backup", copy.path("gridbridge.sqlite"))
        #expect(said.code == .done, "\(said.rest)")
        #expect(said.results.hasPrefix(copy.path("gridbridge.sqlite") + "  "))
        let original = await site.run("cases", "list", "--all")
        #expect(await copy.run("cases", "list", "--all").results == original.results)
        let again = await site.run("backup", copy.path("gridbridge.sqlite"))
        #expect(again.code == .worldFailed)
        #expect(again.rest.contains("a backup never overwrites"))
    }

    @Test func `without a store there is nothing to copy, and nothing is made`() async throws {
        let site = try Site()
        let said = await site.run("backup", site.path("b.sqlite"))
        #expect(said.code == .worldFailed)
        #expect(said.rest.contains("there is no store"))
        #expect(site.files == ["gridbridge.json5"])
    }
}
