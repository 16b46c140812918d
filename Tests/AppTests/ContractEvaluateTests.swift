import Foundation
import JSON
import Testing

@testable import App

/// `evaluate`, held against figures counted by hand.
@Suite struct ContractEvaluateTests {
    private static let rows = [
        #"{"text":"宣芳桥空地有一堆垃圾","expect":{"intent":"report","types":["暴露垃圾"],"place":"宣芳桥","grid":"03"}}"#,
        #"{"text":"宣芳桥空地有一堆垃圾","expect":{"intent":"report","types":["06010","99999999"]}}"#,
        #"{"text":"宣芳桥空地有一堆垃圾","expect":{"intent":"chatter","types":[]}}"#,
        #"{"text":"收到","expect":{"intent":"acknowledge","types":[]}}"#,
        #"{"text":"收到"}"#,
    ]

    @Test func `figures are those of the contract`() async throws {
        let site = try Site(configuration: "{}")
        let rows = Self.rows.enumerated().filter { $0.offset != 1 }.map(\.element)
        try site.write("\u{FEFF}" + rows.joined(separator: "\r\n"), to: "标注 一.jsonl")
        let said = await site.run("evaluate", site.path("标注 一.jsonl"), "--json")
        #expect(said.code == .done, "\(said.rest)")
        let json = try said.json
        #expect(json["messages"]?.int == 4)
        // Expected chatter was read as a report: two of three intents; F1 of report 2/3, chatter 0, acknowledge 1.
        #expect(abs((json["intent"]?["accuracy"]?.double ?? 0) - 2.0 / 3) < 1e-5)
        #expect(abs((json["intent"]?["macroF1"]?.double ?? 0) - 5.0 / 9) < 1e-5)
        // Sets of types: right, wrong, right. One label is expected, found twice, once rightly.
        #expect(abs((json["type"]?["accuracy"]?.double ?? 0) - 2.0 / 3) < 1e-5)
        #expect(abs((json["type"]?["macroF1"]?.double ?? 0) - 2.0 / 3) < 1e-5)
        #expect(json["place"]?["accuracy"]?.double == 1)
        #expect(json["grid"]?["accuracy"]?.double == 1)
        #expect(json["falseAlarms"]?.int == 1)
        #expect(json["falseAlarmRate"]?.double == 0.5)
        #expect(json["wouldAsk"]?.int == 1)
        #expect((json["perSecond"]?.int ?? 0) > 0)
    }

    @Test(arguments: [
        ("intent=0.9", ExitCode.found), ("intent=0.6,type=0.6", .done), ("falseAlarmRate=0.001", .found),
        ("falseAlarmRate=0.5", .done), ("grid=0.5", .found), ("falseAlarms=0", .found), ("intent=nan", .usage),
        ("intent", .usage), ("speed=1", .usage), ("intent=", .usage),
    ])
    func `a requirement that is missed ends with 2`(_ required: String, _ code: ExitCode) async throws {
        let site = try Site(configuration: "{}")
        try site.write(
            [Self.rows[2], Self.rows[3], Self.rows[0].replacing(",\"grid\":\"03\"", with: "")]
                .joined(separator: "\n"), to: "rows.jsonl")
        let said = await site.run("evaluate", site.path("rows.jsonl"), "--require", required)
        #expect(said.code == code, "\(said.rest)")
        #expect(said.results.isEmpty == (code == .usage))
    }

    @Test func `every bad label is told in one run`() async throws {
        let site = try Site(configuration: "{}")
        let bad = [
            Self.rows[1], #"{"text":"a","expect":{"intent":"reprot","types":"06010","place":1}}"#, "{", Self.rows[0],
            #"{"text":"a","expect":[]}"#,
        ]
        try site.write(bad.joined(separator: "\n"), to: "bad.jsonl")
        let said = await site.run("evaluate", site.path("bad.jsonl"))
        #expect(said.code == .badData)
        #expect(said.results.isEmpty)
        for place in ["1:58: expect.types", "2:32: expect.intent", "2:49: expect.types", "2:65: expect.place"] {
            #expect(said.rest.contains("bad.jsonl:\(place): "), "\(place) \(said.rest)")
        }
        #expect(said.rest.contains("did you mean \"report\"?"))
        #expect(said.rest.contains("bad.jsonl:3:2: ") && said.rest.contains("bad.jsonl:5:22: expect: "))
        #expect(await site.run("evaluate", site.path("none.jsonl")).code == .worldFailed)
    }
}
