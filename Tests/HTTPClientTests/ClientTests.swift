import Glibc
import HTTPClient
import HTTPServer
import Testing

@Suite(.timeLimit(.minutes(2))) struct ClientTests {
    /// Says back what it was asked.
    static let echo = Route("GET", "POST", "PUT", "PATCH", "DELETE", at: "/echo", bodyLimit: 1_000_000) { request, _ in
        let lines = request.headers.fields.map { "\($0.name.lowercased()): \($0.value)" }.sorted()
        return Response(
            status: 200, headers: ["X-Method": request.method, "X-Lines": lines.joined(separator: " | ")],
            body: .bytes(request.body))
    }

    static func request(
        _ method: String, _ server: Server, _ path: String, headers: [(name: String, value: String)] = [],
        body: [UInt8] = [], limit: Int = 1_048_576, redirects: Int = 0, total: Duration = .seconds(20)
    ) -> ClientRequest {
        ClientRequest(
            method, "http://127.0.0.1:\(server.port)\(path)", headers: headers, body: body, totalTimeout: total,
            responseLimit: limit, allowPlainHTTP: true, addresses: .any, redirects: redirects)
    }

    static func failure(_ client: Client, _ request: ClientRequest) async -> TransferFailure? {
        do throws(TransferFailure) {
            _ = try await client.send(request)
            return nil
        } catch { return error }
    }

    @Test(arguments: ["GET", "POST", "PUT", "PATCH", "DELETE"])
    func `method, headers and body arrive as given, and nothing else`(_ method: String) async throws {
        try await withServer([Self.echo]) { server in
            let body = method == "GET" ? [] : Array("体\0body".utf8)
            let response = try await Client(ClientOptions(userAgent: "test/1")).send(
                Self.request(
                    method, server, "/echo", headers: [("X-Empty", ""), ("X-Two", "a"), ("X-Two", "b")], body: body))
            #expect(response.isSuccess && response.status == 200)
            #expect(response.body == body)
            #expect(response.header("x-method") == method)
            let length = body.isEmpty ? "" : "content-length: \(body.count) | "
            #expect(
                response.header("X-LINES")
                    == "accept: */* | \(length)host: 127.0.0.1:\(server.port) | user-agent: test/1 | x-empty:  | x-two: a | x-two: b"
            )
        }
    }

    @Test func `an empty POST has a length of nothing, HEAD no body`() async throws {
        try await withServer([Self.echo]) { server in
            let client = Client()
            let posted = try await client.send(Self.request("POST", server, "/echo"))
            #expect(posted.header("X-Lines")?.contains("content-length: 0") == true)
            let head = try await client.send(Self.request("HEAD", server, "/echo"))
            #expect(head.status == 200 && head.body.isEmpty)
            #expect(head.header("X-Method") == "HEAD")
        }
    }

    @Test func `requests one after the other use one connection`() async throws {
        var limits = ServerLimits()
        limits.connections = 1  // a second connection would be answered 503
        try await withServer([Self.echo], limits: limits) { server in
            let client = Client()
            for step in 0..<50 {
                let response = try await client.send(Self.request("POST", server, "/echo", body: Array("\(step)".utf8)))
                #expect(response.status == 200)
                #expect(response.body == Array("\(step)".utf8))
            }
        }
    }

    @Test func `many requests at once share the connections they may have`() async throws {
        var limits = ServerLimits()
        limits.connections = 4
        try await withServer([Self.echo], limits: limits) { server in
            let client = Client(ClientOptions(connectionsPerHost: 4))
            try await withThrowingTaskGroup { group in
                for step in 0..<200 {
                    group.addTask {
                        let body = Array("\(step)".utf8)
                        let response = try await client.send(Self.request("POST", server, "/echo", body: body))
                        #expect(response.status == 200)
                        #expect(response.body == body)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func `an answer of any status is an answer`() async throws {
        let route = Route("GET", at: "/{status}") { _, parameters in
            Response(status: Int(parameters["status"] ?? "") ?? 500, headers: ["Retry-After": "7"])
        }
        try await withServer([route]) { server in
            let client = Client()
            for status in [204, 301, 404, 410, 429, 500, 503] {
                let response = try await client.send(Self.request("GET", server, "/\(status)"))
                #expect(response.status == status)
                #expect(response.retryAfter(now: 0) == .seconds(7))
            }
        }
    }

    @Test func `an answer may be as long as its limit and no longer`() async throws {
        let routes = [
            Route("GET", at: "/whole") { _, _ in .text(200, String(repeating: "x", count: 100_000)) },
            Route("GET", at: "/chunks") { _, _ in
                let (stream, source) = AsyncStream.makeStream(of: [UInt8].self)
                source.yield([UInt8](repeating: 120, count: 100_000))
                source.finish()
                return .events(stream)
            },
        ]
        try await withServer(routes) { server in
            let client = Client()
            for path in ["/whole", "/chunks"] {
                let whole = try await client.send(Self.request("GET", server, path, limit: 100_000))
                #expect(whole.body.count == 100_000)
                #expect(await Self.failure(client, Self.request("GET", server, path, limit: 99_999))?.code == .tooLarge)
            }
        }
    }

    @Test func `a server that does not answer is given up in time`() async throws {
        let mayAnswer = Signal()
        let route = Route("GET", at: "/") { _, _ in
            await mayAnswer.wait()
            return .text(200, "late")
        }
        try await withServer([route]) { server in
            let failure = await Self.failure(Client(), Self.request("GET", server, "/", total: .milliseconds(200)))
            #expect(failure?.code == .timeout)
            #expect(failure?.isWorthRetrying == true)
            mayAnswer.raise()
        }
    }

    @Test func `cancelling the task ends the transfer`() async throws {
        let entered = Signal(), mayAnswer = Signal()
        let route = Route("GET", at: "/") { _, _ in
            entered.raise()
            await mayAnswer.wait()
            return .text(200, "late")
        }
        try await withServer([route]) { server in
            let client = Client()
            let task = Task { await Self.failure(client, Self.request("GET", server, "/")) }
            await entered.wait()
            task.cancel()
            #expect(await task.value?.code == .cancelled)
            let early = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await Self.failure(client, Self.request("GET", server, "/"))
            }
            #expect(await early.value?.code == .cancelled)
            mayAnswer.raise()
        }
    }

    @Test func `a port where nobody listens is a failure to connect, with the host and nothing more`() async throws {
        let port = try Server(ServerConfiguration(), routes: []).port
        let failure = await Self.failure(
            Client(),
            ClientRequest(
                "GET", "http://127.0.0.1:\(port)/secret-path?token=secret", headers: [("Authorization", "secret")],
                allowPlainHTTP: true, addresses: .any))
        #expect(failure?.code == .connect)
        #expect(failure?.description.contains("127.0.0.1") == true)
        #expect(failure?.description.contains("secret") == false)
    }

    @Test(arguments: [
        "", " ", "nonsense", "/path", "https://", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/",
        "http://example.org/", "https://user:secret@example.org/", "https://user@example.org/", "https://a b/",
        "javascript:alert(1)", "https://example.org:99999/", "https://[::1/", "https://exa\u{0}mple.org/",
    ])
    func `a URL that is not plain https is refused before anything is asked`(_ url: String) async {
        let failure = await Self.failure(Client(), ClientRequest("GET", url, addresses: .any))
        #expect(failure?.code == .badURL)
        #expect(failure?.description.contains("secret") == false)
    }

    @Test(arguments: [
        ("GET", "X: y\r\nZ", "v"), ("GET", "X", "v\r\nZ: 1"), ("GET", "", "v"), ("GET", "X", "\0"), ("G T", "X", "v"),
        ("GET /\r\n", "X", "v"),
    ])
    func `a header or method that would split the request is refused`(
        _ method: String, _ name: String, _ value: String
    ) async {
        let request = ClientRequest(method, "https://127.0.0.1:1/", headers: [(name, value)], addresses: .any)
        #expect(await Self.failure(Client(), request)?.code == .badRequest)
    }

    @Test func `no proxy is taken from the environment`() async throws {
        for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] { setenv(name, "http://127.0.0.1:1", 1) }
        try await withServer([Self.echo]) { server in
            let response = try await Client().send(Self.request("GET", server, "/echo"))
            #expect(response.status == 200)
        }
    }

    @Test func `the proxy of the options gets the whole URL`() async throws {
        try await withServer([Route("GET", at: "/x") { request, _ in .text(200, request.rawTarget) }]) { server in
            let client = Client(ClientOptions(proxy: "http://127.0.0.1:\(server.port)"))
            let response = try await client.send(
                ClientRequest("GET", "http://host.invalid/x", allowPlainHTTP: true, addresses: .any))
            #expect(String(decoding: response.body, as: UTF8.self) == "http://host.invalid/x")
        }
    }
}
