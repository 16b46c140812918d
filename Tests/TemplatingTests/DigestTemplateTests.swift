import Templating
import Testing

/// The daily digest as leaders get it; all figures are made up and add up.
@Suite struct DigestTemplateTests {
    static let figures: TemplateValue = [
        "area": .absent, "date": "2026年3月12日", "weekday": "星期四", "issue": 71, "provisional": false,
        "from": "3月11日17:30", "to": "3月12日17:30", "received": 86, "filed": 79, "filingRate": "91.86%", "rejected": 4,
        "merged": 3, "withdrawn": 0, "verifying": 0, "incomplete": 0, "selfHandled": 21, "due": 82, "closed": 76,
        "closingRate": "92.68%", "onTime": 71, "onTimeRate": "86.59%", "reworks": 3, "reworkRate": "3.66%",
        "extensions": 2, "extensionRate": "2.44%", "suspended": 1, "suspendedTotal": 4, "response": "11 分钟",
        "hasTypes": true,
        "types": [["name": "暴露垃圾", "count": 60], ["name": "店外经营", "count": 15, "last": true]], "otherTypes": 4,
        "sensitive": 1, "hasAchievements": true,
        "achievements": [["text": "清除小广告310张"], ["text": "清运垃圾6车", "last": true]], "hasUnits": true,
        "units": [
            [
                "rank": 1, "name": "环卫所", "due": 78, "closed": 73, "onTime": 70, "onTimeRate": "89.74%", "reworks": 3,
            ],
            [
                "rank": .absent, "name": "市政公司", "due": 4, "closed": 3, "onTime": 1, "onTimeRate": "25.00%",
                "reworks": 0,
            ],
        ],
        "overdueCount": 6, "feedbackBy": "今晚20:00",
        "overdue": [
            [
                "index": 1, "fullNumber": "20260311-052", "place": "文明路与和平路口", "type": "井盖破损", "unit": "市政公司",
                "overdueBy": "4.5 工作时", "rework": true, "level": "黄牌",
            ],
            [
                "index": 2, "fullNumber": "20260311-047", "place": .absent, "type": .absent, "unit": .absent,
                "overdueBy": "3 小时", "rework": false, "level": .absent,
            ],
        ],
        "overdueMore": 4,
        "recurring": [["place": "府前路菜市场后门", "type": "暴露垃圾", "days": 7, "count": 3, "unit": "环卫所"]],
        "praise": [
            [
                "place": "阳明北路", "type": "积存垃圾渣土", "reportedAt": "14:02", "acknowledgedAt": "14:09",
                "closedAt": "15:20", "unit": "环卫所",
            ]
        ],
        "nextDue": 5, "nextUnits": [["name": "环卫所", "count": 3], ["name": "市政公司", "count": 2, "last": true]],
        "note": "有中到大雨，请检查雨水箅子。",
    ]

    @Test func `a full day reads from top to bottom`() throws {
        let expected = """
            【城市网格化管理工作日报】2026年3月12日（星期四）  第71期
            统计时段：3月11日17:30—3月12日17:30
            一、总体情况
            受理问题86件，立案79件（立案率91.86%），不予立案4件，并案3件；网格自行处置21件（另计）。
            应结案82件，已结案76件（结案率92.68%），其中按期结案71件（按期结案率86.59%）。
            返工3件（3.66%），延期2件（2.44%），挂账1件（累计4件）。平均响应11 分钟。
            二、问题类型（立案79件）
            暴露垃圾60件、店外经营15件、其他4件（其中转专人处理1件）。
            整治成果：清除小广告310张，清运垃圾6车。
            三、单位办理情况
            排名  单位  应结  已结  按期  按期率  返工
            1  环卫所  78  73  70  89.74%  3
            —  市政公司  4  3  1  25.00%  0
            四、超时未结6件（请责任单位今晚20:00前反馈）
            1. 20260311-052 文明路与和平路口井盖破损（返工）——市政公司，超时4.5 工作时【黄牌】
            2. 20260311-047 转专人处理案件——未派单，超时3 小时
            其余4件见台账。
            五、反复问题
            府前路菜市场后门暴露垃圾7天内第3次，建议环卫所查明原因、定人值守。
            六、亮点
            阳明北路积存垃圾渣土，14:02上报，14:09响应，15:20处置完毕（环卫所）。
            七、明日重点
            到期5件：环卫所3件、市政公司2件，请提前安排。
            有中到大雨，请检查雨水箅子。
            """
        #expect(try TemplateFilesTests.book("zh-Hans").render("digest-day", Self.figures) { $0 } == expected)
    }

    @Test func `an empty day keeps its headings`() throws {
        let rates = ["filingRate", "closingRate", "onTimeRate", "reworkRate", "extensionRate"]
        let counts = [
            "received", "filed", "rejected", "merged", "selfHandled", "due", "closed", "onTime", "reworks",
            "extensions",
            "suspended", "suspendedTotal", "overdueCount", "nextDue",
        ]
        var fields: [String: TemplateValue] = ["date": "2026年3月12日", "from": "3月5日17:30", "to": "3月12日17:30"]
        for name in rates { fields[name] = "—" }
        for name in counts { fields[name] = 0 }
        fields["provisional"] = true
        let expected = """
            【城市网格化管理工作周报】2026年3月12日（未截止）
            统计时段：3月5日17:30—3月12日17:30
            一、总体情况
            受理问题0件，立案0件（立案率—），不予立案0件，并案0件；网格自行处置0件（另计）。
            应结案0件，已结案0件（结案率—），其中按期结案0件（按期结案率—）。
            返工0件（—），延期0件（—），挂账0件（累计0件）。
            二、问题类型（立案0件）
            无。
            三、单位办理情况
            无应结案件。
            四、超时未结0件
            五、反复问题
            无。
            六、亮点
            无。
            七、下周重点
            无到期案件。
            """
        #expect(try TemplateFilesTests.book("zh-Hans").render("digest-week", .fields(fields)) { $0 } == expected)
    }

    @Test func `a full day reads in English`() throws {
        let text = try #require(try TemplateFilesTests.book("en").render("digest-day", Self.figures) { $0 })
        let lines = text.split(separator: "\n")
        #expect(lines.first == "Grid management daily report: 2026年3月12日 (星期四), no. 71")
        #expect(lines.count == 24)
        #expect(text.contains("1. 20260311-052 井盖破损 at 文明路与和平路口 (redone): 市政公司, 4.5 工作时 late [黄牌]"))
        #expect(text.contains("2. 20260311-047 a case in confidence: no unit, 3 小时 late"))
    }
}
