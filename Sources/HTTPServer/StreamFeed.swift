internal import CMicroHTTPD
import Synchronization

/// What lies between a handler's stream and libmicrohttpd, which asks for bytes when the socket takes some.
///
/// `@unchecked`: all that changes stands in a `Mutex`; the connection is only touched while it is known to live, which is
/// when libmicrohttpd calls us or while it is suspended.
final class StreamFeed: @unchecked Sendable {
    /// A client that reads more slowly than this many bytes of arrears is let go; it may ask again.
    private static let arrears = 1_048_576

    private struct State {
        var bytes: [UInt8] = []
        var offset = 0
        var ended = false, failed = false
        var suspended: SuspendedConnection?
        var pump: Task<Void, Never>?
    }
    private let state = Mutex(State())
    private let connection: SuspendedConnection
    private let peer: Peer?

    init(connection: OpaquePointer, peer: Peer?) {
        self.connection = SuspendedConnection(pointer: connection)
        self.peer = peer
    }

    /// Begins to take elements from the stream, and to fill silences.
    func start(_ stream: AsyncStream<[UInt8]>, keepAlive: [UInt8]) {
        let pump = Task {
            await withTaskGroup { group in
                group.addTask {
                    for await chunk in stream { self.append(chunk) }
                }
                group.addTask {
                    while !Task.isCancelled {
                        do { try await Task.sleep(for: .seconds(15)) } catch { return }
                        self.append(keepAlive)
                    }
                }
                await group.next()
                group.cancelAll()
            }
            self.end()
        }
        state.withLock { $0.pump = pump }
    }

    /// No more elements: what is there is sent, then the answer ends.
    func end() {
        wake { $0.ended = true }
        state.withLock { $0.pump }?.cancel()
    }

    /// The connection is gone.
    func abandon() {
        let pump = state.withLock { state in
            state.ended = true
            state.suspended = nil
            state.bytes = []
            return state.pump
        }
        pump?.cancel()
    }

    private func append(_ chunk: [UInt8]) {
        wake { state in
            guard !state.ended, !chunk.isEmpty else { return }
            guard state.bytes.count - state.offset + chunk.count <= StreamFeed.arrears else {
                (state.failed, state.ended, state.bytes, state.offset) = (true, true, [], 0)
                // Under the lock that `abandon` takes: the descriptor is still this connection's.
                self.peer?.cut()
                return
            }
            state.bytes += chunk
        }
    }

    private func wake(_ change: (inout sending State) -> Void) {
        state.withLock { state in
            change(&state)
            guard let connection = state.suspended else { return }
            state.suspended = nil
            connection.resume()
        }
    }

    /// Fills the buffer, or suspends the connection until there is something; on libmicrohttpd's thread.
    func read(into buffer: UnsafeMutablePointer<CChar>, capacity: Int) -> Int {
        state.withLock { state in
            if state.failed { return -2 }  // MHD_CONTENT_READER_END_WITH_ERROR, a cast that Swift does not see
            let count = min(capacity, state.bytes.count - state.offset)
            if count > 0 {
                UnsafeMutableRawBufferPointer(start: buffer, count: count)
                    .copyBytes(from: state.bytes[state.offset..<state.offset + count])
                state.offset += count
                if state.offset == state.bytes.count {
                    state.bytes.removeAll(keepingCapacity: true)
                    state.offset = 0
                }
                return count
            }
            if state.ended { return -1 }  // MHD_CONTENT_READER_END_OF_STREAM
            state.suspended = connection.suspend()
            return 0
        }
    }
}
