import Cases
import Domain

/// 回头看: which closed cases are looked at again some days later. Drawn by seed and number, so that the same ledger draws
/// the same.
struct SecondLook {
    /// Of a hundred cases.
    let percent: Int
    let seed: Int

    /// The class from which cases are drawn: what comes back as soon as nobody looks.
    static let drawnClass = "街面秩序"

    func draws(_ number: CaseNumber) -> Bool {
        // SplitMix64 (S. Vigna) of seed, day and running number.
        var mixed = UInt64(truncatingIfNeeded: seed) &+ UInt64(truncatingIfNeeded: number.date.dayNumber) &* 1_000_003
        mixed = mixed &+ UInt64(truncatingIfNeeded: number.ordinal) &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % 100) < percent
    }
}
