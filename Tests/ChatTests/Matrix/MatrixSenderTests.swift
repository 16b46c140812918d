import Chat
import Domain
import HTTPClient
import JSON
import Synchronization
import Testing

/// Posts handed to a homeserver that takes less at once than the protocol says.
@Suite struct MatrixSenderTests {
    /// Takes events up to a size and keeps them by their transaction ids.
    private final class SmallHomeserver: Sendable {
        private struct State {
            var events: [(transaction: String, content: JSONValue)] = []
            var refused = 0
            var failsAfter = Int.max
        }

        private let state = Mutex(State())
        private let limit: Int
        /// The answer to what is larger.
        private let refusal: (status: Int, body: String)

        init(limit: Int, refusal: (status: Int, body: String)) {
            self.limit = limit
            self.refusal = refusal
        }

        var events: [(transaction: String, content: JSONValue)] { state.withLock { $0.events } }
        var refused: Int { state.withLock { $0.refused } }
        var delivered: [String: String] {
            Dictionary(uniqueKeysWithValues: events.map { ($0.transaction, "$\($0.transaction)") })
        }

        /// After so many more events nobody is there.
        func fail(after count: Int) { state.withLock { $0.failsAfter = $0.events.count + count } }
        func recover() { state.withLock { $0.failsAfter = .max } }

        var client: MatrixClient {
            MatrixClient(
                homeserver: "http://hs.test", token: "t", clock: { Timestamp(milliseconds: 0) },
                transfer: { request async throws(TransferFailure) in self.take(request) })
        }

        private func take(_ request: ClientRequest) -> ClientResponse {
            let transaction = String(request.url.split(separator: "/").last ?? "")
            return state.withLock { state in
                if state.events.count >= state.failsAfter { return ClientResponse(status: 502, body: Array("x".utf8)) }
                if request.body.count > limit {
                    state.refused += 1
                    return ClientResponse(status: refusal.status, body: Array(refusal.body.utf8))
                }
                state.events.append((transaction, (try? JSONReader.read(request.body)) ?? .null))
                return ClientResponse(status: 200, body: Array("{\"event_id\":\"$\(transaction)\"}".utf8))
            }
        }
    }

    private static let text = (0..<2_000).map { "第\($0)行：垃圾堆放在路边" }.joined(separator: "\n")

    private func reply(_ text: String = text, _ action: OutboundPost.Action = .create) -> MatrixReply {
        MatrixReply(
            OutboundPost(
                id: "p", action: action, room: RoomKey(adapter: "matrix", id: "!r"), kind: "digest-day", text: text,
                at: Timestamp(milliseconds: 0)), .init(replyTo: "$m", target: "$card"), people: [])
    }

    private func words(_ events: [(transaction: String, content: JSONValue)]) -> String {
        events.compactMap { ($0.content["m.new_content"]?["body"] ?? $0.content["body"])?.string }
            .joined(separator: "\n")
    }

    @Test(arguments: [
        (413, #"{"errcode":"M_TOO_LARGE","error":"x"}"#), (400, #"{"errcode":"M_TOO_LARGE","error":"x"}"#),
        (413, "<html>Request Entity Too Large</html>"),
    ])
    func `what is refused as too large goes in smaller pieces, and nothing of it is lost`(
        _ status: Int, _ body: String
    ) async throws {
        for action in [OutboundPost.Action.create, .edit(of: "card:$m", revision: 1)] {
            let homeserver = SmallHomeserver(limit: 9_000, refusal: (status, body))
            let outcome = await MatrixSender(client: homeserver.client).send(
                reply(Self.text, action), to: "!r", delivery: "gb_1")
            let events = homeserver.events
            #expect(outcome == .delivered(platformID: "$\(events[0].transaction)"))
            #expect(events.count > 10)
            #expect(homeserver.refused > 0)
            #expect(Set(events.map(\.transaction)).count == events.count)
            #expect(words(events) == Self.text)
            #expect(
                events.count { $0.content["m.relates_to"]?["rel_type"] == "m.replace" } == (action == .create ? 0 : 1))
        }
    }

