import Cases
import Desk
import Domain
import Tables
import Testing

@testable import App
@testable import Store

/// The examiner of the simulated county's books finds what is amiss in them.
@Suite(.timeLimit(.minutes(4))) struct SimulationTests {
    private struct Undone: Error { var problems: [String] }

    @Test func `faults planted into a sound day's books are found`() async throws {
        let day = try #require(CivilDate("2026-04-01"))
        let bridge = try Self.bridge()
        let store = try Store.inMemory(randomBits: { 1 })
        let simulation = try await store.write { tx in
            var simulation = try Simulation(bridge: bridge, days: 20, cases: 200, seed: 5)
            try simulation.begin(on: day, in: tx)
            try simulation.live(day, in: tx)
            return simulation
        }
        #expect(simulation.figures.problems.isEmpty && simulation.figures.cases > 5)
        let end = bridge.zone.instant(day.advanced(byDays: 1))

        /// What an examiner says of the day with this done to its books; then it is undone.
        func problems(after damage: @Sendable @escaping (Transaction) throws -> Void) async throws -> [String] {
            do {
                return try await store.write { tx -> [String] in
                    try damage(tx)
                    var examiner = SimulatedExaminer(bridge: bridge)
                    var figures = SimulatedFigures()
                    try examiner.look(after: day, at: end, said: simulation.figures.messages, in: tx, &figures)
                    throw Undone(problems: figures.problems)
                }
            } catch let undone as Undone {
                return undone.problems
            }
        }
        #expect(try await problems { _ in } == [])

        let plants: [(words: String, damage: @Sendable (Transaction) throws -> Void)] = [
            (
                ":deadline missing",
                { tx in
                    let timer = DeskTimer.key(.subject(try Self.caseInHand(tx).id, .deadline))
                    try tx.cancelTimer(timer)
                }
            ),
            (
                ":deadline moved",
                { tx in
                    try tx.set(
                        DeskTimer(.subject(try Self.caseInHand(tx).id, .deadline), due: end.advanced(by: .days(9))))
                }
            ),
            (
                ":silence stray",
                { tx in
                    try tx.set(
                        DeskTimer(.subject(try Self.caseInHand(tx).id, .silence), due: end.advanced(by: .days(9))))
                }
            ),
            (
                "rang twice",
                { tx in
                    let timer = DeskTimer(.subject(try Self.caseInHand(tx).id, .resume), due: end)
                    for _ in 0..<2 { try tx.take(timer, at: end) }
                }
            ),
            (
                "numbers given",
                { tx in
                    var subject = try Self.caseInHand(tx)
                    let number = try #require(subject.number)
                    subject.number = CaseNumber(date: number.date, ordinal: number.ordinal + 500)
                    try tx.save(subject, [])
                }
            ),
            (
                "checked before it is done",
                { tx in
                    var subject = try Self.caseInHand(tx)
                    subject.state = .checking
                    try tx.save(subject, [])
                }
            ),
            (
                "other outcomes",
                { tx in
                    _ = try tx.keep(
                        Delivery(
                            adapter: "generic", key: "lost", kind: "message.created",
                            bodyHash: [UInt8](repeating: 0, count: 32), body: [], messageID: "lost",
                            room: RoomKey(adapter: "generic", id: "work"),
                            sender: AccountKey(adapter: "generic", id: "nobody"),
                            receivedAt: end.advanced(by: .hours(-3))))
                }
            ),
            (
                "merged into a later report",
                { tx in
                    var subject = try Self.caseInHand(tx)
                    subject.state = .merged
                    subject.mergedInto = ID(subject.id.rawValue + 1000)
                    try tx.save(subject, [])
                }
            ),
            (
                "come back before it was",
                { tx in
                    var subject = try Self.caseInHand(tx)
                    subject.recurrenceOf = subject.id
                    try tx.save(subject, [])
                }
            ),
            (
                "given up without a reason",
                { tx in
                    try tx.db.run(
                        """
                        UPDATE outbox SET state = 'parked', error_code = NULL
                        WHERE id = (SELECT min(id) FROM outbox WHERE state = 'sent')
                        """)
                }
            ),
            ("none was frozen", { tx in try tx.db.run("DELETE FROM digest") }),
            (
                "and by the rows",
                { tx in
                    // The digest reads the case, the recount the column.
                    try tx.db.run("UPDATE casefile SET due_ms = NULL")
                }
            ),
        ]
        for plant in plants {
            let found = try await problems(after: plant.damage)
            #expect(found.contains { $0.contains(plant.words) }, "\(plant.words): \(found)")
        }
    }

    @Test func `a long run is judged as a whole`() {
        var figures = SimulatedFigures()
        figures.messages = 1000
        figures.silentClosings = 1
        for index in 0..<400 {
            figures.count(
                OutboundPost(
                    id: "p\(index)", room: RoomKey(adapter: "generic", id: "work"), kind: "assignment", text: "-",
                    at: Timestamp(seconds: 0)), isUrgent: false)
        }
        figures.judge()
        #expect(figures.problems == [])
        figures.messages = 999
        figures.silentClosings = 0
        figures.judge()
        #expect(
            figures.problems == ["more than 0.4 posts for each message of a person", "no case was closed by silence"])
    }

    private static func bridge() throws -> Bridge {
        let origin = try TableFolder.origin([Site.seeds + "/demo"], over: Site.seeds + "/common")
        var reader = ConfigurationReader(
            file: "c.json5", bytes: Array("{ adapters: [{ name: \"sandbox\", kind: \"sandbox\" }] }".utf8),
            environment: [:])
        return Bridge(
            county: County(SimulatedPolicies.laid(over: origin.result.tables)),
            phrasebook: try TemplateFolder.phrasebook(in: Site.templates, language: "zh-Hans"),
            configuration: try reader.read(), adapters: ["generic"])
    }

    /// A case that a unit has in hand, its deadline still to come.
    private static func caseInHand(_ tx: Transaction) throws -> Case {
        try #require(
            try tx.cases(CaseFilter(), limit: 200).first { subject in
                (subject.state == .dispatched || subject.state == .handling) && !subject.overdue
            })
    }
}
