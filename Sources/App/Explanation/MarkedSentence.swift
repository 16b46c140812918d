import Understanding

/// A sentence as it was written, with a line of marks below each of its lines: each stretch that is evidence carries the
/// mark of its reason.
struct MarkedSentence {
    /// One reason: its mark, its colour, and which scalars of the sentence it covers.
    struct Reason {
        let mark: Character
        let colour: Paint.Colour
        let range: Range<Int>
    }

    /// The marks that reasons get in turn; those beyond share the last.
    static let marks = Array("123456789abcdefghijklmnopqrstuvwxyz*")

    static func mark(_ index: Int) -> Character { marks[min(index, marks.count - 1)] }

    /// - Parameters:
    ///   - reasons: where two overlap, the earlier one is shown.
    ///   - width: columns of the terminal.
    static func lines(_ text: String, _ reasons: [Reason], _ paint: Paint, width: Int) -> [String] {
        let scalars = Array(text.unicodeScalars)
        var owners = [Int?](repeating: nil, count: scalars.count)
        for (index, reason) in reasons.enumerated() {
            for position in reason.range.clamped(to: 0..<scalars.count) where owners[position] == nil {
                owners[position] = index
            }
        }
        var lines: [String] = []
        var line = Line(paint: paint)
        for (position, scalar) in scalars.enumerated() {
            if scalar == "\n" {
                lines += line.finished()
                line = Line(paint: paint)
                continue
            }
            let shown = TextWidth.oneLine(String(scalar))
            let columns = TextWidth.of(shown)
            if line.columns + columns > max(width, 2) {
                lines += line.finished()
                line = Line(paint: paint)
            }
            line.add(shown, columns, owners[position].map { reasons[$0] })
        }
        return lines + line.finished()
    }

    /// One line of the sentence and the marks below it, in the making.
    private struct Line {
        let paint: Paint
        private(set) var columns = 0
        private var text = ""
        private var marks = ""
        private var run = (text: "", marks: "", colour: Paint.Colour?.none)

        init(paint: Paint) { self.paint = paint }

        mutating func add(_ shown: String, _ width: Int, _ reason: Reason?) {
            if reason?.colour != run.colour { closeRun() }
            run.colour = reason?.colour
            run.text += shown
            run.marks += String(repeating: reason?.mark ?? " ", count: width)
            columns += width
        }

        private mutating func closeRun() {
            text += run.colour.map { paint(run.text, $0) } ?? run.text
            marks += run.colour.map { paint(run.marks, $0) } ?? run.marks
            run = ("", "", nil)
        }

        /// The marks only where there are any.
        mutating func finished() -> [String] {
            closeRun()
            while marks.last == " " { marks.removeLast() }
            return marks.isEmpty ? [text] : [text, marks]
        }
    }
}
