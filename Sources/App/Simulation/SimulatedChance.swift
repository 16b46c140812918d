import Domain

/// Chance that is the same on every run: SplitMix64 (S. Vigna).
struct SimulatedChance: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// True so many times in a thousand.
    mutating func happens(_ perMille: Int) -> Bool { number(0..<1000) < perMille }

    mutating func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &self) }

    mutating func one<Element>(of list: [Element]) -> Element { list[number(0..<list.count)] }

    mutating func minutes(_ range: Range<Int>) -> Duration {
        .seconds(Int64(number(range.lowerBound * 60..<range.upperBound * 60)))
    }
}
