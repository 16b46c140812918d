import HTTPClient
import HTTPServer
import Synchronization
import Testing

/// The guard against requests into our own network, where it is applied: at the connection.
@Suite(.timeLimit(.minutes(2))) struct GuardTests {
    private final class Visits: Sendable {
        let count = Atomic(0)
    }

    @Test(arguments: [
        "127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "0.0.0.0", "[::1]", "[::]",
        "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "127.0.0.1.", "LOCALHOST",
    ])
    func `whatever a loopback address is called, nothing is sent to it`(_ host: String) async throws {
        let visits = Visits()
        let route = Route("GET", at: "/") { _, _ in
            visits.count.add(1, ordering: .relaxed)
            return .text(200, "inside")
        }
        try await withServer([route]) { server in
            let failure = await ClientTests.failure(
                Client(), ClientRequest("GET", "http://\(host):\(server.port)/", allowPlainHTTP: true))
            #expect([.forbiddenAddress, .connect].contains(failure?.code))
            if !host.hasSuffix(".") { #expect(failure?.code == .forbiddenAddress) }
            #expect(failure?.isWorthRetrying == (failure?.code == .connect))
            #expect(visits.count.load(ordering: .relaxed) == 0)
        }
    }

    @Test func `a connection that a free request has opened is not lent to a guarded one`() async throws {
        let visits = Visits()
        let route = Route("GET", at: "/") { _, _ in
            visits.count.add(1, ordering: .relaxed)
            return .text(200, "inside")
        }
        try await withServer([route]) { server in
            let client = Client()
            var request = ClientTests.request("GET", server, "/")
            let first = try await client.send(request)
            request.addresses = .publicOnly
            #expect(await ClientTests.failure(client, request)?.code == .forbiddenAddress)
            request.addresses = .any
            let second = try await client.send(request)
            #expect(first.status == 200 && second.status == 200)
            #expect(visits.count.load(ordering: .relaxed) == 2)
        }
    }
}

@Suite(.timeLimit(.minutes(2))) struct RedirectTests {
    private static func redirecting(_ status: Int, to target: String) -> Route {
        Route("GET", "POST", "HEAD", at: "/from") { _, _ in Response(status: status, headers: ["Location": target]) }
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `a redirect is handed back unless following was asked for`(_ status: Int) async throws {
        try await withServer([Self.redirecting(status, to: "/echo?a=1"), ClientTests.echo]) { server in
            let client = Client()
            let kept = try await client.send(ClientTests.request("GET", server, "/from"))
            #expect(kept.status == status)
            #expect(kept.header("Location") == "/echo?a=1")
            let followed = try await client.send(
                ClientTests.request("GET", server, "/from", headers: [("X-Mine", "1")], redirects: 1))
            #expect(followed.status == 200)
            #expect(followed.header("X-Lines")?.contains("x-mine: 1") == true)
            let posted = try await client.send(
                ClientTests.request("POST", server, "/from", body: [1], redirects: 3))
            #expect(posted.status == status, "a body goes nowhere else")
        }
    }

    @Test func `a circle ends after the hops that were allowed`() async throws {
        try await withServer([Self.redirecting(302, to: "/from")]) { server in
            let response = try await Client().send(ClientTests.request("GET", server, "/from", redirects: 4))
            #expect(response.status == 302)
        }
    }

    @Test func `headers stay behind when the origin changes`() async throws {
        try await withServer([ClientTests.echo]) { other in
            try await withServer([Self.redirecting(302, to: "http://127.0.0.1:\(other.port)/echo")]) { server in
                let response = try await Client().send(
                    ClientTests.request(
                        "GET", server, "/from", headers: [("Authorization", "secret"), ("X-Token", "secret")],
                        redirects: 1))
                #expect(response.status == 200)
                #expect(response.header("X-Lines")?.contains("secret") == false)
            }
        }
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/", "http://user:pw@127.0.0.1/", "gopher://127.0.0.1/"])
    func `a redirect leads nowhere that a request could not have gone`(_ target: String) async throws {
        try await withServer([Self.redirecting(302, to: target)]) { server in
            let failure = await ClientTests.failure(Client(), ClientTests.request("GET", server, "/from", redirects: 3))
            #expect(failure?.code == .badURL)
        }
    }
}
