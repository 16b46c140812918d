import Cases
import Desk
import Domain
import Store

/// The people of the synthetic county: what they say of their own accord, and what they say to the bridge's posts.
struct SimulatedCounty: Sendable {
    let bridge: Bridge
    let days: Int
    let cases: Int
    private let adapter = "generic"
    private let workers: [Person]
    private let places: [Place]
    private let rooms: [Room]
    private let slow: Set<String>

    init(bridge: Bridge, days: Int, cases: Int, _ chance: inout SimulatedChance) throws {
        self.bridge = bridge
        self.days = days
        self.cases = cases
        let county = bridge.county
        workers = county.tables.people.filter { $0.role == .worker && $0.accounts.contains { $0.adapter == "generic" } }
        places = county.tables.places.filter { $0.name.count >= 3 }
        rooms = county.rooms(.work)
        var units = county.tables.units.map(\.code)
        units.shuffle(using: &chance)
        slow = Set(units.prefix(max(1, units.count / 6)))
        guard !workers.isEmpty, !places.isEmpty, !rooms.isEmpty else {
            throw WorldFailure("a simulation needs people, places and rooms of the adapter generic in the tables")
        }
    }

    private var hours: WorkingTime { bridge.desk.hours }

    // MARK: A day

    /// How much of an average day a day is, in thousandths: weekends are quieter, the Spring Festival much more so.
    private func weight(_ date: CivilDate) -> Int {
        let isHoliday = hours.exceptions[date]?.kind == .holiday
        if isHoliday { return date.month <= 2 ? 250 : 500 }
        return hours.isWorkday(date) ? 1180 : 650
    }

    /// The reports and the talk of a day.
    func dawn(of date: CivilDate, _ agenda: inout SimulatedAgenda, _ chance: inout SimulatedChance) {
        let exact = cases * weight(date)
        let share = days * 1000
        let reports = exact / share + (chance.number(0..<share) < exact % share ? 1 : 0)
        for _ in 0..<reports { report(on: date, &agenda, &chance) }
        for _ in 0..<reports * 4 + 6 {
            let person = chance.one(of: bridge.county.tables.people)
            guard let account = account(of: person) else { continue }
            agenda.add(
                .say(
                    SimulatedMessage(
                        room: room(&chance), sender: account, text: chance.one(of: SimulatedWords.chatter))),
                at: moment(on: date, 7..<22, &chance))
        }
        if hours.isWorkday(date) {
            for unit in bridge.county.tables.units {
                agenda.add(.tidyUp(unit: unit.code), at: moment(on: date, 9..<11, &chance))
            }
        }
    }

    private func report(
        on date: CivilDate, _ agenda: inout SimulatedAgenda, _ chance: inout SimulatedChance
    ) {
        let kind = chance.number(0..<1000)
        let words =
            switch kind {
            case 0..<8: SimulatedWords.emergencies
            case 8..<16: SimulatedWords.quarrels
            case 16..<90: SimulatedWords.repairs
            default: SimulatedWords.problems
            }
        let place = chance.one(of: places)
        let text = chance.one(of: words).replacing("%", with: place.name)
        let reporter = workers.first { $0.grid == place.grid } ?? chance.one(of: workers)
        guard let sender = account(of: reporter) else { return }
        // Half of it in the working day, vendors and rubbish in the early morning and the evening.
        let window = [6..<9, 8..<12, 8..<12, 14..<18, 14..<18, 17..<22, 0..<24][chance.number(0..<7)]
        agenda.add(
            .say(
                SimulatedMessage(
                    room: room(&chance), sender: sender, text: text, photos: chance.happens(850) ? 1 : 0)),
            at: moment(on: date, window, &chance))
    }

    private func moment(on date: CivilDate, _ hours: Range<Int>, _ chance: inout SimulatedChance) -> Timestamp {
        bridge.zone.instant(date, secondOfDay: chance.number(hours.lowerBound * 3600..<hours.upperBound * 3600))
    }

    private func room(_ chance: inout SimulatedChance) -> RoomKey {
        chance.happens(850) ? rooms[0].key : chance.one(of: rooms).key
    }

    private func account(of person: Person) -> String? { person.accounts.first { $0.adapter == adapter }?.id }

    private func account(ofUnit code: String?, _ chance: inout SimulatedChance) -> String? {
        guard let code else { return nil }
        let people = bridge.county.people(ofUnit: code).compactMap { account(of: $0) }
        return people.isEmpty ? nil : chance.one(of: people)
    }

    // MARK: What a post leads to

