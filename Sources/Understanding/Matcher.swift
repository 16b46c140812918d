/// Finds every occurrence of every phrase of a fixed set in one pass over bytes: what overlaps, what holds another and
/// what lies in it, each as (phrase, start, end).
///
/// A position-independent filter instead of an automaton. Phrases are sorted into classes by how many of their first
/// bytes are hashed; a bitmap a class tells whether anything begins so, and only then is a hash table asked. The loads
/// of one position do not depend on those of another, so the processor overlaps them, and the bitmaps stay in the
/// second-level cache up to some hundred thousand phrases. Characters of three bytes, which Chinese is written with,
/// are stepped over whole; everything else goes byte by byte, so that any bytes are searched as they stand.
///
/// The phrases of one hash are kept in order of their bytes, each with the longest other phrase that it begins with:
/// one binary search finds all that begin at a position, however many share their beginnings.
///
/// Immutable once built, so threads share it freely; searching allocates nothing but room for hits.
struct Matcher: Sendable {
    /// An occurrence: which phrase, and from where to where in the text.
    struct Hit: Hashable, Sendable {
        var phrase: Int32
        var start: Int32
        var end: Int32
    }

    /// How many first bytes of a phrase are hashed. Phrases that begin with a character of three bytes are in the first
    /// four classes, all others in the last four.
    private static let widths = [3, 6, 9, 12, 1, 2, 4, 8]

    private struct Head {
        /// 29 bits of the hash and the class.
        var tag: UInt32
        /// The chain plus one; 0 marks a free slot.
        var chain: UInt32
    }

    private struct Layout {
        var origin: Int
        var mask: UInt64
    }

    private static let factors: (UInt64, UInt64, UInt64) = (
        0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9
    )

    /// The bytes of all phrases in the order of `phrases`.
    private let letters: [UInt8]
    /// Where each starts in `letters`; one more at the end.
    private let bounds: [UInt32]
    /// Which phrases stand there, chain after chain, in a chain in order of their bytes.
    private let phrases: [Int32]
    /// For each the place of the longest phrase of its chain that it begins with; −1 when there is none.
    private let prefixes: [Int32]
    /// Where each chain starts in `phrases`; one more at the end.
    private let chains: [UInt32]
    private let heads: [Head]
    private let headShift: UInt32
    /// The bitmaps of all classes, one behind another.
    private let maps: [UInt64]
    /// For each class where its bitmap starts, and a mask for the bits of it.
    private let layout: InlineArray<8, Layout>
    /// For each byte the classes, of the last four, of the phrases that begin with it.
    private let openings: [UInt8]
    /// Some phrase begins inside a character, so that no byte may be stepped over.
    private let hasStrays: Bool

