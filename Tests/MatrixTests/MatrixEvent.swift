import JSON

/// An event of a room as a client sees it.
struct MatrixEvent: Sendable, CustomStringConvertible {
    let value: JSONValue

    var id: String { value["event_id"]?.string ?? "" }
    var type: String { value["type"]?.string ?? "" }
    var sender: String { value["sender"]?.string ?? "" }
    var content: JSONValue { value["content"] ?? .null }
    var description: String { value.serialized() }

    var messageType: String? { content["msgtype"]?.string }
    var body: String { content["body"]?.string ?? "" }
    /// What an edit says instead.
    var newBody: String? { content["m.new_content"]?["body"]?.string }

    private var relation: JSONValue? { content["m.relates_to"] }
    var repliesTo: String? { relation?["m.in_reply_to"]?["event_id"]?.string }
    var replaces: String? { related(by: "m.replace") }
    var thread: String? { related(by: "m.thread") }
    /// The event that a reaction is on.
    var reactsTo: String? { related(by: "m.annotation") }
    var key: String? { relation?["key"]?.string }
    var mentions: [String] { content["m.mentions"]?["user_ids"]?.array?.compactMap(\.string) ?? [] }

    /// Somebody's place in the room from here on; nil when this does not change it.
    func membership(of user: String) -> String? {
        type == "m.room.member" && value["state_key"]?.string == user ? content["membership"]?.string : nil
    }

    private func related(by type: String) -> String? {
        relation?["rel_type"]?.string == type ? relation?["event_id"]?.string : nil
    }

    /// A message of the bot that is new: no edit of an earlier one.
    var isPost: Bool { sender == Synapse.bot && type == "m.room.message" && replaces == nil }

    /// Whether the bot answers a message with this.
    func answers(_ message: String) -> Bool { isPost && repliesTo == message }
}
