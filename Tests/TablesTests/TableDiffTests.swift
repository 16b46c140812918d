import Domain
import Testing

@testable import Tables

@Suite struct TableDiffTests {
    private let old: CountyTables = {
        var tables = CountyTables()
        tables.units = [
            Unit(code: "hws", name: "环卫所", aliases: ["环卫"]), Unit(code: "sz", name: "市政"),
            Unit(code: "yl", name: "园林所"),
        ]
        tables.keywords = [Keyword(phrase: "垃圾", type: "06010", points: 6)]
        return tables
    }()

    @Test func `added, removed and changed rows are told with their cells`() {
        var new = old
        new.units = [
            Unit(code: "hws", name: "环卫所", aliases: ["环卫", "环卫处"], head: "li"), Unit(code: "yl", name: "园林所"),
            Unit(code: "sw", name: "水务局"),
        ]
        new.keywords.append(Keyword(phrase: "垃圾", type: "06011", points: 2))
        let diff = TableDiff(from: old, to: new)
        #expect(diff.counts(of: "units.csv") == (1, 1, 1))
        #expect(
            diff.lines(inChinese: false) == [
                "keywords.csv: 1 added, 0 removed, 0 changed",
                "  + 垃圾 + 06011 points=2",
                "units.csv: 1 added, 1 removed, 1 changed",
                "  ~ hws: aliases \"环卫\" → \"环卫|环卫处\"; head \"\" → \"li\"",
                "  - sz name=市政",
                "  + sw name=水务局",
            ])
        #expect(
            diff.lines(inChinese: true, rowsPerFile: 1) == [
                "keywords.csv：新增 1 行，删除 0 行，修改 0 行",
                "  + 垃圾 + 06011 points=2",
                "units.csv：新增 1 行，删除 1 行，修改 1 行",
                "  ~ hws：aliases \"环卫\" → \"环卫|环卫处\"；head \"\" → \"li\"",
                "  ……另有 2 行",
            ])
        #expect(diff.changes.map(\.kind) == [.added, .changed, .removed, .added])
    }

    @Test func `the same rows in another order are an order`() {
        var new = old
        new.units.swapAt(0, 2)
        let diff = TableDiff(from: old, to: new)
        #expect(!diff.isEmpty)
        #expect(diff.lines(inChinese: false) == ["units.csv: only the order of rows"])
        #expect(diff.lines(inChinese: true) == ["units.csv：只有行的次序变化"])
    }

    @Test func `nothing is nothing`() {
        #expect(TableDiff(from: old, to: old).isEmpty)
        #expect(TableDiff(from: old, to: old).lines(inChinese: true) == ["没有变化"])
    }

    @Test func `an outline that moved is a change of grids.geojson`() {
        var before = CountyTables()
        let ring = [0, 1, 2, 0].map { Coordinate(latitudeE6: $0, longitudeE6: $0) }
        before.grids = [Grid(code: "03", name: "3号网格", outline: [[ring]]), Grid(code: "04", name: "4号网格")]
        var after = before
        after.grids[0].outline = [[ring, ring]]
        after.grids[1].outline = [[ring]]
        #expect(
            TableDiff(from: before, to: after).lines(inChinese: false) == [
                "grids.geojson: 1 added, 0 removed, 1 changed", "  ~ 03", "  + 04",
            ])
    }
}
