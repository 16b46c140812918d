import Cases
public import Domain
import Templating
import Understanding

/// Rooms of two: what is said to somebody alone, and what of their answers counts.
extension Turn {
    // MARK: Saying

    /// Tells people privately what the steps want told so.
    ///
    /// Only who is known to be in the room of two is taken for told. To everybody else it is said in the rooms as well,
    /// so that no word waits for somebody who never looks; what is urgent is said there in any case.
    /// - Returns: what is still to be said in the rooms, and the ids of those who need not be named there.
    mutating func sayPrivately(
        _ bundle: [(Nudge, Case)], _ home: Room
    ) throws -> (left: [(Nudge, Case)], readers: Set<String>) {
        guard settings.postsOn, home.purpose != .observe, county.privateAdapters.contains(home.key.adapter) else {
            return (bundle, [])
        }
        var left: [(Nudge, Case)] = []
        var readers: Set<String> = []
        var letters: [(to: Person, room: Room, words: [(Nudge, Case)])] = []
        for (nudge, subject) in bundle {
            guard let step = desk.rules.ladder[nudge.step], step.to.contains(.privately) else {
                left.append((nudge, subject))
                continue
            }
            let people = step.to.flatMap { self.people($0, for: subject, in: home) }.compactMap { $0 }
            var isTold = !people.isEmpty && !subject.urgent
            if nudge.isOpen {
                // The others of the step have read it alone.
                left.append((nudge, subject))
                for person in people where try reads(person, on: home.key.adapter) { readers.insert(person.id) }
                continue
            }
            for person in people {
                guard let room = try openRoomOfTwo(with: person, on: home.key.adapter, about: subject) else {
                    isTold = false
                    continue
                }
                if let known = letters.firstIndex(where: { $0.room == room }) {
                    if !letters[known].words.contains(where: { $0.0 == nudge }) {
                        letters[known].words.append((nudge, subject))
                    }
                } else {
                    letters.append((person, room, [(nudge, subject)]))
                }
                if try ledger.privateStanding(in: room.key) == .joined {
                    readers.insert(person.id)
                } else {
                    isTold = false
                }
            }
            if !isTold { left.append((nudge, subject)) }
        }
        for letter in letters {
            let words = letter.words.map { OutboundPost.Word(subject: $0.1.id.rawValue, step: $0.0.step) }
            guard let post = try sayWords(letter.words, in: letter.room, mention: [letter.to], words: words) else {
                continue
            }
            for (_, subject) in letter.words {
                try ledger.link(MessageKey(adapter: letter.room.key.adapter, id: post), to: subject.id)
            }
        }
        return (left, readers)
    }

    /// The step tells its people alone, and its case is not so urgent that they are called in the group as well.
    func isForOneAlone(_ word: (Nudge, Case)) -> Bool {
        !word.1.urgent && desk.rules.ladder[word.0.step]?.to.contains(.privately) ?? false
    }

    private func reads(_ person: Person, on adapter: String) throws -> Bool {
        try person.accounts.first { $0.adapter == adapter }.flatMap { county.roomOfTwo(with: $0) }.map { room in
            try ledger.privateStanding(in: room.key) == .joined && !ledger.isMuted(room.key)
        } ?? false
    }

    /// The room in which a case may be spoken of with somebody alone; nil where they have none, want none, or have had
    /// their share today.
    private func openRoomOfTwo(with person: Person, on adapter: String, about subject: Case) throws -> Room? {
        guard let account = person.accounts.first(where: { $0.adapter == adapter }),
            let room = county.roomOfTwo(with: account), county.mayBeNamed(subject, in: room),
            try ledger.privateStanding(in: room.key) != .closed, try !ledger.isMuted(room.key)
        else { return nil }
        let today = desk.hours.zone.instant(desk.hours.zone.date(now))
        let share = DeskSettings.supervisionPostsADay
        guard try subject.urgent || ledger.supervisionPosts(in: room.key, since: today) < share else { return nil }
        return room
    }

    // MARK: Hearing

    /// What somebody answers in a room of two: a word of the unit about a case that was spoken of there, or that it
    /// names. All else is for the group, where those whom it concerns can read it; one line a day says so.
    mutating func hearPrivately() throws {
        addressesBot = true
        if try obeyPrivately() { return }
        guard message.hasWords, message.photos == 0 || !onlyPoints(text) else {
            let counts = try message.photos > 0 && photosProveWork()
            return counts ? () : try pointToGroup()
        }
        let reading = read(text)
        if try hearAnswer(reading) { return }
        var handled: Set<ID<Case>> = []
        var isForGroup = false
        for item in reading.items {
            switch item.intent {
            case .acknowledge, .progress: try hear(item, of: reading, handled: &handled)
            case .done where speaker.actor.unit != nil, .reject where speaker.actor.unit != nil, .query:
                let before = said
                try hear(item, of: reading, handled: &handled)
                if try said == before && ledger.cases(linkedTo: message.key).isEmpty { isForGroup = true }
            case .answer, .broadcast, .receipt, .patrol, .tally, .census, .chatter, .rate: break
            case .done, .reject, .report, .directive, .transfer, .extend, .suspend, .supervise, .remind, .confirm,
                .dispute, .correct, .withdraw, .approve, .refuse, .verify, .close, .void, .appeal:
                isForGroup = true
            }
        }
        if message.photos > 0, try ledger.message(message.key)?.photosTaken == false { _ = try photosProveWork() }
        if isForGroup { try pointToGroup() }
    }

    /// 安静 and 恢复 end and begin the private words; 帮助 tells what this room is for.
    private mutating func obeyPrivately() throws -> Bool {
        switch commandWord(text) {
        case "安静", "别说话", "闭嘴", "quiet", "mute": try ledger.setMuted(room.key, true)
        case "恢复", "继续说话", "unmute":
            guard try ledger.isMuted(room.key) else { return false }
            try ledger.setMuted(room.key, false)
        case "帮助", "help", "怎么用", "撤销", "undo": try pointToGroup()
        default: return false
        }
        return true
    }

    private mutating func pointToGroup() throws {
        try say(
            "private", id: "private:\(room.key.id):\(desk.hours.zone.date(now))", in: room, replyTo: message.key.id,
            about: nil, values: [:])
    }
}

extension Desk {
    /// A private post that nobody can read: its words are said in the rooms, as if they had come up just now, by the
    /// rules for quiet hours and a room's share.
    public func sayOpenly(_ post: OutboundPost, at now: Timestamp, in ledger: some Ledger) throws {
        for word in post.words {
            guard let subject = try ledger.find(ID(word.subject)), let step = rules.ladder[word.step],
                let home = county.supervisionRoom(of: subject)
            else { continue }
            // What is urgent was said in the rooms already.
            if subject.urgent { continue }
            let kept = KeptMessage(notice: post.id, in: home.key, at: now)
            var turn = Turn(
                desk: self, ledger: ledger, now: now, room: home, message: kept,
                speaker: Speaker(kept.sender, called: nil, in: county))
            turn.isTimer = true
            try turn.nudgeOpenly(subject, step)
        }
    }
}

extension KeptMessage {
    /// What stands for the message where the bridge itself begins to speak.
    fileprivate init(notice id: String, in room: RoomKey, at now: Timestamp) {
        self.init(
            key: MessageKey(adapter: room.adapter, id: id), room: room,
            sender: AccountKey(adapter: room.adapter, id: "bridge"), senderName: nil, senderIsBot: true, text: nil,
            photos: 0, replyTo: nil, thread: nil, groupID: nil, location: nil, sentAt: now, revision: nil)
    }
}
