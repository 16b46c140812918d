import Glibc
import HTTPServer

/// A plain TCP connection that says exactly what it is told, and reads answers strictly.
final class Wire: Sendable {
    struct Broken: Error { let reason: String }
    struct Answer: Sendable, Equatable {
        var status: Int
        var headers: [String: String]
        var body: String
    }

    private let descriptor: Int32
    nonisolated(unsafe) private var unread: [UInt8] = []

    init(port: UInt16, address: String = "127.0.0.1") throws {
        var code: Int32
        if address.contains(":") {
            descriptor = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
            var place = sockaddr_in6()
            place.sin6_family = sa_family_t(AF_INET6)
            place.sin6_port = port.bigEndian
            inet_pton(AF_INET6, address, &place.sin6_addr)
            code = Wire.connect(descriptor, &place)
        } else {
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var place = sockaddr_in()
            place.sin_family = sa_family_t(AF_INET)
            place.sin_port = port.bigEndian
            inet_pton(AF_INET, address, &place.sin_addr)
            code = Wire.connect(descriptor, &place)
        }
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        // The deinit closes: every property has its value already.
        guard code == 0 else { throw Broken(reason: "refused") }
    }

    deinit { close(descriptor) }

    private static func connect<Address>(_ descriptor: Int32, _ address: inout Address) -> Int32 {
        withUnsafeBytes(of: &address) { raw in
            Glibc.connect(
                descriptor, raw.assumingMemoryBound(to: sockaddr.self).baseAddress,
                socklen_t(MemoryLayout<Address>.size))
        }
    }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) async throws {
        try await offPool {
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes {
                    Glibc.send(self.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { throw Broken(reason: "cannot send: \(errno)") }
                sent += count
            }
        }
    }

    /// No more from us; the server may still answer.
    func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Ends the connection with a reset.
    func reset() {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
    }

    /// One answer, by its length, its chunks, or up to the end.
    /// - Parameter toHEAD: such an answer has a length and no body.
    func answer(toHEAD: Bool = false) async throws -> Answer {
        try await offPool {
            while true {
                let head = try self.line(until: [13, 10, 13, 10])
                let lines = head.split(separator: "\r\n")
                guard let first = lines.first, let status = Int(first.split(separator: " ").dropFirst().first ?? "")
                else { throw Broken(reason: "no status line") }
                if status == 100 { continue }
                var headers: [String: String] = [:]
                for line in lines.dropFirst() {
                    guard let colon = line.firstIndex(of: ":") else { throw Broken(reason: "no header line") }
                    headers[line[..<colon].lowercased()] = String(line[line.index(colon, offsetBy: 2)...])
                }
                var body = ""
                if toHEAD {
                } else if let length = headers["content-length"].flatMap({ Int($0) }) {
                    body = try self.bytes(length)
                } else if headers["transfer-encoding"] == "chunked" {
                    while let chunk = try self.nextChunk() { body += chunk }
                } else {
                    body = try self.rest()
                }
                return Answer(status: status, headers: headers, body: body)
            }
        }
    }

    /// Status line and headers only.
    func head() async throws -> String { try await offPool { try self.line(until: [13, 10, 13, 10]) } }

    /// One chunk of a chunked body, or nil at its end.
    func chunk() async throws -> String? { try await offPool { try self.nextChunk() } }

    /// Everything until the server closes; a reset counts as closing.
    func untilClosed() async throws -> String { try await offPool { try self.rest() } }

    private func nextChunk() throws -> String? {
        guard let size = Int(try line(until: [13, 10]), radix: 16) else { throw Broken(reason: "no chunk size") }
        let text = try bytes(size)
        _ = try line(until: [13, 10])
        return size == 0 ? nil : text
    }

    private func more() throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count < 0, errno == EAGAIN { throw Broken(reason: "nothing came for 20 seconds") }
        if count > 0 { unread += buffer[..<count] }
        return count > 0
    }

    private func line(until end: [UInt8]) throws -> String {
        var searched = 0
        while true {
            if unread.count >= end.count {
                for start in max(0, searched)...(unread.count - end.count)
                where unread[start..<start + end.count].elementsEqual(end) {
                    defer { unread.removeFirst(start + end.count) }
                    return String(decoding: unread[..<start], as: UTF8.self)
                }
                searched = unread.count - end.count
            }
            guard try more() else { throw Broken(reason: "closed") }
        }
    }

    private func bytes(_ count: Int) throws -> String {
        while unread.count < count { guard try more() else { throw Broken(reason: "closed in a body") } }
        defer { unread.removeFirst(count) }
        return String(decoding: unread[..<count], as: UTF8.self)
    }

    private func rest() throws -> String {
        while try more() {}
        defer { unread = [] }
        return String(decoding: unread, as: UTF8.self)
    }
}

/// Blocking calls in a test must not hold up the few threads on which handlers run: each gets a thread of its own.
func offPool<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        let start = ThreadStart { continuation.resume(with: Result { try work() }) }
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, Unmanaged.passRetained(start).toOpaque())
        precondition(code == 0, "no thread to block")
        pthread_detach(thread)
    }
}

private final class ThreadStart: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// Runs a server on a free port while `body` runs, then drains it and waits for its end.
func withServer(
    _ routes: [Route], address: String = "127.0.0.1", limits: ServerLimits = ServerLimits(),
    _ body: (Server) async throws -> Void
) async throws {
    let server = try Server(ServerConfiguration(address: address, limits: limits), routes: routes)
    try await withThrowingTaskGroup { group in
        group.addTask { try await server.run() }
        do { try await body(server) } catch {
            await server.drain(deadline: .zero)
            throw error
        }
        await server.drain(deadline: .seconds(10))
        try await group.waitForAll()
    }
}

/// A condition that one side waits for and the other makes true, once.
struct Signal: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream(of: Void.self) }

    func raise() { continuation.finish() }
    func wait() async { for await _ in stream {} }
}