    /// - Parameter list: a phrase is known by its index; empty ones are never found.
    init(_ list: [[UInt8]]) {
        var sizes = [Int](repeating: 0, count: 8)
        var openings = [UInt8](repeating: 0, count: 256)
        var hasStrays = false
        var tags = [UInt32](repeating: 0, count: list.count)
        var hashes = [UInt64](repeating: 0, count: list.count)
        var total = 0
        for (index, phrase) in list.enumerated() where !phrase.isEmpty {
            total += phrase.count
            let (kind, hash) = Matcher.classify(phrase)
            sizes[kind] += 1
            hashes[index] = hash
            tags[index] = Matcher.tag(hash, UInt64(kind))
            if kind > 3 {
                openings[Int(phrase[0])] |= 1 << UInt8(kind - 4)
                if phrase[0] & 0xC0 == 0x80 || phrase[0] & 0xF0 == 0xE0 { hasStrays = true }
            }
        }
        var layout = InlineArray<8, Layout>(repeating: Layout(origin: 0, mask: 0))
        var words = 0
        for kind in 0..<8 {
            var bits: UInt64 = kind == 0 || kind > 3 ? 13 : 15
            while bits < 22, 1 << bits < sizes[kind] * 40 { bits += 1 }
            layout[kind] = Layout(origin: words, mask: 1 << bits - 1)
            words += 1 << (Int(bits) - 6)
        }
        var maps = [UInt64](repeating: 0, count: words)
        var headBits: UInt32 = 6
        while 1 << Int(headBits) < list.count * 2 { headBits += 1 }
        var heads = [Head](repeating: Head(tag: 0, chain: 0), count: 1 << Int(headBits))
        let headShift = 32 - headBits
        // First how many phrases each chain has, then where it starts, then which they are.
        var counts: [UInt32] = []
        var chainOf = [UInt32](repeating: 0, count: list.count)
        for index in list.indices where !list[index].isEmpty {
            let kind = Int(tags[index] & 7)
            let bit = hashes[index] >> 42 & layout[kind].mask
            maps[layout[kind].origin + Int(bit >> 6)] |= 1 << (bit & 63)
            var slot = Matcher.slot(tags[index], headShift)
            while heads[slot].chain != 0, heads[slot].tag != tags[index] { slot = (slot + 1) & (heads.count - 1) }
            if heads[slot].chain == 0 {
                counts.append(0)
                heads[slot] = Head(tag: tags[index], chain: UInt32(counts.count))
            }
            chainOf[index] = heads[slot].chain - 1
            counts[Int(chainOf[index])] += 1
        }
        var chains: [UInt32] = [0]
        chains.reserveCapacity(counts.count + 1)
        for count in counts { chains.append(chains[chains.count - 1] + count) }
        var free = chains
        var order = [Int32](repeating: 0, count: Int(chains[counts.count]))
        for index in list.indices where !list[index].isEmpty {
            let chain = Int(chainOf[index])
            order[Int(free[chain])] = Int32(index)
            free[chain] += 1
        }
        var prefixes = [Int32](repeating: -1, count: order.count)
        var letters: [UInt8] = []
        letters.reserveCapacity(total)
        var bounds: [UInt32] = [0]
        bounds.reserveCapacity(order.count + 1)
        for chain in counts.indices {
            let range = Int(chains[chain])..<Int(chains[chain + 1])
            if range.count > 1 {
                order[range].sort {
                    let (a, b) = (list[Int($0)], list[Int($1)])
                    return a == b ? $0 < $1 : a.lexicographicallyPrecedes(b)
                }
                Matcher.link(range, order, list, &prefixes)
            }
            for place in range {
                letters += list[Int(order[place])]
                bounds.append(UInt32(letters.count))
            }
        }
        self.letters = letters
        self.bounds = bounds
        self.phrases = order
        self.prefixes = prefixes
        self.chains = chains
        self.heads = heads
        self.headShift = headShift
        self.maps = maps
        self.layout = layout
        self.openings = openings
        self.hasStrays = hasStrays
    }

    /// In order of bytes a phrase stands behind all that it begins with, and those that are still open form a stack.
    private static func link(_ range: Range<Int>, _ order: [Int32], _ list: [[UInt8]], _ prefixes: inout [Int32]) {
        var open: [Int] = []
        for place in range {
            let phrase = list[Int(order[place])]
            while let last = open.last, !phrase.starts(with: list[Int(order[last])]) { open.removeLast() }
            if let last = open.last { prefixes[place] = Int32(last) }
            open.append(place)
        }
    }

    /// The class of a phrase and the hash of as many bytes as that class takes.
    private static func classify(_ phrase: [UInt8]) -> (kind: Int, hash: UInt64) {
        func word(_ start: Int) -> UInt64 {
            var word: UInt64 = 0
            for offset in 0..<8 where start + offset < phrase.count {
                word |= UInt64(phrase[start + offset]) << UInt64(offset * 8)
            }
            return word
        }
        let (x, y) = (word(0), word(8))
        if isThreeBytes(x) {
            let kind = min(phrase.count / 3, 4) - 1
            let two = hash6(x)
            let three = hash9(two, x, y)
            return (kind, kind == 0 ? hash3(x) : kind == 1 ? two : kind == 2 ? three : hash12(three, y))
        }
        let kind = phrase.count >= 8 ? 7 : phrase.count >= 4 ? 6 : phrase.count >= 2 ? 5 : 4
        return (kind, narrow(x, kind))
    }

