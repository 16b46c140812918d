import Cases
import Desk
import Domain
import Store
import Testing

/// What every ledger must do, whoever keeps it: one law a case, checked on an empty ledger.
enum LedgerLaw: String, CaseIterable, CustomTestStringConvertible {
    case keepsMessages, replacesMessages, erasesWords, listsMessagesOfASender, linksMessagesInOrder, linksPosts
    case makesCaseIDs, savesCases, appendsHistory, takesOrdinals, findsByOrdinal, listsOpenCases, listsClosedCases
    case keepsCandidates, keepsQuestions, findsTheQuestionOfAPost, setsTimers, sendsOnce, findsTheNewestPost
    case keepsNudges, countsSupervision, mutes

    var testDescription: String { rawValue }

    func check(_ ledger: any Ledger) throws {
        switch self {
        case .keepsMessages: try Self.keepsMessages(ledger)
        case .replacesMessages: try Self.replacesMessages(ledger)
        case .erasesWords: try Self.erasesWords(ledger)
        case .listsMessagesOfASender: try Self.listsMessagesOfASender(ledger)
        case .linksMessagesInOrder: try Self.linksMessagesInOrder(ledger)
        case .linksPosts: try Self.linksPosts(ledger)
        case .makesCaseIDs: try Self.makesCaseIDs(ledger)
        case .savesCases: try Self.savesCases(ledger)
        case .appendsHistory: try Self.appendsHistory(ledger)
        case .takesOrdinals: try Self.takesOrdinals(ledger)
        case .findsByOrdinal: try Self.findsByOrdinal(ledger)
        case .listsOpenCases: try Self.listsOpenCases(ledger)
        case .listsClosedCases: try Self.listsClosedCases(ledger)
        case .keepsCandidates: try Self.keepsCandidates(ledger)
        case .keepsQuestions: try Self.keepsQuestions(ledger)
        case .findsTheQuestionOfAPost: try Self.findsTheQuestionOfAPost(ledger)
        case .setsTimers: try Self.setsTimers(ledger)
        case .sendsOnce: try Self.sendsOnce(ledger)
        case .findsTheNewestPost: try Self.findsTheNewestPost(ledger)
        case .keepsNudges: try Self.keepsNudges(ledger)
        case .countsSupervision: try Self.countsSupervision(ledger)
        case .mutes: try Self.mutes(ledger)
        }
    }

    private static func key(_ id: String) -> MessageKey { MessageKey(adapter: room.adapter, id: id) }

    // MARK: Messages

    private static func keepsMessages(_ ledger: any Ledger) throws {
        #expect(try ledger.message(key("m1")) == nil)
        var full = message("m1", photos: 2)
        full.photoHashes = [nil, String(repeating: "a", count: 64)]
        full.replyTo = "m0"
        full.thread = "t"
        full.groupID = "g"
        full.revision = 3
        full.photosTaken = true
        full.senderIsBot = true
        try ledger.keep(full)
        #expect(try ledger.message(key("m1")) == full)
        #expect(try ledger.message(MessageKey(adapter: "matrix", id: "m1")) == nil)
    }

    private static func replacesMessages(_ ledger: any Ledger) throws {
        try ledger.keep(message("m1"))
        var recalled = message("m1", text: nil)
        recalled.location = nil
        try ledger.keep(recalled)
        #expect(try ledger.message(key("m1")) == recalled)
    }

    private static func erasesWords(_ ledger: any Ledger) throws {
        try ledger.keep(message("m1"))
        try ledger.save(
            report(ID(1)),
            [
                Case.Entry(at: noon, kind: .returned, by: "p1", why: "不归我们管", message: "m1"),
                Case.Entry(at: noon, kind: .noted, by: "p1", why: "别的话", message: "m2"),
            ])
        try ledger.link(key("m1"), to: ID(1))
        try ledger.keep(message("m1", text: nil))
        #expect(try ledger.history(of: ID(1)).map(\.why) == [nil, "别的话"])
    }

    private static func listsMessagesOfASender(_ ledger: any Ledger) throws {
        for number in 0..<25 {
            try ledger.keep(message("m\(number)", at: noon.advanced(by: .seconds(Int64(number)))))
        }
        try ledger.keep(message("elsewhere", room: otherRoom))
        var foreign = message("foreign", at: noon.advanced(by: .seconds(99)))
        foreign.sender = AccountKey(adapter: "county", id: "li")
        try ledger.keep(foreign)
        let all = try ledger.messages(of: wang, in: room, since: noon)
        #expect(all.map(\.key.id) == (5..<25).reversed().map { "m\($0)" })
        let late = try ledger.messages(of: wang, in: room, since: noon.advanced(by: .seconds(23)))
        #expect(late.map(\.key.id) == ["m24", "m23"])
    }

