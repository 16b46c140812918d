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
        let document = try Document("docs/matrix.md", section: "From a Synapse to the first case") { text in
            text.replacing("/srv/gridbridge", with: folder).replacing("example.org", with: Synapse.name)
                .replacing("127.0.0.1:8008", with: "127.0.0.1:\(port)")
                .replacing("127.0.0.1:8480", with: "127.0.0.1:\(listen)")
        }

        try await run(document.block(holding: "gridbridge init"), in: parent.path)
        try change(folder + "/gridbridge.json5") { text in
            text.replacing("adapters: [", with: "adapters: [\n" + document.block(holding: "kind: \"matrix\""))
                .replacing("127.0.0.1:8480", with: "127.0.0.1:\(listen)")
        }
        try await run(document.block(holding: "matrix registration"), in: folder)
        let server = try await Synapse(
            port: port, registration: String(contentsOfFile: folder + "/registration.yaml", encoding: .utf8))
        do { try await walk(document, folder, server) } catch {
            Issue.record("the homeserver said:\n\(server.log)")
            await server.remove()
            throw error
        }
        await server.remove()
    }

    /// From the homeserver's start on.
    private func walk(_ document: Document, _ folder: String, _ server: Synapse) async throws {
        #expect(document.block(holding: "curl").contains("gridbridge serve"))
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
        let readiness = document.block(holding: "curl").split(separator: "\n").filter { $0.hasPrefix("curl") }
        let promised = try #require(readiness.first?.split(separator: "# ").last)
        try await Condition.wait(for: String(promised)) {
            try await run(readiness.joined(), in: folder).contains(promised) ? true : nil
        }

        let worker = try await MatrixUser(named: "wang", on: server)
        let head = try await MatrixUser(named: "li", on: server)
        let room = try await worker.createRoom("城东网格群", invite: [Synapse.bot, head.id])
        try await head.join(room)
        try await worker.wait(for: Synapse.bot, in: room)
        try await worker.say("大家好", in: room)
        try await head.say("你好", in: room)
        let check = document.block(holding: "# rows to paste")
        try await Condition.wait(for: "rows to paste") {
            let shown = try await RunningBridge.shell(check, in: folder).output
            return [room, worker.id, head.id].allSatisfy(shown.contains) ? true : nil
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
