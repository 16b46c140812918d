import Domain
import Testing

@testable import Tables

@Suite struct TableExportTests {
    @Test func `import of an export is the same county, whatever people wrote`() {
        var random = Seeded(state: 20_261_121)
        for _ in 0..<60 {
            let tables = random.county()
            let files = TableExport.files(of: tables, byteOrderMark: Bool.random(using: &random))
            let again = TableFiles.read(files: files, outlines: TableExport.outlines(of: tables))
            #expect(again.tables == tables)
            #expect(again.errors.map(\.description) == [])
            #expect(TableDiff(from: tables, to: again.tables).isEmpty)
            #expect(TableExport.files(of: again.tables) == TableExport.files(of: tables))
        }
    }

    @Test func `outlines are written as RFC 7946 wants them, longitude first`() {
        let ring = [(25, 114), (25, 115), (26, 115), (25, 114)].map {
            Coordinate(latitudeE6: $0.0 * 1_000_000, longitudeE6: $0.1 * 1_000_000 + 5)
        }
        #expect(
            TableExport.geoJSON([GridOutline(code: "\"3\"", polygons: [[ring]])])
                == #"""
                {"type":"FeatureCollection","features":[
                {"type":"Feature","properties":{"code":"\"3\""},"geometry":{"type":"Polygon","coordinates":[[[114.000005,25],[115.000005,25],[115.000005,26],[114.000005,25]]]}}
                ]}

                """#)
    }

    @Test func `a new county's file is its header`() {
        let units = TableSchema.all.first { $0.file == "units.csv" }
        #expect(units.map { String(decoding: $0.emptyFile, as: UTF8.self) } == "code,name,name_en,aliases,head\r\n")
    }
}

extension Seeded {
    private mutating func word() -> String {
        let text = trimmed(text(upTo: 6))
        return text.isEmpty || text == "*" ? "字" : text
    }

    private mutating func words() -> [String] { (0..<Int.random(in: 0...3, using: &self)).map { _ in word() } }

    private mutating func names(_ count: Int) -> [String] { (0..<count).map { "\(word())\($0)" } }

    private mutating func point() -> Coordinate? {
        Bool.random(using: &self)
            ? nil
            : Coordinate(
                latitudeE6: Int32.random(in: -90_000_000...90_000_000, using: &self),
                longitudeE6: Int32.random(in: -180_000_000...180_000_000, using: &self))
    }

    /// A county whose names are nonsense and whose references hold.
    mutating func county() -> CountyTables {
        var tables = CountyTables()
        let codes = (0..<4).map { "0600\($0)" }
        let people = names(3).map { trimmed($0.replacing("|", with: "")) }
        let grids = names(4)
        let units = names(3)
        tables.caseTypes = codes.map { code in
            CaseType(
                code: code, name: word(), nameEn: trimmed(text(upTo: 5)), className: withoutClassMark(word()),
                kind: CaseType.Kind.allCases.randomElement(using: &self) ?? .matter, unitsOfCount: words(),
                urgent: Bool.random(using: &self), sensitive: false,
                evidence: CaseType.Evidence.allCases.randomElement(using: &self) ?? .none,
                closing: CaseType.Closing.allCases.randomElement(using: &self) ?? .done,
                acknowledgeWithin: [Limit(10, .minutes), Limit(30, .urgentMinutes)],
                resolveWithin: Bool.random(using: &self) ? nil : Limit(7, .urgentDays), aliases: words())
        }
        tables.keywords = names(4).map {
            Keyword(
                phrase: $0, type: codes.randomElement(using: &self) ?? "", points: Int.random(in: -9...9, using: &self),
                note: trimmed(text(upTo: 9)))
        }
        tables.phrases = names(2).map { name in
            GroupPhrase(group: name.hasPrefix("@") ? "g" + name : name, phrase: word())
        }
        tables.rules = names(3).map { name in
            Rule(
                id: name, type: codes.randomElement(using: &self), intent: Intent.allCases.randomElement(using: &self),
                all: ["x"] + words().filter { !$0.hasPrefix("@") }, any: ["@" + tables.phrases[0].group], none: [],
                pattern: Bool.random(using: &self) ? word() : nil, points: 3, urgent: Bool.random(using: &self),
                note: word(), resolveWithin: Limit(2, .hours), evidence: .beforeAfter)
        }
        tables.intents = names(2).map {
            IntentPhrase(phrase: $0, intent: Intent.allCases.randomElement(using: &self) ?? .done, points: 1)
        }
        tables.variants = names(2).map { Variant(written: $0, meant: word()) }
        tables.grids = grids.enumerated().map { index, code in
            var ring: [Coordinate] = []
            if index == 2, let corner = point() { ring = [corner, corner, corner, corner] }
            return Grid(
                code: code, name: word(), parent: index == 0 ? nil : grids[0], level: index == 0 ? .county : .cell,
                aliases: words(), chief: people.randomElement(using: &self), centre: point(),
                outline: ring.isEmpty ? [] : [[ring], [ring, ring]])
        }
        tables.places = names(4).map {
            Place(name: $0, aliases: words(), grid: grids.randomElement(using: &self), coordinate: point())
        }
        tables.units = units.map {
            Unit(code: $0, name: word(), nameEn: "", aliases: words(), head: people.randomElement(using: &self))
        }
        tables.people = people.enumerated().map { index, id in
            Person(
                id: id, name: word(), role: Person.Role.allCases.randomElement(using: &self) ?? .worker,
                unit: units.randomElement(using: &self), grid: grids.randomElement(using: &self),
                accounts: [
                    AccountKey(adapter: "matrix", id: "@\(index)|:x\\y"), AccountKey(adapter: "g", id: "\(index)"),
                ])
        }
        tables.routes = units.enumerated().map { index, unit in
            Route(type: codes[index], grid: index == 0 ? "*" : grids[index], unit: unit, assist: units)
        }
        tables.rooms = names(2).map {
            Room(
                key: RoomKey(adapter: "generic", id: $0), name: word(),
                purpose: Room.Purpose.allCases.randomElement(using: &self) ?? .work, grid: grids[1], unit: units[1],
                language: "en")
        }
        tables.calendar = [
            CalendarDay(date: CivilDate(dayNumber: 20_000), kind: .holiday),
            CalendarDay(
                date: CivilDate(dayNumber: 20_001), kind: .workday, hours: [HoursWindow(start: 28_800, end: 86_400)]),
        ]
        tables.hours = units.map { unit in
            UnitHours(
                unit: unit, season: Bool.random(using: &self) ? nil : .init(from: 501, to: 930),
                weekdays: Set((0..<4).map { _ in Int.random(in: 1...7, using: &self) }),
                windows: Bool.random(using: &self) ? [] : [HoursWindow(start: 28_800, end: 43_200)])
        }
        tables.limits = CaseClock.allCases.map {
            ClockLimit(clock: $0, type: codes[0], grid: grids[0], within: [Limit(20, .minutes)])
        }
        tables.ladder.shuffle(using: &self)
        return tables
    }
}
