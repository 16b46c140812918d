import Foundation
import Glibc

/// Steady traffic for minutes, the bridge killed twice a minute, then the books: every message that was answered 2xx has
/// its reply, and no reply came under two ids.
struct Soak {
    let minutes: Int

    func run() async throws {
        let sink = try Sink()
        let bridge = try BridgeProcess(deliver: sink.port)
        defer { bridge.remove() }
        try bridge.start()
        print("soak: \(minutes) minutes, a SIGKILL every half a minute; the bridge runs in \(bridge.folder)")
        var accepted: [String] = []
        var kills = 0
        var number = 0
        let start = seconds()
        var nextKill = start + 30
        var nextWord = start + 60
        var caller = try Caller(port: bridge.port)
        var pending: (id: String, body: String)?
        while seconds() - start < Double(minutes) * 60 {
            if seconds() > nextKill {
                bridge.killSoon()
                kills += 1
                nextKill += 30
            }
            if seconds() > nextWord {
                let minute = Int((seconds() - start) / 60)
                let memory = String(format: "%.1f", bridge.memory)
                print("soak: minute \(minute), \(accepted.count) messages, \(sink.count) posts, \(memory) MiB")
                nextWord += 60
            }
            // What was not answered is delivered again, as a platform would.
            let message = pending ?? next(number)
            pending = message
            let status = try? caller.post(message.body, id: message.id, key: bridge.key)
            if let status, (200..<300).contains(status) {
                accepted.append(message.id)
                pending = nil
                number += 1
            } else {
                try bridge.startAgain()
                caller = try Caller(port: bridge.port)
            }
            usleep(15_000)
        }
        try settle(bridge, sink, expecting: accepted.count)
        bridge.stop()
        try compare(accepted, sink.all, kills: kills)
    }

    /// Reports and the words that take them out again, in turn.
    private func next(_ number: Int) -> (id: String, body: String) {
        let pair = number / 2
        let room = Envelope.rooms[pair % Envelope.rooms.count]
        return number.isMultiple(of: 2)
            ? ("s-\(number)", Envelope.report("s-\(number)", number: pair, room: room))
            : ("s-\(number)", Envelope.void("s-\(number)", of: "s-\(number - 1)", room: room))
    }

    /// Waits until nothing waits, at most two minutes.
    private func settle(_ bridge: BridgeProcess, _ sink: Sink, expecting count: Int) throws {
        let start = seconds()
        while seconds() - start < 120 {
            let waiting = try bridge.metric("gridbridge_inbox_waiting") ?? 0
            let pending = try bridge.metric("gridbridge_outbox_pending") ?? 0
            if waiting == 0, pending == 0 { return }
            usleep(200_000)
        }
    }

    private func compare(_ accepted: [String], _ posts: [Sink.Post], kills: Int) throws {
        var deliveries: [String: Set<String>] = [:]
        var bodies: [String: Set<[UInt8]>] = [:]
        for post in posts {
            deliveries[post.replyTo ?? "?", default: []].insert(post.delivery)
            bodies[post.delivery, default: []].insert(post.body)
        }
        let unanswered = accepted.filter { deliveries[$0] == nil }
        let doubled = accepted.filter { (deliveries[$0]?.count ?? 0) > 1 }
        let changed = bodies.filter { $0.value.count > 1 }
        let again = posts.count - bodies.count
        print(
            "soak: \(accepted.count) messages taken, \(bodies.count) posts, \(again) sent again under their id, "
                + "\(kills) kills")
        guard unanswered.isEmpty, doubled.isEmpty, changed.isEmpty else {
            throw Trouble(
                "the books differ: \(unanswered.count) without a reply \(unanswered.prefix(5)), \(doubled.count) "
                    + "answered twice \(doubled.prefix(5)), \(changed.count) ids with two bodies")
        }
        print("soak: the books agree")
    }
}
