import Cases
import Domain
import Tables

/// Cases as rows of a spreadsheet: names beside codes, and no cell that it would take for a formula.
struct CaseSheet {
    let words: CaseWords

    private struct Column {
        let chinese: String
        let english: String
        let cell: (Case, CaseWords) -> String

        init(_ chinese: String, _ english: String, _ cell: @escaping (Case, CaseWords) -> String) {
            self.chinese = chinese
            self.english = english
            self.cell = cell
        }
    }

    var header: [String] {
        columns.map { words.pick($0.chinese, $0.english) } + [
            words.pick("并入", "merged into"), words.pick("曾发案件", "recurrence of"),
        ]
    }

    /// - Parameter numberOf: the number of another case, or its id.
    func row(_ subject: Case, numberOf: (ID<Case>) throws -> String) rethrows -> [String] {
        var cells = columns.map { $0.cell(subject, words) }
        cells.append(try subject.mergedInto.map(numberOf) ?? "")
        cells.append(try subject.recurrenceOf.map(numberOf) ?? "")
        return cells.map(CSV.safeCell)
    }

    private var columns: [Column] { Self.matter + Self.people + Self.times + Self.figures }

    private static var matter: [Column] {
        [
            Column("案件编号", "number") { subject, _ in subject.number?.description ?? "id:\(subject.id.rawValue)" },
            Column("状态", "state") { subject, words in words.state(subject) },
            Column("类型代码", "type code") { subject, _ in subject.type ?? "" },
            Column("类型", "type") { subject, words in words.type(subject) },
            Column("地点", "place") { subject, _ in subject.place.text.map(Masking.mask) ?? "" },
            Column("地名", "place name") { subject, _ in subject.place.name ?? "" },
            Column("纬度", "latitude") { subject, _ in
                subject.coordinate.map { CaseJSON.degrees($0.latitudeE6) } ?? ""
            },
            Column("经度", "longitude") { subject, _ in
                subject.coordinate.map { CaseJSON.degrees($0.longitudeE6) } ?? ""
            },
            Column("网格代码", "grid code") { subject, _ in subject.grid ?? "" },
            Column("网格", "grid") { subject, words in words.grid(subject) },
            Column("数量", "quantities") { subject, words in
                subject.quantities.map(words.quantity).joined(separator: words.pick("，", ", "))
            },
            Column("原文", "text") { subject, words in words.text(subject.text, of: subject) ?? "" },
        ]
    }

    private static var people: [Column] {
        [
            Column("单位代码", "unit code") { subject, _ in subject.unit ?? "" },
            Column("责任单位", "unit") { subject, words in words.unit(subject.unit) },
            Column("协办单位", "assist") { subject, words in
                subject.assist.map { words.unit($0) }.joined(separator: words.pick("、", ", "))
            },
            Column("上报人", "reporter") { subject, words in words.reporter(subject) },
            Column("来源群", "room") { subject, words in words.room(subject) },
        ]
    }

    private static var times: [Column] {
        func time(_ chinese: String, _ english: String, _ moment: @escaping (Case) -> Timestamp?) -> Column {
            Column(chinese, english) { subject, words in words.moment(moment(subject)) }
        }
        return [
            time("上报时间", "reported") { $0.reportedAt }, time("立案时间", "filed") { $0.filedAt },
            time("派遣时间", "assigned") { $0.assignedAt }, time("签收时间", "acknowledged") { $0.acknowledgedAt },
            time("时限", "due") { $0.dueAt }, time("处置时间", "handled") { $0.handledAt },
            time("结案时间", "closed") { $0.closedAt },
        ]
    }

    private static var figures: [Column] {
        func flag(_ chinese: String, _ english: String, _ value: @escaping (Case) -> Bool) -> Column {
            Column(chinese, english) { subject, words in
                value(subject) ? words.pick("是", "yes") : words.pick("否", "no")
            }
        }
        func count(_ chinese: String, _ english: String, _ value: @escaping (Case) -> Int?) -> Column {
            Column(chinese, english) { subject, _ in value(subject).map(String.init) ?? "" }
        }
        return [
            flag("超时", "overdue") { $0.overdue },
            Column("督办", "supervision") { subject, words in words.supervision(subject.supervision) },
            flag("紧急", "urgent") { $0.urgent }, flag("敏感", "sensitive") { $0.sensitive },
            count("返工次数", "reworks") { $0.reworks }, count("延期次数", "extensions") { $0.extensions },
            count("退回次数", "returns") { $0.returns }, count("照片数", "photos") { $0.photos.count },
            flag("缺处置照片", "evidence missing") { $0.evidenceMissing }, count("评价", "rating") { $0.rating },
        ]
    }
}
