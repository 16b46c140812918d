import Foundation
import Understanding

/// Messages and tables of phrases made up with fixed seeds, alike on every machine.
///
/// Words are as frequent as in running Chinese text: the commonest are those of the language, all others made-up
/// combinations of the 3,755 characters of GB 2312's first level, and the one of rank r stands there 1/(r + 2.7) times as
/// often as all together (Zipf's law with Mandelbrot's offset). Nine messages in ten have up to 105 bytes, one in ten
/// has 500 to 700. Phrases have two to eight characters; long ones are words of the text put together, so that their
/// beginnings occur in what is read. A table is the beginning of every larger one. No phrase occurs by chance; three
/// messages in ten have one to five of the table's phrases put in.
struct Corpus {
    /// The messages, one behind another, and where each starts; one more at the end.
    var bytes: [UInt8] = []
    var bounds: [Int] = [0]
    var phrases: [[UInt8]]

    var count: Int { bounds.count - 1 }

    func text(_ index: Int) -> String { String(decoding: bytes[bounds[index]..<bounds[index + 1]], as: UTF8.self) }
}

/// Makes the corpora of all sizes of tables from the same unplanted messages.
struct CorpusMaker {
    private var random: Seeded
    private let words: [String]
    private let sums: [Double]
    private let rare: [Character]
    private var messages: [[String]] = []
    /// How many phrases are put into each message.
    private var planted: [Int] = []
    private var table: [String] = []
    /// 300 of one character, 300 of ASCII, 100 that begin with a character of four bytes.
    let others: [String]

    private struct Seeded {
        var state: UInt64

        mutating func next(_ bound: Int) -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
        }

