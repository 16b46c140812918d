internal import Domain

/// What the machine decides, found out by asking it: every event in every state, by everybody, tried on sample cases.
///
/// The documentation and its tests print this; nothing else needs it.
public enum CaseTable {
    /// Who speaks, seen from the case.
    public enum Speaker: String, Sendable, CaseIterable {
        case bridge, reporter, unit, head
        case otherUnit = "other unit"
        case bystander, checker, dispatcher, leader, stranger
    }

    /// What came of one try.
    public enum Outcome: Hashable, Sendable {
        case moves(to: Case.State)
        case refused(Case.Rejection)
    }

    /// One event in one state by one speaker; several outcomes when the case's terms or requests decide.
    public struct Trial: Hashable, Sendable {
        public var event: Case.Event.Kind
        public var from: Case.State
        public var speaker: Speaker
        public var outcomes: Set<Outcome>
    }

    /// All trials: events in their order, then states, then speakers.
    public static let trials: [Trial] = {
        var all: [Trial] = []
        let samples = Case.State.allCases.map { ($0, CaseTable.samples(in: $0)) }
        for kind in Case.Event.Kind.allCases {
            for (state, samples) in samples {
                for speaker in Speaker.allCases {
                    var outcomes: Set<Outcome> = []
                    for sample in samples {
                        for event in events(kind) { outcomes.insert(outcome(of: event, on: sample, by: speaker)) }
                    }
                    all.append(Trial(event: kind, from: state, speaker: speaker, outcomes: outcomes))
                }
            }
        }
        return all
    }()

    /// Cases in a state that differ in what the machine looks at: closing, evidence, requests, the deadline.
    public static func samples(in state: Case.State) -> [Case] {
        var samples: [Case] = []
        for closing in CaseType.Closing.allCases {
            for evidence in [CaseType.Evidence.none, .photo] {
                samples.append(sample(in: state, closing: closing, evidence: evidence))
            }
        }
        let plain = sample(in: state, closing: .done, evidence: .none)
        let until = now.advanced(by: .days(2))
        let wishes: [(Case.Event, Speaker)] = [
            (.extensionAsked(until: until), .unit), (.suspensionAsked(until: until), .unit),
            (.transferAsked(to: "other"), .unit), (.supervised(.yellow), .leader),
            (.appealed, .unit),
        ]
        for (wish, speaker) in wishes {
            var asked = plain
            if (try? asked.apply(wish, circumstances(speaker))) != nil, asked.state == state { samples.append(asked) }
        }
        return samples
    }

    /// Sample events of a kind.
    public static func events(_ kind: Case.Event.Kind) -> [Case.Event] {
        let until = now.advanced(by: .days(2))
        switch kind {
        case .reported: return [.reported]
        case .verificationAsked: return [.verificationAsked]
        case .verified: return [.verified(exists: true), .verified(exists: false)]
        case .filed: return [.filed(filing(.done, .none))]
        case .rejected: return [.rejected]
        case .merged: return [.merged(into: ID(99))]
        case .assigned: return [.assigned(unit: "unit", assist: []), .assigned(unit: "other", assist: [])]
        case .acknowledged: return [.acknowledged]
        case .progress: return [.progress]
        case .returned: return [.returned(owner: nil), .returned(owner: "other")]
        case .transferAsked: return [.transferAsked(to: "other")]
        case .transferred: return [.transferred(to: "other")]
        case .extensionAsked: return [.extensionAsked(until: nil)]
        case .extended: return [.extended(until: until)]
        case .extensionRefused: return [.extensionRefused]
        case .suspensionAsked: return [.suspensionAsked(until: until.advanced(by: .days(1)))]
        case .suspended: return [.suspended(until: until)]
        case .suspensionRefused: return [.suspensionRefused]
        case .resumed: return [.resumed]
        case .handled:
            return [.handled(hasPhoto: false, quantities: []), .handled(hasPhoto: true, quantities: [])]
        case .checkAsked: return [.checkAsked]
        case .confirmed: return [.confirmed]
        case .disputed: return [.disputed(hasPhoto: false), .disputed(hasPhoto: true)]
        case .closed: return [.closed]
        case .reopened: return [.reopened]
        case .selfHandled: return [.selfHandled(filing(.done, .none))]
        case .withdrawn: return [.withdrawn]
        case .voided: return [.voided]
        case .forced: return [.forced]
        case .corrected: return [.corrected(.init(place: .init(text: "elsewhere")))]
        case .edited: return [.edited(text: "other words")]
        case .recalled: return [.recalled]
        case .noted: return [.noted]
        case .photo: return [.photo(.init(role: .after, message: "photo"))]
        case .supervised: return [.supervised(.red)]
        case .cardRemoved: return [.cardRemoved]
        case .reminded: return [.reminded]
        case .rated: return [.rated(5)]
        case .appealed: return [.appealed]
        case .exempted: return [.exempted]
        case .appealRefused: return [.appealRefused]
        case .claimed: return [.claimed(unit: "unit"), .claimed(unit: "other")]
        case .deadline: return [.deadline(until)]
        case .overdue: return [.overdue]
        }
    }

