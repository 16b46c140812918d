import Domain
import Foundation
import JSON
import Store
import Testing

@testable import App

@Suite struct DigestCommandTests {
    @Test func `the day that was frozen is printed as it was posted`() async throws {
        let site = try await DemoLedger.site
        let said = await site.run("digest", "--date", "2026-11-20")
        #expect(said.code == .done)
        #expect(said.lines[0].contains("日报】2026年11月20日"))
        #expect(said.lines[0].contains("第1期"))
        let store = try Store(reading: site.path("data/gridbridge.sqlite"))
        let date = try #require(CivilDate("2026-11-20"))
        let frozen = try await store.read { tx in try tx.digest(Bridge.digestKey(date)) }
        let content = try #require(frozen?.content)
        #expect(said.results.trimmingCharacters(in: .newlines) == content.trimmingCharacters(in: .newlines))
    }

    @Test func `figures as JSON add up`() async throws {
        let value = try await DemoLedger.site.run("digest", "--date", "2026-11-20", "--json").json
        func count(_ key: String) -> Int { value[key]?.int ?? -1 }
        #expect(count("filed") > 0)
        #expect(
            count("received") == count("filed") + count("rejected") + count("merged") + count("withdrawn")
                + count("verifying") + count("needsInfo"))
        #expect(count("due") == count("closed") + count("overdue"))
        #expect(value["overdueCases"]?.array?.count == count("overdue"))
        #expect(value["units"]?.array?.reduce(0) { $0 + ($1["due"]?.int ?? 0) } == count("due"))
        #expect(value["provisional"] == false)
        #expect(value["frozenAt"]?.string != nil)
    }

    @Test func `a day still to come is marked`() async throws {
        let said = await (try DemoLedger.site).run("digest", "--date", "2099-01-01")
        #expect(said.lines.first?.contains("未截止") == true)
    }

    @Test func `a grid's digest counts less and carries its name`() async throws {
        let site = try await DemoLedger.site
        let all = try await site.run("digest", "--date", "2026-11-20", "--json").json
        let some = try await site.run("digest", "--date", "2026-11-20", "--json", "--grid", "03").json
        #expect((some["filed"]?.int ?? 0) < (all["filed"]?.int ?? 0))
        #expect(some["grid"]?.string == "03")
        #expect(some["text"]?.string?.hasPrefix("【3号") == true, "\(some["text"]?.string?.prefix(20) ?? "")")
    }

    @Test func `a week and a month have their own words and reach back`() async throws {
        let site = try await DemoLedger.site
        let week = try await site.run("digest", "--date", "2026-11-20", "--period", "week", "--json").json
        #expect(week["after"]?.string == "2026-11-13T17:30:00+08:00")
        #expect(week["text"]?.string?.contains("周报】") == true)
        let month = try await site.run("digest", "--date", "2026-12-31", "--period", "month", "--json").json
        #expect(month["after"]?.string == "2026-11-30T17:30:00+08:00")
        #expect(month["text"]?.string?.contains("月报】") == true)
    }

    @Test func `sending posts once, and never before the cut-off`() async throws {
        let site = try Site(
            configuration: "{ adapters: [{ name: \"generic\", kind: \"generic\", scheme: \"none\" }] }")
        try await DemoLedger.fill(site, until: "2026-11-20T08:00:00+08:00")
        let first = await site.run("digest", "--date", "2026-11-20", "--send")
        #expect(first.code == .done)
        #expect(first.rest.contains("posted to 1 room;"))
        let second = await site.run("digest", "--date", "2026-11-20", "--send")
        #expect(second.rest.contains("was posted before"))
        #expect(second.results == first.results)
        let early = await site.run("digest", "--date", "2099-01-01", "--send")
        #expect(early.code == .usage)
        let store = try Store(reading: site.path("data/gridbridge.sqlite"))
        let posts = try await store.read { tx in try tx.outbox(nil, limit: 1000) }
        #expect(posts.filter { $0.post.kind == "digest-day" }.count == 1)
    }
}
