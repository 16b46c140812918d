import Cases
import Domain
import Testing

/// What a correction leaves with the case, for the tables to learn from.
@Suite struct AmendmentTests {
    @Test func `a corrected type is kept with what it was`() throws {
        var subject = try Sample.dispatched()
        let before = subject
        let later = Sample.morning.advanced(by: .minutes(5))
        try subject.take(.corrected(.init(type: "06011", grid: "05")), Sample.dispatcher, at: later)
        #expect(
            subject.amendments == [
                .init(
                    at: later, type: .init(was: before.type, now: "06011"), grid: .init(was: before.grid, now: "05"))
            ])
    }

    @Test func `a place is kept by the gazetteer's name and never as somebody wrote it`() throws {
        var subject = try Sample.dispatched()
        try subject.take(
            .corrected(.init(place: .init(text: "老王家门口", name: nil))), Sample.dispatcher, at: Sample.morning)
        #expect(subject.amendments.allSatisfy { $0.place?.now == nil })
        try subject.take(
            .corrected(.init(place: .init(text: "桥那边", name: "宣芳桥"))), Sample.dispatcher, at: Sample.morning)
        #expect(subject.amendments.last?.place?.now == "宣芳桥")
    }

    @Test func `a unit that somebody in charge gives it to is a correction, the bridge's own choice is none`() throws {
        var subject = try Sample.dispatched()
        #expect(subject.amendments.isEmpty)
        let before = subject.unit
        try subject.take(.assigned(unit: "sz", assist: []), Sample.dispatcher, at: Sample.morning)
        #expect(subject.amendments.map(\.unit) == [.init(was: before, now: "sz")])
    }

    @Test func `only the newest are kept`() throws {
        var subject = try Sample.dispatched()
        for index in 0..<40 {
            try subject.take(
                .corrected(.init(type: index % 2 == 0 ? "06011" : "06010")), Sample.dispatcher,
                at: Sample.morning.advanced(by: .minutes(Int64(index))))
        }
        #expect(subject.amendments.count == 16)
        #expect(subject.amendments.last?.at == Sample.morning.advanced(by: .minutes(39)))
    }
}
