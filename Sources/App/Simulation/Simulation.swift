import Cases
import Chat
import Crypto
import Desk
import Domain
import Store

/// A synthetic county on a simulated clock: its people write, the whole bridge works, and after each day its books are
/// examined. The same seed gives the same days.
struct Simulation: Sendable {
    private let bridge: Bridge
    private let county: SimulatedCounty
    private(set) var figures = SimulatedFigures()
    private var chance: SimulatedChance
    private var agenda = SimulatedAgenda()
    private var messages = 0
    private var lastPost: ID<OutgoingPost>?
    /// Some post waits to be sent.
    private var hasUnsent = false
    private var examiner: SimulatedExaminer

    init(bridge: Bridge, days: Int, cases: Int, seed: Int) throws {
        self.bridge = bridge
        chance = SimulatedChance(seed: UInt64(truncatingIfNeeded: seed))
        county = try SimulatedCounty(bridge: bridge, days: days, cases: cases, &chance)
        examiner = SimulatedExaminer(bridge: bridge)
    }

    /// Sets the first timers, as a start of the bridge does.
    mutating func begin(on date: CivilDate, in tx: Transaction) throws {
        try bridge.setDailyTimers(at: bridge.zone.instant(date), last: nil, in: tx)
    }

    /// Runs a day from midnight to midnight and looks at the books.
    mutating func live(_ date: CivilDate, in tx: Transaction) throws {
        let end = bridge.zone.instant(date.advanced(byDays: 1))
        county.dawn(of: date, &agenda, &chance)
        while true {
            let timer = try tx.nextTimerDue()
            let act = agenda.next
            guard let moment = [timer, act].compactMap({ $0 }).min(), moment < end else { break }
            // What is said at a timer's very moment is said in time.
            if let act, act <= moment, let entry = agenda.take() {
                try perform(entry, in: tx)
            } else if let due = try tx.dueTimers(at: moment, limit: 1).first {
                try tx.take(due, at: moment)
                try bridge.ring(due, at: moment, in: tx)
                figures.timers += 1
                if case .subject(let id, .silence) = due.work, try tx.find(id)?.state == .closed {
                    figures.silentClosings += 1
                }
            }
            try send(at: moment, in: tx)
        }
        while try !tx.sweep(Retention(), at: end).isComplete {}
        figures.days += 1
        try examiner.look(after: date, at: end, said: messages, in: tx, &figures)
    }

    private mutating func perform(_ entry: SimulatedAgenda.Entry, in tx: Transaction) throws {
        switch entry.act {
        case .say(let message): try say(message, at: entry.at, in: tx)
        case .tidyUp(let unit): try county.tidyUp(unit, at: entry.at, in: tx, &agenda, &chance)
        }
    }

    /// From the envelope to the mark in the inbox, now and then delivered twice.
    private mutating func say(_ message: SimulatedMessage, at now: Timestamp, in tx: Transaction) throws {
        messages += 1
        figures.messages += 1
        let id = "s\(messages)"
        let body = message.body(id: id, at: now, bridge.zone)
        let delivery = Delivery(
            adapter: message.room.adapter, key: id, kind: "message.created", bodyHash: SHA256.hash(body), body: body,
            messageID: id, room: message.room,
            sender: AccountKey(adapter: message.room.adapter, id: message.sender), receivedAt: now)
        guard case .accepted(let row) = try tx.keep(delivery) else {
            throw WorldFailure("a message of its own was taken for another")
        }
        if case .message(let decoded) = try GenericEnvelope.decode(recorded: body, adapter: message.room.adapter) {
            try bridge.handle(decoded, at: now, in: tx)
            // Delivered again under another key: the same message changes nothing.
            if chance.happens(5) { try bridge.handle(decoded, at: now, in: tx) }
        }
        try tx.markHandled(row, at: now)
        if chance.happens(20) {
            guard case .duplicate(row) = try tx.keep(delivery) else {
                throw WorldFailure("a repeated delivery was not recognised")
            }
            figures.repeated += 1
        }
    }

    /// What was posted goes out, most of it at once, and the people hear it.
    private mutating func send(at now: Timestamp, in tx: Transaction) throws {
        let fresh = try tx.outbox(nil, limit: 200, after: lastPost)
        for outgoing in fresh {
            lastPost = outgoing.id
            hasUnsent = true
            guard case .create = outgoing.post.action else { continue }
            let subject = try outgoing.subject.flatMap { try tx.find($0) }
            figures.count(outgoing.post, isUrgent: subject?.urgent ?? false)
            county.hear(outgoing.post, about: subject, &agenda, &chance)
        }
        guard hasUnsent else { return }
        while true {
            let claimed = try tx.claimDue(at: now, limit: 32)
            if claimed.isEmpty { break }
            for outgoing in claimed {
                if outgoing.tries > 5 || chance.happens(1) {
                    try tx.park(outgoing.id, code: "gone")
                } else if chance.happens(10) {
                    try tx.retry(outgoing.id, at: now.advanced(by: .seconds(30)), code: "unavailable")
                } else {
                    try tx.markSent(outgoing.id, platformID: nil, at: now)
                }
            }
        }
        hasUnsent = try tx.nextPostDue(after: now) != nil
    }
}

/// What a simulation counts.
struct SimulatedFigures: Sendable {
    var days = 0
    var messages = 0
    var repeated = 0
    var timers = 0
    /// Cases that nobody objected to for a day.
    var silentClosings = 0
    /// Cases that got a number.
    private(set) var cases = 0
    /// Cases looked at, days' figures compared.
    var looks = 0
    /// What was found that cannot be.
    var problems: [String] = []
    private(set) var posts = 0
    private(set) var postsByRoom: [String: Int] = [:]
    private(set) var postsByKind: [String: Int] = [:]
    /// The most words of supervision that a room had on one day.
    private(set) var busiest = 0
    private var today: [String: Int] = [:]

    mutating func count(_ post: OutboundPost, isUrgent: Bool) {
        posts += 1
        postsByRoom[post.room.id, default: 0] += 1
        postsByKind[post.kind, default: 0] += 1
        guard !isUrgent, Nudge.Kind(rawValue: post.kind) != nil else { return }
        today[post.room.id, default: 0] += 1
        busiest = max(busiest, today[post.room.id, default: 0])
    }

    /// Posts for each message of a person.
    var share: Double { messages == 0 ? 0 : Double(posts) / Double(messages) }

    /// What a long run must show as a whole: the group stays quiet, and silence has closed something.
    mutating func judge() {
        if posts * 10 > messages * 4 { problems.append("more than 0.4 posts for each message of a person") }
        if silentClosings == 0 { problems.append("no case was closed by silence") }
    }

    /// - Parameter opened: cases that got a number on the day.
    mutating func endDay(opened: Int) {
        cases += opened
        today = [:]
    }
}
