import Cases
import Desk
import Domain
import Store
import Testing

@Suite struct ListingTests {
    private func hours(_ count: Int64) -> Timestamp { noon.advanced(by: .hours(count)) }

    private func store(_ cases: [Case]) async throws -> Store {
        let store = try Store.inMemory()
        try await store.write { tx in for subject in cases { try tx.save(subject, []) } }
        return store
    }

    private func ids(_ store: Store, _ filter: CaseFilter, limit: Int = 100, before: ID<Case>? = nil) async throws
        -> [Int64]
    {
        try await store.read { try $0.cases(filter, limit: limit, before: before).map(\.id.rawValue) }
    }

    @Test func `a listing takes what its filter says, the newest first, page by page`() async throws {
        var one = filed(ID(1), ordinal: 1)
        one.grid = "g1"
        var two = filed(ID(2), ordinal: 2, type: "08012", unit: "gas", at: hours(1))
        two.sensitive = true
        var three = filed(ID(3), ordinal: 3, in: otherRoom, at: hours(2))
        three.state = .closed
        three.closedAt = hours(7)
        three.grid = "g2"
        let four = report(ID(4), at: hours(3))
        let store = try await store([one, two, three, four])
        #expect(try await ids(store, CaseFilter()) == [4, 3, 1])
        #expect(try await ids(store, CaseFilter(includesSensitive: true)) == [4, 3, 2, 1])
        #expect(try await ids(store, CaseFilter(states: [.closed, .reported])) == [4, 3])
        #expect(try await ids(store, CaseFilter(units: ["gas"], includesSensitive: true)) == [2])
        #expect(try await ids(store, CaseFilter(grids: ["g1", "g2"])) == [3, 1])
        #expect(try await ids(store, CaseFilter(types: ["06010"])) == [3, 1])
        #expect(try await ids(store, CaseFilter(rooms: [otherRoom])) == [3])
        #expect(try await ids(store, CaseFilter(from: hours(2), to: hours(3))) == [3])
        #expect(try await ids(store, CaseFilter(openOnly: true)) == [4, 1])
        #expect(try await ids(store, CaseFilter(overdueAt: hours(8))) == [3, 1])
        #expect(try await ids(store, CaseFilter(), limit: 2) == [4, 3])
        #expect(try await ids(store, CaseFilter(), limit: 2, before: ID(3)) == [1])
        #expect(try await store.read { try $0.openCounts() } == [.dispatched: 2, .reported: 1])
        #expect(try await store.read { try $0.caseCount() } == 4)
    }

    @Test func `a period knows what was open at its start and what happened in it`() async throws {
        func subject(_ id: Int64, at: Int64, closed: Int64? = nil, due: Int64? = nil, filedAt: Int64? = nil) -> Case {
            var subject = report(ID(id), at: hours(at))
            subject.filedAt = filedAt.map(hours)
            subject.dueAt = due.map(hours)
            subject.closedAt = closed.map(hours)
            if closed != nil { subject.state = .closed }
            return subject
        }
        let store = try await store([
            subject(1, at: -9),  // open all the time
            subject(2, at: -9, closed: -5),  // over before
            subject(3, at: -9, closed: 2),  // closed within
            subject(4, at: -9, closed: 99),  // closed later, open at the start
            subject(5, at: 1),  // reported within
            subject(6, at: 10),  // reported at the end, which is outside
            subject(7, at: -9, closed: -5, due: 3),  // due within, closed before
            subject(8, at: -9, closed: -5, due: 30),  // due later
            subject(9, at: -9, closed: -5, filedAt: 4),  // filed within
        ])
        // Withdrawn within, and withdrawn before; neither has a closing time.
        for (id, hour) in [(10, 3), (11, -2)] as [(Int64, Int64)] {
            var withdrawn = subject(id, at: -9)
            let reported = withdrawn
            withdrawn.state = .withdrawn
            let entry = Case.Entry(at: hours(hour), kind: .withdrawn, by: "p1")
            let final = withdrawn
            try await store.write { tx in
                try tx.save(reported, [])
                try tx.save(final, [entry])
                try tx.save(final, [])
            }
        }
        let touching = try await store.read { try $0.casesTouching(noon..<self.hours(10)).map(\.id.rawValue) }
        #expect(touching == [1, 3, 4, 5, 7, 9, 10])
        let matters = try await store.read { try $0.matters(touching: noon..<self.hours(10)) }
        #expect(matters.map(\.subject.id.rawValue) == touching)
        #expect(matters.last?.history.map(\.kind) == [.withdrawn])
    }

