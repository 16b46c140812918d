import Chat
import Desk
import Domain
import Store
import Tables

/// The one that works: timers that are due and deliveries that wait, in the order they came, many in a transaction.
///
/// A delivery's work and the word that it is done are kept together, so whatever ends the process, each has its effect
/// once.
struct Worker: Service {
    /// Deliveries in one transaction, and the time after which it ends with fewer: whoever wants to hand something in
    /// waits behind it.
    private static let batch = 64
    private static let longestRound = Duration.milliseconds(20)
    /// The clock may be set and tables be imported while nothing comes in: looked at this often.
    private static let pause = Duration.seconds(1)

    let store: Store
    let current: CurrentBridge
    let bell: Bell
    /// Given the posts that a round made, claimed in its own transaction: they need no further commit to go out.
    let sender: PostSender
    /// Rung when photos wait.
    let photos: Bell
    /// How events of homeservers are read, by adapter.
    var matrix: [String: MatrixReader] = [:]
    let limit: SenderLimit
    let clock: WallClock
    let log: Log
    let metrics: Metrics
    let strangers: Strangers
    /// The last run did not end by itself: what waited then is taken one by one, each try noted before it is made.
    let wasKilled: Bool

    func run() async throws {
        var backoff = Backoff()
        // They are the oldest: whatever comes now waits behind them.
        var suspects = wasKilled ? try await store.read { tx in try tx.waitingCount() } : 0
        while !Task.isCancelled {
            do {
                let isSuspect = suspects > 0
                if isSuspect {
                    suspects -= 1
                    if try await isSetAsideNow() { continue }
                }
                let round = try await work(most: isSuspect ? 1 : Self.batch)
                backoff.reset()
                report(round)
                if round.isStale {
                    await current.renew(from: store)
                } else if !round.hasMore {
                    await bell.wait(atMost: min(Self.pause, round.untilNextTimer ?? Self.pause))
                }
            } catch {
                metrics.failed("worker")
                log.error("the ledger cannot be written, trying again", ["reason": "\(error)"])
                await bell.wait(atMost: backoff.next())
            }
        }
    }

    /// Notes a try of the delivery that is next, which sets it aside when there were too many.
    private func isSetAsideNow() async throws -> Bool {
        let isSetAside = try await store.write { tx in
            guard let next = try tx.nextWaiting().first else { return false }
            _ = try tx.noteTry(next.id)
            return try tx.delivery(next.id)?.state == .setAside
        }
        if isSetAside {
            metrics.failed("delivery")
            log.error(
                "set aside", ["what": "delivery", "code": "crash", "reason": "it ended the process again and again"])
        }
        return isSetAside
    }

    // MARK: One round

    private struct Round: Sendable {
        var isStale = false
        var handled = 0
        var timers = 0
        var addedPhotos = false
        var hasMore = false
        var untilNextTimer: Duration?
        var late: Duration = .zero
        var spent: [Duration] = []
        var failures: [Failure] = []
        var seen: [InboundMessage] = []
        var posts: [OutgoingPost] = []
        /// Adapters with rooms that want to be looked after.
        var wantCare: Set<String> = []
    }

    private struct Failure: Sendable {
        var what: String
        var code: String
        var reason: String
        var isSetAside: Bool
    }

