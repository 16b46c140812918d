import Cases
import Domain
import Foundation
import JSON
import Store
import Tables
import Testing

@testable import App

@Suite struct CaseJSONTests {
    static let keys = [
        "id", "number", "state", "type", "place", "latitude", "longitude", "grid", "unit", "assist", "reporter",
        "reporterKnown", "source", "room", "text", "reportedAt", "filedAt", "assignedAt", "acknowledgedAt", "handledAt",
        "closedAt", "dueAt", "overdue", "supervision", "urgent", "sensitive", "reworks", "extensions", "returns",
        "photos", "quantities", "evidenceMissing", "mergedInto", "recurrenceOf", "rating", "events",
    ]

    private func sample() -> Case {
        Case(
            id: ID(7), reporter: .init(account: AccountKey(adapter: "generic", id: "x9"), person: nil),
            source: .init(room: RoomKey(adapter: "generic", id: "work"), message: "m-1"),
            text: "王大爷 13812345678 家门口一堆垃圾", place: .init(text: "赣B12345 旁"),
            reportedAt: Timestamp(seconds: 1_795_000_000))
    }

    private func json(
        _ subject: Case, _ history: [Case.Entry] = [], sensitive: Bool = false, numbers: [ID<Case>: String] = [:]
    ) throws -> JSONValue {
        var tables = CountyTables()
        tables.caseTypes = [CaseType(code: "06010", name: "暴露垃圾")]
        var writer = JSONWriter()
        CaseJSON(county: County(tables), zone: .china, showsSensitive: sensitive)
            .write(subject, history: history, numberOf: { numbers[$0] }, into: &writer)
        return try JSONReader.read(writer.bytes)
    }

    @Test func `every key is always present, absent is null or empty`() throws {
        let value = try json(sample())
        #expect(value.object?.members.map(\.key) == Self.keys)
        for key in [
            "number", "type", "latitude", "longitude", "grid", "unit", "filedAt", "dueAt", "mergedInto", "rating",
        ] {
            #expect(value[key]?.isNull == true, "\(key)")
        }
        #expect(value["assist"]?.array?.isEmpty == true)
        #expect(value["events"]?.array?.isEmpty == true)
        #expect(value["id"]?.string == "7")
        #expect(value["reporter"]?.string == "generic:x9")
        #expect(value["reporterKnown"] == false)
    }

    @Test func `values are as the contract shapes them`() throws {
        var subject = sample()
        subject.number = CaseNumber(date: try #require(CivilDate("2026-11-21")), ordinal: 7)
        subject.state = .selfClosed
        subject.type = "06010"
        subject.coordinate = Coordinate(latitudeE6: 25_404_390, longitudeE6: -114_000_005)
        subject.photos = [Case.Photo(role: .before, sha256: nil, message: "m-1")]
        subject.quantities = [Quantity(hundredths: 50, unit: "车", approximate: true, measure: .cleaned)]
        subject.mergedInto = ID(3)
        subject.recurrenceOf = ID(4)
        subject.supervision = .yellow
        let value = try json(
            subject, [Case.Entry(at: subject.reportedAt, kind: .selfHandled, by: "bridge", why: nil, message: "m-1")],
            numbers: [ID(3): "20261120-001"])
        #expect(value["number"]?.string == "20261121-007")
        #expect(value["state"]?.string == "self_closed")
        #expect(value["type"]?.serialized() == #"{"code":"06010","name":"暴露垃圾"}"#)
        #expect(value["latitude"]?.number?.text == "25.40439")
        #expect(value["longitude"]?.number?.text == "-114.000005")
        #expect(value["photos"]?.serialized() == #"[{"role":"before","sha256":null}]"#)
        #expect(
            value["quantities"]?.serialized() == #"[{"value":0.5,"unit":"车","approximate":true,"measure":"cleaned"}]"#)
        #expect(value["mergedInto"]?.string == "20261120-001")
        #expect(value["recurrenceOf"]?.string == "4")
        #expect(value["source"]?.serialized() == #"{"adapter":"generic","room":"work","message":"m-1"}"#)
        #expect(value["reportedAt"]?.string?.hasSuffix("+08:00") == true)
        #expect(value["events"]?[0]?["kind"]?.string == "selfHandled")
        #expect(value["events"]?[0]?.object?.members.map(\.key) == ["at", "kind", "by", "why", "message"])
    }

    @Test func `personal data is masked`() throws {
        let value = try json(
            sample(),
            [Case.Entry(at: Timestamp(seconds: 0), kind: .noted, by: "x", why: "打 13812345678", message: nil)])
        #expect(value["text"]?.string == "王大爷 138****5678 家门口一堆垃圾")
        #expect(value["place"]?["text"]?.string?.contains("12345") == false)
        #expect(value["events"]?[0]?["why"]?.string == "打 138****5678")
    }

    @Test func `the words of a sensitive case are null unless asked for, those of a recalled one always`() throws {
        var subject = sample()
        subject.sensitive = true
        let history = [Case.Entry(at: Timestamp(seconds: 0), kind: .noted, by: "x", why: "words", message: nil)]
        #expect(try json(subject, history)["text"]?.isNull == true)
        #expect(try json(subject, history)["events"]?[0]?["why"]?.isNull == true)
        #expect(try json(subject, history, sensitive: true)["text"]?.string != nil)
        subject.text = nil
        #expect(try json(subject, sensitive: true)["text"]?.isNull == true)
    }
}

@Suite struct CaseReferenceTests {
    @Test(arguments: [
        ("20261121-007", "numbered"), ("XF20261121-7", "numbered"), ("1121-007", "short"), ("007", "bare"),
        ("7", "bare"), ("1234", "bare"), ("id:12", "id"),
    ])
    func `a case is called`(_ text: String, _ form: String) throws {
        #expect("\(try #require(CaseReference(text)))".hasPrefix(form))
    }

