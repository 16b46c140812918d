internal import Domain

private typealias Column = TableSchema.Column

/// Points beyond this only ever come from a slipped finger.
private let pointsRange = -1000...1000

let caseTypesTable = Table<CaseType>(
    "case-types.csv", key: ["code"], \.caseTypes,
    columns: [
        Column("code", required: true, "五位代码", "five digits"),
        Column("name", required: true, "类型名称", "name of the type"),
        Column("name_en", "英文名称", "name in English"),
        Column("class", required: true, "大类，可带“类”字", "class, with or without 类"),
        Column(
            "kind", required: true, "component、matter、emergency、safety、dispute、service",
            "component, matter, emergency, safety, dispute or service"),
        Column("unit_of_count", "计数单位，用 | 分隔", "units of count"),
        Column("urgent", "是否紧急", "whether every case is urgent"),
        Column("sensitive", "是否敏感", "whether it must not be spoken of in a wide group"),
        Column("evidence", "none、photo、before-after", "none, photo or before-after"),
        Column("closing", "done、confirm、check", "done, confirm or check"),
        Column("acknowledge_within", "响应时限，上班|下班", "first answer, inside and outside hours"),
        Column("resolve_within", "处置时限", "time to handle"),
        Column("aliases", "别名", "other names"),
    ],
    parse: { row in
        let code = row.required("code")
        if !code.isEmpty, code.utf8.count != 5 || !code.utf8.allSatisfy({ (48...57).contains($0) }) {
            row.report(
                "code", "code 为 \(shown(code))，应为五位数字", "code is \(shown(code)), expected five digits")
        }
        return CaseType(
            code: code, name: row.required("name"), nameEn: row.text("name_en"),
            className: withoutClassMark(row.required("class")), kind: row.choice("kind") ?? .matter,
            unitsOfCount: row.list("unit_of_count"), urgent: row.flag("urgent"), sensitive: row.flag("sensitive"),
            evidence: row.choice("evidence", otherwise: CaseType.Evidence.none) ?? .none,
            closing: row.choice("closing", otherwise: .done) ?? .done,
            acknowledgeWithin: row.limits("acknowledge_within", most: 2),
            resolveWithin: row.limits("resolve_within", most: 1).first, aliases: row.list("aliases"))
    },
    cells: { type in
        [
            type.code, type.name, type.nameEn, type.className, type.kind.rawValue, listCell(type.unitsOfCount),
            flagCell(type.urgent), flagCell(type.sensitive), type.evidence.rawValue, type.closing.rawValue,
            listCell(type.acknowledgeWithin.map(\.description)), type.resolveWithin?.description ?? "",
            listCell(type.aliases),
        ]
    })

let keywordsTable = Table<Keyword>(
    "keywords.csv", key: ["phrase", "type"], \.keywords,
    columns: [
        Column("phrase", required: true, "词语", "phrase"),
        Column("type", required: true, "类型代码", "code of a type"),
        Column("points", required: true, "分值，可为负", "points, may be negative"),
        Column("note", "说明", "note"),
    ],
    parse: { row in
        Keyword(
            phrase: row.required("phrase"), type: row.required("type"), points: row.integer("points", in: pointsRange),
            note: row.text("note"))
    },
    cells: { [$0.phrase, $0.type, String($0.points), $0.note] })

