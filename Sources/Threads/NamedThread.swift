import Glibc

/// A thread of the system under a name that `top -H` shows, running one closure and joined by its owner.
///
/// SIGPIPE and the signals that end or reload a service are blocked in it: a write to a closed socket stays an error
/// code, and those signals arrive where the program waits for them.
///
/// `@unchecked`: `handle` is written before `init` returns and only read from then on.
public final class NamedThread: @unchecked Sendable {
    private var handle = pthread_t()

    /// Starts the thread.
    /// - Parameter name: cut to the fifteen bytes Linux keeps.
    public init(name: String, _ body: @escaping @Sendable () -> Void) {
        let start = Unmanaged.passRetained(Start(name: name, body: body))
        let code = pthread_create(
            &handle, nil,
            { argument in
                guard let argument else { return nil }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                NamedThread.quietSignals()
                NamedThread.nameCurrent(start.name)
                start.body()
                return nil
            }, start.toOpaque())
        precondition(code == 0, "the system gives no more threads (pthread_create: \(code))")
    }

    /// Whether the caller runs on this thread.
    public var isCurrent: Bool { pthread_equal(pthread_self(), handle) != 0 }

    /// Waits until the closure has returned; called from the thread itself it lets go of the thread instead.
    ///
    /// To be called exactly once, by whoever made the thread.
    public func join() {
        if isCurrent { pthread_detach(handle) } else { pthread_join(handle, nil) }
    }

    /// Swift sees neither `pthread_setname_np` nor `prctl`; the file is the same thing. A thread without its name works
    /// as well, so failure is nothing.
    private static func nameCurrent(_ name: [UInt8]) {
        let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        _ = write(file, name, name.count)
        close(file)
    }

    private static func quietSignals() {
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in [SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2] { sigaddset(&signals, signal) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    private final class Start: Sendable {
        let name: [UInt8]
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = Array(name.utf8.prefix(15))
            self.body = body
        }
    }
}
