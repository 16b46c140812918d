import Domain
import Understanding

/// A message read wrongly, and the dearest thing that is wrong with it.
struct ReadingError {
    /// In the order of what they cost, the dearest first.
    enum Kind: Int, CaseIterable {
        case falseAlarm, hastyDeed, filedWrong, missed, askedInVain, wrongPlace, wrongIntent

        var name: String {
            switch self {
            case .falseAlarm: "falseAlarm"
            case .hastyDeed: "hastyDeed"
            case .filedWrong: "filedWrong"
            case .missed: "missed"
            case .askedInVain: "askedInVain"
            case .wrongPlace: "wrongPlace"
            case .wrongIntent: "wrongIntent"
            }
        }

        var title: String {
            switch self {
            case .falseAlarm: "false alarm: filed, and nothing should be"
            case .hastyDeed: "read as done, and it is not: would close a case"
            case .filedWrong: "filed with a wrong type"
            case .missed: "missed: neither filed nor asked about"
            case .askedInVain: "asked about, and wrongly"
            case .wrongPlace: "wrong place or grid"
            case .wrongIntent: "wrong intent, nothing opened or closed"
            }
        }
    }

    let kind: Kind
    let message: JudgedMessage
    /// How sure the mistake is: of two of a kind the surer one goes first.
    let confidence: Int

    /// nil when the message is read as labelled, or closely enough that nobody would notice.
    init?(_ message: JudgedMessage, _ thresholds: Thresholds) {
        self.message = message
        let wanted = message.expected.types ?? []
        let isLabelled = message.expected.types != nil
        let wrong = message.found.filter { !wanted.contains($0.type) }.map(\.confidence).max() ?? 0
        let heard = message.found.filter { $0.confidence >= thresholds.askFrom }
        if message.isQuiet, message.opening >= thresholds.fileFrom {
            (kind, confidence) = (.falseAlarm, message.opening)
        } else if message.isHastyDeed {
            (kind, confidence) = (.hastyDeed, message.intentConfidence)
        } else if isLabelled, !message.isQuiet, wrong >= thresholds.fileFrom {
            (kind, confidence) = (.filedWrong, wrong)
        } else if isLabelled, !message.isQuiet, heard.count < wanted.count {
            (kind, confidence) = (.missed, message.intentConfidence)
        } else if message.isQuiet ? message.opening >= thresholds.askFrom : isLabelled && wrong >= thresholds.askFrom {
            (kind, confidence) = (.askedInVain, max(wrong, message.opening))
        } else if message.isPlaceRight == false || message.isGridRight == false {
            (kind, confidence) = (.wrongPlace, message.opening)
        } else if message.isIntentRight == false {
            (kind, confidence) = (.wrongIntent, message.intentConfidence)
        } else {
            return nil
        }
    }

    /// What was expected of the message and what was read instead, as one short text each.
    func sides(_ county: County) -> (expected: String, found: String) {
        func names(_ codes: some Sequence<String>) -> String {
            let names = codes.map { code in county.caseType(code).map { "\(code) \($0.name)" } ?? code }
            return names.isEmpty ? "(none)" : names.sorted().joined(separator: " + ")
        }
        switch kind {
        case .falseAlarm, .filedWrong, .missed, .askedInVain:
            let intent = message.intent == .report ? "" : "\(message.intent.rawValue) "
            return (
                message.expected.types.map(names) ?? message.expected.intent?.rawValue ?? "",
                intent + names(message.found.map { $0.type })
            )
        case .hastyDeed, .wrongIntent: return (message.expected.intent?.rawValue ?? "", message.intent.rawValue)
        case .wrongPlace:
            let isPlace = message.isPlaceRight == false
            let read = isPlace ? message.places : message.grids
            return (
                (isPlace ? message.expected.place : message.expected.grid) ?? "",
                read.isEmpty ? "(none)" : read.joined(separator: " + ")
            )
        }
    }
}
