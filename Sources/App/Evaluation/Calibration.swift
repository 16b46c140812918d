import Domain

/// How often a reading that is so sure is right.
struct Calibration {
    struct Bin {
        /// Inclusive, of 0...100.
        let confidences: ClosedRange<Int>
        var reports = Share()
        var answers = Share()
    }

    struct Share {
        private(set) var count = 0
        private(set) var right = 0

        mutating func add(_ isRight: Bool) {
            count += 1
            if isRight { right += 1 }
        }

        var value: Double? { count == 0 ? nil : Double(right) / Double(count) }
    }

    /// The surest last.
    private(set) var bins: [Bin] = (0...9).map { Bin(confidences: $0 * 10...($0 == 9 ? 100 : $0 * 10 + 9)) }

    /// Each report item by the confidence in its type, and each message that is no report by the confidence in its intent.
    mutating func add(_ message: JudgedMessage) {
        if let wanted = message.expected.types {
            for found in message.found { bins[bin(found.confidence)].reports.add(wanted.contains(found.type)) }
        }
        if message.intent != .report, let isRight = message.isIntentRight {
            bins[bin(message.intentConfidence)].answers.add(isRight)
        }
    }

    private func bin(_ confidence: Int) -> Int { min(9, max(0, confidence / 10)) }
}
