internal import Domain

/// How points become a confidence, and which of several types is meant.
///
/// A type's points are the sum over the phrases and rules that speak for it, each counted once however often it occurs.
/// Points alone give a base (`base(of:)`): up to 3 points stay under 55 and are not acted on, 4 and 5 lie between 55 and 79
/// and are asked about, 6 give 84 and are filed. The runner-up takes away what the margin is too small for, and what
/// surrounds the words adds or takes a little:
///
///     confidence = base(points) − margin(points − runner-up's points) + surroundings
///
/// and at most `inferred` when no phrase of `outright` points names the problem, or no place of the tables is named.
struct TypeScorer {
    /// One reason for or against a type.
    struct Reason: Sendable {
        enum Source: Sendable { case keyword(Int), name(Int), rule(Int), placed, fault }
        var type: Int
        var points: Int
        var range: Range<Int>
        var source: Source

        var isKeyword: Bool { if case .keyword = source { true } else { false } }

        /// Equal for the same row said again.
        var identity: Int {
            switch source {
            case .keyword(let row): row * 4
            case .name(let type): type * 4 + 1
            case .rule(let row): row * 4 + 2
            case .placed: 3
            case .fault: 7
            }
        }
    }

    struct Candidate: Sendable {
        var type: Int
        var points: Int
        /// Scalars that speak for it: of two types with the same points the one that explains more text goes first.
        var covered: Int
    }

    /// Types with points above zero, the best first; ties go to more text covered, then to table order.
    static func candidates(_ reasons: [Reason]) -> [Candidate] {
        var candidates: [Candidate] = []
        for reason in reasons {
            if let index = candidates.firstIndex(where: { $0.type == reason.type }) {
                candidates[index].points += reason.points
                if reason.points > 0 { candidates[index].covered += reason.range.count }
            } else {
                candidates.append(
                    Candidate(
                        type: reason.type, points: reason.points, covered: reason.points > 0 ? reason.range.count : 0))
            }
        }
        candidates.removeAll { $0.points <= 0 }
        candidates.sort { ($1.points, $1.covered, $0.type) < ($0.points, $0.covered, $1.type) }
        return candidates
    }

    /// A phrase with so many points names a problem by itself.
    static let outright = 8
    /// From this confidence on a runner-up makes the best type a choice between two.
    static let rival = 50
    /// An intent for which more than one reason speaks.
    static let certain = 11
    /// The most that a reading gets which no phrase names outright.
    static let inferred = 89

    /// Confidence from points alone.
    static func base(of points: Int) -> Int {
        let table = [0, 22, 36, 48, 62, 72, 84, 87, 90, 92, 94, 95, 96]
        return points <= 0 ? 0 : points < table.count ? table[points] : 97
    }

    /// What a runner-up so close takes away.
    static func penalty(margin: Int) -> Int {
        switch margin {
        case ...0: 18
        case 1: 9
        case 2: 4
        default: 0
        }
    }

    static func confidence(of candidate: Candidate, against other: Candidate?, surroundings: Int) -> Int {
        let margin = candidate.points - (other?.points ?? 0)
        let value = base(of: candidate.points) - (other == nil ? 0 : penalty(margin: margin)) + surroundings
        return max(0, min(99, value))
    }
}
