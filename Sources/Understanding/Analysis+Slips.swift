internal import Domain

extension Analysis {
    /// A stretch of the text and what was meant by it.
    private struct Replacement {
        var range: Range<Int>
        var meant: [Scalar]
        var source: String
    }

    private static let oneself: Word = "自己"

    /// Puts what people mean for what they wrote; a stretch that is part of a longer word of another table stays.
    mutating func applyVariants() -> Bool {
        var longer = Cover(text.count)
        var ends = [Bool](repeating: false, count: text.count + 1)
        for mark in marks.types {
            longer.add(mark.start, mark.end)
            if mark.length > 1 { ends[mark.end] = true }
        }
        for list in [marks.places, marks.intents, marks.units] {
            for mark in list {
                longer.add(mark.start, mark.end)
                if mark.length > 1 { ends[mark.end] = true }
            }
        }
        for mark in marks.cues where mark.length > 1 { ends[mark.end] = true }
        longer.close()
        var chosen: [Marks.Mark] = []
        for mark in marks.variants {
            if longer.holds(mark.start, mark.end) { continue }
            // 自己修 holds no 已修.
            if mark.start > 0, starts(Analysis.oneself, mark.start - 1) { continue }
            // 好看|哈哈 holds no 看哈: a short variant that cuts two words in half was not meant.
            if mark.length == 2, ends[mark.start + 1] { continue }
            if let last = chosen.last, mark.start < last.end {
                if mark.start == last.start, mark.length > last.length { chosen[chosen.count - 1] = mark }
                continue
            }
            chosen.append(mark)
        }
        replace(
            chosen.map {
                Replacement(
                    range: $0.range, meant: vocabulary.variants[$0.row],
                    source: "variant:\(tables.variants[$0.row].written)")
            })
        return !chosen.isEmpty
    }

    /// Reads words that no table row names as they were written: one character for another that sounds or looks like it,
    /// letters for characters.
    mutating func applySlips() -> Bool {
        var explained = [Slips.Explained](repeating: .no, count: text.count)
        func explain(_ start: Int, _ end: Int, _ how: Slips.Explained) {
            if end - start > 1 { for index in start..<end { explained[index] = how } }
        }
        for mark in marks.cues { explain(mark.start, mark.end, .small) }
        for mark in marks.placeWords { explain(mark.start, mark.end, .small) }
        for list in [marks.intents, marks.places, marks.units, marks.grids, marks.people] {
            for mark in list { explain(mark.start, mark.end, .small) }
        }
        for mark in marks.types { explain(mark.start, mark.end, .table) }
        for mark in marks.atoms { explain(mark.start, mark.end, .table) }
        var replacements = vocabulary.slips.find(in: text.scalars, explained: explained).map { slip in
            let meant = vocabulary.slips.phrase(slip.phrase)
            return Replacement(
                range: slip.range, meant: Array(meant), source: "slip:\(Understanding.text(of: meant))")
        }
        replacements += spelled(explained)
        guard !replacements.isEmpty else { return false }
        replacements.sort { $0.range.lowerBound < $1.range.lowerBound }
        replace(replacements)
        return true
    }

    /// Runs of letters that spell words: `laji`, `la ji`, `zdjy`.
    private func spelled(_ explained: [Slips.Explained]) -> [Replacement] {
        var found: [Replacement] = []
        var rest = false
        var index = 0
        while index < text.count {
            guard text.scalars[index].isLetter else {
                if text.scalars[index].isHan { rest = true }
                index += 1
                continue
            }
            var pieces: [Range<Int>] = []
            let start = index
            while index < text.count, text.scalars[index].isLetter {
                let begin = index
                while index < text.count, text.scalars[index].isLetter { index += 1 }
                pieces.append(begin..<index)
                guard index + 1 < text.count, text.scalars[index].isSpace, text.scalars[index + 1].isLetter else {
                    break
                }
                index += 1
            }
            // Numbers, links and names behind an @ are no words.
            let isPart =
                start > 0 && !text.scalars[start - 1].isHan && !text.scalars[start - 1].isSpace
                || index < text.count && text.scalars[index].isDigit
            let known = pieces.allSatisfy { explained[$0.lowerBound] != .no }
            if isPart || known {
                rest = rest || known
                continue
            }
            let letters = text.scalars[start..<index].filter(\.isLetter)
            if let meant = vocabulary.latinWords.read(letters) {
                found.append(replacement(start..<index, meant))
                continue
            }
            for piece in pieces {
                if let meant = vocabulary.latinWords.read(Array(text.scalars[piece])) {
                    found.append(replacement(piece, meant))
                } else if pieces.count > 1 {
                    // A sentence of another language, in which a word may look like one of ours.
                    found.removeAll { $0.range.lowerBound >= start }
                    break
                }
            }
        }
        return rest || found.count > 1 || found.first.map { $0.range.count >= 6 } ?? false ? found : []
    }

    private func replacement(_ range: Range<Int>, _ meant: [Scalar]) -> Replacement {
        Replacement(range: range, meant: meant, source: "slip:\(Understanding.text(of: meant))")
    }

    /// - Parameter replacements: in order and without overlaps.
    private mutating func replace(_ replacements: [Replacement]) {
        guard !replacements.isEmpty else { return }
        var changed = text
        changed.scalars.removeAll(keepingCapacity: true)
        changed.starts.removeAll(keepingCapacity: true)
        changed.ends.removeAll(keepingCapacity: true)
        var index = 0
        for replacement in replacements {
            let range = replacement.range
            copy(index..<range.lowerBound, to: &changed)
            let stretch = text.originalRange(range)
            let isSameLength = replacement.meant.count == range.count
            for (offset, scalar) in replacement.meant.enumerated() {
                changed.scalars.append(scalar)
                let at = range.lowerBound + offset
                changed.starts.append(isSameLength ? text.starts[at] : Int32(stretch.lowerBound))
                changed.ends.append(isSameLength ? text.ends[at] : Int32(stretch.upperBound))
            }
            replaced.append((replacement.source, stretch))
            index = range.upperBound
        }
        copy(index..<text.count, to: &changed)
        text = changed
    }

    private func copy(_ range: Range<Int>, to target: inout NormalText) {
        target.scalars += text.scalars[range]
        target.starts += text.starts[range]
        target.ends += text.ends[range]
    }
}
