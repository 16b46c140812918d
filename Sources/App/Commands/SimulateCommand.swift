import Desk
import Domain
import Foundation
import JSON
import Store

/// `gridbridge simulate`: the whole bridge with a synthetic county, on a simulated clock.
struct SimulateCommand {
    private let arguments: Arguments
    private let days: Int
    private let cases: Int
    private let seed: Int
    private let start: CivilDate

    init(_ words: ArraySlice<String>) throws(UsageError) {
        arguments = try Arguments(
            words, command: "simulate",
            .init(options: ["--days", "--cases", "--seed", "--from", "--tables"], flags: ["--json"]))
        days = try arguments.whole("--days", 1...4000, default: 400)
        cases = try arguments.whole("--cases", 1...1_000_000, default: 10_000)
        seed = try arguments.whole("--seed", 0...Int(Int32.max), default: 1)
        let from = arguments.value("--from") ?? "2026-01-01"
        guard let date = CivilDate(from) else {
            throw UsageError("--from wants a day such as 2026-01-01, not '\(from)'")
        }
        start = date
    }

    func run() async throws -> ExitCode {
        let setting = try await Setting(arguments)
        let bridge = Bridge(
            county: County(SimulatedPolicies.laid(over: setting.county.tables)),
            phrasebook: try TemplateFolder.phrasebook(
                in: setting.resources.templates, language: setting.configuration.language),
            configuration: setting.configuration, adapters: ["generic"])
        let store = try Store.inMemory(randomBits: { 1 })
        var simulation = try Simulation(bridge: bridge, days: days, cases: cases, seed: seed)
        let began = ContinuousClock.now
        simulation = try await store.write { [simulation, start] tx in
            var begun = simulation
            try begun.begin(on: start, in: tx)
            return begun
        }
        for day in 0..<days {
            let date = start.advanced(byDays: day)
            simulation = try await store.write { [simulation] tx in
                var next = simulation
                try next.live(date, in: tx)
                return next
            }
            if !simulation.figures.problems.isEmpty { break }
            if date.advanced(byDays: 1).day == 1 || day == days - 1 {
                Console.complain("\(date): \(simulation.figures.cases) cases, \(simulation.figures.messages) messages")
            }
        }
        let spent = began.duration(to: .now)
        let counts = try await store.read { [end = start.advanced(byDays: days), zone = bridge.zone] tx in
            try tx.counts(in: nil, since: zone.instant(CivilDate(dayNumber: 0)), at: zone.instant(end))
        }
        var figures = simulation.figures
        if figures.problems.isEmpty, days >= Self.longRun { figures.judge() }
        print(figures, counts.closed, counts.open, counts.late)
        for problem in figures.problems { Console.complain(problem) }
        Console.complain("took \(spent.wholeMilliseconds / 1000) s")
        return figures.problems.isEmpty ? .done : .found
    }

    /// Days from which the whole run is judged beside its days.
    private static let longRun = 100

    private func print(_ figures: SimulatedFigures, _ closed: Int, _ open: Int, _ late: Int) {
        let share = figures.share
        let rows: [(String, String)] = [
            ("days", "\(figures.days)"), ("seed", "\(seed)"), ("cases", "\(figures.cases)"), ("closed", "\(closed)"),
            ("closedBySilence", "\(figures.silentClosings)"),
            ("open", "\(open)"), ("late", "\(late)"), ("messages", "\(figures.messages)"),
            ("repeatedDeliveries", "\(figures.repeated)"), ("timers", "\(figures.timers)"),
            ("posts", "\(figures.posts)"), ("postsPerHumanMessage", String(format: "%.3f", share)),
            ("mostSupervisionPostsOfARoomADay", "\(figures.busiest)"), ("casesExamined", "\(figures.looks)"),
            ("problems", "\(figures.problems.count)"),
        ]
        func sorted(_ counts: [String: Int]) -> [(key: String, value: Int)] {
            counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        }
        if arguments.has("--json") {
            var writer = JSONWriter(pretty: true, capacity: 4096)
            writer.object { object in
                for (name, value) in rows {
                    if let number = Int(value) { object.member(name, number) } else { object.member(name, value) }
                }
                for (name, counts) in [("postsByRoom", figures.postsByRoom), ("postsByKind", figures.postsByKind)] {
                    object.object(name) { inner in
                        for (key, value) in sorted(counts) { inner.member(key, value) }
                    }
                }
            }
            return Console.print(writer.text)
        }
        let width = rows.map(\.0.count).max() ?? 0
        for (name, value) in rows {
            Console.print(name + String(repeating: " ", count: width - name.count + 2) + value)
        }
        for (name, counts) in [("posts by room", figures.postsByRoom), ("posts by kind", figures.postsByKind)] {
            Console.print("\(name): " + sorted(counts).map { "\($0.key) \($0.value)" }.joined(separator: ", "))
        }
    }
}
