internal import CSQLite
internal import Glibc
internal import Threads

extension Store {
    /// How far a backup is, in pages of the database.
    public struct BackupProgress: Hashable, Sendable {
        public var done: Int
        public var total: Int
    }

    /// Copies the store into a new file while it serves: the copy holds exactly what was committed when it began.
    ///
    /// The copy is one file without a log beside it, written under another name first and checked before it gets its
    /// own; a backup that was broken off leaves nothing under `path`.
    /// - Parameters:
    ///   - path: of a file that is not there yet.
    ///   - progress: called on the backup's thread after each mebibyte.
    /// - Throws: ``StoreError``; `.exists` when the file is there.
    public nonisolated func backup(
        to path: String, progress: @Sendable (BackupProgress) -> Void = { _ in }
    ) async throws {
        guard let source = self.path else {
            return try await backupHere(to: path, progress)
        }
        try await Copier().copy(source, to: path, progress)
    }

    /// Copies the store of another process, whatever its version, as ``backup(to:progress:)`` does.
    /// - Throws: ``StoreError``; `.cannotOpen` when there is no store at `source`.
    public static func backup(
        of source: String, to path: String, progress: @Sendable (BackupProgress) -> Void = { _ in }
    ) async throws {
        guard access(source, F_OK) == 0 else {
            throw StoreError(code: .cannotOpen, message: "there is no store at \(source)")
        }
        try await Copier().copy(source, to: path, progress)
    }

    private func backupHere(to path: String, _ progress: (BackupProgress) -> Void) throws {
        try Backup(to: path).run(from: open(), progress)
    }

    /// Looks through the whole file for damage. Takes a while on a large store.
    /// - Returns: what is wrong, in SQLite's words; empty when nothing is.
    public nonisolated func problems() async throws -> [String] {
        try await read { tx in try tx.problems() }
    }

    /// Runs copies on a thread of their own.
    private actor Copier {
        private let thread = OneThread(name: "store-backup")
        nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

        func copy(_ source: String, to path: String, _ progress: (BackupProgress) -> Void) throws {
            let backup = try Backup(to: path)
            let session = try Session(path: source, access: .existing)
            try backup.run(from: session, progress)
        }
    }
}

extension Transaction {
    func problems() throws -> [String] {
        let db = try db
        var problems = try db.rows("PRAGMA quick_check(20)") { $0.text(0) }.filter { $0 != "ok" }
        problems += try db.rows("PRAGMA foreign_key_check") {
            "a row of \($0.text(0)) points to a missing row of \($0.text(2))"
        }
        return problems
    }
}

/// One copy on its way into a file.
private struct Backup {
    private static let pagesAtOnce: Int32 = 256
    private let path: String
    private let partial: String

    init(to path: String) throws(StoreError) {
        self.path = path
        partial = path + ".partial"
        if access(path, F_OK) == 0 {
            throw StoreError(code: .exists, message: "the backup's file is there already")
        }
        unlink(partial)
    }

    func run(from source: Session, _ progress: (Store.BackupProgress) -> Void) throws {
        defer { unlink(partial) }
        do {
            let target = try Session(path: partial, access: .create)
            try copy(source, target, progress)
            // One file, without a log beside it.
            try target.connection.run(script: "PRAGMA journal_mode = DELETE")
            let problems = try target.reading { try $0.problems() }
            guard problems.isEmpty else {
                throw StoreError(code: .corrupt, message: "the copy is not sound: \(problems[0])")
            }
        }
        try sync(partial)
        // Unlike a rename this fails when somebody has made the file meanwhile.
        guard link(partial, path) == 0 else {
            throw StoreError(
                code: errno == EEXIST ? .exists : .inputOutput, message: String(cString: strerror(errno)))
        }
        // The name, too, has to survive a power failure.
        try sync(path.lastIndex(of: "/").map { String(path[..<$0]) + "/" } ?? ".")
    }

    private func copy(_ source: Session, _ target: Session, _ progress: (Store.BackupProgress) -> Void) throws {
        // Held through all steps: without it every commit of another connection would begin the copy anew.
        let holdsSnapshot = sqlite3_get_autocommit(source.connection.raw) != 0
        if holdsSnapshot {
            try source.connection.run(script: "BEGIN DEFERRED; SELECT count(*) FROM sqlite_schema")
        }
        defer { if holdsSnapshot { try? source.connection.run(script: "ROLLBACK") } }
        guard let backup = sqlite3_backup_init(target.connection.raw, "main", source.connection.raw, "main") else {
            throw target.connection.error(sqlite3_errcode(target.connection.raw))
        }
        var code = SQLITE_OK
        while code == SQLITE_OK {
            code = sqlite3_backup_step(backup, Self.pagesAtOnce)
            let total = Int(sqlite3_backup_pagecount(backup))
            progress(.init(done: total - Int(sqlite3_backup_remaining(backup)), total: total))
        }
        sqlite3_backup_finish(backup)
        guard code == SQLITE_DONE else { throw target.connection.error(code) }
    }

    private func sync(_ path: String) throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw StoreError(code: .inputOutput, message: String(cString: strerror(errno))) }
        defer { close(file) }
        guard fsync(file) == 0 else {
            throw StoreError(code: .inputOutput, message: String(cString: strerror(errno)))
        }
    }
}