    /// - Parameter subject: the case that the post is about.
    func hear(
        _ post: OutboundPost, about subject: Case?, _ agenda: inout SimulatedAgenda, _ chance: inout SimulatedChance
    ) {
        func say(_ sender: String?, _ text: String?, photos: Int = 0, to quoted: String?, after pause: Duration) {
            guard let sender else { return }
            agenda.add(
                .say(
                    SimulatedMessage(
                        room: post.room, sender: sender, text: text, photos: photos, replyTo: quoted)),
                at: post.at.advanced(by: pause))
        }
        let first = post.mentions.first
        switch post.kind {
        case "assignment", "transferred", "rework", "reopened":
            if let subject { work(on: subject, post, &agenda, &chance) }
        case "ask-photo":
            let sender = account(ofUnit: subject?.unit, &chance)
            if chance.happens(800) {
                say(sender, nil, photos: 1, to: post.id, after: chance.minutes(5..<60))
            } else {
                say(sender, chance.one(of: SimulatedWords.done), to: post.id, after: chance.minutes(30..<180))
            }
        case "ask-type", "ask-case":
            if chance.happens(700) { say(first, "1", to: post.id, after: chance.minutes(1..<20)) }
        case "ask-place":
            if chance.happens(700) {
                say(first, chance.one(of: places).name, to: post.id, after: chance.minutes(1..<20))
            }
        case "ask-unit":
            if chance.happens(900) {
                let unit = chance.one(of: bridge.county.tables.units)
                say(first, unit.name, to: post.id, after: chance.minutes(1..<25))
            }
        case "ask-date":
            let day = bridge.zone.date(post.at).advanced(byDays: chance.number(3..<20))
            say(first, "\(day.month)月\(day.day)日", to: post.id, after: chance.minutes(1..<25))
        case "extension-asked", "suspension-asked":
            let text = chance.happens(800) ? "同意" : "不同意"
            if chance.happens(900) { say(first, text, to: post.id, after: chance.minutes(5..<90)) }
        case "confirm":
            if chance.happens(400) {
                say(first, chance.one(of: SimulatedWords.fine), to: post.id, after: chance.minutes(30..<600))
            }
        case "check":
            let text = chance.happens(60) ? chance.one(of: SimulatedWords.contested) : "核查通过"
            if chance.happens(950) { say(first, text, to: post.id, after: chance.minutes(10..<120)) }
        case "closed": hearClosing(post, subject, say: say, &chance)
        case "yellow-card", "red-card":
            if chance.happens(150), let leader = bridge.county.tables.people.first(where: { $0.role == .leader }),
                subject != nil
            {
                say(account(of: leader), "今天必须解决", to: post.id, after: chance.minutes(10..<90))
            }
        default: break
        }
    }

    private func hearClosing(
        _ post: OutboundPost, _ subject: Case?,
        say: (String?, String?, Int, String?, Duration) -> Void, _ chance: inout SimulatedChance
    ) {
        let reporter = post.mentions.first
        if chance.happens(25) {
            say(reporter, chance.one(of: SimulatedWords.contested), 1, post.id, chance.minutes(20..<600))
        }
        guard let subject, subject.supervision >= .yellow, chance.happens(400),
            let leader = bridge.county.tables.people.first(where: { $0.role == .leader })
        else { return }
        say(account(of: leader), "已整改到位，摘牌", 0, post.id, chance.minutes(60..<2000))
    }

    /// A unit got a case: when it answers, what it says, when it is done.
    private func work(
        on subject: Case, _ post: OutboundPost, _ agenda: inout SimulatedAgenda, _ chance: inout SimulatedChance
    ) {
        guard let unit = subject.unit, let sender = account(ofUnit: unit, &chance), let due = subject.dueAt else {
            return
        }
        let isSlow = slow.contains(unit)
        let limit = subject.terms.resolveWithin ?? Limit(1, .days)
        let quoted = chance.happens(900) ? post.id : nil
        func say(_ text: String?, photos: Int = 0, to target: String? = post.id, at moment: Timestamp) {
            agenda.add(
                .say(
                    SimulatedMessage(
                        room: post.room, sender: sender, text: text, photos: photos, replyTo: target)), at: moment)
        }
        let isAwake = hours.isWorking(at: post.at) || subject.urgent || chance.happens(300)
        let start = isAwake ? post.at : hours.opening(from: post.at) ?? post.at
        let answer = start.advanced(by: isSlow ? chance.minutes(5..<120) : chance.minutes(1..<9))
        if chance.happens(isSlow ? 700 : 930) { say(chance.one(of: SimulatedWords.received), to: quoted, at: answer) }
        let span = max(30, hours.elapsed(from: post.at, to: due, clockOf: limit).wholeMilliseconds / 60_000)
        func after(_ perCent: Int) -> Timestamp {
            max(
                answer.advanced(by: .minutes(2)),
                hours.adding(.minutes(span * Int64(perCent) / 100), to: post.at, clockOf: limit))
        }
        if chance.happens(400) { say(chance.one(of: SimulatedWords.underWay), at: after(chance.number(5..<40))) }
        var finish = after(
            isSlow ? chance.number(40..<220) : chance.happens(60) ? chance.number(100..<210) : chance.number(10..<92))
        switch chance.number(0..<1000) {
        case 0..<20: return say(chance.one(of: SimulatedWords.notOurs), at: after(10))
        case 20..<32:
            let other = chance.one(of: bridge.county.tables.units)
            return say("请转\(other.name)", at: after(10))
        case 32..<75:
            say(chance.one(of: SimulatedWords.extensions), at: after(60))
            finish = after(chance.number(110..<180))
        case 75..<90:
            let day = bridge.zone.date(post.at).advanced(byDays: chance.number(3..<15))
            return say("产权扯不清，先挂一下，到\(day.month)月\(day.day)日", at: after(40))
        default: break
        }
        say(chance.one(of: SimulatedWords.done), photos: chance.happens(930) ? 1 : 0, at: finish)
    }

    /// What a unit left undone, it does one morning or another.
    func tidyUp(
        _ unit: String, at now: Timestamp, in tx: Transaction, _ agenda: inout SimulatedAgenda,
        _ chance: inout SimulatedChance
    ) throws {
        for subject in try tx.openCases(ofUnit: unit) {
            guard subject.dueAt.map({ $0 < now }) ?? true, subject.state != .suspended, chance.happens(500),
                let sender = account(ofUnit: unit, &chance)
            else { continue }
            agenda.add(
                .say(
                    SimulatedMessage(
                        room: subject.source.room, sender: sender, text: chance.one(of: SimulatedWords.done), photos: 1,
                        replyTo: subject.source.message)),
                at: now.advanced(by: chance.minutes(5..<240)))
        }
    }
}