    @Test func `timers due are taken with the transaction that does their work`() async throws {
        let store = try Store.inMemory()
        struct Stop: Error {}
        try await store.write { tx in
            try tx.set(DeskTimer(.digest, due: hours(2)))
            try tx.set(DeskTimer(.subject(ID(1), .step("yellow")), due: hours(1)))
            try tx.set(DeskTimer(.candidate(ID(2)), due: noon))
            try tx.set(DeskTimer(.nudges(room, bundle: "env"), due: hours(3)))
        }
        #expect(try await store.read { try $0.nextTimerDue() } == noon)
        await #expect(throws: Stop.self) {
            try await store.write { tx in
                _ = try tx.takeDueTimers(at: self.hours(9), limit: 10)
                throw Stop()
            }
        }
        let taken = try await store.write { try $0.takeDueTimers(at: self.hours(2), limit: 10) }
        #expect(taken.map(\.work) == [.candidate(ID(2)), .subject(ID(1), .step("yellow")), .digest])
        #expect(taken.map(\.due) == [noon, hours(1), hours(2)])
        #expect(
            try await store.read { try $0.dueTimers(at: self.hours(9), limit: 10).map(\.work) } == [
                .nudges(room, bundle: "env")
            ])
    }

    @Test func `a timer whose work fails three times is set aside until it is set again`() async throws {
        let store = try Store.inMemory()
        let timer = DeskTimer(.morning, due: noon)
        try await store.write { try $0.set(timer) }
        for expected in [false, false, true] {
            #expect(try await store.write { try $0.noteFailure(ofTimer: timer.key, code: "bad") } == expected)
        }
        #expect(try await store.read { try $0.dueTimers(at: noon, limit: 1) } == [])
        try await store.write { try $0.set(timer) }
        #expect(try await store.read { try $0.dueTimers(at: noon, limit: 1) } == [timer])
    }

    @Test func `the newest tables are in force and older ones stay readable`() async throws {
        let store = try Store.inMemory()
        #expect(try await store.read { try $0.tablesInForce() } == nil)
        let old = [TableFile(name: "units.csv", content: [1]), TableFile(name: "rules.csv", content: [])]
        let first = try await store.write { try $0.saveTables(old, by: "p1", note: nil, at: noon) }
        let second = try await store.write { try $0.saveTables([], by: "p2", note: "空", at: self.hours(1)) }
        #expect(second > first)
        #expect(try await store.read { try $0.tablesVersion() } == second)
        #expect(try await store.read { try $0.tablesInForce()?.by } == "p2")
        #expect(try await store.read { try $0.tables(first)?.files } == [old[1], old[0]])
    }

    @Test func `a period's digest is frozen once`() async throws {
        let store = try Store.inMemory()
        #expect(try await store.write { try $0.freezeDigest("day:1", cutoff: noon, content: "a", at: noon) })
        #expect(try await !store.write { try $0.freezeDigest("day:1", cutoff: noon, content: "b", at: noon) })
        #expect(try await store.write { try $0.freezeDigest("day:2", cutoff: self.hours(1), content: "c", at: noon) })
        #expect(try await store.write { try $0.freezeDigest("week:1", cutoff: self.hours(9), content: "d", at: noon) })
        #expect(try await store.read { try $0.digest("day:1")?.content } == "a")
        #expect(try await store.read { try $0.newestDigest(prefix: "day:")?.content } == "c")
        #expect(try await store.read { try $0.newestDigest(prefix: "month:") } == nil)
    }

    @Test func `photos that wait for their platform are tried no more often for it, and fetched when it is back`()
        async throws
    {
        let store = try Store.inMemory()
        let photos = (0..<3).map { InboundMessage.Attachment(source: .url("mxc://hs.test/\($0)")) }
        try await store.write { tx in
            try tx.addPhotoJobs(for: MessageKey(adapter: "county", id: "m1"), photos, at: noon)
        }
        let jobs = try await store.write { try $0.claimPhotoJobs(at: noon, limit: 9) }
        try await store.write { tx in
            try tx.postpone(jobs[0], until: self.hours(1), code: "away")
            try tx.retry(jobs[1], at: self.hours(6), code: "timeout")
            try tx.hurryPhotos("elsewhere", at: noon)
        }
        #expect(try await store.write { try $0.claimPhotoJobs(at: noon, limit: 9) } == [])
        try await store.write { try $0.hurryPhotos("county", at: noon) }
        let again = try await store.write { try $0.claimPhotoJobs(at: noon, limit: 9) }
        // The third is being fetched.
        #expect(again.map(\.position) == [0, 1])
        #expect(again.map(\.tries) == [1, 2])
        try await store.write { try $0.hurryPhotos("county", at: noon) }
        #expect(try await store.write { try $0.claimPhotoJobs(at: noon, limit: 9) } == [])
    }

    @Test func `photos are fetched once and told to the message and its case`() async throws {
        let store = try Store.inMemory()
        let key = MessageKey(adapter: "county", id: "m1")
        let hash = String(repeating: "b", count: 64)
        let photo = StoredPhoto(sha256: hash, size: 10, mediaType: "image/jpeg", width: 4, height: 3)
        try await store.write { tx in
            try tx.keep(message("m1", photos: 2))
            var subject = report(ID(1))
            subject.photos = [.init(role: .before, message: "m1"), .init(role: .before, message: "m1")]
            try tx.save(subject, [])
            try tx.link(key, to: ID(1))
            let parts: [InboundMessage.Attachment] = [
                .init(source: .url("https://chat.example.org/1")), .init(source: .inline([1, 2])),
            ]
            try tx.addPhotoJobs(for: key, parts, at: noon)
            try tx.addPhotoJobs(for: key, parts, at: noon)
        }
        let jobs = try await store.write { try $0.claimPhotoJobs(at: noon, limit: 9) }
        #expect(jobs.map(\.source) == [.url("https://chat.example.org/1"), .inline([1, 2])])
        #expect(try await store.write { try $0.claimPhotoJobs(at: noon, limit: 9) } == [])
        #expect(try await store.write { try $0.finish(jobs[1], with: photo, at: noon) } == [ID(1)])
        try await store.write { try $0.retry(jobs[0], at: self.hours(1), code: "timeout") }
        #expect(try await store.read { try $0.nextPhotoDue() } == hours(1))
        let again = try await store.write { try $0.claimPhotoJobs(at: self.hours(1), limit: 9) }
        #expect(again.map(\.tries) == [2])
        try await store.write { try $0.giveUp(again[0], code: "gone") }
        #expect(try await store.read { try $0.nextPhotoDue() } == nil)
        #expect(try await store.read { try $0.find(ID(1))?.photos.map(\.sha256) } == [nil, hash])
        #expect(try await store.read { try $0.message(key)?.photoHashes } == [nil, hash])
        #expect(try await store.read { try $0.photo(hash) } == photo)
    }

    @Test func `a file handed over before is found by its id within its adapter`() async throws {
        let store = try Store.inMemory()
        let photo = StoredPhoto(sha256: String(repeating: "c", count: 64), size: 1, mediaType: "image/png")
        try await store.write { try $0.saveUpload("f1", adapter: "county", photo: photo, name: "a.png", at: noon) }
        #expect(try await store.read { try $0.upload("f1", adapter: "county") } == photo)
        #expect(try await store.read { try $0.upload("f1", adapter: "matrix") } == nil)
    }
}
