import Domain
import Store
import Testing

@Suite struct StoreTests {
    @Test func `a store in memory keeps a delivery once`() async throws {
        let store = try Store.inMemory()
        let delivery = Delivery(
            adapter: "county", key: "k1", kind: "message.created", bodyHash: [UInt8](repeating: 1, count: 32),
            body: [1], receivedAt: Timestamp(seconds: 1))
        #expect(try await store.keep(delivery) == .accepted(ID(1)))
        #expect(try await store.keep(delivery) == .duplicate(ID(1)))
    }
}
