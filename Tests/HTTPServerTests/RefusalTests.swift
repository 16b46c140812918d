import HTTPServer
import Testing

/// What the server answers by itself, each case over its own connection, byte for byte.
@Suite(.timeLimit(.minutes(2))) struct RefusalTests {
    static let routes = [
        Route("POST", at: "/hooks/generic/{adapter}", bodyLimit: 100, contentTypes: ["application/json"]) { _, _ in
            .json(202, #"{"status":"accepted"}"#)
        },
        Route("GET", at: "/page") { _, _ in .text(200, "page") },
        Route("POST", "PUT", at: "/any", bodyLimit: 10) { request, _ in .bytes(200, type: "a/b", request.body) },
        Route(
            "POST", at: "/guarded", bodyLimit: 10,
            authorize: { head, _ in
                head.headers["Authorization"] == "Bearer right" ? nil : .error(401, "unauthorized", "no")
            },
            tooLarge: { _ in .error(413, "M_TOO_LARGE", "in the words of the protocol") }
        ) { _, _ in .json(200, "{}") },
    ]

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String, sent: String, status: Int, code: String
        var testDescription: String { name }

        init(_ name: String, _ sent: String, _ status: Int, _ code: String) {
            (self.name, self.sent, self.status, self.code) = (name, sent, status, code)
        }
    }

    static let cases = [
        Case("unknown path", "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n", 404, "not_found"),
        Case("empty parameter", "POST /hooks/generic/ HTTP/1.1\r\nHost: a\r\n\r\n", 404, "not_found"),
        Case("trailing slash", "GET /page/ HTTP/1.1\r\nHost: a\r\n\r\n", 404, "not_found"),
        Case("wrong method", "GET /hooks/generic/a HTTP/1.1\r\nHost: a\r\n\r\n", 405, "method_not_allowed"),
        Case("lower-case method", "get /page HTTP/1.1\r\nHost: a\r\n\r\n", 405, "method_not_allowed"),
        Case("asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_target"),
        Case("authority form", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_target"),
        Case("escaped NUL", "GET /page%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_target"),
        Case("NUL", "GET /page\0 HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_target"),
        Case("NUL in the query", "GET /page?a=\0b HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_target"),
        Case("cut escape", "GET /page%2 HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_target"),
        Case("escape that is none", "GET /page%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_target"),
        Case("escaped bytes that are no UTF-8", "GET /%ff%fe HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_target"),
        Case("escaped line break", "GET /page%0d%0aX: HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_target"),
        Case("bad escape in the query", "GET /page?a=%f HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_target"),
        Case("no Host", "GET /page HTTP/1.1\r\n\r\n", 400, "bad_host"),
        Case("two Hosts", "GET /page HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400, "bad_host"),
        Case("a list as Host", "GET /page HTTP/1.1\r\nHost: a, b\r\n\r\n", 400, "bad_host"),
        Case(
            "two Content-Lengths", "POST /any HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx",
            400, "bad_framing"),
        Case(
            "both framings",
            "POST /any HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400,
            "bad_framing"),
        Case(
            "unknown coding", "POST /any HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400,
            "bad_framing"),
        Case(
            "two codings",
            "POST /any HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400, "bad_framing"),
        Case(
            "chunked in HTTP/1.0", "POST /any HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400,
            "bad_framing"),
        Case(
            "blank before the colon", "POST /any HTTP/1.1\r\nHost: a\r\nContent-Length : 1\r\n\r\nx", 400,
            "bad_header"),
        Case("control character in a value", "GET /page HTTP/1.1\r\nHost: a\r\nX: a\u{1}b\r\n\r\n", 400, "bad_header"),
        Case(
            "too large by its length", "POST /any HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n", 413, "too_large"),
        Case(
            "too large in chunks",
            "POST /any HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n0\r\n\r\n", 413,
            "too_large"),
        Case(
            "too large, of somebody unknown", "POST /guarded HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n", 401,
            "unauthorized"),
        Case(
            "too large by its length, in the route's words",
            "POST /guarded HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer right\r\nContent-Length: 11\r\n\r\n", 413,
            "M_TOO_LARGE"),
        Case(
            "too large in chunks, in the route's words",
            "POST /guarded HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer right\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "b\r\n01234567890\r\n0\r\n\r\n", 413, "M_TOO_LARGE"),
        Case(
            "wrong type",
            "POST /hooks/generic/a HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}", 415,
            "unsupported_type"),
        Case(
            "no type", "POST /hooks/generic/a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}", 415,
            "unsupported_type"),
        Case(
            "compressed",
            "POST /any HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", 415,
            "unsupported_encoding"),
        Case(
            "a header of 20,000 bytes",
            "GET /page HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 20_000))\r\n\r\n",
            431, "header_too_large"),
        Case(
            "not authorized, before the body", "POST /guarded HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n", 401,
            "unauthorized"),
    ]

    @Test(arguments: cases)
    func `a bad request gets its status and code, and the server lives on`(_ given: Case) async throws {
        try await withServer(Self.routes) { server in
            let wire = try Wire(port: server.port)
            try await wire.send(given.sent)
            let answer = try await wire.answer()
            #expect(answer.status == given.status)
            #expect(answer.body.contains("\"code\":\"\(given.code)\""), "\(answer.body)")
            #expect(answer.headers["content-type"] == "application/json")

            let next = try Wire(port: server.port)
            try await next.send("GET /page HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await next.answer().body == "page")
        }
    }

    /// libmicrohttpd refuses these before it asks us, with a page of its own.
    @Test(arguments: [
        ("Content-Length that is no number", "POST /any HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", 400),
        ("negative Content-Length", "POST /any HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
        (
            "Content-Length beyond 64 bits",
            "POST /any HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999\r\n\r\n", 413
        ),
        (
            "chunk size that is no number",
            "POST /any HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400
        ),
        ("header without a colon", "GET /page HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n", 400),
        ("HTTP/2.0", "GET /page HTTP/2.0\r\nHost: a\r\n\r\n", 505),
        ("a header of 200,000 bytes", "GET /page HTTP/1.1\r\nX: \(String(repeating: "x", count: 200_000))", 431),
        ("a target of 200,000 bytes", "GET /\(String(repeating: "x", count: 200_000))", 414),
    ])
    func `what cannot be framed at all is refused and closed`(_ name: String, _ sent: String, _ status: Int)
        async throws
    {
        try await withServer(Self.routes) { server in
            let wire = try Wire(port: server.port)
            try? await wire.send(sent)
            // Version 0.9.75 repeats its header where the body should stand when a Content-Length is bad, then closes.
            let all = try await wire.untilClosed()
            #expect(all.hasPrefix("HTTP/1.1 \(status) "), "\(name)")
            #expect(!all.contains("HTTP/1.1 2"))
        }
    }

    @Test func `405 says which methods the path takes`() async throws {
        try await withServer(Self.routes) { server in
            let wire = try Wire(port: server.port)
            try await wire.send("DELETE /any HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await wire.answer().headers["allow"] == "POST, PUT")
            try await wire.send("DELETE /page HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await wire.answer().headers["allow"] == "GET, HEAD")
            try await wire.send("HEAD /any HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await wire.answer(toHEAD: true).status == 405)
        }
    }

    @Test func `a refusal of a request without a body keeps the connection`() async throws {
        try await withServer(Self.routes) { server in
            let wire = try Wire(port: server.port)
            for _ in 0..<3 {
                try await wire.send("GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await wire.answer().status == 404)
            }
            try await wire.send("GET /page HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await wire.answer().status == 200)
        }
    }

    @Test func `a body that was refused unread is never taken for the next request`() async throws {
        try await withServer(Self.routes) { server in
            let wire = try Wire(port: server.port)
            let inner = "GET /page HTTP/1.1\r\nHost: a\r\n\r\n"
            try await wire.send(
                "DELETE /any HTTP/1.1\r\nHost: a\r\nContent-Length: \(inner.utf8.count)\r\n\r\n\(inner)")
            let all = try await wire.untilClosed()
            #expect(all.hasPrefix("HTTP/1.1 405"))
            #expect(all.components("HTTP/1.1 ") == 1)
        }
    }

    @Test func `a sender that only reads after ten megabytes still sees its 413`() async throws {
        try await withServer(Self.routes) { server in
            let wire = try Wire(port: server.port)
            try await wire.send("POST /any HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\n")
            try await wire.send([UInt8](repeating: 120, count: 10_000_000))
            #expect(try await wire.answer().status == 413)
        }
    }

    @Test func `chunks beyond four times the limit end the connection`() async throws {
        let routes = [Route("POST", at: "/any", bodyLimit: 100_000) { _, _ in .json(200, "{}") }]
        try await withServer(routes) { server in
            let wire = try Wire(port: server.port)
            try await wire.send("POST /any HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = "2710\r\n\(String(repeating: "x", count: 10_000))\r\n"
            var sent = 0
            while sent < 5_000, (try? await wire.send(chunk)) != nil { sent += 1 }
            #expect(sent < 5_000, "the server would have read fifty megabytes")
        }
    }

    @Test func `an error never repeats what was sent`() async throws {
        try await withServer(Self.routes) { server in
            for target in ["/secret-token", "/any?secret-token"] {
                let wire = try Wire(port: server.port)
                try await wire.send(
                    "DELETE \(target) HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\r\nsecret-token")
                #expect(!(try await wire.untilClosed()).contains("secret-token"))
            }
        }
    }
}

extension String {
    /// How often `part` occurs.
    func components(_ part: String) -> Int {
        var count = 0, rest = self[...]
        while let found = rest.firstRange(of: part) {
            count += 1
            rest = rest[found.upperBound...]
        }
        return count
    }
}
