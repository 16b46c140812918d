import Cases
import Desk
import Domain
import Testing

@testable import Store

@Suite struct SnapshotTests {
    @Test(arguments: UInt64(0)..<300)
    func `a case reads back as it was written`(_ seed: UInt64) throws {
        var dice = Dice(seed)
        let subject = Case(random: &dice)
        #expect(try Case(json: subject.json.bytes) == subject)
    }

    @Test(arguments: UInt64(0)..<50)
    func `a candidate, a question and a post read back as they were written`(_ seed: UInt64) throws {
        var dice = Dice(seed)
        var candidate = Candidate(
            id: ID(dice.number()), room: dice.room(), sender: dice.account(), messages: dice.texts(),
            groupID: dice.maybe { $0.text() }, since: dice.instant())
        candidate.question = dice.maybe { ID($0.number()) }
        candidate.lastPartAt = dice.instant()
        candidate.chosenType = dice.maybe { $0.text() }
        candidate.chosenPlace = dice.maybe { dice in
            .init(text: dice.text(), name: dice.maybe { $0.text() }, grid: dice.maybe { $0.text() })
        }
        #expect(try Candidate(json: candidate.json.bytes) == candidate)

        var question = Question(
            id: ID(dice.number()), kind: dice.one(of: Question.Kind.allCases), room: dice.room(),
            askedOf: dice.account(), unit: dice.maybe { $0.text() }, post: dice.text(), message: dice.text(),
            options: dice.list { dice in
                .init(label: dice.text(), value: dice.text(), grid: dice.maybe { $0.text() })
            },
            candidate: dice.maybe { ID($0.number()) }, subject: dice.maybe { ID($0.number()) },
            askedAt: dice.instant())
        question.isOpen = dice.chance()
        #expect(try Question(json: question.json.bytes) == question)

        let action: OutboundPost.Action =
            switch Int.random(in: 0..<3, using: &dice) {
            case 0: .create
            case 1: .edit(of: dice.text(), revision: dice.number())
            default: .reaction(key: dice.text(), on: dice.text())
            }
        let post = OutboundPost(
            id: dice.text(), action: action, room: dice.room(), kind: dice.text(), text: dice.text(),
            replyTo: dice.maybe { $0.text() }, thread: dice.maybe { $0.text() }, mentions: dice.texts(),
            caseInfo: dice.maybe { dice in
                .init(
                    number: dice.maybe { $0.text() }, state: dice.text(), typeCode: dice.maybe { $0.text() },
                    typeName: dice.maybe { $0.text() }, grid: dice.maybe { $0.text() },
                    unit: dice.maybe { $0.text() }, url: dice.maybe { $0.text() })
            },
            at: dice.instant(), silent: dice.chance(), isUrgent: dice.chance())
        #expect(try OutboundPost(json: post.json.bytes) == post)
    }

    @Test func `what is no snapshot is an error and no crash`() {
        for text in ["", "{", "[]", "{}", #"{"id":"x"}"#, #"{"id":1,"reporter":"nobody"}"#] {
            #expect(throws: StoreError.self) { try Case(json: Array(text.utf8)) }
        }
    }
}

