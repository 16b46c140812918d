import Testing

/// The talk of an invented county that the seeds were not written for, read with `seeds/common` and that county's own
/// tables. The floors stand a little below what was measured; a change of the tables that falls under one made the
/// reading of strangers worse.
@Suite struct GroupReadingTests {
    @Test func `the talk of another county is read as labelled`() throws {
        let score = try Score(of: "Readings/group.jsonl", in: .linshui)
        #expect(score.rows >= 500)
        #expect(score.intents >= 0.93, "intent \(score.intents)")
        #expect(score.types >= 0.94, "type \(score.types)")
        #expect(score.places >= 0.96, "place \(score.places)")
    }

    @Test func `chatter, answers and sums of another county open next to no case`() throws {
        let score = try Score(of: "Readings/group.jsonl", in: .linshui)
        #expect(score.falseAlarms.count <= 6, "\(score.falseAlarms)")
    }

    @Test func `short replies are read as labelled`() throws {
        let score = try Score(of: "Readings/replies.jsonl", in: .linshui)
        #expect(score.rows >= 400)
        #expect(score.intents >= 0.90, "intent \(score.intents)")
        #expect(score.falseAlarms.count <= 1, "\(score.falseAlarms)")
    }

    /// What is only planned, asked, denied or begun must never close a case.
    @Test func `no plan, question, negation or part of the work is read as done`() throws {
        let score = try Score(of: "Readings/replies.jsonl", in: .linshui)
        #expect(score.hastyDeeds.isEmpty, "\(score.hastyDeeds)")
    }

    /// Four counties with other land, other words and other people; what stands in these files was tuned on.
    @Test(arguments: ["yunling", "bigang", "beiling", "dongtang"])
    func `mountains, coast, north and factories are read as labelled`(_ name: String) throws {
        let score = try Score(of: "Readings/\(name)/first.jsonl", in: FixtureCounty("Readings/\(name)"))
        #expect(score.intents >= 0.92, "intent \(score.intents)")
        #expect(score.types >= 0.90, "type \(score.types)")
        #expect(score.places >= 0.90, "place \(score.places)")
        #expect(score.falseAlarms.count <= 1, "\(score.falseAlarms)")
    }
}
