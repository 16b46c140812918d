import Glibc
import Testing

@testable import HTTPServer

@Suite struct PartTests {
    @Test(arguments: [
        ("/", "/", [""], ""), ("/a/b", "/a/b", ["a", "b"], ""), ("/a%2Fb/c", "/a/b/c", ["a/b", "c"], ""),
        ("/a+b?c+d=e%2B+f", "/a+b", ["a+b"], "c d=e+ f"), ("/?", "/", [""], ""), ("/?&&=&a", "/", [""], "=,a="),
        ("/a?b?c=d=e", "/a", ["a"], "b?c=d=e"), ("http://h", "", [], "-"), ("http://h/x", "/x", ["x"], ""),
        ("https://h:1?q", "", [], "-"), ("/%E7%BD%91", "/网", ["网"], ""), ("/网", "/网", ["网"], ""),
        ("a", "", [], "-"), ("", "", [], "-"), ("*", "", [], "-"), ("/a b", "", [], "-"), ("/a#b", "", [], "-"),
        ("/%", "", [], "-"), ("/%4", "", [], "-"), ("/%g0", "", [], "-"), ("/%C3", "", [], "-"),
        ("/%7f", "", [], "-"), ("/%C3%A9", "/é", ["é"], ""), ("/?%0a", "", [], "-"),
    ])
    func `a target is taken apart in one way or not at all`(
        _ raw: String, _ path: String, _ segments: [String], _ query: String
    ) {
        guard let target = try? Target(raw) else {
            #expect(query == "-")
            return
        }
        #expect(target.path == path)
        #expect(target.segments == segments)
        #expect(target.query.map { "\($0.name)=\($0.value)" }.joined(separator: ",") == query)
    }

    @Test(
        arguments: [
            ("/", "/", [:]), ("/a", "/a", [:]), ("/a", "/b", nil), ("/a", "/a/", nil), ("/a/{x}", "/a/1", ["x": "1"]),
            ("/a/{x}", "/a/", nil), ("/a/{x}", "/a", nil), ("/a/{x}/b/{y}", "/a/1/b/2", ["x": "1", "y": "2"]),
            ("/a/{x...}", "/a/1/2", ["x": "1/2"]), ("/a/{x...}", "/a/", ["x": ""]), ("/a/{x...}", "/a", nil),
            ("/{x}/b", "/%62/b", ["x": "b"]),
        ] as [(String, String, [String: String]?)])
    func `a pattern takes its paths`(_ pattern: String, _ path: String, _ expected: [String: String]?) throws {
        let route = Route("GET", at: pattern) { _, _ in Response(status: 200) }
        #expect(route.match(try Target(path).segments) == expected)
    }

    @Test func `header names compare without case, values are all kept`() {
        var headers: Headers = ["webhook-signature": "v1,a", "Webhook-Signature": "v1,b", "X[": "1"]
        #expect(headers.all("WEBHOOK-SIGNATURE") == ["v1,a", "v1,b"])
        #expect(headers["webhook-SIGNATURE"] == "v1,a")
        #expect(headers["x{"] == nil, "only letters have a case")
        headers["webhook-signature"] = nil
        #expect(headers.fields.count == 1)
    }

    @Test func `the media type is without case and parameters`() throws {
        let request = try Request("POST", "/", headers: ["content-type": "Application/JSON ; charset=utf-8"])
        #expect(request.contentType == "application/json")
    }

    @Test func `an error is JSON whatever its words`() {
        let body = String(decoding: Response.error(400, "a", "say \"no\" \\ and\nstop").bytes, as: UTF8.self)
        #expect(body == #"{"error":{"code":"a","message":"say \"no\" \\ and stop"}}"#)
    }

    @Test func `loopback, where a proxy speaks for everybody, is not counted by address`() {
        var limits = ServerLimits()
        limits.connectionsPerPeer = 2
        let table = ConnectionTable(limits: limits)
        func open(_ address: String) -> Peer {
            var place = sockaddr_in()
            place.sin_family = sa_family_t(AF_INET)
            inet_pton(AF_INET, address, &place.sin_addr)
            return withUnsafeBytes(of: &place) { raw in
                table.open(address: raw.assumingMemoryBound(to: sockaddr.self).baseAddress, descriptor: -1)
            }
        }
        #expect((0..<9).map { _ in open("127.0.0.1").isAdmitted }.allSatisfy { $0 })
        let peers = (0..<3).map { _ in open("192.0.2.1") }
        #expect(peers.map(\.isAdmitted) == [true, true, false])
        #expect(open("192.0.2.2").isAdmitted)
        for peer in peers { table.close(peer) }
        #expect(open("192.0.2.1").isAdmitted)
    }
}
