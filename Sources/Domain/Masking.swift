/// Hides what identifies a person in text that others will read: mobile numbers, identity numbers, car plates.
public enum Masking {
    public enum Kind: String, Sendable, CaseIterable { case phone, identityNumber, plate }

    /// One stretch of personal data.
    public struct Finding: Hashable, Sendable {
        public var kind: Kind
        /// Unicode scalars of the text searched.
        public var range: Range<Int>

        public init(kind: Kind, range: Range<Int>) {
            self.kind = kind
            self.range = range
        }
    }

    /// All personal data in a text, in order, not overlapping. Full-width digits and letters count as their ASCII ones.
    public static func findings(in text: some StringProtocol) -> [Finding] {
        findings(Array(text.unicodeScalars))
    }

    /// The text with the middle of every number starred: `138****1234`, `110***********1234`, `赣B·1**45`.
    public static func mask(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        let found = findings(scalars)
        guard !found.isEmpty else { return text }
        var masked = scalars
        for finding in found {
            let places = finding.range.filter { isAlphanumeric(ascii(scalars[$0])) }
            let hidden: Range<Int>
            switch finding.kind {
            case .phone: hidden = max(0, places.count - 8)..<max(0, places.count - 4)
            case .identityNumber: hidden = 3..<14
            case .plate: hidden = 2..<places.count - 2
            }
            for index in hidden { masked[places[index]] = "*" }
        }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: masked)
        return String(result)
    }

    /// True for 18 characters with a possible birthday and the right check character (GB 11643, ISO 7064 MOD 11-2).
    public static func isIdentityNumber(_ text: some StringProtocol) -> Bool {
        let scalars = Array(text.unicodeScalars)
        return scalars.count == 18 && identityNumber(scalars, at: 0) != nil
    }

    private static func findings(_ scalars: [Unicode.Scalar]) -> [Finding] {
        var found: [Finding] = []
        var index = 0
        while index < scalars.count {
            let follows = index > 0 && isAlphanumeric(ascii(scalars[index - 1]))
            var end: (Kind, Int)?
            if !follows {
                if let stop = identityNumber(scalars, at: index) { end = (.identityNumber, stop) }
                if end == nil, let stop = phone(scalars, at: index) { end = (.phone, stop) }
            } else if isLetter(ascii(scalars[index - 1])), let stop = phone(scalars, at: index) {
                end = (.phone, stop)  // tel13812345678
            }
            if end == nil, let stop = plate(scalars, at: index) { end = (.plate, stop) }
            if let (kind, stop) = end {
                found.append(Finding(kind: kind, range: index..<stop))
                index = stop
            } else {
                index += 1
            }
        }
        return found
    }

    /// A mobile number: eleven digits from 13 to 19, perhaps written 138-1234-5678 or with +86 before it.
    private static func phone(_ scalars: [Unicode.Scalar], at start: Int) -> Int? {
        var position = start
        if position < scalars.count, ascii(scalars[position]) == UInt8(ascii: "+") { position += 1 }
        if digit(scalars, position) == 8, digit(scalars, position + 1) == 6 {
            position += 2
            if isSeparator(scalars, position) { position += 1 }
        } else if position != start {
            return nil
        }
        guard digit(scalars, position) == 1, let second = digit(scalars, position + 1), second >= 3 else { return nil }
        var count = 0
        while count < 11 {
            if (count == 3 || count == 7), isSeparator(scalars, position) { position += 1 }
            guard digit(scalars, position) != nil else { return nil }
            count += 1
            position += 1
        }
        return digit(scalars, position) == nil ? position : nil
    }

    private static func identityNumber(_ scalars: [Unicode.Scalar], at start: Int) -> Int? {
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        guard start + 18 <= scalars.count else { return nil }
        var digits: [Int] = []
        for offset in 0..<17 {
            guard let value = digit(scalars, start + offset) else { return nil }
            digits.append(value)
        }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
        let year = number(6..<10)
        guard (1900...2100).contains(year),
            CivilDate(year: year, month: number(10..<12), day: number(12..<14)) != nil
        else { return nil }
        let sum = zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 }
        let check = (12 - sum % 11) % 11
        let last = ascii(scalars[start + 17])
        let given = last == UInt8(ascii: "X") || last == UInt8(ascii: "x") ? 10 : digit(scalars, start + 17)
        guard given == check else { return nil }
        let stop = start + 18
        return stop < scalars.count && isAlphanumeric(ascii(scalars[stop])) ? nil : stop
    }

    /// A car plate (GA 36): province, letter, five characters, six for electric cars; 学, 警, 挂 and the like may be last.
    private static func plate(_ scalars: [Unicode.Scalar], at start: Int) -> Int? {
        guard provinces.contains(scalars[start]), start + 1 < scalars.count, isLetter(ascii(scalars[start + 1])) else {
            return nil
        }
        var position = start + 2
        if position < scalars.count, ["·", "•", "・", ".", "-", " "].contains(scalars[position]) { position += 1 }
        let first = position
        var digits = 0
        while position < scalars.count, position - first < 7 {
            let character = ascii(scalars[position])
            guard isAlphanumeric(character) else { break }
            if digit(scalars, position) != nil { digits += 1 }
            position += 1
        }
        var length = position - first
        if length == 4, position < scalars.count, ["学", "警", "挂", "港", "澳", "领", "使"].contains(scalars[position]) {
            length += 1
            position += 1
        }
        return (5...6).contains(length) && digits >= 1 ? position : nil
    }

    private static let provinces = Set("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼".unicodeScalars)

    private static func digit(_ scalars: [Unicode.Scalar], _ index: Int) -> Int? {
        guard index < scalars.count, let value = ascii(scalars[index]), value >= 48, value <= 57 else { return nil }
        return Int(value) - 48
    }

    private static func isSeparator(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
        index < scalars.count && (ascii(scalars[index]) == UInt8(ascii: "-") || ascii(scalars[index]) == 32)
    }

    private static func isLetter(_ character: UInt8?) -> Bool {
        guard let character else { return false }
        return (65...90).contains(character) || (97...122).contains(character)
    }

    private static func isAlphanumeric(_ character: UInt8?) -> Bool {
        guard let character else { return false }
        return (48...57).contains(character) || isLetter(character)
    }

    /// The ASCII character that a scalar is or is the full-width form of.
    private static func ascii(_ scalar: Unicode.Scalar) -> UInt8? {
        switch scalar.value {
        case 0..<0x80: UInt8(scalar.value)
        case 0xFF01...0xFF5E: UInt8(scalar.value - 0xFEE0)
        case 0x3000: 32
        default: nil
        }
    }
}
