import Foundation
import Templating
import Testing

/// The templates that are shipped, against the table of names in `docs/templates.md`.
@Suite struct TemplateFilesTests {
    static let languages = ["zh-Hans", "en"]
    static let root = URL(filePath: #filePath).appending(path: "../../..").standardized

    static func book(_ language: String) throws -> TemplateBook {
        let folder = root.appending(path: "Templates/\(language)")
        var sources: [String: String] = [:]
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
            #expect(file.pathExtension == "mustache")
            sources[file.deletingPathExtension().lastPathComponent] = try String(contentsOf: file, encoding: .utf8)
        }
        return try TemplateBook(sources, folder: "\(language)/")
    }

    /// The tables of `docs/templates.md`: `name`, `list[name name]`, `fields{name name}`.
    static func supplied() throws -> [String: TemplateSchema] {
        let text = try String(contentsOf: root.appending(path: "docs/templates.md"), encoding: .utf8)
        let sections = text.components(separatedBy: "\n## ")
        func rows(_ title: String) throws -> [[String]] {
            let section = try #require(sections.first { $0.hasPrefix(title) })
            return section.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst().map { line in
                line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
                    .map { $0.trimmingCharacters(in: .whitespaces) }
            }
        }
        var groups: [String: [String: TemplateSchema]] = [:]
        for row in try rows("Groups of names") { groups[row[0]] = fields(row[1]) }
        var supplied: [String: TemplateSchema] = [:]
        for row in try rows("Kinds") {
            var names = fields(row[2])
            for group in row[1].components(separatedBy: ", ") where !group.isEmpty {
                names.merge(try #require(groups[group])) { mine, _ in mine }
            }
            supplied[row[0].replacingOccurrences(of: "`", with: "")] = .fields(names)
        }
        return supplied
    }

    private static func fields(_ cell: String) -> [String: TemplateSchema] {
        var result: [String: TemplateSchema] = [:]
        for (index, piece) in cell.components(separatedBy: "`").enumerated() where index % 2 == 1 {
            let parts = piece.components(separatedBy: CharacterSet(charactersIn: "[]{} ")).filter { !$0.isEmpty }
            let inner = TemplateSchema.fields(Dictionary(uniqueKeysWithValues: parts.dropFirst().map { ($0, .scalar) }))
            result[parts[0]] = parts.count == 1 ? .scalar : piece.contains("[") ? .list(of: inner) : inner
        }
        return result
    }

    @Test(arguments: languages)
    func `every kind of the table is there, and uses only names that are supplied`(_ language: String) throws {
        #expect(try Self.book(language).problems(supplied: Self.supplied()) == [])
    }

    @Test(arguments: languages)
    func `with everything supplied, and with nothing, each kind reads without gaps`(_ language: String) throws {
        let book = try Self.book(language)
        for (kind, schema) in try Self.supplied() {
            for value in [full(schema), empty(schema)] {
                let text = try #require(book.render(kind, value) { $0 })
                // Without a case there is nothing to tell of, and an empty text is never sent.
                #expect(!text.isEmpty || kind == "status", "\(kind)")
                for mark in ["{{", "}}", "，，", "。。", "、。", "：。", "（）", ", ,", ". .", "()", "\n\n"] {
                    #expect(!text.contains(mark), "\(kind) holds \(mark): \(text)")
                }
            }
        }
    }

    private func full(_ schema: TemplateSchema) -> TemplateValue {
        switch schema {
        case .scalar: "甲"
        case .list(let element): [full(element), full(element)]
        case .fields(let fields): .fields(fields.mapValues { full($0) })
        }
    }

    /// What is always there, and nothing else.
    private func empty(_ schema: TemplateSchema) -> TemplateValue {
        guard case .fields(let fields) = schema else { return .absent }
        let always = [
            "number", "fullNumber", "type", "name", "unit", "newUnit", "until", "text", "date", "weekday", "from", "to",
            "filingRate", "closingRate", "onTimeRate", "reworkRate", "extensionRate",
        ]
        return .fields(Dictionary(uniqueKeysWithValues: fields.keys.map { ($0, always.contains($0) ? "甲" : 0) }))
    }

    static let card: TemplateValue = [
        "number": "1121-007", "type": "暴露垃圾", "place": "宣芳桥靠市场一百米处", "grid": "3号网格", "unit": "环卫所", "due": "14:12",
        "recurrence": true, "recurrenceCount": 2, "recurrenceDays": 7, "reporter": "王芳", "duration": "38 分钟",
        "quantities": "清运垃圾 2 车", "reworks": 1, "reason": "桥下还有", "until": "11月24日", "name": "陈静", "contact": "@陈静",
        "hasOptions": true, "options": [["index": 1, "label": "暴露垃圾"], ["index": 2, "label": "店外经营"]],
        "cases": [
            [
                "number": "1121-007", "type": "暴露垃圾", "place": "宣芳桥", "grid": "3号网格", "due": "14:12", "overdue": true,
                "unit": "环卫所", "state": "处置中",
            ],
            [
                "number": "1121-009", "type": "占道经营", "place": .absent, "grid": .absent, "due": "15:30",
                "overdue": false,
                "unit": .absent, "state": "待签收",
            ],
        ],
    ]

    @Test(arguments: [
        ("assignment", "1121-007 暴露垃圾 · 宣芳桥靠市场一百米处 · 3号网格 → @环卫所，请于 14:12 前处置。（7天内第2次）"),
        ("closed", "1121-007 已办结 · 用时 38 分钟 · 清运垃圾 2 车。@王芳 如未清净请回复“没清干净”。"),
        ("sensitive", "已转专人处理。"),
        ("transferred", "1121-007 暴露垃圾 · 宣芳桥靠市场一百米处 · 3号网格 → @环卫所（改派：桥下还有），请于 14:12 前处置。"),
        ("rework", "1121-007 退回返工（第1次）：桥下还有。@环卫所 请于 14:12 前处置。"),
        ("extension-asked", "1121-007 环卫所申请延期至 11月24日。@陈静 请回复“同意”或“不同意”。"),
        ("ask-type", "@陈静 “宣芳桥靠市场一百米处”属于哪一类？1. 暴露垃圾　2. 店外经营　请回复序号或类型，不是问题请回复“否”。"),
        ("ask-case", "@陈静 请问是哪一件？1. 暴露垃圾　2. 店外经营　请回复序号，可多选，或回复“全部”。"),
        (
            "yellow-card",
            "【黄牌督办】@环卫所 以下案件超时未结，请立即办理并说明原因：\n1121-007 暴露垃圾 · 宣芳桥 · 3号网格 · 应于 14:12 办结\n1121-009 占道经营 · 15:30 到期"
        ),
        ("status", "1121-007 暴露垃圾 · 宣芳桥 · 3号网格 · 应于 14:12 办结 · 处置中 · 环卫所\n1121-009 占道经营 · 15:30 到期 · 待签收"),
    ])
    func `a post reads`(_ kind: String, _ expected: String) throws {
        #expect(try Self.book("zh-Hans").render(kind, Self.card) { $0 } == expected)
    }

    @Test func `the card reads in English`() throws {
        let text = try Self.book("en").render(
            "assignment",
            [
                "number": "1121-007", "type": "Exposed rubbish", "place": "宣芳桥", "grid": "Grid 3", "unit": "Sanitation",
                "due": "14:12", "recurrence": true, "recurrenceCount": 2, "recurrenceDays": 7, "urgent": true,
            ]
        ) { $0 }
        let card = "1121-007 Exposed rubbish · 宣芳桥 · Grid 3 → @Sanitation, please deal with it by 14:12."
        #expect(text == "[Urgent] \(card) (2 times within 7 days)")
    }

    @Test func `what people wrote is escaped, what we wrote is not`() throws {
        let text = try Self.book("zh-Hans").render("assignment", Self.card) { "<\($0)>" }
        #expect(text?.hasPrefix("<1121-007> <暴露垃圾> · <宣芳桥靠市场一百米处> · <3号网格> → @<环卫所>，请于 <14:12> 前处置。") == true)
    }
}
