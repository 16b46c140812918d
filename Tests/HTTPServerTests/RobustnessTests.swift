import HTTPServer
import Testing

/// A small generator of our own, so that a seed names the same bytes everywhere.
private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite(.timeLimit(.minutes(5))) struct RobustnessTests {
    private static let seeds = [
        "GET /page?x=%41&y HTTP/1.1\r\nHost: a\r\nCookie: a=b; c=\"d\"\r\nAccept: */*\r\n\r\n",
        "POST /any HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{\"a\":1}",
        "POST /any HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4;e=f\r\ndefg\r\n0\r\nT: u\r\n\r\n",
        "PUT /p/%E8%B7%AF HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nxyz",
        "HEAD http://a/page HTTP/1.0\r\nConnection: keep-alive\r\nX: folded\r\n over\r\n\tlines\r\n\r\n",
    ]

    private static let pieces: [[UInt8]] =
        [
            "\r\n", "\n", "\r", "\0", " ", ":", "%", "%00", "%2", "?", "&", "=", "/", "//", "../", "HTTP/1.1",
            "HTTP/9.9",
            "Content-Length: 5\r\n", "Content-Length: 18446744073709551616\r\n", "Transfer-Encoding: chunked\r\n",
            "Transfer-Encoding: \u{B}chunked\r\n", "ffffffffffffffff\r\n", "-1\r\n", "0\r\n\r\n", "Cookie: =;;\"\r\n",
            "Connection: close, upgrade\r\nUpgrade: x\r\n", "Host: b\r\n", " \t folded\r\n", "\u{FEFF}",
        ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0x80], [0xED, 0xA0, 0x80], [UInt8](repeating: 65, count: 5_000)]

    private static func mutated(_ random: inout Seeded) -> [UInt8] {
        if Int.random(in: 0..<8, using: &random) == 0 {
            return (0..<Int.random(in: 0..<400, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
        var bytes = Array((seeds.randomElement(using: &random) ?? "").utf8)
        if Bool.random(using: &random) { bytes += Array((seeds.randomElement(using: &random) ?? "").utf8) }
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: place)
            case 1: if place < bytes.count { bytes[place] = UInt8.random(in: 0...255, using: &random) }
            case 2: if place < bytes.count { bytes.remove(at: place) }
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 0..<20, using: &random)))
            default:
                let part = bytes[place..<min(bytes.count, place + Int.random(in: 0..<40, using: &random))]
                bytes.insert(contentsOf: part, at: Int.random(in: 0...bytes.count, using: &random))
            }
        }
        return bytes
    }

    @Test func `two thousand broken requests leave a server that answers`() async throws {
        let routes = [
            Route("GET", at: "/page") { _, _ in .text(200, "page") },
            Route("POST", "PUT", at: "/any", bodyLimit: 20) { request, _ in
                await Task.yield()
                return .bytes(200, type: "text/plain", request.body)
            },
            Route("PUT", at: "/p/{name}") { _, parameters in .text(200, parameters["name"] ?? "") },
        ]
        var limits = ServerLimits()
        limits.idle = .seconds(1)
        try await withServer(routes, limits: limits) { server in
            try await withThrowingTaskGroup { group in
                for lane in 0..<8 {
                    group.addTask {
                        var random = Seeded(state: UInt64(lane))
                        for _ in 0..<250 {
                            let wire = try Wire(port: server.port)
                            // A server may close while we still speak.
                            let bytes = Self.mutated(&random)
                            try? await wire.send(bytes)
                            // Without a line there is no request and nothing to wait for.
                            guard bytes.contains(10) else { continue }
                            wire.finish()
                            let all = (try? await wire.untilClosed()) ?? "nothing came for 20 seconds"
                            #expect(all.isEmpty || all.hasPrefix("HTTP/1."))
                        }
                    }
                }
                try await group.waitForAll()
            }
            let wire = try Wire(port: server.port)
            try await wire.send("GET /page HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await wire.answer().body == "page")
        }
    }
}