    @Test(arguments: 1...12)
    func `an attempt that ends between two pieces goes on there`(count: Int) async throws {
        let homeserver = SmallHomeserver(limit: 9_000, refusal: (413, #"{"errcode":"M_TOO_LARGE"}"#))
        homeserver.fail(after: count)
        let sender = MatrixSender(client: homeserver.client)
        #expect(await sender.send(reply(), to: "!r", delivery: "gb_1") == .away(reason: "status 502"))
        homeserver.recover()
        let outcome = await sender.send(
            reply(), to: "!r", delivery: "gb_1", delivered: homeserver.delivered)
        #expect(outcome == .delivered(platformID: "$\(homeserver.events[0].transaction)"))
        #expect(words(homeserver.events) == Self.text)
    }

    @Test func `a sign or new words for what is gone are left out, an answer to it is said without it`() async throws {
        let homeserver = SmallHomeserver(limit: 0, refusal: (400, #"{"errcode":"M_UNKNOWN"}"#))
        let sender = MatrixSender(client: homeserver.client)
        for action in [OutboundPost.Action.edit(of: "card:$m", revision: 1), .reaction(key: "👌", on: "$m")] {
            let outcome = await sender.send(reply("已办结", action), to: "!r", delivery: "gb_1")
            #expect(outcome == .moot(reason: "400 M_UNKNOWN"))
            #expect(RetrySchedule.next(after: outcome, attempts: 1, random: 0) == .drop)
        }
        let answer = await sender.send(reply("已办结"), to: "!r", delivery: "gb_1")
        #expect(answer == .refused(reason: "400 M_UNKNOWN"))
    }

    @Test func `a sign that is there already is given`() async throws {
        let homeserver = SmallHomeserver(limit: 0, refusal: (400, #"{"errcode":"M_DUPLICATE_ANNOTATION"}"#))
        let outcome = await MatrixSender(client: homeserver.client).send(
            reply("", .reaction(key: "👌", on: "$m")), to: "!r", delivery: "gb_1")
        #expect(outcome == .delivered(platformID: nil))
        #expect(homeserver.refused == 1)
    }

    @Test func `what a room said before it was replaced gets no sign, and its new words are a message`() async throws {
        let homeserver = SmallHomeserver(limit: 60_000, refusal: (413, ""))
        let sender = MatrixSender(client: homeserver.client)
        func outcome(of action: OutboundPost.Action) async -> DeliveryOutcome {
            let post = OutboundPost(
                id: "p", action: action, room: RoomKey(adapter: "matrix", id: "!r"), kind: "assignment", text: "已办结",
                at: Timestamp(milliseconds: 0))
            return await sender.send(
                MatrixReply(post, .init(target: "$card", isTargetElsewhere: true), people: [("@li:hs.test", "李明")]),
                to: "!r", delivery: "gb_1")
        }
        #expect(await outcome(of: .reaction(key: "👌", on: "$m")) == .moot(reason: "in a room that was replaced"))
        #expect(homeserver.events.isEmpty)
        #expect(await outcome(of: .edit(of: "card:$m", revision: 1)) == .delivered(platformID: "$gb_1"))
        let content = try #require(homeserver.events.first?.content)
        #expect(content["body"]?.string == "已办结")
        #expect(content["m.relates_to"] == nil && content["m.new_content"] == nil)
        #expect(content["m.mentions"]?["user_ids"] == nil)
    }

    @Test func `a homeserver that takes nothing is not asked for ever`() async throws {
        let homeserver = SmallHomeserver(limit: 0, refusal: (413, #"{"errcode":"M_TOO_LARGE"}"#))
        let outcome = await MatrixSender(client: homeserver.client).send(reply(), to: "!r", delivery: "gb_1")
        #expect(outcome == .unfit(reason: "413 M_TOO_LARGE"))
        #expect(homeserver.refused < 12)
    }
}
