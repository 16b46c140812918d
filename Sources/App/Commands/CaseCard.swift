import Cases
import Domain

/// One case with its history, for people to read.
struct CaseCard {
    let words: CaseWords

    /// - Parameter numberOf: the number of another case, or its id.
    func lines(_ subject: Case, history: [Case.Entry], numberOf: (ID<Case>) throws -> String) rethrows -> [String] {
        let number = subject.number?.description ?? "id:\(subject.id.rawValue)"
        let type = subject.type.map { "\(words.type(subject))（\($0)）" } ?? ""
        let heading = [number, type, words.state(subject)].filter { !$0.isEmpty }
        var lines = [heading.joined(separator: "  ")]
        var rows: [(String, String)] = []
        func row(_ chinese: String, _ english: String, _ value: String?) {
            if let value, !value.isEmpty { rows.append((words.pick(chinese, english), value)) }
        }
        row("标记", "marks", marks(subject))
        row("地点", "place", place(subject))
        row("网格", "grid", subject.grid.map { code in [code, words.grid(subject)].joined(separator: " ") })
        row("责任单位", "unit", words.unit(subject.unit))
        row("协办", "assist", subject.assist.map { words.unit($0) }.joined(separator: words.pick("、", ", ")))
        row("上报人", "reporter", words.reporter(subject))
        row("来自", "room", words.room(subject))
        row("原文", "text", words.text(subject.text, of: subject) ?? missingText(subject))
        row("上报", "reported", words.moment(subject.reportedAt))
        row("立案", "filed", words.moment(subject.filedAt))
        row("派遣", "assigned", words.moment(subject.assignedAt))
        row("签收", "acknowledged", words.moment(subject.acknowledgedAt))
        row("时限", "due", words.moment(subject.dueAt))
        row("处置", "handled", words.moment(subject.handledAt))
        row("结案", "closed", words.moment(subject.closedAt))
        row("数量", "quantities", subject.quantities.map(words.quantity).joined(separator: words.pick("，", ", ")))
        row("照片", "photos", photos(subject))
        row("返工", "reworks", subject.reworks > 0 ? "\(subject.reworks)" : nil)
        row("延期", "extensions", subject.extensions > 0 ? "\(subject.extensions)" : nil)
        row("退回", "returns", subject.returns > 0 ? "\(subject.returns)" : nil)
        row("并入", "merged into", try subject.mergedInto.map(numberOf))
        row("曾发", "recurs after", try subject.recurrenceOf.map(numberOf))
        row("评价", "rating", subject.rating.map { "\($0)/5" })
        lines += aligned(rows)
        if !history.isEmpty {
            lines += ["", words.pick("经过", "history")]
            var table = TextTable([.init(""), .init(""), .init(""), .init("", least: 10)])
            for entry in history {
                table.add([
                    words.moment(entry.at), words.event(entry.kind), words.actor(entry.by),
                    words.text(entry.why, of: subject) ?? "",
                ])
            }
            lines += table.lines(width: 98).dropFirst().map { "  " + $0 }
        }
        return lines
    }

    private func place(_ subject: Case) -> String {
        let written = words.place(subject)
        guard let name = subject.place.name, name != written else { return written }
        return "\(written)（\(name)）"
    }

    private func marks(_ subject: Case) -> String {
        var marks: [String] = []
        if subject.urgent { marks.append(words.pick("紧急", "urgent")) }
        if subject.sensitive { marks.append(words.pick("敏感", "sensitive")) }
        if subject.overdue { marks.append(words.pick("超时", "overdue")) }
        if subject.supervision != .none { marks.append(words.supervision(subject.supervision)) }
        if subject.evidenceMissing { marks.append(words.pick("缺少处置照片", "closed without its photo")) }
        if !subject.reporter.isKnown { marks.append(words.pick("上报人不在册", "reporter not in the tables")) }
        return marks.joined(separator: words.pick("，", ", "))
    }

    private func missingText(_ subject: Case) -> String {
        subject.text == nil
            ? words.pick("原文已撤回", "recalled")
            : words.pick("敏感案件，加 --sensitive 可看", "of a sensitive case; --sensitive shows it")
    }

    private func photos(_ subject: Case) -> String {
        subject.photos.map { photo in
            words.role(photo.role)
                + (photo.sha256.map { " " + $0.prefix(12) } ?? words.pick("（未取到）", " (not fetched)"))
        }.joined(separator: words.pick("，", ", "))
    }

    private func aligned(_ rows: [(String, String)]) -> [String] {
        let width = rows.map { TextWidth.of($0.0) }.max() ?? 0
        return rows.map { name, value in
            let indent = String(repeating: " ", count: width - TextWidth.of(name) + 2)
            // A text of several lines stays beside its name.
            let value = TextWidth.printable(value).split(separator: "\n", omittingEmptySubsequences: false)
                .joined(separator: "\n" + String(repeating: " ", count: width + 4))
            return "  \(name)\(indent)\(value)"
        }
    }
}
