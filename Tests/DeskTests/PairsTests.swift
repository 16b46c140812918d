import Domain
import Store
import Testing

@testable import Cases
@testable import Desk

/// Two people speak of one case at the same time: what comes of it is the published table, in words as in events.
@Suite struct PairsTests {
    private typealias Act = CaseTable.Act

    /// A case of the sanitation unit, whose report is the message `a`.
    private func scene(in state: Case.State) async throws -> Scene {
        var scene = try Scene(tables: { tables in
            for index in tables.caseTypes.indices where tables.caseTypes[index].code == "06010" {
                tables.caseTypes[index].closing = state == .feedback ? .confirm : .done
            }
        })
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1, id: "a")
        try await scene.say("hws-zhou", "收到", to: "a")
        if state == .feedback { try await scene.say("hws-zhou", "已清理", photos: 1, to: "a") }
        return scene
    }

    private func account(_ speaker: CaseTable.Speaker) -> String {
        switch speaker {
        case .reporter: "wang"
        case .unit: "hws-zhou"
        case .head: "hws-li"
        case .otherUnit: "sz-gao"
        case .bystander: "luo"
        case .checker: "he"
        case .dispatcher: "chen"
        case .leader: "zhao"
        case .bridge, .stranger: "nobody"
        }
    }

    private func perform(_ act: Act, by speaker: CaseTable.Speaker, in scene: inout Scene) async throws {
        let who = account(speaker)
        switch act {
        case .edit: try await scene.edit("a", by: who, to: "宣芳桥有一堆垃圾，味道很大")
        case .acknowledge: try await scene.say(who, "收到", to: "a")
        case .done: try await scene.say(who, "已清理", photos: 1, to: "a")
        case .extend: try await scene.say(who, "延期2天", to: "a")
        case .suspend: try await scene.say(who, "先挂一下，到12月10日", to: "a")
        case .giveBack: try await scene.say(who, "这个不归我们管", to: "a")
        case .transfer: try await scene.say(who, "这个改派市政公司", to: "a")
        case .rework: try await scene.say(who, "没清干净", photos: 1, to: "a")
        case .withdraw: try await scene.say(who, "误报，撤回", to: "a")
        case .void: try await scene.say(who, "这条作废", to: "a")
        }
    }

    /// What the table's event would say to the second act; nil when it takes it.
    private func refusal(_ act: Act, of played: CaseTable.Played) -> Case.Rejection? {
        var copy = played.before
        do throws(Case.Rejection) {
            _ = try copy.apply(act.event, CaseTable.circumstances(played.speakers.second))
            return nil
        } catch {
            return error
        }
    }

    /// Every pair while the work goes on; once it is judged, those that begin with an act which has a place there.
    private static let beginnings: [(Case.State, CaseTable.Act)] =
        CaseTable.Act.allCases.map { (.handling, $0) }
        + [CaseTable.Act.edit, .done, .rework, .withdraw, .void].map { (.feedback, $0) }

    @Test(arguments: beginnings)
    func `two messages on one case lead where the table says, and what is refused is noted`(
        _ state: Case.State, _ first: CaseTable.Act
    ) async throws {
        for second in Act.allCases {
            let played = try #require(CaseTable.play(first, second, in: state))
            var scene = try await scene(in: state)
            #expect(try await scene.cases()[0].state == state)
            try await perform(first, by: played.speakers.first, in: &scene)
            let before = try await scene.cases()[0]
            let lines = try await scene.history(before)
            try await perform(second, by: played.speakers.second, in: &scene)
            let after = try await scene.cases()[0]
            let story = try await scene.history(after)
            #expect(before.state == played.before.state, "\(first) in \(state): \(lines)")
            let added = story.dropFirst(lines.count)
            // A unit that routes know for the type may say that it did another's work.
            if first == .transfer, second == .done, state == .handling {
                #expect(after.state == .closed && added.contains("claimed"))
                continue
            }
            #expect(after.state == played.after.state, "\(first) then \(second) in \(state): \(story)")
            switch refusal(second, of: played) {
            case nil: #expect(!added.isEmpty, "\(first) then \(second) in \(state)")
            case .alreadySo:
                #expect(added.allSatisfy { $0 == "photo" }, "\(first) then \(second) in \(state): \(story)")
            case .some: #expect(added.contains("noted"), "\(first) then \(second) in \(state): \(story)")
            }
        }
    }
}
