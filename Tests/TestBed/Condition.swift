/// Waits for what another program does and tells nobody: it can only be asked again.
public enum Condition {
    /// What did not come.
    public struct Overdue: Error, CustomStringConvertible { public let description: String }

    /// Asks until there is a value.
    /// - Parameter what: stands in the error.
    /// - Throws: ``Overdue`` after the limit, and whatever the question throws.
    @discardableResult
    public static func wait<Value>(
        for what: String, within limit: Duration = .seconds(60), isolation: isolated (any Actor)? = #isolation,
        _ look: () async throws -> Value?
    ) async throws -> Value {
        let deadline = ContinuousClock.now.advanced(by: limit)
        while true {
            if let value = try await look() { return value }
            guard ContinuousClock.now < deadline else { throw Overdue(description: "no \(what) within \(limit)") }
            // Between two questions, so that whoever is asked gets on with it.
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
