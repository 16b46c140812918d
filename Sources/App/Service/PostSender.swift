import Chat
import Desk
import Domain
import Sandbox
import Store
import Synchronization

/// Carries posts out: one a room at a time, each under the delivery id that it was given when it was made, until the
/// receiver has it.
struct PostSender: Service {
    private static let mostInFlight = 64
    /// The clock may be set: looked at this often.
    private static let pause = Duration.seconds(1)
    /// After this a reminder or a question is of no use; a card is posted however late.
    private static let lifeOfReminders = Duration.minutes(15)

    let store: Store
    let sources: [String: GenericSource]
    let matrix: [String: MatrixPosting]
    let sandbox: Sandbox?
    let current: CurrentBridge
    private let bell = Bell()
    let clock: WallClock
    let random: @Sendable () -> UInt64
    let log: Log
    let metrics: Metrics
    let silenced: Silenced
    private let desk = SendingDesk()

    init(
        store: Store, sources: [String: GenericSource], matrix: [String: MatrixPosting] = [:], sandbox: Sandbox?,
        current: CurrentBridge,
        clock: @escaping WallClock, random: @escaping @Sendable () -> UInt64, log: Log, metrics: Metrics,
        silenced: Silenced
    ) {
        self.store = store
        self.sources = sources
        self.matrix = matrix
        self.sandbox = sandbox
        self.current = current
        self.clock = clock
        self.random = random
        self.log = log
        self.metrics = metrics
        self.silenced = silenced
    }

    func run() async throws {
        await withDiscardingTaskGroup { group in
            var backoff = Backoff()
            var lookAgain = ContinuousClock.now
            while !Task.isCancelled {
                let (claimed, attempts) = desk.takeAll()
                for post in claimed {
                    group.addTask {
                        desk.finish(Attempt(post: post, outcome: await attempt(post)))
                        bell.ring()
                    }
                }
                do {
                    // What the worker hands over needs no look at the outbox, so the writer is left alone.
                    if !attempts.isEmpty || ContinuousClock.now >= lookAgain {
                        let untilNext = try await settle(attempts, claims: true)
                        backoff.reset()
                        lookAgain = .now.advanced(by: min(Self.pause, untilNext ?? Self.pause))
                        if desk.hasClaimed { continue }
                    }
                    await bell.wait(atMost: ContinuousClock.now.duration(to: lookAgain))
                } catch {
                    desk.putBack(attempts)
                    metrics.failed("sender")
                    log.error("the outbox cannot be written, trying again", ["reason": "\(error)"])
                    await bell.wait(atMost: backoff.next())
                }
            }
        }
        // What was under way was cut off with this task: given back untried, or noted if the answer had come.
        let (claimed, attempts) = desk.takeAll()
        _ = try await settle(attempts + claimed.map { Attempt(post: $0, outcome: nil) }, claims: false)
    }

    // MARK: What others made

    /// Claims what is due, in the transaction of whoever made it; to be handed to ``take(_:)`` once that is committed.
    func claim(at now: Timestamp, in tx: Transaction) throws -> [OutgoingPost] {
        var claimed: [OutgoingPost] = []
        let free = Self.mostInFlight - desk.underWay
        // What is not to be sent makes room for what stood behind it.
        for _ in 0..<100 where claimed.count < free {
            let due = try tx.claimDue(at: now, limit: free - claimed.count, exceptOf: away)
            if due.isEmpty { break }
            for post in due {
                switch decide(post, now) {
                case .send: claimed.append(post)
                case .drop(let code): try tx.drop(post.id, code: code)
                case .park(let code): try tx.park(post.id, code: code)
                }
            }
        }
        return claimed
    }

    /// Adapters whose platform is not there: their posts wait untried.
    private var away: Set<String> { Set(matrix.filter { $0.value.house.link.current.standing != .up }.keys) }

    /// Sends what was claimed. Also with nothing to send: posts may wait for their time.
    func take(_ claimed: [OutgoingPost]) {
        desk.add(claimed)
        bell.ring()
    }

    // MARK: One round

