import Cases
import Domain
import Foundation
import Testing

@Suite struct CaseTableTests {
    @Test(arguments: Case.State.allCases)
    func `every state is reached by events alone`(_ state: Case.State) {
        let samples = CaseTable.samples(in: state)
        #expect(samples.count >= 6)
        for sample in samples { #expect(sample.state == state) }
    }

    @Test func `every pair of event and state is decided for everybody`() {
        let trials = CaseTable.trials
        #expect(
            trials.count
                == Case.Event.Kind.allCases.count * Case.State.allCases.count * CaseTable.Speaker.allCases.count)
        for trial in trials { #expect(!trial.outcomes.isEmpty, "\(trial.event) in \(trial.from)") }
        for kind in Case.Event.Kind.allCases {
            let isTaken = trials.contains { trial in
                trial.event == kind && trial.outcomes.contains { if case .moves = $0 { true } else { false } }
            }
            #expect(isTaken, "nothing takes \(kind)")
        }
    }

    @Test func `strangers only report, look after their own words, and are noted`() {
        let taken = CaseTable.trials.filter { trial in
            trial.speaker == .stranger && trial.outcomes.contains { if case .moves = $0 { true } else { false } }
        }
        #expect(Set(taken.map(\.event)) == [.reported, .noted, .recalled])
    }

    @Test func `docs say what the machine does`() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("docs/case-machine.md")
        let printed = CaseTable.document()
        if ProcessInfo.processInfo.environment["GRIDBRIDGE_REWRITE"] == "1" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(printed.utf8).write(to: file)
        }
        let kept = try String(contentsOf: file, encoding: .utf8)
        #expect(kept == printed, "print docs/case-machine.md again with GRIDBRIDGE_REWRITE=1")
    }

    private static let pairs = CaseTable.Act.allCases.flatMap { first in CaseTable.Act.allCases.map { (first, $0) } }

    @Test(arguments: [Case.State.handling, .feedback])
    func `every pair is said by two people, but for the one that has a single writer`(_ state: Case.State) throws {
        for (first, second) in Self.pairs {
            let played = try #require(CaseTable.play(first, second, in: state))
            let isAlone = played.speakers.first == played.speakers.second
            #expect(isAlone == (first == .edit && second == .edit), "\(first) then \(second)")
        }
    }

    @Test(arguments: CaseTable.Act.allCases)
    func `every act is taken where it has its place`(_ act: CaseTable.Act) throws {
        let handling = try #require(CaseTable.play(act, .void))
        let feedback = try #require(CaseTable.play(act, .void, in: .feedback))
        // A unit that is at work has answered.
        #expect(handling.isFirstTaken == (act != .acknowledge && act != .rework))
        #expect(feedback.isFirstTaken == [.edit, .rework, .withdraw, .void].contains(act))
    }

    @Test func `a weaker late act never undoes a stronger one`() throws {
        for (first, second) in Self.pairs where second.strength < first.strength {
            let played = try #require(CaseTable.play(first, second))
            // In the unit's hands there is no result to contest: rework is refused and leaves the second act its way.
            if first == .rework {
                #expect(!played.isFirstTaken)
                continue
            }
            // What passes the clock goes on passing it; the state is what must hold.
            let isHeld =
                played.after.state == played.before.state
                || (played.before.state == .handling && first.strength <= 2)
                || (first == .transfer && played.before.state == .dispatched)
            #expect(isHeld, "\(first) then \(second): \(played.before.state) became \(played.after.state)")
        }
    }

    @Test func `a weaker late act never undoes a result, its judgement or its end`() throws {
        for (first, second) in Self.pairs where second.strength < first.strength {
            let played = try #require(CaseTable.play(first, second, in: .feedback))
            switch first {
            case .rework:
                // A new round of work: what the unit says belongs to it, and the judgement stays counted.
                #expect(played.isFirstTaken && played.after.reworks == 1 && played.after.dueAt != nil)
                #expect(played.after.state.isOpen || second == .withdraw)
            case .withdraw, .void: #expect(played.after == played.before, "\(first) then \(second)")
            case .edit, .acknowledge, .done, .extend, .suspend, .giveBack, .transfer:
                // The result is said already: the unit's words change nothing, and the writer's none of its state.
                #expect(played.after.state == .feedback || second == .withdraw, "\(first) then \(second)")
            }
        }
    }

    @Test(arguments: [Case.State.handling, .feedback])
    func `what is refused leaves the case as it was`(_ state: Case.State) throws {
        for (first, second) in Self.pairs {
            let played = try #require(CaseTable.play(first, second, in: state))
            if !played.isTaken { #expect(played.after == played.before, "\(first) then \(second)") }
        }
    }

    @Test func `both orders of done and void end void, both orders of withdraw and void end so`() throws {
        #expect(try #require(CaseTable.play(.done, .void)).after.state == .voided)
        #expect(try #require(CaseTable.play(.void, .done)).after.state == .voided)
        #expect(try #require(CaseTable.play(.withdraw, .void)).after.state == .withdrawn)
        #expect(try #require(CaseTable.play(.done, .rework)).after.state == .rework)
        #expect(try #require(CaseTable.play(.done, .acknowledge)).after.state == .closed)
    }
}