    static func outcome(of event: Case.Event, on sample: Case, by speaker: Speaker) -> Outcome {
        var subject = sample
        // The limit has passed for the one event that says so.
        let moment = event == .overdue ? sample.dueAt ?? now : now
        do throws(Case.Rejection) {
            _ = try subject.apply(event, circumstances(speaker, at: moment))
            return .moves(to: subject.state)
        } catch {
            return .refused(error)
        }
    }

    /// A way that leads to a state.
    private static func sample(
        in state: Case.State, closing: CaseType.Closing, evidence: CaseType.Evidence
    ) -> Case {
        var subject = Case(
            id: ID(1), reporter: .init(account: account("reporter"), person: "reporter"),
            source: .init(room: .init(adapter: "sample", id: "room"), message: "report"), text: "words",
            reportedAt: now)
        let filing = filing(closing, evidence)
        let done = Case.Event.handled(hasPhoto: true, quantities: [])
        let working: [(Case.Event, Speaker)] = [
            (.reported, .bridge), (.filed(filing), .bridge), (.assigned(unit: "unit", assist: []), .bridge),
            (.acknowledged, .unit), (.supervised(.notice), .leader),
        ]
        let way: [(Case.Event, Speaker)] =
            switch state {
            case .reported: evidence == .none ? [(.reported, .bridge)] : []
            case .verifying: [(.reported, .bridge), (.verificationAsked, .bridge)]
            case .rejected: [(.reported, .bridge), (.rejected, .bridge)]
            case .merged: [(.reported, .bridge), (.merged(into: ID(98)), .bridge)]
            case .selfClosed: [(.reported, .bridge), (.selfHandled(filing), .bridge)]
            case .filed: Array(working.prefix(2))
            case .dispatched: Array(working.prefix(3))
            case .handling: working
            case .returned: working + [(.returned(owner: nil), .unit)]
            case .suspended: working + [(.suspended(until: now.advanced(by: .days(1))), .leader)]
            case .feedback: working + [(done, .unit)]
            case .checking: working + [(done, .unit), (.checkAsked, .dispatcher)]
            case .closed: working + [(done, .unit), (.confirmed, .leader)]
            case .rework: working + [(done, .unit), (.confirmed, .leader), (.disputed(hasPhoto: true), .reporter)]
            case .withdrawn: working + [(.withdrawn, .reporter)]
            case .voided: working + [(.voided, .leader)]
            case .forceClosed: working + [(.forced, .leader)]
            }
        for (event, speaker) in way {
            // What the policy has done already is refused, and the case is where it should be.
            _ = try? subject.apply(retermed(event, for: state), circumstances(speaker))
        }
        return subject
    }

    /// Feedback is only passed by the policy `confirm`, checking by `check` too.
    private static func retermed(_ event: Case.Event, for state: Case.State) -> Case.Event {
        guard case .filed(var filing) = event else { return event }
        if state == .feedback { filing.terms.closing = .confirm }
        if state == .checking, filing.terms.closing == .done { filing.terms.closing = .check }
        return .filed(filing)
    }

    /// Thursday, 2026-03-12, 09:00 in China.
    static let now = Timestamp(seconds: 1_773_277_200)

    private static let hours = WorkingTime()

    static func circumstances(_ speaker: Speaker, at moment: Timestamp = now) -> Case.Circumstances {
        Case.Circumstances(now: moment, by: actor(speaker), hours: hours)
    }

    private static func actor(_ speaker: Speaker) -> Actor {
        let name = speaker.rawValue
        switch speaker {
        case .bridge: return .bridge
        case .reporter, .bystander: return Actor(role: .worker, person: name, account: account(name))
        case .unit: return Actor(role: .unit, person: name, unit: "unit")
        case .head: return Actor(role: .unit, person: name, unit: "unit", isHead: true)
        case .otherUnit: return Actor(role: .unit, person: name, unit: "other")
        case .checker: return Actor(role: .checker, person: name)
        case .dispatcher: return Actor(role: .dispatcher, person: name)
        case .leader: return Actor(role: .leader, person: name)
        case .stranger: return Actor(role: .stranger, account: account(name))
        }
    }

    private static func account(_ name: String) -> AccountKey { AccountKey(adapter: "sample", id: name) }

    private static func filing(_ closing: CaseType.Closing, _ evidence: CaseType.Evidence) -> Case.Filing {
        Case.Filing(
            number: CaseNumber(date: Zone.china.date(now), ordinal: 1), type: "06010",
            terms: Case.Terms(
                closing: closing, evidence: evidence, acknowledgeWithin: [Limit(10, .minutes)],
                resolveWithin: Limit(4, .hours)), sensitive: false, urgent: false)
    }
}
