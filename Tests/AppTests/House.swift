import Domain
import Foundation
import Store
import Synchronization

@testable import App

/// A clock that tests set.
final class TestClock: Sendable {
    private let now: Mutex<Timestamp>

    init(_ now: Timestamp) { self.now = Mutex(now) }

    func set(_ moment: Timestamp) { now.withLock { $0 = moment } }
    var reading: WallClock { { self.now.withLock { $0 } } }
}

/// A bridge of the demo county without HTTP.
struct House {
    /// Friday, 2026-11-20, at a time of the day in China.
    static func friday(_ hour: Int64, _ minute: Int64 = 0) -> Timestamp {
        Timestamp(seconds: 1_795_104_000 + (hour * 60 + minute) * 60)
    }

    let store: Store
    let current: CurrentBridge
    let clock: TestClock
    let bell = Bell()
    let sender: PostSender
    let metrics = Metrics()
    let log: Log

    init(at now: Timestamp) async throws {
        let clock = TestClock(now)
        self.clock = clock
        var reader = ConfigurationReader(
            file: "c.json5", bytes: Array("{ adapters: [{ name: \"sandbox\", kind: \"sandbox\" }] }".utf8),
            environment: [:])
        let configuration = try reader.read()
        log = Log(least: .error, isJSON: false, zone: .china, clock: clock.reading, write: { _ in })
        let store = try Store.inMemory()
        let resources = try Resources(
            seedsFlag: Site.seeds, templatesFlag: Site.templates, seedsKey: nil, templatesKey: nil)
        let files = try TableFolderReading(Site.seeds + "/demo", over: resources).whole
        _ = try await store.write { tx in try tx.saveTables(files, by: "test", note: nil, at: now) }
        self.store = store
        current = try await CurrentBridge(
            configuration: configuration, templates: Site.templates, store: store, log: log)
        sender = PostSender(
            store: store, sources: [:], sandbox: nil, current: current, clock: clock.reading, random: { 0 },
            log: log, metrics: metrics, silenced: Silenced())
    }

    func worker(limit: Int = 60, wasKilled: Bool = false) -> Worker {
        Worker(
            store: store, current: current, bell: bell, sender: sender, photos: Bell(),
            limit: SenderLimit(perMinute: limit), clock: clock.reading, log: log, metrics: metrics,
            strangers: Strangers(current: current, log: log), wasKilled: wasKilled)
    }

    func keep(_ id: String, _ body: String, sender: String = "chenlin") async throws {
        let now = clock.reading()
        _ = try await store.keep(
            KeptDelivery.Row(
                adapter: "sandbox", key: id, kind: "message.created",
                bodyHash: [UInt8](repeating: 0, count: 32), body: Array(body.utf8), messageID: id,
                room: RoomKey(adapter: "sandbox", id: "work"),
                sender: AccountKey(adapter: "sandbox", id: sender), receivedAt: now))
    }

    func say(_ id: String, _ text: String, sender: String = "chenlin") async throws {
        let time = Zone.china.format(clock.reading())
        try await keep(
            id,
            "{\"type\":\"message.created\",\"timestamp\":\"\(time)\",\"data\":{\"id\":\"\(id)\",\"room\":\"work\","
                + "\"sender\":\"\(sender)\",\"text\":\"\(text)\"}}", sender: sender)
    }

    /// Lets a worker work until nothing is due any more.
    func work(limit: Int = 60, wasKilled: Bool = false) async throws {
        let worker = worker(limit: limit, wasKilled: wasKilled)
        try await withThrowingTaskGroup { group in
            group.addTask { try await worker.run() }
            while try await !isIdle() { await Task.yield() }
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    private func isIdle() async throws -> Bool {
        let now = clock.reading()
        return try await store.read { tx in
            try tx.waitingCount() == 0 && (try tx.nextTimerDue().map { $0 > now } ?? true)
        }
    }

    func posts(of kind: String) async throws -> [OutgoingPost] {
        try await store.read { tx in try tx.outbox(nil).filter { $0.post.kind == kind } }
    }
}
