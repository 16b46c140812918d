import Cases
import Domain
import Testing

@Suite struct DigestTests {
    static let county: County = {
        var tables = CountyTables()
        tables.caseTypes = [
            CaseType(code: "06010", name: "暴露垃圾", nameEn: "Exposed rubbish"), CaseType(code: "09005", name: "店外经营"),
            CaseType(code: "07001", name: "非法小广告"), CaseType(code: "98001", name: "矛盾纠纷", sensitive: true),
        ]
        tables.units = [Unit(code: "hw", name: "环卫所"), Unit(code: "cg", name: "城管中队"), Unit(code: "sl", name: "水利局")]
        return County(tables)
    }()
    static let today = CivilDate("2026-03-12") ?? CivilDate(dayNumber: 0)
    static let period = Digest.Period(endingOn: today, cutOff: 17 * 3600 + 1800, zone: .china)

    func digest(_ matters: [Digest.Matter], _ period: Digest.Period = period) -> Digest {
        Digest(of: matters, period: period, county: DigestTests.county, hours: Sample.hours)
    }

    /// A case with its history, led through events at minutes after nine.
    func matter(
        _ id: Int64, place: String = "宣芳桥", filing: Case.Filing? = nil, _ events: [(Int64, Case.Event, Actor)]
    ) throws -> Digest.Matter {
        var subject = Sample.report(id)
        subject.place = .init(text: place)
        subject.quantities = [Quantity(hundredths: 100, unit: "堆")]
        var history: [Case.Entry] = []
        func take(_ event: Case.Event, _ by: Actor, _ minute: Int64) throws {
            let moment = Sample.morning.advanced(by: .minutes(minute))
            for case .record(let entry) in try subject.take(event, by, at: moment) { history.append(entry) }
        }
        try take(.reported, Sample.reporter, events.first?.0 ?? 0)
        for (minute, event, by) in events { try take(event, by, minute) }
        return Digest.Matter(subject, history: history)
    }

    func assigned(_ id: Int64, to unit: String = "hw", type: String = "06010", sensitive: Bool = false) -> [(
        Int64, Case.Event, Actor
    )] {
        [
            (0, .filed(Sample.filing(ordinal: Int(id), type: type, sensitive: sensitive)), .bridge),
            (0, .assigned(unit: unit, assist: []), .bridge),
        ]
    }

    @Test func `lateness forgiven on appeal stays a fact and leaves the score`() throws {
        let done = Case.Event.handled(hasPhoto: true, quantities: [])
        let late: [(Int64, Case.Event, Actor)] = [
            (360, .overdue, .bridge), (370, done, Sample.handler), (380, .appealed, Sample.handler),
        ]
        let matters = try [
            matter(1, assigned(1) + [(38, done, Sample.handler)]),
            matter(2, assigned(2) + late + [(390, .exempted, Sample.dispatcher)]),
            matter(3, assigned(3) + late + [(390, .appealRefused, Sample.dispatcher)]),
            matter(4, assigned(4) + late + [(530, .exempted, Sample.dispatcher)]),
        ]
        let figures = digest(matters)
        #expect((figures.due, figures.closed, figures.onTime, figures.exempted) == (4, 4, 1, 1), "as of the cut-off")
        #expect(figures.onTimeRate == Digest.Rate(1, of: 3) && figures.closingRate == Digest.Rate(4, of: 4))
        #expect(figures.units.map(\.exempted) == [1] && figures.units.map(\.rate) == [Digest.Rate(1, of: 3)])
        #expect(matters[1].subject.overdue)
    }

