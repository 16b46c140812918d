internal import Dispatch
internal import Synchronization
internal import Threads

/// Moves the write-ahead log into the database from a connection and a thread of its own, so that no commit waits for
/// it.
final class Checkpointer: Sendable {
    /// The length of the log, in pages, from which it is worth it: 4 MiB.
    static let pages = 1000

    private struct State {
        var isStopping = false
        var isWoken = false
        var hasPassed = false
    }

    private let state = Shared()
    private let thread: Mutex<NamedThread?>

    private final class Shared: Sendable {
        let state = Mutex(State())
        let bell = DispatchSemaphore(value: 0)
    }

    init(path: String) throws {
        // Made here, so that a failure shows at the start, and used by the thread alone from then on.
        let session = Handed(try Session(path: path, access: .existing))
        let shared = state
        thread = Mutex(NamedThread(name: "store-tidy") { Self.run(session.value, shared) })
    }

    deinit { stop() }

    /// Asks for a pass; a pass that is already asked for does for both.
    func wake() {
        let ring = state.state.withLock { state in
            defer { state.isWoken = true }
            return !state.isWoken
        }
        if ring { state.bell.signal() }
    }

    /// Whether a pass has ended since this was asked last.
    func hasPassed() -> Bool {
        state.state.withLock { state in
            defer { state.hasPassed = false }
            return state.hasPassed
        }
    }

    /// Ends the thread and waits for it. Once is enough; twice does no harm.
    func stop() {
        guard let running = thread.withLock({ $0.take() }) else { return }
        state.state.withLock { $0.isStopping = true }
        state.bell.signal()
        running.join()
    }

    private static func run(_ session: Session, _ shared: Shared) {
        while true {
            shared.bell.wait()
            if shared.state.withLock({ $0.isStopping }) { return }
            // A failure here loses nothing: the log stays, and the next pass tries again.
            try? session.checkpoint(.passive)
            shared.state.withLock { state in
                state.isWoken = false
                state.hasPassed = true
            }
        }
    }

    /// Carries the session to the one thread that uses it.
    private struct Handed: @unchecked Sendable {
        let value: Session

        init(_ value: Session) { self.value = value }
    }
}
