import Domain
import JSON
import Understanding

/// `gridbridge explain`: how a message is understood, and why.
struct ExplainCommand {
    private let arguments: Arguments
    /// The message of the command line; nil when messages come from stdin.
    private let message: (text: String, time: Timestamp?, photos: Int)?
    private let colours: Paint.Mode

    init(_ words: ArraySlice<String>) throws(UsageError) {
        arguments = try Arguments(
            words, command: "explain",
            .init(
                options: ["--tables", "--room", "--sender", "--time", "--photos", "--color"],
                flags: ["--jsonl", "--json"],
                words: 0...1))
        let mode = arguments.value("--color") ?? Paint.Mode.auto.rawValue
        guard let colours = Paint.Mode(rawValue: mode) else {
            throw UsageError("--color wants always, never or auto, not '\(mode)'")
        }
        self.colours = colours
        guard !arguments.has("--jsonl"), let text = arguments.words.first else {
            if !arguments.words.isEmpty {
                throw UsageError("--jsonl reads messages from stdin; give no TEXT beside it")
            }
            message = nil
            return
        }
        let time = arguments.value("--time")
        let instant = time.flatMap { Timestamp(rfc3339: $0) }
        if let time, instant == nil {
            throw UsageError("--time wants a time such as 2026-11-21T09:12:33+08:00, not '\(time)'")
        }
        message = (text, instant, try arguments.whole("--photos", 0...99, default: 0))
    }

    func run() async throws -> ExitCode {
        let setting = try await Setting(arguments)
        let rulebook = Rulebook(setting.county)
        let json = ReadingJSON(county: setting.county, zone: setting.zone)
        guard let message else {
            try explainLines(setting, rulebook, json)
            return .done
        }
        var around = Surroundings(photos: message.photos, time: message.time, zone: setting.zone)
        if let name = arguments.value("--room") {
            around.room = MessageLine.room(name, in: setting.county)
            if around.room == nil { Console.complain("rooms.csv has no room '\(name)': read as if none were given") }
        }
        if let name = arguments.value("--sender") {
            around.sender = MessageLine.person(name, in: setting.county)
            if around.sender == nil { Console.complain("people.csv has no '\(name)': read as from a stranger") }
        }
        let reading = rulebook.explain(message.text, around)
        if arguments.has("--json") {
            var writer = JSONWriter()
            json.write(reading, id: nil, into: &writer)
            Console.print(writer.text)
        } else {
            let text = ExplanationText(
                county: setting.county, origin: setting.origin, zone: setting.zone, paint: Paint(colours),
                width: Console.width)
            Console.print(text.lines(reading, of: message.text))
        }
        return .done
    }

    /// A line that cannot be read has no reading and is a problem; those after it are read all the same.
    private func explainLines(_ setting: Setting, _ rulebook: Rulebook, _ json: ReadingJSON) throws {
        var writer = JSONWriter(capacity: 1 << 16)
        var problems: [String] = []
        try Console.eachLine(of: "-", tooLong: { problems.append($0) }, afterReading: { Console.flush(&writer) }) {
            number, bytes in
            if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return }
            do {
                let line = try MessageLine(
                    bytes, file: "stdin", line: number, county: setting.county, zone: setting.zone)
                json.write(rulebook.read(line.text, line.around), id: line.id, into: &writer)
                writer.newline()
            } catch let bad as BadData {
                problems += bad.problems
            }
        }
        Console.flush(&writer)
        guard problems.isEmpty else { throw BadData(problems: problems) }
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
