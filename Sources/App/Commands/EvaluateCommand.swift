import Domain
import Foundation
import JSON
import Tables
import Understanding

/// `gridbridge evaluate`: labelled messages against how they are read.
struct EvaluateCommand {
    private let arguments: Arguments
    private let required: [(name: String, bound: Double)]
    private let longestList: Int

    init(_ words: ArraySlice<String>) throws(UsageError) {
        arguments = try Arguments(
            words, command: "evaluate",
            .init(options: ["--tables", "--against", "--require", "--list"], flags: ["--json"], words: 1...1))
        longestList = try arguments.whole("--list", 0...1_000_000, default: 15)
        var required: [(String, Double)] = []
        for part in (arguments.value("--require") ?? "").split(separator: ",") {
            let pair = part.split(separator: "=")
            guard pair.count == 2, Evaluation.figures.contains(String(pair[0])), let bound = Double(pair[1]),
                bound.isFinite
            else {
                throw UsageError(
                    "--require wants name=number with a name of \(Evaluation.figures.joined(separator: ", ")), not '\(part)'"
                )
            }
            required.append((String(pair[0]), bound))
        }
        self.required = required
        if arguments.all("--against").count > 1 { throw UsageError("--against wants one folder") }
    }

    func run() async throws -> ExitCode {
        let setting = try await Setting(arguments)
        let file = try LabelledFile(arguments.words[0])
        let thresholds = Thresholds(
            fileFrom: setting.configuration.fileFrom, askFrom: setting.configuration.askFrom)
        let (evaluation, perSecond) = try file.evaluate(setting.county, setting.zone, thresholds)
        var comparison: EvaluationComparison?
        if let folder = arguments.value("--against") {
            let other = County(
                try TableFolder.tables(
                    try TableFolder.layered([folder], over: setting.resources.seeds + "/common")))
            comparison = EvaluationComparison(
                before: try file.evaluate(other, setting.zone, thresholds).evaluation, now: evaluation)
        }
        if arguments.has("--json") {
            let json = EvaluationJSON(county: setting.county)
            Console.print(json.value(evaluation, perSecond: perSecond, comparison).serialized())
        } else {
            let text = EvaluationText(county: setting.county, longest: longestList)
            var lines = text.lines(evaluation, perSecond: perSecond)
            if let comparison, let folder = arguments.value("--against") {
                lines += text.lines(comparison, against: folder)
            }
            Console.print(lines.joined(separator: "\n"))
        }
        return isMissed(evaluation) ? .found : .done
    }

    private func isMissed(_ evaluation: Evaluation) -> Bool {
        var missed = false
        for (name, bound) in required {
            guard let value = evaluation.figure(name) else {
                Console.complain("\(name) is not known, no message being labelled for it; required \(bound)")
                missed = true
                continue
            }
            if Evaluation.isBetterLow(name) ? value > bound : value < bound {
                Console.complain("\(name) is \(Evaluation.show(value)), required \(bound)")
                missed = true
            }
        }
        return missed
    }
}

/// The lines of a file of labelled messages, to be read with one county's tables after another's.
struct LabelledFile {
    let name: String
    private var lines: [(number: Int, bytes: [UInt8])] = []

    /// - Parameter path: `-` is stdin.
    init(_ path: String) throws {
        name = path == "-" ? "stdin" : path
        var problems: [String] = []
        try Console.eachLine(of: path, tooLong: { problems.append($0) }) { number, bytes in
            if !bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { lines.append((number, bytes)) }
        }
        guard problems.isEmpty else { throw BadData(problems: problems) }
    }

    /// The messages with what is expected of them in a county's words.
    /// - Throws: `BadData` with every problem of every line.
    func messages(_ county: County, _ zone: Zone) throws -> [(number: Int, message: MessageLine)] {
        var messages: [(Int, MessageLine)] = []
        var problems: [String] = []
        for (number, bytes) in lines {
            do {
                messages.append(
                    (number, try MessageLine(bytes, file: name, line: number, county: county, zone: zone)))
            } catch let bad as BadData {
                problems += bad.problems
            }
        }
        guard problems.isEmpty else { throw BadData(problems: problems) }
        return messages
    }

    /// Reads every message; `perSecond` counts the reading alone.
    func evaluate(
        _ county: County, _ zone: Zone, _ thresholds: Thresholds
    ) throws -> (evaluation: Evaluation, perSecond: Double) {
        let messages = try messages(county, zone)
        let rulebook = Rulebook(county)
        var evaluation = Evaluation(thresholds)
        let clock = ContinuousClock()
        var spent = Duration.zero
        for (index, (number, message)) in messages.enumerated() {
            let start = clock.now
            let reading = rulebook.read(message.text, message.around)
            spent += start.duration(to: clock.now)
            evaluation.add(message.expected.map { JudgedMessage(message, line: number, $0, reading) })
            if index % 5000 == 4999 { Console.progress("\(index + 1) of \(messages.count) messages") }
        }
        Console.endProgress()
        let seconds = Double(spent.components.seconds) + Double(spent.components.attoseconds) / 1e18
        return (evaluation, seconds > 0 ? Double(messages.count) / seconds : 0)
    }
}
