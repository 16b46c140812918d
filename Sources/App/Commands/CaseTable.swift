import Cases
import Domain

/// Cases as a table for a terminal of 100 columns.
struct CaseTable {
    private let words: CaseWords
    private var table: TextTable

    init(_ words: CaseWords) {
        self.words = words
        let titles =
            words.isEnglish
            ? ["number", "state", "type", "place", "unit", "reported", "due", ""]
            : ["编号", "状态", "类型", "地点", "单位", "上报", "时限", ""]
        // Numbers, times and marks are never shortened.
        let least: [Int?] = [nil, 6, 8, 8, 6, nil, nil, nil]
        table = TextTable(zip(titles, least).map { TextTable.Column($0, least: $1) })
    }

    mutating func add(_ subject: Case) {
        table.add([
            subject.number?.description ?? "id:\(subject.id.rawValue)", words.state(subject), words.type(subject),
            words.place(subject), words.unit(subject.unit), short(subject.reportedAt), short(subject.dueAt),
            marks(subject),
        ])
    }

    func lines() -> [String] { table.lines() }

    /// `11-21 09:12`
    private func short(_ instant: Timestamp?) -> String { String(words.moment(instant).dropFirst(5)) }

    /// 急, 敏 and the highest of 超时 and the card.
    private func marks(_ subject: Case) -> String {
        var marks = ""
        if subject.urgent { marks += words.pick("急", "!") }
        if subject.sensitive { marks += words.pick("敏", "S") }
        switch subject.supervision {
        case .red: marks += words.pick("红", "R")
        case .yellow: marks += words.pick("黄", "Y")
        case .none, .notice: if subject.overdue { marks += words.pick("超", "late") }
        }
        return marks
    }
}
