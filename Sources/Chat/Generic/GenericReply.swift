public import Domain
internal import JSON

/// Writes a post as the generic webhook's receivers read it: `reply.created`, `reply.edited` or, for a sign on
/// somebody's message, `reaction.added`.
public enum GenericReply {
    /// The body of every attempt: the same post gives the same bytes.
    public static func encode(_ post: OutboundPost, zone: Zone) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.object {
            $0.member("type", type(of: post.action))
            $0.member("timestamp", zone.format(post.at))
            $0.object("data") { writer in
                switch post.action {
                case .create: writer.member("id", post.id)
                case .edit(let original, let revision):
                    writer.member("id", original)
                    writer.member("revision", revision)
                case .reaction: writer.member("id", post.id)
                }
                reference("room", post.room.id, to: &writer)
                reference("thread", post.thread, to: &writer)
                if case .reaction(let key, let target) = post.action {
                    reference("target", target, to: &writer)
                    writer.member("key", key)
                } else {
                    reference("replyTo", post.replyTo, to: &writer)
                    writer.member("text", post.text)
                    writer.member("format", "plain")
                    writer.array("mentions") { mentions in
                        for account in post.mentions { mentions.object { $0.member("id", account) } }
                    }
                }
                writer.member("kind", post.kind)
                write(post.caseInfo, to: &writer)
                writer.member("silent", post.silent)
            }
        }
        return writer.bytes
    }

    private static func type(of action: OutboundPost.Action) -> String {
        switch action {
        case .create: "reply.created"
        case .edit: "reply.edited"
        case .reaction: "reaction.added"
        }
    }

    private static func reference(_ key: String, _ id: String?, to writer: inout JSONWriter) {
        guard let id else { return }
        writer.object(key) { $0.member("id", id) }
    }

    private static func write(_ info: OutboundPost.CaseInfo?, to writer: inout JSONWriter) {
        guard let info else {
            writer.null("case")
            return
        }
        writer.object("case") { writer in
            writer.member("number", info.number)
            writer.member("state", info.state)
            if let code = info.typeCode {
                writer.object("type") {
                    $0.member("code", code)
                    $0.member("name", info.typeName)
                }
            } else {
                writer.null("type")
            }
            writer.member("grid", info.grid)
            writer.member("unit", info.unit)
            writer.member("url", info.url)
        }
    }
}
