import Foundation
import TestBed
import Testing

/// How the program starts, refuses to start, reloads and ends.
@Suite(.timeLimit(.minutes(5))) struct StartTests {
    @Test func `one process serves a data folder`() async throws {
        let county = try TestCounty(sink: 9)
        defer { county.remove() }
        let bridge = try await RunningBridge(county)
        let second = try await RunningBridge.run(["serve", "--config", county.configuration])
        #expect(second.code == 1)
        #expect(second.output.contains("another process (\(bridge.process)) serves this data folder"))
        #expect(await bridge.stop() == 0)
        let mode = try FileManager.default.attributesOfItem(atPath: county.folder + "/data")[.posixPermissions]
        #expect(mode as? Int == 0o700)
    }

    @Test func `a port in use is said in a sentence`() async throws {
        let first = try TestCounty(sink: 9)
        defer { first.remove() }
        let bridge = try await RunningBridge(first)
        let second = try TestCounty(sink: 9, listen: "127.0.0.1:\(bridge.port)")
        defer { second.remove() }
        let refused = try await RunningBridge.run(["serve", "--config", second.configuration])
        #expect(refused.code == 1)
        #expect(refused.output.contains("another program already does"))
        #expect(await bridge.stop() == 0)
    }

    @Test(arguments: [
        (
            "{ dataDirectory: \"data\" }", "gridbridge tables import"
        ),
        ("{ adapters: [{ name: \"a\", kind: \"generic\", secrets: [\"whsec_%%\"] }] }", "standard base64"),
        (
            "{ listen: \"0.0.0.0:0\", adapters: [{ name: \"a\", kind: \"generic\", scheme: \"none\" }] }",
            "only for a 'listen' of 127.0.0.1"
        ),
        ("{ listen: \"0.0.0.0:0\", adapters: [{ name: \"a\", kind: \"sandbox\" }] }", "take the sandbox out"),
        (
            "{ publicURL: \"https://grid.example.org\", adapters: [{ name: \"a\", kind: \"sandbox\" }] }",
            "take the sandbox out"
        ),
        (
            "{ adapters: [{ name: \"a\", kind: \"generic\", scheme: \"github\", secrets: [\"s\"], fetchToken: \"t\" }] }",
            "fetchToken wants fetchHosts"
        ),
    ])
    func `a configuration that cannot work ends the start with 78`(_ text: String, _ reason: String) async throws {
        let county = try TestCounty(sink: 9)
        defer { county.remove() }
        try Data(text.utf8).write(to: URL(fileURLWithPath: county.configuration))
        let refused = try await RunningBridge.run(["serve", "--config", county.configuration])
        #expect(refused.code == 78, "\(refused.output)")
        #expect(refused.output.contains(reason))
    }

    @Test func `broken tables end the first start with every error`() async throws {
        let county = try TestCounty(sink: 9)
        defer { county.remove() }
        try Data("phrase,type,points\n垃圾,99999,x\n".utf8)
            .write(to: URL(fileURLWithPath: county.folder + "/tables/keywords.csv"))
        let refused = try await RunningBridge.run(["serve", "--config", county.configuration])
        #expect(refused.code == 78)
        #expect(refused.output.contains("tables/keywords.csv:2:"))
    }

    @Test func `SIGHUP reads templates and tables again, and bad ones change nothing`() async throws {
        try await Sink.serve { sink, port in
            let county = try TestCounty(sink: port, more: "templates: \"templates\",")
            defer { county.remove() }
            try FileManager.default.copyItem(
                atPath: repository + "/Templates", toPath: county.folder + "/templates")
            let bridge = try await RunningBridge(county)
            let chat = Chatter(port: bridge.port)
            let card = URL(fileURLWithPath: county.folder + "/templates/zh-Hans/assignment.mustache")
            try Data("请处置{{number}}".utf8).write(to: card)
            bridge.signal(SIGHUP)
            #expect(await bridge.line(holding: " reloaded ") != nil)
            try await chat.say("m1", "春江路有垃圾没人清理")
            #expect(try await sink.post("assignment", replyTo: "m1").text.hasPrefix("请处置"))

            try Data("{{nobodyFillsThis}}".utf8).write(to: card)
            bridge.signal(SIGHUP)
            #expect(await bridge.line(holding: "reload failed") != nil)
            try await chat.say("m2", "夏江路有垃圾没人清理")
            #expect(try await sink.post("assignment", replyTo: "m2").text.hasPrefix("请处置"))
            #expect(await bridge.stop() == 0)
        }
    }

    @Test func `a running bridge takes up imported tables by itself`() async throws {
        try await Sink.serve { sink, port in
            let county = try TestCounty(sink: port)
            defer { county.remove() }
            let bridge = try await RunningBridge(county)
            let chat = Chatter(port: bridge.port)
            #expect(try await chat.say("m1", room: "room-7", "春江路有垃圾没人清理").word == "ignored")
            let rooms = URL(fileURLWithPath: county.folder + "/tables/rooms.csv")
            try (Data(contentsOf: rooms) + Data("county,room-7,七群,work\n".utf8)).write(to: rooms)
            let tables = county.folder + "/tables"
            let said = try await RunningBridge.run(["tables", "import", tables, "--config", county.configuration])
            #expect(said.code == 0, "\(said.output)")
            #expect(await bridge.line(holding: " reloaded tables=2") != nil)
            #expect(try await chat.say("m2", room: "room-7", "夏江路有垃圾没人清理").word == "accepted")
            #expect(try await sink.post("assignment", replyTo: "m2").room == "room-7")
            #expect(await bridge.stop() == 0)
        }
    }

    /// The nearest folder above the program that holds the templates.
    private var repository: String {
        var folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        repeat {
            folder.deleteLastPathComponent()
        } while folder.path != "/"
            && !FileManager.default.fileExists(atPath: folder.path + "/Templates")
        return folder.path
    }
}