    private static func linksMessagesInOrder(_ ledger: any Ledger) throws {
        let first = try ledger.newCaseID()
        let second = try ledger.newCaseID()
        try ledger.save(report(first), [])
        try ledger.save(report(second), [])
        try ledger.link(key("m1"), to: second)
        try ledger.link(key("m1"), to: first)
        try ledger.link(key("m1"), to: second)
        #expect(try ledger.cases(linkedTo: key("m1")) == [second, first])
        #expect(try ledger.cases(linkedTo: key("m2")) == [])
    }

    private static func linksPosts(_ ledger: any Ledger) throws {
        let id = try ledger.newCaseID()
        try ledger.save(report(id), [])
        try ledger.send(post("p1"), about: id)
        try ledger.link(key("p1"), to: id)
        #expect(try ledger.cases(linkedTo: key("p1")) == [id])
    }

    // MARK: Cases

    private static func makesCaseIDs(_ ledger: any Ledger) throws {
        let ids = try (0..<5).map { _ in try ledger.newCaseID() }
        #expect(ids == ids.sorted())
        #expect(Set(ids).count == 5)
    }

    private static func savesCases(_ ledger: any Ledger) throws {
        let id = try ledger.newCaseID()
        #expect(try ledger.find(id) == nil)
        var subject = filed(id, ordinal: 1)
        try ledger.save(subject, [])
        #expect(try ledger.find(id) == subject)
        subject.state = .handling
        subject.acknowledgedAt = noon
        try ledger.save(subject, [])
        #expect(try ledger.find(id) == subject)
        subject.unit = "gas"
        subject.state = .closed
        subject.closedAt = noon
        try ledger.save(subject, [])
        #expect(try ledger.find(id) == subject)
    }

    private static func appendsHistory(_ ledger: any Ledger) throws {
        let id = try ledger.newCaseID()
        let reported = Case.Entry(at: noon, kind: .reported, by: "p1", message: "m1")
        let refused = Case.Entry(at: noon, kind: .returned, by: "p2", why: "不归我们管", message: "m2")
        try ledger.save(report(id), [reported])
        try ledger.save(report(id), [refused, reported])
        #expect(try ledger.history(of: id) == [reported, refused, reported])
        #expect(try ledger.history(of: ID(99)) == [])
    }

    private static func takesOrdinals(_ ledger: any Ledger) throws {
        #expect(try ledger.takeOrdinal(on: day) == 1)
        #expect(try ledger.takeOrdinal(on: day) == 2)
        #expect(try ledger.takeOrdinal(on: day.advanced(byDays: 1)) == 1)
        #expect(try ledger.takeOrdinal(on: day) == 3)
    }

    private static func findsByOrdinal(_ ledger: any Ledger) throws {
        for number in 0..<12 {
            try ledger.save(
                filed(try ledger.newCaseID(), ordinal: 7, on: day.advanced(byDays: number)), [])
        }
        try ledger.save(filed(try ledger.newCaseID(), ordinal: 8), [])
        let all = try ledger.cases(numbered: 7, on: nil)
        #expect(all.map(\.number?.date) == (2..<12).reversed().map { day.advanced(byDays: $0) })
        #expect(try ledger.cases(numbered: 7, on: day).map(\.number?.date) == [day])
        #expect(try ledger.cases(numbered: 9, on: nil) == [])
    }

    private static func listsOpenCases(_ ledger: any Ledger) throws {
        let ids = try (0..<6).map { _ in try ledger.newCaseID() }
        try ledger.save(filed(ids[0], ordinal: 1), [])
        try ledger.save(filed(ids[1], ordinal: 2, type: "08012"), [])
        try ledger.save(filed(ids[2], ordinal: 3, in: otherRoom), [])
        var closed = filed(ids[3], ordinal: 4)
        closed.state = .closed
        closed.closedAt = noon
        try ledger.save(closed, [])
        try ledger.save(filed(ids[4], ordinal: 5, at: noon.advanced(by: .hours(1))), [])
        try ledger.save(report(ids[5], at: noon.advanced(by: .hours(2))), [])
        #expect(try ledger.openCases(in: room).map(\.id) == [ids[5], ids[4], ids[1], ids[0]])
        #expect(try ledger.openCases(ofType: "06010").map(\.id) == [ids[0], ids[2], ids[4]])
        closed.state = .rework
        closed.closedAt = nil
        try ledger.save(closed, [])
        #expect(try ledger.openCases(in: room).map(\.id).contains(ids[3]))
    }

