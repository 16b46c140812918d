import Cases
import Desk
import Domain
import Testing

@testable import Store

@Suite struct OutboxTests {
    private func store(_ posts: [OutboundPost]) async throws -> Store {
        let store = try Store.inMemory()
        try await store.write { tx in for post in posts { try tx.send(post, about: nil) } }
        return store
    }

    private func after(_ seconds: Int64) -> Timestamp { noon.advanced(by: .seconds(seconds)) }

    private func claim(_ store: Store, at now: Timestamp = noon, limit: Int = 10) async throws -> [OutgoingPost] {
        try await store.write { try $0.claimDue(at: now, limit: limit) }
    }

    private func ids(_ posts: [OutgoingPost]) -> [String] { posts.map(\.post.id) }

    @Test func `a room gets one post at a time, in the order they were made`() async throws {
        let store = try await store([post("a1"), post("b1", in: otherRoom), post("a2"), post("b2", in: otherRoom)])
        let first = try await claim(store)
        #expect(ids(first) == ["a1", "b1"])
        #expect(first[0].post == post("a1") && first[0].tries == 1)
        #expect(try await claim(store) == [])
        try await store.write { try $0.markSent(first[0].id, platformID: "$1", at: noon) }
        #expect(ids(try await claim(store)) == ["a2"])
        #expect(try await store.read { try $0.outboxCounts() } == [.sent: 1, .waiting: 3])
    }

    @Test func `a limit bounds what is claimed`() async throws {
        let store = try await store((0..<5).map { post("p\($0)", in: RoomKey(adapter: "county", id: "r\($0)")) })
        #expect(try await claim(store, limit: 2).count == 2)
        #expect(try await claim(store, limit: 9).count == 3)
    }

    @Test func `a lease that runs out makes the post due again under the same delivery id`() async throws {
        let store = try await store([post("a1")])
        let first = try await claim(store)
        #expect(try await claim(store, at: after(59)) == [])
        let second = try await claim(store, at: after(60))
        #expect(second.map(\.delivery) == first.map(\.delivery))
        #expect(second[0].tries == 2)
    }

    @Test func `a post that failed holds up its room until its next try`() async throws {
        let store = try await store([post("a1"), post("a2")])
        let first = try await claim(store)
        try await store.write { try $0.retry(first[0].id, at: self.after(5), code: "timeout") }
        #expect(try await claim(store) == [])
        #expect(try await store.read { try $0.nextPostDue(after: noon) } == after(5))
        let again = try await claim(store, at: after(5))
        #expect(ids(again) == ["a1"])
        #expect(again[0].errorCode == "timeout")
    }

    @Test func `a post for later lets others pass`() async throws {
        let store = try await store([post("night", kind: "reminder", at: after(3600)), post("a2")])
        #expect(ids(try await claim(store)) == ["a2"])
        #expect(try await claim(store, at: after(30)) == [])
        #expect(try await store.read { try $0.nextPostDue(after: self.after(61)) } == after(61 - 1))
        try await store.write { try $0.markSent(ID(2), platformID: nil, at: noon) }
        #expect(try await store.read { try $0.nextPostDue(after: noon) } == after(3600))
        #expect(ids(try await claim(store, at: after(3600))) == ["night"])
    }