    @Test func `a day in numbers`() throws {
        let load = Quantity(hundredths: 150, unit: "车", measure: .cleaned)
        let done = Case.Event.handled(hasPhoto: true, quantities: [load])
        let matters = try [
            matter(1, assigned(1) + [(10, .acknowledged, Sample.handler), (38, done, Sample.handler)]),
            matter(2, assigned(2) + [(21, done, Sample.handler), (40, .disputed(hasPhoto: false), Sample.reporter)]),
            matter(3, place: "人民路 13812341234", assigned(3, to: "cg", type: "09005") + [(360, .overdue, .bridge)]),
            matter(4, assigned(4, type: "98001", sensitive: true)),
            matter(5, [(5, .rejected, Sample.dispatcher)]),
            matter(6, [(5, .merged(into: ID(1)), .bridge)]),
            matter(7, [(5, .verificationAsked, .bridge)]),
            matter(8, [(5, .noted, Sample.reporter)]),
            matter(9, [(5, .selfHandled(Sample.filing(ordinal: 9)), Sample.reporter)]),
            matter(10, assigned(10) + [(30, .suspended(until: Sample.morning.advanced(by: .days(9))), Sample.leader)]),
            matter(11, assigned(11) + [(3, .withdrawn, Sample.reporter)]),
        ]
        let digest = digest(matters)
        #expect(digest.received == 10 && digest.selfHandled == 1)
        #expect(
            [digest.filed, digest.rejected, digest.merged, digest.withdrawn, digest.verifying, digest.needsInfo] == [
                5, 1, 1, 1, 1, 1,
            ])
        #expect(digest.due == 4 && digest.closed == 1 && digest.onTime == 1 && digest.overdue == 3)
        #expect(digest.closingRate.description == "25.00%" && digest.reworks == 1)
        #expect(digest.suspended == 1 && digest.suspendedInAll == 1)
        #expect(digest.responses == 2 && digest.meanResponseMinutes == 16)
        #expect(digest.types.map(\.count) == [3, 1] && digest.sensitiveFiled == 1)
        #expect(digest.topTypes(1).others == 2)
        #expect(digest.achievements.map { "\($0.words)\($0.valueText)\($0.unit)" } == ["清运垃圾1.5车"])
        let late = try #require(digest.overdueCases.first { $0.id == ID(3) })
        #expect(late.place == "人民路 138****1234" && late.card == .notice && late.late == .minutes(150))
        #expect(digest.overdueCases.first { $0.id == ID(4) }?.type == nil)
        #expect(digest.overdueCases.first { $0.id == ID(4) }?.place == nil)
        #expect(digest.praise.map(\.id) == [ID(1)])
        #expect(digest.recurring.map(\.count) == [4])
    }

    @Test func `a later look at the same day says the same`() throws {
        let done = Case.Event.handled(hasPhoto: true, quantities: [])
        let open = try matter(1, assigned(1))
        let late = try matter(1, assigned(1) + [(2000, done, Sample.handler)])
        #expect(digest([open]).closed == 0)
        #expect(digest([late]).closed == 0 && digest([late]).overdue == 1)
        let next = Digest.Period(endingOn: DigestTests.today.advanced(byDays: 1), cutOff: 63_000, zone: .china)
        let tomorrow = digest([late], next)
        // Older and still open at the period's start: due again until it is closed, and not on time.
        #expect(tomorrow.received == 0 && tomorrow.due == 1 && tomorrow.closed == 0)
        let after = Digest.Period(endingOn: DigestTests.today.advanced(byDays: 2), cutOff: 63_000, zone: .china)
        #expect(
            digest([late], after).due == 1 && digest([late], after).closed == 1 && digest([late], after).onTime == 0)
    }

    @Test func `tomorrow is what falls due then`() throws {
        let order = Sample.at("2026-03-13T10:00:00+08:00")
        let matters = try [matter(1, assigned(1) + [(10, .deadline(order), Sample.leader)]), matter(2, assigned(2))]
        #expect(digest(matters).tomorrow.map(\.id) == [ID(1)])
        #expect(digest(matters).tomorrowUnits.map(\.name) == ["环卫所"])
    }

    @Test func `units are ranked by punctuality, then by volume, and small ones only listed`() throws {
        let done = Case.Event.handled(hasPhoto: true, quantities: [])
        var matters: [Digest.Matter] = []
        for id: Int64 in 1...19 {
            let unit = id <= 6 ? "hw" : id <= 16 ? "cg" : "sl"
            let actor = Actor(role: .unit, person: "p-\(unit)", unit: unit)
            let isDone = id != 6 && id != 16 && id != 15
            matters.append(try matter(id, assigned(id, to: unit) + (isDone ? [(Int64(20), done, actor)] : [])))
        }
        let rows = digest(matters).units
        #expect(rows.map(\.code) == ["hw", "cg", "sl"])
        #expect(rows.map(\.rank) == [1, 2, nil])
        #expect(rows.map(\.rate.description) == ["83.33%", "80.00%", "100.00%"])
    }

    @Test func `an empty day has rates without a number`() {
        let digest = digest([])
        #expect(digest.isEmpty && digest.onTimeRate.description == "—" && digest.meanResponseMinutes == nil)
    }

    @Test(arguments: [
        (1, 3, "33.33%"), (2, 3, "66.67%"), (71, 82, "86.59%"), (79, 86, "91.86%"), (5, 5, "100.00%"),
        (1, 2000, "0.05%"),
    ])
    func `rates have two decimals`(_ part: Int, _ whole: Int, _ text: String) {
        #expect(Digest.Rate(part, of: whole).description == text)
    }

    @Test func `figures add up on any day, whatever happened, in any order`() {
        var random = Seeded(state: 3)
        var matters: [Digest.Matter] = []
        for id: Int64 in 1...250 {
            let start = Sample.morning.advanced(by: .minutes(Int64.random(in: 0...6000, using: &random)))
            var life = RandomLife(id: id, at: start)
            life.live(steps: 50, &random)
            matters.append(Digest.Matter(life.subject, history: life.history))
        }
        var counted = 0
        for day in 0..<12 {
            let period = Digest.Period(
                endingOn: DigestTests.today.advanced(byDays: day), cutOff: 63_000, zone: .china)
            let digest = digest(matters, period)
            counted += digest.received + digest.selfHandled
            #expect(digest.types.reduce(0) { $0 + $1.count } + digest.sensitiveFiled == digest.filed)
            #expect(digest.topTypes(2).rows.reduce(0) { $0 + $1.count } + digest.topTypes(2).others == digest.filed)
            #expect(digest.units.reduce(0) { $0 + $1.due } == digest.due)
            #expect(digest.units.reduce(0) { $0 + $1.closed } == digest.closed)
            #expect(digest.units.reduce(0) { $0 + $1.onTime } == digest.onTime)
            #expect(digest.units.reduce(0) { $0 + $1.reworks } == digest.reworks)
            #expect(digest.overdueCases.count == digest.overdue)
            #expect(digest.onTime <= digest.closed && digest.closed <= digest.due && digest.filed <= digest.received)
            #expect(digest.units.allSatisfy { $0.onTime <= $0.closed && $0.closed <= $0.due })
            #expect(digest.units.compactMap(\.rank) == digest.units.compactMap(\.rank).sorted())
            #expect(digest.units.allSatisfy { ($0.rank != nil) == ($0.due >= 5 && $0.code != nil) })
            #expect(digest.overdueCases.allSatisfy { $0.dueAt <= period.through })
            #expect(digest == self.digest(matters.shuffled(using: &random), period))
        }
        let voided = matters.count { matter in
            matter.history.contains { $0.kind == .voided }
        }
        #expect(counted <= matters.count && counted >= matters.count - voided - 60)
    }
}
