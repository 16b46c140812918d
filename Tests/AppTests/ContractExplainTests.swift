import Foundation
import JSON
import Testing

@testable import App

/// `explain`, held against the contract from outside.
@Suite struct ContractExplainTests {
    private static let texts = [
        "宣芳桥靠市场一百米处空地又出现一堆垃圾",
        "😀😀１２３号路灯𠮷不亮了，明天下午5点前修好",
        "",
        "   ",
        "👨‍👩‍👧‍👦府前路菜市场后门\u{FE0F}垃圾成堆了，井盖也破了，请市政处理",
        "宣芳橋垃圾ㄚ　空地ＡＢＣ",
        "1121-007 已清理，拉了2车",
        "@环卫所 @王芳 1121-007 今天18点前清理",
        "é\u{301}站前大道\r\n\t垃圾\u{200B}堆放",
        "𝟙𝟚堆垃圾在宣芳桥𪚥旁边",
        String(repeating: "垃圾", count: 2000),
        "99999999999999999999999999999吨垃圾在宣芳桥",
        "\u{202E}宣芳桥垃圾\u{0007}",
        "收到", "👌", "垃圾已清，井盖报市政了", "没清干净", "申请延期3天", "满意，五星",
    ]

    private static let run = Result { try ContractRun.explain(texts.map { messageLine($0) }) }

