public import Domain
public import JSON

/// One line of a room's history: what a person or the bridge said, as it stands now.
public struct SandboxEntry: Sendable, Equatable {
    public struct Reaction: Sendable, Equatable {
        public var key: String
        /// Accounts, in the order of their signs; the bridge is ``SandboxEntry/botID``.
        public var by: [String]
    }

    /// The account under which the bridge itself appears.
    public static let botID = "gridbridge"

    public var id: String
    public var room: RoomKey
    public var sender: String
    public var senderName: String?
    public var text: String
    /// File ids.
    public var photos: [String] = []
    public var replyTo: String?
    /// Accounts; the bridge is ``botID``.
    public var mentions: [String] = []
    public var mentionsEveryone = false
    /// The template of a post of the bridge.
    public var kind: String?
    public var caseInfo: OutboundPost.CaseInfo?
    public var at: Timestamp
    public var isEdited = false
    public var isRecalled = false
    public var reactions: [Reaction] = []

    init(_ message: InboundMessage) {
        id = message.id
        room = message.room
        sender = message.sender.id
        senderName = message.senderName
        text = ""
        replyTo = message.replyTo
        at = message.sentAt
        take(contentOf: message)
    }

    init(_ post: OutboundPost) {
        id = post.id
        room = post.room
        sender = SandboxEntry.botID
        text = post.text
        replyTo = post.replyTo
        mentions = post.mentions
        kind = post.kind
        caseInfo = post.caseInfo
        at = post.at
    }

    mutating func take(contentOf message: InboundMessage) {
        if let text = message.text { self.text = text }
        if let attachments = message.attachments {
            photos = attachments.compactMap { if case .uploaded(let id)? = $0.source { id } else { nil } }
        }
        mentions = message.mentions.compactMap { mention in
            switch mention.target {
            case .account(let id): id
            case .me: SandboxEntry.botID
            case .everyone: nil
            }
        }
        mentionsEveryone = message.mentions.contains { $0.target == .everyone }
    }

    mutating func react(_ key: String, by account: String) {
        guard let index = reactions.firstIndex(where: { $0.key == key }) else {
            reactions.append(Reaction(key: key, by: [account]))
            return
        }
        if !reactions[index].by.contains(account) { reactions[index].by.append(account) }
    }

    mutating func takeBack(_ key: String, by account: String) {
        guard let index = reactions.firstIndex(where: { $0.key == key }) else { return }
        reactions[index].by.removeAll { $0 == account }
        if reactions[index].by.isEmpty { reactions.remove(at: index) }
    }
}

extension SandboxEntry: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("room", room.id)
            writer.member("sender", sender)
            writer.member("senderName", senderName)
            writer.member("bot", sender == SandboxEntry.botID)
            writer.member("text", isRecalled ? "" : text)
            writer.member("photos", isRecalled ? [] : photos)
            writer.member("replyTo", replyTo)
            writer.member("mentions", mentions)
            writer.member("everyone", mentionsEveryone)
            writer.member("kind", kind)
            if let info = caseInfo {
                writer.object("case") {
                    $0.member("number", info.number)
                    $0.member("state", info.state)
                    $0.member("type", info.typeName)
                    $0.member("unit", info.unit)
                }
            } else {
                writer.null("case")
            }
            writer.member("at", at.milliseconds)
            writer.member("edited", isEdited)
            writer.member("recalled", isRecalled)
            writer.array("reactions") { reactions in
                for reaction in self.reactions {
                    reactions.object {
                        $0.member("key", reaction.key)
                        $0.member("by", reaction.by)
                    }
                }
            }
        }
    }
}
