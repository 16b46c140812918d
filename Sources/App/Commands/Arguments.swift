/// The words after a command's name: options, flags and the rest.
struct Arguments {
    /// What a command takes beside plain words.
    struct Specification {
        var options: Set<String> = []
        var flags: Set<String> = []
        /// How many plain words.
        var words: ClosedRange<Int> = 0...0

        /// Options that every command takes.
        static let shared: Set<String> = ["--config", "--seeds", "--templates"]
    }

    private(set) var words: [String] = []
    private var values: [String: [String]] = [:]
    private var raised: Set<String> = []

    /// - Throws: `UsageError` for an unknown option (with the nearest known one), a missing value, or a word too many.
    init(_ arguments: ArraySlice<String>, command: String, _ specification: Specification) throws(UsageError) {
        let options = specification.options.union(Specification.shared)
        var rest = arguments
        var onlyWords = false
        while let word = rest.popFirst() {
            if onlyWords || word == "-" || !word.hasPrefix("-") {
                words.append(word)
                continue
            }
            if word == "--" {
                onlyWords = true
                continue
            }
            var name = word
            var attached: String?
            if let equals = word.firstIndex(of: "=") {
                name = String(word[..<equals])
                attached = String(word[word.index(after: equals)...])
            }
            if options.contains(name) {
                guard let value = attached ?? rest.popFirst() else {
                    throw UsageError("\(name) wants a value; try 'gridbridge help \(command)'")
                }
                values[name, default: []].append(value)
            } else if specification.flags.contains(name), attached == nil {
                raised.insert(name)
            } else {
                let known = (options.union(specification.flags)).sorted()
                let hint = Spelling.nearest(to: name, among: known).map { "; did you mean \($0)?" } ?? "."
                throw UsageError("unknown option \(name)\(hint) Try 'gridbridge help \(command)'")
            }
        }
        guard specification.words.contains(words.count) else {
            let what = words.count > specification.words.upperBound ? "too many words" : "a word is missing"
            throw UsageError("\(what) after '\(command)'; try 'gridbridge help \(command)'")
        }
    }

    func has(_ flag: String) -> Bool { raised.contains(flag) }
    /// The last value given.
    func value(_ option: String) -> String? { values[option]?.last }
    func all(_ option: String) -> [String] { values[option] ?? [] }

    func whole(_ option: String, _ range: ClosedRange<Int>, default fallback: Int) throws(UsageError) -> Int {
        guard let text = value(option) else { return fallback }
        guard let number = Int(text), range.contains(number) else {
            throw UsageError("\(option) wants a number from \(range.lowerBound) to \(range.upperBound), not '\(text)'")
        }
        return number
    }
}

/// The nearest known name to a misspelt one.
enum Spelling {
    /// By edit distance, at most a third of the name's length; nil when nothing is near.
    static func nearest(to name: String, among known: [String]) -> String? {
        let wanted = Array(name.lowercased())
        var best: (name: String, distance: Int)?
        for candidate in known {
            let distance = distance(wanted, Array(candidate.lowercased()))
            if distance <= max(2, wanted.count / 3), distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }

    /// Levenshtein's distance.
    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var row = Array(0...b.count)
        for (i, left) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, right) in b.enumerated() {
                let above = row[j + 1]
                row[j + 1] = min(above + 1, row[j] + 1, diagonal + (left == right ? 0 : 1))
                diagonal = above
            }
        }
        return row[b.count]
    }
}