    struct Attempt: Sendable {
        let post: OutgoingPost
        /// nil when it was cut off.
        let outcome: DeliveryOutcome?
    }

    private enum Decision {
        case send
        case drop(code: String)
        case park(code: String)
    }

    /// Notes what became of attempts and claims the next posts, in one transaction.
    /// - Returns: how long until something can be claimed.
    private func settle(_ attempts: [Attempt], claims: Bool) async throws -> Duration? {
        let now = clock()
        let (claimed, untilNext) = try await store.write { tx -> ([OutgoingPost], Duration?) in
            for attempt in attempts { try note(attempt, now, tx) }
            guard claims else { return ([], nil) }
            let claimed = try claim(at: now, in: tx)
            return (claimed, try tx.nextPostDue(after: now, exceptOf: away).map { now.duration(to: $0) })
        }
        desk.add(claimed)
        for attempt in attempts { report(attempt) }
        return untilNext
    }

    private func decide(_ post: OutgoingPost, _ now: Timestamp) -> Decision {
        let isLate = post.post.at.duration(to: now) > Self.lifeOfReminders
        if isLate, post.post.isOnlyOfUseSoon { return .drop(code: "late") }
        let adapter = post.post.room.adapter
        if adapter == sandbox?.adapter || matrix[adapter] != nil { return .send }
        guard let source = sources[adapter], source.sender != nil else { return .drop(code: "no-delivery") }
        if silenced.contains(adapter) { return .park(code: "gone") }
        switch post.post.action {
        case .create: return .send
        case .edit: return source.wantsEdits ? .send : .drop(code: "unwanted")
        case .reaction: return source.wantsReactions ? .send : .drop(code: "unwanted")
        }
    }

    private func attempt(_ post: OutgoingPost) async -> DeliveryOutcome? {
        let adapter = post.post.room.adapter
        if let sandbox, adapter == sandbox.adapter {
            await sandbox.deliver(post.post)
            return .delivered(platformID: nil)
        }
        if let posting = matrix[adapter] {
            let outcome = await posting.attempt(post)
            return Task.isCancelled && outcome?.isDelivered != true ? nil : outcome
        }
        guard let sender = sources[adapter]?.sender else { return .refused(reason: "no address") }
        // Ids in the body stay the bridge's own, so that every attempt has the same bytes.
        let body = GenericReply.encode(post.post, zone: current.bridge.zone)
        let outcome = await sender.send(body, postID: post.delivery, now: clock())
        if Task.isCancelled, case .retry = outcome { return nil }
        return outcome
    }

    private func note(_ attempt: Attempt, _ now: Timestamp, _ tx: Transaction) throws {
        guard let outcome = attempt.outcome else { return try tx.release(attempt.post.id) }
        let post = attempt.post
        if isUnwelcomeSign(post, outcome) { return try tx.drop(post.id, code: outcome.code) }
        if case .forbidden = outcome { try matrix[post.post.room.adapter]?.noteForbidden(post.post.room, now, tx) }
        switch RetrySchedule.next(after: outcome, attempts: post.tries, random: random()) {
        case .done(let platformID): try tx.markSent(post.id, platformID: platformID, at: now)
        case .again(let wait): try tx.retry(post.id, at: now.advanced(by: wait), code: outcome.code)
        case .park: try tx.park(post.id, code: outcome.code)
        case .drop:
            try tx.drop(post.id, code: outcome.code)
            if case .unread = outcome { try current.bridge.desk.sayOpenly(post.post, at: now, in: tx) }
        case .wait(let wait): try tx.postpone(post.id, until: now.advanced(by: wait), code: outcome.code)
        case .hold:
            // Nobody there: the post keeps its place, and a moment's rest keeps us from asking without pause.
            try tx.postpone(post.id, until: now.advanced(by: .seconds(1)), code: outcome.code)
        case .disable:
            silenced.insert(post.post.room.adapter)
            try tx.park(post.id, code: "gone")
        }
    }

