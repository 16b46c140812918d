import Foundation
import JSON
import Testing

/// A run of the built program as a process of its own, for what only a process has: stdin, pipes, links, a folder.
struct ContractRun {
    let code: Int32
    let output: [UInt8]
    let complaints: String

    var text: String { String(decoding: output, as: UTF8.self) }
    var lines: [String] { text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init) }
    var complaintLines: [String] { complaints.split(separator: "\n").map(String.init) }

    /// Each line of stdout as JSON.
    var readings: [JSONValue] {
        get throws { try lines.map { try JSONReader.read(Array($0.utf8)) } }
    }

    static let program: String = {
        let beside = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let candidates = [
            beside.path + "/gridbridge",
            URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path + "/gridbridge",
            Site.repository + "/.build/debug/gridbridge",
        ]
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? candidates[0]
    }()

    /// - Parameters:
    ///   - folder: the working folder; one without a configuration when nil.
    ///   - environment: beside PATH and HOME.
    init(
        _ words: [String], input: [UInt8] = [], in folder: String? = nil, environment: [String: String] = [:],
        program: String = Self.program
    ) throws {
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("contract-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        func file(_ name: String, _ bytes: [UInt8] = []) throws -> URL {
            let url = scratch.appendingPathComponent(name)
            try Data(bytes).write(to: url)
            return url
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = words
        process.currentDirectoryURL = folder.map { URL(fileURLWithPath: $0) } ?? scratch
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": scratch.path].merging(environment) { _, new in new }
        // Files rather than pipes: nothing waits for a reader, however much is written.
        let (out, err) = (try file("out"), try file("err"))
        process.standardInput = try FileHandle(forReadingFrom: try file("in", input))
        process.standardOutput = try FileHandle(forWritingTo: out)
        process.standardError = try FileHandle(forWritingTo: err)
        try process.run()
        process.waitUntilExit()
        code = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
        output = Array(try Data(contentsOf: out))
        complaints = String(decoding: try Data(contentsOf: err), as: UTF8.self)
    }

    /// Reads messages with `explain --jsonl`.
    static func explain(
        _ lines: [String], _ options: [String] = [], environment: [String: String] = [:]
    ) throws -> ContractRun {
        try ContractRun(
            ["explain", "--jsonl"] + options, input: Array(lines.joined(separator: "\n").utf8) + [0x0A],
            environment: environment)
    }
}

/// A message as a line of JSON.
func messageLine(_ text: String, _ more: (String, JSONValue)...) -> String {
    JSONValue.object(JSONObject([("text", .string(text))] + more)).serialized()
}

extension String {
    /// The stretch between two offsets in Unicode scalars.
    func scalars(_ start: Int, _ end: Int) -> String {
        String(String.UnicodeScalarView(unicodeScalars.dropFirst(start).prefix(max(0, end - start))))
    }
}
