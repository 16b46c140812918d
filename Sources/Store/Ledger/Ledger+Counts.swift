public import Desk
public import Domain

extension Transaction {
    public func counts(in room: RoomKey?, since: Timestamp, at now: Timestamp) throws -> CaseCounts {
        func count(_ condition: SQL) throws -> Int {
            try db.row("SELECT count(*) FROM casefile WHERE (\(room) IS NULL OR room = \(room)) AND \(condition)") {
                $0.int(0)
            } ?? 0
        }
        return CaseCounts(
            filed: try count("filed_ms >= \(since)"), closed: try count("closed_ms >= \(since)"),
            open: try count("open = 1"), late: try count("open = 1 AND due_ms < \(now)"))
    }
}
