import HTTPServer
import Testing

@Suite(.timeLimit(.minutes(2))) struct ServerTests {
    actor Counter {
        private var count = 0
        func next() -> Int {
            count += 1
            return count
        }
    }

    @Test func `a handler sees the request as it was sent`() async throws {
        let route = Route("POST", at: "/rooms/{room}/files/{path...}", bodyLimit: 1_000) { request, parameters in
            let lines = [
                request.method, request.rawTarget, request.path, parameters["room"] ?? "", parameters["path"] ?? "",
                request.query.map { "\($0.name)=\($0.value)" }.joined(separator: ";"), request.peer,
                request.headers.all("x-twice").joined(separator: "|"), request.headers["X-Blank"] ?? "none",
                String(decoding: request.body, as: UTF8.self),
            ]
            return .text(200, lines.joined(separator: "\n"))
        }
        try await withServer([route]) { server in
            let wire = try Wire(port: server.port)
            let body = "体 \0 body"
            try await wire.send(
                """
                POST /rooms/a%2Fb%E8%B7%AF/files/x//y?q=1+2%26&&empty&q=%E7%81%AF HTTP/1.1\r
                Host: a\r\nX-Twice: one \r\nx-tWICE:two\r\nX-Blank:\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)
                """)
            #expect(
                try await wire.answer().body
                    == [
                        "POST", "/rooms/a%2Fb%E8%B7%AF/files/x//y?q=1+2%26&&empty&q=%E7%81%AF",
                        "/rooms/a/b路/files/x//y",
                        "a/b路", "x//y", "q=1 2&;empty=;q=灯", "127.0.0.1", "one|two", "", body,
                    ].joined(separator: "\n"))
        }
    }

    @Test func `a body arrives whole however it is cut`() async throws {
        let route = Route("POST", at: "/", bodyLimit: 300_000) { .bytes(200, type: "text/plain", $0.body).also($1) }
        try await withServer([route]) { server in
            let wire = try Wire(port: server.port)
            let body = String(repeating: "0123456789", count: 30_000)
            try await wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n")
            for piece in stride(from: 0, to: 300_000, by: 70_000) {
                try await wire.send(Array(body.utf8.dropFirst(piece).prefix(70_000)))
            }
            #expect(try await wire.answer().body == body)
            try await wire.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n")
            try await wire.send("3;x=y\r\nabc\r\n1\r\nd\r\n0\r\nTrailer: t\r\n\r\n")
            #expect(try await wire.answer().body == "abcd")
            try await wire.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
            #expect(try await wire.head().hasPrefix("HTTP/1.1 100"))
            try await wire.send("ok")
            #expect(try await wire.answer().body == "ok")
        }
    }

    @Test func `requests sent in one go are answered in their order on one connection`() async throws {
        let counter = Counter()
        let routes = [
            Route("GET", at: "/n") { _, _ in .text(200, "\(await counter.next())") },
            Route("GET", at: "/at-once") { _, _ in .text(200, "at once") },
        ]
        try await withServer(routes) { server in
            let wire = try Wire(port: server.port)
            let one = "GET /n HTTP/1.1\r\nHost: a\r\n\r\n", other = "GET /at-once HTTP/1.1\r\nHost: a\r\n\r\n"
            try await wire.send(one + other + one + other)
            var bodies: [String] = []
            for _ in 0..<4 { bodies.append(try await wire.answer().body) }
            #expect(bodies == ["1", "at once", "2", "at once"])
        }
    }

    @Test func `many connections at once are all served`() async throws {
        let counter = Counter()
        let route = Route("POST", at: "/") { request, _ in
            await Task.yield()
            _ = await counter.next()
            return .bytes(200, type: "text/plain", request.body)
        }
        try await withServer([route]) { server in
            try await withThrowingTaskGroup { group in
                for connection in 0..<24 {
                    group.addTask {
                        let wire = try Wire(port: server.port)
                        for step in 0..<25 {
                            let body = "\(connection)-\(step)"
                            try await wire.send(
                                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
                            #expect(try await wire.answer().body == body)
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(await counter.next() == 601)
        }
    }

    @Test func `HEAD has the headers of GET and no body`() async throws {
        try await withServer([Route("GET", at: "/") { request, _ in .text(200, request.method) }]) { server in
            let wire = try Wire(port: server.port)
            try await wire.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
            let head = try await wire.answer(toHEAD: true)
            #expect(head.status == 200)
            #expect(head.headers["content-length"] == "4")
            #expect(try await wire.answer().body == "GET")
        }
    }

    @Test func `HTTP 1 point 0 and absolute targets are understood`() async throws {
        try await withServer([Route("GET", at: "/page") { request, _ in .text(200, request.path) }]) { server in
            let old = try Wire(port: server.port)
            try await old.send("GET /page HTTP/1.0\r\n\r\n")
            #expect(try await old.untilClosed().hasSuffix("/page"))
            let absolute = try Wire(port: server.port)
            try await absolute.send("GET http://a:80/page HTTP/1.1\r\nHost: a:80\r\n\r\n")
            #expect(try await absolute.answer().body == "/page")
        }
    }

    @Test func `a header that a handler got wrong splits nothing`() async throws {
        let route = Route("GET", at: "/") { _, _ in
            Response(
                status: 200,
                headers: ["X-Good": "1", "X-Bad": "a\r\nX-Injected: b", "Content-Length": "9999", "Connection": "x"],
                body: .bytes(Array("ok".utf8)))
        }
        try await withServer([route]) { server in
            let wire = try Wire(port: server.port)
            try await wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            let answer = try await wire.answer()
            #expect(answer.headers["x-good"] == "1")
            #expect(answer.headers["x-bad"] == nil && answer.headers["x-injected"] == nil)
            #expect(answer.body == "ok")
        }
    }

    @Test func `a status that is none becomes 500, and 204 has no body`() async throws {
        let routes = [
            Route("GET", at: "/odd") { _, _ in Response(status: 7) },
            Route("GET", at: "/none") { _, _ in Response(status: 204) },
        ]
        try await withServer(routes) { server in
            let wire = try Wire(port: server.port)
            try await wire.send("GET /odd HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await wire.answer().status == 500)
            try await wire.send("GET /none HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await wire.head().hasPrefix("HTTP/1.1 204"))
            try await wire.send("GET /odd HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await wire.answer().status == 500)
        }
    }

    @Test func `a client that goes away in the middle harms nobody`() async throws {
        let entered = Signal(), mayAnswer = Signal()
        let routes = [
            Route("GET", at: "/slow") { _, _ in
                entered.raise()
                await mayAnswer.wait()
                return .text(200, String(repeating: "x", count: 1_000_000))
            },
            Route("GET", at: "/") { _, _ in .text(200, "fine") },
        ]
        try await withServer(routes) { server in
            do {
                let gone = try Wire(port: server.port)
                try await gone.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
                await entered.wait()
                gone.reset()
            }
            mayAnswer.raise()
            let wire = try Wire(port: server.port)
            try await wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await wire.answer().body == "fine")
        }
    }

    @Test(arguments: ["127.0.0.1", "::1"])
    func `a second server on the same port is told so`(_ address: String) throws {
        let first = try Server(ServerConfiguration(address: address), routes: [])
        let error = #expect(throws: ServerError.self) {
            try Server(ServerConfiguration(address: address, port: first.port), routes: [])
        }
        #expect(error?.code == .addressInUse)
        #expect(error?.description.contains("\(first.port)") == true)
    }

    @Test(arguments: [
        ("nonsense", ServerError.Code.badAddress), ("", .badAddress), ("192.0.2.1", .addressNotAvailable),
    ])
    func `an address that cannot be is refused with its reason`(_ address: String, _ code: ServerError.Code) {
        let error = #expect(throws: ServerError.self) {
            try Server(ServerConfiguration(address: address), routes: [])
        }
        #expect(error?.code == code)
    }

    @Test(arguments: ["::1", "::"])
    func `IPv6 is spoken, and the wildcard takes both families`(_ address: String) async throws {
        try await withServer([Route("GET", at: "/") { request, _ in .text(200, request.peer) }], address: address) {
            server in
            let six = try Wire(port: server.port, address: "::1")
            try await six.send("GET / HTTP/1.1\r\nHost: [::1]:1\r\n\r\n")
            #expect(try await six.answer().body == "::1")
            if address == "::" {
                let four = try Wire(port: server.port)
                try await four.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await four.answer().body == "127.0.0.1")
            } else {
                #expect(throws: Wire.Broken.self) { try Wire(port: server.port) }
            }
        }
    }
}

extension Response {
    /// Only to take the second parameter in a closure of one line.
    fileprivate func also(_: Route.Parameters) -> Response { self }
}
