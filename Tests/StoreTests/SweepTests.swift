import Desk
import Domain
@testable import Store
import Testing

@Suite struct SweepTests {
    private func days(_ count: Int64) -> Timestamp { noon.advanced(by: .days(count)) }

    private func sweep(_ store: Store, at now: Timestamp) async throws -> Swept {
        try await store.write { try $0.sweep(Retention(), at: now) }
    }

    /// Two handled messages, the second of them about a case, and one that still waits.
    private func store() async throws -> Store {
        let store = try Store.inMemory()
        for number in 1...3 {
            _ = try await store.keep(delivery("k\(number)", body: "原文", message: "m\(number)"))
        }
        try await store.write { tx in
            for number in 1...2 {
                try tx.keep(message("m\(number)"))
                try tx.markHandled(ID(Int64(number)), at: noon)
            }
            try tx.save(report(ID(1), message: "m2"), [])
            try tx.link(MessageKey(adapter: "county", id: "m2"), to: ID(1))
        }
        return store
    }

    @Test func `after a week the words of what joined no case are gone, its key is not`() async throws {
        let store = try await store()
        try await store.write { try $0.markHandled(ID(3), at: noon) }
        #expect(try await sweep(store, at: days(7)).erased == 0)
        let swept = try await sweep(store, at: days(7).advanced(by: .seconds(1)))
        #expect(swept == Swept(erased: 2, forgotten: 0))
        try await store.read { tx throws in
            #expect(try tx.delivery(ID(1))?.body == [])
            #expect(try tx.message(MessageKey(adapter: "county", id: "m1"))?.text == nil)
            #expect(try tx.delivery(ID(2))?.body == Array("原文".utf8))
            #expect(try tx.message(MessageKey(adapter: "county", id: "m2"))?.text != nil)
        }
        #expect(try await store.keep(delivery("k1", message: "m1")) == .duplicate(ID(1)))
        #expect(try await store.keep(delivery("k1", hash: 9)) == .conflict)
    }

    @Test func `after a month the key is forgotten, but not that of a case's message`() async throws {
        let store = try await store()
        try await store.write { try $0.markHandled(ID(3), at: noon) }
        _ = try await sweep(store, at: days(8))
        #expect(try await sweep(store, at: days(31)).forgotten == 2)
        #expect(try await store.keep(delivery("k2", message: "m2")) == .duplicate(ID(2)))
        #expect(try await store.keep(delivery("k1", message: "m1", at: days(31))) != .duplicate(ID(1)))
        #expect(try await store.read { try $0.message(MessageKey(adapter: "county", id: "m1")) } == nil)
    }

    @Test func `what still waits is not touched, nor what came after it before it is handled`() async throws {
        let store = try await store()
        #expect(try await sweep(store, at: days(99)).erased == 0)
        try await store.write { try $0.markHandled(ID(3), at: days(99)) }
        #expect(try await sweep(store, at: days(99)).erased == 2)
    }

    @Test func `many are erased a thousand at a time, each once`() async throws {
        let store = try Store.inMemory()
        try await store.write { tx in
            for number in 0..<2500 { _ = try tx.keep(delivery("k\(number)", state: .ignored)) }
        }
        var erased: [Int] = []
        while true {
            let swept = try await sweep(store, at: days(8))
            erased.append(swept.erased)
            if swept.isComplete { break }
        }
        #expect(erased == [1000, 1000, 500])
        #expect(try await sweep(store, at: days(9)) == Swept())
    }
}
