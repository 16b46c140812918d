import Domain
import Foundation
import JSON
import Understanding

/// `gridbridge evaluate`: labelled messages against how they are read.
struct EvaluateCommand {
    private let arguments: Arguments
    private let required: [(name: String, bound: Double)]

    init(_ words: ArraySlice<String>) throws(UsageError) {
        arguments = try Arguments(
            words, command: "evaluate", .init(options: ["--tables", "--require"], flags: ["--json"], words: 1...1))
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
    }

    func run() async throws -> ExitCode {
        let setting = try await Setting(arguments)
        let rulebook = Rulebook(setting.county)
        let file = arguments.words[0]
        var lines: [MessageLine] = []
        var problems: [String] = []
        let name = file == "-" ? "stdin" : file
        try Console.eachLine(of: file, tooLong: { problems.append($0) }) { number, bytes in
            if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return }
            do {
                lines.append(
                    try MessageLine(bytes, file: name, line: number, county: setting.county, zone: setting.zone))
            } catch let bad as BadData {
                problems += bad.problems
            }
        }
        guard problems.isEmpty else { throw BadData(problems: problems) }
        var evaluation = Evaluation(
            fileFrom: setting.configuration.fileFrom, askFrom: setting.configuration.askFrom)
        let clock = ContinuousClock()
        var spent = Duration.zero
        for (index, line) in lines.enumerated() {
            let start = clock.now
            let reading = rulebook.read(line.text, line.around)
            spent += start.duration(to: clock.now)
            evaluation.add(line, reading)
            if index % 5000 == 4999 { Console.progress("\(index + 1) of \(lines.count) messages") }
        }
        Console.endProgress()
        let seconds = Double(spent.components.seconds) + Double(spent.components.attoseconds) / 1e18
        let perSecond = seconds > 0 ? Double(lines.count) / seconds : 0
        if arguments.has("--json") {
            Console.print(evaluation.json(perSecond: perSecond).serialized())
        } else {
            Console.print(evaluation.table(perSecond: perSecond, setting.county))
        }
        var missed = false
        for (name, bound) in required {
            guard let value = evaluation.figure(name) else {
                Console.complain("\(name) is not known, no message being labelled for it; required \(bound)")
                missed = true
                continue
            }
            let isMiss = Evaluation.isBetterLow(name) ? value > bound : value < bound
            if isMiss {
                Console.complain("\(name) is \(Evaluation.show(value)), required \(bound)")
                missed = true
            }
        }
        return missed ? .found : .done
    }
}

/// Counts of right and wrong readings.
struct Evaluation {
    static let figures = [
        "intent", "intentF1", "type", "typeF1", "place", "grid", "falseAlarms", "falseAlarmRate", "wouldAsk",
    ]

    /// Whether the figure counts mistakes, so that a bound on it is an upper one.
    static func isBetterLow(_ figure: String) -> Bool {
        ["falseAlarms", "falseAlarmRate", "wouldAsk"].contains(figure)
    }

    private let fileFrom: Int
    private let askFrom: Int
    private var messages = 0
    private var intents = Scores()
    private var types = Scores()
    private var places = (right: 0, all: 0)
    private var grids = (right: 0, all: 0)
    private var quiet = 0
    private var falseAlarms = 0
    private var wouldAsk = 0

    init(fileFrom: Int, askFrom: Int) {
        self.fileFrom = fileFrom
        self.askFrom = askFrom
    }

    mutating func add(_ line: MessageLine, _ reading: Reading) {
        messages += 1
        guard let expected = line.expected else { return }
        let reports = reading.items.filter { $0.intent == .report }
        if let intent = expected.intent {
            intents.add(expected: [intent.rawValue], found: [reading.intent.rawValue])
        }
        if let wanted = expected.types {
            types.add(expected: wanted, found: Set(reports.compactMap(\.type)))
        }
        if let place = expected.place {
            places.all += 1
            if reports.contains(where: { ($0.place?.name ?? $0.place?.text) == place }) { places.right += 1 }
        }
        if let grid = expected.grid {
            grids.all += 1
            if reports.contains(where: { $0.place?.grid == grid }) { grids.right += 1 }
        }
        let opensNothing =
            expected.types?.isEmpty ?? false
            || (expected.intent.map { $0 != .report && $0 != .directive } ?? false)
        if opensNothing {
            quiet += 1
            let opening = reports.filter { !$0.selfHandled }.map(\.confidence).max() ?? 0
            if opening >= fileFrom { falseAlarms += 1 }
            if opening >= askFrom { wouldAsk += 1 }
        }
    }

    private var falseAlarmRate: Double? { quiet == 0 ? nil : Double(falseAlarms) / Double(quiet) }

