import Cases
import Domain
import Templating
import Understanding

/// What leaders, dispatchers and checkers say.
extension Turn {
    /// 请3号网格马上处理 半小时内反馈: moves the deadline or the units of the case meant; opens none.
    mutating func hearDirective(_ item: Reading.Item, _ reading: Reading) throws {
        if try pointedCases(reading) == nil, item.type != nil, item.place?.name != nil,
            item.confidence >= settings.fileFrom, try !speaker.commands || narrowed(openCasesHere(), by: item).isEmpty
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
            if let dated = try act(.deadline(until), on: current, why: shortText).subject { current = dated }
            // 今天必须解决: more than a date, it is 督办.
            if isInsistent, current.supervision == .none {
                try act(.supervised(.notice), on: current, why: shortText)
            }
        } else if current == subject {
            try act(.noted, on: current, why: shortText)
        }
    }

    private var isInsistent: Bool { ["必须", "务必", "督办", "must"].contains { text.contains($0) } }

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
        if item.place != nil, let newest = narrowed(open, by: item).first { return newest }
        if let unit = item.unit ?? firstUnitMentioned(reading) {
            return open.first { $0.unit == unit || $0.assist.contains(unit) }
        }
        return nil
    }

    /// 同意 / 不同意 to the request pointed at, else to the newest one here that waits for this speaker's word.
    mutating func hearDecision(granted: Bool, _ reading: Reading) throws {
        let pointed = try pointedCases(reading)
        let asked = try (pointed ?? openCasesHere()).filter { $0.request.map { !$0.isTransfer } ?? false }
        guard let subject = asked.filter(mayApprove).max(by: { isAsked($0, before: $1) }),
            let request = subject.request
        else {
            guard let subject = pointed?.first else {
                if pointed == nil, speaker.commands, let appeal = try onlyAppealHere() {
                    try decide(appeal, granted: granted)
                }
                return
            }
            if let request = asked.first?.request, subject.id == asked.first?.id {
                // The asker, or somebody who has no say: kept, and answered as what it is.
                try act(request.granted, on: subject, why: shortText)
            } else if subject.appealSince != nil {
                try decide(subject, granted: granted)
            } else if granted {
                try act(.confirmed, on: subject)  // 同意结案
            }
            return
        }
        try act(granted ? request.granted : request.refused, on: subject, why: shortText)
    }

    /// An appeal granted: the late fact stays, the unit is not blamed for it.
    private mutating func decide(_ subject: Case, granted: Bool) throws {
        try act(granted ? .exempted : .appealRefused, on: subject, why: shortText)
    }

    /// The one appeal that waits for a word in this room; of several one has to be pointed at.
    private func onlyAppealHere() throws -> Case? {
        let waiting = try ledger.casesAwaitingWord().filter {
            $0.appealSince != nil && county.supervisionRoom(of: $0)?.key == room.key
        }
        return waiting.count == 1 ? waiting[0] : nil
    }

    private func mayApprove(_ subject: Case) -> Bool {
        guard let request = subject.request, request.by.account != speaker.account else { return false }
        return speaker.commands || (speaker.actor.isHead && speaker.actor.unit == subject.unit)
    }

    private func isAsked(_ a: Case, before b: Case) -> Bool {
        (a.request?.at ?? now, a.id) < (b.request?.at ?? now, b.id)
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
        case .removal:
            // Without a closing or a card the machine refuses it; with both, it wants to know why.
            let isDue =
                !subject.state.isOpen && (subject.supervision != .none || subject.isCarded) && speaker.commands
            if isDue, isBareRemoval { return try ask(.note, about: subject) }
            try act(.cardRemoved, on: subject, why: shortText)
        }
        if let until = item.until ?? reading.deadline, let current = try ledger.find(subject.id), speaker.commands {
            try act(.deadline(until), on: current, why: shortText)
        }
    }

    /// Nothing is said but 摘牌 itself and what softens it.
    private var isBareRemoval: Bool {
        text.unicodeScalars.count { $0.properties.isAlphabetic && !removalWords.contains($0) } < 2
    }

    mutating func hearAppeal(_ item: Reading.Item, _ reading: Reading) throws {
        if let pointed = try pointedCases(reading)?.first { return try appeal(pointed) }
        let closed = try ledger.closedCases(in: room.key, since: now.advanced(by: .days(-7)))
        if let subject = narrowed(closed.filter { isUnit(of: $0) && $0.overdue }, by: item).first {
            try appeal(subject)
        }
    }

    /// Said to nobody: who has to answer is named by the ladder and in the morning.
    private mutating func appeal(_ subject: Case) throws {
        if case .done = try act(.appealed, on: subject, why: shortText) { try react(with: "👌") }
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
        if pointed.isEmpty, item.place == nil, item.type == nil, item.unit == nil { return try sayCounts() }
        let open = try pointed.isEmpty ? narrowed(openCasesHere(), by: item) : pointed
        let shown = open.filter {
            (item.unit == nil || !pointed.isEmpty || $0.unit == item.unit) && county.mayBeNamed($0, in: room)
        }
        .prefix(5)
        guard let first = shown.first else { return }
        try say(
            "status", in: room, replyTo: message.key.id, about: shown.count == 1 ? first : nil,
            values: ["cases": .list(shown.map { .fields(view($0, why: nil)) }), "hasCounts": false])
    }

    /// 今天报了几个 还剩几个: of this room, in the leaders' and the admin room of all.
    private mutating func sayCounts() throws {
        let zone = desk.hours.zone
        let scope: RoomKey? = room.purpose == .leaders || room.purpose == .admin ? nil : room.key
        let counts = try ledger.counts(in: scope, since: zone.instant(zone.date(now)), at: now)
        try say(
            "status", in: room, replyTo: message.key.id, about: nil,
            values: [
                "cases": [], "hasCounts": true, "filedCount": .number(Int64(counts.filed)),
                "closedCount": .number(Int64(counts.closed)), "openCount": .number(Int64(counts.open)),
                "lateCount": .number(Int64(counts.late)),
            ])
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
        let isHeard = try mayJudge(subject) || (hasPhoto && speaker.person != nil) || reportedToo(subject)
        // What is over for too long, or was never a unit's, is reported anew.
        if isPastContest(subject), isHeard, !isUnit(of: subject) {
            if subject.lookAskedAt != nil { try act(.disputed(hasPhoto: hasPhoto), on: subject, why: shortText) }
            return try reportAgain(subject, photos)
        }
        let acted = try act(.disputed(hasPhoto: hasPhoto || isHeard), on: subject, why: shortText)
        if let changed = acted.subject { try addPhotos(of: photos + [message], to: changed, role: .near) }
    }

    private func isPastContest(_ subject: Case) -> Bool {
        guard let closed = subject.closedAt else { return false }
        let window = Duration.hours(Int64(settings.cases.reopenHours))
        return subject.state == .selfClosed || (subject.state == .closed && now > closed.advanced(by: window))
    }

    func mayJudge(_ subject: Case) -> Bool {
        if speaker.commands { return true }
        guard speaker.person != nil, !isUnit(of: subject) else { return false }
        return speaker.actor.role == .checker || subject.reporter.account == message.sender
    }

    /// The speaker's own report went into the case, and is quoted.
    private func reportedToo(_ subject: Case) throws -> Bool {
        guard let quoted = message.replyTo, speaker.person != nil else { return false }
        return try ledger.cases(linkedTo: MessageKey(adapter: room.key.adapter, id: quoted)).contains { id in
            guard let report = try ledger.find(id), report.mergedInto == subject.id else { return false }
            return report.reporter.account == message.sender
        }
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

extension Case.Request {
    fileprivate var isTransfer: Bool {
        if case .transfer = kind { true } else { false }
    }

    fileprivate var granted: Case.Event {
        switch kind {
        case .extensionOfTime(let until): .extended(until: until)
        case .suspension(let until): .suspended(until: until)
        case .transfer(let unit): .transferred(to: unit)
        }
    }

    fileprivate var refused: Case.Event {
        switch kind {
        case .extensionOfTime: .extensionRefused
        case .suspension: .suspensionRefused
        case .transfer: .noted
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

/// The characters of 请把这个黄牌摘了吧 and the like: none of them is a reason.
private let removalWords = Set("请予以可了吧的给把将这该此案牌件子黄红摘".unicodeScalars)