    /// Whether a character of three bytes, as UTF-8 has them, stands in the first bytes of a word.
    @inline(__always)
    private static func isThreeBytes(_ x: UInt64) -> Bool { x & 0xC0_C0F0 == 0x80_80E0 }

    @inline(__always)
    private static func hash3(_ x: UInt64) -> UInt64 { (x << 40) &* factors.0 }
    @inline(__always)
    private static func hash6(_ x: UInt64) -> UInt64 { (x << 16) &* factors.0 }
    @inline(__always)
    private static func hash9(_ six: UInt64, _ x: UInt64, _ y: UInt64) -> UInt64 {
        six &+ (x >> 48 | (y & 0xFF) << 16) &* factors.1
    }
    @inline(__always)
    private static func hash12(_ nine: UInt64, _ y: UInt64) -> UInt64 { nine &+ (y >> 8 & 0xFF_FFFF) &* factors.2 }

    /// The hash of the first one, two, four or eight bytes.
    @inline(__always)
    private static func narrow(_ x: UInt64, _ kind: Int) -> UInt64 {
        switch kind {
        case 4: (x & 0xFF) &* factors.1
        case 5: (x & 0xFFFF) &* factors.1
        case 6: (x & 0xFFFF_FFFF) &* factors.1
        default: x &* factors.1
        }
    }

    @inline(__always)
    private static func tag(_ hash: UInt64, _ kind: UInt64) -> UInt32 {
        UInt32(truncatingIfNeeded: hash >> 35) << 3 | UInt32(truncatingIfNeeded: kind)
    }

    @inline(__always)
    private static func slot(_ tag: UInt32, _ shift: UInt32) -> Int { Int((tag &* 0x9E37_79B1) >> shift) }