    @Test func `a parked post lets its room go on and is sent again when a person says so`() async throws {
        let store = try await store([post("a1"), post("a2")])
        let first = try await claim(store)
        try await store.write { try $0.park(first[0].id, code: "gone") }
        #expect(ids(try await claim(store)) == ["a2"])
        let parked = try await store.read { try $0.outbox(.parked) }
        #expect(ids(parked) == ["a1"] && parked[0].errorCode == "gone")
        try await store.write { try $0.resend(first[0].id, at: self.after(120)) }
        let again = try await claim(store, at: after(120))
        #expect(again.first?.delivery == first[0].delivery)
        let error = await #expect(throws: StoreError.self) {
            try await store.write { try $0.resend(first[0].id, at: noon) }
        }
        #expect(error?.code == .unknownRow)
    }

    @Test func `a post given back untried has its try back`() async throws {
        let store = try await store([post("a1")])
        let first = try await claim(store)
        try await store.write { try $0.release(first[0].id) }
        #expect(try await claim(store).map(\.tries) == [1])
    }

    @Test func `an edit waits for what it edits and learns the platform's id`() async throws {
        let store = try await store([
            post("card"), post("card-2", action: .edit(of: "card", revision: 2)), post("a3"),
        ])
        let card = try await claim(store)
        #expect(ids(card) == ["card"])
        try await store.write { try $0.park(card[0].id, code: "gone") }
        // The edit waits with the parked card and does not hold up what comes after.
        #expect(ids(try await claim(store)) == ["a3"])
        try await store.write { try $0.markSent(ID(3), platformID: nil, at: noon) }
        #expect(try await store.read { try $0.nextPostDue(after: noon) } == nil)
        try await store.write { try $0.resend(card[0].id, at: noon) }
        #expect(ids(try await claim(store)) == ["card"])
        try await store.write { try $0.markSent(card[0].id, platformID: "$card", at: noon) }
        let edit = try await claim(store)
        #expect(ids(edit) == ["card-2"])
        #expect(edit[0].targetPlatformID == "$card")
    }

    @Test func `of several waiting edits only the newest is sent`() async throws {
        let store = try await store([
            post("card"), post("e1", action: .edit(of: "card", revision: 1)),
            post("e2", action: .edit(of: "card", revision: 2)), post("e3", action: .edit(of: "card", revision: 3)),
        ])
        _ = try await claim(store)
        try await store.write { try $0.markSent(ID(1), platformID: "$card", at: noon) }
        #expect(ids(try await claim(store)) == ["e3"])
        #expect(try await store.read { try $0.outboxCounts() } == [.sent: 1, .dropped: 2, .waiting: 1])
    }

    @Test func `what was to follow on a dropped post is dropped with it`() async throws {
        let store = try await store([post("card"), post("e1", action: .edit(of: "card", revision: 1)), post("a2")])
        try await store.write { try $0.drop(ID(1), code: "stale") }
        #expect(ids(try await claim(store)) == ["a2"])
        #expect(try await store.read { try $0.outboxCounts() } == [.dropped: 2, .waiting: 1])
    }

    @Test func `a reaction on somebody's message goes at once, one on our post waits for it`() async throws {
        let store = try await store([
            post("r1", action: .reaction(key: "OK", on: "m1")), post("card", in: otherRoom),
            post("r2", in: otherRoom, action: .reaction(key: "OK", on: "card")),
        ])
        let first = try await claim(store)
        #expect(ids(first) == ["r1", "card"])
        #expect(first[0].targetPlatformID == "m1")
        try await store.write { try $0.markSent(first[1].id, platformID: "$c", at: noon) }
        #expect(try await claim(store).map(\.targetPlatformID) == ["$c"])
    }

    @Test func `a post is found by the id that the platform gave it`() async throws {
        let store = try Store.inMemory()
        let key = MessageKey(adapter: "county", id: "$card")
        try await store.write { tx in
            try tx.save(report(ID(7)), [])
            try tx.send(post("card"), about: ID(7))
            try tx.send(post("e1", action: .edit(of: "card", revision: 1)), about: ID(7))
            try tx.markSent(ID(1), platformID: "$card", at: noon)
            try tx.markSent(ID(2), platformID: "$edit", at: noon)
            try tx.save(
                Question(
                    id: ID(1), kind: .type, room: room, askedOf: wang, unit: nil, post: "card", message: "m1",
                    askedAt: noon))
        }
        try await store.read { tx throws in
            #expect(try tx.post(key)?.id == "card")
            #expect(try tx.post(MessageKey(adapter: "county", id: "$edit"))?.id == "card")
            #expect(try tx.cases(linkedTo: key) == [ID(7)])
            #expect(try tx.question(askedBy: key)?.id == ID(1))
        }
    }

    @Test
    func `what a room said before it was replaced is out of reach, and new words for it are a post of the new room`()
        async throws
    {
        let store = try Store.inMemory()
        let first = RoomKey(adapter: "county", id: "!first"), second = RoomKey(adapter: "county", id: "!second")
        @Sendable func edit(_ id: String, _ revision: Int64) -> OutboundPost {
            post(id, in: first, action: .edit(of: "card", revision: revision))
        }
        try await store.write { tx in
            try tx.send(post("card", in: first), about: nil)
            try tx.markSent(ID(1), platformID: "$old", at: noon)
            _ = try tx.keep(delivery("event:said", message: "said", room: first))
            for key in [first, second] { try tx.save(MatrixRoom(key: key, membership: .joined, since: noon)) }
            try tx.send(edit("e1", 1), about: nil)
        }
        #expect(try await claim(store).map(\.isTargetElsewhere) == [false])
        try await store.write { tx in
            try tx.markSent(ID(2), platformID: "$e1", at: noon)
            try tx.replaceMatrixRoom(first, by: second)
            var closing = post("closed", in: first)
            closing.replyTo = "card"
            try tx.send(closing, about: nil)
        }
        let closing = try await claim(store)
        #expect(closing.map(\.replyPlatformID) == [nil])
        try await store.write { tx in
            try tx.markSent(ID(3), platformID: "$closed", at: noon)
            try tx.send(post("r1", in: first, action: .reaction(key: "OK", on: "said")), about: nil)
        }
        #expect(try await claim(store).map(\.isTargetElsewhere) == [true])
        try await store.write { tx in
            try tx.drop(ID(4), code: "moot")
            try tx.send(edit("e2", 2), about: nil)
        }
        #expect(try await claim(store).map(\.isTargetElsewhere) == [true])
        try await store.write { tx in
            try tx.markSent(ID(5), platformID: "$new", at: noon)
            try tx.send(edit("e3", 3), about: nil)
        }
        let third = try await claim(store)
        #expect(third.map(\.isTargetElsewhere) == [false])
        #expect(third.map(\.targetPlatformID) == ["$new"])
        // Whichever of them somebody quotes.
        for id in ["$old", "$new", "$e1"] {
            #expect(try await store.read { try $0.post(MessageKey(adapter: "county", id: id))?.id } == "card")
        }
    }

    @Test func `a reply names what the platform calls our post`() async throws {
        let store = try Store.inMemory()
        try await store.write { tx in
            try tx.send(post("card"), about: nil)
            try tx.markSent(ID(1), platformID: "$card", at: noon)
            var reply = post("closed")
            reply.replyTo = "card"
            try tx.send(reply, about: nil)
        }
        #expect(try await claim(store).map(\.replyPlatformID) == ["$card"])
    }

    @Test func `a delivery's id is 128 random bits in the letters that every receiver takes`() async throws {
        let store = try Store.inMemory(randomBits: { 0xAB })
        try await store.write { try $0.send(post("带中文的编号"), about: nil) }
        #expect(try await claim(store).map(\.delivery) == ["gb_00000000000000ab00000000000000ab"])
    }

    @Test func `a row that cannot be read is parked and silences nobody`() async throws {
        let store = try await store([post("a1"), post("b1", in: otherRoom)])
        try await store.write { try $0.db.run("UPDATE outbox SET body = '{' WHERE id = 1") }
        #expect(ids(try await claim(store)) == ["b1"])
        #expect(try await store.read { try $0.outboxCounts() } == [.parked: 1, .waiting: 1])
    }

    @Test(.timeLimit(.minutes(1)))
    func `thousands of posts to one room are claimed one after the other`() async throws {
        let store = try await store((0..<5000).map { post("p\($0)") })
        let order = try await store.write { tx in
            try (0..<5000).map { _ in
                let next = try #require(try tx.claimDue(at: noon, limit: 10).first)
                try tx.markSent(next.id, platformID: nil, at: noon)
                return next.post.id
            }
        }
        #expect(order == (0..<5000).map { "p\($0)" })
    }
}
