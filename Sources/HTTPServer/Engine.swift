internal import CMicroHTTPD
import Glibc
import Synchronization

/// The running server: libmicrohttpd's daemon, what is counted across its threads, and the order of stopping.
///
/// `@unchecked`: everything mutable stands in an `Atomic` or a `Mutex`; `socket` is only read.
final class Engine: @unchecked Sendable {
    enum Phase: UInt8, AtomicRepresentable { case serving, draining, stopping }

    let limits: ServerLimits
    let router: Router
    let log: @Sendable (String) -> Void
    let connections: ConnectionTable
    let lingerer = Lingerer()
    private let address: String
    private let socket: ListeningSocket

    private let phase = Atomic<Phase>(.serving)
    private let active = Atomic<Int>(0)
    private let bodyBytes = Atomic<Int>(0)
    /// The exchanges that libmicrohttpd holds suspended, or that send a stream.
    private let waiting = Mutex<[ObjectIdentifier: Exchange]>([:])
    private let lifecycle = Mutex(Lifecycle())
    /// Ends when a drain has nothing under way any more: one for each wait, since giving up a wait ends its stream.
    private let idle = AsyncStream.makeStream(of: Void.self)
    private let idleAfterCut = AsyncStream.makeStream(of: Void.self)

    private struct Lifecycle {
        var daemon: Daemon?
        var draining = false, stopped = false
        var onStop: [CheckedContinuation<Void, Never>] = []
    }

    /// `@unchecked`: libmicrohttpd's calls on a daemon may come from any thread.
    private struct Daemon: @unchecked Sendable { let pointer: OpaquePointer }

    init(configuration: ServerConfiguration, routes: [Route], socket: consuming ListeningSocket) {
        limits = configuration.limits
        log = configuration.log
        router = Router(routes: routes)
        address = configuration.address
        connections = ConnectionTable(limits: configuration.limits)
        self.socket = socket
    }

    // MARK: Starting and stopping

    func start() throws(ServerError) {
        // Room for connections past the limit, so that their requests get an answer.
        let headroom = 64
        let callbacks = cmicrohttpd_callbacks(
            context: Unmanaged.passUnretained(self).toOpaque(), handler: handleRequest, target: beginExchange,
            completed: endExchange, connection: noteConnection)
        let started = lifecycle.withLock { state in
            guard state.daemon == nil, !state.stopped else { return false }
            // A descriptor of its own: libmicrohttpd closes it when it stops.
            let pointer = cmicrohttpd_start(
                callbacks, fcntl(socket.descriptor, F_DUPFD_CLOEXEC, 0), UInt32(max(1, limits.threads)),
                UInt32(max(1, limits.connections) + headroom),
                UInt32(max(1, limits.idle.components.seconds)), max(32_768, 2 * limits.headerBytes + 16_384))
            state.daemon = pointer.map(Daemon.init)
            return pointer != nil
        }
        guard started else { throw ServerError(code: .other(errno), address: address, port: socket.port) }
    }

    /// Returns when the drain is through.
    func untilStopped() async {
        await withCheckedContinuation { continuation in
            let stopped = lifecycle.withLock { state in
                if !state.stopped { state.onStop.append(continuation) }
                return state.stopped
            }
            if stopped { continuation.resume() }
        }
    }

    func drain(deadline: Duration) async {
        let isFirst = lifecycle.withLock { state in
            defer { state.draining = true }
            return !state.draining
        }
        guard isFirst else { return await untilStopped() }

        phase.store(.draining, ordering: .sequentiallyConsistent)
        let daemon = lifecycle.withLock { $0.daemon }
        if daemon != nil {
            // Refuses whoever knocks from now on. Not MHD_quiesce_daemon: libmicrohttpd 0.9.75 ends the process when one
            // of several threads wakes in the middle of it (it expects no ENOENT there). The price: its threads are
            // told of the dead socket over and over until the drain is through.
            shutdown(socket.descriptor, Int32(SHUT_RDWR))
        }
        for exchange in allWaiting() { exchange.endStream() }
        await until(idle.stream, atMost: deadline)

        phase.store(.stopping, ordering: .sequentiallyConsistent)
        let unfinished = allWaiting()
        if !unfinished.isEmpty {
            log("http: requests cut off at the deadline count=\(unfinished.count)")
            for exchange in unfinished { exchange.cutOff() }
            await until(idleAfterCut.stream, atMost: .seconds(1))
        }
        if let daemon { MHD_stop_daemon(daemon.pointer) }
        lingerer.stop()
        let continuations = lifecycle.withLock { state in
            state.stopped = true
            defer { state.onStop = [] }
            return state.onStop
        }
        log("http: stopped")
        for continuation in continuations { continuation.resume() }
    }

