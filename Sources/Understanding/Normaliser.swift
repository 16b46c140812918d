/// A text brought to the one form in which it is compared, with the way back to what was written.
struct NormalText: Sendable {
    /// The text as it is compared.
    var scalars: [Scalar]
    /// For each scalar, where the original stretch that it stands for starts.
    var starts: [Int32]
    /// For each scalar, where that stretch ends.
    var ends: [Int32]
    /// The text as it was written.
    let original: [Scalar]

    var count: Int { scalars.count }

    /// Where a stretch of the normalised text stands in the original.
    func originalRange(_ range: Range<Int>) -> Range<Int> {
        guard !range.isEmpty, range.lowerBound >= 0, range.upperBound <= scalars.count else {
            let at = range.lowerBound < starts.count ? Int(starts[max(0, range.lowerBound)]) : original.count
            return at..<at
        }
        let start = Int(starts[range.lowerBound])
        return start..<max(start, Int(ends[range.upperBound - 1]))
    }

    /// What was written there.
    func written(_ range: Range<Int>) -> String { text(of: original[originalRange(range)]) }
}

/// A string of scalars; numbers that are no scalars are left out.
func text(of scalars: some Collection<Scalar>) -> String {
    unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: scalars.count * 4) { buffer in
        var count = 0
        for value in scalars where Unicode.Scalar(value) != nil {
            value.encode { byte in
                unsafe buffer[count] = byte
                count &+= 1
            }
        }
        return unsafe String(decoding: UnsafeBufferPointer(rebasing: buffer[..<count]), as: UTF8.self)
    }
}

/// Folds what is written in many ways and means one thing: width, case, traditional forms, invisible marks, repeated
/// signs, emoji.
///
/// - Full width becomes half width, capitals small, traditional simplified (`SimplifiedForms`).
/// - Zero-width and combining marks, variation selectors, skin tones and control characters disappear.
/// - A run of one sign becomes one sign, and so does a run of three or more of one letter or character; digits stay.
/// - Emoji with a meaning become the bracketed word that chat programs use for them (👌 → `[ok]`), all others one sign.
/// - Circled numbers become list numbers (① → `1、`).
struct Normaliser: Sendable {
    /// For the first 65,536 scalars: the scalar to put, 0 for nothing, 1 for a look-up in `words`.
    private let plane: [UInt16]
    private let words: [Scalar: [Scalar]]
    /// What an emoji without a meaning of its own becomes.
    static let picture = Scalar(of: "☺")
    /// Longer texts are cut here; the rest is never read.
    static let longest = 65_536

    static let shared = Normaliser()

    private init() {
        var plane = [UInt16](repeating: 0, count: 65_536)
        for value in 0x20..<0x1_0000 { plane[value] = UInt16(value) }
        plane[0x09] = 0x20
        plane[0x0A] = 0x0A
        plane[0x0B] = 0x0A
        plane[0x0C] = 0x0A
        plane[0x0D] = 0x0A
        for value in 0x7F..<0xA0 { plane[value] = 0 }
        plane[0x85] = 0x0A
        for value in 0x41...0x5A { plane[value] = UInt16(value + 32) }
        for value in 0xC0...0xDE where value != 0xD7 { plane[value] = UInt16(value + 32) }
        plane[0xA0] = 0x20
        plane[0xAD] = 0
        for range in [
            0x0300...0x036F, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F,
            0x20D0...0x20FF, 0x3099...0x309A, 0xD800...0xDFFF, 0xFE00...0xFE0F, 0xFE20...0xFE2F, 0xFFF0...0xFFFF,
        ] {
            for value in range { plane[value] = 0 }
        }
        plane[0x180E] = 0
        plane[0xFEFF] = 0
        for value in 0x2000...0x200A { plane[value] = 0x20 }
        for value in [0x202F, 0x205F, 0x3000, 0x1680] { plane[value] = 0x20 }
        plane[0x2028] = 0x0A
        plane[0x2029] = 0x0A
        for value in 0xFF01...0xFF5E {
            let half = value - 0xFEE0
            plane[value] = UInt16((0x41...0x5A).contains(half) ? half + 32 : half)
        }
        let signs: [(String, Unicode.Scalar)] = [
            ("—–―‐‑‒−－", "-"), ("“”„‟「」『』﹁﹂﹃﹄＂", "\""), ("‘’‚‛", "'"), ("～〜∼˜", "~"), ("…⋯", "…"), ("。｡", "。"),
            ("、､", "、"), ("·•●▪■◆★☆○◇◎・‧", "•"), ("〔［﹝", "["), ("〕］﹞", "]"), ("《〈", "<"), ("》〉", ">"),
        ]
        for (written, meant) in signs {
            for scalar in written.unicodeScalars { plane[Int(scalar.value)] = UInt16(meant.value) }
        }
        let pairs = SimplifiedForms.pairs.scalarValues
        for index in stride(from: 0, to: pairs.count - 1, by: 2) where pairs[index] < 0x1_0000 {
            plane[Int(pairs[index])] = UInt16(pairs[index + 1])
        }
        // Pictures of the first plane: arrows, dingbats and the like.
        for value in 0x2600...0x27BF where plane[value] == UInt16(value) { plane[value] = UInt16(Normaliser.picture) }
        var words: [Scalar: [Scalar]] = [:]
        for (signs, word) in Normaliser.meanings {
            for scalar in signs.unicodeScalars where scalar.value != 0xFE0F {
                words[scalar.value] = word.scalarValues
                if scalar.value < 0x1_0000 { plane[Int(scalar.value)] = 1 }
            }
        }
        for number in 1...20 {
            let listed = "\(number)、".scalarValues
            for base in [0x2460, 0x2474, 0x2488] {
                words[Scalar(base + number - 1)] = listed
                plane[base + number - 1] = 1
            }
        }
        for (sign, word) in [("㎡", "平方米"), ("㎥", "立方米"), ("㎏", "公斤"), ("㎞", "公里"), ("㎝", "厘米")] {
            for scalar in sign.unicodeScalars {
                words[scalar.value] = word.scalarValues
                plane[Int(scalar.value)] = 1
            }
        }
        self.plane = plane
        self.words = words
    }

