public import Domain
import Templating

extension Desk {
    /// Tells the admin rooms that the auditor found timers forgotten, and how many of them are set right again.
    public func sayFaults(_ count: Int, repaired: Int, at now: Timestamp, in ledger: some Ledger) throws {
        guard settings.postsOn else { return }
        for room in county.rooms(.admin) where try !ledger.isMuted(room.key) {
            let text = phrasebook.words(
                "admin", language: room.language ?? settings.language,
                [
                    "faults": .number(Int64(count)), "repaired": .number(Int64(repaired)),
                    "left": .number(Int64(max(0, count - repaired))),
                ], escape: PlainWords.escape)
            guard !text.isEmpty else { continue }
            try ledger.send(
                OutboundPost(
                    id: "admin:audit:\(now.seconds)@\(room.key.id)", room: room.key, kind: "admin", text: text, at: now),
                about: nil)
        }
    }
}
