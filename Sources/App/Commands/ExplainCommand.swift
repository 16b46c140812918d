import Domain
import JSON
import Understanding

/// `gridbridge explain`: how a message is understood, and why.
struct ExplainCommand {
    private let arguments: Arguments

    init(_ words: ArraySlice<String>) throws(UsageError) {
        arguments = try Arguments(
            words, command: "explain",
            .init(
                options: ["--tables", "--room", "--sender", "--time", "--photos"], flags: ["--jsonl", "--json"],
                words: 0...1))
        if arguments.has("--jsonl"), !arguments.words.isEmpty {
            throw UsageError("--jsonl reads messages from stdin; give no TEXT beside it")
        }
    }

    func run() async throws -> ExitCode {
        let setting = try await Setting(arguments)
        let rulebook = Rulebook(setting.county)
        let json = ReadingJSON(county: setting.county, zone: setting.zone)
        if arguments.has("--jsonl") || arguments.words.isEmpty {
            try explainLines(setting, rulebook, json)
            return .done
        }
        var members: [(String, JSONValue)] = [("text", .string(arguments.words[0]))]
        if let room = arguments.value("--room") { members.append(("room", .string(room))) }
        if let sender = arguments.value("--sender") { members.append(("sender", .string(sender))) }
        if let time = arguments.value("--time") { members.append(("time", .string(time))) }
        members.append(("photos", .integer(try arguments.whole("--photos", 0...99, default: 0))))
        let line = try MessageLine(
            Array(JSONValue.object(JSONObject(members)).serialized().utf8), file: "arguments", line: 1,
            county: setting.county, zone: setting.zone)
        let reading = rulebook.read(line.text, line.around)
        if arguments.has("--json") {
            var writer = JSONWriter()
            json.write(reading, id: nil, into: &writer)
            Console.print(writer.text)
        } else {
            Console.print(ReadingText(county: setting.county, zone: setting.zone).lines(reading, of: line.text))
        }
        return .done
    }

    private func explainLines(_ setting: Setting, _ rulebook: Rulebook, _ json: ReadingJSON) throws {
        var writer = JSONWriter(capacity: 1 << 16)
        var pending = 0
        try Console.eachLine(of: "-") { number, bytes in
            if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return }
            let line = try MessageLine(
                bytes, file: "stdin", line: number, county: setting.county, zone: setting.zone)
            json.write(rulebook.read(line.text, line.around), id: line.id, into: &writer)
            writer.newline()
            pending += 1
            if pending == 64 {
                Console.flush(&writer)
                pending = 0
            }
        }
        Console.flush(&writer)
    }
}

extension Console {
    /// Prints what a writer holds, which ends with a line end, and empties it.
    static func flush(_ writer: inout JSONWriter) {
        guard !writer.bytes.isEmpty else { return }
        print(writer.bytes)
        writer = JSONWriter(capacity: 1 << 16)
    }
}
