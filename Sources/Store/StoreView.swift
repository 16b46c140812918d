internal import Glibc

/// The ledger as somebody else writes it: opened to look, never to change, beside a bridge that serves.
///
/// Makes no file and brings none to a newer version.
public struct StoreView: Sendable {
    private let reader: Reader

    /// - Throws: ``StoreError``; `.cannotOpen` when there is no such file.
    public init(path: String) throws(StoreError) {
        guard access(path, F_OK) == 0 else {
            throw StoreError(code: .cannotOpen, message: "there is no store at \(path)")
        }
        do {
            try Schema.check(Session(path: path, access: .readWrite))
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError(code: .cannotOpen, message: "\(error)")
        }
        reader = try Reader(path: path)
    }

    /// Runs the body over one consistent state that no writer changes under it. The body must not write.
    public func read<Value: Sendable>(_ body: @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await reader.read(body)
    }

    /// Looks through the whole file for damage.
    /// - Returns: what is wrong, in SQLite's words; empty when nothing is.
    public func problems() async throws -> [String] {
        try await reader.read { try $0.problems() }
    }
}