    func figure(_ name: String) -> Double? {
        switch name {
        case "intent": intents.accuracy
        case "intentF1": intents.macroF1
        case "type": types.accuracy
        case "typeF1": types.macroF1
        case "place": places.all == 0 ? nil : Double(places.right) / Double(places.all)
        case "grid": grids.all == 0 ? nil : Double(grids.right) / Double(grids.all)
        case "falseAlarms": Double(falseAlarms)
        case "falseAlarmRate": falseAlarmRate
        case "wouldAsk": Double(wouldAsk)
        default: nil
        }
    }

    static func show(_ value: Double?) -> String {
        value.map { String(format: "%.4f", $0) } ?? "—"
    }

    func json(perSecond: Double) -> JSONValue {
        func number(_ value: Double?) -> JSONValue {
            value.flatMap { JSONNumber(String(format: "%.6f", $0)) }.map { .number($0) } ?? .null
        }
        return [
            "messages": .integer(messages),
            "intent": [
                "accuracy": number(intents.accuracy), "macroF1": number(intents.macroF1),
                "messages": .integer(intents.rows),
            ],
            "type": [
                "accuracy": number(types.accuracy), "macroF1": number(types.macroF1), "messages": .integer(types.rows),
            ],
            "place": ["accuracy": number(figure("place")), "messages": .integer(places.all)],
            "grid": ["accuracy": number(figure("grid")), "messages": .integer(grids.all)],
            "falseAlarms": .integer(falseAlarms), "falseAlarmRate": number(falseAlarmRate),
            "wouldAsk": .integer(wouldAsk), "quietMessages": .integer(quiet),
            "perSecond": .integer(Int(perSecond)),
        ]
    }

    func table(perSecond: Double, _ county: County) -> String {
        var lines = ["messages      \(messages)"]
        func row(_ name: String, _ scores: Scores) {
            guard scores.rows > 0 else { return }
            lines.append(
                "\(name)  accuracy \(Self.show(scores.accuracy))  macro-F1 \(Self.show(scores.macroF1))  of \(scores.rows)"
            )
        }
        row("intent      ", intents)
        row("type        ", types)
        if places.all > 0 { lines.append("place         accuracy \(Self.show(figure("place")))  of \(places.all)") }
        if grids.all > 0 { lines.append("grid          accuracy \(Self.show(figure("grid")))  of \(grids.all)") }
        lines.append(
            "false alarms  \(falseAlarms) of \(quiet) quiet messages (\(Self.show(falseAlarmRate))); would ask \(wouldAsk)"
        )
        lines.append("messages/s    \(Int(perSecond))")
        for (title, scores) in [("intents", intents), ("types", types)] where !scores.confusions.isEmpty {
            lines.append("")
            lines.append("commonest confusions of \(title) (expected → read):")
            for (pair, count) in scores.worst(15) {
                func named(_ label: String) -> String { county.caseType(label).map { "\(label) \($0.name)" } ?? label }
                lines.append("  \(count)×  \(named(pair.expected)) → \(named(pair.found))")
            }
        }
        return lines.joined(separator: "\n")
    }
}

/// Accuracy and F1 over sets of labels.
private struct Scores {
    struct Pair: Hashable {
        let expected: String
        let found: String
    }

    private(set) var rows = 0
    private var right = 0
    private var hits: [String: Int] = [:]
    private var wanted: [String: Int] = [:]
    private var given: [String: Int] = [:]
    private(set) var confusions: [Pair: Int] = [:]

    mutating func add(expected: Set<String>, found: Set<String>) {
        rows += 1
        if expected == found { right += 1 }
        for label in expected {
            wanted[label, default: 0] += 1
            if found.contains(label) { hits[label, default: 0] += 1 }
        }
        for label in found { given[label, default: 0] += 1 }
        guard expected != found else { return }
        let missed = expected.subtracting(found).sorted()
        let added = found.subtracting(expected).sorted()
        for label in missed.isEmpty ? ["(none)"] : missed {
            for other in added.isEmpty ? ["(none)"] : added {
                confusions[Pair(expected: label, found: other), default: 0] += 1
            }
        }
    }

    var accuracy: Double? { rows == 0 ? nil : Double(right) / Double(rows) }

    /// The mean of F1 over the labels that are expected somewhere.
    var macroF1: Double? {
        guard !wanted.isEmpty else { return nil }
        let scores = wanted.keys.sorted().map { label -> Double in
            let hit = Double(hits[label] ?? 0)
            return 2 * hit / Double((wanted[label] ?? 0) + (given[label] ?? 0))
        }
        return scores.reduce(0, +) / Double(scores.count)
    }

    func worst(_ count: Int) -> [(Pair, Int)] {
        confusions.sorted { ($1.value, $0.key.expected, $0.key.found) < ($0.value, $1.key.expected, $1.key.found) }
            .prefix(count).map { ($0.key, $0.value) }
    }
}