        mutating func share() -> Double { Double(next(1 << 30)) / Double(1 << 30) }
    }

    /// - Parameters:
    ///   - count: messages.
    ///   - most: phrases of the largest table.
    init(messages count: Int, phrases most: Int) throws {
        var random = Seeded(state: 20_261_121)
        let common = try CorpusMaker.characters(0xB0...0xD7)
        rare = try CorpusMaker.characters(0xD8...0xF7)
        var words = CorpusMaker.commonest.split(separator: " ").map(String.init)
        var known = Set(words)
        while words.count < 20_000 {
            let length = [1, 2, 2, 2, 2, 2, 2, 3, 3, 4][random.next(10)]
            // Some characters are in many words, most in few.
            let word = String(
                (0..<length).map { _ in common[Int(Double(common.count) * random.share() * random.share())] })
            if known.insert(word).inserted { words.append(word) }
        }
        self.words = words
        var sum = 0.0
        sums = words.indices.map { rank in
            sum += 1 / (Double(rank + 1) + 2.7)
            return sum
        }
        var others: [String] = []
        for _ in 0..<300 { others.append(String(rare[others.count * 7 % 3000])) }
        var seen: Set<String> = []
        while others.count < 600 {
            let word = String((0..<(2 + random.next(7))).map { _ in Array("bcdfghjklmnpqrstvwxz-")[random.next(21)] })
            if seen.insert(word).inserted { others.append(word) }
        }
        for number in 0..<100 {
            let first = Unicode.Scalar(UInt32(number % 2 == 0 ? 0x1F400 + number : 0x20000 + number * 5))
            others.append((first.map { String(Character($0)) } ?? "") + (number % 3 == 0 ? "灯" : ""))
        }
        self.others = others
        self.random = random
        for _ in 0..<count {
            messages.append(
                message(upTo: self.random.share() < 0.1 ? 500 + self.random.next(200) : 20 + self.random.next(85)))
            planted.append(self.random.share() < 0.3 ? [1, 1, 1, 2, 2, 3, 4, 5][self.random.next(8)] : 0)
        }
        try fill(most)
    }

    /// The messages with phrases of the first `size` of the table put in.
    func corpus(_ size: Int) -> Corpus {
        var random = Seeded(state: UInt64(size))
        let phrases = table.prefix(size) + others
        var corpus = Corpus(phrases: phrases.map { Array($0.utf8) })
        for (message, count) in zip(messages, planted) {
            var pieces = message
            for _ in 0..<count {
                let isOther = random.next(20) == 0
                let phrase = isOther ? others[random.next(others.count)] : table[random.next(size)]
                pieces.insert(phrase, at: random.next(pieces.count + 1))
            }
            for piece in pieces { corpus.bytes += piece.utf8 }
            corpus.bounds.append(corpus.bytes.count)
        }
        return corpus
    }

    // MARK: Making

    /// The characters of some rows of GB 2312.
    private static func characters(_ rows: ClosedRange<UInt8>) throws -> [Character] {
        // The last five places of the first level's last row are empty.
        let codes = rows.flatMap { row in
            (UInt8(0xA1)...0xFE).compactMap { row == 0xD7 && $0 > 0xF9 ? nil : [row, $0] }
        }
        let encoding = String.Encoding(rawValue: 0x8000_0632)
        guard let text = String(data: Data(codes.joined()), encoding: encoding) else {
            throw Trouble("this system cannot read GB 18030")
        }
        return Array(text)
    }

    private mutating func word() -> String {
        let share = random.share() * sums[sums.count - 1]
        var (low, high) = (0, sums.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] < share { low = middle + 1 } else { high = middle }
        }
        return words[low]
    }

    private mutating func message(upTo limit: Int) -> [String] {
        var pieces: [String] = []
        var size = 0
        var sinceSign = 0
        while size < limit {
            var piece = random.share() < 0.03 ? aside() : word()
            sinceSign += 1
            if sinceSign > 4, random.share() < 0.35 {
                piece += ["，", "。", "，", "！", "？", "，"][random.next(6)]
                sinceSign = 0
            }
            pieces.append(piece)
            size += piece.utf8.count
        }
        return pieces
    }

    /// What is no word: numbers, dates, telephones, links, pictures.
    private mutating func aside() -> String {
        switch random.next(10) {
        case 0...2: "\(1 + random.next(999))" + ["号", "元", "天", "人", "楼"][random.next(5)]
        case 3...4: "1\(3_000_000_000 + random.next(6_999_999_999))"
        case 5...6: "\(1 + random.next(12))月\(1 + random.next(28))日"
        default: ["A-12", "http://a.cn/Ab12", "OK", "?!", "100%", "wx_8812", "😀", "[图片]"][random.next(8)]
        }
    }

    /// The table: what occurs in a message by chance is left out.
    private mutating func fill(_ most: Int) throws {
        var known: Set<String> = []
        var candidates: [String] = []
        while candidates.count < most + most / 2 {
            let phrase = phrase()
            if known.insert(phrase).inserted { candidates.append(phrase) }
        }
        let matcher = Matcher((candidates + others).map { Array($0.utf8) })
        var occurs = [Bool](repeating: false, count: candidates.count + others.count)
        var hits: [Matcher.Hit] = []
        for message in messages {
            hits.removeAll(keepingCapacity: true)
            matcher.scan(Array(message.joined().utf8).span, into: &hits)
            for hit in hits { occurs[Int(hit.phrase)] = true }
        }
        table = candidates.indices.filter { !occurs[$0] }.prefix(most).map { candidates[$0] }
        guard table.count == most else { throw Trouble("the corpus has too few phrases") }
    }

    private mutating func phrase() -> String {
        let length = [2, 2, 2, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 5, 5, 6, 6, 7, 8, 8][random.next(20)]
        if length < 4 || random.share() < 0.15 {
            return String(
                (0..<length).map { _ in random.next(3) == 0 ? rare[random.next(rare.count)] : Character(letter()) })
        }
        var phrase = ""
        repeat {
            phrase = ""
            while phrase.count < length { phrase += word() }
        } while phrase.count != length
        return phrase
    }

    private mutating func letter() -> String { word().first.map { String($0) } ?? "" }

    private static let commonest = """
        的 是 了 在 不 我 一 有 他 这 人 们 和 就 你 上 也 到 说 中 个 地 要 大 来 她 那 得 为 都 会 着 以 能 对 可以 自己 我们 没有 去 还 他们 \
        里 后 时 年 而 下 过 多 之 于 生 又 从 但 看 把 没 什么 这个 小 用 天 好 一个 她们 国 等 家 想 给 起来 两 做 两个 现在 知道 时候 被 问题 \
        已经 因为 所以 如果 工作 这样 如何 出来 开始 进行 社会 发展 学生 先生 孩子 老师 一些 这些 那么 今天 明天 生活 起 向 将 与 或 及 其 此
        """
}
