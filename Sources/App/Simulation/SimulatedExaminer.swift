import Cases
import Desk
import Domain
import Store

/// Examines the books after each simulated day: what must hold in every ledger, whatever people said.
struct SimulatedExaminer: Sendable {
    private let bridge: Bridge
    /// Messages said before the day.
    private var saidBefore = 0
    private var waitingSince: [ID<OutgoingPost>: Int] = [:]

    init(bridge: Bridge) { self.bridge = bridge }

    /// - Parameters:
    ///   - end: the midnight after the day.
    ///   - said: messages up to then.
    mutating func look(
        after date: CivilDate, at end: Timestamp, said: Int, in tx: Transaction, _ figures: inout SimulatedFigures
    ) throws {
        var problems: [String] = []
        let day = bridge.zone.instant(date)..<end

        // Every message that was taken has one outcome.
        let outcomes = try tx.deliveries(in: day)
        if outcomes != (said == saidBefore ? [:] : [.handled: said - saidBefore]) {
            problems.append("\(said - saidBefore) messages and other outcomes: \(outcomes)")
        }
        saidBefore = said

        // Numbers are unique and without gaps.
        let numbers = try tx.numbers(in: day)
        if numbers.given != numbers.different || numbers.given != numbers.highest {
            problems.append("\(numbers.given) numbers given, \(numbers.different) different, up to \(numbers.highest)")
        }

        // No case is in a state that cannot be; merging and coming back form no loop.
        for subject in try tx.casesTouching(day) {
            figures.looks += 1
            problems += subject.contradictions.map { "case \(subject.id.rawValue): \($0)" }
        }

        // Every case has its timers, every timer that rang its line, and none rang twice.
        problems += try bridge.audit(at: end, patience: .zero).run(in: tx).map { "timer \($0.key) \($0.kind.rawValue)" }
        if date.day == 1 { problems += try tx.firedTwice().map { "timer \($0) rang twice" } }

        if figures.busiest > DeskSettings.supervisionPostsADay {
            problems.append("a room heard \(figures.busiest) words of supervision in a day")
        }
        problems += try posts(in: tx)
        problems += try digest(of: date, in: tx)
        figures.endDay(opened: numbers.given)
        figures.problems += problems.prefix(20).map { "\(date): \($0)" }
    }

    /// Every post goes out or is given up with a reason; what is about a post that was given up has nobody to reach.
    private mutating func posts(in tx: Transaction) throws -> [String] {
        var waiting: [ID<OutgoingPost>: Int] = [:]
        var problems: [String] = []
        for outgoing in try tx.outbox(.waiting, limit: 1000) {
            let days = waitingSince[outgoing.id, default: 0] + 1
            waiting[outgoing.id] = days
            if case .create = outgoing.post.action, days > 1 { problems.append("post \(outgoing.post.id) waits") }
        }
        waitingSince = waiting
        for outgoing in try tx.outbox(.parked, limit: 1000) where outgoing.errorCode == nil {
            problems.append("post \(outgoing.post.id) was given up without a reason")
        }
        return problems
    }

    /// One digest a day, and its figures add up.
    private func digest(of date: CivilDate, in tx: Transaction) throws -> [String] {
        guard bridge.desk.settings.digest != nil else { return [] }
        var problems: [String] = []
        func holds(_ isSo: Bool, _ otherwise: String) { if !isSo { problems.append("digest: " + otherwise) } }
        holds(try tx.digest(Bridge.digestKey(date)) != nil, "none was frozen")
        let digest = try bridge.digest(endingOn: date, in: tx)
        holds(
            digest.received == digest.filed + digest.rejected + digest.merged + digest.withdrawn + digest.verifying
                + digest.needsInfo, "received is not what its parts are")
        holds(
            digest.types.reduce(0) { $0 + $1.count } + digest.sensitiveFiled == digest.filed, "types and filed differ")
        holds(digest.units.reduce(0) { $0 + $1.due } == digest.due, "due of the units and in all differ")
        holds(digest.units.reduce(0) { $0 + $1.closed } == digest.closed, "closed of the units and in all differ")
        holds(digest.units.reduce(0) { $0 + $1.onTime } == digest.onTime, "on time of the units and in all differ")
        holds(digest.overdueCases.count == digest.overdue, "the overdue list is not due less closed")
        holds(digest.onTime <= digest.closed && digest.closed <= digest.due, "more was closed than due")
        let period = digest.period
        let counted = Transaction.Recount(
            filed: digest.filed, due: digest.due, closed: digest.closed, onTime: digest.onTime)
        let recounted = try tx.recount(after: period.after, through: period.through)
        holds(counted == recounted, "\(counted), and by the rows \(recounted)")
        return problems
    }
}
