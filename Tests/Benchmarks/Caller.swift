import Crypto
import Foundation
import Glibc

/// A connection to the bridge that is kept open; one request at a time.
final class Caller {
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = loopback(port)
        let isOpen = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isOpen else { throw Trouble("cannot connect") }
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        var patience = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    func get(_ path: String) throws -> Int { try exchange("GET \(path) HTTP/1.1\r\nHost: bench\r\n\r\n", []).status }

    func text(_ path: String) throws -> String {
        String(decoding: try exchange("GET \(path) HTTP/1.1\r\nHost: bench\r\n\r\n", []).body, as: UTF8.self)
    }

    /// Posts an envelope as the demo's webhook signs it.
    /// - Returns: the status.
    func post(_ body: String, id: String, key: [UInt8]) throws -> Int {
        let timestamp = String(time(nil))
        let signed = Array("\(id).\(timestamp).".utf8) + Array(body.utf8)
        let signature = Base64.encode(HMAC.sha256(key: key, message: signed))
        let head =
            "POST /hooks/generic/generic HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.utf8.count)\r\nwebhook-id: \(id)\r\nwebhook-timestamp: \(timestamp)\r\n"
            + "webhook-signature: v1,\(signature)\r\n\r\n"
        return try exchange(head, Array(body.utf8)).status
    }

    private func exchange(_ head: String, _ body: [UInt8]) throws -> (status: Int, body: [UInt8]) {
        let bytes = Array(head.utf8) + body
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Trouble("the connection broke") }
            sent += count
        }
        while true {
            if let answer = take() { return answer }
            var chunk = [UInt8](repeating: 0, count: 16_384)
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count > 0 else { throw Trouble("the connection broke") }
            buffer += chunk[..<count]
        }
    }

    /// A whole answer at the head of the buffer; the bridge gives lengths.
    private func take() -> (status: Int, body: [UInt8])? {
        guard let end = buffer.firstRange(of: [13, 10, 13, 10]) else { return nil }
        let lines = String(decoding: buffer[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let status = lines.first.flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) } ?? 0
        let length =
            lines.first { $0.lowercased().hasPrefix("content-length:") }
            .flatMap { $0.split(separator: ":").last }.flatMap { Int($0.trimmingCharacters(in: .whitespaces)) } ?? 0
        guard buffer.count >= end.upperBound + length else { return nil }
        let body = Array(buffer[end.upperBound..<end.upperBound + length])
        buffer.removeFirst(end.upperBound + length)
        return (status, body)
    }
}

/// What is posted: envelopes of the generic webhook.
enum Envelope {
    static let rooms = ["work", "squad"]

    static func message(
        _ id: String, text: String, sender: String, room: String, replyTo: String? = nil
    ) -> String {
        let quote = replyTo.map { ",\"replyTo\":{\"id\":\"\($0)\"}" } ?? ""
        return "{\"type\":\"message.created\",\"timestamp\":\"\(now())\",\"data\":{\"id\":\"\(id)\","
            + "\"room\":{\"id\":\"\(room)\"},\"sender\":{\"id\":\"\(sender)\"},\"text\":\"\(text)\"\(quote)}}"
    }

    /// A report at a place of its own, which opens a case and gets a card.
    static func report(_ id: String, number: Int, room: String) -> String {
        let workers = ["chenlin", "liuyan", "wangfang", "zhanghui", "huangmei", "linxia", "yangbo", "wuping"]
        return message(
            id, text: "幸福巷\(number)号门口有一堆垃圾", sender: workers[number % workers.count], room: room)
    }

    /// A dispatcher's word that takes the case of a report out again, answered with one line.
    static func void(_ id: String, of report: String, room: String) -> String {
        message(id, text: "作废", sender: "chenjing", room: room, replyTo: report)
    }

    private static func now() -> String {
        var moment = time(nil)
        var parts = tm()
        gmtime_r(&moment, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T"
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
    }
}