    private static func listsClosedCases(_ ledger: any Ledger) throws {
        var ids: [ID<Case>] = []
        for number in 0..<4 {
            var subject = filed(try ledger.newCaseID(), ordinal: number + 1)
            subject.state = number == 2 ? .selfClosed : .closed
            subject.closedAt = noon.advanced(by: .hours(Int64(number)))
            try ledger.save(subject, [])
            ids.append(subject.id)
        }
        try ledger.save(filed(try ledger.newCaseID(), ordinal: 9), [])
        let since = noon.advanced(by: .hours(1))
        #expect(try ledger.closedCases(ofType: "06010", since: since).map(\.id) == [ids[3], ids[2], ids[1]])
        #expect(try ledger.closedCases(in: room, since: since).map(\.id) == [ids[3], ids[2], ids[1]])
        #expect(try ledger.closedCases(in: otherRoom, since: noon) == [])
        #expect(try ledger.closedCases(ofType: "08012", since: noon) == [])
    }

    // MARK: Half reports and questions

    private static func keepsCandidates(_ ledger: any Ledger) throws {
        var first = Candidate(
            id: try ledger.newCandidateID(), room: room, sender: wang, messages: ["m1"], groupID: "g", since: noon)
        let second = Candidate(
            id: try ledger.newCandidateID(), room: room, sender: wang, messages: ["m2"], groupID: nil, since: noon)
        try ledger.save(first)
        try ledger.save(second)
        first.messages.append("m3")
        first.lastPartAt = noon.advanced(by: .seconds(5))
        first.question = ID(4)
        first.chosenType = "06010"
        first.chosenPlace = .init(text: "宣芳桥", name: "宣芳桥", grid: "g1")
        try ledger.save(first)
        #expect(try ledger.candidate(first.id) == first)
        #expect(try ledger.candidates(of: wang, in: room) == [first, second])
        #expect(try ledger.candidates(of: wang, in: otherRoom) == [])
        try ledger.remove(first.id)
        #expect(try ledger.candidate(first.id) == nil)
        #expect(try ledger.candidates(of: wang, in: room) == [second])
        #expect(try ledger.newCandidateID() > second.id)
    }

    private static func question(_ ledger: any Ledger, post: String) throws -> Question {
        Question(
            id: try ledger.newQuestionID(), kind: .subject, room: room, askedOf: wang, unit: "env", post: post,
            message: "m1", options: [.init(label: "1", value: "7", grid: "g1"), .init(label: "2", value: "8")],
            candidate: ID(1), subject: ID(2), askedAt: noon)
    }

    private static func keepsQuestions(_ ledger: any Ledger) throws {
        var first = try question(ledger, post: "q1")
        let second = try question(ledger, post: "q2")
        try ledger.save(first)
        try ledger.save(second)
        #expect(try ledger.questions(in: room) == [second, first])
        first.isOpen = false
        try ledger.save(first)
        #expect(try ledger.questions(in: room) == [second])
        #expect(try ledger.question(first.id) == first)
        #expect(try ledger.questions(in: otherRoom) == [])
    }

    private static func findsTheQuestionOfAPost(_ ledger: any Ledger) throws {
        var asked = try question(ledger, post: "q1")
        try ledger.save(asked)
        #expect(try ledger.question(askedBy: key("q1")) == asked)
        asked.isOpen = false
        try ledger.save(asked)
        #expect(try ledger.question(askedBy: key("q1")) == asked)
        #expect(try ledger.question(askedBy: key("q2")) == nil)
    }

    // MARK: Timers, posts

    private static func setsTimers(_ ledger: any Ledger) throws {
        for work: DeskTimer.Work in [
            .candidate(ID(1)), .question(ID(1)), .subject(ID(1), .step("yellow")), .nudges(room, bundle: "env"),
            .morning,
            .digest,
        ] {
            try ledger.set(DeskTimer(work, due: noon))
            try ledger.set(DeskTimer(work, due: noon.advanced(by: .hours(1))))
        }
        try ledger.cancelTimer(DeskTimer.key(.morning))
        try ledger.cancelTimer("never set")
    }

