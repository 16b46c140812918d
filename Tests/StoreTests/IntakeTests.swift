import Domain
import Store
import Testing

@Suite struct IntakeTests {
    @Test func `the same delivery again is a duplicate, another body under its key a conflict`() async throws {
        let store = try Store.inMemory()
        let first = try await store.keep(delivery("k1"))
        guard case .accepted(let id) = first else { return #expect(Bool(false), "not accepted: \(first)") }
        #expect(try await store.keep(delivery("k1")) == .duplicate(id))
        #expect(try await store.keep(delivery("k1", hash: 2)) == .conflict)
        var elsewhere = delivery("k1")
        elsewhere.adapter = "matrix"
        #expect(try await store.keep(elsewhere) != .duplicate(id))
        #expect(try await store.read { try $0.waitingCount() } == 2)
    }

    @Test(.timeLimit(.minutes(1)))
    func `deliveries that wait together share a commit`() async throws {
        let folder = Folder()
        let store = try Store(path: folder.database)
        let before = await store.figures.commits
        let answers = try await withThrowingTaskGroup { group in
            for number in 0..<100 {
                group.addTask { try await store.keep(delivery("k\(number)")) }
            }
            return try await group.reduce(into: Set<Kept>()) { $0.insert($1) }
        }
        let figures = await store.figures
        #expect(answers.count == 100)
        #expect(figures.kept == 100)
        #expect(figures.commits - before < 50)
        #expect(try await store.read { try $0.nextWaiting(limit: 200).count } == 100)
        try await store.close()
    }

    @Test(.timeLimit(.minutes(1)))
    func `a delivery that breaks a rule fails alone`() async throws {
        let store = try Store.inMemory()
        let answers = await withTaskGroup { group in
            for number in 0..<40 {
                let long = String(repeating: "k", count: 513)
                let row = delivery(number % 10 == 0 ? "\(long)\(number)" : "k\(number)")
                group.addTask { (number, try? await store.keep(row)) }
            }
            return await group.reduce(into: [Int: Kept]()) { $0[$1.0] = $1.1 }
        }
        #expect(answers.count == 36)
        #expect(try await store.read { try $0.waitingCount() } == 36)
    }

    @Test func `nothing is kept by a store that is closed`() async throws {
        let store = try Store.inMemory()
        try await store.close()
        let error = await #expect(throws: StoreError.self) { try await store.keep(delivery("k1")) }
        #expect(error?.code == .closed)
    }

    @Test func `deliveries wait in the order they came until they are handled`() async throws {
        let store = try Store.inMemory()
        for number in 1...5 { _ = try await store.keep(delivery("k\(number)", body: "{\"n\":\(number)}")) }
        _ = try await store.keep(delivery("k6", state: .ignored))
        let first = try await store.write { tx in
            let rows = try tx.nextWaiting(limit: 3)
            try tx.markHandled(rows[0].id, at: noon)
            return rows
        }
        #expect(first.map(\.key) == ["k1", "k2", "k3"])
        #expect(first[0].body == Array("{\"n\":1}".utf8))
        #expect(first[0].room == room && first[0].sender == wang && first[0].receivedAt == noon)
        let rest = try await store.read { try $0.nextWaiting(limit: 9).map(\.key) }
        #expect(rest == ["k2", "k3", "k4", "k5"])
    }

    @Test func `a delivery that fails three times is set aside, listed, and may wait again`() async throws {
        let store = try Store.inMemory()
        guard case .accepted(let id) = try await store.keep(delivery("k1")) else { return }
        _ = try await store.keep(delivery("k2"))
        for expected in [false, false, true] {
            let isAside = try await store.write { try $0.noteFailure(of: id, code: "bad", error: "无法读取") }
            #expect(isAside == expected)
        }
        #expect(try await store.read { try $0.nextWaiting().map(\.key) } == ["k2"])
        let aside = try await store.read { try $0.listSetAside() }
        #expect(aside.map(\.key) == ["k1"])
        #expect(aside[0].errorCode == "bad" && aside[0].error == "无法读取" && aside[0].tries == 3)
        #expect(try await store.read { try $0.listSetAside(after: id) } == [])
        try await store.write { try $0.requeue(id) }
        let again = try await store.read { try $0.nextWaiting() }
        #expect(again.map(\.key) == ["k1"])
        #expect(again[0].tries == 0 && again[0].errorCode == nil)
        let error = await #expect(throws: StoreError.self) { try await store.write { try $0.requeue(ID(99)) } }
        #expect(error?.code == .unknownRow)
    }

    @Test func `a delivery that ends the process three times is set aside by the fourth try`() async throws {
        let store = try Store.inMemory()
        guard case .accepted(let id) = try await store.keep(delivery("k1")) else { return }
        for expected in 1...4 { #expect(try await store.write { try $0.noteTry(id) } == expected) }
        #expect(try await store.read { try $0.nextWaiting() } == [])
        #expect(try await store.read { try $0.listSetAside().map(\.errorCode) } == ["crash"])
    }

    @Test func `a start after a crash knows it`() async throws {
        let store = try Store.inMemory()
        #expect(try await store.write { try $0.markRunning() } == false)
        #expect(try await store.write { try $0.markRunning() } == true)
        try await store.write { try $0.markStopped() }
        #expect(try await store.write { try $0.markRunning() } == false)
    }

    @Test func `rooms and people that no table knows are counted`() async throws {
        let store = try Store.inMemory()
        let later = noon.advanced(by: .hours(1))
        let li = AccountKey(adapter: "county", id: "li")
        try await store.write { tx in
            try tx.noteSeen(room: room, name: "城东网格群", at: noon)
            try tx.noteSeen(room: room, name: nil, at: later)
            try tx.noteSeen(room: otherRoom, name: nil, at: noon)
            try tx.noteSeen(sender: wang, name: "王芳", in: room, at: noon)
            try tx.noteSeen(sender: wang, name: "王芳芳", in: nil, at: later)
            try tx.noteSeen(sender: li, name: nil, in: nil, at: noon)
        }
        let rooms = try await store.read { try $0.seenRooms() }
        #expect(rooms.map(\.key) == [room, otherRoom])
        #expect(rooms[0] == SeenRoom(key: room, name: "城东网格群", first: noon, last: later, count: 2))
        let senders = try await store.read { try $0.seenSenders() }
        #expect(senders.map(\.key) == [wang, li])
        #expect(senders[0].name == "王芳芳" && senders[0].room == room && senders[0].count == 2)
        try await store.write { try $0.forgetSeen(rooms: [room], senders: [wang, li]) }
        #expect(try await store.read { try $0.seenRooms().map(\.key) } == [otherRoom])
        #expect(try await store.read { try $0.seenSenders() } == [])
    }
}
