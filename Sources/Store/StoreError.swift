/// The store could not do what it was asked: what went wrong, and in which statement.
///
/// `sql` has its `?`s, never the bound values, and `message` is SQLite's own, which names tables and columns only: the
/// error can be logged.
public struct StoreError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Code: Sendable, Hashable {
        /// Another process held the store for longer than we wait.
        case busy
        /// A rule of the schema was broken; the work is wrong, not the disk.
        case constraint
        /// The disk or the allowed size is full.
        case full
        /// A page, a snapshot or a row is not what was written.
        case corrupt
        /// Reading or writing the file failed.
        case inputOutput
        /// The file or its folder may not be written.
        case readOnly
        case cannotOpen
        /// A program newer than this one has written the file: its version and the newest that we know.
        case newer(found: Int, known: Int)
        /// An older program has written the file; a start brings it to our version.
        case older(found: Int, known: Int)
        /// The file is a database of something else.
        case foreign
        /// The file to be written is there already.
        case exists
        /// The store or the transaction was used after its end.
        case closed
        /// Nothing has the given id.
        case unknownRow
        /// Any other result code of SQLite.
        case other(Int32)

        /// Stable, for counting: `busy`, `constraint`, …
        public var name: String {
            switch self {
            case .busy: "busy"
            case .constraint: "constraint"
            case .full: "full"
            case .corrupt: "corrupt"
            case .inputOutput: "input-output"
            case .readOnly: "read-only"
            case .cannotOpen: "cannot-open"
            case .newer: "newer"
            case .older: "older"
            case .foreign: "foreign"
            case .exists: "exists"
            case .closed: "closed"
            case .unknownRow: "unknown-row"
            case .other(let code): "sqlite-\(code)"
            }
        }
    }

    public let code: Code
    public let message: String
    public let sql: String

    public init(code: Code, message: String, sql: String = "") {
        self.code = code
        self.message = message
        self.sql = sql
    }

    /// Trying again later may help.
    public var isPassing: Bool {
        switch code {
        case .busy, .full, .inputOutput, .readOnly: true
        default: false
        }
    }

    public var description: String {
        sql.isEmpty ? "store \(code.name): \(message)" : "store \(code.name): \(message) in \(sql)"
    }
}
