internal import Domain

private typealias Column = TableSchema.Column

let gridsTable = Table<Grid>(
    "grids.csv", key: ["code"], \.grids,
    columns: [
        Column("code", required: true, "网格代码", "code"),
        Column("name", required: true, "名称", "name"),
        Column("parent", required: true, "上级网格代码", "code of the grid above"),
        Column(
            "level", required: true, "county、street、community、grid、cell", "county, street, community, grid or cell"),
        Column("aliases", "别名", "other names"),
        Column("chief", "网格长的人员编号", "person id of the chief"),
        Column("latitude", "中心纬度", "latitude of the centre"),
        Column("longitude", "中心经度", "longitude of the centre"),
    ],
    parse: { row in
        let code = row.required("code")
        if code == "*" {
            row.report("code", "code 不能为 *，* 表示任意网格", "code is *, which means any grid; expected a code")
        }
        return Grid(
            code: code, name: row.required("name"), parent: row.optional("parent"), level: level(&row),
            aliases: row.list("aliases"), chief: row.optional("chief"), centre: row.coordinate())
    },
    cells: { grid in
        [
            grid.code, grid.name, grid.parent ?? "", grid.level.rawValue, listCell(grid.aliases), grid.chief ?? "",
        ] + coordinateCells(grid.centre)
    })

/// A township (乡镇) is a street.
private func level(_ row: inout RowReader) -> Grid.Level {
    if row.text("level") == "township" { return .street }
    return row.choice("level") ?? .grid
}

let placesTable = Table<Place>(
    "places.csv", key: ["name", "grid"], \.places,
    columns: [
        Column("name", required: true, "地名", "name"),
        Column("aliases", "别名、俗称", "other names"),
        Column("grid", required: true, "所在网格代码", "code of its grid"),
        Column("latitude", "纬度", "latitude"),
        Column("longitude", "经度", "longitude"),
    ],
    parse: { row in
        Place(
            name: row.required("name"), aliases: row.list("aliases"), grid: row.optional("grid"),
            coordinate: row.coordinate())
    },
    cells: { [$0.name, listCell($0.aliases), $0.grid ?? ""] + coordinateCells($0.coordinate) })

let unitsTable = Table<Unit>(
    "units.csv", key: ["code"], \.units,
    columns: [
        Column("code", required: true, "单位代码", "code"),
        Column("name", required: true, "单位名称", "name"),
        Column("name_en", "英文名称", "name in English"),
        Column("aliases", "别名、简称", "other names"),
        Column("head", "负责人的人员编号", "person id of the head"),
    ],
    parse: { row in
        Unit(
            code: row.required("code"), name: row.required("name"), nameEn: row.text("name_en"),
            aliases: row.list("aliases"), head: row.optional("head"))
    },
    cells: { [$0.code, $0.name, $0.nameEn, listCell($0.aliases), $0.head ?? ""] })

let peopleTable = Table<Person>(
    "people.csv", key: ["id"], \.people,
    columns: [
        Column("id", required: true, "人员编号", "id"),
        Column("name", required: true, "姓名或称呼", "name"),
        Column(
            "role", required: true, "worker、unit、leader、dispatcher、checker、duty",
            "worker, unit, leader, dispatcher, checker or duty"),
        Column("unit", "单位代码", "code of the unit"),
        Column("grid", "网格代码", "code of the grid"),
        Column("accounts", "账号，平台:账号", "chat accounts, adapter:account"),
    ],
    parse: { row in
        Person(
            id: row.required("id"), name: row.required("name"), role: row.choice("role") ?? .worker,
            unit: row.optional("unit"), grid: row.optional("grid"), accounts: accounts(&row))
    },
    cells: { person in
        [
            person.id, person.name, person.role.rawValue, person.unit ?? "", person.grid ?? "",
            listCell(person.accounts.map(\.description)),
        ]
    })

private func accounts(_ row: inout RowReader) -> [AccountKey] {
    var accounts: [AccountKey] = []
    for item in row.list("accounts") {
        guard let account = AccountKey(item) else {
            row.report(
                "accounts", "\(shown(item)) 不是账号，应如 generic:wang01",
                "\(shown(item)) is no account, expected adapter:account as in generic:wang01")
            continue
        }
        accounts.append(account)
    }
    return accounts
}

let routesTable = Table<Route>(
    "routes.csv", key: ["type", "grid"], \.routes,
    columns: [
        Column("type", required: true, "类型代码、大类或 *", "code of a type, a class, or *"),
        Column("grid", "网格代码或 *", "code of a grid, or *"),
        Column("unit", required: true, "责任单位代码", "code of the responsible unit"),
        Column("assist", "协办单位代码", "codes of assisting units"),
    ],
    parse: { row in
        Route(
            type: withoutClassMark(row.required("type")), grid: row.optional("grid") ?? "*",
            unit: row.required("unit"), assist: row.list("assist"))
    },
    cells: { [$0.type, $0.grid, $0.unit, listCell($0.assist)] })

let roomsTable = Table<Room>(
    "rooms.csv", key: ["adapter", "room"], \.rooms,
    columns: [
        Column("adapter", required: true, "平台名", "name of the adapter"),
        Column("room", required: true, "群编号", "id of the room"),
        Column("name", required: true, "群名", "name"),
        Column(
            "purpose", required: true, "work、leaders、emergency、unit、admin、observe",
            "work, leaders, emergency, unit, admin or observe"),
        Column("grid", "网格代码", "code of the grid that it covers"),
        Column("unit", "单位代码", "code of the unit that it belongs to"),
        Column("language", "语言", "language of its posts"),
    ],
    parse: { row in
        let language = row.optional("language")
        if let language, language != "zh-Hans", language != "en" {
            row.report(
                "language", "language 为 \(shown(language))，应为 zh-Hans 或 en",
                "language is \(shown(language)), expected zh-Hans or en")
        }
        return Room(
            key: RoomKey(adapter: row.required("adapter"), id: row.required("room")), name: row.required("name"),
            purpose: row.choice("purpose") ?? .observe, grid: row.optional("grid"), unit: row.optional("unit"),
            language: language)
    },
    cells: { room in
        [
            room.key.adapter, room.key.id, room.name, room.purpose.rawValue, room.grid ?? "", room.unit ?? "",
            room.language ?? "",
        ]
    })

private func coordinateCells(_ coordinate: Coordinate?) -> [String] {
    guard let coordinate else { return ["", ""] }
    return [DecimalDegrees.text(coordinate.latitudeE6), DecimalDegrees.text(coordinate.longitudeE6)]
}