    private static func sendsOnce(_ ledger: any Ledger) throws {
        try ledger.save(report(ID(5)), [])
        try ledger.send(post("p1", kind: "closed"), about: ID(5))
        try ledger.send(post("p1", kind: "other"), about: nil)
        let found = try #require(try ledger.post(key("p1")))
        #expect(found.id == "p1")
        #expect(found.kind == "closed")
        #expect(found.subject == ID(5))
        #expect(try ledger.post(key("p2")) == nil)
        #expect(try ledger.post(MessageKey(adapter: "matrix", id: "p1")) == nil)
    }

    private static func findsTheNewestPost(_ ledger: any Ledger) throws {
        for number in 1...3 { try ledger.save(report(ID(Int64(number))), []) }
        try ledger.send(post("p1", kind: "assignment"), about: ID(1))
        try ledger.send(post("p2", kind: "closed"), about: ID(2))
        try ledger.send(post("p3", in: otherRoom, kind: "assignment"), about: ID(3))
        try ledger.send(post("p4", kind: "assignment"), about: nil)
        #expect(try ledger.newestPost(in: room, kinds: ["assignment"])?.id == "p1")
        #expect(try ledger.newestPost(in: room, kinds: ["assignment", "closed"])?.id == "p2")
        #expect(try ledger.newestPost(in: room, kinds: ["rework"]) == nil)
        #expect(try ledger.newestPost(in: room, kinds: []) == nil)
    }

    // MARK: Supervision, rooms

    private static func keepsNudges(_ ledger: any Ledger) throws {
        let nudges = [
            Nudge(subject: ID(1), kind: .chase, step: "answer", room: room, bundle: "env", at: noon),
            Nudge(subject: ID(2), kind: .yellow, step: "yellow", room: room, bundle: "gas", at: noon),
            Nudge(subject: ID(1), kind: .reminder, step: "reminder", room: room, bundle: "env", at: noon),
            Nudge(subject: ID(3), kind: .red, step: "red", room: otherRoom, bundle: "env", at: noon),
        ]
        for nudge in nudges { try ledger.save(nudge) }
        #expect(try ledger.nudges(in: room, bundle: nil) == Array(nudges[0..<3]))
        #expect(try ledger.nudges(in: room, bundle: "env") == [nudges[0], nudges[2]])
        try ledger.removeNudges(of: ID(2))
        #expect(try ledger.nudges(in: room, bundle: "gas") == [])
        try ledger.removeNudges(in: room, bundle: "env")
        #expect(try ledger.nudges(in: room, bundle: nil) == [])
        try ledger.removeNudges(in: otherRoom, bundle: nil)
        #expect(try ledger.nudges(in: otherRoom, bundle: nil) == [])
    }

    private static func countsSupervision(_ ledger: any Ledger) throws {
        try ledger.send(post("p1", kind: "reminder"), about: nil)
        try ledger.send(post("p2", kind: "yellow-card", at: noon.advanced(by: .hours(1))), about: nil)
        try ledger.send(post("p3", kind: "assignment", at: noon.advanced(by: .hours(1))), about: nil)
        try ledger.send(post("p4", in: otherRoom, kind: "chase", at: noon.advanced(by: .hours(1))), about: nil)
        #expect(try ledger.supervisionPosts(in: room, since: noon) == 2)
        #expect(try ledger.supervisionPosts(in: room, since: noon.advanced(by: .seconds(1))) == 1)
    }

    private static func mutes(_ ledger: any Ledger) throws {
        #expect(try !ledger.isMuted(room))
        try ledger.setMuted(room, true)
        #expect(try ledger.isMuted(room))
        #expect(try !ledger.isMuted(otherRoom))
        try ledger.setMuted(room, false)
        #expect(try !ledger.isMuted(room))
    }
}

@Suite struct LedgerTests {
    @Test(arguments: LedgerLaw.allCases)
    func `a store in memory keeps the ledger's law`(_ law: LedgerLaw) async throws {
        let store = try Store.inMemory()
        try await store.write { try law.check($0) }
    }

    @Test(arguments: LedgerLaw.allCases)
    func `a store on disk keeps the ledger's law`(_ law: LedgerLaw) async throws {
        let folder = Folder()
        let store = try Store(path: folder.database)
        try await store.write { try law.check($0) }
        try await store.close()
    }
}
