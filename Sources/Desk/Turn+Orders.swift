import Cases
import Domain
import Templating
import Understanding

/// What leaders, dispatchers and checkers say.
extension Turn {
    /// 请3号网格马上处理 半小时内反馈: moves the deadline or the units of the case meant; opens none.
    mutating func hearDirective(_ item: Reading.Item, _ reading: Reading) throws {
        if try pointedCases(reading) == nil, item.type != nil, item.place?.name != nil,
            item.confidence >= settings.fileFrom
        {
            try hearReport(item, of: reading)
            return
        }
        guard speaker.commands else { return }
        guard let subject = try subjectOfOrder(item, reading) else { return }
        let until = item.until ?? reading.deadline
        var current = subject
        if let unit = item.unit ?? (item.assist.isEmpty ? nil : subject.unit),
            unit != subject.unit || item.assist != subject.assist, namesLead(item)
        {
            if let moved = try act(.assigned(unit: unit, assist: item.assist), on: current, why: shortText).subject {
                current = moved
            }
        }
        if let until {
            try act(.deadline(until), on: current, why: shortText)
        } else if current == subject {
            try act(.noted, on: current, why: shortText)
        }
    }

    /// An order moves units only when it says so (牵头, 配合), not when it merely calls one.
    private func namesLead(_ item: Reading.Item) -> Bool {
        !item.assist.isEmpty || text.contains("牵头") || text.contains("负责处理") || text.contains("派给")
    }

    /// Pointed at, else the newest open case of the unit or grid that is named, else none.
    private func subjectOfOrder(_ item: Reading.Item, _ reading: Reading) throws -> Case? {
        if let pointed = try pointedCases(reading) { return pointed.first(where: \.state.isOpen) ?? pointed.first }
        let open = try ledger.openCases(in: room.key)
        if let grid = item.place?.grid, item.place?.name == nil || county.grid(grid)?.name == item.place?.name {
            return open.first { $0.grid.map { county.grid($0, isWithin: grid) } ?? false }
        }
        if item.place != nil || item.type != nil {
            let fitting = narrowed(open, by: item)
            if let newest = fitting.first { return newest }
        }
        if let unit = item.unit ?? firstUnitMentioned(reading) {
            return open.first { $0.unit == unit || $0.assist.contains(unit) }
        }
        return nil
    }

    /// 同意 / 不同意 to the request in the room that waits longest for this speaker's word.
    mutating func hearDecision(granted: Bool, _ reading: Reading) throws {
        let subjects: [Case]
        if let pointed = try pointedCases(reading) {
            subjects = pointed.filter { $0.request != nil }
        } else {
            subjects = try ledger.openCases(in: room.key).filter { $0.request != nil }
        }
        let waiting = subjects.filter { subject in
            guard let request = subject.request, request.by.account != speaker.account else { return false }
            if case .transfer = request.kind { return false }
            return speaker.commands || (speaker.actor.isHead && speaker.actor.unit == subject.unit)
        }.sorted { ($0.request?.at ?? now, $0.id) > ($1.request?.at ?? now, $1.id) }
        guard let subject = waiting.first, let request = subject.request else {
            // 同意结案
            if granted, let pointed = try pointedCases(reading)?.first { try act(.confirmed, on: pointed) }
            return
        }
        switch request.kind {
        case .extensionOfTime(let until):
            try act(granted ? .extended(until: until) : .extensionRefused, on: subject, why: shortText)
        case .suspension(let until):
            try act(granted ? .suspended(until: until) : .suspensionRefused, on: subject, why: shortText)
        case .transfer: break
        }
    }

    /// 结案, 强制结案, 作废
    mutating func hearOrder(_ event: Case.Event, _ item: Reading.Item, _ reading: Reading) throws {
        guard let subject = try orderedSubject(item, reading) else { return }
        let why = shortText
        if case .forced = event, speaker.commands, subject.state == .feedback || subject.state == .checking {
            try act(.confirmed, on: subject, why: why)
        } else {
            try act(event, on: subject, why: why)
        }
    }

    /// 督办, 黄牌, 摘牌
    mutating func hearSupervise(_ item: Reading.Item, _ reading: Reading) throws {
        guard let subject = try orderedSubject(item, reading) else { return }
        switch item.supervision ?? .notice {
        case .notice: try act(.supervised(.notice), on: subject, why: shortText)
        case .yellow: try act(.supervised(.yellow), on: subject, why: shortText)
        case .red: try act(.supervised(.red), on: subject, why: shortText)
        case .removal: try act(.cardRemoved, on: subject, why: shortText)
        }
        if let until = item.until ?? reading.deadline, let current = try ledger.find(subject.id), speaker.commands {
            try act(.deadline(until), on: current, why: shortText)
        }
    }

    mutating func hearAppeal(_ item: Reading.Item, _ reading: Reading) throws {
        if let pointed = try pointedCases(reading)?.first {
            try act(.appealed, on: pointed, why: shortText)
            return
        }
        let closed = try ledger.closedCases(in: room.key, since: now.advanced(by: .days(-7)))
        if let subject = narrowed(closed.filter { isUnit(of: $0) && $0.overdue }, by: item).first {
            try act(.appealed, on: subject, why: shortText)
        }
    }

    private func orderedSubject(_ item: Reading.Item, _ reading: Reading) throws -> Case? {
        if let pointed = try pointedCases(reading) { return pointed.first }
        guard speaker.commands, item.place != nil || item.type != nil || item.unit != nil else { return nil }
        var open = narrowed(try ledger.openCases(in: room.key), by: item)
        if let unit = item.unit { open = open.filter { $0.unit == unit } }
        return open.count == 1 ? open[0] : nil
    }

