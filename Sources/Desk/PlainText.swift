/// Text from outside, made fit to stand inside a line that the bridge says on a platform without markup.
enum PlainText {
    /// Characters of one inserted value.
    static let valueLimit = 500

    /// Takes away what would make a platform, or a reader, see more than words: mentions, links, markup, invisible and
    /// direction-turning characters, line ends.
    ///
    /// `@` becomes its full-width twin, so that no list of "everyone" words has to be complete; the same goes for the
    /// colon of `://`, for `<` and for the brackets of links. Whitespace shrinks to one space. A value longer than
    /// ``valueLimit`` characters ends in `…`.
    static func escape(_ value: String) -> String {
        var result = ""
        var characters = 0
        let scalars = Array(visible(value).unicodeScalars)
        var pendingSpace = false
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            if scalar.properties.isWhitespace {
                pendingSpace = true
                index += 1
                continue
            }
            if pendingSpace, !result.isEmpty { result += " " }
            pendingSpace = false
            let (piece, length) = twin(scalars, at: index)
            result += piece
            index += length
            characters += 1
            if characters == valueLimit * 4 { break }  // a character may have several scalars
        }
        return result.count > valueLimit ? result.prefix(valueLimit - 1) + "…" : result
    }

    private static func twin(_ scalars: [Unicode.Scalar], at index: Int) -> (text: String, length: Int) {
        func follows(_ expected: String) -> Bool {
            scalars[index...].prefix(expected.unicodeScalars.count).elementsEqual(expected.unicodeScalars)
        }
        switch scalars[index] {
        case "@": return ("＠", 1)
        case "<": return ("＜", 1)
        case "`": return ("ˋ", 1)
        case ":" where follows("://"): return ("：//", 3)
        case "]" where follows("]("): return ("］（", 2)
        case "w" where follows("www."): return ("www．", 4)
        case "W" where follows("WWW."): return ("WWW．", 4)
        default: return (String(scalars[index]), 1)
        }
    }

    /// Without controls and what Unicode calls format characters (directions, joiners of nothing, tags); the joiner
    /// that holds emoji together stays.
    private static func visible(_ value: String) -> String {
        var kept = String.UnicodeScalarView()
        for scalar in value.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control: kept.append(" ")
            case .format: if scalar == "\u{200D}" { kept.append(scalar) }
            case .lineSeparator, .paragraphSeparator: kept.append(" ")
            default: kept.append(scalar)
            }
        }
        return String(kept)
    }
}