    private func work(most: Int) async throws -> Round {
        let now = clock()
        return try await store.write { tx in
            var round = Round()
            guard current.isUpToDate(with: try tx.tablesVersion()) else {
                round.isStale = true
                return round
            }
            let bridge = current.bridge
            let start = ContinuousClock.now
            let waiting = try tx.nextWaiting(limit: most)
            var stuck: Set<RoomKey> = []
            for (index, delivery) in waiting.enumerated() {
                // In the order of time: what was said before a timer's moment is heard before it rings, however late.
                try ring(bridge, upTo: min(now, delivery.receivedAt.advanced(by: .milliseconds(-1))), now, tx, &round)
                if let room = delivery.room, stuck.contains(room) {
                    round.hasMore = true
                    continue
                }
                if try !handle(delivery, bridge, now, tx, &round), let room = delivery.room { stuck.insert(room) }
                if index < waiting.count - 1, start.duration(to: .now) > Self.longestRound {
                    round.hasMore = true
                    break
                }
            }
            if waiting.count == most || !stuck.isEmpty {
                round.hasMore = true
            } else if !round.hasMore {
                try ring(bridge, upTo: now, now, tx, &round)
            }
            if round.handled > 0 || round.timers > 0 { round.posts = try sender.claim(at: now, in: tx) }
            round.untilNextTimer = try tx.nextTimerDue().map { now.duration(to: $0) }
            return round
        }
    }

    /// - Returns: false when it failed and is to be tried again: then nothing of its room may pass it.
    private func handle(
        _ delivery: KeptDelivery, _ bridge: Bridge, _ now: Timestamp, _ tx: Transaction, _ round: inout Round
    ) throws -> Bool {
        let saidAt = matrix[delivery.adapter]?.saidAt(delivery) ?? delivery.receivedAt
        if let sender = delivery.sender, !limit.takes(delivery.id, of: sender, at: saidAt) {
            try tx.setAside(delivery.id, code: "rate", error: "more messages of one sender than limits allow")
            round.failures.append(
                Failure(
                    what: "delivery", code: "rate", reason: "limits.perSenderPerMinute", isSetAside: true))
            return true
        }
        let start = ContinuousClock.now
        do {
            let done = try tx.attempt {
                try apply(delivery, bridge, now, tx)
            }
            round.handled += 1
            round.spent.append(start.duration(to: .now))
            if done.addedPhotos { round.addedPhotos = true }
            if done.wantsCare { round.wantCare.insert(delivery.adapter) }
            round.seen += done.messages.filter {
                bridge.county.room($0.room) == nil || bridge.county.person($0.sender) == nil
            }
            return true
        } catch let error as StoreError where !error.isOfTheWork {
            throw error
        } catch {
            let (code, reason) = Self.describe(error)
            let isSetAside = try tx.noteFailure(of: delivery.id, code: code, error: reason)
            round.failures.append(
                Failure(what: "delivery", code: code, reason: reason, isSetAside: isSetAside))
            return isSetAside
        }
    }

    private struct Done {
        var messages: [InboundMessage] = []
        /// Photos are to be fetched.
        var addedPhotos = false
        var wantsCare = false
    }

    private func apply(
        _ delivery: KeptDelivery, _ bridge: Bridge, _ now: Timestamp, _ tx: Transaction
    ) throws -> Done {
        var done = Done()
        if let reader = matrix[delivery.adapter] {
            let heard = try reader.read(delivery.body, bridge, at: now, in: tx)
            done.messages = heard.messages
            done.wantsCare = heard.wantsCare
        } else if case .message(let message) = try GenericEnvelope.decode(
            recorded: delivery.body, adapter: delivery.adapter)
        {
            done.messages = [message]
        }
        for message in done.messages where try handle(message, of: delivery, bridge, now, tx) {
            done.addedPhotos = true
        }
        try tx.markHandled(delivery.id, at: now)
        return done
    }

    /// - Returns: whether photos are to be fetched.
    private func handle(
        _ message: InboundMessage, of delivery: KeptDelivery, _ bridge: Bridge, _ now: Timestamp, _ tx: Transaction
    ) throws -> Bool {
        var message = message
        let wanted = try takeUploads(of: &message, tx)
        try bridge.handle(message, at: now, heardAt: delivery.receivedAt, in: tx)
        if !wanted.isEmpty, bridge.county.room(message.room) != nil {
            try tx.addPhotoJobs(for: MessageKey(adapter: message.adapter, id: message.id), wanted, at: now)
        }
        return wanted.contains { $0.source != nil }
    }

