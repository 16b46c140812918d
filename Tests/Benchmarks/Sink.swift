import Foundation
import HTTPServer
import Synchronization

/// Takes the bridge's posts and remembers when each came, and what it answered.
final class Sink: Sendable {
    struct Post: Sendable {
        var delivery: String
        var replyTo: String?
        var kind: String
        var body: [UInt8]
        var at: Double
    }

    private let posts: Mutex<[Post]> = Mutex([])
    private let server: Server
    private let running: Task<Void, any Error>

    var port: UInt16 { server.port }
    var all: [Post] { posts.withLock { $0 } }
    var count: Int { posts.withLock { $0.count } }

    init() throws {
        let box = PostBox()
        let server = try Server(
            ServerConfiguration(),
            routes: [
                Route("POST", at: "/") { request, _ in
                    box.take(request)
                    return Response(status: 204)
                }
            ])
        self.server = server
        running = Task { try await server.run() }
        box.sink.withLock { $0 = self }
    }

    func clear() { posts.withLock { $0.removeAll() } }

    fileprivate func add(_ post: Post) { posts.withLock { $0.append(post) } }
}

/// Lets the route know the sink, which is made after it.
private final class PostBox: Sendable {
    let sink = Mutex<Sink?>(nil)

    func take(_ request: Request) {
        let at = seconds()
        let text = String(decoding: request.body, as: UTF8.self)
        func after(_ mark: String) -> String? {
            text.range(of: mark).map { String(text[$0.upperBound...].prefix { $0 != "\"" }) }
        }
        let post = Sink.Post(
            delivery: request.headers["webhook-id"] ?? "", replyTo: after("\"replyTo\":{\"id\":\""),
            kind: after("\"kind\":\"") ?? "", body: request.body, at: at)
        sink.withLock { $0 }?.add(post)
    }
}