extension Case {
    fileprivate init(random dice: inout Dice) {
        self.init(
            id: ID(dice.number()), reporter: .init(account: dice.account(), person: dice.maybe { $0.text() }),
            source: .init(room: dice.room(), message: dice.text(), ordinal: Int.random(in: 1...9, using: &dice)),
            text: dice.maybe { $0.text() },
            place: .init(text: dice.maybe { $0.text() }, name: dice.maybe { $0.text() }), reportedAt: dice.instant())
        number = dice.maybe { dice in
            CaseNumber(
                prefix: dice.chance() ? "" : dice.text(),
                date: CivilDate(dayNumber: Int.random(in: 0...40_000, using: &dice)),
                ordinal: Int.random(in: 1...2000, using: &dice))
        }
        state = dice.one(of: State.allCases)
        type = dice.maybe { $0.text() }
        terms = Terms(
            closing: dice.one(of: CaseType.Closing.allCases), evidence: dice.one(of: CaseType.Evidence.allCases),
            acknowledgeWithin: dice.list { $0.limit() }, resolveWithin: dice.maybe { $0.limit() })
        coordinate = dice.maybe { dice in
            Coordinate(
                latitudeE6: Int32.random(in: -90_000_000...90_000_000, using: &dice),
                longitudeE6: Int32.random(in: -180_000_000...180_000_000, using: &dice))
        }
        grid = dice.maybe { $0.text() }
        unit = dice.maybe { $0.text() }
        assist = dice.texts()
        sensitive = dice.chance()
        urgent = dice.chance()
        filedAt = dice.maybe { $0.instant() }
        assignedAt = dice.maybe { $0.instant() }
        acknowledgedAt = dice.maybe { $0.instant() }
        handledAt = dice.maybe { $0.instant() }
        closedAt = dice.maybe { $0.instant() }
        dueAt = dice.maybe { $0.instant() }
        overdue = dice.chance()
        supervision = dice.one(of: Supervision.allCases)
        suspendedUntil = dice.maybe { $0.instant() }
        suspendedAt = dice.maybe { $0.instant() }
        request = dice.maybe { dice in
            let kind: Request.Kind =
                switch Int.random(in: 0..<3, using: &dice) {
                case 0: .extensionOfTime(until: dice.instant())
                case 1: .suspension(until: dice.instant())
                default: .transfer(to: dice.text())
                }
            let actor = Actor(
                role: dice.one(of: Actor.Role.allCases), person: dice.maybe { $0.text() },
                account: dice.maybe { $0.account() }, unit: dice.maybe { $0.text() }, isHead: dice.chance())
            return Request(kind: kind, by: actor, at: dice.instant(), message: dice.maybe { $0.text() })
        }
        reworks = Int.random(in: 0...3, using: &dice)
        extensions = Int.random(in: 0...3, using: &dice)
        returns = Int.random(in: 0...3, using: &dice)
        suspensions = Int.random(in: 0...3, using: &dice)
        isRuled = dice.chance()
        lookAskedAt = dice.maybe { $0.instant() }
        appealedAt = dice.maybe { $0.instant() }
        appealVerdict = dice.maybe { $0.one(of: AppealVerdict.allCases) }
        isCarded = supervision >= .yellow || dice.chance()
        photos = dice.list { dice in
            Photo(
                role: dice.one(of: Photo.Role.allCases), sha256: dice.maybe { $0.text() }, message: dice.text())
        }
        quantities = dice.list { dice in
            Quantity(
                hundredths: dice.number(), unit: dice.text(), approximate: dice.chance(),
                measure: dice.one(of: Quantity.Measure.allCases))
        }
        evidenceMissing = dice.chance()
        photoAsked = dice.chance()
        mergedInto = dice.maybe { ID($0.number()) }
        recurrenceOf = dice.maybe { ID($0.number()) }
        rating = dice.maybe { Int.random(in: 1...5, using: &$0) }
        amendments = dice.list { dice in
            func change() -> Amendment.Change? {
                dice.maybe { Amendment.Change(was: $0.maybe { $0.text() }, now: $0.maybe { $0.text() }) }
            }
            return Amendment(
                at: dice.instant(), type: change(), place: change(), grid: change(), unit: change())
        }
        eventCount = Int.random(in: 0...99, using: &dice)
    }
}

extension Dice {
    mutating func chance() -> Bool { Bool.random(using: &self) }
    mutating func number() -> Int64 { Int64(bitPattern: next() >> UInt64.random(in: 0...63, using: &self)) }
    mutating func instant() -> Timestamp {
        Timestamp(milliseconds: Int64.random(in: -1...4_000_000_000_000, using: &self))
    }
    mutating func one<Value>(of values: [Value]) -> Value { values[Int.random(in: values.indices, using: &self)] }
    mutating func maybe<Value>(_ make: (inout Dice) -> Value) -> Value? { chance() ? make(&self) : nil }
    mutating func list<Value>(_ make: (inout Dice) -> Value) -> [Value] {
        (0..<Int.random(in: 0...3, using: &self)).map { _ in make(&self) }
    }
    mutating func texts() -> [String] { list { $0.text() } }
    mutating func limit() -> Limit {
        Limit(Int.random(in: 1...9999, using: &self), one(of: Limit.Unit.allCases))
    }
    mutating func account() -> AccountKey { AccountKey(adapter: one(of: ["county", "matrix"]), id: "@" + text()) }
    mutating func room() -> RoomKey { RoomKey(adapter: one(of: ["county", "matrix"]), id: "!" + text()) }

    /// Characters that a careless writer would stumble over among them.
    mutating func text() -> String {
        let pieces = [
            "垃圾", "'", "\"", "\\", "\n", "\u{1}", "🚮", "e\u{301}", ":", ";--", "\u{2028}", "a", "</b>", " ", "\u{FFFD}",
        ]
        return (0..<Int.random(in: 0...6, using: &self)).map { _ in one(of: pieces) }.joined()
    }
}
