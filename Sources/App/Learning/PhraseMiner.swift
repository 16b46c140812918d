import Foundation

/// Finds phrases that tell a type from the types it was taken for: runs of characters that stand in misread messages of the
/// right type, and seldom elsewhere.
///
/// The measure is the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn, “Fightin' Words”, 2008,
/// section 3.5), counted over messages: the prior is how common a phrase is in all messages, so that a phrase of two
/// messages has to be rare elsewhere to count for anything.
struct PhraseMiner {
    /// One phrase that speaks for a type.
    struct Candidate {
        let phrase: String
        let type: String
        /// Misread messages of the type that hold it, by index.
        let misread: [Int]
        /// All messages that hold it, by index.
        let holders: [Int]
        /// Of `holders`, those of other types or of none.
        let elsewhere: Int
        /// Log-odds over its standard deviation, in hundredths.
        let weight: Int
    }

    private let lessons: [Lesson]
    private let stretches: [[[String]]]
    /// Misread messages that must hold a phrase.
    let support: Int

    static let longest = 6
    /// In hundredths of a standard deviation: what is weaker is chance.
    private static let leastWeight = 100
    /// How many messages the prior counts for.
    private static let priorMessages = 10.0

    /// - Parameter stretches: of each lesson, its words without names, places and numbers.
    init(_ lessons: [Lesson], stretches: [[[String]]], support: Int) {
        self.lessons = lessons
        self.stretches = stretches
        self.support = support
    }

    /// The most supported first, then the weightiest, then the shorter, then by the characters.
    func candidates() -> [Candidate] {
        var misread: [String: [String: [Int]]] = [:]
        for (index, lesson) in lessons.enumerated() where lesson.isMisread {
            for type in lesson.right.subtracting(lesson.judged.types) {
                // One token more than is proposed: what only goes on beyond the limit is half a word.
                for phrase in Self.phrases(of: stretches[index], longest: Self.longest + 1) {
                    misread[type, default: [:]][phrase, default: []].append(index)
                }
            }
        }
        for type in misread.keys {
            misread[type] = Self.whole(misread[type]?.filter { isSupported($0.value) } ?? [:])
        }
        let wanted = Set(misread.values.flatMap(\.keys))
        var holders: [String: [Int]] = [:]
        for index in lessons.indices {
            for phrase in Self.phrases(of: stretches[index], longest: Self.longest) where wanted.contains(phrase) {
                holders[phrase, default: []].append(index)
            }
        }
        var found: [Candidate] = []
        for (type, phrases) in misread {
            let ofType = lessons.count { $0.right.contains(type) }
            for (phrase, support) in phrases {
                let all = holders[phrase] ?? []
                let inside = all.count { lessons[$0].right.contains(type) }
                let weight = weight(inside, of: ofType, outside: all.count - inside, of: lessons.count - ofType)
                guard weight >= Self.leastWeight else { continue }
                found.append(
                    Candidate(
                        phrase: phrase, type: type, misread: support, holders: all, elsewhere: all.count - inside,
                        weight: weight))
            }
        }
        return found.sorted {
            ($1.misread.count, $1.weight, $0.phrase.count, $0.phrase, $0.type)
                < ($0.misread.count, $0.weight, $1.phrase.count, $1.phrase, $1.type)
        }
    }

    /// By enough messages, and by more than one person where it is known who wrote them.
    private func isSupported(_ messages: [Int]) -> Bool {
        guard messages.count >= support else { return false }
        let writers = messages.map { lessons[$0].writer }
        return writers.contains(nil) || Set(writers).count > 1
    }

    /// In hundredths of a standard deviation; negative when the phrase speaks against the type.
    private func weight(_ inside: Int, of type: Int, outside: Int, of rest: Int) -> Int {
        let share = (Double(inside + outside) + 0.5) / (Double(type + rest) + 1)
        let prior = Self.priorMessages * share
        func odds(_ count: Int, _ all: Int) -> Double {
            log((Double(count) + prior) / (Double(all - count) + Self.priorMessages - prior))
        }
        let deviation = (1 / (Double(inside) + prior) + 1 / (Double(outside) + prior)).squareRoot()
        return Int(((odds(inside, type) - odds(outside, rest)) / deviation * 100).rounded())
    }

    // MARK: Phrases

    /// Runs of two to six tokens, and single words of letters, that begin and end with something that means something.
    static func phrases(of stretches: [[String]], longest: Int) -> Set<String> {
        var phrases: Set<String> = []
        for tokens in stretches {
            for start in tokens.indices where !isFunctionWord(tokens[start]) {
                for end in start..<min(tokens.count, start + longest) where !isFunctionWord(tokens[end]) {
                    if end == start, !isWord(tokens[start]) || tokens[start].count < 3 { continue }
                    phrases.insert(joined(tokens[start...end]))
                }
            }
        }
        return phrases
    }

    /// Words of letters keep a space between them.
    private static func joined(_ tokens: ArraySlice<String>) -> String {
        var text = ""
        var wasWord = false
        for token in tokens {
            let isWord = isWord(token)
            if wasWord, isWord { text += " " }
            text += token
            wasWord = isWord
        }
        return text
    }

    private static func isWord(_ token: String) -> Bool { token.utf8.allSatisfy { $0 < 0x80 } }

    private static func isFunctionWord(_ token: String) -> Bool { functionWords.contains(token) }

    private static let functionWords: Set<String> = Set(
        "的了吗呢啊吧呀哦嘛哈着过得地是在有就都又也还和跟与及或被把给让从到对向往于以为这那个们些么什怎么我你他她它您咱俺啥很太更最不没别请才再来去上下里外前后之其"
            .map(String.init)
    ).union([
        "the", "a", "an", "of", "on", "in", "at", "to", "is", "are", "was", "and", "or", "for", "with", "by", "it",
        "this", "that", "there", "has", "have", "been", "my", "our", "from", "please",
    ])

    /// Without those that always stand within the same longer phrase: 下水 goes where it is always 下水道. What is left
    /// begins and ends where people's words do; what reaches the limit and always goes on beyond it is left out.
    private static func whole(_ phrases: [String: [Int]]) -> [String: [Int]] {
        var byMessages: [[Int]: [String]] = [:]
        for (phrase, messages) in phrases { byMessages[messages, default: []].append(phrase) }
        var kept: [String: [Int]] = [:]
        for (messages, group) in byMessages {
            let overlong = group.filter { length($0) > longest }
            let complete = group.filter { phrase in
                length(phrase) < longest
                    || length(phrase) == longest && !overlong.contains { $0.contains(phrase) }
            }
            for phrase in complete
            where !complete.contains(where: { $0.count > phrase.count && $0.contains(phrase) }) {
                kept[phrase] = messages
            }
        }
        return kept
    }

    /// In tokens.
    private static func length(_ phrase: String) -> Int {
        var count = 0
        var isInWord = false
        for character in phrase {
            if character == " " {
                isInWord = false
            } else if character.isASCII {
                if !isInWord { count += 1 }
                isInWord = true
            } else {
                count += 1
                isInWord = false
            }
        }
        return count
    }
}
