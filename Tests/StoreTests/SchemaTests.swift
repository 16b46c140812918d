import Cases
import Desk
import Domain
import Testing

@testable import Store

@Suite struct SchemaTests {
    @Test func `a line of history is neither changed nor deleted, only its words may go`() async throws {
        let store = try Store.inMemory()
        let entry = Case.Entry(at: noon, kind: .returned, by: "p1", why: "不归我们管", message: "m1")
        try await store.write { try $0.save(report(ID(1)), [entry]) }
        let forbidden: [SQL] = [
            "DELETE FROM event", "UPDATE event SET by = 'p2'", "UPDATE event SET why = 'x'",
            "UPDATE event SET why = NULL, at_ms = 0", "UPDATE event SET id = 99", "UPDATE event SET message = NULL",
        ]
        for statement in forbidden {
            let text = statement.text
            let error = await #expect(throws: StoreError.self) {
                try await store.write { try $0.db.run(SQL(stringLiteral: text)) }
            }
            #expect(error?.code == .constraint, "\(text)")
        }
        #expect(try await store.read { try $0.history(of: ID(1)) } == [entry])
        try await store.write { try $0.db.run("UPDATE event SET why = NULL") }
        #expect(try await store.read { try $0.history(of: ID(1)).map(\.why) } == [nil])
    }

    @Test func `a running number is given to one case only`() async throws {
        let store = try Store.inMemory()
        try await store.write { try $0.save(filed(ID(1), ordinal: 7), []) }
        let error = await #expect(throws: StoreError.self) {
            try await store.write { try $0.save(filed(ID(2), ordinal: 7), []) }
        }
        #expect(error?.code == .constraint)
        #expect(try await store.read { try $0.find(ID(2)) } == nil)
    }

    @Test(arguments: [
        "'; DROP TABLE casefile; --", "\" OR 1=1 --", "o'clock", "?1", "%_*", "\\", "名字'；", "a\"b`c]d",
    ])
    func `names are data wherever they stand`(_ name: String) async throws {
        let store = try Store.inMemory()
        let key = RoomKey(adapter: "county", id: name)
        var kept = message(name, text: name, room: key)
        kept.senderName = name
        let row = delivery(name, body: name, room: key)
        _ = try await store.keep(row)
        #expect(try await store.keep(row) != .conflict)
        let expected = kept
        try await store.write { tx in
            try tx.keep(expected)
            try tx.setMuted(key, true)
            try tx.setSetting(name, name)
            try tx.noteSeen(room: key, name: name, at: noon)
            try tx.send(post(name, in: key, kind: name), about: nil)
            _ = try tx.saveTables([TableFile(name: name, content: Array(name.utf8))], by: name, note: name, at: noon)
        }
        try await store.read { tx throws in
            #expect(try tx.message(expected.key) == expected)
            #expect(try tx.isMuted(key))
            #expect(try !tx.isMuted(room))
            #expect(try tx.setting(name) == name)
            #expect(try tx.seenRooms().map(\.name) == [name])
            #expect(try tx.post(MessageKey(adapter: "county", id: name))?.kind == name)
            #expect(try tx.newestPost(in: key, kinds: [name]) == nil)
            #expect(try tx.cases(CaseFilter(units: [name], grids: [name], types: [name], rooms: [key])) == [])
            #expect(try tx.tablesInForce()?.files == [TableFile(name: name, content: Array(name.utf8))])
            #expect(try tx.nextWaiting().map(\.key) == [name])
            #expect(try tx.problems() == [])
        }
    }

    @Test func `an error names the statement and none of its values`() async throws {
        let store = try Store.inMemory()
        let error = await #expect(throws: StoreError.self) {
            try await store.write { tx in
                try tx.db.run("INSERT INTO setting (key, value) VALUES (\("secret"), \(nil as String?))")
            }
        }
        #expect(error?.code == .constraint)
        #expect(error?.sql == "INSERT INTO setting (key, value) VALUES (?, ?)")
        #expect(error.map { "\($0)".contains("secret") } == false)
    }

    @Test func `what is asked for every message goes through an index`() async throws {
        let store = try Store.inMemory()
        let hot: [SQL] = [
            "SELECT id FROM inbox WHERE adapter = \("a") AND key = \("k")",
            "SELECT id FROM inbox WHERE state = 'waiting' ORDER BY id LIMIT \(5)",
            "SELECT id FROM message WHERE adapter = \("a") AND message = \("k")",
            """
            SELECT id FROM message WHERE sender = \(wang) AND room = \(room) AND sent_ms >= \(noon)
            ORDER BY sent_ms DESC, id DESC LIMIT 20
            """,
            "SELECT id FROM casefile WHERE open = 1 AND room = \(room) ORDER BY id DESC",
            "SELECT id FROM casefile WHERE open = 1 AND type = \("t") ORDER BY id",
            "SELECT id FROM casefile WHERE closed_ms >= \(noon) AND type = \("t") ORDER BY closed_ms DESC, id DESC",
            "SELECT id FROM casefile WHERE closed_ms >= \(noon) AND room = \(room) ORDER BY closed_ms DESC, id DESC",
            "SELECT id FROM casefile WHERE ordinal = \(1) ORDER BY day DESC LIMIT 10",
            "SELECT id FROM casefile WHERE ordinal = \(1) AND day = \(day)",
            "SELECT id FROM event WHERE case_id = \(1) ORDER BY id",
            "SELECT id FROM question WHERE room = \(room) AND open = 1 ORDER BY id DESC",
            "SELECT key FROM timer WHERE aside = 0 AND due_ms <= \(noon) ORDER BY due_ms, key LIMIT \(5)",
            "SELECT id FROM outbox WHERE adapter = \("a") AND platform = \("p")",
            "SELECT id FROM outbox WHERE room = \(room) AND case_id IS NOT NULL ORDER BY id DESC LIMIT 1",
            "SELECT count(*) FROM outbox WHERE supervision = 1 AND room = \(room) AND at_ms >= \(noon)",
            "SELECT min(room) FROM outbox WHERE state = 'waiting' AND room > \(room)",
            "SELECT id FROM outbox WHERE state = 'waiting' AND room = \(room) ORDER BY id LIMIT 1",
            "SELECT id FROM attachment WHERE state = 'waiting' AND due_ms <= \(noon) ORDER BY due_ms, id LIMIT \(5)",
        ]
        for statement in hot {
            let plan = try await store.read { tx in
                try tx.db.rows("EXPLAIN QUERY PLAN \(statement)") { $0.text(3) }
            }
            let detail = "\(statement.text): \(plan)"
            // The index of what waits holds nothing else, so it may be walked.
            #expect(
                plan.allSatisfy { $0.hasPrefix("SEARCH") || $0.hasSuffix("USING INDEX inbox_waiting") }, "\(detail)")
            #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(detail)")
        }
    }

    @Test func `a transaction that throws leaves nothing behind, not in memory either`() async throws {
        let store = try Store.inMemory()
        let before = filed(ID(1), ordinal: 1)
        try await store.write { try $0.save(before, []) }
        struct Stop: Error {}
        await #expect(throws: Stop.self) {
            try await store.write { tx in
                var changed = before
                changed.state = .handling
                try tx.save(changed, [Case.Entry(at: noon, kind: .acknowledged, by: "p1")])
                throw Stop()
            }
        }
        #expect(try await store.read { try $0.find(ID(1)) } == before)
        #expect(try await store.read { try $0.history(of: ID(1)) } == [])
        var after = before
        after.state = .suspended
        let expected = after
        try await store.write { try $0.save(expected, []) }
        #expect(try await store.write { try $0.find(ID(1)) } == expected)
    }

    @Test func `a part that fails is undone alone`() async throws {
        let store = try Store.inMemory()
        struct Stop: Error {}
        try await store.write { tx in
            try tx.save(report(ID(1)), [])
            try? tx.attempt {
                try tx.save(report(ID(2)), [])
                throw Stop()
            }
            try tx.attempt { try tx.save(report(ID(3)), []) }
        }
        let ids = try await store.read { tx in try (1...3).map { try tx.find(ID($0)) != nil } }
        #expect(ids == [true, false, true])
    }

    @Test func `a transaction kept past its end is refused`() async throws {
        final class Keeper: @unchecked Sendable { var transaction: Transaction? }
        let store = try Store.inMemory()
        let keeper = Keeper()
        try await store.write { keeper.transaction = $0 }
        let error = #expect(throws: StoreError.self) { try keeper.transaction?.setMuted(room, true) }
        #expect(error?.code == .closed)
    }

    @Test func `reads cannot write`() async throws {
        let folder = Folder()
        let store = try Store(path: folder.database)
        await #expect(throws: StoreError.self) { try await store.read { try $0.setMuted(room, true) } }
        try await store.close()
    }

    @Test func `what a message said goes everywhere when it is recalled`() async throws {
        let store = try Store.inMemory()
        guard case .accepted(let id) = try await store.keep(delivery("k1", body: "不归我们管", message: "m1")) else {
            return
        }
        try await store.write { tx in
            try tx.keep(message("m1", text: "不归我们管"))
            try tx.save(report(ID(1)), [Case.Entry(at: noon, kind: .returned, by: "p1", why: "不归我们管", message: "m1")])
            try tx.link(MessageKey(adapter: "county", id: "m1"), to: ID(1))
            try tx.markHandled(id, at: noon)
            try tx.keep(message("m1", text: nil))
        }
        try await store.read { tx throws in
            #expect(try tx.delivery(id)?.body == [])
            #expect(try tx.history(of: ID(1)).map(\.why) == [nil])
            #expect(try tx.message(MessageKey(adapter: "county", id: "m1"))?.text == nil)
        }
    }
}
