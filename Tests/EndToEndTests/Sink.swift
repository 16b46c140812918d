import Crypto
import Foundation
import HTTPServer
import JSON
import Synchronization
import TestBed

/// The chat at the other end: a server that keeps every post it is sent.
final class Sink: Sendable {
    struct Post: Sendable {
        let delivery: String
        let isSigned: Bool
        let body: [UInt8]
        let value: JSONValue

        var id: String { value["data"]?["id"]?.string ?? "" }
        var kind: String { value["data"]?["kind"]?.string ?? "" }
        var room: String { value["data"]?["room"]?["id"]?.string ?? "" }
        var text: String { value["data"]?["text"]?.string ?? "" }
        var replyTo: String? { value["data"]?["replyTo"]?["id"]?.string }
        var number: String? { value["data"]?["case"]?["number"]?.string }
        var state: String? { value["data"]?["case"]?["state"]?.string }
    }

    private struct State {
        var posts: [Post] = []
        /// What the next requests are answered instead of 200.
        var answers: [Int] = []
    }

    private let state = Mutex(State())
    private let changes = Changes()

    var posts: [Post] { state.withLock { $0.posts } }

    func answer(_ statuses: [Int]) { state.withLock { $0.answers = statuses } }

    /// Runs a body beside a server that hands its requests to a sink.
    static func serve<Value: Sendable>(_ body: (Sink, UInt16) async throws -> Value) async throws -> Value {
        let sink = Sink()
        let server = try Server(
            ServerConfiguration(drainDeadline: .seconds(1)),
            routes: [
                Route("POST", at: "/replies", bodyLimit: 1 << 20) { request, _ in
                    Response(status: sink.take(request))
                },
                Route("GET", at: "/photo.png") { _, _ in .bytes(200, type: "image/png", Picture.png) },
                Route("GET", at: "/page.png") { _, _ in .html(200, "<p>no photo</p>") },
            ])
        return try await withThrowingTaskGroup { group in
            group.addTask {
                try await server.run()
            }
            defer { group.cancelAll() }
            return try await body(sink, server.port)
        }
    }

    private func take(_ request: Request) -> Int {
        let delivery = request.headers["webhook-id"] ?? ""
        let signed = Array("\(delivery).\(request.headers["webhook-timestamp"] ?? "").".utf8) + request.body
        let signature = "v1," + Base64.encode(HMAC.sha256(key: TestCounty.secret, message: signed))
        let post = Post(
            delivery: delivery, isSigned: request.headers["webhook-signature"] == signature, body: request.body,
            value: (try? JSONReader.read(request.body)) ?? .null)
        let status = state.withLock { state in
            state.posts.append(post)
            return state.answers.isEmpty ? 200 : state.answers.removeFirst()
        }
        changes.announce()
        return status
    }

    /// Asks the conditions that are waited for anew.
    func lookAgain() { changes.announce() }

    /// Waits until the posts so far satisfy a condition, which is asked anew with every post.
    func wait<Value>(until condition: ([Post]) -> Value?) async throws -> Value {
        guard let value = await changes.wait(until: { condition(posts) }) else { throw CancellationError() }
        return value
    }

    /// Waits until one post more has come, for as long as there is to wait.
    func anotherPost(within limit: Duration) async {
        let known = posts.count
        _ = await changes.wait(within: limit) { posts.count > known ? true : nil }
    }

    func post(_ kind: String, replyTo message: String? = nil) async throws -> Post {
        try await wait { posts in posts.first { $0.kind == kind && (message == nil || $0.replyTo == message) } }
    }
}