    private static let meanings: [(String, String)] = [
        ("👌🆗", "[ok]"), ("✅☑✔💯", "[完成]"), ("👍", "[强]"), ("👎", "[弱]"), ("🙏", "[抱拳]"), ("🫡", "[敬礼]"), ("❌✖🚫", "[错]"),
        ("🌹", "[玫瑰]"), ("💪", "[加油]"), ("👏", "[鼓掌]"), ("❓❔", "?"), ("❗❕‼", "!"), ("⁉", "?"), ("🔥", "[火]"),
        ("🤝", "[握手]"), ("🌞☀", "[太阳]"), ("🆘", "[紧急]"), ("📷📸", "[图片]"), ("📍", "[位置]"), ("⭐", "[星]"),
    ]

    /// What a scalar becomes before runs are shortened.
    @inline(__always)
    private func folded(_ value: Scalar) -> Scalar? {
        guard value >= 0x1_0000 else {
            let put = plane[Int(value)]
            return put == 0 ? nil : Scalar(put)
        }
        // Pictures, skin tones, tags; ideographs of the other planes stay.
        if value >= 0x20000 && value <= 0x3FFFF { return value }
        if value >= 0x1F3FB && value <= 0x1F3FF { return nil }
        if value >= 0xE0000 { return nil }
        if words[value] != nil { return 1 }
        return value >= 0x1F000 && value <= 0x1FBFF ? Normaliser.picture : value
    }

    func normalise(_ text: String) -> NormalText {
        var original = text.scalarValues
        if original.count > Normaliser.longest { original.removeLast(original.count - Normaliser.longest) }
        if let plain = plain(original) { return plain }
        var scalars: [Scalar] = []
        var starts: [Int32] = []
        var ends: [Int32] = []
        scalars.reserveCapacity(original.count)
        starts.reserveCapacity(original.count)
        ends.reserveCapacity(original.count)
        func put(_ value: Scalar, _ index: Int) {
            let count = scalars.count
            if count > 0, scalars[count - 1] == value, !value.isDigit {
                let isSign = !value.isLetter && !value.isHan
                if isSign || (count > 1 && scalars[count - 2] == value) {
                    // The stretch that the one sign stands for grows.
                    ends[count - 1] = Int32(index + 1)
                    return
                }
            }
            scalars.append(value)
            starts.append(Int32(index))
            ends.append(Int32(index + 1))
        }
        for (index, value) in original.enumerated() {
            Effort.count()
            guard let meant = folded(value) else {
                // An invisible mark belongs to what it follows.
                if let last = ends.indices.last { ends[last] = Int32(index + 1) }
                continue
            }
            if meant == 1 {
                for letter in words[value] ?? [] { put(letter, index) }
            } else {
                put(meant, index)
            }
        }
        shortenRuns(&scalars, &starts, &ends)
        return NormalText(scalars: scalars, starts: starts, ends: ends, original: original)
    }

    /// A text in which every scalar becomes one other and none stands twice in a row; nil when it is not so simple.
    private func plain(_ original: [Scalar]) -> NormalText? {
        let count = original.count
        let plane = plane.span
        var isPlain = true
        let scalars = unsafe [Scalar](unsafeUninitializedCapacity: count) { scalars, filled in
            var last: Scalar = 0
            for index in 0..<count {
                let value = original[index]
                let put = value < 0x1_0000 ? Scalar(plane[Int(value)]) : 0
                if put <= 1 || put == last && !put.isDigit {
                    isPlain = false
                    break
                }
                unsafe scalars[index] = put
                last = put
                filled = index + 1
            }
        }
        guard isPlain else { return nil }
        Effort.count(count)
        return NormalText(
            scalars: scalars, starts: Normaliser.numbers(from: 0, count), ends: Normaliser.numbers(from: 1, count),
            original: original)
    }

    private static func numbers(from first: Int32, _ count: Int) -> [Int32] {
        unsafe [Int32](unsafeUninitializedCapacity: count) { numbers, filled in
            for index in 0..<count { unsafe numbers[index] = first &+ Int32(truncatingIfNeeded: index) }
            filled = count
        }
    }

    /// `put` keeps two of a run of letters or characters because a doubled one is a word (慢慢, good); where it swallowed
    /// a third, one is enough.
    private func shortenRuns(_ scalars: inout [Scalar], _ starts: inout [Int32], _ ends: inout [Int32]) {
        var index = 1
        var kept = 1
        while index < scalars.count {
            let long = ends[index] - starts[index] > 1
            if scalars[index] == scalars[kept - 1], long, scalars[index].isHan || scalars[index].isLetter {
                ends[kept - 1] = ends[index]
            } else {
                if kept != index {
                    scalars[kept] = scalars[index]
                    starts[kept] = starts[index]
                    ends[kept] = ends[index]
                }
                kept += 1
            }
            index += 1
        }
        if kept < scalars.count {
            scalars.removeLast(scalars.count - kept)
            starts.removeLast(starts.count - kept)
            ends.removeLast(ends.count - kept)
        }
    }

    /// A phrase of a table in the form in which it is compared.
    func phrase(_ text: String) -> [Scalar] {
        var scalars = normalise(text).scalars
        while scalars.last?.isSpace == true { scalars.removeLast() }
        while scalars.first?.isSpace == true { scalars.removeFirst() }
        return scalars
    }
}
