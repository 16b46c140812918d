/// The tables, as an append-only list of steps: `PRAGMA user_version` is how many of them a file has behind it.
///
/// A released step is never changed; what has to be different gets a step of its own.
enum Schema {
    /// `GBrg`, in the file's header: what `file` shows and what keeps us from writing into somebody else's database.
    static let applicationID: Int64 = 0x4742_7267

    static let steps: [String] = [first, matrix, time, waiting, places, privateRooms]

    /// Brings a file to the newest version, each step in a transaction of its own.
    /// - Parameter steps: all of them, except in tests of the way here.
    static func migrate(_ session: Session, steps: [String] = steps) throws {
        let found = try version(of: session)
        guard found <= steps.count else { throw newer(found: found) }
        for index in found..<steps.count {
            try session.connection.run(script: "BEGIN IMMEDIATE")
            do {
                // Another process may have come first.
                if try version(of: session) == index {
                    try session.connection.run(script: steps[index])
                    try session.connection.run(
                        script: "PRAGMA user_version = \(index + 1); PRAGMA application_id = \(applicationID)")
                }
                try session.connection.run(script: "COMMIT")
            } catch {
                try? session.connection.run(script: "ROLLBACK")
                throw error
            }
        }
    }

    /// Looks whether a file is ours and one that we can read.
    static func check(_ session: Session) throws {
        let found = try version(of: session)
        if found > steps.count { throw newer(found: found) }
        if found < steps.count {
            throw StoreError(
                code: .older(found: found, known: steps.count),
                message: "the store is of version \(found); the next start of the bridge brings it to \(steps.count)")
        }
    }

    private static func version(of session: Session) throws -> Int {
        let application = try session.row("PRAGMA application_id") { $0.int64(0) } ?? 0
        let version = try session.row("PRAGMA user_version") { $0.int(0) } ?? 0
        if application == applicationID { return version }
        let isEmpty = try !session.exists("SELECT 1 FROM sqlite_schema LIMIT 1")
        guard application == 0, version == 0, isEmpty else {
            throw StoreError(code: .foreign, message: "the file is a database, but not one of GridBridge")
        }
        return 0
    }

    private static func newer(found: Int) -> StoreError {
        StoreError(
            code: .newer(found: found, known: steps.count),
            message: "the store was written by a newer GridBridge (version \(found), this one knows \(steps.count)); "
                + "start that one, or go back to a backup made before the upgrade")
    }
}
