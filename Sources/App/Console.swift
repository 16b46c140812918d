import Foundation
import Synchronization

/// Where results and everything else go: results to stdout, all else to stderr.
enum Console {
    /// Takes what a command says instead of the two descriptors, for those who call a command from within.
    final class Recording: Sendable {
        private let bytes = Mutex<(results: [UInt8], rest: [UInt8])>(([], []))

        var results: String { bytes.withLock { String(decoding: $0.results, as: UTF8.self) } }
        var rest: String { bytes.withLock { String(decoding: $0.rest, as: UTF8.self) } }

        fileprivate func take(_ new: [UInt8], _ descriptor: Int32) {
            bytes.withLock {
                if descriptor == STDOUT_FILENO { $0.results += new } else { $0.rest += new }
            }
        }
    }

    @TaskLocal static var recording: Recording?

    static func print(_ text: String) { write(Array((text + "\n").utf8), to: STDOUT_FILENO) }
    static func print(_ bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }
    static func complain(_ text: String) { write(Array((text + "\n").utf8), to: STDERR_FILENO) }

    /// Whether results go to a terminal.
    static var isTerminal: Bool { recording == nil && isatty(STDOUT_FILENO) == 1 }

    /// Columns of the terminal that results go to; 100 where there is none.
    static var width: Int {
        var size = winsize()
        guard isTerminal, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 100 }
        return max(20, Int(size.ws_col))
    }

    /// A line that the next one replaces, on a terminal; nothing elsewhere.
    static func progress(_ text: String) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        write(Array("\r\u{1B}[2K\(text)".utf8), to: STDERR_FILENO)
    }

    static func endProgress() {
        guard isatty(STDERR_FILENO) == 1 else { return }
        write(Array("\r\u{1B}[2K".utf8), to: STDERR_FILENO)
    }

    /// Writes everything, in pieces if need be. A closed pipe ends the program quietly, as it does for other tools;
    /// results that cannot be written end it with 1, since nothing may pass for done that is not.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        if let recording { return recording.take(bytes, descriptor) }
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                start += count
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&ready, 1, -1)
            default:
                guard descriptor == STDOUT_FILENO else { return }
                if errno == EPIPE { exit(ExitCode.done.rawValue) }
                complain("cannot write the results: \(String(cString: strerror(errno)))")
                exit(ExitCode.worldFailed.rawValue)
            }
        }
    }

    /// Calls the body with each line of a file (or of stdin for `-`), without its line end; the number counts from 1.
    /// A byte order mark before the first line is skipped.
    ///
    /// - Parameters:
    ///   - longest: in bytes; a longer line is never held in memory.
    ///   - tooLong: takes the problem of a longer line, and reading goes on behind it; without it that is an error.
    ///   - afterReading: called when all lines that have arrived were given to the body and more may be long in coming.
    static func eachLine(
        of path: String, longest: Int = 1 << 20, tooLong: ((String) -> Void)? = nil, afterReading: () -> Void = {},
        _ body: (_ number: Int, _ line: [UInt8]) throws -> Void
    ) throws {
        let descriptor: Int32
        if path == "-" {
            descriptor = STDIN_FILENO
        } else {
            descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else {
                throw WorldFailure("cannot open \(path): \(String(cString: strerror(errno)))")
            }
        }
        defer { if path != "-" { close(descriptor) } }
        var lines = LineCutter(longest: longest)
        func give(_ number: Int, _ line: [UInt8]?) throws {
            if let line { return try body(number, line) }
            let problem = "\(path == "-" ? "stdin" : path):\(number):1: the line is longer than \(longest) bytes"
            guard let tooLong else { throw BadData(problems: [problem]) }
            tooLong(problem)
        }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = buffer.withUnsafeMutableBytes { Foundation.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw WorldFailure("cannot read \(path): \(String(cString: strerror(errno)))")
            }
            if count == 0 { break }
            try lines.take(buffer[..<count], give)
            afterReading()
        }
        try lines.finish(give)
    }
}

/// Cuts bytes that arrive in pieces into lines.
struct LineCutter {
    let longest: Int
    private var waiting: [UInt8] = []
    private var isTooLong = false
    private var number = 0

    init(longest: Int) { self.longest = longest }

    /// - Parameter body: gets nil for a line that was longer than `longest`.
    mutating func take(_ bytes: ArraySlice<UInt8>, _ body: (Int, [UInt8]?) throws -> Void) rethrows {
        var start = bytes.startIndex
        for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") {
            hold(bytes[start..<index])
            try give(body)
            start = index + 1
        }
        hold(bytes[start...])
    }

    /// Gives the last line, if no line end followed it.
    mutating func finish(_ body: (Int, [UInt8]?) throws -> Void) rethrows {
        if !waiting.isEmpty || isTooLong { try give(body) }
    }

    private mutating func hold(_ bytes: ArraySlice<UInt8>) {
        if isTooLong { return }
        waiting.append(contentsOf: bytes)
        // The carriage return of a line end is no part of the line.
        if waiting.count > longest + (waiting.last == UInt8(ascii: "\r") ? 1 : 0) {
            isTooLong = true
            waiting = []
        }
    }

    private mutating func give(_ body: (Int, [UInt8]?) throws -> Void) rethrows {
        number += 1
        if waiting.last == UInt8(ascii: "\r") { waiting.removeLast() }
        if number == 1, waiting.starts(with: [0xEF, 0xBB, 0xBF]) { waiting.removeFirst(3) }
        try body(number, isTooLong ? nil : waiting)
        waiting.removeAll(keepingCapacity: true)
        isTooLong = false
    }
}

/// Something outside failed: a file, the store, the network.
struct WorldFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
