import Cases
import Domain
import Understanding

/// From a whole report to a case in a unit's hands.
extension Turn {
    /// Files a whole report: merged with an open one, self-handled, kept for verification, or filed and assigned.
    mutating func file(_ draft: Draft) throws {
        guard let code = draft.item.type, let type = county.caseType(code) else { return }
        let source = draft.source
        let reporter = Speaker(source.sender, called: source.senderName, in: county)
        var subject = Case(
            id: try ledger.newCaseID(),
            reporter: Case.Reporter(account: source.sender, person: reporter.person?.id),
            source: Case.Source(room: room.key, message: source.key.id, ordinal: try nextOrdinal(of: source)),
            text: draft.text, place: draft.place, reportedAt: source.sentAt.wholeSecond)
        subject.coordinate = draft.coordinate
        subject.grid = draft.grid
        subject.type = code
        subject.quantities = draft.item.quantities
        subject.urgent = draft.item.urgent || type.urgent
        subject.sensitive = type.sensitive || draft.item.sensitive
        subject.terms = terms(of: type, draft.item, grid: draft.grid)
        subject.recurrenceOf = draft.again
        subject.photos = draft.messages.flatMap { photos(of: $0, role: .before) }
        let twin = try openTwin(of: subject, excluding: subject.id)
        // The same message said it before, in other words or before an edit: that is no second report.
        if let twin, twin.source.room == room.key, twin.source.message == source.key.id { return }
        let actor = reporter.actor
        subject = try begin(subject, by: actor)
        for message in draft.messages {
            try ledger.link(message.key, to: subject.id)
            try markPhotosTaken(message)
        }

        if let twin {
            try merge(subject, into: twin, deadline: draft.deadline)
        } else if draft.item.selfHandled {
            try act(.selfHandled(try filing(subject)), on: subject, by: actor)
        } else if !subject.reporter.isKnown {
            try act(.verificationAsked, on: subject, by: .bridge)
        } else {
            try fileAndAssign(subject, by: .bridge, deadline: draft.deadline.map { ($0, actor) })
        }
    }

    /// 1 for the first case of a message, 2 for its second.
    private func nextOrdinal(of source: KeptMessage) throws -> Int {
        try ledger.cases(linkedTo: source.key).compactMap { try ledger.find($0) }
            .filter { $0.source.message == source.key.id }.count + 1
    }

    mutating func begin(_ subject: Case, by actor: Actor) throws -> Case {
        var changed = subject
        let effects = try changed.apply(.reported, circumstances(by: actor))
        try keep(changed, effects, was: subject, quietly: true)
        return changed
    }

    /// Gives the case its number and sends it to the unit that routes name.
    /// - Parameter deadline: set with the report by somebody in charge.
    mutating func fileAndAssign(_ subject: Case, by actor: Actor, deadline: (at: Timestamp, by: Actor)? = nil) throws {
        let acted = try act(.filed(try filing(subject)), on: subject, by: actor, quietly: true)
        guard case .done(var filed) = acted else { return }
        if let deadline, let dated = try act(.deadline(deadline.at), on: filed, by: deadline.by).subject {
            filed = dated
        }
        try assign(filed)
    }

    /// To the unit that routes name; without a route a dispatcher is asked. An emergency is told beside the card.
    mutating func assign(_ filed: Case) throws {
        var subject = filed
        if let type = filed.type, let route = county.route(type: type, grid: filed.grid) {
            subject =
                try act(.assigned(unit: route.unit, assist: route.assist), on: filed, by: .bridge).subject ?? filed
        } else {
            let home = county.room(filed.source.room)
            if home.map({ !county.mayBeNamed(filed, in: $0) }) ?? false { try saySensitive(filed) }
            try announce(.askUnit, filed, was: filed)
        }
        if filed.urgent { try announce(.emergency, subject, was: filed) }
    }

    private func filing(_ subject: Case) throws -> Case.Filing {
        let day = desk.hours.zone.date(now)
        let number = CaseNumber(prefix: settings.numberPrefix, date: day, ordinal: try ledger.takeOrdinal(on: day))
        var terms = subject.terms
        terms.secondLook = isLookedAtAgain(subject, number)
        return Case.Filing(
            number: number, type: subject.type ?? "", terms: terms, sensitive: subject.sensitive,
            urgent: subject.urgent, recurrenceOf: try earlierTwins(of: subject).first?.id ?? subject.recurrenceOf)
    }

    private func isLookedAtAgain(_ subject: Case, _ number: CaseNumber) -> Bool {
        let name = subject.type.flatMap { county.caseType($0)?.className }
        guard !subject.sensitive, name == SecondLook.drawnClass else { return false }
        return SecondLook(percent: settings.secondLookPercent, seed: settings.secondLookSeed).draws(number)
    }

    /// What the tables say of a type in a grid: a rule that fired goes before `limits.csv`, that before the type.
    func terms(of type: CaseType, _ item: Reading.Item?, grid: String?) -> Case.Terms {
        func limit(_ clock: CaseClock, own: [Limit] = []) -> [Limit] {
            county.limit(clock, type: type.code, grid: grid, own: own)
        }
        var answer = limit(.answer, own: type.acknowledgeWithin)
        // Words make an emergency of any type: it is answered as emergencies are.
        if item?.urgent == true, !type.urgent { answer = asEmergency(answer, grid: grid) }
        var terms = Case.Terms(
            closing: type.closing, evidence: item?.evidenceNeeded ?? type.evidence,
            acknowledgeWithin: answer,
            resolveWithin: item?.resolveWithin ?? limit(.handling, own: type.resolveWithin.map { [$0] } ?? []).first)
        terms.intakeWithin = limit(.intake).first
        terms.dispatchWithin = limit(.dispatch).first
        terms.checkWithin = limit(.check).first
        terms.approveWithin = limit(.approval).first
        return terms
    }

    private func asEmergency(_ answer: [Limit], grid: String?) -> [Limit] {
        let emergency = county.emergencyAnswer(grid: grid)
        let most = emergency.map { desk.hours.length(of: $0) }.min() ?? .zero
        let isFaster = !answer.isEmpty && answer.allSatisfy { $0.isUrgent && desk.hours.length(of: $0) <= most }
        return isFaster ? answer : emergency
    }

    private mutating func merge(_ subject: Case, into twin: Case, deadline: Timestamp?) throws {
        try act(.merged(into: twin.id), on: subject, by: .bridge)
        try ledger.link(message.key, to: twin.id)
        var parent = twin
        if let effects = try? parent.apply(.noted, circumstances(why: "merged \(subject.id.rawValue)")) {
            parent.photos += subject.photos
            try keep(parent, effects, was: twin, quietly: true)
        }
        if let deadline { try act(.deadline(deadline), on: parent, why: shortText) }
    }

    /// Reported anew at the place and of the type of a case that can no longer be reopened.
    mutating func reportAgain(_ earlier: Case, _ photos: [KeptMessage]) throws {
        var item = Reading.Item(intent: .report)
        item.type = earlier.type
        item.urgent = earlier.urgent
        var draft = Draft(
            item: item, place: Case.PlaceName(), grid: nil, coordinate: nil, ambiguous: [],
            messages: photos + [message],
            source: message)
        draft.takePlace(of: earlier)
        draft.again = earlier.id
        try file(draft)
    }
}

extension Draft {
    mutating func takePlace(of subject: Case) {
        place = subject.place
        grid = subject.grid
        coordinate = subject.coordinate
        ambiguous = []
    }
}
