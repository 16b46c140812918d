import Foundation
import Synchronization
import Threads

/// Turns the system's signals into the bridge's end and into reloads.
struct Signals: Service {
    private let pipe: SignalPipe
    private let reload: @Sendable () async -> Void
    private let log: Log

    /// Begins to take SIGTERM, SIGINT and SIGHUP; until ``run()`` they are kept.
    init(log: Log, reload: @escaping @Sendable () async -> Void) throws {
        pipe = try SignalPipe(SIGTERM, SIGINT, SIGHUP)
        // A reader of the log that goes away is no reason to end.
        signal(SIGPIPE, SIG_IGN)
        self.reload = reload
        self.log = log
    }

    /// Returns when the bridge shall end.
    func run() async {
        for await number in pipe.numbers {
            if number == SIGHUP {
                await reload()
                continue
            }
            log.info("stopping", ["signal": number == SIGTERM ? "SIGTERM" : "SIGINT"])
            // Whoever asks again does not want to wait.
            signal(SIGTERM, SIG_DFL)
            signal(SIGINT, SIG_DFL)
            return
        }
    }
}

/// Signals as a stream of their numbers: the handler writes a byte, a thread of its own reads it.
///
/// That thread lets the signals in, which the others block; what the system does with a signal that nobody has let in,
/// or that is ignored by the wrong thread, never matters.
private final class SignalPipe: Sendable {
    let numbers: AsyncStream<Int32>
    private let thread: NamedThread
    private let writing: Int32

    init(_ wanted: Int32...) throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw WorldFailure("no pipe for signals: \(String(cString: strerror(errno)))") }
        let reading = ends[0]
        writing = ends[1]
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let (numbers, continuation) = AsyncStream<Int32>.makeStream()
        self.numbers = numbers
        noted.store(writing, ordering: .sequentiallyConsistent)
        for number in wanted {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = note
            action.sa_flags = SA_RESTART
            sigaction(number, &action, nil)
        }
        thread = NamedThread(name: "signals") {
            var mask = sigset_t()
            sigemptyset(&mask)
            for number in wanted { sigaddset(&mask, number) }
            pthread_sigmask(SIG_UNBLOCK, &mask, nil)
            var byte: UInt8 = 0
            while true {
                let count = read(reading, &byte, 1)
                if count < 0, errno == EINTR { continue }
                guard count == 1, byte != 0 else { break }
                continuation.yield(Int32(byte))
            }
            continuation.finish()
            close(reading)
        }
    }

    deinit {
        noted.store(-1, ordering: .sequentiallyConsistent)
        var byte: UInt8 = 0
        _ = write(writing, &byte, 1)
        thread.join()
        close(writing)
    }
}

/// Where the handler writes.
private let noted = Atomic<Int32>(-1)

/// The handler: only what may be done in one.
private func note(_ number: Int32) {
    let kept = errno
    let end = noted.load(ordering: .sequentiallyConsistent)
    var byte = UInt8(truncatingIfNeeded: number)
    if end >= 0 { _ = write(end, &byte, 1) }
    errno = kept
}
