internal import Domain
internal import JSON

/// What the page asks for when somebody speaks: the body of `POST /sandbox/messages`.
struct SandboxRequest {
    enum Action: String {
        case say, edit, recall, react, unreact
    }

    struct Failure: Error, Equatable {
        let message: String
        let field: String?
    }

    static let textLimit = 16_384
    static let photoLimit = 9

    var action: Action
    /// Made by the page, so that a request sent again after a broken connection says nothing twice.
    var id: String
    var room: String
    /// The account that speaks.
    var person: String
    var text: String
    var photos: [String]
    var replyTo: String?
    /// The message that is edited, recalled or reacted to.
    var target: String?
    var key: String

    init(_ body: [UInt8]) throws(Failure) {
        let value: JSONValue
        do throws(JSONError) { value = try JSONReader.read(body) } catch {
            throw Failure(message: "\(error)", field: nil)
        }
        guard let object = value.object else { throw Failure(message: "expected an object", field: nil) }
        func text(_ key: String, limit: Int = 255) throws(Failure) -> String? {
            guard let value = object[key], !value.isNull else { return nil }
            guard let text = value.string, text.utf8.count <= limit else {
                throw Failure(message: "expected a string of at most \(limit) bytes", field: key)
            }
            return text
        }
        func required(_ key: String) throws(Failure) -> String {
            guard let text = try text(key), !text.isEmpty else { throw Failure(message: "required", field: key) }
            return text
        }
        guard let action = Action(rawValue: try text("action") ?? Action.say.rawValue) else {
            throw Failure(message: "expected say, edit, recall, react or unreact", field: "action")
        }
        self.action = action
        id = try required("id")
        guard (8...64).contains(id.utf8.count),
            id.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
        else { throw Failure(message: "expected 8 to 64 letters, digits and -", field: "id") }
        room = try required("room")
        person = try required("person")
        self.text = try text("text", limit: Self.textLimit) ?? ""
        photos = []
        for photo in object["photos"]?.array ?? [] {
            guard let photo = photo.string, photo.utf8.count <= 255, photos.count < Self.photoLimit else {
                throw Failure(message: "expected at most \(Self.photoLimit) ids", field: "photos")
            }
            photos.append(photo)
        }
        replyTo = try text("replyTo")
        target = try text("target")
        key = try text("key", limit: 64) ?? ""
        switch action {
        case .say:
            if self.text.allSatisfy(\.isWhitespace), photos.isEmpty {
                throw Failure(message: "text or a photo required", field: "text")
            }
        case .edit, .recall: if target == nil { throw Failure(message: "required", field: "target") }
        case .react, .unreact:
            if target == nil { throw Failure(message: "required", field: "target") }
            if key.isEmpty { throw Failure(message: "required", field: "key") }
        }
    }
}

/// Finds who is addressed by `@` in a text, as the page's own users write it.
enum Mentions {
    static let botNames = ["GridBridge", "网格助手", "小格"]
    private static let everyoneNames = ["所有人", "全体成员", "all"]

    /// - Parameter people: account and name of everybody in the room.
    static func find(in text: String, people: [(account: String, name: String)]) -> [InboundMessage.Mention] {
        var known: [(name: String, target: InboundMessage.Mention.Target)] = people.map {
            ($0.name, .account($0.account))
        }
        known += botNames.map { ($0, .me) } + everyoneNames.map { ($0, .everyone) }
        // 王芳芳 before 王芳; among names of one length the order of the tables decides.
        known = known.enumerated().sorted {
            ($1.element.name.count, $0.offset) < ($0.element.name.count, $1.offset)
        }.map(\.element)
        var mentions: [InboundMessage.Mention] = []
        for part in text.split(separator: "@", omittingEmptySubsequences: false).dropFirst() {
            guard let hit = known.first(where: { !$0.name.isEmpty && part.hasPrefix($0.name) }) else { continue }
            let mention = InboundMessage.Mention(target: hit.target, name: hit.name)
            if !mentions.contains(where: { $0.target == mention.target }) { mentions.append(mention) }
        }
        return mentions
    }
}