    private func until(_ idle: AsyncStream<Void>, atMost limit: Duration) async {
        if active.load(ordering: .sequentiallyConsistent) == 0 { return }
        await withTaskGroup { group in
            group.addTask { for await _ in idle {} }
            group.addTask { try? await Task.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
    }

    // MARK: What the exchanges tell

    var isDraining: Bool { phase.load(ordering: .sequentiallyConsistent) != .serving }

    func exchangeBegan() { active.add(1, ordering: .sequentiallyConsistent) }

    func exchangeEnded(_ exchange: Exchange, bodyBytes count: Int) {
        if count > 0 { bodyBytes.subtract(count, ordering: .relaxed) }
        let left = active.subtract(1, ordering: .sequentiallyConsistent).newValue
        guard left == 0, isDraining else { return }
        idle.continuation.finish()
        idleAfterCut.continuation.finish()
    }

    /// Takes room for a part of a body, if there is any.
    func reserve(_ count: Int) -> Bool {
        if bodyBytes.add(count, ordering: .relaxed).newValue <= limits.bodyBytesTogether { return true }
        bodyBytes.subtract(count, ordering: .relaxed)
        return false
    }

    /// Whether the exchange may be suspended: not any more once the daemon is about to stop, which it cannot do with a
    /// suspended connection.
    func keep(_ exchange: Exchange) -> Bool {
        waiting.withLock { all in
            guard phase.load(ordering: .sequentiallyConsistent) != .stopping else { return false }
            all[ObjectIdentifier(exchange)] = exchange
            return true
        }
    }

    func forget(_ exchange: Exchange) {
        waiting.withLock { all in _ = all.removeValue(forKey: ObjectIdentifier(exchange)) }
    }

    private func allWaiting() -> [Exchange] { waiting.withLock { Array($0.values) } }

    /// Cuts connections whose request does not get finished, until the task is cancelled.
    func sweep() async {
        let arrival = max(1, limits.arrival.components.seconds)
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(max(1, min(5, arrival / 4))))
            let count = connections.cutOverdue(arrival: arrival)
            if count > 0 { log("http: connections cut, their request never ended count=\(count)") }
        }
    }
}

// MARK: libmicrohttpd's calls, on its threads

private func engine(_ context: UnsafeMutableRawPointer?) -> Engine {
    guard let context else { preconditionFailure("libmicrohttpd lost our context") }
    return Unmanaged<Engine>.fromOpaque(context).takeUnretainedValue()
}

/// A request line was read: what is returned comes back as the context of the calls below.
private func beginExchange(
    context: UnsafeMutableRawPointer?, target: UnsafePointer<CChar>?, connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    let engine = engine(context)
    let exchange = Exchange(engine: engine, target: target, peer: peer(of: connection))
    return Unmanaged.passRetained(exchange).toOpaque()
}

private func handleRequest(
    context: UnsafeMutableRawPointer?, connection: OpaquePointer?, url: UnsafePointer<CChar>?,
    method: UnsafePointer<CChar>?, version: UnsafePointer<CChar>?, data: UnsafePointer<CChar>?,
    size: UnsafeMutablePointer<Int>?, exchange: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let connection, let method, let version, let size, let pointer = exchange?.pointee else { return .NO }
    let exchange = Unmanaged<Exchange>.fromOpaque(pointer).takeUnretainedValue()
    return exchange.proceed(connection: connection, method: method, version: version, data: data, size: size)
}

private func endExchange(
    context: UnsafeMutableRawPointer?, connection: OpaquePointer?,
    exchange: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, reason: MHD_RequestTerminationCode
) {
    guard let pointer = exchange?.pointee else { return }
    exchange?.pointee = nil
    Unmanaged<Exchange>.fromOpaque(pointer).takeRetainedValue().completed()
}

private func noteConnection(
    context: UnsafeMutableRawPointer?, connection: OpaquePointer?,
    socketContext: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, event: MHD_ConnectionNotificationCode
) {
    guard let connection, let socketContext else { return }
    let engine = engine(context)
    if cmicrohttpd_is_opening(event) != 0 {
        let peer = engine.connections.open(
            address: cmicrohttpd_peer(connection), descriptor: cmicrohttpd_socket(connection))
        socketContext.pointee = Unmanaged.passRetained(peer).toOpaque()
    } else if let pointer = socketContext.pointee {
        socketContext.pointee = nil
        engine.connections.close(Unmanaged<Peer>.fromOpaque(pointer).takeRetainedValue())
    }
}

private func peer(of connection: OpaquePointer?) -> Peer? {
    connection.flatMap(cmicrohttpd_socket_context).map { Unmanaged<Peer>.fromOpaque($0).takeUnretainedValue() }
}
