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

    /// A line that the next one replaces, on a terminal; nothing elsewhere.
    static func progress(_ text: String) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        write(Array("\r\u{1B}[2K\(text)".utf8), to: STDERR_FILENO)
    }

    static func endProgress() {
        guard isatty(STDERR_FILENO) == 1 else { return }
        write(Array("\r\u{1B}[2K".utf8), to: STDERR_FILENO)
    }

    /// Writes everything, in pieces if need be. A closed pipe ends the program quietly, as it does for other tools.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        if let recording { return recording.take(bytes, descriptor) }
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                if errno == EPIPE, descriptor == STDOUT_FILENO { exit(0) }
                return
            }
            start += count
        }
    }

    /// Calls the body with each line of a file (or of stdin for `-`), without its line end; the number counts from 1.
    /// - Parameter longest: a longer line is an error.
    static func eachLine(
        of path: String, longest: Int = 1 << 20, _ body: (_ number: Int, _ line: [UInt8]) throws -> Void
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
        var waiting: [UInt8] = []
        var number = 0
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = buffer.withUnsafeMutableBytes { Foundation.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw WorldFailure("cannot read \(path): \(String(cString: strerror(errno)))")
            }
            if count == 0 { break }
            var start = 0
            for index in 0..<count where buffer[index] == UInt8(ascii: "\n") {
                number += 1
                waiting.append(contentsOf: buffer[start..<index])
                if waiting.last == UInt8(ascii: "\r") { waiting.removeLast() }
                try body(number, waiting)
                waiting.removeAll(keepingCapacity: true)
                start = index + 1
            }
            waiting.append(contentsOf: buffer[start..<count])
            guard waiting.count <= longest else {
                throw BadData(problems: ["\(path):\(number + 1):1: the line is longer than \(longest) bytes"])
            }
        }
        if !waiting.isEmpty {
            number += 1
            try body(number, waiting)
        }
    }
}

/// Something outside failed: a file, the store, the network.
struct WorldFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
