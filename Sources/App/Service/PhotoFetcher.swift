import Chat
import Desk
import Domain
import HTTPClient
import Media
import Store
import Synchronization

/// Fetches the photos that messages brought, a few at a time, before their addresses expire.
struct PhotoFetcher: Service {
    private static let most = 4
    private static let pause = Duration.seconds(5)
    /// Waits after the first, second, … attempt; after the last one a photo is given up.
    private static let waits: [Duration] = [
        .seconds(10), .minutes(1), .minutes(10), .hours(1), .hours(6),
    ]

    /// How long a photo rests whose homeserver is away; it is fetched as soon as that is back.
    private static let rest = Duration.minutes(1)

    let store: Store
    let sources: [String: Adapters.PhotoSource]
    /// Where photos of homeservers come from, by adapter.
    var homeservers: [String: MatrixHouse] = [:]
    let client: Client
    let cabinet: PhotoCabinet
    let bell: Bell
    let clock: WallClock
    let log: Log
    let metrics: Metrics

    func run() async throws {
        await withDiscardingTaskGroup { group in
            let underWay = UnderWay()
            var backoff = Backoff()
            while !Task.isCancelled {
                do {
                    let now = clock()
                    let free = Self.most - underWay.count
                    let jobs =
                        free == 0 ? [] : try await store.write { tx in try tx.claimPhotoJobs(at: now, limit: free) }
                    for job in jobs {
                        underWay.add(1)
                        group.addTask {
                            await fetch(job)
                            underWay.add(-1)
                            bell.ring()
                        }
                    }
                    backoff.reset()
                    if jobs.isEmpty {
                        let next = free == 0 ? nil : try await store.read { tx in try tx.nextPhotoDue() }
                        await bell.wait(atMost: min(Self.pause, next.map { now.duration(to: $0) } ?? Self.pause))
                    }
                } catch {
                    metrics.failed("photos")
                    log.error("photos cannot be claimed, trying again", ["reason": "\(error)"])
                    await bell.wait(atMost: backoff.next())
                }
            }
        }
    }

    private final class UnderWay: Sendable {
        private let number = Mutex(0)

        var count: Int { number.withLock { $0 } }
        func add(_ change: Int) { number.withLock { $0 += change } }
    }

    /// What stands in the way of a photo.
    private struct Obstacle: Error {
        var code: String
        var isPassing: Bool
        /// Nobody was asked: no try of the photo.
        var isHeld = false
        /// When to try again, where that is known better than by the usual waits.
        var wait: Duration?
    }

    /// Fetches a photo and notes what became of it; where that cannot be noted, its lease brings it back.
    private func fetch(_ job: PhotoJob) async {
        let adapter = job.message.adapter
        do {
            let photo = try await obtain(job)
            let now = clock()
            _ = try await store.write { tx in try tx.finish(job, with: photo, at: now) }
            metrics.fetched(adapter, "stored")
            log.debug("a photo is here", ["adapter": adapter, "bytes": Int(photo.size)])
        } catch {
            let obstacle = error as? Obstacle ?? Obstacle(code: "store", isPassing: true)
            do { try await note(obstacle, of: job) } catch {
                metrics.failed("photos")
                log.error("a photo's trouble could not be noted", ["adapter": adapter, "reason": "\(error)"])
            }
        }
    }

    private func note(_ obstacle: Obstacle, of job: PhotoJob) async throws {
        let adapter = job.message.adapter
        let now = clock()
        // Stopped in the middle: nobody is to wait for the end of the lease.
        if Task.isCancelled { return try await store.write { tx in try tx.retry(job, at: now, code: "stopped") } }
        let fields: Log.Fields = ["adapter": adapter, "code": obstacle.code, "try": job.tries]
        if obstacle.isHeld {
            try await store.write { tx in
                try tx.postpone(job, until: now.advanced(by: Self.rest), code: obstacle.code)
            }
            metrics.fetched(adapter, "held")
            log.info("a photo waits", fields)
        } else if obstacle.isPassing, job.tries <= Self.waits.count {
            let due = now.advanced(by: obstacle.wait ?? Self.waits[max(0, job.tries - 1)])
            try await store.write { tx in try tx.retry(job, at: due, code: obstacle.code) }
            metrics.fetched(adapter, "retried")
            log.info("a photo could not be fetched, trying again later", fields)
        } else {
            try await store.write { tx in try tx.giveUp(job, code: obstacle.code) }
            metrics.fetched(adapter, "failed")
            log.warning("a photo was given up", fields)
        }
    }

