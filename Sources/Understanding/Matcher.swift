/// Finds every occurrence of every phrase of a fixed set in one pass over a text.
///
/// A position-independent filter instead of an automaton: at each position the next one to four scalars are hashed and
/// looked up in a bitmap for their length; only when a bit is set is a hash table asked and the phrase compared. The
/// loads of one position do not depend on those of another, so they overlap, and the bitmaps stay in the second-level
/// cache up to some hundred thousand phrases. Immutable once built, so threads share it freely.
struct Matcher: Sendable {
    /// An occurrence: which phrase, and from where to where in the text.
    struct Hit: Equatable {
        var phrase: Int32
        var start: Int32
        var end: Int32
    }

    private struct Head {
        /// Hash of the first scalars of the phrases of this chain, mixed with how many were hashed.
        var key: UInt64
        /// Index of the first phrase of the chain plus one; 0 marks a free slot.
        var first: UInt32
    }

    private static let factors: (UInt64, UInt64, UInt64, UInt64) = (
        0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9, 0xD6E8_FEB8_6659_FD93
    )

    /// The scalars of all phrases, one phrase after another.
    private let letters: [Scalar]
    /// Where each phrase starts in `letters`; one more at the end.
    private let bounds: [UInt32]
    private let heads: [Head]
    private let headMask: Int
    /// The next phrase of the same chain plus one; 0 ends it.
    private let next: [UInt32]
    private let map1: [UInt64]
    private let map2: [UInt64]
    private let map3: [UInt64]
    private let map4: [UInt64]
    private let shifts: [UInt64]

    /// - Parameter phrases: a phrase is known by its index; empty ones are never found.
    init(_ phrases: [[Scalar]]) {
        var letters: [Scalar] = []
        var bounds: [UInt32] = [0]
        var counts = [0, 0, 0, 0, 0]
        bounds.reserveCapacity(phrases.count + 1)
        letters.reserveCapacity(phrases.reduce(0) { $0 + $1.count })
        for phrase in phrases {
            letters += phrase
            bounds.append(UInt32(letters.count))
            counts[min(phrase.count, 4)] += 1
        }
        var capacity = 64
        while capacity < phrases.count * 2 { capacity *= 2 }
        let mask = capacity - 1
        var heads = [Head](repeating: Head(key: 0, first: 0), count: capacity)
        var next = [UInt32](repeating: 0, count: phrases.count)
        var maps: [[UInt64]] = []
        var shifts: [UInt64] = []
        for length in 1...4 {
            var bits: UInt64 = 10
            while bits < 22, 1 << bits < counts[length] * 32 { bits += 1 }
            maps.append([UInt64](repeating: 0, count: 1 << (Int(bits) - 6)))
            shifts.append(64 - bits)
        }
        // The longest first, so that each chain ends up in order of length: hits come out shortest first.
        let order = phrases.indices.sorted { (phrases[$0].count, $0) > (phrases[$1].count, $1) }
        for index in order where !phrases[index].isEmpty {
            let length = min(phrases[index].count, 4)
            var hash: UInt64 = 0
            for (letter, factor) in zip(phrases[index].prefix(4), Matcher.factorList) {
                hash &+= UInt64(letter) &* factor
            }
            let bit = Int(hash >> shifts[length - 1])
            maps[length - 1][bit >> 6] |= 1 << UInt64(bit & 63)
            let key = Matcher.key(hash, length)
            var slot = Matcher.slot(key) & mask
            while heads[slot].first != 0, heads[slot].key != key { slot = (slot + 1) & mask }
            heads[slot].key = key
            next[index] = heads[slot].first
            heads[slot].first = UInt32(index + 1)
        }
        self.letters = letters
        self.bounds = bounds
        self.heads = heads
        headMask = mask
        self.next = next
        map1 = maps[0]
        map2 = maps[1]
        map3 = maps[2]
        map4 = maps[3]
        self.shifts = shifts
    }

    private static var factorList: [UInt64] { [factors.0, factors.1, factors.2, factors.3] }

    @inline(__always)
    private static func key(_ hash: UInt64, _ length: Int) -> UInt64 { hash ^ UInt64(length) << 60 }

    @inline(__always)
    private static func slot(_ key: UInt64) -> Int { Int(truncatingIfNeeded: (key &* factors.0) >> 32) }

    /// Appends every occurrence in the order of where they start, at one start the shorter first.
    func scan(_ text: [Scalar], into hits: inout [Hit]) {
        let count = text.count
        let (k1, k2, k3, k4) = Matcher.factors
        let map1 = self.map1.span
        let map2 = self.map2.span
        let map3 = self.map3.span
        let map4 = self.map4.span
        let (shift1, shift2, shift3, shift4) = (shifts[0], shifts[1], shifts[2], shifts[3])
        let scalars = text.span
        // Beyond the end stands a number that is no scalar and so in no phrase.
        let outside: UInt64 = 0xFFFFF_FFFF
        for position in 0..<count {
            let hash1 = UInt64(scalars[position]) &* k1
            let hash2 = hash1 &+ (position + 1 < count ? UInt64(scalars[position + 1]) : outside) &* k2
            let hash3 = hash2 &+ (position + 2 < count ? UInt64(scalars[position + 2]) : outside) &* k3
            let hash4 = hash3 &+ (position + 3 < count ? UInt64(scalars[position + 3]) : outside) &* k4
            let bit1 = hash1 >> shift1
            let bit2 = hash2 >> shift2
            let bit3 = hash3 >> shift3
            let bit4 = hash4 >> shift4
            let found1 = map1[Int(bit1 >> 6)] >> (bit1 & 63) & 1
            let found2 = map2[Int(bit2 >> 6)] >> (bit2 & 63) & 1
            let found3 = map3[Int(bit3 >> 6)] >> (bit3 & 63) & 1
            let found4 = map4[Int(bit4 >> 6)] >> (bit4 & 63) & 1
            if found1 | found2 | found3 | found4 == 0 { continue }
            if found1 != 0 { probe(hash1, 1, scalars, position, &hits) }
            if found2 != 0 { probe(hash2, 2, scalars, position, &hits) }
            if found3 != 0 { probe(hash3, 3, scalars, position, &hits) }
            if found4 != 0 { probe(hash4, 4, scalars, position, &hits) }
        }
    }

    @inline(never)
    private func probe(_ hash: UInt64, _ length: Int, _ text: Span<Scalar>, _ position: Int, _ hits: inout [Hit]) {
        let key = Matcher.key(hash, length)
        var slot = Matcher.slot(key) & headMask
        while heads[slot].first != 0 {
            if heads[slot].key != key {
                slot = (slot + 1) & headMask
                continue
            }
            var chained = heads[slot].first
            while chained != 0 {
                let phrase = Int(chained) - 1
                let start = Int(bounds[phrase])
                let size = Int(bounds[phrase + 1]) - start
                // Chains are in order of length: what follows does not fit either.
                if size > text.count - position { break }
                var same = 0
                while same < size, letters[start + same] == text[position + same] { same += 1 }
                if same == size {
                    hits.append(Hit(phrase: Int32(phrase), start: Int32(position), end: Int32(position + size)))
                }
                chained = next[phrase]
            }
            return
        }
    }
}
