internal import Domain

extension Analysis {
    /// Fills what only some intents have: the new owner, the days asked for, the stars.
    func detail(_ item: inout Reading.Item, _ clauses: Range<Int>, _ facts: Facts) {
        let range = range(of: clauses)
        if item.intent != .report { item.until = moment(in: range) }
        switch item.intent {
        case .transfer, .reject: item.unit = namedOwner(range)
        case .directive:
            let units = unitsNamed(range)
            let assisting = units.filter { isBeside($0, .assisting) }
            let leading = units.first { isBeside($0, .leading) } ?? units.first { !assisting.contains($0) }
            item.unit = leading.map { tables.units[$0.row].code }
            item.assist = assisting.filter { $0 != leading }.map { tables.units[$0.row].code }
        case .extend, .suspend:
            item.extensionLimit = length(in: range)
        case .verify: item.exists = !(facts.has(.negation) || facts.has(.allWell))
        case .rate: item.stars = stars(range, facts)
        case .supervise: item.supervision = supervision(range)
        case .correct: correct(&item, range)
        default: break
        }
    }

    // MARK: Units

    /// A unit named in the text, an address included.
    struct NamedUnit: Equatable {
        var row: Int
        var range: Range<Int>
    }

    private func unitsNamed(_ range: Range<Int>) -> [NamedUnit] {
        var named: [NamedUnit] = []
        for mark in marks.units.starting(in: range, { $0.start }) where mark.end <= range.upperBound {
            if let last = named.last, mark.start < last.range.upperBound {
                if mark.length > last.range.count {
                    named[named.count - 1] = NamedUnit(row: mark.row, range: mark.range)
                }
            } else {
                named.append(NamedUnit(row: mark.row, range: mark.range))
            }
        }
        return named
    }

    private func isBeside(_ unit: NamedUnit, _ cue: Cue) -> Bool {
        marks.cues.starting(in: unit.range.upperBound..<(unit.range.upperBound + 3)) { $0.start }.contains {
            $0.cue == cue
        }
    }

    /// Whom a transfer or a refusal names: an address, else the last unit that no 不归 or 不是 stands before, else the unit
    /// that answers for a grid or place so named.
    private func namedOwner(_ range: Range<Int>) -> String? {
        for address in addresses {
            if case .unit(let row)? = address.meaning { return tables.units[row].code }
            if case .person(let row)? = address.meaning, let unit = tables.people[row].unit { return unit }
        }
        let own = around.sender?.unit
        let named = unitsNamed(range).filter { unit in
            let before = text.scalars[max(range.lowerBound, unit.range.lowerBound - 4)..<unit.range.lowerBound]
            return !before.contains(Scalar(of: "不")) && !before.contains(Scalar(of: "非"))
        }
        return (named.last { tables.units[$0.row].code != own } ?? named.last).map { tables.units[$0.row].code }
    }

    // MARK: Quantities

    private static let seizing: [Word] = ["收缴", "暂扣", "没收", "查扣", "扣押", "罚没"]
    private static let correcting: [Word] = ["规范", "劝导", "劝离", "劝返", "劝走", "整改", "纠正", "教育", "处罚", "查处", "取缔", "下达"]
    private static let cleaning: [Word] = [
        "清", "拆", "拉", "运", "铲", "刷", "扫", "捡", "捞", "填", "补", "换", "修", "除", "扑灭", "冲洗",
    ]

    /// What was done to the things counted, by the nearest verb before them, else by what the item is about.
    func measured(_ thing: CountedThing, _ intent: Intent, _ range: Range<Int>) -> Quantity {
        var quantity = thing.quantity
        let isDeed = intent == .done || intent == .tally || intent == .progress || intent == .confirm
        quantity.measure = isDeed ? .cleaned : .found
        guard isDeed else { return quantity }
        var index = thing.range.lowerBound - 1
        while index >= max(range.lowerBound, thing.range.lowerBound - 10) {
            if Analysis.seizing.contains(where: { starts($0, index) }) {
                quantity.measure = .seized
                break
            }
            if Analysis.correcting.contains(where: { starts($0, index) }) {
                quantity.measure = .corrected
                break
            }
            if Analysis.cleaning.contains(where: { starts($0, index) }) { break }
            index -= 1
        }
        return quantity
    }