    @Test(arguments: ["", "0", "-7", "1121-", "1321-007", "20260230-001", "7-7-7", "id:x", "id:-1", "７", "99999999999"])
    func `these call no case`(_ text: String) { #expect(CaseReference(text) == nil) }
}

@Suite struct CasesCommandTests {
    @Test func `the list fits a hundred columns, numbers and times whole`() async throws {
        let said = await (try DemoLedger.site).run("cases", "list", "--all", "--sensitive")
        #expect(said.code == .done)
        #expect(said.lines.count > 20)
        #expect(said.lines[0].hasPrefix("编号"))
        for line in said.lines { #expect(TextWidth.of(line) <= 100, "\(line)") }
        #expect(said.lines.contains { $0.hasPrefix("20261120-001  ") && $0.contains("11-20 07:34") })
    }

    @Test func `open cases are listed, the newest first, and JSON is one array`() async throws {
        let said = await (try DemoLedger.site).run("cases", "list", "--json")
        let list = try #require(try said.json.array)
        #expect(!list.isEmpty)
        let states = Set(list.compactMap { $0["state"]?.string })
        #expect(states.isDisjoint(with: ["closed", "self_closed", "merged", "withdrawn", "voided", "rejected"]))
        let ids = list.compactMap { $0["id"]?.string.flatMap { Int($0) } }
        #expect(ids == ids.sorted(by: >))
        #expect(list.allSatisfy { $0["sensitive"] == false })
        #expect(list.allSatisfy { $0.object?.members.map(\.key) == CaseJSONTests.keys })
    }

    @Test(arguments: [
        ["--unit", "环卫所"], ["--type", "市容环境类"], ["--type", "暴露垃圾"], ["--grid", "s2"], ["--state", "closed"],
        ["--room", "shuinan"], ["--from", "2026-11-20T12:00"], ["--to", "2026-11-20T08:00"], ["--overdue"],
    ])
    func `a filter lets some through and not all`(_ filter: [String]) async throws {
        let site = try await DemoLedger.site
        let words = ["cases", "list", "--all", "--json", "--config", site.path("gridbridge.json5")]
        let common = ["--seeds", Site.seeds, "--templates", Site.templates]
        let all = try #require(try await Said.by(words + common).json.array)
        let said = await Said.by(words + common + filter)
        let some = try #require(try said.json.array, "\(said.rest)")
        #expect(!some.isEmpty && some.count < all.count)
    }

    @Test func `an unknown unit is asked about`() async throws {
        let said = await (try DemoLedger.site).run("cases", "list", "--unit", "hw")
        #expect(said.code == .usage)
        #expect(said.rest.contains("there is no unit 'hw'; did you mean 'hws'?"))
    }

    @Test func `a case is shown with its history, by any of its names`() async throws {
        let site = try await DemoLedger.site
        let said = await site.run("cases", "show", "20261120-001")
        #expect(said.code == .done)
        #expect(said.lines[0] == "20261120-001  暴露垃圾（06010）  已办结")
        #expect(said.results.contains("宣芳桥"))
        #expect(said.results.contains("经过\n"))
        #expect(said.results.contains("立案"))
        #expect(await site.run("cases", "show", "id:1").results == said.results)
        let json = try await site.run("cases", "show", "20261120-001", "--json").json
        #expect(json["number"]?.string == "20261120-001")
        #expect(json.object?.members.map(\.key) == CaseJSONTests.keys)
    }

    @Test func `a case that is not there is bad data`() async throws {
        let said = await (try DemoLedger.site).run("cases", "show", "20261120-999")
        #expect(said.code == .badData)
        #expect(said.rest == "the ledger has no case 20261120-999\n")
    }

    @Test func `without a store the command says what makes one`() async throws {
        let said = await (try Site()).run("cases", "list")
        #expect(said.code == .worldFailed)
        #expect(said.rest.contains("there is no store"))
    }

    @Test func `an export as CSV is a sheet without formulas, one row a case`() async throws {
        let site = try await DemoLedger.site
        let said = await site.run("cases", "export", "--csv", "--bom", "--sensitive")
        #expect(said.results.utf8.starts(with: [0xEF, 0xBB, 0xBF]))
        let contents = CSV.read(Array(said.results.utf8.dropFirst(3)))
        #expect(contents.problems.isEmpty)
        #expect(contents.records.first?.fields.map(\.text).prefix(2) == ["案件编号", "状态"])
        let all = try #require(try await site.run("cases", "list", "--all", "--sensitive", "--json").json.array)
        #expect(contents.records.count == all.count + 1)
        for record in contents.records {
            for field in record.fields {
                #expect(field.text.unicodeScalars.first.map { !"=+-@".unicodeScalars.contains($0) } ?? true)
            }
        }
    }

    @Test func `an export as JSON is one array in every size`() async throws {
        let site = try await DemoLedger.site
        #expect(try await site.run("cases", "export", "--json").json.array?.isEmpty == false)
        let none = await site.run("cases", "export", "--json", "--to", "2020-01-01")
        #expect(none.results == "[]\n")
    }

    @Test func `photos are copied under the case's name, and what is there stays`() async throws {
        let site = try Site()
        try await DemoLedger.fill(site, until: "2026-11-20T08:00:00+08:00")
        let hash = String(repeating: "ab", count: 32)
        try site.write("picture", to: "data/photos/ab/\(hash.dropFirst(2))")
        let store = try Store(path: site.path("data/gridbridge.sqlite"))
        try await store.write { tx in
            guard var subject = try tx.find(ID(1)) else { return }
            subject.photos = [Case.Photo(role: .after, sha256: hash, message: "m")]
            try tx.save(subject, [])
            try tx.savePhoto(.init(sha256: hash, size: 7, mediaType: "image/png"), at: subject.reportedAt)
        }
        try await store.close()
        let said = await site.run("cases", "show", "id:1", "--photos", site.path("out"))
        #expect(said.code == .done, "\(said.rest)")
        #expect(site.text("out/20261120-001-1-after.png") == "picture")
        let again = await site.run("cases", "show", "id:1", "--photos", site.path("out"))
        #expect(again.rest.contains("kept "))
    }
}

@Suite struct TextTableTests {
    @Test(arguments: [("abc", 3), ("垃圾", 4), ("Ａ", 2), ("e\u{301}", 1), ("👍", 2), ("—", 1), ("", 0)])
    func `a text is so many columns wide`(_ text: String, _ width: Int) { #expect(TextWidth.of(text) == width) }

    @Test func `what is too long ends in dots, between characters`() {
        #expect(TextWidth.shorten("宣芳桥靠市场", to: 7) == "宣芳桥…")
        #expect(TextWidth.shorten("宣芳桥靠市场", to: 6) == "宣芳…")
        #expect(TextWidth.shorten("宣芳桥", to: 6) == "宣芳桥")
    }

    @Test func `nothing in a cell steers the terminal`() {
        var table = TextTable([.init("a"), .init("b")])
        table.add(["x\u{1B}[31m\ny", "\u{202E}z"])
        let line = table.lines()[1]
        #expect(line == "x [31m y   z")
    }
}
