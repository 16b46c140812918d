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
package struct Matcher: Sendable {
    /// An occurrence: which phrase, and from where to where in the text.
    package struct Hit: Hashable, Sendable {
        package var phrase: Int32
        package var start: Int32
        package var end: Int32

        package init(phrase: Int32, start: Int32, end: Int32) {
            self.phrase = phrase
            self.start = start
            self.end = end
        }
    }

    /// How many first bytes of a phrase are hashed. Phrases that begin with a character of three bytes are in the first
    /// four classes, all others in the last four.
    private static let widths: InlineArray<8, Int> = [3, 6, 9, 12, 1, 2, 4, 8]

    /// A chain: the phrases of one class and hash, in order of their bytes.
    private struct Chain {
        var hash: UInt64 = 0
        /// Where its entries start; the phrase itself when the chain is a whole one.
        var first: UInt32 = 0
        /// The class, then whether it is a whole one, then how many its entries are.
        var shape: UInt32 = 0

        /// A slot without a chain.
        var isFree: Bool { shape == 0 }
        var kind: Int { Int(shape & 7) }
        /// The only phrase ends where its hashed bytes end, and no other bytes have that hash: nothing is left to compare.
        var isWhole: Bool { shape & 8 != 0 }
        var count: Int { Int(shape >> 4) }
    }

    private struct Entry {
        var phrase: Int32
        /// Where its bytes start in `letters`, and how many they are.
        var start: UInt32
        var size: UInt32
        /// The entry of the longest other phrase of the chain that it begins with; −1 when there is none.
        var prefix: Int32
    }

    private struct Layout {
        var origin: Int
        var mask: UInt64
    }

    private static let factors: (UInt64, UInt64, UInt64) = (
        0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9
    )

    /// The bytes of all phrases in the order of `entries`.
    private let letters: [UInt8]
    /// Chain after chain.
    private let entries: [Entry]
    /// By the highest bits of the hash.
    private let chains: [Chain]
    private let chainShift: UInt64
    /// The bitmaps of all classes, one behind another.
    private let maps: [UInt64]
    /// For each class where its bitmap starts, and a mask for the bits of it.
    private let layout: InlineArray<8, Layout>
    /// For each byte the classes, of the last four, of the phrases that begin with it.
    private let openings: [UInt8]
    /// Some phrase begins inside a character, so that no byte may be stepped over.
    private let hasStrays: Bool

    /// - Parameter list: a phrase is known by its index; empty ones are never found.
    package init(_ list: [[UInt8]]) {
        var sizes = [Int](repeating: 0, count: 8)
        var openings = [UInt8](repeating: 0, count: 256)
        var hasStrays = false
        var kinds = [UInt8](repeating: 0, count: list.count)
        var hashes = [UInt64](repeating: 0, count: list.count)
        var total = 0
        for (index, phrase) in list.enumerated() where !phrase.isEmpty {
            total += phrase.count
            let (kind, hash) = Matcher.classify(phrase)
            sizes[kind] += 1
            hashes[index] = hash
            kinds[index] = UInt8(kind)
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
        var bits: UInt64 = 6
        while 1 << bits < list.count * 2 { bits += 1 }
        var chains = [Chain](repeating: Chain(), count: 1 << bits)
        let chainShift = 64 - bits
        // First how many phrases each chain has, then where it starts, then which they are.
        var slots = [Int](repeating: 0, count: list.count)
        var known: [Int] = []
        for index in list.indices where !list[index].isEmpty {
            let kind = Int(kinds[index])
            let bit = hashes[index] >> 42 & layout[kind].mask
            maps[layout[kind].origin + Int(bit >> 6)] |= 1 << (bit & 63)
            var slot = Int(hashes[index] >> chainShift)
            while !chains[slot].isFree, chains[slot].hash != hashes[index] || chains[slot].kind != kind {
                slot = (slot + 1) & (chains.count - 1)
            }
            if chains[slot].isFree {
                chains[slot] = Chain(hash: hashes[index], shape: UInt32(kind))
                known.append(slot)
            }
            chains[slot].shape += 16
            slots[index] = slot
        }
        var count: UInt32 = 0
        for slot in known {
            chains[slot].first = count
            count += UInt32(chains[slot].count)
        }
        var order = [Int32](repeating: 0, count: Int(count))
        var filled = [UInt32](repeating: 0, count: chains.count)
        for index in list.indices where !list[index].isEmpty {
            let slot = slots[index]
            order[Int(chains[slot].first + filled[slot])] = Int32(index)
            filled[slot] += 1
        }
        var letters: [UInt8] = []
        letters.reserveCapacity(total)
        var entries: [Entry] = []
        entries.reserveCapacity(order.count)
        for slot in known {
            let range = Int(chains[slot].first)..<(Int(chains[slot].first) + chains[slot].count)
            if range.count > 1 {
                order[range].sort {
                    let (a, b) = (list[Int($0)], list[Int($1)])
                    return a == b ? $0 < $1 : a.lexicographicallyPrecedes(b)
                }
            }
            for place in range {
                let phrase = list[Int(order[place])]
                entries.append(
                    Entry(
                        phrase: order[place], start: UInt32(letters.count), size: UInt32(phrase.count), prefix: -1))
                letters += phrase
            }
            if range.count > 1 { Matcher.link(range, list, &entries) }
            // Up to eight bytes the hash tells all of them apart.
            let phrase = order[range.lowerBound]
            let kind = chains[slot].kind
            if range.count == 1, kind != 2, kind != 3, list[Int(phrase)].count == Matcher.widths[kind] {
                chains[slot].first = UInt32(phrase)
                chains[slot].shape |= 8
            }
        }
        // Letters are compared eight at a time.
        letters += [UInt8](repeating: 0, count: 8)
        self.letters = letters
        self.entries = entries
        self.chains = chains
        self.chainShift = chainShift
        self.maps = maps
        self.layout = layout
        self.openings = openings
        self.hasStrays = hasStrays
    }

    /// In order of bytes a phrase stands behind all that it begins with, and those that are still open form a stack.
    private static func link(_ range: Range<Int>, _ list: [[UInt8]], _ entries: inout [Entry]) {
        var open: [Int] = []
        for place in range {
            let phrase = list[Int(entries[place].phrase)]
            while let last = open.last, !phrase.starts(with: list[Int(entries[last].phrase)]) { open.removeLast() }
            if let last = open.last { entries[place].prefix = Int32(last) }
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

    /// Appends every occurrence in the order of where they start, at one start the shorter first.
    package func scan(_ text: Span<UInt8>, into hits: inout [Hit]) {
        let bytes = unsafe text.bytes
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
            Effort.count()
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
            if maps[layout[kind].origin + Int(at >> 6)] >> (at & 63) & 1 != 0 {
                probe(hash, kind, text, position, &hits)
            }
        }
    }

    @inline(never)
    private func probe(_ hash: UInt64, _ kind: Int, _ text: RawSpan, _ position: Int, _ hits: inout [Hit]) {
        let chains = self.chains.span
        var slot = Int(hash >> chainShift)
        while true {
            let chain = chains[slot]
            if chain.isFree { return }
            if chain.hash == hash, chain.kind == kind {
                guard chain.isWhole else { return find(chain, text, position, &hits) }
                let end = position + Matcher.widths[kind]
                guard end <= text.byteCount else { return }
                hits.append(Hit(phrase: Int32(chain.first), start: Int32(position), end: Int32(end)))
                return
            }
            slot = (slot + 1) & (chains.count - 1)
        }
    }

    /// Appends the phrases of a chain that begin here.
    @inline(__always)
    private func find(_ chain: Chain, _ text: RawSpan, _ position: Int, _ hits: inout [Hit]) {
        let entries = self.entries.span
        var low = Int(chain.first)
        var high = low + chain.count
        // The last phrase that is not behind the text: what begins the text is that one or what that one begins with.
        while high - low > 1 {
            let middle = (low + high) / 2
            if compare(entries[middle], text, position).isBehind { high = middle } else { low = middle }
        }
        var entry = entries[low]
        let (same, _) = compare(entry, text, position)
        let first = hits.count
        while true {
            Effort.count()
            if Int(entry.size) <= same {
                let end = Int32(position + Int(entry.size))
                hits.append(Hit(phrase: entry.phrase, start: Int32(position), end: end))
            }
            if entry.prefix < 0 { break }
            entry = entries[Int(entry.prefix)]
        }
        if hits.count - first > 1 { hits[first...].reverse() }
    }

    /// How many bytes of a phrase stand at a position, and whether the phrase comes behind the text in order of bytes.
    @inline(__always)
    private func compare(_ entry: Entry, _ text: RawSpan, _ position: Int) -> (same: Int, isBehind: Bool) {
        let start = Int(entry.start)
        let size = Int(entry.size)
        let most = min(size, text.byteCount - position)
        let letters = unsafe self.letters.span.bytes
        var same = 0
        Effort.count()
        while same < most {
            Effort.count()
            // `letters` has eight more at its end, the text may have fewer: then one by one.
            if position + same + 8 <= text.byteCount {
                let a = unsafe letters.unsafeLoadUnaligned(fromUncheckedByteOffset: start + same, as: UInt64.self)
                let b = unsafe text.unsafeLoadUnaligned(fromUncheckedByteOffset: position + same, as: UInt64.self)
                if a == b {
                    same += 8
                    continue
                }
                let shift = UInt64((a ^ b).trailingZeroBitCount & ~7)
                same += Int(shift / 8)
                if same >= most { break }
                return (same, a >> shift & 0xFF > b >> shift & 0xFF)
            }
            let a = unsafe letters.unsafeLoad(fromUncheckedByteOffset: start + same, as: UInt8.self)
            let b = unsafe text.unsafeLoad(fromUncheckedByteOffset: position + same, as: UInt8.self)
            if a != b { return (same, a > b) }
            same += 1
        }
        return (min(same, most), most < size)
    }
}
