internal import Domain
internal import HTTPServer
internal import JSON

/// The open pages.
struct Listeners {
    /// Events that wait for one page: a page that does not read that many is let go, and fetches the room anew.
    private static let backlog = 256

    private var continuations: [Int: AsyncStream<[UInt8]>.Continuation] = [:]
    private var last = 0

    /// - Parameter ended: called once, on any thread, when the page has gone.
    mutating func add(ended: @escaping @Sendable (Int) -> Void) -> AsyncStream<[UInt8]> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: [UInt8].self, bufferingPolicy: .bufferingOldest(Self.backlog))
        last += 1
        let id = last
        continuation.onTermination = { _ in ended(id) }
        continuations[id] = continuation
        continuation.yield(Response.event("{}", name: "hello"))
        return stream
    }

    mutating func remove(_ id: Int) { continuations[id] = nil }

    mutating func publish(_ entry: SandboxEntry) {
        var writer = JSONWriter(capacity: 512)
        writer.element(entry)
        send(Response.event(writer.text, name: "entry"))
    }

    mutating func publish(removed id: String, in room: RoomKey) {
        var writer = JSONWriter()
        writer.object {
            $0.member("id", id)
            $0.member("room", room.id)
        }
        send(Response.event(writer.text, name: "removed"))
    }

    private mutating func send(_ event: [UInt8]) {
        for id in continuations.keys.sorted() {
            guard let continuation = continuations[id] else { continue }
            if case .dropped = continuation.yield(event) {
                continuation.finish()
                continuations[id] = nil
            }
        }
    }
}
