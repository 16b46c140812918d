/// How characters sound and look: what an input method, an ear or a reader of pictures takes for one another.
///
/// Sounds are compared without tones, since nobody types them. A character with several readings sounds like every
/// character that shares one of them.
struct Sounds: Sendable {
    /// How near a written character is to the one that is meant, the nearest last.
    enum Likeness: Int, Comparable, Sendable {
        case none
        /// Neither sounds nor looks alike.
        case look
        /// Alike for ears and tongues that keep z and zh, n and l, in and ing together.
        case nearly
        /// The same syllable.
        case sound

        static func < (a: Likeness, b: Likeness) -> Bool { a.rawValue < b.rawValue }
    }

    /// The letters of each syllable.
    let spellings: [[Scalar]]
    /// For each syllable the one that stands for all that are nearly alike.
    private let folded: [UInt16]
    /// Where the syllables of each character from U+4E00 on start in `readings`; one more at the end.
    private let starts: [UInt16]
    private let readings: [UInt16]
    /// Groups of characters that look alike, by character.
    private let looks: [Scalar: UInt16]
    /// Where the kinds of each character start in `kinds`; one more at the end.
    private let kindStarts: [UInt16]
    private let kinds: [UInt16]

    static let shared = Sounds()
    private static let first: Scalar = 0x4E00
    private static let count = 0x9FFF - 0x4E00 + 1

    private init() {
        var spellings: [[Scalar]] = []
        var pairs: [(character: Int, syllable: UInt16)] = []
        var letters: [Scalar] = []
        for scalar in SoundTable.syllables.scalarValues {
            if scalar.isLetter {
                letters.append(scalar)
                continue
            }
            if !letters.isEmpty {
                spellings.append(letters)
                letters = []
            }
            let character = Int(scalar) - Int(Sounds.first)
            if (0..<Sounds.count).contains(character) { pairs.append((character, UInt16(spellings.count - 1))) }
        }
        var starts = [UInt16](repeating: 0, count: Sounds.count + 1)
        for pair in pairs { starts[pair.character + 1] += 1 }
        for index in 0..<Sounds.count { starts[index + 1] += starts[index] }
        var filled = starts
        var readings = [UInt16](repeating: 0, count: pairs.count)
        for pair in pairs {
            readings[Int(filled[pair.character])] = pair.syllable
            filled[pair.character] += 1
        }
        var classes: [[Scalar]: UInt16] = [:]
        folded = spellings.enumerated().map { index, letters in
            let key = Sounds.fold(letters)
            if let known = classes[key] { return known }
            classes[key] = UInt16(index)
            return UInt16(index)
        }
        var looks: [Scalar: UInt16] = [:]
        for (group, characters) in Sounds.lookalikes.scalarValues.split(separator: 32).enumerated() {
            for character in characters { looks[character] = UInt16(group) }
        }
        var kinds: [UInt16] = []
        var kindStarts: [UInt16] = [0]
        for index in 0..<Sounds.count {
            let first = kinds.count
            for syllable in readings[Int(starts[index])..<Int(starts[index + 1])] {
                let kind = folded[Int(syllable)]
                if !kinds[first...].contains(kind) { kinds.append(kind) }
            }
            if let look = looks[Sounds.first + Scalar(index)] { kinds.append(UInt16(spellings.count) + look) }
            kindStarts.append(UInt16(kinds.count))
        }
        self.kinds = kinds
        self.kindStarts = kindStarts
        self.spellings = spellings
        self.starts = starts
        self.readings = readings
        self.looks = looks
    }

    /// Characters that readers of pictures and of handwriting mix up, a group after another.
    private static let lookalikes: StaticString = """
        己已巳 未末 土士 人入八 日曰 天夫无 太大犬 干千于 午牛 石右 免兔 拆折 狠狼 冶治 栏拦 坑抗 块快 拉垃 圾极 堆推 埃挨 壁璧 \
        漂飘 摊滩 泄池 掉悼 刊刑 侧测 植值 桩庄 桶捅 杆杠 杨扬 板扳 档挡 焚楚 灯打 炉护 烂拦 哄烘 淹掩 渣查 浸侵 浇绕 爆曝 \
        盖益 盏盗 看着 砖转 破波 碎砗 窨窖 箅算 粪类 线钱 缺决 罐灌 脏庄 臭奥 莱菜 蚊蚁 裂烈 裸课 跌铁 路踏 车东 辆俩 逃桃 遮庶 \
        陷馅 险脸 霉莓 马鸟 鸡鸣 门们 厂广 处外 住往 侯候 冒昌 凶凹 刺剌 卫口 厕侧 即既 县具 叮盯 司同 名各 吵炒 呜鸣 喷啧
        """

    /// zh, ch, sh to z, c, s; n- to l-; -ing, -eng to -in, -en.
    private static func fold(_ letters: [Scalar]) -> [Scalar] {
        var folded = letters
        if folded.count > 2, folded[1] == Scalar(of: "h") { folded.remove(at: 1) }
        if folded.first == Scalar(of: "n"), folded.count > 1 { folded[0] = Scalar(of: "l") }
        if folded.count > 2, folded.last == Scalar(of: "g") {
            let vowel = folded[folded.count - 3]
            if vowel == Scalar(of: "i") || vowel == Scalar(of: "e") { folded.removeLast() }
        }
        return folded
    }

    /// The syllables that a character can be read as.
    func syllables(of character: Scalar) -> ArraySlice<UInt16> {
        let index = Int(character) - Int(Sounds.first)
        guard (0..<Sounds.count).contains(index) else { return [] }
        return readings[Int(starts[index])..<Int(starts[index + 1])]
    }

    /// The places in `kind(_:)` of what a character sounds and looks like: two characters are alike in some way if and only
    /// if they share a kind.
    @inline(__always)
    func kinds(of character: Scalar) -> Range<Int> {
        let index = Int(character) - Int(Sounds.first)
        guard (0..<Sounds.count).contains(index) else { return 0..<0 }
        return Int(kindStarts[index])..<Int(kindStarts[index + 1])
    }

    @inline(__always)
    func kind(_ place: Int) -> UInt64 { UInt64(kinds[place]) }

    func likeness(_ a: Scalar, _ b: Scalar) -> Likeness {
        var best = Likeness.none
        for one in syllables(of: a) {
            for other in syllables(of: b) {
                if one == other { return .sound }
                if folded[Int(one)] == folded[Int(other)] { best = .nearly }
            }
        }
        if best == .none, let look = looks[a], look == looks[b] { best = .look }
        return best
    }
}
