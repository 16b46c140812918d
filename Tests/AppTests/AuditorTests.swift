import Cases
import Desk
import Domain
import Store
import Synchronization
import Testing

@testable import App

/// Timers ring once, whatever happens to the process and to the clock, and none is forgotten.
@Suite(.timeLimit(.minutes(4))) struct AuditorTests {
    /// Reports at different places of the demo county, a minute apart; gives the cases.
    private func fill(_ house: House, _ count: Int, from start: Timestamp) async throws -> [Case] {
        let places = house.current.county.tables.places.filter { $0.name.count > 2 }
        for index in 0..<count {
            house.clock.set(start.advanced(by: .minutes(Int64(index))))
            try await house.say(
                "m\(index)", "\(places[index].name)有一堆垃圾没人清理", sender: index % 2 == 0 ? "chenlin" : "liuyan")
            try await house.work()
        }
        return try await house.store.read { tx in try tx.cases(CaseFilter(), limit: 1000) }
    }

    private final class Lines: Sendable {
        private let lines = Mutex<[String]>([])
        func add(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
    }

    private func audit(_ house: House) async throws -> [TimerAudit.Fault] {
        try await house.current.bridge.audit(at: house.clock.reading(), patience: .minutes(15)).run(on: house.store)
    }

    @Test func `fifty timers deleted at random are fifty found, told once and set right`() async throws {
        let house = try await House(at: House.friday(9))
        let bridge = house.current.bridge
        try await house.store.write { tx in try bridge.setDailyTimers(at: House.friday(9), last: nil, in: tx) }
        let cases = try await fill(house, 40, from: House.friday(9))
        #expect(cases.count > 30)
        #expect(try await audit(house) == [])
        let keys = try await house.store.read { tx in
            try tx.dueTimers(at: House.friday(24 * 60), limit: 10_000).map(\.key)
        }
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SimulatedChance(seed: seed)
        let deleted = keys.shuffled(using: &random).prefix(50).sorted()
        try await house.store.write { tx in for key in deleted { try tx.cancelTimer(key) } }
        let faults = try await audit(house)
        #expect(faults.map(\.key) == deleted && faults.allSatisfy { $0.kind == .missing }, "seed \(seed)")

        let board = Auditor.Board()
        let auditor = Auditor(
            store: house.store, current: house.current, bell: house.bell, board: board, clock: house.clock.reading,
            log: house.log)
        try await auditor.look()
        #expect(board.last?.faults == [.missing: 50] && board.last?.repaired == 50 && board.last?.cleanAt == nil)
        #expect(try await house.posts(of: "admin").count == house.current.county.rooms(.admin).count)
        #expect(try await audit(house) == [])
        try await auditor.look()
        #expect(board.last?.faults == [:] && board.last?.cleanAt != nil)
        #expect(try await house.posts(of: "admin").count == house.current.county.rooms(.admin).count)
    }

    @Test func `timers that are elsewhere, too many or stuck are found too`() async throws {
        let house = try await House(at: House.friday(9))
        let bridge = house.current.bridge
        try await house.store.write { tx in try bridge.setDailyTimers(at: House.friday(9), last: nil, in: tx) }
        let subject = try #require(try await fill(house, 1, from: House.friday(9)).first)
        try await house.store.write { tx in
            try tx.set(DeskTimer(.subject(subject.id, .deadline), due: House.friday(9, 30)))
            try tx.set(DeskTimer(.subject(subject.id, .silence), due: House.friday(23)))
            try tx.set(DeskTimer(.subject(ID(999), .resume), due: House.friday(23)))
            try tx.cancelTimer(DeskTimer.key(.morning))
        }
        let found = Set(try await audit(house).map { "\($0.kind) \($0.key)" })
        let id = subject.id.rawValue
        let wanted: Set<String> = [
            "moved case:\(id):deadline", "stray case:\(id):silence", "stray case:999:resume", "missing morning",
        ]
        #expect(found == wanted)
        house.clock.set(House.friday(13))
        let stuck = try await audit(house).filter { $0.kind == .stuck }
        #expect(!stuck.isEmpty, "nobody rang")
    }

    @Test func `what came to nothing is found, though another timer rang at the same moment, and logged`() async throws
    {
        let house = try await House(at: House.friday(9))
        let bridge = house.current.bridge
        try await house.store.write { tx in try bridge.setDailyTimers(at: House.friday(9), last: nil, in: tx) }
        let subject = try #require(try await fill(house, 1, from: House.friday(9)).first)
        try await house.store.write { tx in
            let set = try tx.dueTimers(at: House.friday(24), limit: 100)
            func timer(_ suffix: String) throws -> DeskTimer { try #require(set.first { $0.key.hasSuffix(suffix) }) }
            let (deadline, notice, digest) = try (timer(":deadline"), timer(":step:notice"), timer("digest"))
            #expect(deadline.due == notice.due)
            try tx.take(deadline, at: deadline.due)
            try bridge.ring(deadline, at: deadline.due, in: tx)
            // Both are taken away, and nothing is done about them.
            try tx.take(notice, at: notice.due)
            try tx.take(digest, at: digest.due)
            try bridge.setDailyTimers(at: digest.due, last: nil, in: tx)
        }
        house.clock.set(House.friday(17, 31))
        let silent = try await audit(house).filter { $0.kind == .silent }.map(\.key)
        #expect(silent == ["case:\(subject.id.rawValue):step:notice", "digest"])
        let lines = Lines()
        let log = Log(
            least: .error, isJSON: false, zone: .china, clock: house.clock.reading, write: { lines.add($0) })
        let auditor = Auditor(
            store: house.store, current: house.current, bell: house.bell, board: .init(), clock: house.clock.reading,
            log: log)
        try await auditor.look()
        for key in silent {
            let isSaid = lines.all.contains { $0.contains("forgotten") && $0.contains(key) && $0.contains("silent") }
            #expect(isSaid, "\(key)")
        }
        #expect(try await audit(house).filter { $0.kind == .silent } == [], "once")
    }

    @Test func `after a day away late timers ring once, a room hears one post, and what was done rings no more`()
        async throws
    {
        let house = try await House(at: House.friday(9))
        let bridge = house.current.bridge
        try await house.store.write { tx in try bridge.setDailyTimers(at: House.friday(9), last: nil, in: tx) }
        let cases = try await fill(house, 12, from: House.friday(9))
        let done = try #require(cases.last)
        let unit = try #require(done.unit.flatMap { house.current.county.people(ofUnit: $0).first?.accounts.first })
        // Said in time, on disk, and then the process dies before it is handled.
        house.clock.set(House.friday(9, 45))
        try await house.keep(
            "done",
            "{\"type\":\"message.created\",\"timestamp\":\"2026-11-20T09:45:00+08:00\",\"data\":{\"id\":\"done\","
                + "\"room\":\"work\",\"sender\":\"\(unit.id)\",\"text\":\"已清理\",\"replyTo\":\"\(done.source.message)\","
                + "\"attachments\":[{\"id\":\"a\",\"kind\":\"image\",\"url\":\"https://x.example/a.jpg\"}]}}",
            sender: unit.id)
        let before = try await house.store.read { tx in try tx.outbox(nil, limit: 1000).count }
        house.clock.set(House.friday(24 + 10))
        try await house.work(wasKilled: true)
        house.clock.set(House.friday(24 + 11))
        try await house.work()
        let posts = try await house.store.read { tx in try tx.outbox(nil, limit: 1000) }.dropFirst(before).map(\.post)
        let supervision = posts.filter { $0.kind == "morning" || Nudge.Kind(rawValue: $0.kind) != nil }
        #expect(supervision.map(\.kind) == ["morning"], "one post for the room")
        #expect(supervision.allSatisfy { !$0.text.contains(done.number?.short ?? "?") })
        let closed = try await house.store.read { tx in try tx.find(done.id) }
        #expect(closed?.state == .closed && closed?.overdue == false, "it was said in time")
        // Decided on Saturday, and counted there: due since Friday, closed, on time.
        let day = try await house.store.read { tx in
            try bridge.digest(endingOn: CivilDate(year: 2026, month: 11, day: 21)!, in: tx)
        }
        #expect(day.due > 5 && day.closed == 1 && day.onTime == 1)
        #expect(try await house.store.read { tx in try tx.firedTwice() } == [])
        #expect(try await audit(house) == [])
        let said = try #require(supervision.first)
        let late = try await house.store.read { tx in try tx.openCases(in: said.room) }
            .filter { $0.dueAt.map { $0 <= said.at } ?? false }
        #expect(late.count > 5 && late.count < cases.count)
        #expect(said.text.split(separator: "\n").count { $0.contains("应于") } == late.count)
        let numbers = said.text.split(separator: "\n").filter { $0.contains("应于") }.map { row in
            late.first { row.contains($0.number?.short ?? "?") }
        }
        let moments = numbers.compactMap { $0?.dueAt }
        #expect(moments.count == late.count && moments == moments.sorted(), "the oldest first: \(said.text)")
    }

    @Test func `emergencies that an outage made late are one post a room, without what was done by then`() async throws
    {
        let house = try await House(at: House.friday(9))
        let bridge = house.current.bridge
        try await house.store.write { tx in try bridge.setDailyTimers(at: House.friday(9), last: nil, in: tx) }
        let places = house.current.county.tables.places.filter { $0.name.count > 2 }
        let words = ["自来水管爆了，水漫到路上了", "有很重的煤气味", "自来水管爆了，水漫到路上了", "路面塌陷了一大块"]
        for (index, text) in words.enumerated() {
            house.clock.set(House.friday(9, Int64(index)))
            try await house.say("e\(index)", "\(places[index * 20].name)\(text)")
            try await house.work()
        }
        let cases = try await house.store.read { tx in try tx.cases(CaseFilter(), limit: 10) }.sorted { $0.id < $1.id }
        #expect(cases.count == 4 && cases.allSatisfy { $0.urgent && $0.state == .dispatched })
        #expect(Set(cases.dropFirst().map(\.unit)).count == 3)
        // Away from the second minute on. What was said to the platform meanwhile comes a minute after the start.
        house.clock.set(House.friday(9, 50))
        try await house.work(wasKilled: true)
        #expect(try await house.posts(of: "chase").isEmpty)
        house.clock.set(House.friday(9, 51))
        let done = cases[0]
        let unit = try #require(done.unit.flatMap { house.current.county.people(ofUnit: $0).first?.accounts.first })
        try await house.keep(
            "done",
            "{\"type\":\"message.created\",\"timestamp\":\"2026-11-20T09:20:00+08:00\",\"data\":{\"id\":\"done\","
                + "\"room\":\"work\",\"sender\":\"\(unit.id)\",\"text\":\"已抢修好\",\"replyTo\":\"\(done.source.message)\","
                + "\"attachments\":[{\"id\":\"a\",\"kind\":\"image\",\"url\":\"https://x.example/a.jpg\"}]}}",
            sender: unit.id)
        try await house.work()
        #expect(try await house.store.read { tx in try tx.find(done.id) }?.state == .closed)
        house.clock.set(House.friday(9, 52))
        try await house.work()
        let chases = try await house.posts(of: "chase").map(\.post)
        let rooms = [RoomKey(adapter: "sandbox", id: "work")] + house.current.county.rooms(.emergency).map(\.key)
        #expect(Set(chases.map(\.room)) == Set(rooms) && chases.count == rooms.count)
        for post in chases {
            #expect(!post.text.contains(done.number?.short ?? "?"))
            // The oldest first, each with its unit.
            let rows = post.text.split(separator: "\n").dropFirst()
            let rest = cases.dropFirst()
            #expect(rows.count == rest.count, "\(post.text)")
            for (row, subject) in zip(rows, rest) {
                let unit = try #require(subject.unit.flatMap { house.current.county.unit($0)?.name })
                #expect(row.contains(subject.number?.short ?? "?") && row.contains(unit))
            }
        }
        #expect(try await house.store.read { tx in try tx.firedTwice() } == [])
        #expect(try await audit(house) == [])
    }

    @Test func `an open case that neither a timer nor a morning brings up again is found, and told`() async throws {
        let house = try await House(at: House.friday(9))
        let bridge = house.current.bridge
        try await house.store.write { tx in try bridge.setDailyTimers(at: House.friday(9), last: nil, in: tx) }
        let subject = try #require(try await fill(house, 1, from: House.friday(9)).first)
        for day in 1...10 {
            house.clock.set(House.friday(Int64(day) * 24))
            try await house.work()
        }
        #expect(try await house.store.read { tx in try tx.timers(of: subject.id) }.isEmpty)
        #expect(try await audit(house) == [], "the morning lists it")
        var blind = bridge.audit(at: house.clock.reading(), patience: .minutes(15))
        blind.hasMorning = false
        let faults = try await blind.run(on: house.store)
        #expect(faults == [.init(kind: .idle, key: "case:\(subject.id.rawValue)", due: nil)])
        try await house.store.write { tx in try tx.setMuted(subject.source.room, true) }
        #expect(try await audit(house) == faults, "a muted room hears no morning")
        try await house.store.write { tx in try tx.setMuted(subject.source.room, false) }
        let repaired = try await house.store.write { [blind] tx in try blind.repair(faults, with: bridge, in: tx) }
        #expect(repaired == 0)
        var tables = house.current.county.tables
        tables.rooms.removeAll { $0.key == subject.source.room }
        let moved = TimerAudit(
            rules: bridge.desk.rules, county: County(tables), hasMorning: true, daily: [], now: house.clock.reading())
        #expect(try await moved.run(on: house.store) == faults, "a room that the tables have lost")
    }

    @Test func `a hundred restarts around the digest minute, with a clock that jumps, are one digest`() async throws {
        let house = try await House(at: House.friday(17, 25))
        let bridge = house.current.bridge
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SimulatedChance(seed: seed)
        var last: Timestamp?
        for _ in 0..<100 {
            // NTP steps and suspends: five minutes either way of half past five.
            let now = House.friday(17, 30).advanced(by: .seconds(Int64.random(in: -300...300, using: &random)))
            house.clock.set(now)
            let known = last
            try await house.store.write { tx in try bridge.setDailyTimers(at: now, last: known, in: tx) }
            try await house.work()
            last = now
        }
        house.clock.set(House.friday(17, 40))
        try await house.work()
        #expect(
            try await house.posts(of: "digest-day").count == house.current.county.rooms(.leaders).count, "seed \(seed)")
        let due = try await house.store.read { tx in try tx.dueTimers(at: House.friday(24 * 9), limit: 100) }
        #expect(due.first { $0.key == "digest" }?.due == House.friday(24 + 17, 30))
    }

    @Test func `timers of cases ring once each, whichever way the clock jumps`() async throws {
        let house = try await House(at: House.friday(9))
        let bridge = house.current.bridge
        try await house.store.write { tx in try bridge.setDailyTimers(at: House.friday(9), last: nil, in: tx) }
        let cases = try await fill(house, 12, from: House.friday(9))
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SimulatedChance(seed: seed)
        var time = House.friday(9, 30)
        let end = House.friday(4 * 24)
        while time < end {
            // The machine sleeps for up to an hour, and its clock is set right by up to ten minutes either way.
            time = time.advanced(by: .seconds(Int64.random(in: 60...3_600, using: &random)))
            for step in [0, Int64.random(in: -600...600, using: &random)] {
                house.clock.set(time.advanced(by: .seconds(step)))
                try await house.work()
            }
        }
        house.clock.set(end.advanced(by: .minutes(11)))
        try await house.work()
        #expect(try await house.store.read { tx in try tx.firedTwice() } == [], "seed \(seed)")
        #expect(try await audit(house) == [], "seed \(seed)")
        for subject in cases {
            let history = try await house.store.read { tx in try tx.history(of: subject.id) }
            #expect(history.count { $0.kind == .overdue } <= 1, "seed \(seed)")
            #expect(history.count { $0.kind == .supervised && $0.by == "bridge" } <= 3, "seed \(seed)")
        }
        let late = try await house.store.read { tx in
            try cases.compactMap { try tx.find($0.id) }.count(where: \.overdue)
        }
        #expect(late > 5, "seed \(seed)")
    }

    @Test func `other tables move the timers of open cases without ringing for the past`() async throws {
        let house = try await House(at: House.friday(9))
        let bridge = house.current.bridge
        try await house.store.write { tx in try bridge.setDailyTimers(at: House.friday(9), last: nil, in: tx) }
        let subject = try #require(try await fill(house, 1, from: House.friday(9)).first)
        let resources = try Resources(
            seedsFlag: Site.seeds, templatesFlag: Site.templates, seedsKey: nil, templatesKey: nil)
        var files = try TableFolderReading(Site.seeds + "/demo", over: resources).whole
        files.removeAll { $0.name == "ladder.csv" }
        files.append(
            TableFile(
                name: "ladder.csv",
                content: Array(
                    "step,at,clock,to,kind,held\nearly,1%,handling,contact,reminder,yes\nlate,90%,handling,head,reminder,yes\n"
                        .utf8)))
        let changed = files
        house.clock.set(House.friday(10))
        _ = try await house.store.write { tx in try tx.saveTables(changed, by: "test", note: nil, at: House.friday(10))
        }
        await house.current.renew(from: house.store)
        #expect(try await !audit(house).isEmpty)
        let auditor = Auditor(
            store: house.store, current: house.current, bell: house.bell, board: .init(), clock: house.clock.reading,
            log: house.log)
        try await auditor.align()
        #expect(try await audit(house) == [])
        let names = try await house.store.read { tx in try tx.timers(of: subject.id).map(\.timer.key) }
        #expect(names == ["deadline", "step:late"].map { "case:\(subject.id.rawValue):\($0)" })
    }
}
