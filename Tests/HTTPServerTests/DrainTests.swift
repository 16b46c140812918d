import HTTPServer
import Testing

@Suite(.timeLimit(.minutes(2))) struct DrainTests {
    @Test func `a drain lets the request under way finish, and takes nothing new`() async throws {
        let entered = Signal(), mayAnswer = Signal()
        let routes = [
            Route("POST", at: "/slow") { request, _ in
                entered.raise()
                await mayAnswer.wait()
                return .bytes(200, type: "text/plain", request.body)
            },
            Route("GET", at: "/") { _, _ in .text(200, "page") },
        ]
        let server = try Server(ServerConfiguration(), routes: routes)
        async let run: Void = server.run()
        let slow = try Wire(port: server.port), kept = try Wire(port: server.port)
        try await kept.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try await kept.answer().status == 200)
        try await slow.send("POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody")
        await entered.wait()

        async let drained: Void = server.drain(deadline: .seconds(60))
        // The drain has begun when nobody can connect any more.
        while (try? Wire(port: server.port)) != nil { await Task.yield() }
        try await kept.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        let refused = try await kept.answer()
        #expect(refused.status == 503)
        #expect(refused.headers["retry-after"] == "10" && refused.headers["connection"] == "close")

        mayAnswer.raise()
        let answer = try await slow.answer()
        #expect(answer.body == "body")
        #expect(answer.headers["connection"] == "close")
        await drained
        try await run
        #expect(try await slow.untilClosed() == "")
    }

    @Test func `what is unfinished at the deadline is answered 503 and its task cancelled`() async throws {
        let entered = Signal(), cancelled = Signal()
        let route = Route("GET", at: "/never") { _, _ in
            entered.raise()
            await withTaskCancellationHandler {
                await Signal().wait()
            } onCancel: {
                cancelled.raise()
            }
            return .text(200, "too late")
        }
        let server = try Server(ServerConfiguration(), routes: [route])
        async let run: Void = server.run()
        let wire = try Wire(port: server.port)
        try await wire.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n")
        await entered.wait()
        await server.drain(deadline: .milliseconds(1))
        #expect(try await wire.answer().status == 503)
        await cancelled.wait()
        try await run
    }

    @Test func `cancelling the task of a server drains it`() async throws {
        let entered = Signal(), mayAnswer = Signal()
        let route = Route("GET", at: "/") { _, _ in
            entered.raise()
            await mayAnswer.wait()
            return .text(200, "done")
        }
        let server = try Server(ServerConfiguration(drainDeadline: .seconds(60)), routes: [route])
        let run = Task { try await server.run() }
        let wire = try Wire(port: server.port)
        try await wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        await entered.wait()
        run.cancel()
        while (try? Wire(port: server.port)) != nil { await Task.yield() }
        mayAnswer.raise()
        #expect(try await wire.answer().body == "done")
        try await run.value
    }

    @Test func `a server that never ran can be drained, twice`() async throws {
        let server = try Server(ServerConfiguration(), routes: [])
        await server.drain(deadline: .seconds(1))
        await server.drain(deadline: .seconds(1))
    }

    @Test func `servers come and go under load without a request left hanging`() async throws {
        let route = Route("POST", at: "/") { request, _ in
            await Task.yield()
            return .bytes(200, type: "text/plain", request.body)
        }
        for _ in 0..<20 {
            let server = try Server(ServerConfiguration(), routes: [route])
            try await withThrowingTaskGroup { group in
                group.addTask { try await server.run() }
                for _ in 0..<6 {
                    group.addTask {
                        guard let wire = try? Wire(port: server.port) else { return }
                        while (try? await wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx")) != nil,
                            let answer = try? await wire.answer()
                        {
                            #expect([200, 503].contains(answer.status))
                        }
                    }
                }
                let probe = try Wire(port: server.port)
                try await probe.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx")
                #expect(try await probe.answer().status == 200)
                await server.drain(deadline: .seconds(20))
                try await group.waitForAll()
            }
        }
    }
}