    private func obtain(_ job: PhotoJob) async throws(Obstacle) -> StoredPhoto {
        switch job.source {
        case .inline(let bytes): return try await keep(bytes)
        case .uploaded(let file):
            let photo: StoredPhoto?
            do { photo = try await store.read { tx in try tx.upload(file, adapter: job.message.adapter) } } catch {
                throw Obstacle(code: "store", isPassing: true)
            }
            // It may still be on its way: people's networks do not keep the order.
            guard let photo else { throw Obstacle(code: "not_uploaded", isPassing: job.tries <= 2) }
            return photo
        case .url(let url):
            return try await keep(try await download(url, adapter: job.message.adapter, tries: job.tries))
        }
    }

    private func keep(_ bytes: [UInt8]) async throws(Obstacle) -> StoredPhoto {
        do throws(PhotoError) {
            return StoredPhoto(try await cabinet.keep(bytes))
        } catch {
            throw Obstacle(code: error.code, isPassing: error.isWorthRetrying)
        }
    }

    private func download(_ url: String, adapter: String, tries: Int) async throws(Obstacle) -> [UInt8] {
        if let homeserver = homeservers[adapter] { return try await download(url, from: homeserver, adapter, tries) }
        guard let source = sources[adapter] else { throw Obstacle(code: "no_adapter", isPassing: false) }
        do throws(FetchPolicy.Refusal) { try source.policy.check(url) } catch {
            throw Obstacle(code: "\(error)", isPassing: false)
        }
        var request = ClientRequest(
            "GET", url, totalTimeout: .seconds(60), responseLimit: source.policy.limit,
            allowPlainHTTP: source.allowPrivateHosts, addresses: source.allowPrivateHosts ? .any : .publicOnly,
            // The policy has looked at this address alone, so an allow list takes no detours.
            redirects: source.policy.hosts.isEmpty ? 3 : 0)
        if let token = source.token { request.headers = [("authorization", "Bearer \(token.reveal())")] }
        let response: ClientResponse
        do throws(TransferFailure) { response = try await client.send(request) } catch {
            throw Obstacle(code: error.code.rawValue, isPassing: error.isWorthRetrying)
        }
        guard response.status == 200 else {
            let isPassing = [408, 425, 429].contains(response.status) || response.status >= 500
            throw Obstacle(code: "status_\(response.status)", isPassing: isPassing)
        }
        return response.body
    }

    /// Waits while the sender still uploads what it has announced.
    private static let uploadWaits: [Duration] = [.seconds(5), .seconds(15), .minutes(1)]

    private func download(
        _ uri: String, from homeserver: MatrixHouse, _ adapter: String, _ tries: Int
    ) async throws(Obstacle) -> [UInt8] {
        guard let file = MatrixMediaID(uri), let limit = sources[adapter]?.policy.limit else {
            throw Obstacle(code: "bad_address", isPassing: false)
        }
        let standing = homeserver.link.current.standing
        guard standing == .up else {
            throw Obstacle(code: "homeserver \(standing.rawValue)", isPassing: true, isHeld: true)
        }
        do throws(MatrixFailure) {
            return try await homeserver.client.download(file, limit: limit)
        } catch {
            // Whether it is the homeserver or its photos alone, the caretaker finds out; until then it counts.
            let isGone = error.isAway || error.isLockedOut
            if isGone { homeserver.bell.ring() }
            let isComing = error.code == "M_NOT_YET_UPLOADED"
            var wait = isComing ? Self.uploadWaits[min(max(0, tries - 1), Self.uploadWaits.count - 1)] : nil
            if case .refused(429, _, let asked?) = error { wait = asked }
            throw Obstacle(
                code: "\(error)", isPassing: isComing || isGone || error.isWorthRetrying, wait: wait)
        }
    }
}
