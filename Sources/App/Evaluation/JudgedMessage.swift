import Domain
import Understanding

/// One labelled message and its reading: what is right in it, and what the bridge would do.
struct JudgedMessage {
    /// A type that was read and how sure of it the reading is.
    struct Found {
        let type: String
        let confidence: Int
        /// A case that its finder closes at once: no alarm, but filed like others.
        let isSelfHandled: Bool
    }

    /// 1 is the first line of the file.
    let line: Int
    let id: String?
    let text: String
    let expected: MessageLine.Expectation
    let intent: Intent
    let intents: [Intent]
    /// Of the message's first item.
    let intentConfidence: Int
    /// The items of intent report that have a type; of several of one type the surest.
    let found: [Found]
    let places: [String]
    let grids: [String]
    /// Confidence of the surest report item that nobody has closed on the spot; 0 without one.
    let opening: Int

    init(_ message: MessageLine, line: Int, _ expected: MessageLine.Expectation, _ reading: Reading) {
        self.line = line
        self.expected = expected
        id = message.id
        text = message.text
        intent = reading.intent
        intents = reading.items.map(\.intent)
        intentConfidence = reading.items.first?.confidence ?? 0
        let reports = reading.items.filter { $0.intent == .report }
        var found: [Found] = []
        for report in reports {
            guard let type = report.type else { continue }
            let new = Found(type: type, confidence: report.confidence, isSelfHandled: report.selfHandled)
            if let known = found.firstIndex(where: { $0.type == type }) {
                if found[known].confidence < new.confidence { found[known] = new }
            } else {
                found.append(new)
            }
        }
        self.found = found
        places = reports.compactMap { $0.place.map { $0.name ?? $0.text } }
        grids = reports.compactMap { $0.place?.grid }
        opening = reports.filter { !$0.selfHandled }.map(\.confidence).max() ?? 0
    }

    var types: Set<String> { Set(found.map(\.type)) }

    /// nil where the message has no such label.
    var isIntentRight: Bool? { expected.intent.map { $0 == intent } }
    var areTypesRight: Bool? { expected.types.map { $0 == types } }
    var isPlaceRight: Bool? { expected.place.map(places.contains) }
    var isGridRight: Bool? { expected.grid.map(grids.contains) }

    /// Expected to open no case.
    var isQuiet: Bool {
        expected.types?.isEmpty ?? false || (expected.intent.map { $0 != .report && $0 != .directive } ?? false)
    }

    /// Read as handled though nothing like it is expected: the bridge would close a case for it.
    var isHastyDeed: Bool {
        guard let wanted = expected.intent, intents.contains(.done) else { return false }
        return ![.done, .confirm, .report, .close].contains(wanted)
    }
}

/// From which confidence a report is filed, and from which it is asked about; below that the bridge is silent.
struct Thresholds: Hashable {
    let fileFrom: Int
    let askFrom: Int
}

/// What two thresholds would have made of labelled messages.
struct Consequences {
    private(set) var filedRight = 0
    /// Filed with a type that is not expected, in messages that do report something.
    private(set) var filedWrong = 0
    private(set) var asked = 0
    /// Expected, and neither filed nor asked about.
    private(set) var missed = 0
    /// Messages that should open nothing and would be filed.
    private(set) var falseAlarms = 0

    /// What each mistake weighs when pairs of thresholds are ranked: a case that nobody reported costs a unit a walk and the
    /// bot its good name; a wrong type is mended with a word; what is missed is said again; a question takes a moment.
    static let weights = (falseAlarm: 10, filedWrong: 5, missed: 3, asked: 1)

    var cost: Int {
        let weights = Self.weights
        return falseAlarms * weights.falseAlarm + filedWrong * weights.filedWrong + missed * weights.missed
            + asked * weights.asked
    }

    mutating func add(_ message: JudgedMessage, _ thresholds: Thresholds) {
        if message.isQuiet {
            if message.opening >= thresholds.fileFrom {
                falseAlarms += 1
            } else if message.opening >= thresholds.askFrom {
                asked += 1
            }
            return
        }
        guard let wanted = message.expected.types else { return }
        var unheard = wanted.count
        for found in message.found where found.confidence >= thresholds.askFrom {
            unheard -= 1
            if found.confidence < thresholds.fileFrom {
                asked += 1
            } else if wanted.contains(found.type) {
                filedRight += 1
            } else {
                filedWrong += 1
            }
        }
        missed += max(0, unheard)
    }

    /// No worse in anything and better in something.
    func beats(_ other: Consequences) -> Bool {
        let mine = [-filedRight, filedWrong, asked, missed, falseAlarms]
        let others = [-other.filedRight, other.filedWrong, other.asked, other.missed, other.falseAlarms]
        return mine != others && zip(mine, others).allSatisfy { $0 <= $1 }
    }
}

/// Pairs of thresholds side by side, so that a county can choose its own.
struct ThresholdTable {
    struct Row {
        let thresholds: Thresholds
        let consequences: Consequences
        /// The configuration's pair.
        let isInForce: Bool
    }

    let rows: [Row]

    /// Pairs in steps of five that no other pair beats, and the one in force.
    init(_ messages: [JudgedMessage], inForce: Thresholds) {
        var pairs: Set<Thresholds> = [inForce]
        for file in stride(from: 50, through: 95, by: 5) {
            for ask in stride(from: 30, through: file, by: 5) { pairs.insert(Thresholds(fileFrom: file, askFrom: ask)) }
        }
        let all = pairs.sorted { ($0.fileFrom, $0.askFrom) < ($1.fileFrom, $1.askFrom) }.map { pair in
            var consequences = Consequences()
            for message in messages { consequences.add(message, pair) }
            return Row(thresholds: pair, consequences: consequences, isInForce: pair == inForce)
        }
        rows = all.filter { row in
            row.isInForce || !all.contains { $0.consequences.beats(row.consequences) }
        }
    }

    /// The row whose mistakes weigh least; of equals the highest thresholds.
    var cheapest: Row? { rows.reversed().min { $0.consequences.cost < $1.consequences.cost } }
}
