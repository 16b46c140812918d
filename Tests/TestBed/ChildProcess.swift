import Foundation
import Synchronization

/// Another program that a test runs: what it says line by line, and how it ends.
public final class ChildProcess: Sendable {
    public let process: Int32
    private let output: Output
    private let ended: Ended

    public struct NotSpawned: Error { let code: Int32 }

    /// Starts a program.
    /// - Parameters:
    ///   - environment: `NAME=VALUE` each, all that it gets.
    ///   - leashed: its standard input is a pipe that ends with this process, however that ends; otherwise it is empty.
    public init(_ program: String, _ arguments: [String], environment: [String], leashed: Bool = false) throws {
        // Two at once would hand each other's pipes to their children.
        let turn = Self.oneAtATime
        turn.lock()
        defer { turn.unlock() }
        let (reading, writing) = try Self.pipe()
        defer { close(writing) }
        let leash = leashed ? try Self.pipe() : nil
        defer { if let leash { close(leash.reading) } }

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let leash {
            posix_spawn_file_actions_adddup2(&actions, leash.reading, STDIN_FILENO)
        } else {
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        }
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
            if let leash { close(leash.writing) }
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
            if let leash { close(leash.writing) }
            let signal = status & 0x7F
            ended.note(signal == 0 ? status >> 8 & 0xFF : 128 + signal)
            output.append([])
        }
        self.process = process
        self.output = output
        self.ended = ended
    }

    private static let oneAtATime = NSLock()

    /// Both ends are closed in other programs that this process starts.
    private static func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [0, 0]
        guard Foundation.pipe(&ends) == 0 else { throw NotSpawned(code: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    /// Everything it has said.
    public var log: String { output.text }

    /// The first line it says that holds a text; nil when it ends or the time is up without.
    public func line(holding text: String, within limit: Duration = .seconds(120)) async -> String? {
        await output.line(holding: text, within: limit)
    }

    public func signal(_ number: Int32) { kill(process, number) }

    /// Waits until the process is gone.
    /// - Returns: its exit code; 128 and the signal's number when a signal ended it.
    public func end() async -> Int32 { await ended.code() }

    /// Waits until the process is gone and all it said is read.
    public func completeLog() async -> String {
        _ = await output.line(holding: "\u{0}", within: nil)
        return output.text
    }

    /// What the program says, line by line.
    private final class Output: Sendable {
        private struct State {
            var lines: [String] = []
            var rest: [UInt8] = []
            var isOver = false
        }

        private let state = Mutex(State())
        private let changes = Changes()

        var text: String { state.withLock { $0.lines.joined(separator: "\n") } }

        func append(_ data: ArraySlice<UInt8>) {
            state.withLock { state in
                if data.isEmpty { state.isOver = true }
                state.rest += data
                while let end = state.rest.firstIndex(of: 10) {
                    state.lines.append(String(decoding: state.rest[..<end], as: UTF8.self))
                    state.rest.removeSubrange(...end)
                }
                // A last line may have no end.
                if data.isEmpty, !state.rest.isEmpty {
                    state.lines.append(String(decoding: state.rest, as: UTF8.self))
                    state.rest = []
                }
            }
            changes.announce()
        }

        /// The first line that holds a text; nil when the program ended, or the time is up, without it.
        func line(holding text: String, within limit: Duration?) async -> String? {
            let line = await changes.wait(within: limit) { () -> String?? in
                state.withLock { state in
                    if let line = state.lines.first(where: { $0.contains(text) }) { return line }
                    return state.isOver ? .some(nil) : nil
                }
            }
            return line ?? nil
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