    /// A room may let the bot speak and not put signs on messages: nothing waits for a sign.
    private func isUnwelcomeSign(_ post: OutgoingPost, _ outcome: DeliveryOutcome) -> Bool {
        if case .forbidden = outcome, case .reaction = post.post.action { true } else { false }
    }

    private func report(_ attempt: Attempt) {
        guard let outcome = attempt.outcome, !isUnwelcomeSign(attempt.post, outcome) else { return }
        let post = attempt.post
        let adapter = post.post.room.adapter
        if case .away = outcome { matrix[adapter]?.house.noteAway(clock()) }
        let fields: Log.Fields = [
            "adapter": adapter, "delivery": post.delivery, "kind": post.post.kind, "try": post.tries,
            "reason": outcome.code,
        ]
        switch RetrySchedule.next(after: outcome, attempts: post.tries, random: 0) {
        case .done:
            metrics.posted(adapter, "sent")
            log.debug("posted", fields)
        case .again:
            metrics.posted(adapter, "retried")
            log.warning("a post could not be delivered, trying again later", fields)
        case .wait, .hold:
            metrics.posted(adapter, "held")
            log.info("a post waits", fields)
        case .park:
            metrics.posted(adapter, "parked")
            log.error("a post was given up and parked", fields)
        case .drop:
            metrics.posted(adapter, "dropped")
            if case .unread = outcome {
                log.info("a private post found no reader; its words go to the rooms", fields)
            } else {
                log.info("what a post is about is not there any more; it is left out", fields)
            }
        case .disable:
            metrics.posted(adapter, "parked")
            log.error("the receiver wants nothing any more; its posts are parked until the bridge is restarted", fields)
        }
    }
}

/// Posts on their way out and attempts that have come back, between those who claim, send and note.
private final class SendingDesk: Sendable {
    private struct State {
        var claimed: [OutgoingPost] = []
        var underWay = 0
        var finished: [PostSender.Attempt] = []
    }

    private let state = Mutex(State())

    /// Claimed and not yet noted.
    var underWay: Int { state.withLock { $0.underWay } }
    var hasClaimed: Bool { state.withLock { !$0.claimed.isEmpty } }

    func add(_ claimed: [OutgoingPost]) {
        state.withLock { state in
            state.claimed += claimed
            state.underWay += claimed.count
        }
    }

    func finish(_ attempt: PostSender.Attempt) { state.withLock { $0.finished.append(attempt) } }

    func takeAll() -> (claimed: [OutgoingPost], finished: [PostSender.Attempt]) {
        state.withLock { state in
            defer {
                state.underWay -= state.finished.count
                state.claimed = []
                state.finished = []
            }
            return (state.claimed, state.finished)
        }
    }

    func putBack(_ earlier: [PostSender.Attempt]) {
        state.withLock { state in
            state.finished = earlier + state.finished
            state.underWay += earlier.count
        }
    }
}

/// Adapters whose receiver answered 410: nothing goes there until the bridge is started again.
final class Silenced: Sendable {
    private let names = Mutex<Set<String>>([])

    func insert(_ name: String) { names.withLock { _ = $0.insert(name) } }
    func contains(_ name: String) -> Bool { names.withLock { $0.contains(name) } }
}

extension OutboundPost {
    /// A reminder or a question: after a while nobody is helped by it. An emergency that nobody has answered is never
    /// old.
    fileprivate var isOnlyOfUseSoon: Bool {
        action.isCreate && (kind == "reminder" || (kind == "chase" && !isUrgent) || kind.hasPrefix("ask-"))
    }
}

extension OutboundPost.Action {
    fileprivate var isCreate: Bool { if case .create = self { true } else { false } }
}

extension DeliveryOutcome {
    fileprivate var isDelivered: Bool { if case .delivered = self { true } else { false } }

    /// For the outbox and the log: a status or a code, no text of the receiver.
    fileprivate var code: String {
        switch self {
        case .delivered: "delivered"
        case .retry(_, let reason), .refused(let reason), .away(let reason), .limited(_, let reason),
            .forbidden(let reason), .unfit(let reason), .moot(let reason), .unread(let reason):
            reason
        case .gone: "status 410"
        }
    }
}
