import Foundation
import JSON
import TestBed
import Testing

/// The sandbox within the built program: what the page asks for.
@Suite(.timeLimit(.minutes(5))) struct SandboxTests {
    @Test func `the bot answers in the sandbox, and a new start still shows it`() async throws {
        let county = try TestCounty(sink: 9)
        defer { county.remove() }
        for name in ["people.csv", "rooms.csv"] {
            let file = URL(fileURLWithPath: county.folder + "/tables/" + name)
            let text = try String(contentsOf: file, encoding: .utf8)
            try Data(text.replacing("county:", with: "sandbox:").replacing("county,", with: "sandbox,").utf8)
                .write(to: file)
        }
        try Data(
            """
            {
              listen: "127.0.0.1:0", publicURL: "http://127.0.0.1", tables: "tables",
              adapters: [{ name: "sandbox", kind: "sandbox" }],
            }
            """.utf8
        ).write(to: URL(fileURLWithPath: county.configuration))

        let bridge = try await RunningBridge(county)
        let chat = Chatter(port: bridge.port)
        #expect(try await chat.text("/sandbox").contains("<html"))
        let said = try await chat.request(
            "POST", "/sandbox/messages", headers: [("content-type", "application/json")],
            body: Array(
                "{\"id\":\"message-1\",\"room\":\"room-1\",\"person\":\"worker-0\",\"text\":\"春江路有垃圾没人清理\"}".utf8))
        #expect(said.status == 202)
        func lines() async throws -> [JSONValue] {
            try await chat.request("GET", "/sandbox/state?room=room-1").body["entries"]?.array ?? []
        }
        while try await lines().count < 2 { try Task.checkCancellation() }
        let shown = try await lines()
        #expect(shown[0]["text"]?.string == "春江路有垃圾没人清理")
        #expect(shown[1]["kind"]?.string == "assignment")
        let foreign = try await chat.request("GET", "/sandbox", headers: [("x-forwarded-for", "192.0.2.1")])
        #expect(foreign.status == 403)
        #expect(await bridge.stop() == 0)

        let again = try await RunningBridge(county)
        let later = try await Chatter(port: again.port).request("GET", "/sandbox/state?room=room-1")
        #expect(
            later.body["entries"]?.array?.compactMap { $0["text"]?.string } == shown.compactMap { $0["text"]?.string })
        #expect(await again.stop() == 0)
    }
}
