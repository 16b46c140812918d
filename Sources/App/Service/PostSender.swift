import Chat
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
    let sandbox: Sandbox?
    let current: CurrentBridge
    let bell: Bell
    let clock: WallClock
    let random: @Sendable () -> UInt64
    let log: Log
    let metrics: Metrics
    let silenced: Silenced
    private let finished = Finished()

    init(
        store: Store, sources: [String: GenericSource], sandbox: Sandbox?, current: CurrentBridge, bell: Bell,
        clock: @escaping WallClock, random: @escaping @Sendable () -> UInt64, log: Log, metrics: Metrics,
        silenced: Silenced
    ) {
        self.store = store
        self.sources = sources
        self.sandbox = sandbox
        self.current = current
        self.bell = bell
        self.clock = clock
        self.random = random
        self.log = log
        self.metrics = metrics
        self.silenced = silenced
    }

    func run() async throws {
        await withDiscardingTaskGroup { group in
            var inFlight = 0
            var backoff = Backoff()
            while !Task.isCancelled {
                let attempts = finished.takeAll()
                do {
                    let round = try await settle(attempts, free: Self.mostInFlight - inFlight + attempts.count)
                    inFlight += round.claimed.count - attempts.count
                    backoff.reset()
                    for post in round.claimed {
                        group.addTask {
                            finished.add(Attempt(post: post, outcome: await attempt(post)))
                            bell.ring()
                        }
                    }
                    await bell.wait(atMost: min(Self.pause, round.untilNext ?? Self.pause))
                } catch {
                    finished.putBack(attempts)
                    metrics.failed("sender")
                    log.error("the outbox cannot be written, trying again", ["reason": "\(error)"])
                    await bell.wait(atMost: backoff.next())
                }
            }
        }
        // What was under way was cut off with this task: given back untried, or noted if the answer had come.
        _ = try await settle(finished.takeAll(), free: 0)
    }

    // MARK: One round

    struct Attempt: Sendable {
        let post: OutgoingPost
        /// nil when it was cut off.
        let outcome: DeliveryOutcome?
    }

    private struct Round: Sendable {
        var claimed: [OutgoingPost] = []
        var untilNext: Duration?
    }

    private enum Decision {
        case send
        case drop(code: String)
        case park(code: String)
    }

    /// Notes what became of attempts and takes the next posts, in one transaction.
    private func settle(_ attempts: [Attempt], free: Int) async throws -> Round {
        let now = clock()
        let round = try await store.write { tx in
            for attempt in attempts { try note(attempt, now, tx) }
            var round = Round()
            // What is not to be sent makes room for what stood behind it.
            for _ in 0..<100 where round.claimed.count < free {
                let claimed = try tx.claimDue(at: now, limit: free - round.claimed.count)
                if claimed.isEmpty { break }
                for post in claimed {
                    switch decide(post, now) {
                    case .send: round.claimed.append(post)
                    case .drop(let code): try tx.drop(post.id, code: code)
                    case .park(let code): try tx.park(post.id, code: code)
                    }
                }
            }
            if free > 0 { round.untilNext = try tx.nextPostDue(after: now).map { now.duration(to: $0) } }
            return round
        }
        for attempt in attempts { report(attempt) }
        return round
    }

    private func decide(_ post: OutgoingPost, _ now: Timestamp) -> Decision {
        let isLate = post.post.at.duration(to: now) > Self.lifeOfReminders
        if isLate, post.post.isOnlyOfUseSoon { return .drop(code: "late") }
        let adapter = post.post.room.adapter
        if adapter == sandbox?.adapter { return .send }
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
        switch RetrySchedule.next(after: outcome, attempts: post.tries, random: random()) {
        case .done(let platformID): try tx.markSent(post.id, platformID: platformID, at: now)
        case .again(let wait): try tx.retry(post.id, at: now.advanced(by: wait), code: outcome.code)
        case .park: try tx.park(post.id, code: outcome.code)
        case .disable:
            silenced.insert(post.post.room.adapter)
            try tx.park(post.id, code: "gone")
        }
    }

    private func report(_ attempt: Attempt) {
        guard let outcome = attempt.outcome else { return }
        let post = attempt.post
        let adapter = post.post.room.adapter
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
        case .park:
            metrics.posted(adapter, "parked")
            log.error("a post was given up and parked", fields)
        case .disable:
            metrics.posted(adapter, "parked")
            log.error("the receiver wants nothing any more; its posts are parked until the bridge is restarted", fields)
        }
    }
}

/// Attempts that have come back and are still to be noted.
private final class Finished: Sendable {
    private let attempts = Mutex<[PostSender.Attempt]>([])

    func add(_ attempt: PostSender.Attempt) { attempts.withLock { $0.append(attempt) } }
    func putBack(_ earlier: [PostSender.Attempt]) { attempts.withLock { $0 = earlier + $0 } }
    func takeAll() -> [PostSender.Attempt] {
        attempts.withLock { attempts in
            defer { attempts = [] }
            return attempts
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
    /// A reminder or a question: after a while nobody is helped by it.
    fileprivate var isOnlyOfUseSoon: Bool {
        action.isCreate && (kind == "reminder" || kind == "chase" || kind.hasPrefix("ask-"))
    }
}

extension OutboundPost.Action {
    fileprivate var isCreate: Bool { if case .create = self { true } else { false } }
}

extension DeliveryOutcome {
    /// For the outbox and the log: a status or a code, no text of the receiver.
    fileprivate var code: String {
        switch self {
        case .delivered: "delivered"
        case .retry(_, let reason), .refused(let reason): reason
        case .gone: "status 410"
        }
    }
}
