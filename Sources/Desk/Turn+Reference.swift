import Cases
import Domain
import Understanding

extension Turn {
    /// Cases that the message points at: by quoting, by number or by thread. nil when it points at nothing.
    func pointedCases(_ reading: Reading) throws -> [Case]? {
        if let quoted = message.replyTo {
            let linked = try linkedCases(quoted)
            if !linked.isEmpty { return linked }
            if try isKnown(quoted), reading.caseReferences.isEmpty { return [] }
        }
        let numbered = try reading.caseReferences.flatMap { try cases(written: $0) }
        if !numbered.isEmpty { return numbered }
        if !reading.caseReferences.isEmpty { return [] }
        if let thread = message.thread {
            let linked = try linkedCases(thread)
            if !linked.isEmpty { return linked }
        }
        return nil
    }

    /// The quoted message went through this bridge: what is said to it is not said of another case.
    func isKnown(_ id: String) throws -> Bool {
        let key = MessageKey(adapter: room.key.adapter, id: id)
        if try ledger.message(key) != nil || ledger.post(key) != nil { return true }
        // The card of a message that opened no case.
        guard let source = id.split(separator: ":", maxSplits: 1).last, id.hasPrefix("card:") else { return false }
        let report = source.split(separator: "#").first.map(String.init) ?? ""
        return try ledger.message(MessageKey(adapter: room.key.adapter, id: report)) != nil
    }

    private func linkedCases(_ id: String) throws -> [Case] {
        var key = MessageKey(adapter: room.key.adapter, id: id)
        if let post = try ledger.post(key) { key = MessageKey(adapter: room.key.adapter, id: post.id) }
        var found: [Case] = []
        for id in try ledger.cases(linkedTo: key) {
            guard var subject = try ledger.find(id) else { continue }
            // A merged report stands for the case it went into.
            if let parent = subject.mergedInto, let other = try ledger.find(parent) { subject = other }
            if !found.contains(where: { $0.id == subject.id }) { found.append(subject) }
        }
        return found
    }

    /// `20261121-007`, `1121-007`, `007` or `7`: of the year's, the newest; a bare number only while one open case of
    /// the room has it.
    private func cases(written text: String) throws -> [Case] {
        let parts = text.split { !($0.isASCII && $0.isNumber) }.map(String.init)
        guard let last = parts.last, let ordinal = Int(last), ordinal > 0 else { return [] }
        if parts.count >= 2, let day = day(written: parts[parts.count - 2]) {
            return Array(try ledger.cases(numbered: ordinal, on: day).prefix(1))
        }
        let open = try ledger.cases(numbered: ordinal, on: nil).filter {
            $0.source.room == room.key || county.room($0.source.room) == nil || isUnit(of: $0)
        }
        let stillOpen = open.filter(\.state.isOpen)
        if stillOpen.count == 1 { return stillOpen }
        let today = desk.hours.zone.date(now)
        return open.filter { $0.number?.date == today }
    }

    private func day(written digits: String) -> CivilDate? {
        let today = desk.hours.zone.date(now)
        if digits.count == 8, let number = Int(digits) {
            return CivilDate(year: number / 10000, month: number / 100 % 100, day: number % 100)
        }
        guard digits.count == 4, let number = Int(digits) else { return nil }
        // 1231-004 said in January is last year's.
        guard let day = CivilDate(year: today.year, month: number / 100, day: number % 100) else { return nil }
        return day > today ? CivilDate(year: today.year - 1, month: number / 100, day: number % 100) : day
    }

    /// The speaker's unit leads or assists the case.
    func isUnit(of subject: Case) -> Bool {
        guard let unit = speaker.actor.unit else { return false }
        return subject.unit == unit || subject.assist.contains(unit)
    }

    /// Narrows cases by the words of an item. Words that name another type or another place rule a case out.
    func narrowed(_ cases: [Case], by item: Reading.Item) -> [Case] {
        var left = cases
        if let code = item.type, item.confidence >= settings.askFrom {
            let exact = left.filter { $0.type == code }
            left = exact.isEmpty ? left.filter { $0.type?.prefix(2) == code.prefix(2) } : exact
        }
        if let place = item.place {
            let named = left.filter { subject in
                if let name = place.name, name == subject.place.name { return true }
                guard let text = subject.place.text else { return false }
                return text.contains(place.text) || place.text.contains(text)
                    || (place.name.map { text.contains($0) } ?? false)
            }
            // A place that no case has rules all out, unless it is only a vague word without a name.
            if !named.isEmpty || place.name != nil { left = named }
        }
        return left
    }

    /// The cases that an act of the speaker's unit is about.
    enum Meant {
        case these([Case])
        case several([Case])
        case nothing
    }

    /// - Parameters:
    ///   - own: the cases that fit when the message points at nothing; without it the unit's.
    ///   - fits: prefers some of several that are pointed at, and is true of all that are meant without pointing.
    func meant(
        _ item: Reading.Item, _ reading: Reading, among own: [Case]? = nil, fits: (Case) -> Bool
    ) throws -> Meant {
        if let pointed = try pointedCases(reading) {
            var left = pointed
            if left.count > 1 {
                let fitting = left.filter(fits)
                if !fitting.isEmpty { left = fitting }
                let narrow = narrowed(left, by: item)
                if !narrow.isEmpty { left = narrow }
                if reading.caseReferences.count >= left.count || reading.answer == .all { return .these(left) }
            }
            if left.isEmpty { return .nothing }
            return left.count == 1 ? .these(left) : .several(left)
        }
        let fitting = try own.map { narrowed($0.filter(fits), by: item) } ?? ownFitting(item, fits)
        if fitting.isEmpty { return .nothing }
        if reading.answer == .all { return .these(fitting) }
        // Something that this bridge never saw was quoted: even the only case that fits may not be the one.
        return fitting.count == 1 && message.replyTo == nil ? .these(fitting) : .several(fitting)
    }

    /// The words choose among what the unit leads; what it assists comes after.
    func ownFitting(_ item: Reading.Item, _ fits: (Case) -> Bool) throws -> [Case] {
        let led = narrowed(try ledCases().filter(fits), by: item)
        return led.isEmpty ? narrowed(try assistedCases().filter(fits), by: item) : led
    }

    /// Open cases of the room that the speaker's unit leads, the newest first; in the unit's own room, all of the
    /// unit's; in a room of two, those that the bot has spoken of there.
    func ledCases() throws -> [Case] {
        guard let unit = speaker.actor.unit else { return [] }
        return try ledger.openCases(ofUnit: unit).filter { try isOfThisRoom($0) }
    }

    private func assistedCases() throws -> [Case] {
        guard let unit = speaker.actor.unit else { return [] }
        return try ledger.openCases(in: room.key).filter { $0.assist.contains(unit) }
    }

    /// Reported here, or anywhere when the room is the speaker's unit's own.
    private func isOfThisRoom(_ subject: Case) throws -> Bool {
        if room.isOfTwo { return try ledger.hasSpoken(of: subject.id, in: room.key) }
        return subject.source.room == room.key
            || (room.purpose == .unit && room.unit != nil && room.unit == speaker.actor.unit)
    }

    /// Open cases of which one may speak here without pointing at them.
    func openCasesHere() throws -> [Case] {
        if room.purpose == .unit, let unit = room.unit { return try ledger.openCases(ofUnit: unit) }
        return try ledger.openCases(in: room.key)
    }
}
