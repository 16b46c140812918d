import Foundation
import Synchronization

/// Connections that post one message after another for some seconds: each as fast as it is answered, or all together at
/// a steady pace.
struct Load {
    struct Result: Sendable {
        var start = 0.0
        var elapsed = 0.0
        /// Answered 2xx.
        var accepted = 0
        var refused = 0
        /// From sending to the answer, in seconds.
        var latencies: [Double] = []
        /// When each accepted message was sent, or, at a steady pace, should have been.
        var sent: [String: Double] = [:]

        var perSecond: Double { Double(accepted) / elapsed }
    }

    private let port: UInt16
    private let key: [UInt8]
    private let connections: Int
    private let length: Double
    private let pace: Double?
    private let envelope: @Sendable (String, Int) -> String

    /// - Parameters:
    ///   - perSecond: of one connection's steady pace; nil for as fast as it is answered.
    ///   - envelope: of an id and the running number of its connection. Ids end in `.NUMBER`.
    init(
        _ bridge: BridgeProcess, connections: Int, seconds length: Double, perSecond pace: Double? = nil,
        envelope: @escaping @Sendable (String, Int) -> String
    ) {
        port = bridge.port
        key = bridge.key
        self.connections = connections
        self.length = length
        self.pace = pace
        self.envelope = envelope
    }

    func run() throws -> Result {
        let whole = Gathered()
        let group = DispatchGroup()
        let start = seconds()
        for connection in 0..<connections {
            group.enter()
            let thread = Thread {
                let part = post(as: connection, from: start)
                whole.add(part)
                group.leave()
            }
            thread.stackSize = 1 << 20
            thread.start()
        }
        group.wait()
        var result = whole.result.withLock { $0 }
        result.start = start
        result.elapsed = seconds() - start
        guard result.accepted > 0 else { throw Trouble("not one message was taken") }
        return result
    }

    private func post(as connection: Int, from start: Double) -> Result {
        var result = Result()
        guard let caller = try? Caller(port: port) else { return result }
        let name = "b\(UInt32.random(in: 0...UInt32.max))-\(connection)"
        // Numbers of different connections lie apart, so that their places differ.
        var number = connection * 1_000_000
        var count = 0
        while seconds() - start < length {
            var begin = seconds()
            if let pace {
                let planned = start + Double(count) / pace
                if planned > begin { usleep(UInt32((planned - begin) * 1e6)) }
                begin = planned
            }
            let id = "\(name).\(number)"
            guard
                let status = try? caller.post(
                    envelope(id, number), id: id.replacingOccurrences(of: ".", with: "-"), key: key)
            else { break }
            if (200..<300).contains(status) {
                result.accepted += 1
                result.latencies.append(seconds() - begin)
                result.sent[id] = begin
            } else {
                result.refused += 1
            }
            number += 1
            count += 1
        }
        return result
    }
}

private final class Gathered: Sendable {
    let result = Mutex(Load.Result())

    func add(_ part: Load.Result) {
        result.withLock { whole in
            whole.accepted += part.accepted
            whole.refused += part.refused
            whole.latencies += part.latencies
            whole.sent.merge(part.sent) { first, _ in first }
        }
    }
}