    @Test func `every key is there, in the order of the contract, and nothing else`() throws {
        let run = try Self.run.get()
        #expect(run.code == 0, "\(run.complaints)")
        let readings = try run.readings
        #expect(readings.count == Self.texts.count)
        for reading in readings {
            #expect(reading.object?.keys == ["id", "intent", "items", "cases", "deadline", "mentions"])
            let items = try #require(reading["items"]?.array)
            #expect(!items.isEmpty)
            #expect(items.first?["intent"] == reading["intent"])
            for item in items {
                #expect(
                    item.object?.keys == [
                        "intent", "type", "confidence", "alternatives", "place", "unit", "quantities", "urgent",
                        "sensitive", "recurrence", "selfHandled", "exists", "evidence",
                    ])
                #expect((0...100).contains(item["confidence"]?.int ?? -1))
                if let type = item["type"], !type.isNull { #expect(type.object?.keys == ["code", "name"]) }
                if let place = item["place"], !place.isNull { #expect(place.object?.keys == ["text", "name", "grid"]) }
                for quantity in item["quantities"]?.array ?? [] {
                    #expect(quantity["value"]?.number != nil)
                    #expect(quantity["unit"]?.string != nil)
                    #expect(quantity["approximate"]?.bool != nil)
                }
                for key in ["urgent", "sensitive", "recurrence", "selfHandled"] { #expect(item[key]?.bool != nil) }
                for other in item["alternatives"]?.array ?? [] {
                    #expect(other.object?.keys == ["code", "name", "confidence"])
                }
            }
        }
    }

    @Test func `evidence is the stretch of the original that its offsets name, in Unicode scalars`() throws {
        for (text, reading) in zip(Self.texts, try Self.run.get().readings) {
            for item in reading["items"]?.array ?? [] {
                for reason in item["evidence"]?.array ?? [] {
                    #expect(reason.object?.keys == ["source", "text", "start", "end", "points"])
                    let start = try #require(reason["start"]?.int)
                    let end = try #require(reason["end"]?.int)
                    #expect(0 <= start && start <= end && end <= text.unicodeScalars.count, "\(text)")
                    #expect(reason["text"]?.string == text.scalars(start, end), "\(text): \(reason.serialized())")
                    #expect(reason["source"]?.string?.contains(":") == true)
                }
            }
        }
    }

    @Test func `a place is a stretch of the original, as written`() throws {
        var places = 0
        for (text, reading) in zip(Self.texts, try Self.run.get().readings) {
            for item in reading["items"]?.array ?? [] {
                guard let place = item["place"]?["text"]?.string else { continue }
                places += 1
                let whole = text.unicodeScalars.map(\.value)
                let part = place.unicodeScalars.map(\.value)
                #expect(!part.isEmpty)
                let found = whole.indices.contains { whole[$0...].starts(with: part) }
                #expect(found, "\(place) in \(text)")
            }
        }
        #expect(places >= 3)
    }

    @Test func `the contract's own example reads as the contract shows it`() throws {
        let reading = try #require(try Self.run.get().readings.first)
        let item = reading["items"]?[0]
        #expect(reading["intent"] == "report")
        #expect(item?["type"]?.serialized() == #"{"code":"06010","name":"暴露垃圾"}"#)
        #expect(item?["place"]?.serialized() == #"{"text":"宣芳桥靠市场一百米处空地","name":"宣芳桥","grid":"03"}"#)
        #expect(item?["unit"] == "hws")
        #expect(item?["recurrence"] == true)
        #expect(item?["quantities"]?.array?.contains { $0["value"]?.int == 1 && $0["unit"] == "堆" } == true)
        #expect(reading["cases"]?.array?.isEmpty == true)
        #expect(reading["deadline"]?.isNull == true)
    }

    @Test func `cases are as written, mentions are codes and ids, else the text`() throws {
        let run = try ContractRun.explain([
            messageLine("@环卫所 @王芳 @路人甲 1121-007 和 20261121-012 今天18点前清理", ("time", "2026-11-21T09:12:33+08:00"))
        ])
        let reading = try #require(try run.readings.first)
        #expect(reading["cases"]?.serialized() == #"["1121-007","20261121-012"]"#)
        let mentions = reading["mentions"]?.array?.compactMap(\.string) ?? []
        #expect(mentions.prefix(2) == ["hws", "wangfang"])
        #expect(mentions.count == 3 && mentions[2].contains("路人甲"))
        #expect(reading["deadline"] == "2026-11-21T18:00:00+08:00")
    }

    @Test func `deadlines count from the message's time, in the configured zone, over leap days and clock changes`()
        throws
    {
        func deadlines(_ messages: [(String, String)], zone: String) throws -> [String?] {
            let run = try ContractRun.explain(
                messages.map { messageLine($0.0, ("time", .string($0.1))) }, environment: ["GRIDBRIDGE_TIMEZONE": zone])
            #expect(run.code == 0, "\(run.complaints)")
            return try run.readings.map { $0["deadline"]?.string }
        }
        let china = try deadlines(
            [
                ("请明天下午5点前清理完", "2028-02-28T12:00:00+08:00"), ("请明天下午5点前清理完", "2028-02-28T16:30:00Z"),
                ("请明天下午5点前清理完", "2026-12-31T12:00:00+08:00"), ("请今天18点前清理", "9999-12-31T12:00:00+08:00"),
            ], zone: "Asia/Shanghai")
        #expect(
            china.prefix(3) == [
                "2028-02-29T17:00:00+08:00", "2028-03-01T17:00:00+08:00", "2027-01-01T17:00:00+08:00",
            ])
        let york = try deadlines(
            [
                ("请明天下午5点前清理完", "2026-03-07T12:00:00-05:00"), ("请明天下午5点前清理完", "2026-10-31T12:00:00-04:00"),
            ], zone: "America/New_York")
        #expect(york == ["2026-03-08T17:00:00-04:00", "2026-11-01T17:00:00-05:00"])
        let without = try #require(try ContractRun.explain([messageLine("请明天下午5点前清理完")]).readings.first)
        #expect(without["deadline"]?.isNull == true)
    }

    @Test func `rooms and senders are known by account, id or name`() throws {
        let rows = [("room", "nowhere"), ("sender", "nobody")].map { messageLine("垃圾一堆", ($0.0, .string($0.1))) }
        let run = try ContractRun.explain(rows)
        #expect(run.code == 0)
        #expect(run.lines.count == 2)
    }

    @Test func `a bad line is told with line and column, all of them, and the others are read`() throws {
        let bad: [([UInt8], String)] = [
            (Array(#"{"text":1,"photos":-1,"time":"x","id":[]}"#.utf8), ":2:9: "),
            (Array("{bad}".utf8), ":3:2: "), (Array("[]".utf8), ":4:1: "),
            (Array(#"{"text":"b\u0000"}"#.utf8), ":5:11: "), (Array(#"{"text":"a","text":"b"}"#.utf8), ":6:13: "),
            ([0x7B, 0x22, 0x74, 0x22, 0x3A, 0x22, 0xFF, 0x22, 0x7D], ":7:7: "),
            (Array((String(repeating: "[", count: 40)).utf8), ":8:17: "),
            (Array(#"{"id":"x"}"#.utf8), ":9:1: "), (Array(#"{"text":"a"} x"#.utf8), ":10:14: "),
            (Array("{\"text\":\"".utf8) + Array(repeating: 0x61, count: 1_200_000) + Array("\"}".utf8), ":11:1: "),
            (Array(#"{"text":"a\#u{1}b"}"#.utf8), ":12:11: "),
            (Array(#"{"文":"好","time":5,"text":"a"}"#.utf8), ":13:17: "),
        ]
        var input = Array("\u{FEFF}{\"id\":\"first\",\"text\":\"好\"}\r\n".utf8)
        for (line, _) in bad { input += line + [0x0A] }
        input += Array("\n  \n{\"id\":7,\"text\":\"a\\ud800b\"}".utf8)
        let run = try ContractRun(["explain", "--jsonl"], input: input)
        #expect(run.code == 65)
        #expect(try run.readings.map { $0["id"]?.string } == ["first", "7"])
        for (_, place) in bad {
            #expect(run.complaintLines.contains { $0.hasPrefix("stdin\(place)") }, "\(place) \(run.complaints)")
        }
        #expect(run.complaintLines.filter { $0.hasPrefix("stdin:2:") }.count == 4)
        #expect(run.output.last == 0x0A)
    }

    @Test func `a reader that leaves ends it without a word, a full disk with 1`() throws {
        let site = try Site(configuration: "{}")
        let message = messageLine("宣芳桥空地有一堆垃圾")
        try site.write(String(repeating: message + "\n", count: 3000), to: "in.jsonl")
        let gone = try ContractRun(
            ["-c", "\"$0\" explain --jsonl < in.jsonl 2>err | head -n 1 | wc -l", ContractRun.program],
            in: site.folder, program: "/bin/sh")
        #expect(gone.text.trimmingCharacters(in: .whitespacesAndNewlines) == "1")
        #expect(try #require(site.text("err")).split(separator: "\n").count <= 1)
        let full = try ContractRun(
            ["-c", "\"$0\" version > /dev/full", ContractRun.program], program: "/bin/sh")
        #expect(full.code == 1)
        #expect(!full.complaints.isEmpty)
    }

    @Test func `a reading comes as soon as its line does`() throws {
        let site = try Site(configuration: "{}")
        // The second message is only written when the first one's reading has come.
        let script = """
            mkfifo a b; "$0" explain --jsonl <a >b 2>/dev/null & exec 3>a 4<b
            echo '{"id":"1","text":"好"}' >&3; read one <&4; echo '{"id":"2","text":"好"}' >&3; read two <&4
            exec 3>&-; wait; echo "$one" | cut -c1-9; echo "$two" | cut -c1-9
            """
        let run = try ContractRun(["-c", script, ContractRun.program], in: site.folder, program: "/bin/sh")
        #expect(run.lines == [#"{"id":"1""#, #"{"id":"2""#])
    }

    @Test(arguments: ["--time=2026-02-30T00:00:00Z", "--time=gestern", "--photos=-1", "--photos=1e3"])
    func `a wrong option is wrong usage`(_ option: String) async {
        #expect(await Said.by(["explain", "垃圾", option]).code == .usage)
    }

    @Test func `text and JSON of one message agree`() async throws {
        let site = try Site(configuration: "{}")
        let json = try await site.run("explain", "宣芳桥空地有一堆垃圾", "--json").json
        #expect(json["id"]?.isNull == true)
        let text = await site.run("explain", "宣芳桥空地有一堆垃圾")
        #expect(text.results.contains(try #require(json["items"]?[0]?["type"]?["code"]?.string)))
        let unknown = await site.run("explain", "好", "--room", "没有的群", "--sender", "没有的人")
        #expect(unknown.code == .done)
        #expect(unknown.rest.contains("没有的群") && unknown.rest.contains("没有的人"))
    }
}
