internal import Cases
internal import Domain

/// Cases decoded before, each good for one revision of its row, so that a room's open cases are not decoded again for
/// every message.
struct CaseCache {
    private var known: [ID<Case>: (revision: Int64, subject: Case)] = [:]

    /// Bounds the memory: about 2 KiB a case.
    private let most = 4096

    subscript(id: ID<Case>, revision revision: Int64) -> Case? {
        guard let entry = known[id], entry.revision == revision else { return nil }
        return entry.subject
    }

    mutating func remember(_ subject: Case, revision: Int64) {
        if known.count >= most { known.removeAll(keepingCapacity: true) }
        known[subject.id] = (revision, subject)
    }

    /// After a rollback a revision may come again with another content.
    mutating func forgetAll() { known.removeAll(keepingCapacity: true) }
}
