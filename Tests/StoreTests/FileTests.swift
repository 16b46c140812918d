import Cases
import Domain
import Foundation
import Testing

@testable import Store

@Suite struct FileTests {
    @Test func `a folder is served by one process`() throws {
        let folder = Folder()
        let first = try FolderLock(folder: folder.path)
        let error = #expect(throws: FolderLock.Failure.self) { _ = try FolderLock(folder: folder.path) }
        #expect(error == .held(by: ProcessInfo.processInfo.processIdentifier))
        withExtendedLifetime(first) {}
    }

    @Test func `a lock is free again when its holder lets go`() throws {
        let folder = Folder()
        do { _ = try FolderLock(folder: folder.path) }
        _ = try FolderLock(folder: folder.path)
        let error = #expect(throws: FolderLock.Failure.self) { _ = try FolderLock(folder: folder.path + "/none") }
        guard case .cannotOpen = error else { return #expect(Bool(false), "\(String(describing: error))") }
    }

    /// Each transaction keeps a delivery, a case with a line of history and a post: a copy that tears one apart shows.
    private func work(_ tx: Transaction, _ number: Int) throws {
        let id = try tx.newCaseID()
        _ = try tx.keep(delivery("k\(number)", body: String(repeating: "正文", count: 200)))
        try tx.save(
            filed(id, ordinal: try tx.takeOrdinal(on: day)), [Case.Entry(at: noon, kind: .filed, by: "bridge")])
        try tx.send(post("p\(number)"), about: id)
    }

    private func counts(_ tx: Transaction) throws -> [Int] {
        try ["inbox", "casefile", "event", "outbox"].map { table in
            try tx.db.row(SQL(stringLiteral: "SELECT count(*) FROM \(table)")) { $0.int(0) } ?? -1
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a backup made while writing is one moment of the store`() async throws {
        let folder = Folder()
        let store = try Store(path: folder.database)
        try await store.write { tx in for number in 0..<2000 { try self.work(tx, number) } }
        let steps = Progress()
        let copies = (1...3).map { folder.path + "/copy\($0).sqlite" }
        async let writing: Void = {
            for number in 2000..<2300 { try await store.write { try self.work($0, number) } }
        }()
        for copy in copies { try await store.backup(to: copy) { steps.note($0) } }
        try await writing
        var before = 0
        for copy in copies {
            #expect(!FileManager.default.fileExists(atPath: copy + "-wal"))
            let restored = try Store(path: copy)
            let found = try await restored.read { try self.counts($0) }
            #expect(Set(found).count == 1, "\(found)")
            #expect(found[0] >= max(2000, before))
            before = found[0]
            #expect(try await restored.problems() == [])
            try await restored.close()
        }
        #expect(steps.isMonotonous && steps.count > 3)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(!files.contains { $0.hasSuffix(".partial") })
        try await store.close()
    }

    @Test func `a backup equals the store row by row and refuses a file that is there`() async throws {
        let folder = Folder()
        let store = try Store(path: folder.database)
        try await store.write { tx in for number in 0..<50 { try self.work(tx, number) } }
        let copy = folder.path + "/copy.sqlite"
        try await store.backup(to: copy)
        let error = await #expect(throws: StoreError.self) { try await store.backup(to: copy) }
        #expect(error?.code == .exists)
        let restored = try Store(path: copy)
        for id in (1...50).map({ ID<Case>(Int64($0)) }) {
            #expect(try await restored.read { try $0.find(id) } == store.read { try $0.find(id) })
        }
        #expect(
            try await restored.read { try $0.outbox(nil, limit: 99) } == store.read { try $0.outbox(nil, limit: 99) })
        try await restored.close()
        try await store.close()
    }

    @Test func `a store in memory can be backed up too`() async throws {
        let folder = Folder()
        let store = try Store.inMemory()
        try await store.write { try self.work($0, 1) }
        try await store.backup(to: folder.database)
        let restored = try Store(path: folder.database)
        #expect(try await restored.read { try self.counts($0) } == [1, 1, 1, 1])
        try await restored.close()
    }

    @Test(.timeLimit(.minutes(2)))
    func `a disk that fills up at any page loses nothing that was kept and keeps nothing by halves`() async throws {
        let folder = Folder()
        let store = try Store(path: folder.database)
        try await store.write { try self.work($0, 0) }
        var done = 1
        var refused = 0
        var answered: [Int] = [0]
        for extra in 0..<60 {
            // One page more than there are now, then two, …: the write fails at each page in turn until it succeeds.
            try await store.write { tx in
                let pages = try tx.db.row("PRAGMA page_count") { $0.int(0) } ?? 0
                _ = try tx.db.row(SQL(stringLiteral: "PRAGMA max_page_count = \(pages + extra % 7)")) { $0.int(0) }
            }
            let number = extra + 1
            do {
                try await store.write { tx in
                    try self.work(tx, number)
                    try tx.keep(message("m\(number)", text: String(repeating: "满", count: 3000)))
                }
                done += 1
                answered.append(number)
            } catch let error as StoreError {
                #expect(error.code == .full)
                refused += 1
            }
            let kept = try? await store.keep(delivery("extra\(extra)", body: String(repeating: "x", count: 9000)))
            let found = try await store.read { try self.counts($0) }
            #expect(Set(found.dropFirst()) == [done])
            if kept != nil {
                try await store.write { tx in try tx.db.run("DELETE FROM inbox WHERE key LIKE 'extra%'") }
            }
            #expect(try await store.problems() == [])
        }
        #expect(refused > 5 && done > 5)
        let keys = try await store.read { tx in try tx.nextWaiting(limit: 999).map(\.key) }
        #expect(keys == answered.map { "k\($0)" })
        try await store.close()
    }

    @Test func `what was committed is there when the process ends without closing`() async throws {
        let folder = Folder()
        let copy = Folder()
        let store = try Store(path: folder.database)
        _ = try await store.keep(delivery("k1"))
        // The files as a crash would leave them: the log not moved.
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: folder.database + suffix, toPath: copy.database + suffix)
        }
        let restored = try Store(path: copy.database)
        #expect(try await restored.keep(delivery("k1")) == .duplicate(ID(1)))
        try await restored.close()
        try await store.close()
    }

    @Test(.timeLimit(.minutes(1)))
    func `the log does not grow without end under steady writing`() async throws {
        let folder = Folder()
        let store = try Store(path: folder.database)
        let body = String(repeating: "长", count: 2000)
        for batch in 0..<300 {
            try await store.write { tx in
                for number in 0..<20 { _ = try tx.keep(delivery("k\(batch)-\(number)", body: body)) }
            }
        }
        let log = try FileManager.default.attributesOfItem(atPath: folder.database + "-wal")[.size] as? Int ?? 0
        #expect(log < 32 << 20, "\(log)")
        try await store.close()
        #expect(!FileManager.default.fileExists(atPath: folder.database + "-wal"))
    }

    @Test func `reads see what was committed before them and do not wait for a writer`() async throws {
        let folder = Folder()
        let store = try Store(path: folder.database)
        for number in 1...20 {
            _ = try await store.keep(delivery("k\(number)"))
            #expect(try await store.read { try $0.waitingCount() } == number)
        }
        try await store.close()
    }
}

/// What a backup said of its progress.
private final class Progress: @unchecked Sendable {
    private let lock = NSLock()
    private var notes: [Store.BackupProgress] = []

    func note(_ progress: Store.BackupProgress) { lock.withLock { notes.append(progress) } }

    var count: Int { lock.withLock { notes.count } }
    /// Within each copy the share done only grows.
    var isMonotonous: Bool {
        lock.withLock { zip(notes, notes.dropFirst()).allSatisfy { $0.done <= $1.done || $0.done == $0.total } }
    }
}