    /// Gives photos that were handed over before their hash, and takes from the others the one that the sender only
    /// announced: a hash says that the file is here.
    /// - Returns: the photos in order; those without a source need not be fetched.
    private func takeUploads(
        of message: inout InboundMessage, _ tx: Transaction
    ) throws -> [InboundMessage.Attachment] {
        guard var attachments = message.attachments else { return [] }
        var wanted: [InboundMessage.Attachment] = []
        for index in attachments.indices where attachments[index].kind == .image || attachments[index].kind == .video {
            attachments[index].sha256 = nil
            var photo = attachments[index]
            if case .uploaded(let file) = photo.source,
                let stored = try tx.upload(file, adapter: message.adapter)
            {
                attachments[index].sha256 = stored.sha256
                photo.source = nil
            }
            wanted.append(photo)
        }
        message.attachments = attachments
        return wanted.contains { $0.source != nil } ? wanted : []
    }

    // MARK: Timers

    private func ring(
        _ bridge: Bridge, upTo end: Timestamp, _ now: Timestamp, _ tx: Transaction, _ round: inout Round
    ) throws {
        guard let next = try tx.nextTimerDue(), next <= end else { return }
        var failed: Set<String> = []
        // One after the other: what one does may move or call off the next.
        for _ in 0..<Self.batch {
            let due = try tx.dueTimers(at: end, limit: failed.count + 1)
            guard let timer = due.first(where: { !failed.contains($0.key) }) else { return }
            do {
                try tx.attempt {
                    try tx.take(timer, at: now)
                    try bridge.ring(timer, at: now, in: tx)
                }
                round.timers += 1
                round.late = timer.due.duration(to: now)
            } catch let error as StoreError where !error.isOfTheWork {
                throw error
            } catch {
                failed.insert(timer.key)
                let (code, reason) = Self.describe(error)
                let isSetAside = try tx.noteFailure(ofTimer: timer.key, code: code)
                // One bad day must not end all digests.
                if isSetAside { try bridge.setDailyTimers(at: now, last: now, in: tx) }
                round.failures.append(Failure(what: "timer", code: code, reason: reason, isSetAside: isSetAside))
            }
        }
        round.hasMore = true
    }

    // MARK: What is said about it

    /// A code for counting and a reason for the operator, neither with words of people.
    private static func describe(_ error: any Error) -> (code: String, reason: String) {
        switch error {
        case let error as StoreError: (error.code.name, error.description)
        case let error as DecodeFailure: (error.code.rawValue, error.description)
        default: ("error", String(reflecting: type(of: error)))
        }
    }

    private func report(_ round: Round) {
        for duration in round.spent { metrics.handled(in: duration) }
        if round.timers > 0 { metrics.fired(late: round.late) }
        for failure in round.failures {
            metrics.failed(failure.what)
            let fields: Log.Fields = ["what": failure.what, "code": failure.code, "reason": failure.reason]
            if failure.isSetAside {
                log.error("set aside", fields)
            } else {
                log.warning("failed, trying again", fields)
            }
        }
        strangers.note(round.seen)
        if round.handled > 0 { log.debug("handled", ["deliveries": round.handled]) }
        if round.handled > 0 || round.timers > 0 { sender.take(round.posts) }
        if round.addedPhotos { photos.ring() }
        for adapter in round.wantCare { matrix[adapter]?.house.bell.ring() }
    }
}

extension StoreError {
    /// The work broke a rule; trying it again on the same store gives the same. Everything else is the store's trouble.
    var isOfTheWork: Bool {
        switch code {
        case .constraint, .unknownRow, .corrupt: true
        default: false
        }
    }
}

/// How long to wait after failures in a row: 1, 2, 4 … 30 s.
struct Backoff {
    private var failures = 0

    mutating func next() -> Duration {
        defer { failures += 1 }
        return .seconds(min(30, 1 << min(failures, 5)))
    }

    mutating func reset() { failures = 0 }
}