    // MARK: Times

    private func moment(in range: Range<Int>) -> Timestamp? {
        for time in times where range.contains(time.range.lowerBound) && !time.isPast {
            if case .moment(let instant) = time.meaning { return instant }
        }
        return nil
    }

    private func length(in range: Range<Int>) -> Limit? {
        for time in times.reversed() where range.contains(time.range.lowerBound) && !time.isPast {
            if case .length(let limit) = time.meaning { return limit }
        }
        return nil
    }

    // MARK: Ratings

    private func stars(_ range: Range<Int>, _ facts: Facts) -> Int {
        for index in range where text.scalars[index] == Scalar(of: "星") || text.scalars[index] == Scalar(of: "分") {
            let before = index > range.lowerBound ? text.scalars[index - 1] : 0
            if (49...53).contains(before) { return Int(before) - 48 }
            if let digit = Numeral.digit(before), (1...5).contains(digit) { return Int(digit) }
        }
        let drawn = text.original[text.originalRange(range)].count { $0 == Scalar(of: "⭐") || $0 == Scalar(of: "★") }
        if (1...5).contains(drawn) { return drawn }
        return facts.has(.negation) || text.scalars[range].contains(Scalar(of: "差")) ? 1 : 5
    }

    private func supervision(_ range: Range<Int>) -> Reading.Item.Supervision {
        for index in range {
            switch text.scalars[index] {
            case Scalar(of: "摘"), Scalar(of: "销"), Scalar(of: "撤"): return .removal
            case Scalar(of: "红"): return .red
            case Scalar(of: "黄"): return .yellow
            default: break
            }
        }
        return .notice
    }

    // MARK: Corrections

    /// Keeps only the new value: of 不是A是B and 是B不是A the B, of 打错了，是B and *B what stands behind.
    private func correct(_ item: inout Reading.Item, _ range: Range<Int>) {
        var wrong = [Bool](repeating: false, count: range.count)
        var index = range.lowerBound
        var isWrong = false
        while index < range.upperBound {
            if starts("不是", index) || starts("并非", index) || starts("而非", index) {
                isWrong = true
                wrong[index - range.lowerBound] = true
                wrong[min(index + 1, range.upperBound - 1) - range.lowerBound] = true
                index += 2
                continue
            }
            let scalar = text.scalars[index]
            if scalar == Scalar(of: "是") || scalar == Scalar(of: ",") || scalar.isSpace || scalar.isNewline {
                isWrong = false
            }
            wrong[index - range.lowerBound] = isWrong
            index += 1
        }
        func isNew(_ stretch: Range<Int>) -> Bool {
            stretch.allSatisfy { range.contains($0) && !wrong[$0 - range.lowerBound] }
        }
        let place = places.filter { isNew($0.range) && range.contains($0.range.lowerBound) }
            .max { ($0.strength, $0.range.count) < ($1.strength, $1.range.count) }
        item.place = place.map { phrase(of: $0) }
        item.quantities = things.filter { isNew($0.range) && range.contains($0.range.lowerBound) }.map(\.quantity)
        let new = clauses.indices.filter { range.contains(clauses[$0].range.lowerBound) }
        guard let first = new.first, let last = new.last else { return }
        let reasons = evaluate(first..<(last + 1)).reasons.filter { isNew($0.range) }
        item.type = TypeScorer.candidates(reasons).first.flatMap {
            $0.points >= 4 ? tables.caseTypes[$0.type].code : nil
        }
    }

    func starts(_ word: Word, _ index: Int) -> Bool { word.end(in: text.scalars, at: index) != nil }
}
