import HTTPServer
import Testing

@Suite(.timeLimit(.minutes(2))) struct LimitTests {
    static let page = Route("GET", at: "/") { _, _ in .text(200, "page") }

    @Test func `connections past the limit get 503, and a place that is free again is given away`() async throws {
        var limits = ServerLimits()
        limits.connections = 3
        try await withServer([Self.page], limits: limits) { server in
            var wires: [Wire] = []
            for _ in 0..<3 {
                let wire = try Wire(port: server.port)
                try await wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await wire.answer().status == 200)
                wires.append(wire)
            }
            let late = try Wire(port: server.port)
            try await late.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            let answer = try await late.answer()
            #expect(answer.status == 503)
            #expect(answer.headers["connection"] == "close" && answer.headers["retry-after"] == "5")
            #expect(try await late.untilClosed() == "")

            wires[0].finish()
            #expect(try await wires[0].untilClosed() == "")
            var status = 0
            // The server notices the end of a connection in its own time.
            while status != 200 {
                let next = try Wire(port: server.port)
                try await next.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                status = try await next.answer().status
            }
        }
    }

    @Test func `bodies past what all may have together get 503`() async throws {
        var limits = ServerLimits()
        limits.bodyBytesTogether = 1_500
        let entered = Signal(), mayAnswer = Signal()
        let route = Route("POST", at: "/", bodyLimit: 1_000) { _, _ in
            entered.raise()
            await mayAnswer.wait()
            return .text(200, "done")
        }
        try await withServer([route], limits: limits) { server in
            let request =
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n\(String(repeating: "x", count: 1_000))"
            let first = try Wire(port: server.port), second = try Wire(port: server.port)
            try await first.send(request)
            await entered.wait()
            try await second.send(request)
            #expect(try await second.answer().status == 503)
            mayAnswer.raise()
            #expect(try await first.answer().body == "done")
            try await first.send(request)
            #expect(try await first.answer().body == "done", "what was given back can be taken again")
        }
    }

    @Test func `a connection on which nothing moves is closed`() async throws {
        var limits = ServerLimits()
        limits.idle = .seconds(1)
        try await withServer([Self.page], limits: limits) { server in
            let silent = try Wire(port: server.port), half = try Wire(port: server.port)
            try await half.send("GET / HTTP/1.1\r\nHo")
            #expect(try await silent.untilClosed() == "")
            #expect(try await half.untilClosed() == "")
        }
    }

    @Test func `a request that trickles is cut off though something always moves`() async throws {
        var limits = ServerLimits()
        limits.arrival = .seconds(1)
        try await withServer([Self.page], limits: limits) { server in
            let wire = try Wire(port: server.port)
            try await wire.send("GET / HTTP/1.1\r\nX: ")
            // The server closes, so either a send fails or the end is read; nothing here waits by the clock.
            #expect(try await wire.untilClosed() == "")
        }
    }
}
