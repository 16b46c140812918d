import Domain
import Foundation

/// Labelled messages held against their readings: every figure of `evaluate` is counted from these judgements.
struct Evaluation {
    /// The figures that `--require` knows.
    static let figures = [
        "intent", "intentF1", "type", "typeF1", "place", "grid", "falseAlarms", "falseAlarmRate", "wouldAsk",
    ]

    /// Whether the figure counts mistakes, so that a bound on it is an upper one.
    static func isBetterLow(_ figure: String) -> Bool {
        ["falseAlarms", "falseAlarmRate", "wouldAsk"].contains(figure)
    }

    let thresholds: Thresholds
    /// Messages read, those without a label included.
    private(set) var messages = 0
    private(set) var judged: [JudgedMessage] = []
    private(set) var intents = LabelScores()
    private(set) var types = LabelScores()
    private(set) var places = Calibration.Share()
    private(set) var grids = Calibration.Share()
    private(set) var calibration = Calibration()
    private(set) var quiet = 0
    private(set) var falseAlarms = 0
    private(set) var wouldAsk = 0

    init(_ thresholds: Thresholds) { self.thresholds = thresholds }

    /// - Parameter message: nil when the line has no label.
    mutating func add(_ message: JudgedMessage?) {
        messages += 1
        guard let message else { return }
        judged.append(message)
        if let intent = message.expected.intent {
            intents.add(expected: [intent.rawValue], found: [message.intent.rawValue])
        }
        if let wanted = message.expected.types { types.add(expected: wanted, found: message.types) }
        if let isRight = message.isPlaceRight { places.add(isRight) }
        if let isRight = message.isGridRight { grids.add(isRight) }
        calibration.add(message)
        if message.isQuiet {
            quiet += 1
            if message.opening >= thresholds.fileFrom { falseAlarms += 1 }
            if message.opening >= thresholds.askFrom { wouldAsk += 1 }
        }
    }

    var falseAlarmRate: Double? { quiet == 0 ? nil : Double(falseAlarms) / Double(quiet) }

    func figure(_ name: String) -> Double? {
        switch name {
        case "intent": intents.accuracy
        case "intentF1": intents.macroF1
        case "type": types.accuracy
        case "typeF1": types.macroF1
        case "place": places.value
        case "grid": grids.value
        case "falseAlarms": Double(falseAlarms)
        case "falseAlarmRate": falseAlarmRate
        case "wouldAsk": Double(wouldAsk)
        default: nil
        }
    }

    /// The dearest first; of one kind the surest, then in the order of the file.
    var errors: [ReadingError] {
        judged.compactMap { ReadingError($0, thresholds) }.sorted {
            ($0.kind.rawValue, $1.confidence, $0.message.line) < ($1.kind.rawValue, $0.confidence, $1.message.line)
        }
    }

    var thresholdTable: ThresholdTable { ThresholdTable(judged, inForce: thresholds) }

    static func show(_ value: Double?) -> String { value.map { String(format: "%.4f", $0) } ?? "—" }
}