    /// 有没有人管啊: kept on the case it is about.
    mutating func hearRemind(_ item: Reading.Item, _ reading: Reading) throws {
        if let pointed = try pointedCases(reading)?.first(where: \.state.isOpen) {
            try act(.reminded, on: pointed)
            return
        }
        let open = try ledger.openCases(in: room.key)
        let own = open.filter { $0.reporter.account == message.sender }
        let meant = speaker.commands || item.place != nil ? narrowed(open, by: item) : narrowed(own, by: item)
        if let subject = meant.first { try act(.reminded, on: subject) }
    }

    /// A question is answered from the ledger when the bot was asked; else it is people's talk.
    mutating func hearQuery(_ item: Reading.Item, _ reading: Reading) throws {
        guard addressesBot else { return }
        let pointed = try pointedCases(reading) ?? []
        let subjects =
            pointed.isEmpty
            ? Array(narrowed(try ledger.openCases(in: room.key), by: item).prefix(5)) : Array(pointed.prefix(5))
        let shown = subjects.filter { !$0.sensitive }
        guard !shown.isEmpty else { return }
        try say(
            "status", in: room, replyTo: message.key.id, about: shown.count == 1 ? shown[0] : nil,
            values: ["cases": .list(shown.map { .fields(view($0, why: nil)) })])
    }

    // MARK: Checking

    /// 确实清干净了
    mutating func hearConfirm(_ item: Reading.Item, _ reading: Reading) throws {
        if let subject = try judged(item, reading) { try act(.confirmed, on: subject) }
    }

    /// 没清干净: back to the unit.
    mutating func hearDispute(_ item: Reading.Item, _ reading: Reading) throws {
        let photos = try waitingPhotos()
        let hasPhoto = message.photos > 0 || !photos.isEmpty
        if let pointed = try pointedCases(reading) {
            let judged = pointed.filter(\.isJudgeable)
            if let subject = judged.first ?? pointed.first {
                try dispute(subject, hasPhoto: hasPhoto, photos)
                return
            }
        }
        let since = now.advanced(by: .hours(-Int64(settings.cases.reopenHours)))
        let recent =
            try ledger.closedCases(in: room.key, since: since)
            + ledger.openCases(in: room.key).filter(\.isJudgeable)
        let own = narrowed(recent.filter { $0.reporter.account == message.sender }, by: item)
        let judging = speaker.commands || speaker.actor.role == .checker || item.place != nil
        let fitting = own.isEmpty && judging ? narrowed(recent, by: item) : own
        switch fitting.count {
        case 0:
            // Nothing here to contest: 又摆出来了 may still be a report.
            if item.type != nil, item.place != nil {
                var report = item
                report.intent = .report
                try hearReport(report, of: reading)
            }
        case 1: try dispute(fitting[0], hasPhoto: hasPhoto, photos)
        default: try ask(.subject, among: fitting)
        }
    }

    mutating func dispute(_ subject: Case, hasPhoto: Bool, _ photos: [KeptMessage]) throws {
        let acted = try act(.disputed(hasPhoto: hasPhoto), on: subject, why: shortText)
        if let changed = acted.subject { try addPhotos(of: photos + [message], to: changed, role: .near) }
    }

    mutating func hearRate(_ item: Reading.Item, _ reading: Reading) throws {
        guard let stars = item.stars, let subject = try judged(item, reading) else { return }
        try act(.rated(stars), on: subject)
    }

    /// The case that a checker's or reporter's word is about: pointed at, else the speaker's newest that is judged.
    private func judged(_ item: Reading.Item, _ reading: Reading) throws -> Case? {
        if let pointed = try pointedCases(reading) { return pointed.first(where: \.isJudgeable) ?? pointed.first }
        let since = now.advanced(by: .hours(-Int64(settings.cases.reopenHours)))
        let judgeable =
            try ledger.openCases(in: room.key).filter(\.isJudgeable)
            + ledger.closedCases(in: room.key, since: since)
        let own = narrowed(judgeable.filter { $0.reporter.account == message.sender }, by: item)
        if let newest = own.first { return newest }
        guard item.place != nil || speaker.actor.role == .checker else { return nil }
        let fitting = narrowed(judgeable, by: item)
        return fitting.count == 1 ? fitting[0] : nil
    }

    /// 问题存在 / 未发现: the answer to a check before filing.
    mutating func hearVerify(_ item: Reading.Item, _ reading: Reading) throws {
        let exists = item.exists ?? true
        let subjects = try pointedCases(reading) ?? narrowed(try ledger.openCases(in: room.key), by: item)
        let waiting = subjects.filter { $0.state == .verifying && mayVerify($0) }
        guard waiting.count == 1 else { return }
        guard let verified = try act(.verified(exists: exists), on: waiting[0], why: shortText).subject else { return }
        if exists, verified.state != .rejected { try fileAndAssign(verified, by: .bridge) }
    }

    private func mayVerify(_ subject: Case) -> Bool {
        switch speaker.actor.role {
        case .dispatcher, .checker, .duty, .leader: true
        case .worker: speaker.person?.grid == nil || subject.grid == nil || speaker.person?.grid == subject.grid
        case .unit, .stranger, .bridge: false
        }
    }
}

extension Case {
    /// Its result may be confirmed or contested.
    var isJudgeable: Bool {
        switch state {
        case .feedback, .checking, .closed, .selfClosed: true
        case .reported, .verifying, .rejected, .filed, .dispatched, .handling, .returned, .suspended, .rework, .merged,
            .withdrawn, .voided, .forceClosed:
            false
        }
    }
}
