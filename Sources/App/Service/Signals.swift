import Dispatch
import Foundation

/// Turns the system's signals into the bridge's end and into reloads.
struct Signals: Service {
    private let events: AsyncStream<Int32>
    /// Kept for as long as signals are wanted; after `init` nobody touches them.
    nonisolated(unsafe) private let sources: [any DispatchSourceSignal]
    private let reload: @Sendable () async -> Void
    private let log: Log

    /// Begins to take SIGTERM, SIGINT and SIGHUP; until ``run()`` they are kept.
    init(log: Log, reload: @escaping @Sendable () async -> Void) {
        let (events, continuation) = AsyncStream<Int32>.makeStream()
        sources = [SIGTERM, SIGINT, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield(number) }
            source.resume()
            return source
        }
        self.events = events
        self.reload = reload
        self.log = log
    }

    /// Returns when the bridge shall end.
    func run() async {
        for await number in events {
            if number == SIGHUP {
                await reload()
                continue
            }
            log.info("stopping", ["signal": number == SIGTERM ? "SIGTERM" : "SIGINT"])
            return
        }
    }
}
