import Foundation
import JSON
import Testing

/// What `evaluate` prints beside its first figures, through the built program.
@Suite struct EvaluateReportTests {
    /// Two of each outcome with `seeds/common` and the demo county, and what each is read as.
    private static let rows = [
        #"{"id":"right","text":"宣芳桥空地有一堆垃圾","expect":{"intent":"report","types":["06010"]}}"#,
        #"{"id":"alarm","text":"宣芳桥空地又有一堆垃圾","expect":{"intent":"chatter","types":[]}}"#,
        #"{"id":"wrong","text":"宣芳桥旁边有一堆垃圾","expect":{"intent":"report","types":["06037"]}}"#,
        #"{"id":"missed","text":"今天天气真好","expect":{"intent":"report","types":["06037"]}}"#,
        #"{"id":"hasty","text":"清理干净了","expect":{"intent":"acknowledge","types":[]}}"#,
        #"{"id":"intent","text":"今天天气真好","expect":{"intent":"query","types":[]}}"#,
        #"{"id":"unlabelled","text":"收到"}"#,
    ]

    private static let run = Result {
        try ContractRun(
            ["evaluate", "-", "--json"], input: Array(rows.joined(separator: "\n").utf8))
    }

    private var json: JSONValue { get throws { try JSONReader.read(try Self.run.get().output) } }

    @Test func `errors come by what they cost, a false alarm before a wrong filing before a miss`() throws {
        let errors = try #require(try json["errors"]?.array)
        #expect(errors.compactMap { $0["id"]?.string } == ["alarm", "hasty", "wrong", "missed", "intent"])
        #expect(
            errors.compactMap { $0["kind"]?.string } == [
                "falseAlarm", "hastyDeed", "filedWrong", "missed", "wrongIntent",
            ])
        #expect(errors.compactMap { $0["line"]?.int } == [2, 5, 3, 4, 6])
    }

    @Test func `every reading stands in one bin of the calibration, counted by hand`() throws {
        let bins = try #require(try json["calibration"]?.array)
        #expect(bins.map { $0["from"]?.int } == Array(stride(from: 0, through: 90, by: 10)))
        #expect(bins.last?["to"]?.int == 100)
        func sum(_ part: String, _ key: String) -> Int { bins.compactMap { $0[part]?[key]?.int }.reduce(0, +) }
        #expect((sum("reports", "count"), sum("reports", "right")) == (3, 1))
        #expect((sum("others", "count"), sum("others", "right")) == (3, 0))
    }

    @Test func `the pair in force is in the table of thresholds, and no other pair beats any row`() throws {
        let rows = try #require(try json["thresholds"]?.array)
        let inForce = try #require(rows.first { $0["inForce"] == true })
        #expect(inForce["fileFrom"]?.int == 80 && inForce["askFrom"]?.int == 55)
        #expect(inForce["falseAlarms"]?.int == 1)
        #expect(inForce["filedRight"]?.int == 1 && inForce["filedWrong"]?.int == 1 && inForce["missed"]?.int == 1)
        #expect(inForce["cost"]?.int == 10 + 5 + 3)
        func mistakes(_ row: JSONValue) -> [Int] {
            [-(row["filedRight"]?.int ?? 0)]
                + ["filedWrong", "asked", "missed", "falseAlarms"].map { row[$0]?.int ?? 0 }
        }
        for row in rows where row["inForce"] != true {
            for other in rows {
                let isBeaten =
                    mistakes(other) != mistakes(row)
                    && zip(mistakes(other), mistakes(row)).allSatisfy { $0 <= $1 }
                #expect(!isBeaten, "\(row.serialized()) by \(other.serialized())")
            }
        }
    }

    @Test func `types and confusions tell what is taken for what`() throws {
        let types = try #require(try json["types"]?.array)
        #expect(types.first?["code"] == "06010" || types.first?["code"] == "06037")
        let dead = try #require(types.first { $0["code"] == "06037" })
        #expect(dead["expected"]?.int == 2 && dead["found"]?.int == 0 && dead["right"]?.int == 0)
        #expect(dead["precision"]?.isNull == true && dead["recall"]?.double == 0)
        let pairs = try #require(try json["confusions"]?["types"]?.array)
        #expect(pairs.contains { $0["expected"] == "06037" && $0["found"] == "06010" && $0["count"]?.int == 1 })
    }

    @Test func `the terminal shows the same, shortened to what --list allows`() throws {
        let run = try ContractRun(
            ["evaluate", "-", "--list", "2"], input: Array(Self.rows.joined(separator: "\n").utf8))
        #expect(run.code == 0)
        for part in [
            "worst types:", "how often a reading that is so sure is right", "in force", "errors, the dearest first:",
            "line 2 alarm “宣芳桥空地又有一堆垃圾”", "line 5 hasty", "and 3 more",
        ] {
            #expect(run.text.contains(part), "\(part) in \(run.text)")
        }
        #expect(!run.text.contains("line 3 wrong"))
        for line in run.lines { #expect(line.unicodeScalars.count <= 130, "\(line)") }
    }

    @Test func `two folders of tables are compared message by message`() throws {
        let site = try Site(configuration: "{}")
        try site.copyTables(from: "demo", to: "old")
        try site.copyTables(from: "demo", to: "new")
        let keywords = try String(contentsOfFile: Site.seeds + "/common/keywords.csv", encoding: .utf8)
        try site.write(keywords + "蹀躞踟蹰,06037,9,\n", to: "new/keywords.csv")
        let rows = [
            #"{"id":"learnt","text":"宣芳桥北边蹀躞踟蹰","expect":{"intent":"report","types":["06037"]}}"#,
            #"{"id":"spoilt","text":"群里蹀躞踟蹰","photos":1,"expect":{"types":[]}}"#,
            #"{"id":"same","text":"收到","expect":{"intent":"acknowledge","types":[]}}"#,
        ]
        try site.write(rows.joined(separator: "\n"), to: "rows.jsonl")
        let words = ["evaluate", "rows.jsonl", "--tables", "new", "--against", "old"]
        let run = try ContractRun(words + ["--json"], in: site.folder)
        #expect(run.code == 0, "\(run.complaints)")
        let against = try #require(try JSONReader.read(run.output)["against"])
        #expect(against["better"]?.array?.compactMap { $0["id"]?.string } == ["learnt"])
        #expect(against["worse"]?.array?.compactMap { $0["id"]?.string } == ["spoilt"])
        let change = against["better"]?[0]?["better"]?.array?.first { $0["aspect"] == "types" }
        #expect(change?["before"] == "(none)" && change?["now"] == "06037")
        #expect(against["before"]?["messages"]?.int == 3)
        let text = try ContractRun(words, in: site.folder).text
        #expect(text.contains("better: 1 of 3 messages") && text.contains("worse: 1 of 3 messages"))
        #expect(text.contains("+ types (none) → 06037") && text.contains("− types (none) → 06037"))
        #expect(try ContractRun(["evaluate", "rows.jsonl", "--against", "nowhere"], in: site.folder).code == 65)
    }
}
