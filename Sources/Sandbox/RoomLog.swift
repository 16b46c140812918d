internal import Domain

/// The last lines of one room, in the order in which they came.
///
/// Everything may come twice, and an edit before what it edits: the second time changes nothing, and what is not there
/// is not changed.
struct RoomLog {
    /// Lines kept in memory; older ones are in the store.
    static let limit = 400

    private(set) var entries: [SandboxEntry] = []

    func entry(_ id: String) -> SandboxEntry? { entries.last { $0.id == id } }

    /// - Returns: the line as it is now, nil when nothing changed.
    mutating func apply(_ message: InboundMessage) -> SandboxEntry? {
        switch message.kind {
        case .created:
            guard entry(message.id) == nil else { return nil }
            return append(SandboxEntry(message))
        case .edited:
            return change(message.id) {
                $0.take(contentOf: message)
                $0.isEdited = true
            }
        case .deleted: return change(message.id) { $0.isRecalled = true }
        case .reactionAdded(let target, let key): return change(target) { $0.react(key, by: message.sender.id) }
        case .reactionRemoved(let target, let key): return change(target) { $0.takeBack(key, by: message.sender.id) }
        }
    }

    mutating func apply(_ post: OutboundPost) -> SandboxEntry? {
        switch post.action {
        case .create:
            guard entry(post.id) == nil else { return nil }
            return append(SandboxEntry(post))
        case .edit(let original, _):
            return change(original) {
                $0.text = post.text
                $0.caseInfo = post.caseInfo ?? $0.caseInfo
                $0.isEdited = true
            }
        case .reaction(let key, let target): return change(target) { $0.react(key, by: SandboxEntry.botID) }
        }
    }

    /// Puts a line back as it was before a message that was not taken, or takes a new one out again.
    mutating func restore(_ id: String, to earlier: SandboxEntry?) {
        guard let index = entries.lastIndex(where: { $0.id == id }) else { return }
        if let earlier { entries[index] = earlier } else { entries.remove(at: index) }
    }

    private mutating func append(_ entry: SandboxEntry) -> SandboxEntry {
        entries.append(entry)
        // In blocks, so that a full room does not move all its lines at every message.
        if entries.count > Self.limit + 100 { entries.removeFirst(entries.count - Self.limit) }
        return entry
    }

    private mutating func change(_ id: String, _ body: (inout SandboxEntry) -> Void) -> SandboxEntry? {
        guard let index = entries.lastIndex(where: { $0.id == id }) else { return nil }
        let earlier = entries[index]
        body(&entries[index])
        return entries[index] == earlier ? nil : entries[index]
    }
}
