/// An HTTP/1.1 server over libmicrohttpd: bound when it is made, serving while ``run()`` runs.
public final class Server: Sendable {
    private let configuration: ServerConfiguration
    private let engine: Engine

    /// The port it listens on; connections wait in the system's queue until ``run()``.
    public let port: UInt16

    /// Binds and listens.
    /// - Throws: ``ServerError``, with ``ServerError/Code/addressInUse`` when another program has the port.
    public init(_ configuration: ServerConfiguration, routes: [Route]) throws(ServerError) {
        self.configuration = configuration
        let socket = try ListeningSocket(address: configuration.address, port: configuration.port)
        port = socket.port
        engine = Engine(configuration: configuration, routes: routes, socket: socket)
    }

    /// Serves until ``drain(deadline:)`` has been called and is through, or until the task is cancelled; then it drains
    /// by itself within the configured deadline. To be called once.
    public func run() async throws {
        try engine.start()
        configuration.log("http: listening address=\(configuration.address) port=\(port)")
        await withTaskGroup { group in
            group.addTask { await self.engine.sweep() }
            await withTaskCancellationHandler {
                await engine.untilStopped()
            } onCancel: {
                Task { await self.drain(deadline: self.configuration.drainDeadline) }
            }
            group.cancelAll()
        }
    }

    /// Takes no new connection, answers new requests 503, ends streams, lets the others finish and stops.
    ///
    /// Requests still unfinished after the deadline are answered 503. Returns when nothing listens any more; a second
    /// call waits for the first.
    public func drain(deadline: Duration) async {
        // In a task of its own: a cancelled caller's would not wait for anybody.
        await Task { await self.engine.drain(deadline: deadline) }.value
    }
}
