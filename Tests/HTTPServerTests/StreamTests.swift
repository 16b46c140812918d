import HTTPServer
import Testing

@Suite(.timeLimit(.minutes(2))) struct StreamTests {
    @Test func `events are sent when they happen and the answer ends with the stream`() async throws {
        let (stream, source) = AsyncStream.makeStream(of: [UInt8].self)
        try await withServer([Route("GET", at: "/live") { _, _ in .events(stream) }]) { server in
            let wire = try Wire(port: server.port)
            try await wire.send("GET /live HTTP/1.1\r\nHost: a\r\n\r\n")
            let head = try await wire.head()
            #expect(head.contains("Content-Type: text/event-stream") && head.contains("Transfer-Encoding: chunked"))
            for text in ["one", "two\nlines", "灯"] {
                source.yield(Response.event(text, name: "post", id: "7"))
                let lines = text.split(separator: "\n").map { "data: \($0)\n" }.joined()
                #expect(try await wire.chunk() == "id: 7\nevent: post\n\(lines)\n")
            }
            source.finish()
            #expect(try await wire.chunk() == nil)
        }
    }

    @Test func `a long stream arrives whole`() async throws {
        let piece = [UInt8](repeating: 120, count: 100_000)
        let route = Route("GET", at: "/") { _, _ in
            let (stream, source) = AsyncStream.makeStream(of: [UInt8].self)
            for _ in 0..<8 { source.yield(piece) }
            source.finish()
            return .events(stream)
        }
        try await withServer([route]) { server in
            let wire = try Wire(port: server.port)
            for _ in 0..<2 {
                try await wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await wire.answer().body.utf8.count == 800_000)
            }
        }
    }

    @Test func `a drain ends streams at once`() async throws {
        let (stream, source) = AsyncStream.makeStream(of: [UInt8].self)
        let server = try Server(ServerConfiguration(), routes: [Route("GET", at: "/") { _, _ in .events(stream) }])
        async let run: Void = server.run()
        let wire = try Wire(port: server.port)
        try await wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        source.yield(Array("a".utf8))
        _ = try await wire.head()
        #expect(try await wire.chunk() == "a")
        await server.drain(deadline: .seconds(60))
        #expect(try await wire.chunk() == nil)
        try await run
        _ = source
    }

    @Test func `the source learns that its listener has gone`() async throws {
        let (stream, source) = AsyncStream.makeStream(of: [UInt8].self)
        let gone = Signal()
        source.onTermination = { _ in gone.raise() }
        try await withServer([Route("GET", at: "/") { _, _ in .events(stream) }]) { server in
            do {
                let wire = try Wire(port: server.port)
                try await wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try await wire.head()
                wire.reset()
            }
            while case .enqueued = source.yield(Array("more".utf8)) { await Task.yield() }
            await gone.wait()
        }
    }

    @Test func `a listener that does not read is let go, and the server keeps little of it`() async throws {
        let (stream, source) = AsyncStream.makeStream(of: [UInt8].self, bufferingPolicy: .bufferingNewest(4))
        let gone = Signal()
        source.onTermination = { _ in gone.raise() }
        try await withServer([Route("GET", at: "/") { _, _ in .events(stream) }]) { server in
            let wire = try Wire(port: server.port)
            try await wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            let piece = [UInt8](repeating: 120, count: 60_000)
            while true {
                if case .terminated = source.yield(piece) { break }
                await Task.yield()
            }
            await gone.wait()
            _ = wire
        }
    }
}
