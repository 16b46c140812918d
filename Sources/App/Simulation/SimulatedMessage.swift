import Domain
import JSON

/// Something that somebody in the synthetic county will say.
struct SimulatedMessage: Sendable {
    var room: RoomKey
    var sender: String
    var text: String?
    var photos = 0
    var replyTo: String?

    /// The envelope of the generic webhook, as a platform would send it.
    func body(id: String, at moment: Timestamp, _ zone: Zone) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.object { envelope in
            envelope.member("type", "message.created")
            envelope.member("timestamp", zone.format(moment))
            envelope.object("data") { data in
                data.member("id", id)
                data.object("room") { $0.member("id", room.id) }
                data.object("sender") { $0.member("id", sender) }
                if let text { data.member("text", text) }
                if let replyTo { data.object("replyTo") { $0.member("id", replyTo) } }
                if photos > 0 {
                    data.array("attachments") { list in
                        for index in 0..<photos {
                            list.object {
                                $0.member("id", "\(id)-\(index)")
                                $0.member("kind", "image")
                            }
                        }
                    }
                }
            }
        }
        return writer.bytes
    }
}

/// What is still to come, the earliest first, and of one moment the first thought of.
struct SimulatedAgenda: Sendable {
    enum Act: Sendable {
        case say(SimulatedMessage)
        /// A unit goes through what it has left undone.
        case tidyUp(unit: String)
    }

    struct Entry: Sendable {
        var at: Timestamp
        var order: Int
        var act: Act

        static func < (a: Entry, b: Entry) -> Bool { (a.at, a.order) < (b.at, b.order) }
    }

    /// A binary heap.
    private var heap: [Entry] = []
    private var count = 0

    var next: Timestamp? { heap.first?.at }

    mutating func add(_ act: Act, at moment: Timestamp) {
        count += 1
        heap.append(Entry(at: moment, order: count, act: act))
        var child = heap.count - 1
        while child > 0, heap[child] < heap[(child - 1) / 2] {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func take() -> Entry? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var parent = 0
        while true {
            var smallest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child] < heap[smallest] {
                smallest = child
            }
            if smallest == parent { return first }
            heap.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
