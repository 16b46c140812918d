import Foundation
import TestBed
import Testing

/// `gridbridge matrix registration`, as an administrator runs it.
@Suite struct RegistrationTests {
    /// Runs a body in a folder with a configuration of one homeserver, or two.
    private func play(adapters: [String], _ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gridbridge-\(UUID().uuidString)")
            .path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let entries = adapters.map {
            "{ name: \"\($0)\", kind: \"matrix\", homeserver: \"http://127.0.0.1:1\", serverName: \"\($0).test\" }"
        }
        try Data("{ adapters: [\(entries.joined(separator: ", "))] }".utf8)
            .write(to: URL(fileURLWithPath: folder + "/gridbridge.json5"))
        try await body(folder)
    }

    private func register(_ words: [String], in folder: String) async throws -> (code: Int32, output: String) {
        try await RunningBridge.run(
            ["matrix", "registration"] + words + ["--config", folder + "/gridbridge.json5"])
    }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    private func rights(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `its file and tokens are their owner's alone, and nothing is written over`() async throws {
        try await play(adapters: ["matrix"]) { folder in
            let file = folder + "/registration.yaml"
            #expect(try await register(["--write", file], in: folder).code == 0)
            let tokens = ["as", "hs"].map { "\(folder)/matrix.\($0)-token" }
            for path in [file] + tokens { #expect(try rights(path) == 0o600) }
            let (written, kept) = (try text(file), try tokens.map(text))
            for token in kept { #expect(written.contains(token.trimmingCharacters(in: .newlines))) }
            #expect(kept[0] != kept[1])
            // The same again says the same.
            let again = try await register(["--write", file], in: folder)
            #expect(again.code == 0 && again.output.contains("kept"))
            #expect(try text(file) == written)
            #expect(try tokens.map(text) == kept)
            // The homeserver may be using another one.
            try Data("id: other\n".utf8).write(to: URL(fileURLWithPath: file))
            let other = try await register(["--write", file], in: folder)
            #expect(other.code == 1 && other.output.contains("says something else"))
            #expect(try text(file) == "id: other\n")
        }
    }

    @Test func `of several homeservers one has to be named`() async throws {
        try await play(adapters: ["county", "town"]) { folder in
            let none = try await register([], in: folder)
            #expect(none.code == 64 && none.output.contains("county, town"))
            let wrong = try await register(["twon"], in: folder)
            #expect(wrong.code == 64 && wrong.output.contains("did you mean 'town'"))
            let town = try await register(["town"], in: folder)
            #expect(town.code == 0)
            #expect(town.output.contains("id: \"town\"") && town.output.contains("town\\\\.test"), "\(town.output)")
            #expect(FileManager.default.fileExists(atPath: folder + "/town.as-token"))
            #expect(!FileManager.default.fileExists(atPath: folder + "/county.as-token"))
        }
    }
}
