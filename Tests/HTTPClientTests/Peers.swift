import HTTPServer

/// Runs a server on a free port while `body` runs, then drains it and waits for its end.
func withServer(
    _ routes: [Route], address: String = "127.0.0.1", limits: ServerLimits = ServerLimits(),
    _ body: (Server) async throws -> Void
) async throws {
    let server = try Server(ServerConfiguration(address: address, limits: limits), routes: routes)
    try await withThrowingTaskGroup { group in
        group.addTask { try await server.run() }
        do { try await body(server) } catch {
            await server.drain(deadline: .zero)
            throw error
        }
        await server.drain(deadline: .seconds(10))
        try await group.waitForAll()
    }
}

/// A condition that one side waits for and the other makes true, once.
struct Signal: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream(of: Void.self) }

    func raise() { continuation.finish() }
    func wait() async { for await _ in stream {} }
}
