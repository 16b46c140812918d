import Cases
import Domain
import Understanding

extension Turn {
    /// Handles a new message.
    mutating func hear() throws {
        if room.isOfTwo { return try hearPrivately() }
        if try obeyCommand() { return }
        let hasMedia = message.photos > 0 || message.location != nil
        if !message.hasWords || (hasMedia && onlyPoints(text)) {
            if hasMedia { try hearPhotos() }
            return
        }
        let reading = read(text)
        if try hearAnswer(reading) || joinCandidate(reading) { return }
        try acceptOffer(reading)
        var handledSubjects: Set<ID<Case>> = []
        for item in reading.items { try hear(item, of: reading, handled: &handledSubjects) }
        try takeLeftPhotos(reading)
    }

    /// 这里, 见图: words that say no more than the photo or pin beside them.
    func onlyPoints(_ text: String) -> Bool {
        let bare = text.filter { !$0.isWhitespace && !$0.isPunctuation }
        return ["这里", "这儿", "这边", "此处", "就这里", "在这里", "看图", "见图", "如图", "位置", "here"].contains(bare.lowercased())
    }

    mutating func hear(
        _ item: Reading.Item, of reading: Reading, handled: inout Set<ID<Case>>
    ) throws {
        switch item.intent {
        case .report:
            if try !hearMore(item, of: reading) { try hearReport(item, of: reading) }
        case .acknowledge: try hearAcknowledgement(reading)
        case .progress: try hearProgress(item, reading)
        case .done: try hearDone(item, reading, handled: &handled)
        case .reject: try hearReject(item, reading)
        case .transfer: try hearTransfer(item, reading)
        case .extend: try hearExtend(item, reading)
        case .suspend: try hearSuspend(item, reading)
        case .approve: try hearDecision(granted: true, reading)
        case .refuse: try hearDecision(granted: false, reading)
        case .directive: try hearDirective(item, reading)
        case .supervise: try hearSupervise(item, reading)
        case .remind: try hearRemind(item, reading)
        case .query: try hearQuery(item, reading)
        case .confirm: try hearConfirm(item, reading)
        case .dispute: try hearDispute(item, reading)
        case .rate: try hearRate(item, reading)
        case .correct: try hearCorrection(item, reading)
        case .withdraw: try hearWithdraw(item, reading)
        case .verify: try hearVerify(item, reading)
        case .close: try hearOrder(.forced, item, reading)
        case .void: try hearVoid(item, reading)
        case .appeal: try hearAppeal(item, reading)
        case .answer, .broadcast, .receipt, .patrol, .tally, .census, .chatter: break
        }
    }

    // MARK: Commands to the bot

    /// 安静, 恢复, 撤销, 帮助: only when the bot is spoken to, or when somebody in charge says just that word.
    private mutating func obeyCommand() throws -> Bool {
        // Unknown senders may report, nothing else.
        guard speaker.person != nil else { return false }
        let word = commandWord(text)
        let isCommand = addressesBot || speaker.commands
        switch word {
        case "安静", "别说话", "闭嘴", "quiet", "mute":
            guard isCommand else { return false }
            try ledger.setMuted(room.key, true)
            return true
        case "恢复", "继续说话", "unmute":
            // Said to a parked case, or where the bot may speak, the word is about cases.
            let points = try pointedCases(Reading(items: []))?.contains { $0.state == .suspended } ?? false
            guard isCommand, !points, try ledger.isMuted(room.key) else { return false }
            try ledger.setMuted(room.key, false)
            return true
        case "撤销", "undo":
            guard addressesBot || (isCommand && message.replyTo == nil) else { return false }
            try undo()
            return true
        case "帮助", "help", "怎么用":
            guard addressesBot else { return false }
            try say("help", in: room, replyTo: message.key.id, about: nil, values: [:])
            return true
        default: return false
        }
    }

    /// The message without mentions, blanks and punctuation at its ends, in lower case.
    func commandWord(_ text: String) -> String {
        var rest = Substring(text)
        while let first = rest.first {
            if first.isWhitespace {
                rest = rest.dropFirst()
            } else if first == "@" || first == "＠" {
                rest = rest.drop { !$0.isWhitespace && $0 != "，" && $0 != "," && $0 != ":" && $0 != "：" }
            } else if ",，:：".contains(first) {
                rest = rest.dropFirst()
            } else {
                break
            }
        }
        while let last = rest.last, last.isWhitespace || "。.!！~～?？".contains(last) { rest = rest.dropLast() }
        return rest.lowercased()
    }
}
