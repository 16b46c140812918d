/// A stretch between two commas, or whatever people write instead of one.
struct Clause: Sendable {
    var range: Range<Int>
    /// A full stop, a line end or a list number stands before it.
    var startsSentence: Bool
    /// `1、` `(2)` `一、` `•` stands before it.
    var startsListItem: Bool
    /// It ends with a question mark.
    var isAsked: Bool
}

/// An `@` and whom it names.
struct Address: Sendable {
    /// From the sign to the end of the name.
    var range: Range<Int>
    var name: Range<Int>
    /// The unit or person of the tables, if the name is one.
    var meaning: Lexicon.Meaning?
}

/// Cuts a text into clauses. One pass; every scalar belongs to at most one clause, signs to none.
struct ClauseSplitter {
    private let text: [Scalar]
    private let addresses: [Address]
    private var clauses: [Clause] = []
    private var begin = 0
    private var sentence = true
    private var listed = false

    /// More clauses than this are not told apart: the last one holds the rest.
    static let most = 400

    private init(_ text: [Scalar], _ addresses: [Address]) {
        self.text = text
        self.addresses = addresses
    }

    static func split(_ text: [Scalar], addresses: [Address]) -> [Clause] {
        var splitter = ClauseSplitter(text, addresses)
        splitter.run()
        return splitter.clauses
    }

    private mutating func run() {
        var index = 0
        var address = 0
        if let after = listMarker(at: 0) { startList(at: after); index = after }
        while index < text.count {
            Effort.count()
            if address < addresses.count, addresses[address].range.lowerBound <= index {
                close(at: addresses[address].range.lowerBound)
                index = max(index, addresses[address].range.upperBound)
                begin = index
                address += 1
                continue
            }
            switch separator(at: index) {
            case .none: index += 1
            case .weak, .strong:
                let isStrong = separator(at: index) == .strong
                close(at: index, asked: text[index] == Scalar(of: "?"))
                if isStrong { sentence = true }
                index += 1
                begin = index
                while index < text.count, text[index].isSpace || text[index].isNewline {
                    if text[index].isNewline { sentence = true }
                    index += 1
                }
                begin = index
                if let after = listMarker(at: index) {
                    startList(at: after)
                    index = after
                }
            }
        }
        close(at: text.count)
    }

    private mutating func startList(at index: Int) {
        begin = index
        listed = true
        sentence = true
    }

    private mutating func close(at end: Int, asked: Bool = false) {
        var end = end
        while end > begin, text[end - 1].isSpace { end -= 1 }
        var start = begin
        while start < end, text[start].isSpace { start += 1 }
        if start < end {
            if clauses.count == ClauseSplitter.most {
                clauses[clauses.count - 1].range = clauses[clauses.count - 1].range.lowerBound..<end
            } else {
                clauses.append(
                    Clause(range: start..<end, startsSentence: sentence, startsListItem: listed, isAsked: asked))
            }
            sentence = false
            listed = false
        } else if asked, !clauses.isEmpty {
            clauses[clauses.count - 1].isAsked = true
        }
        begin = end
    }

    private enum Separator { case none, weak, strong }

    private func separator(at index: Int) -> Separator {
        func near(_ offset: Int) -> Scalar {
            let at = index + offset
            return at >= 0 && at < text.count ? text[at] : 0
        }
        switch text[index] {
        case 10, Scalar(of: "。"), Scalar(of: ";"), Scalar(of: "!"), Scalar(of: "?"), Scalar(of: "…"),
            Scalar(of: "•"), Scalar(of: "|"):
            return .strong
        case Scalar(of: ","):
            return near(-1).isDigit && near(1).isDigit && near(2).isDigit && near(3).isDigit && !near(4).isDigit
                ? .none : .weak
        case Scalar(of: "、"), Scalar(of: "【"), Scalar(of: "】"), Scalar(of: "["), Scalar(of: "]"), Scalar(of: "~"),
            Scalar(of: "\""), Scalar(of: "☺"), Scalar(of: "<"), Scalar(of: ">"):
            return .weak
        case Scalar(of: ":"):
            return near(-1).isDigit && near(1).isDigit ? .none : .weak
        case Scalar(of: "/"):
            return near(-1).isHan && near(1).isHan || near(-1) == Scalar(of: ")") ? .weak : .none
        case Scalar(of: "."):
            if near(-1).isDigit && near(1).isDigit { return .none }
            return near(1) == 0 || near(1).isSpace || near(1).isNewline || near(1).isHan ? .strong : .none
        case 32:
            let left = near(-1)
            let right = near(1)
            // English words, and a number with its measure word, stay together.
            if left < 128, right < 128, left.isWord || left == Scalar(of: "'"), right.isWord { return .none }
            if left.isDigit, right.isHan { return .none }
            return .weak
        default: return .none
        }
    }

    /// Where the text goes on behind a list number at a position, nil when there is none.
    private func listMarker(at start: Int) -> Int? {
        func at(_ index: Int) -> Scalar { index < text.count ? text[index] : 0 }
        var index = start
        if at(index) == Scalar(of: "•") || at(index) == Scalar(of: "*") || at(index) == Scalar(of: "-") {
            // `*店外经营` mends a word and is no list.
            return at(index) != Scalar(of: "*") && at(index + 1) != 0 && !at(index + 1).isDigit ? index + 1 : nil
        }
        let bracketed = at(index) == Scalar(of: "(")
        if bracketed { index += 1 }
        if at(index) == Scalar(of: "第"), Numeral.digit(at(index + 1)) != nil,
            at(index + 2) == Scalar(of: "、") || at(index + 2) == Scalar(of: ",")
        {
            return index + 3
        }
        let first = index
        while at(index).isDigit, index - first < 2 { index += 1 }
        let isPlain = index > first
        if !isPlain {
            while Numeral.digit(at(index)) != nil || Numeral.power(at(index)) == 10, index - first < 3 { index += 1 }
        }
        guard index > first else { return nil }
        if bracketed {
            return at(index) == Scalar(of: ")") ? index + 1 : nil
        }
        let sign = at(index)
        let closes =
            sign == Scalar(of: "、") || (isPlain && (sign == Scalar(of: ".") || sign == Scalar(of: ")")))
        guard closes, !at(index + 1).isDigit, at(index + 1) != 0 else { return nil }
        index += 1
        while at(index).isSpace { index += 1 }
        return index
    }
}
