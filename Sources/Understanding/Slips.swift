/// Finds what was meant where one character of a phrase was written as another: 店外径营, 围挡围拦, 垃圾椎.
///
/// Every phrase is kept once for each of its characters, under a hash of that one's neighbours and of what it sounds or
/// looks like; a character of the text that no word explains is looked up in the same way. What fits is taken only when
/// the two characters sound or look alike, so that 垃圾有人收 never becomes 垃圾没人收.
struct Slips: Sendable {
    /// A stretch of the text and the phrase that it was meant to be.
    struct Slip: Sendable {
        var range: Range<Int>
        var phrase: Int
        var likeness: Sounds.Likeness
    }

    /// What is known of a position of the text: whether a word of two characters or more holds it.
    enum Explained: Sendable { case no, small, table }

    /// Shorter and longer phrases are not looked at.
    static let shortest = 3
    static let longest = 8

    private let letters: [Scalar]
    private let bounds: [UInt32]
    /// Phrases by the highest bits of their hashes: where those of each value start in `places`; one more at the end.
    private let starts: [UInt32]
    private let startShift: UInt64
    private let places: [Place]

    /// A place of a phrase, for the character there that may be wrong.
    private struct Place {
        /// More bits of the hash.
        var tag: UInt32
        /// Index of the phrase times eight plus the place.
        var value: UInt32

        init(_ hash: UInt64, _ value: Int) {
            tag = UInt32(truncatingIfNeeded: hash >> 12)
            self.value = UInt32(value)
        }
    }

    /// A bit for each two characters that stand right before one that may be wrong, and for each two right behind one.
    private let pairs: [UInt64]
    private let pairShift: UInt64
    /// Two bits in one word for each character that may be wrong: the characters nearest to it. At nearly every place of a text
    /// it ends here, whatever the number and the length of the phrases.
    private let sides: [UInt64]
    private let sideShift: UInt64
    /// Three bits in one word for the same characters and what the wrong one sounds or looks like.
    private let nearby: [UInt64]
    private let nearbyShift: UInt64

    init(_ phrases: [[Scalar]]) {
        var letters: [Scalar] = []
        var bounds: [UInt32] = [0]
        var count = 0
        for phrase in phrases {
            letters += phrase
            bounds.append(UInt32(letters.count))
            count += phrase.count
        }
        var pairBits: UInt64 = 12
        while pairBits < 21, 1 << pairBits < count * 4 { pairBits += 1 }
        let pairShift = 64 - pairBits
        var pairs = [UInt64](repeating: 0, count: 1 << (Int(pairBits) - 6))
        func note(_ pair: UInt64) {
            let bit = pair >> pairShift
            pairs[Int(bit >> 6)] |= 1 << (bit & 63)
        }
        for phrase in phrases where phrase.count >= Slips.shortest {
            for hole in phrase.indices {
                guard let side = Side(hole: hole, of: phrase.count) else { continue }
                note(
                    side.isBefore
                        ? Slips.lead(phrase[hole - 2], phrase[hole - 1])
                        : Slips.tail(phrase[hole + 1], phrase[hole + 2]))
            }
        }
        self.pairs = pairs
        self.pairShift = pairShift
        var sideBits: UInt64 = 12
        while sideBits < 22, 1 << sideBits < count * 8 { sideBits += 1 }
        let sideShift = 64 - (sideBits - 6)
        var sides = [UInt64](repeating: 0, count: 1 << (Int(sideBits) - 6))
        let sounds = Sounds.shared
        var hashes: [(hash: UInt64, value: Int)] = []
        for (index, phrase) in phrases.enumerated() where phrase.count >= Slips.shortest {
            for hole in phrase.indices {
                guard let side = Side(hole: hole, of: phrase.count) else { continue }
                let letters = side.letters(phrase.span, hole)
                let mixed = Slips.mixed(letters)
                sides[Int(mixed >> sideShift)] |= Slips.twoBits(mixed)
                for place in sounds.kinds(of: phrase[hole]) {
                    hashes.append((Slips.hash(letters, sounds.kind(place)), index * Slips.longest + hole))
                }
            }
        }
        var nearbyBits: UInt64 = 12
        while nearbyBits < 23, 1 << nearbyBits < count * 12 { nearbyBits += 1 }
        let nearbyShift = 64 - (nearbyBits - 6)
        var nearby = [UInt64](repeating: 0, count: 1 << (Int(nearbyBits) - 6))
        var startBits: UInt64 = 6
        while 1 << startBits < hashes.count { startBits += 1 }
        let startShift = 64 - startBits
        var starts = [UInt32](repeating: 0, count: 1 << Int(startBits) + 1)
        for (hash, _) in hashes {
            nearby[Int(hash >> nearbyShift)] |= Slips.bits(hash)
            starts[Int(hash >> startShift) + 1] += 1
        }
        for index in 1..<starts.count { starts[index] += starts[index - 1] }
        var filled = starts
        var places = [Place](repeating: Place(0, 0), count: hashes.count)
        for (hash, value) in hashes {
            let bucket = Int(hash >> startShift)
            places[Int(filled[bucket])] = Place(hash, value)
            filled[bucket] += 1
        }
        self.sides = sides
        self.sideShift = sideShift
        self.nearby = nearby
        self.nearbyShift = nearbyShift
        self.starts = starts
        self.startShift = startShift
        self.places = places
        self.letters = letters
        self.bounds = bounds
    }

