/// Finds every occurrence of every phrase of a fixed set in one pass over bytes: what overlaps, what holds another and
/// what lies in it, each as (phrase, start, end).
///
/// A position-independent filter instead of an automaton. Phrases are sorted into classes by how many of their first
/// bytes are hashed; two bits in one word of a bitmap tell whether anything begins so, and only then is a hash table
/// asked. The loads of one position do not depend on those of another, so the processor overlaps them, and the bitmap
/// stays in the second-level cache up to some hundred thousand phrases. Characters of three bytes, which Chinese is
/// written with, are stepped over whole; everything else goes byte by byte, so that any bytes are searched as they
/// stand.
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
    /// Two bits in one word for each hash.
    private let map: [UInt64]
    private let mapShift: UInt64
    /// So few phrases that most pairs of characters begin none: the map also tells which do, and one look at the pair stands
    /// for those at the longer hashes.
    private let isSparse: Bool
    /// For each byte the classes, of the last four, of the phrases that begin with it.
    private let openings: [UInt8]
    /// Some phrase begins inside a character, so that no byte may be stepped over.
    private let hasStrays: Bool

    /// - Parameter list: a phrase is known by its index; empty ones are never found.
    package init(_ list: [[UInt8]]) {
        var openings = [UInt8](repeating: 0, count: 256)
        var hasStrays = false
        var kinds = [UInt8](repeating: 0, count: list.count)
        var hashes = [UInt64](repeating: 0, count: list.count)
        var total = 0
        for (index, phrase) in list.enumerated() where !phrase.isEmpty {
            total += phrase.count
            let (kind, hash) = Matcher.classify(phrase)
            hashes[index] = hash
            kinds[index] = UInt8(kind)
            if kind > 3 {
                openings[Int(phrase[0])] |= 1 << UInt8(kind - 4)
                if phrase[0] & 0xC0 == 0x80 || phrase[0] & 0xF0 == 0xE0 { hasStrays = true }
            }
        }
        let isSparse = list.count < Matcher.sparse
        var mapBits: UInt64 = 16
        while mapBits < 23, 1 << mapBits < list.count * 24 { mapBits += 1 }
        let mapShift = 64 - (mapBits - 6)
        var map = [UInt64](repeating: 0, count: 1 << (mapBits - 6))
        func note(_ hash: UInt64) { map[Int(hash >> mapShift)] |= Matcher.bits(hash) }
        var bits: UInt64 = 6
        while 1 << bits < list.count + list.count / 4 { bits += 1 }
        var chains = [Chain](repeating: Chain(), count: 1 << bits)
        let chainShift = 64 - bits
        // First how many phrases each chain has, then where it starts, then which they are.
        var slots = [Int](repeating: 0, count: list.count)
        var known: [Int] = []
        for index in list.indices where !list[index].isEmpty {
            let kind = Int(kinds[index])
            note(hashes[index])
            if isSparse, (1...3).contains(kind) { note(Matcher.beginning(list[index])) }
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
        self.map = map
        self.mapShift = mapShift
        self.isSparse = isSparse
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

    /// Fewer phrases than this are looked for by the pairs of characters that they begin with.
    private static let sparse = 20_000

    /// The hash for the two characters that a phrase begins with.
    private static func beginning(_ phrase: [UInt8]) -> UInt64 {
        var word: UInt64 = 0
        for offset in 0..<6 { word |= UInt64(phrase[offset]) << UInt64(offset * 8) }
        return beginning(hash6(word))
    }

    @inline(__always)
    private static func beginning(_ six: UInt64) -> UInt64 { six ^ factors.1 }

    /// Which bits of its word a hash sets.
    @inline(__always)
    private static func bits(_ hash: UInt64) -> UInt64 { 1 << (hash >> 41 & 63) | 1 << (hash >> 35 & 63) }

    /// The bits of a hash that are not in the map: none when some phrase may have that hash.
    @inline(__always)
    private func missing(_ hash: UInt64, _ map: Span<UInt64>) -> UInt64 {
        // The map has as many words as the shifted hash has values.
        Matcher.bits(hash) & ~(unsafe map[unchecked: Int(truncatingIfNeeded: hash >> mapShift)])
    }

    /// Whether a character of three bytes, as UTF-8 has them, stands in the first bytes of a word.
    @inline(__always)
    private static func isThreeBytes(_ x: UInt64) -> Bool { x & 0xC0_C0F0 == 0x80_80E0 }

    @inline(__always)
    private static func hash3(_ x: UInt64) -> UInt64 { (x & 0xFF_FFFF) &* factors.0 }
    @inline(__always)
    private static func hash6(_ x: UInt64) -> UInt64 { (x & 0xFFFF_FFFF_FFFF) &* factors.0 }
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
        let map = self.map.span
        // Whether none of the bits is missing is asked once for all hashes of a position: one branch, which is seldom taken.
        if isSparse {
            walk(text, &hits) { (x, _) in
                min(missing(Matcher.hash3(x), map), missing(Matcher.beginning(Matcher.hash6(x)), map)) == 0
            }
        } else {
            walk(text, &hits) { (x, y) in
                let h6 = Matcher.hash6(x)
                let h9 = Matcher.hash9(h6, x, y)
                return min(
                    min(missing(Matcher.hash3(x), map), missing(h6, map)),
                    min(missing(h9, map), missing(Matcher.hash12(h9, y), map))) == 0
            }
        }
    }

    /// Goes over the text, from character to character where these have three bytes.
    @inline(__always)
    private func walk(_ text: Span<UInt8>, _ hits: inout [Hit], _ mayBegin: (UInt64, UInt64) -> Bool) {
        let bytes = unsafe text.bytes
        let count = bytes.byteCount
        let skips = !hasStrays
        @inline(__always)
        func step(_ x: UInt64, _ y: UInt64, _ position: Int, _ hits: inout [Hit]) -> Int {
            Effort.count()
            guard Matcher.isThreeBytes(x) else {
                if openings[Int(x & 0xFF)] != 0 { probeNarrow(x, bytes, position, &hits) }
                return 1
            }
            if mayBegin(x, y) || !skips { probeWide(x, y, bytes, position, &hits) }
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

    /// The last bytes, fewer than sixteen, with zeros behind the end.
    private static func words(_ bytes: RawSpan, from start: Int) -> (UInt64, UInt64) {
        let end = bytes.byteCount
        if end >= 16 {
            let x = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: end - 16, as: UInt64.self)
            let y = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: end - 8, as: UInt64.self)
            let shift = UInt64((start - (end - 16)) * 8)
            return shift < 64 ? (x >> shift | y << (64 - shift), y >> shift) : (y >> (shift - 64), 0)
        }
        var (x, y): (UInt64, UInt64) = (0, 0)
        for offset in 0..<(end - start) {
            let byte = unsafe UInt64(bytes.unsafeLoad(fromByteOffset: start + offset, as: UInt8.self))
            if offset < 8 { x |= byte << UInt64(offset * 8) } else { y |= byte << UInt64(offset * 8 - 64) }
        }
        return (x, y)
    }

    /// The classes of phrases that begin with a character of three bytes.
    @inline(never)
    private func probeWide(_ x: UInt64, _ y: UInt64, _ text: RawSpan, _ position: Int, _ hits: inout [Hit]) {
        let map = self.map.span
        let h3 = Matcher.hash3(x)
        let h6 = Matcher.hash6(x)
        let h9 = Matcher.hash9(h6, x, y)
        let h12 = Matcher.hash12(h9, y)
        if hasStrays, openings[Int(x & 0xFF)] != 0 { probeNarrow(x, text, position, &hits) }
        if missing(h3, map) == 0 { probe(h3, 0, text, position, &hits) }
        if missing(h6, map) == 0 { probe(h6, 1, text, position, &hits) }
        if missing(h9, map) == 0 { probe(h9, 2, text, position, &hits) }
        if missing(h12, map) == 0 { probe(h12, 3, text, position, &hits) }
    }

    /// The classes of phrases that begin with anything but a character of three bytes.
    @inline(never)
    private func probeNarrow(_ x: UInt64, _ text: RawSpan, _ position: Int, _ hits: inout [Hit]) {
        let map = self.map.span
        let classes = openings[Int(x & 0xFF)]
        for kind in 4..<8 where classes >> UInt8(kind - 4) & 1 != 0 {
            let hash = Matcher.narrow(x, kind)
            if missing(hash, map) == 0 { probe(hash, kind, text, position, &hits) }
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
