/// Accuracy, F1 and confusions over sets of labels.
struct LabelScores {
    /// Expected one label, read another; `(none)` where a side has none.
    struct Confusion: Hashable {
        let expected: String
        let found: String
    }

    /// One label's counts.
    struct Label {
        let name: String
        /// How often it is expected, how often it was read, how often both.
        let wanted: Int
        let given: Int
        let hits: Int

        var precision: Double? { given == 0 ? nil : Double(hits) / Double(given) }
        var recall: Double? { wanted == 0 ? nil : Double(hits) / Double(wanted) }
        var f1: Double { wanted + given == 0 ? 0 : 2 * Double(hits) / Double(wanted + given) }
        /// Expected and not read, and read without being expected.
        var errors: Int { wanted + given - 2 * hits }
    }

    private(set) var rows = 0
    private var right = 0
    private var hits: [String: Int] = [:]
    private var wanted: [String: Int] = [:]
    private var given: [String: Int] = [:]
    private var confusions: [Confusion: Int] = [:]

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
                confusions[Confusion(expected: label, found: other), default: 0] += 1
            }
        }
    }

    var accuracy: Double? { rows == 0 ? nil : Double(right) / Double(rows) }

    /// The mean of F1 over the labels that are expected somewhere.
    var macroF1: Double? {
        let expected = labels.filter { $0.wanted > 0 }
        return expected.isEmpty ? nil : expected.map(\.f1).reduce(0, +) / Double(expected.count)
    }

    /// Every label that was expected or read, by name.
    var labels: [Label] {
        Set(wanted.keys).union(given.keys).sorted().map { name in
            Label(name: name, wanted: wanted[name] ?? 0, given: given[name] ?? 0, hits: hits[name] ?? 0)
        }
    }

    /// Those with an error, the most errors first, then the lowest F1.
    var worst: [Label] {
        labels.filter { $0.errors > 0 }.sorted { ($1.errors, $0.f1, $0.name) < ($0.errors, $1.f1, $1.name) }
    }

    /// The commonest first.
    var pairs: [(pair: Confusion, count: Int)] {
        confusions.sorted { ($1.value, $0.key.expected, $0.key.found) < ($0.value, $1.key.expected, $1.key.found) }
            .map { ($0.key, $0.value) }
    }
}