    /// Which characters are nearest to the wrong one: of a phrase of four or more three of them always stand on one of
    /// four sides; a phrase of three is known by its first two alone.
    private enum Side: UInt64 {
        case behind, around, mostlyBefore, before, ending

        static let all: InlineArray<5, Side> = [.behind, .around, .mostlyBefore, .before, .ending]

        /// The side for the phrases of some length with one character wrong; nil when no such phrase is known.
        init?(hole: Int, of length: Int) {
            guard length > 3 else {
                guard hole == 2 else { return nil }
                self = .ending
                return
            }
            self = hole == 0 ? .behind : hole == 1 ? .around : hole == 2 ? .mostlyBefore : .before
        }

        /// Whether the two characters before the place are among them; else the two behind are.
        var isBefore: Bool { rawValue > Side.around.rawValue }

        /// The characters nearest to a place, in a number.
        @inline(__always)
        func letters(_ text: Span<Scalar>, _ place: Int) -> UInt64 {
            func at(_ offset: Int) -> UInt64 {
                let index = place + offset
                return index >= 0 && index < text.count ? UInt64(text[index]) : 0
            }
            let letters =
                switch self {
                case .behind: at(1) | at(2) << 21 | at(3) << 42
                case .around: at(-1) | at(1) << 21 | at(2) << 42
                case .mostlyBefore: at(-2) | at(-1) << 21 | at(1) << 42
                case .before: at(-3) | at(-2) << 21 | at(-1) << 42
                case .ending: at(-2) | at(-1) << 21
                }
            return (letters ^ rawValue << 61) &* 0xC2B2_AE3D_27D4_EB4F
        }
    }

    @inline(__always)
    private static func lead(_ first: Scalar, _ second: Scalar) -> UInt64 {
        (UInt64(first) << 32 | UInt64(second)) &* 0x9E37_79B9_7F4A_7C15
    }

    @inline(__always)
    private static func tail(_ first: Scalar, _ second: Scalar) -> UInt64 {
        (UInt64(first) << 32 | UInt64(second)) &* 0xC2B2_AE3D_27D4_EB4F
    }

    @inline(__always)
    private func has(_ pair: UInt64, _ pairs: Span<UInt64>) -> UInt64 {
        let bit = pair >> pairShift
        return pairs[Int(bit >> 6)] >> (bit & 63) & 1
    }

    @inline(__always)
    private static func hash(_ letters: UInt64, _ kind: UInt64) -> UInt64 {
        let mixed = letters ^ letters >> 32 ^ kind &* 0x1656_67B1_9E37_79F9
        return mixed &* 0x9E37_79B9_7F4A_7C15
    }

    @inline(__always)
    private static func mixed(_ letters: UInt64) -> UInt64 { (letters ^ letters >> 29) &* 0x9E37_79B9_7F4A_7C15 }

    @inline(__always)
    private static func twoBits(_ mixed: UInt64) -> UInt64 { 1 << (mixed >> 20 & 63) | 1 << (mixed >> 26 & 63) }

    @inline(__always)
    private static func bits(_ hash: UInt64) -> UInt64 {
        1 << (hash >> 20 & 63) | 1 << (hash >> 26 & 63) | 1 << (hash >> 32 & 63)
    }

    func phrase(_ index: Int) -> ArraySlice<Scalar> { letters[Int(bounds[index])..<Int(bounds[index + 1])] }

    /// Slips around the characters that no word of the tables explains; none overlaps another.
    func find(in text: [Scalar], explained: [Explained]) -> [Slip] {
        var found: [Slip] = []
        let text = text.span
        let sounds = Sounds.shared
        Effort.count(text.count)
        var first = 0
        while first < text.count {
            // Sixty-four places at once: without a branch between them the processor looks at several together.
            let (led, followed) = near(text, first, explained.span)
            var places = led | followed
            while places != 0 {
                let offset = UInt64(places.trailingZeroBitCount)
                let position = first + Int(offset)
                places &= places - 1
                guard text[position].isHan, !Slips.small.contains(text[position]) else { continue }
                if let last = found.last, last.range.contains(position) { continue }
                let slip = best(
                    text, position, explained, led >> offset & 1 == 1, followed >> offset & 1 == 1, sounds)
                guard let slip else { continue }
                if let last = found.last, slip.range.lowerBound < last.range.upperBound { continue }
                found.append(slip)
            }
            first += 64
        }
        return found
    }

