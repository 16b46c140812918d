import Cases
import Domain
import Foundation
import Testing

@testable import Store

@Suite struct MigrationTests {
    private func schema(of session: Session) throws -> [String] {
        try session.rows("SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1") {
            $0.text(0)
        }
    }

    @Test func `an empty file goes through every step and is marked as ours`() throws {
        let folder = Folder()
        let session = try Session(path: folder.database, access: .create)
        for count in 0...Schema.steps.count {
            try Schema.migrate(session, steps: Array(Schema.steps.prefix(count)))
            #expect(try session.row("PRAGMA user_version") { $0.int(0) } == count)
        }
        #expect(try session.row("PRAGMA application_id") { $0.int64(0) } == Schema.applicationID)
        let fresh = try Session(path: ":memory:", access: .create)
        try Schema.migrate(fresh)
        #expect(try schema(of: session) == schema(of: fresh))
    }

    @Test func `a second start changes nothing and finds what the first one kept`() async throws {
        let folder = Folder()
        let first = try Store(path: folder.database)
        try await first.write { try $0.save(filed(ID(1), ordinal: 1), []) }
        try await first.close()
        let second = try Store(path: folder.database)
        #expect(try await second.read { try $0.find(ID(1)) } == filed(ID(1), ordinal: 1))
        try await second.close()
    }

    @Test func `a step that fails leaves the version before it`() throws {
        let session = try Session(path: ":memory:", access: .create)
        try Schema.migrate(session)
        let before = try schema(of: session)
        let broken = Schema.steps + ["CREATE TABLE added (id INTEGER PRIMARY KEY) STRICT; CREATE TABLE casefile (x)"]
        #expect(throws: StoreError.self) { try Schema.migrate(session, steps: broken) }
        #expect(try schema(of: session) == before)
        #expect(try session.row("PRAGMA user_version") { $0.int(0) } == Schema.steps.count)
    }

    @Test func `a file of a newer program is refused and left alone`() throws {
        let folder = Folder()
        do {
            let session = try Session(path: folder.database, access: .create)
            try Schema.migrate(session)
            try session.run("PRAGMA user_version = 99")
        }
        let error = #expect(throws: StoreError.self) { _ = try Store(path: folder.database) }
        #expect(error?.code == .newer(found: 99, known: Schema.steps.count))
    }

    @Test func `a database of something else is refused and left alone`() throws {
        let folder = Folder()
        do {
            let session = try Session(path: folder.database, access: .create)
            try session.run("CREATE TABLE notes (id INTEGER PRIMARY KEY)")
        }
        let error = #expect(throws: StoreError.self) { _ = try Store(path: folder.database) }
        #expect(error?.code == .foreign)
    }

    @Test func `a file that is no database is refused and left alone`() throws {
        let folder = Folder()
        let text = Data(String(repeating: "这不是数据库\n", count: 200).utf8)
        try text.write(to: URL(fileURLWithPath: folder.database))
        let error = #expect(throws: StoreError.self) { _ = try Store(path: folder.database) }
        #expect(error?.code == .foreign)
        #expect(FileManager.default.contents(atPath: folder.database) == text)
    }

    @Test func `opened for reading a store is neither made nor changed`() async throws {
        let folder = Folder()
        let missing = #expect(throws: StoreError.self) { _ = try Store(reading: folder.database) }
        #expect(missing?.code == .cannotOpen)
        #expect(!FileManager.default.fileExists(atPath: folder.database))
        try Data().write(to: URL(fileURLWithPath: folder.database))
        let empty = #expect(throws: StoreError.self) { _ = try Store(reading: folder.database) }
        #expect(empty?.code == .older(found: 0, known: Schema.steps.count))
        let store = try Store(path: folder.database)
        try await store.write { try $0.save(filed(ID(1), ordinal: 1), []) }
        let reading = try Store(reading: folder.database)
        #expect(try await reading.read { try $0.caseCount() } == 1)
        let error = await #expect(throws: StoreError.self) { try await reading.write { try $0.setMuted(room, true) } }
        #expect(error?.code == .readOnly)
        try await reading.close()
        try await store.close()
    }

    @Test func `a folder that is not there is an error with a code`() {
        let error = #expect(throws: StoreError.self) { _ = try Store(path: "/nowhere/at/all.sqlite") }
        #expect(error?.code == .cannotOpen)
    }
}
