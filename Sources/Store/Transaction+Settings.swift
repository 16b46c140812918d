public import Domain

extension Transaction {
    /// A small thing that is remembered under a name.
    public func setting(_ key: String) throws -> String? {
        try db.row("SELECT value FROM setting WHERE key = \(key)") { $0.text(0) }
    }

    /// - Parameter value: nil forgets it.
    public func setSetting(_ key: String, _ value: String?) throws {
        guard let value else { return try db.run("DELETE FROM setting WHERE key = \(key)") }
        try db.run(
            """
            INSERT INTO setting (key, value) VALUES (\(key), \(value))
            ON CONFLICT (key) DO UPDATE SET value = excluded.value
            """)
    }

    // MARK: Digests

    /// Freezes a period's digest, once: what was frozen first stays.
    /// - Parameters:
    ///   - period: unique, such as `day:2026-11-21`.
    ///   - content: the figures and texts, as the caller writes them.
    /// - Returns: whether this call froze it.
    public func freezeDigest(_ period: String, cutoff: Timestamp, content: String, at now: Timestamp) throws -> Bool {
        try db.row(
            """
            INSERT INTO digest (period, cutoff_ms, frozen_ms, content)
            VALUES (\(period), \(cutoff), \(now), \(content))
            ON CONFLICT (period) DO NOTHING RETURNING 1
            """
        ) { _ in true } ?? false
    }

    public func digest(_ period: String) throws -> FrozenDigest? {
        try db.row("SELECT period, cutoff_ms, frozen_ms, content FROM digest WHERE period = \(period)") {
            FrozenDigest(
                period: $0.text(0), cutoff: $0.timestamp(1), frozenAt: $0.timestamp(2), content: $0.text(3))
        }
    }

    /// The digest with the newest cut-off whose period begins with a prefix (`day:`).
    public func newestDigest(prefix: String) throws -> FrozenDigest? {
        try db.row(
            """
            SELECT period, cutoff_ms, frozen_ms, content FROM digest
            WHERE substr(period, 1, length(\(prefix))) = \(prefix) ORDER BY cutoff_ms DESC LIMIT 1
            """
        ) {
            FrozenDigest(
                period: $0.text(0), cutoff: $0.timestamp(1), frozenAt: $0.timestamp(2), content: $0.text(3))
        }
    }

    // MARK: Tables

    /// Keeps a set of tables as a new version and puts it in force.
    /// - Parameters:
    ///   - files: each file's name and bytes.
    ///   - by: who did it, for the record.
    /// - Returns: the version's number; numbers only grow.
    public func saveTables(_ files: [TableFile], by: String, note: String?, at now: Timestamp) throws -> Int64 {
        let db = try db
        try db.run("UPDATE tables_version SET active = 0 WHERE active = 1")
        let version =
            try db.row(
                """
                INSERT INTO tables_version (at_ms, by, note, active) VALUES (\(now), \(by), \(note), 1) RETURNING id
                """
            ) { $0.int64(0) } ?? 0
        for file in files {
            try db.run(
                """
                INSERT INTO table_file (version, name, content) VALUES (\(version), \(file.name), \(file.content))
                """)
        }
        return version
    }

    /// The number of the version in force, cheap enough to ask before every message; nil before the first import.
    public func tablesVersion() throws -> Int64? {
        try db.row("SELECT id FROM tables_version WHERE active = 1") { $0.int64(0) }
    }

    /// The tables in force, files in the order of their names; nil before the first import.
    public func tablesInForce() throws -> TablesVersion? {
        guard let version = try tablesVersion() else { return nil }
        return try tables(version)
    }

    public func tables(_ version: Int64) throws -> TablesVersion? {
        let db = try db
        return try db.row("SELECT id, at_ms, by, note FROM tables_version WHERE id = \(version)") { row in
            TablesVersion(
                id: row.int64(0), at: row.timestamp(1), by: row.text(2), note: row.optionalText(3),
                files: try db.rows("SELECT name, content FROM table_file WHERE version = \(version) ORDER BY name") {
                    TableFile(name: $0.text(0), content: $0.bytes(1))
                })
        }
    }
}

/// A file of the county's tables, as imported.
public struct TableFile: Hashable, Sendable {
    /// `rules.csv`
    public var name: String
    public var content: [UInt8]

    public init(name: String, content: [UInt8]) {
        self.name = name
        self.content = content
    }
}

/// One import of the tables.
public struct TablesVersion: Hashable, Sendable {
    public var id: Int64
    public var at: Timestamp
    public var by: String
    public var note: String?
    public var files: [TableFile]
}

/// A period's digest as it was at its cut-off.
public struct FrozenDigest: Hashable, Sendable {
    public var period: String
    public var cutoff: Timestamp
    public var frozenAt: Timestamp
    public var content: String
}
