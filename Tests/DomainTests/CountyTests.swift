import Domain
import Testing

@Suite struct CountyTests {
    private static func point(_ latitude: Int32, _ longitude: Int32) -> Coordinate {
        Coordinate(latitudeE6: latitude, longitudeE6: longitude)
    }

    private static func square(_ south: Int32, _ west: Int32, _ side: Int32) -> [Coordinate] {
        [
            point(south, west), point(south, west + side), point(south + side, west + side), point(south + side, west),
            point(south, west),
        ]
    }

    private static let county: County = {
        var tables = CountyTables()
        tables.caseTypes = [
            CaseType(code: "06010", name: "暴露垃圾", className: "市容环境", aliases: ["露天垃圾"]),
            CaseType(code: "09005", name: "店外经营", className: "街面秩序"),
            CaseType(code: "10001", name: "道路积雪、结冰", className: "其他事项"),
        ]
        tables.grids = [
            Grid(code: "cx", name: "县城", level: .county, outline: [[square(0, 0, 100_000)]]),
            Grid(code: "s1", name: "城中", parent: "cx", level: .street),
            Grid(
                code: "03", name: "3号网格", parent: "s1", centre: point(5_000, 5_000),
                outline: [[square(0, 0, 10_000), square(4_000, 4_000, 2_000)]]),
            Grid(code: "03-1", name: "3-1", parent: "03", level: .cell, outline: [[square(0, 0, 3_000)]]),
            Grid(code: "04", name: "4号网格", parent: "s1", centre: point(200_000, 200_000)),
            Grid(code: "a", name: "环", parent: "b"), Grid(code: "b", name: "环", parent: "a"),
        ]
        tables.places = [Place(name: "宣芳桥", grid: "04", coordinate: point(150_000, 0))]
        tables.units = [
            Unit(code: "hws", name: "环卫所", head: "head"), Unit(code: "cg1", name: "一中队"),
            Unit(code: "sz", name: "市政", head: "far"),
        ]
        func person(_ id: String, _ unit: String?, _ adapters: [String]) -> Person {
            Person(
                id: id, name: id, role: .unit, unit: unit, accounts: adapters.map { AccountKey(adapter: $0, id: id) })
        }
        tables.people = [
            person("head", "hws", ["generic"]), person("two", "hws", ["generic", "matrix"]),
            person("three", "hws", ["matrix"]), person("four", "hws", ["matrix"]), person("far", nil, ["matrix"]),
            person("five", "sz", ["generic"]),
        ]
        tables.routes = [
            Route(type: "市容环境类", unit: "class"), Route(type: "市容环境", grid: "s1", unit: "class-street"),
            Route(type: "06010", unit: "type"), Route(type: "06010", grid: "03", unit: "type-grid", assist: ["cg1"]),
            Route(type: "街面秩序", unit: "order"), Route(type: "街面秩序", grid: "s1", unit: "order-street"),
            Route(type: "*", grid: "03", unit: "any-grid"), Route(type: "*", unit: "any"),
        ]
        return County(tables)
    }()

    @Test(
        arguments: [
            ("06010", "03", "type-grid"), ("06010", "03-1", "type-grid"), ("06010", "04", "type"),
            ("06010", nil, "type"),
            ("09005", "03", "order-street"), ("09005", "cx", "order"), ("09005", nil, "order"),
            ("10001", "03-1", "any-grid"), ("10001", "04", "any"), ("99999", "nowhere", "any"),
        ] as [(String, String?, String)])
    func `the most specific row decides: type before class before any, a grid before its parents`(
        _ type: String, _ grid: String?, _ unit: String
    ) {
        #expect(Self.county.route(type: type, grid: grid)?.unit == unit)
    }

    @Test func `routes know the assisting units too`() {
        #expect(Self.county.routes(type: "06010", know: "cg1"))
        #expect(Self.county.routes(type: "09005", know: "order-street"))
        #expect(!Self.county.routes(type: "09005", know: "cg1"))
    }

    @Test func `a county without a fitting row has no route`() {
        var tables = CountyTables()
        tables.routes = [Route(type: "06010", grid: "03", unit: "x")]
        #expect(County(tables).route(type: "06010", grid: "04") == nil)
    }

    @Test(
        arguments: [
            (1_000, 1_000, "03-1"),  // the deepest outline
            (9_000, 9_000, "03"),
            (5_000, 5_000, "cx"),  // in the hole of 03, still in the county
            (150_500, 1_000, "04"),  // 120 m from a place of 04
            (190_000, 190_000, "04"),  // the nearest centre
            (-1_000, -1_000, "03"),
        ] as [(Int32, Int32, String)])
    func `a point belongs to an outline, else to a near place, else to the nearest centre`(
        _ latitude: Int32, _ longitude: Int32, _ grid: String
    ) {
        #expect(Self.county.grid(at: Self.point(latitude, longitude)) == grid)
    }

    @Test func `a county without a map puts a point nowhere`() {
        #expect(County(CountyTables()).grid(at: Self.point(1, 1)) == nil)
    }

    @Test func `parents are followed to the top, and a loop ends`() {
        #expect(Self.county.lineage(ofGrid: "03-1") == ["03-1", "03", "s1", "cx"])
        #expect(Self.county.lineage(ofGrid: "a") == ["a", "b"])
        #expect(Self.county.lineage(ofGrid: "nowhere") == ["nowhere"])
        #expect(Self.county.grid("03-1", isWithin: "cx"))
        #expect(!Self.county.grid("cx", isWithin: "03"))
        #expect(Self.county.children(ofGrid: "s1") == ["03", "04"])
    }

    @Test(arguments: [
        ("hws", "generic", ["head"]), ("hws", "matrix", ["two", "three"]), ("sz", "generic", ["five"]),
        ("sz", "matrix", ["far"]), ("cg1", "generic", []), ("nobody", "generic", []),
    ])
    func `the head is mentioned, else two of the unit, each with an account there`(
        _ unit: String, _ adapter: String, _ expected: [String]
    ) {
        #expect(Self.county.contacts(ofUnit: unit, adapter: adapter).map(\.id) == expected)
    }

    @Test func `types are found by code, name and other name`() {
        #expect(Self.county.caseType("06010")?.name == "暴露垃圾")
        #expect(Self.county.caseType(named: "露天垃圾")?.code == "06010")
        #expect(Self.county.caseType(named: "垃圾") == nil)
        #expect(Self.county.person(AccountKey(adapter: "matrix", id: "two"))?.id == "two")
    }

    @Test func `every point of a random square is on one side of its edge`() {
        let grid = Grid(code: "x", name: "x", outline: [[Self.square(-500, -500, 1000)]])
        for latitude: Int32 in stride(from: -900, through: 900, by: 75) {
            for longitude: Int32 in stride(from: -900, through: 900, by: 75) {
                let inside = abs(latitude) < 500 && abs(longitude) < 500
                #expect(grid.contains(Self.point(latitude, longitude)) == inside)
            }
        }
    }
}