    /// Appends every occurrence in the order of where they start, at one start the shorter first.
    func scan(_ text: Span<UInt8>, into hits: inout [Hit]) {
        let bytes = text.bytes
        let count = bytes.byteCount
        let maps = self.maps.span
        let (one, two, three, four) = (layout[0], layout[1], layout[2], layout[3])
        let skips = !hasStrays
        @inline(__always)
        func bit(_ hash: UInt64, _ layout: Layout) -> UInt64 {
            let at = hash >> 42 & layout.mask
            return unsafe maps[unchecked: layout.origin &+ Int(truncatingIfNeeded: at >> 6)] >> (at & 63) & 1
        }
        @inline(__always)
        func step(_ x: UInt64, _ y: UInt64, _ position: Int, _ hits: inout [Hit]) -> Int {
            guard Matcher.isThreeBytes(x) else {
                if openings[Int(x & 0xFF)] != 0 { probeNarrow(x, bytes, position, &hits) }
                return 1
            }
            let h3 = Matcher.hash3(x)
            let h6 = Matcher.hash6(x)
            let h9 = Matcher.hash9(h6, x, y)
            let h12 = Matcher.hash12(h9, y)
            let (b1, b2, b3, b4) = (bit(h3, one), bit(h6, two), bit(h9, three), bit(h12, four))
            if b1 | b2 | b3 | b4 != 0 || !skips {
                if !skips, openings[Int(x & 0xFF)] != 0 { probeNarrow(x, bytes, position, &hits) }
                if b1 != 0 { probe(h3, 0, bytes, position, &hits) }
                if b2 != 0 { probe(h6, 1, bytes, position, &hits) }
                if b3 != 0 { probe(h9, 2, bytes, position, &hits) }
                if b4 != 0 { probe(h12, 3, bytes, position, &hits) }
            }
            return skips ? 3 : 1
        }
        var position = 0
        while position <= count &- 16 {
            let x = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: position, as: UInt64.self)
            let y = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: position &+ 8, as: UInt64.self)
            position &+= step(x, y, position, &hits)
        }
        // The last bytes with zeros behind them; what is found is compared with the text itself.
        var (x, y) = Matcher.words(bytes, from: position)
        while position < count {
            let taken = step(x, y, position, &hits)
            position &+= taken
            let bits = UInt64(taken &* 8)
            x = x >> bits | y << (64 &- bits)
            y >>= bits
        }
    }

    /// Up to sixteen bytes, zeros behind the end.
    private static func words(_ bytes: RawSpan, from start: Int) -> (UInt64, UInt64) {
        var (x, y): (UInt64, UInt64) = (0, 0)
        for offset in 0..<max(0, min(16, bytes.byteCount - start)) {
            let byte = unsafe UInt64(bytes.unsafeLoad(fromByteOffset: start + offset, as: UInt8.self))
            if offset < 8 { x |= byte << UInt64(offset * 8) } else { y |= byte << UInt64(offset * 8 - 64) }
        }
        return (x, y)
    }

    /// The classes of phrases that begin with anything but a character of three bytes.
    @inline(never)
    private func probeNarrow(_ x: UInt64, _ text: RawSpan, _ position: Int, _ hits: inout [Hit]) {
        let classes = openings[Int(x & 0xFF)]
        for kind in 4..<8 where classes >> UInt8(kind - 4) & 1 != 0 {
            let hash = Matcher.narrow(x, kind)
            let at = hash >> 42 & layout[kind].mask
            if maps[layout[kind].origin + Int(at >> 6)] >> (at & 63) & 1 != 0 { probe(hash, UInt64(kind), text, position, &hits) }
        }
    }

    @inline(never)
    private func probe(_ hash: UInt64, _ kind: UInt64, _ text: RawSpan, _ position: Int, _ hits: inout [Hit]) {
        let tag = Matcher.tag(hash, kind)
        var slot = Matcher.slot(tag, headShift)
        while heads[slot].chain != 0 {
            if heads[slot].tag == tag {
                let chain = Int(heads[slot].chain) - 1
                find(Int(chains[chain])..<Int(chains[chain + 1]), text, position, &hits)
                return
            }
            slot = (slot + 1) & (heads.count - 1)
        }
    }

    /// Appends the phrases of a chain that begin here.
    @inline(__always)
    private func find(_ chain: Range<Int>, _ text: RawSpan, _ position: Int, _ hits: inout [Hit]) {
        var low = chain.lowerBound
        var high = chain.upperBound
        // The last phrase that is not behind the text: what begins the text is that one or what that one begins with.
        while high - low > 1 {
            let middle = (low + high) / 2
            if compare(middle, text, position).isBehind { high = middle } else { low = middle }
        }
        let (same, isBehind) = compare(low, text, position)
        if isBehind, Int(bounds[low + 1] - bounds[low]) > same, prefixes[low] < 0 { return }
        let first = hits.count
        var place = low
        while place >= 0 {
            let size = Int(bounds[place + 1] - bounds[place])
            if size <= same {
                hits.append(Hit(phrase: phrases[place], start: Int32(position), end: Int32(position + size)))
            }
            place = Int(prefixes[place])
        }
        if hits.count - first > 1 { hits[first...].reverse() }
    }

    /// How many bytes of a phrase stand at a position, and whether the phrase comes behind the text in order of bytes.
    @inline(__always)
    private func compare(_ place: Int, _ text: RawSpan, _ position: Int) -> (same: Int, isBehind: Bool) {
        let start = Int(bounds[place])
        let size = Int(bounds[place + 1]) - start
        let most = min(size, text.byteCount - position)
        let letters = self.letters.span
        var same = 0
        while same < most {
            let a = letters[start + same]
            let b = unsafe text.unsafeLoad(fromByteOffset: position + same, as: UInt8.self)
            if a != b { return (same, a > b) }
            same += 1
        }
        return (same, same < size)
    }
}
