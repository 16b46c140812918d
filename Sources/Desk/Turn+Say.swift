import Cases
import Domain
import Templating

/// How a post is made: words, ids, mentions.
extension Turn {
    // MARK: Saying

    func language(of room: Room) -> String { room.language ?? settings.language }

    func words(_ kind: String, in room: Room, _ values: [String: TemplateValue]) -> String {
        desk.phrasebook.words(kind, language: language(of: room), values, escape: PlainWords.escape)
    }

    /// Says something in a room, unless the room only listens or was told to be quiet. Gives the post's id.
    ///
    /// - Parameter isUrgent: supervision of urgent cases, which a muted room hears too; nil for what is not supervision.
    @discardableResult
    mutating func say(
        _ kind: String, id: String? = nil, in room: Room, replyTo: String?, mention people: [Person?] = [],
        mentionAccounts: [AccountKey] = [], about subject: Case?, isUrgent: Bool? = nil,
        words: [OutboundPost.Word] = [], values: [String: TemplateValue]
    ) throws -> String {
        let id = id ?? name(kind, in: room)
        if let subject { try ledger.link(MessageKey(adapter: room.key.adapter, id: id), to: subject.id) }
        let isLoud = kind == "emergency" || isUrgent == true
        guard settings.postsOn, !isOnTrial(room, subject), try isLoud || !ledger.isMuted(room.key) else { return id }
        var filled = values
        var seen: Set<String> = []
        let named = people.compactMap { $0 }.filter { seen.insert($0.id).inserted }
        if !named.isEmpty || !mentionAccounts.isEmpty {
            filled["contact"] = .text(
                (named.map(\.name) + mentionAccounts.map { PlainWords.name($0.id) }).map { "@\($0)" }
                    .joined(separator: " "))
        }
        let text = self.words(kind, in: room, filled)
        guard !text.isEmpty else { return id }
        let accounts =
            named.compactMap { person in
                person.accounts.first { $0.adapter == room.key.adapter }?.id
            } + mentionAccounts.filter { $0.adapter == room.key.adapter }.map(\.id)
        var post = OutboundPost(
            id: id, room: room.key, kind: kind, text: text, replyTo: try reply(replyTo, in: room),
            thread: room.key == message.room ? message.thread : nil, mentions: accounts,
            caseInfo: subject.map { info($0) }, at: now, isUrgent: isUrgent ?? subject?.urgent ?? false)
        post.words = words
        try ledger.send(post, about: subject?.id)
        return id
    }

    /// A message can be answered only in its own room. A post of ours is named only where it stands.
    private func reply(_ id: String?, in room: Room) throws -> String? {
        guard let id, let said = try ledger.message(MessageKey(adapter: room.key.adapter, id: id)) else { return id }
        return said.room == room.key ? id : nil
    }

    /// A room on trial says nothing, nor is anything said elsewhere of what was reported there.
    private func isOnTrial(_ room: Room, _ subject: Case?) -> Bool {
        room.purpose == .observe || subject.flatMap { county.room($0.source.room) }?.purpose == .observe
    }

    /// `closed:<message>`, `closed:<message>#2`, and with the room where it is said elsewhere.
    private mutating func name(_ kind: String, in room: Room) -> String {
        let base = "\(kind):\(cause)" + (room.key == message.room ? "" : "@\(room.key.id)")
        let count = said[base, default: 0] + 1
        said[base] = count
        return count == 1 ? base : "\(base)#\(count)"
    }

    /// A quiet sign on the message at hand, where the platform has signs.
    func react(with key: String) throws {
        guard settings.postsOn, room.purpose != .observe, try !ledger.isMuted(room.key) else { return }
        try ledger.send(
            OutboundPost(
                id: "reaction:\(message.key.id)", action: .reaction(key: key, on: message.key.id), room: room.key,
                kind: "reaction", text: "", at: now, silent: true),
            about: nil)
    }
}