    /// The next sixty-four places that no word explains, a bit each: where the two characters before stand so in some phrase,
    /// and where the two behind do.
    private func near(
        _ text: Span<Scalar>, _ first: Int, _ explained: Span<Explained>
    ) -> (led: UInt64, followed: UInt64) {
        let pairs = self.pairs.span
        var (led, followed): (UInt64, UInt64) = (0, 0)
        func at(_ index: Int) -> Scalar { index >= 0 && index < text.count ? text[index] : 0 }
        var (before, last, next, behind) = (at(first - 2), at(first - 1), at(first + 1), at(first + 2))
        for place in first..<min(text.count, first + 64) {
            let bit: UInt64 = explained[place] == .no ? 1 << UInt64(place - first) : 0
            led |= has(Slips.lead(before, last), pairs) &* bit
            followed |= has(Slips.tail(next, behind), pairs) &* bit
            (before, last, next, behind) = (last, text[place], behind, at(place + 3))
        }
        return (led, followed)
    }

    /// The longest phrase that was meant around a place, of these the one whose character there is most like.
    private func best(
        _ text: Span<Scalar>, _ position: Int, _ explained: [Explained], _ isLed: Bool, _ isFollowed: Bool,
        _ sounds: Sounds
    ) -> Slip? {
        let (sides, nearby) = (self.sides.span, self.nearby.span)
        let kinds = sounds.kinds(of: text[position])
        var best: Slip?
        for index in Side.all.indices {
            let side = Side.all[index]
            guard side.isBefore ? isLed : isFollowed else { continue }
            let letters = side.letters(text, position)
            let mixed = Slips.mixed(letters)
            let bits = Slips.twoBits(mixed)
            guard sides[Int(mixed >> sideShift)] & bits == bits else { continue }
            for kind in kinds {
                Effort.count()
                let hash = Slips.hash(letters, sounds.kind(kind))
                let bits = Slips.bits(hash)
                guard nearby[Int(hash >> nearbyShift)] & bits == bits else { continue }
                let bucket = Int(hash >> startShift)
                let tag = Place(hash, 0).tag
                for place in Int(starts[bucket])..<Int(starts[bucket + 1]) where places[place].tag == tag {
                    let slip = slip(Int(places[place].value), text, position, explained, sounds)
                    guard let slip else { continue }
                    if let known = best, !Slips.isBetter(slip, known) { continue }
                    best = slip
                }
            }
        }
        return best
    }

    /// Longer, then more like, then further to the left, then earlier in the tables.
    private static func isBetter(_ slip: Slip, _ known: Slip) -> Bool {
        let (one, other) = ((slip.range.count, slip.likeness), (known.range.count, known.likeness))
        if one != other { return one > other }
        return (slip.range.lowerBound, slip.phrase) < (known.range.lowerBound, known.phrase)
    }

    /// A phrase with one place wrong, if all its other characters stand there and that one is like enough.
    private func slip(
        _ value: Int, _ text: Span<Scalar>, _ position: Int, _ explained: [Explained], _ sounds: Sounds
    ) -> Slip? {
        let (index, hole) = (value / Slips.longest, value % Slips.longest)
        let first = Int(bounds[index])
        let length = Int(bounds[index + 1]) - first
        let start = position - hole
        Effort.count()
        guard start >= 0, start + length <= text.count else { return nil }
        for offset in 0..<length where offset != hole && letters[first + offset] != text[start + offset] { return nil }
        let likeness = sounds.likeness(text[position], letters[first + hole])
        guard isEnough(likeness, length, hole, start, explained) else { return nil }
        return Slip(range: start..<(start + length), phrase: index, likeness: likeness)
    }

    /// Four characters of which three are right are one word; three only when the first two are a word of the tables
    /// themselves (垃圾椎), for too much of the language is three characters long.
    private func isEnough(
        _ likeness: Sounds.Likeness, _ length: Int, _ hole: Int, _ start: Int, _ explained: [Explained]
    ) -> Bool {
        length > 3
            ? likeness > .none
            : likeness == .sound && hole == 2 && explained[start] == .table && explained[start + 1] == .table
    }

    /// Small words and numbers are written for their own sake.
    private static let small = ScalarSet("一二三四五六七八九十百千万两几半的了是我你他她它们这那有不没要会去来说也就都上下吗呢吧啊个人外里内前后边旁")
}
