import Chat
import Desk
import Domain
import HTTPClient
import Media
import Store

/// Fetches the photos that messages brought, a few at a time, before their addresses expire.
struct PhotoFetcher: Service {
    private static let most = 4
    private static let pause = Duration.seconds(5)
    /// Waits after the first, second, … attempt; after the last one a photo is given up.
    private static let waits: [Duration] = [
        .seconds(10), .minutes(1), .minutes(10), .hours(1), .hours(6),
    ]

    let store: Store
    let sources: [String: Adapters.PhotoSource]
    let client: Client
    let cabinet: PhotoCabinet
    let bell: Bell
    let clock: WallClock
    let log: Log
    let metrics: Metrics

    func run() async throws {
        var backoff = Backoff()
        while !Task.isCancelled {
            do {
                let now = clock()
                let jobs = try await store.write { tx in try tx.claimPhotoJobs(at: now, limit: Self.most) }
                guard !jobs.isEmpty else {
                    backoff.reset()
                    let next = try await store.read { tx in try tx.nextPhotoDue() }
                    await bell.wait(atMost: min(Self.pause, next.map { now.duration(to: $0) } ?? Self.pause))
                    continue
                }
                try await withThrowingDiscardingTaskGroup { group in
                    for job in jobs { group.addTask { try await fetch(job) } }
                }
            } catch {
                metrics.failed("photos")
                log.error("photos cannot be kept, trying again", ["reason": "\(error)"])
                await bell.wait(atMost: backoff.next())
            }
        }
    }

    /// What stands in the way of a photo.
    private struct Obstacle: Error {
        var code: String
        var isPassing: Bool
    }

    private func fetch(_ job: PhotoJob) async throws {
        let adapter = job.message.adapter
        do throws(Obstacle) {
            let photo = try await obtain(job)
            let now = clock()
            do { _ = try await store.write { tx in try tx.finish(job, with: photo, at: now) } } catch {
                throw Obstacle(code: "store", isPassing: true)
            }
            metrics.fetched(adapter, "stored")
            log.debug("a photo is here", ["adapter": adapter, "bytes": Int(photo.size)])
        } catch {
            // Stopped in the middle: the lease runs out by itself, but sooner is better.
            if Task.isCancelled {
                let now = clock()
                try await store.write { tx in try tx.retry(job, at: now, code: "stopped") }
                return
            }
            let fields: Log.Fields = ["adapter": adapter, "code": error.code, "try": job.tries]
            if error.isPassing, job.tries <= Self.waits.count {
                let due = clock().advanced(by: Self.waits[max(0, job.tries - 1)])
                try await store.write { tx in try tx.retry(job, at: due, code: error.code) }
                metrics.fetched(adapter, "retried")
                log.info("a photo could not be fetched, trying again later", fields)
            } else {
                try await store.write { tx in try tx.giveUp(job, code: error.code) }
                metrics.fetched(adapter, "failed")
                log.warning("a photo was given up", fields)
            }
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
        case .url(let url): return try await keep(try await download(url, adapter: job.message.adapter))
        }
    }

    private func keep(_ bytes: [UInt8]) async throws(Obstacle) -> StoredPhoto {
        do throws(PhotoError) {
            return StoredPhoto(try await cabinet.keep(bytes))
        } catch {
            throw Obstacle(code: error.code, isPassing: error.isWorthRetrying)
        }
    }

    private func download(_ url: String, adapter: String) async throws(Obstacle) -> [UInt8] {
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
}
