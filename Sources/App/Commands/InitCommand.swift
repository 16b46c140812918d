import Foundation
import Tables

/// `gridbridge init [DIR]`: a configuration, tables and templates to start from. Never overwrites.
struct InitCommand {
    private let arguments: Arguments

    init(_ words: ArraySlice<String>) throws(UsageError) {
        arguments = try Arguments(words, command: "init", .init(words: 0...1))
    }

    func run() async throws -> ExitCode {
        let folder = arguments.words.first ?? "."
        let resources = try Resources(
            seedsFlag: arguments.value("--seeds"), templatesFlag: arguments.value("--templates"), seedsKey: nil,
            templatesKey: nil)
        let configuration = "\(folder)/gridbridge.json5"
        try put(Array(ConfigurationSample.text.utf8), into: configuration)
        let common = try TableFolder.files(in: resources.seeds + "/common")
        for schema in TableSchema.all {
            try put(common[schema.file] ?? schema.emptyFile, into: "\(folder)/tables/\(schema.file)")
        }
        for language in TemplateFolder.languages {
            let source = "\(resources.templates)/\(language)"
            for file in try FileManager.default.contentsOfDirectory(atPath: source).sorted()
            where file.hasSuffix(".mustache") {
                guard let data = FileManager.default.contents(atPath: "\(source)/\(file)") else {
                    throw WorldFailure("cannot read \(source)/\(file)")
                }
                try put(Array(data), into: "\(folder)/templates/\(language)/\(file)")
            }
        }
        Console.complain(
            "next: fill in \(folder)/tables, name your chat in \(configuration), "
                + "then 'gridbridge check --config \(configuration)'")
        return .done
    }

    private func put(_ bytes: [UInt8], into path: String) throws {
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
        // Exclusive, so that a file which appears meanwhile stays as well.
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard file >= 0 else {
            guard errno == EEXIST else {
                throw WorldFailure("cannot write \(path): \(String(cString: strerror(errno)))")
            }
            return Console.print("kept  \(path)")
        }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        try handle.write(contentsOf: bytes)
        try handle.close()
        Console.print("wrote \(path)")
    }
}

/// The configuration that `init` writes, from the same table as `help config`.
enum ConfigurationSample {
    static var text: String {
        var lines = [
            "// The configuration of GridBridge, with every key. JSON5: comments and trailing commas are welcome.",
            "// Each key can be overridden from the environment: GRIDBRIDGE_ and its path in capitals, joined by _",
            "// (GRIDBRIDGE_DIGEST_DAY). A secret can be kept elsewhere: \"env:NAME\" or \"file:PATH\".",
            "{",
        ]
        var section: String?
        for key in ConfigurationKey.all {
            if key.section != section {
                if section != nil { lines.append("  },") }
                if let name = key.section { lines += ["", "  \(name): {"] }
                section = key.section
            }
            lines += entry(key, indent: key.section == nil ? "  " : "    ")
        }
        if section != nil { lines.append("  },") }
        lines += [""] + adapters + ["}", ""]
        return lines.joined(separator: "\n")
    }

    /// What `init` makes beside the file is named in it; a key that has no value stands in a comment.
    private static func entry(_ key: ConfigurationKey, indent: String) -> [String] {
        let comment = "\(indent)// \(key.meaning)\(key.kind == .text ? "" : "; \(key.kind.expected)")"
        if let own = own[key.path] { return [comment, "\(indent)\(key.name): \(own),"] }
        guard let sample = key.sample else { return [comment, "\(indent)// \(key.name): \"…\","] }
        return [comment, "\(indent)\(key.name): \(sample),"]
    }

    /// Values that differ from the defaults in a folder that `init` made.
    static let own = ["tables": "\"tables\"", "templates": "\"templates\""]

    private static var adapters: [String] {
        let examples: [(String, [String: String])] = [
            (
                "generic",
                [
                    "name": "\"county\"", "secrets": "[\"env:COUNTY_SECRET\"]",
                    "deliver": "\"https://chat.example.org/replies\"", "deliverSecret": "\"env:REPLY_SECRET\"",
                    "fetchToken": "\"env:FETCH_TOKEN\"", "fetchHosts": "[\"files.example.org\"]",
                ]
            ),
            (
                "matrix",
                [
                    "name": "\"matrix\"", "homeserver": "\"http://127.0.0.1:8008\"", "serverName": "\"example.org\"",
                    "asToken": "\"env:MATRIX_AS_TOKEN\"", "hsToken": "\"env:MATRIX_HS_TOKEN\"",
                    "allowServers": "[\"example.org\"]", "callbackURL": "\"http://127.0.0.1:8480\"",
                    "accessToken": "\"env:MATRIX_ACCESS_TOKEN\"",
                ]
            ), ("sandbox", ["name": "\"sandbox\""]),
        ]
        var lines = [
            "  // the chats that the bridge serves; each entry of rooms.csv names one by its name", "  adapters: [",
        ]
        for (kind, values) in examples {
            lines.append("    // {")
            for key in ConfigurationKey.adapter {
                let isOfKind = key.name == "name" || key.name == "kind" || key.meaning.hasPrefix("\(kind):")
                guard isOfKind else { continue }
                let value = key.name == "kind" ? "\"\(kind)\"" : values[key.name] ?? key.sample ?? "\"…\""
                // One of two ways in: the other stands behind a second comment sign.
                let sign = key.name == "accessToken" ? "// " : ""
                lines.append("    //   \(sign)\(key.name): \(value),  // \(key.meaning)")
            }
            lines.append("    // },")
        }
        lines.append("  ],")
        return lines
    }
}
