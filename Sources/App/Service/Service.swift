/// Something that runs for as long as the bridge does. A cancelled task is the word to come to an end.
protocol Service: Sendable {
    func run() async throws
}

/// Runs every service until one ends, for whatever reason; then the others are cancelled and awaited.
func runAll(_ services: [any Service]) async throws {
    try await withThrowingTaskGroup { group in
        for service in services { group.addTask { try await service.run() } }
        defer { group.cancelAll() }
        try await group.next()
    }
}
