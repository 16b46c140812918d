import Domain
import Foundation
import Store
import Synchronization
import Testing

@testable import App

/// The worker on a ledger in memory and on a clock that tests set.
@Suite(.timeLimit(.minutes(4))) struct WorkerTests {
    @Test func `a digest that was missed is posted late, once, and the next one on time`() async throws {
        let house = try await House(at: House.friday(23))
        let bridge = house.current.bridge
        try await house.store.write { tx in
            try bridge.setDailyTimers(at: House.friday(23), last: House.friday(16), in: tx)
        }
        try await house.work()
        let leaders = house.current.county.rooms(.leaders).count
        #expect(try await house.posts(of: "digest-day").count == leaders)
        // Started once more, with the time of before: the day's figures stay as they were frozen.
        try await house.store.write { tx in
            try bridge.setDailyTimers(at: House.friday(23, 1), last: House.friday(16), in: tx)
        }
        try await house.work()
        #expect(try await house.posts(of: "digest-day").count == leaders)
        house.clock.set(House.friday(24 + 17, 30))
        try await house.work()
        #expect(try await house.posts(of: "digest-day").count == 2 * leaders)
    }

    @Test func `a digest whose moment came just before the bridge ended is posted after the start`() async throws {
        let house = try await House(at: House.friday(17))
        let bridge = house.current.bridge
        try await house.store.write { tx in try bridge.setDailyTimers(at: House.friday(17), last: nil, in: tx) }
        // The time was noted after the moment; the worker had not come to it.
        let noted = House.friday(17, 30).advanced(by: .milliseconds(20))
        house.clock.set(noted.advanced(by: .seconds(1)))
        let now = house.clock.reading()
        try await house.store.write { tx in try bridge.setDailyTimers(at: now, last: noted, in: tx) }
        try await house.work()
        #expect(try await house.posts(of: "digest-day").count == house.current.county.rooms(.leaders).count)
    }

    @Test func `what cannot be read is set aside after three tries, and the room goes on in its order`() async throws {
        let house = try await House(at: House.friday(9))
        try await house.say("m1", "北门路有垃圾没人清理")
        try await house.keep("broken", "{")
        try await house.say("m2", "北门小学门口井盖破损了")
        try await house.work()
        let aside = try await house.store.read { tx in try tx.listSetAside() }
        #expect(aside.map(\.key) == ["broken"])
        #expect(aside.map(\.tries) == [3])
        #expect(aside.map(\.errorCode) == ["bad_json"])
        #expect(try await house.posts(of: "assignment").compactMap(\.post.replyTo) == ["m1", "m2"])
    }

    @Test func `a delivery that ended the process again and again is set aside, and those behind it go on`()
        async throws
    {
        let house = try await House(at: House.friday(9))
        try await house.say("m1", "北门路有垃圾没人清理")
        try await house.say("m2", "北门小学门口井盖破损了")
        try await house.store.write { tx in
            let id = try #require(try tx.nextWaiting().first?.id)
            for _ in 0..<3 { _ = try tx.noteTry(id) }
        }
        try await house.work(wasKilled: true)
        #expect(try await house.store.read { tx in try tx.listSetAside().map(\.key) } == ["m1"])
        #expect(try await house.posts(of: "assignment").compactMap(\.post.replyTo) == ["m2"])
    }

    @Test func `more of one sender than allowed in a minute is set aside, the next minute is new`() async throws {
        let house = try await House(at: House.friday(9))
        let worker = house.worker(limit: 2)
        let account = AccountKey(adapter: "sandbox", id: "chenlin")
        for (id, expected) in [(1, true), (2, true), (2, true), (3, false), (1, true)] {
            #expect(worker.limit.takes(ID(Int64(id)), of: account, at: House.friday(9)) == expected)
        }
        #expect(worker.limit.takes(ID(4), of: AccountKey(adapter: "sandbox", id: "liuyan"), at: House.friday(9)))
        #expect(worker.limit.takes(ID(5), of: account, at: House.friday(9, 1)))
    }

    @Test func `a late reminder or question is dropped, a card is not`() async throws {
        let house = try await House(at: House.friday(9))
        let room = RoomKey(adapter: "sandbox", id: "work")
        try await house.store.write { tx in
            for kind in ["reminder", "ask-type", "assignment", "red-card", "chase"] {
                try tx.send(
                    OutboundPost(id: kind, room: room, kind: kind, text: "-", at: House.friday(9)), about: nil)
            }
            for kind in ["reminder", "ask-type", "chase"] {
                let post = OutboundPost(
                    id: "\(kind)!", room: room, kind: kind, text: "-", at: House.friday(9), isUrgent: true)
                try tx.send(post, about: nil)
            }
        }
        let late = House.friday(9, 16)
        let sender = house.sender
        _ = try await house.store.write { tx in try sender.claim(at: late, in: tx) }
        let dropped = try await house.store.read { tx in try tx.outbox(.dropped) }
        // Nothing is delivered anywhere here, so the cards end too, for that reason.
        #expect(
            Dictionary(uniqueKeysWithValues: dropped.map { ($0.post.id, $0.errorCode) }) == [
                "reminder": "late", "ask-type": "late", "assignment": "no-delivery", "red-card": "no-delivery",
                "chase": "late", "reminder!": "late", "ask-type!": "late",
                // Nobody has answered the emergency yet.
                "chase!": "no-delivery",
            ])
    }
}

@Suite struct LogTests {
    private func line(_ isJSON: Bool, _ body: (Log) -> Void) -> [String] {
        let lines = Lines()
        body(
            Log(
                least: .info, isJSON: isJSON, zone: .china, clock: { Timestamp(seconds: 1_795_104_000) },
                write: { lines.add($0) }))
        return lines.all
    }

    private final class Lines: Sendable {
        private let lines = Mutex<[String]>([])
        func add(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
    }

    @Test func `an event is one line, whatever a value holds`() {
        #expect(
            line(false) {
                $0.warning("refused", ["adapter": "county", "reason": "a \"b\"\nc", "count": 2, "none": ""])
            }
                == [
                    "2026-11-20T00:00:00+08:00 warning refused adapter=county reason=\"a \\\"b\\\"\\nc\" count=2 none=\"\""
                ])
        #expect(
            line(true) { $0.warning("refused", ["reason": "a\nb", "count": 2]) } == [
                "{\"time\":\"2026-11-20T00:00:00+08:00\",\"level\":\"warning\",\"message\":\"refused\","
                    + "\"reason\":\"a\\nb\",\"count\":2}"
            ])
    }

    @Test func `what lies below the level is not written`() {
        #expect(line(false) { $0.debug("nothing") }.isEmpty)
    }
}

@Suite(.timeLimit(.minutes(4))) struct BellTests {
    @Test func `a ring before the wait is heard, and heard once`() async {
        let bell = Bell()
        bell.ring()
        bell.ring()
        await bell.wait()
        let start = ContinuousClock.now
        await bell.wait(atMost: .milliseconds(20))
        #expect(start.duration(to: .now) >= .milliseconds(20))
    }

    @Test func `a wait ends with its task, and the ring stays for the next`() async {
        let bell = Bell()
        let waiting = Task { await bell.wait() }
        waiting.cancel()
        await waiting.value
        bell.ring()
        await bell.wait()
    }
}
