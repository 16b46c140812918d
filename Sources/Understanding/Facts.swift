/// What the small words of a clause say about its time, doubt and order.
struct Facts: Sendable {
    var cues: UInt64 = 0
    /// The clause's own work word with how far it got.
    var work: Work = .none
    var workRange: Range<Int> = 0..<0

    enum Work: Int, Sendable, Comparable {
        case none, ordered, asked, planned, negated, ongoing, partly, completed
        static func < (a: Work, b: Work) -> Bool { a.rawValue < b.rawValue }
    }

    func has(_ cue: Cue) -> Bool { cues >> UInt64(cue.rawValue) & 1 == 1 }
    mutating func note(_ cue: Cue) { cues |= 1 << UInt64(cue.rawValue) }
}
