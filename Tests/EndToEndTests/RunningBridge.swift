import Foundation
import Synchronization

/// The built program at work, on a port that the system chose.
final class RunningBridge: Sendable {
    let port: UInt16
    let process: Int32
    private let output: Output
    private let ended: Ended

    /// What the program says, line by line.
    final class Output: Sendable {
        private struct State {
            var lines: [String] = []
            var rest: [UInt8] = []
            var isOver = false
            var waiting: [UUID: AsyncStream<Void>.Continuation] = [:]
        }

        private let state = Mutex(State())

        var text: String { state.withLock { $0.lines.joined(separator: "\n") } }

        func append(_ data: ArraySlice<UInt8>) {
            let waiting = state.withLock { state in
                if data.isEmpty { state.isOver = true }
                state.rest += data
                while let end = state.rest.firstIndex(of: 10) {
                    state.lines.append(String(decoding: state.rest[..<end], as: UTF8.self))
                    state.rest.removeSubrange(...end)
                }
                return Array(state.waiting.values)
            }
            for continuation in waiting { continuation.yield() }
        }

        /// The first line that holds a text; nil when the program ended without it.
        func line(holding text: String) async -> String? {
            let (changes, continuation) = AsyncStream<Void>.makeStream()
            let id = UUID()
            state.withLock { $0.waiting[id] = continuation }
            continuation.yield()
            defer { state.withLock { $0.waiting[id] = nil } }
            for await _ in changes {
                let (line, isOver) = state.withLock { state in
                    (state.lines.first { $0.contains(text) }, state.isOver)
                }
                if line != nil || isOver { return line }
            }
            return nil
        }
    }

    private final class Ended: Sendable {
        private struct State {
            var code: Int32?
            var waiting: [CheckedContinuation<Int32, Never>] = []
        }

        private let state = Mutex(State())

        func note(_ code: Int32) {
            let waiting = state.withLock { state in
                state.code = code
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in waiting { continuation.resume(returning: code) }
        }

        func code() async -> Int32 {
            await withCheckedContinuation { continuation in
                let code = state.withLock { state in
                    if state.code == nil { state.waiting.append(continuation) }
                    return state.code
                }
                if let code { continuation.resume(returning: code) }
            }
        }
    }

    struct NotServing: Error, CustomStringConvertible {
        let code: Int32
        let output: String
        var description: String { "ended with \(code): \(output)" }
    }

    /// Starts `gridbridge serve` and waits until it listens.
    /// - Throws: ``NotServing`` when it ends instead.
    init(_ county: TestCounty) async throws {
        let launch = try Self.launch(["serve", "--config", county.configuration])
        (process, output, ended) = (launch.process, launch.output, launch.ended)
        guard let line = await output.line(holding: " listening address="),
            let port = line.split(separator: ":").last.flatMap({ UInt16($0) })
        else {
            throw NotServing(code: await launch.ended.code(), output: launch.output.text)
        }
        self.port = port
    }

    /// Runs a command to its end.
    static func run(_ arguments: [String]) async throws -> (code: Int32, output: String) {
        let launch = try launch(arguments)
        let code = await launch.ended.code()
        _ = await launch.output.line(holding: "\u{0}")
        return (code, launch.output.text)
    }

    private static func launch(_ arguments: [String]) throws -> (process: Int32, output: Output, ended: Ended) {
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("gridbridge").path
        let environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("GRIDBRIDGE_") }
            .map { "\($0.key)=\($0.value)" }
        // Two at once would hand each other's pipes to their children.
        let turn = oneAtATime
        turn.lock()
        defer { turn.unlock() }
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw NotSpawned(code: errno) }
        let (reading, writing) = (ends[0], ends[1])
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(writing) }

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, writing, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, writing, STDERR_FILENO)
        // Threads of this process block signals, and a child inherits that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t(), all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var process = pid_t()
        let code = ([program] + arguments).withCStrings { words in
            environment.withCStrings { posix_spawn(&process, program, &actions, &attributes, words, $0) }
        }
        guard code == 0 else {
            close(reading)
            throw NotSpawned(code: code)
        }
        let output = Output(), ended = Ended()
        let child = process
        Thread.detachNewThread {
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = read(reading, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                output.append(buffer[..<count])
            }
            close(reading)
            var status: Int32 = 0
            while waitpid(child, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7F
            ended.note(signal == 0 ? status >> 8 & 0xFF : 128 + signal)
            output.append([])
        }
        return (process, output, ended)
    }

    private static let oneAtATime = NSLock()

    private struct NotSpawned: Error { let code: Int32 }

    var log: String { output.text }

    /// The first line of the log that holds a text.
    func line(holding text: String) async -> String? { await output.line(holding: text) }

    func signal(_ number: Int32) { kill(process, number) }

    /// Waits until the process is gone.
    /// - Returns: its exit code; 128 and the signal's number when a signal ended it.
    func end() async -> Int32 { await ended.code() }

    func stop() async -> Int32 {
        signal(SIGTERM)
        return await end()
    }
}

extension [String] {
    /// The texts as C has arguments: pointers, and a null one at the end.
    fileprivate func withCStrings<Value>(
        _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Value
    ) -> Value {
        var pointers: [UnsafeMutablePointer<CChar>?] = map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return body(&pointers)
    }
}
