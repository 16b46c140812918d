internal import Domain
internal import JSON

/// Writes what was said on the page as a generic envelope: the raw body that the store keeps, and a line that `replay`
/// reads.
enum SandboxEnvelope {
    static func encode(_ message: InboundMessage) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.object {
            $0.member("type", type(of: message.kind))
            $0.member("timestamp", Zone.china.format(message.sentAt))
            $0.object("data") { writer in
                writer.member("id", message.id)
                if case .edited(let revision?) = message.kind { writer.member("revision", revision) }
                writer.object("room") {
                    $0.member("id", message.room.id)
                    if let name = message.roomName { $0.member("name", name) }
                }
                writer.object("sender") {
                    $0.member("id", message.sender.id)
                    if let name = message.senderName { $0.member("name", name) }
                }
                switch message.kind {
                case .created, .edited: write(contentOf: message, to: &writer)
                case .deleted: break
                case .reactionAdded(let target, let key), .reactionRemoved(let target, let key):
                    writer.object("target") { $0.member("id", target) }
                    writer.member("key", key)
                }
            }
        }
        return writer.bytes
    }

    private static func type(of kind: InboundMessage.Kind) -> String {
        switch kind {
        case .created: "message.created"
        case .edited: "message.edited"
        case .deleted: "message.deleted"
        case .reactionAdded: "reaction.added"
        case .reactionRemoved: "reaction.removed"
        }
    }

    private static func write(contentOf message: InboundMessage, to writer: inout JSONWriter) {
        if let text = message.text { writer.member("text", text) }
        if let attachments = message.attachments {
            writer.array("attachments") { array in
                for attachment in attachments {
                    array.object {
                        $0.member("kind", attachment.kind.rawValue)
                        if case .uploaded(let id)? = attachment.source { $0.member("fileId", id) }
                    }
                }
            }
        }
        if let id = message.replyTo { writer.object("replyTo") { $0.member("id", id) } }
        guard !message.mentions.isEmpty else { return }
        writer.array("mentions") { array in
            for mention in message.mentions {
                array.object {
                    switch mention.target {
                    case .account(let id): $0.member("id", id)
                    case .everyone: $0.member("all", true)
                    case .me: $0.member("isMe", true)
                    }
                    if let name = mention.name { $0.member("name", name) }
                }
            }
        }
    }
}
