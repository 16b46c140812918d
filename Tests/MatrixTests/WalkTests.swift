import Foundation
import JSON
import TestBed
import Testing

/// The way that docs/matrix.md shows, step by step with its own commands.
@Suite(.timeLimit(.minutes(5))) struct WalkTests {
    @Test func `the way in the document leads from a homeserver to the first case`() async throws {
        let (port, listen) = (try FreePort.any(), try FreePort.any())
        let parent = FileManager.default.temporaryDirectory.appendingPathComponent("gridbridge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: parent) }
        let folder = parent.path + "/gridbridge"
        let etc = parent.path + "/etc"
        try FileManager.default.createDirectory(atPath: etc + "/conf.d", withIntermediateDirectories: true)
        let document = try Document("docs/matrix.md", section: "From a Synapse to the first case") { text in
            text.replacing("/srv/gridbridge", with: folder).replacing("example.org", with: Synapse.name)
                .replacing("127.0.0.1:8008", with: "127.0.0.1:\(port)")
                .replacing("127.0.0.1:8480", with: "127.0.0.1:\(listen)")
                // Everything else of these commands is done: who may read the copy is this test's own group.
                .replacing("sudo systemctl restart matrix-synapse", with: "")
                .replacing("sudo install -o root -g matrix-synapse", with: "install").replacing("sudo tee", with: "tee")
                .replacing("/etc/matrix-synapse", with: etc)
        }

        try await run(document.block(holding: "gridbridge init"), in: parent.path)
        try change(folder + "/gridbridge.json5") { text in
            text.replacing("adapters: [", with: "adapters: [\n" + document.block(holding: "kind: \"matrix\""))
                .replacing("127.0.0.1:8480", with: "127.0.0.1:\(listen)")
        }
        try await run(document.block(holding: "matrix registration"), in: folder)
        try await run(document.block(holding: "conf.d"), in: parent.path)
        let copy = etc + "/gridbridge.yaml"
        let named = try String(contentsOfFile: etc + "/conf.d/gridbridge.yaml", encoding: .utf8)
        #expect(named == "app_service_config_files: [\"\(copy)\"]\n")
        let rights = try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions] as? Int
        #expect(rights == 0o640)
        let server = try await Synapse(
            port: port, registration: String(contentsOfFile: copy, encoding: .utf8))
        do { try await walk(document, folder, server) } catch {
            Issue.record("the homeserver said:\n\(server.log)")
            await server.remove()
            throw error
        }
        await server.remove()
    }

    @Test func `the way in as an ordinary account leads to one that the homeserver knows`() async throws {
        let server = try await Synapse()
        do {
            let bot = try await MatrixUser(named: "gridbot", on: server)
            let name = String(bot.id.dropFirst().prefix { $0 != ":" })
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
                "gridbridge-\(UUID().uuidString)"
            )
            .path
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let document = try Document("docs/matrix.md", section: "As an ordinary account") { text in
                text.replacing("https://matrix.example.org", with: server.url).replacing(
                    "example.org", with: Synapse.name
                )
                .replacing("\"gridbot\"", with: "\"\(name)\"").replacing("@gridbot", with: "@\(name)")
            }
            try await run("gridbridge init \(folder)", in: "/")
            try change(folder + "/gridbridge.json5") { text in
                text.replacing("adapters: [", with: "adapters: [\n" + document.block(holding: "kind: \"matrix\""))
            }
            let commands = document.block(holding: "m.login.password")
            let promised = try #require(commands.split(separator: "# ").last?.dropLast())
            // Nobody is there to type. What `check` finds in tables that are empty is of no interest here.
            let shown = try await RunningBridge.shell(
                commands.replacing("read -r password ", with: "password=pw ").replacing(
                    "gridbridge check", with: "gridbridge check || true"), in: folder
            ).output
            #expect(shown.contains(promised), "\(shown)")
            let rights = try FileManager.default.attributesOfItem(atPath: folder + "/account-token")[.posixPermissions]
            #expect(rights as? Int == 0o600)
        } catch {
            Issue.record("the homeserver said:\n\(server.log)")
            await server.remove()
            throw error
        }
        await server.remove()
    }

    /// From the homeserver's start on.
    private func walk(_ document: Document, _ folder: String, _ server: Synapse) async throws {
        // It stays in the foreground: nothing can come after it.
        #expect(document.block(holding: "gridbridge serve") == "gridbridge serve\n")
        let bridge = try await RunningBridge(configuration: folder + "/gridbridge.json5")
        do { try await walk(document, folder, server, bridge) } catch {
            Issue.record("the bridge said:\n\(bridge.log)")
            throw error
        }
        #expect(await bridge.stop() == 0)
    }

    private func walk(
        _ document: Document, _ folder: String, _ server: Synapse, _ bridge: RunningBridge
    ) async throws {
        // A second terminal begins somewhere else.
        let readiness = document.block(holding: "curl")
        let promised = try #require(readiness.split(separator: "# ").last?.dropLast())
        try await Condition.wait(for: String(promised)) {
            try await run(readiness, in: "/").contains(promised) ? true : nil
        }

        let worker = try await MatrixUser(named: "wang", on: server)
        let head = try await MatrixUser(named: "li", on: server)
        let room = try await worker.createRoom("城东网格群", invite: [Synapse.bot, head.id])
        try await head.join(room)
        let leaders = try await worker.createRoom("领导群", invite: [Synapse.bot])
        let admin = try await worker.createRoom("管理群", invite: [Synapse.bot])
        for room in [room, leaders, admin] { try await worker.wait(for: Synapse.bot, in: room) }
        try await worker.say("大家好", in: room)
        try await head.say("你好", in: room)
        let check = document.block(holding: "# rows to paste")
        try await Condition.wait(for: "rows to paste") {
            let shown = try await RunningBridge.shell(check, in: folder).output
            return [room, leaders, admin, worker.id, head.id].allSatisfy(shown.contains) ? true : nil
        }
        try await run(
            document.block(holding: "tables import").replacing("@wang:\(Synapse.name)", with: worker.id)
                .replacing("@li:\(Synapse.name)", with: head.id), in: folder)
        #expect(await bridge.line(holding: " info reloaded ") != nil)

        let watch = try await Watch(worker)
        let report = try await worker.show(Picture.png, caption: document.words(after: "half a sentence: "), in: room)
        let card = try await watch.wait(room, for: "card") { events in events.first { $0.answers(report) } }
        try await head.show(Picture.png, caption: "已清理", replyingTo: card.id, in: room)
        let closing = try await watch.wait(room, for: "closing") { events in events.first { $0.answers(card.id) } }
        #expect(closing.body.contains("已办结"))
        try await run(document.block(holding: "digest --send"), in: folder)
        try await watch.wait(leaders, for: "digest") { events in
            events.contains { $0.isPost && $0.body.contains("日报") } ? true : nil
        }
        let purposes = try String(contentsOfFile: folder + "/tables/rooms.csv", encoding: .utf8).split(separator: "\n")
        #expect(purposes.contains { $0.hasPrefix("matrix,\(admin),管理群,admin,") })
    }

    @discardableResult
    private func run(_ commands: String, in directory: String) async throws -> String {
        let (code, output) = try await RunningBridge.shell(commands, in: directory)
        #expect(code == 0, "\(commands)\n\(output)")
        return output
    }

    private func change(_ path: String, _ body: (String) -> String) throws {
        try Data(body(try String(contentsOfFile: path, encoding: .utf8)).utf8).write(to: URL(fileURLWithPath: path))
    }
}

/// A section of a document of the project.
private struct Document {
    let text: String

    /// - Parameter change: puts a test's own names in the place of those in the document.
    init(_ path: String, section: String, _ change: (String) -> String) throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let whole = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
        let start = try #require(whole.range(of: "## \(section)\n")).upperBound
        let end = whole[start...].range(of: "\n## ")?.lowerBound ?? whole.endIndex
        text = change(String(whole[start..<end]))
    }

    /// The first block of code that holds a text.
    func block(holding part: String) -> String {
        let blocks = text.components(separatedBy: "```").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        let block = blocks.first { $0.contains(part) }
        #expect(block != nil, "no block holds \(part)")
        return String((block ?? "").drop { $0 != "\n" }.dropFirst())
    }

    /// The words from a text to the next full stop.
    func words(after part: String) -> String {
        String((text.range(of: part).map { text[$0.upperBound...] } ?? "").prefix { $0 != "." })
    }
}