let rulesTable = Table<Rule>(
    "rules.csv", key: ["id"], \.rules,
    columns: [
        Column("id", required: true, "规则编号", "id of the rule"),
        Column("type", "类型代码", "code of a type"),
        Column("intent", "意图", "intent"),
        Column("all", "须全部出现的词语或 @词组", "phrases or @groups that must all be there"),
        Column("any", "须出现其一", "one of which must be there"),
        Column("none", "不得出现", "none of which may be there"),
        Column("pattern", "句式", "pattern"),
        Column("points", required: true, "分值", "points"),
        Column("urgent", "是否紧急", "whether it makes the case urgent"),
        Column("note", "说明", "note"),
        Column("resolve_within", "处置时限，替代类型的", "time to handle instead of the type's"),
        Column("evidence", "取证要求，替代类型的", "evidence instead of the type's"),
    ],
    parse: { row in
        let rule = Rule(
            id: row.required("id"), type: row.optional("type"),
            intent: row.optional("intent") == nil ? nil : row.choice("intent"),
            all: row.list("all"), any: row.list("any"), none: row.list("none"), pattern: row.optional("pattern"),
            points: row.integer("points", in: pointsRange), urgent: row.flag("urgent"), note: row.text("note"),
            resolveWithin: row.limits("resolve_within", most: 1).first,
            evidence: row.optional("evidence") == nil ? nil : row.choice("evidence"))
        if row.optional("type") == nil, row.optional("intent") == nil {
            row.report(
                "id", "规则 \(shown(rule.id)) 既无 type 也无 intent，至少应有一个",
                "the rule \(shown(rule.id)) has neither type nor intent, expected at least one")
        }
        if row.optional("all") == nil, row.optional("any") == nil, rule.pattern == nil {
            row.report(
                "id", "规则 \(shown(rule.id)) 没有条件，all、any、pattern 至少应有一项",
                "the rule \(shown(rule.id)) has no condition, expected all, any or pattern")
        }
        return rule
    },
    cells: { rule in
        [
            rule.id, rule.type ?? "", rule.intent?.rawValue ?? "", listCell(rule.all), listCell(rule.any),
            listCell(rule.none), rule.pattern ?? "", String(rule.points), flagCell(rule.urgent), rule.note,
            rule.resolveWithin?.description ?? "", rule.evidence?.rawValue ?? "",
        ]
    })

let phrasesTable = Table<GroupPhrase>(
    "phrases.csv", key: ["group", "phrase"], \.phrases,
    columns: [
        Column("group", required: true, "词组名，不带 @", "group, without the @"),
        Column("phrase", required: true, "词语", "phrase"),
    ],
    parse: { row in
        let group = row.required("group")
        if group.hasPrefix("@") {
            row.report(
                "group", "group 为 \(shown(group))，应不带 @", "group is \(shown(group)), expected it without the @")
        }
        return GroupPhrase(group: group, phrase: row.required("phrase"))
    },
    cells: { [$0.group, $0.phrase] })

let intentsTable = Table<IntentPhrase>(
    "intents.csv", key: ["phrase", "intent"], \.intents,
    columns: [
        Column("phrase", required: true, "词语", "phrase"),
        Column("intent", required: true, "意图", "intent"),
        Column("points", required: true, "分值，可为负", "points, may be negative"),
        Column("note", "说明", "note"),
    ],
    parse: { row in
        IntentPhrase(
            phrase: row.required("phrase"), intent: row.choice("intent") ?? .chatter,
            points: row.integer("points", in: pointsRange), note: row.text("note"))
    },
    cells: { [$0.phrase, $0.intent.rawValue, String($0.points), $0.note] })

let reactionsTable = Table<Reaction>(
    "reactions.csv", key: ["sign"], \.reactions,
    columns: [
        Column("sign", required: true, "表情，或平台给它的名称", "emoji, or a platform's name for it"),
        Column(
            "meaning", required: true, "acknowledge、done、satisfied、dissatisfied",
            "acknowledge, done, satisfied or dissatisfied"),
        Column("note", "说明", "note"),
    ],
    parse: { row in
        Reaction(row.required("sign"), row.choice("meaning") ?? .acknowledge, note: row.text("note"))
    },
    cells: { [$0.sign, $0.meaning.rawValue, $0.note] })

let variantsTable = Table<Variant>(
    "variants.csv", key: ["written", "meant"], \.variants,
    columns: [
        Column("written", required: true, "写法", "as people write it"),
        Column("meant", required: true, "本意", "what they mean"),
    ],
    parse: { row in Variant(written: row.required("written"), meant: row.required("meant")) },
    cells: { [$0.written, $0.meant] })

/// A class name as the domain keeps it: without the final 类.
func withoutClassMark(_ name: String) -> String {
    name.count > 1 && name.hasSuffix("类") ? String(name.dropLast()) : name
}

func flagCell(_ flag: Bool) -> String { flag ? "true" : "false" }
