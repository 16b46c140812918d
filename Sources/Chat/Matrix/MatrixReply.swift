public import Domain
internal import JSON

/// One event to be sent: its type and the JSON of its content.
public struct MatrixPart: Hashable, Sendable {
    public let type: String
    public let content: [UInt8]
    /// What it says, when that could be said in several; nil for a sign or a photo.
    let words: Words?

    struct Words: Hashable, Sendable {
        let text: String
        /// Has what stands at the head of a post: the answer, the mentions, the edit.
        let isFirst: Bool
        let isPlain: Bool
    }
}

/// A photo or video that goes with a post, once the homeserver has it.
public struct MatrixImage: Hashable, Sendable {
    /// `mxc://…`
    public var uri: String
    /// The words below it.
    public var caption: String
    /// Of the file.
    public var name: String
    public var mediaType: String
    /// Bytes.
    public var size: Int64
    public var width: Int?
    public var height: Int?

    public init(
        uri: String, caption: String, name: String, mediaType: String, size: Int64, width: Int?, height: Int?
    ) {
        self.uri = uri
        self.caption = caption
        self.name = name
        self.mediaType = mediaType
        self.size = size
        self.width = width
        self.height = height
    }
}

/// Writes a post as a room reads it: notices, which no bot may answer, with the people meant in `m.mentions`, a
/// formatted body beside the plain one, edits and reactions by relation.
public struct MatrixReply {
    /// What ids the platform gave to what the post speaks of.
    public struct References: Sendable {
        /// The message answered.
        public var replyTo: String?
        /// The message edited, or the one that gets a sign.
        public var target: String?
        /// The target stands in a room that this one has replaced, and no relation leads there ("Relations must be in the
        /// same room").
        public var isTargetElsewhere: Bool

        public init(replyTo: String? = nil, target: String? = nil, isTargetElsewhere: Bool = false) {
            self.replyTo = replyTo
            self.target = target
            self.isTargetElsewhere = isTargetElsewhere
        }
    }

    /// Bytes that a text may take in one event, where it stands twice: plain, and as HTML. An event holds 65,536 in all,
    /// with what the servers add.
    private static let textLimit = 48_000

    /// What is refused although it is no larger than this is refused for something else.
    private static let leastText = 500

    /// The key under which an event of ours carries the transaction id that it was sent under.
    static let deliveryKey = "org.gridbridge.delivery"

    private let post: OutboundPost
    private let references: References
    /// Accounts that are mentioned, with the names that the text calls them by.
    private let people: [(account: String, name: String)]

    /// - Parameters:
    ///   - people: those of the post's mentions who are in the room.
    public init(_ post: OutboundPost, _ references: References, people: [(account: String, name: String)]) {
        self.post = post
        self.references = references
        self.people = people
    }

    /// What is to be sent, in order; a text that is too long for one event in several.
    ///
    /// Of a long edit the first piece takes the earlier words' place, and the others follow as answers to it. What was
    /// said in a room that this one has replaced gets no sign, and its new words are a message of their own.
    /// - Parameter isPlain: without a place in a thread or an answer: when the platform refuses the relation.
    public func parts(isPlain: Bool = false) -> [MatrixPart] {
        switch post.action {
        case .reaction where references.isTargetElsewhere: return []
        case .reaction(let key, let target):
            return [part("m.reaction") { annotation(key: key, on: references.target ?? target, &$1) }]
        case .create: return parts(saying: post.text, limit: Self.textLimit, isFirst: true, isPlain)
        // An edit holds its words two times more.
        case .edit: return parts(saying: post.text, limit: Self.textLimit / 2, isFirst: true, isPlain)
        }
    }

    /// A part in smaller ones, for a homeserver that takes less than the protocol says; none when it cannot be cut
    /// further.
    public func pieces(of part: MatrixPart) -> [MatrixPart] {
        guard let words = part.words else { return [] }
        let weight = Self.weight(words.text)
        guard weight > Self.leastText else { return [] }
        let pieces = parts(saying: words.text, limit: weight / 2, isFirst: words.isFirst, words.isPlain)
        return pieces.count > 1 ? pieces : []
    }

    private func parts(saying text: String, limit: Int, isFirst: Bool, _ isPlain: Bool) -> [MatrixPart] {
        Self.pieces(text, limit: limit).enumerated().map { index, text in
            part(saying: MatrixPart.Words(text: text, isFirst: isFirst && index == 0, isPlain: isPlain))
        }
    }

    private func part(saying words: MatrixPart.Words) -> MatrixPart {
        part("m.room.message", saying: words) { _, writer in
            let people = words.isFirst ? people : []
            switch post.action {
            case .edit where references.isTargetElsewhere:
                // The card moves to the new room; whoever was to be told of the case was told.
                body(words.text, mentioning: [], &writer)
            case .edit(let target, _) where words.isFirst:
                body("* " + words.text, mentioning: [], &writer)
                writer.object("m.new_content") { body(words.text, mentioning: people, &$0) }
                writer.object("m.relates_to") {
                    $0.member("rel_type", "m.replace")
                    $0.member("event_id", references.target ?? target)
                }
            case .edit(let target, _):
                body(words.text, mentioning: people, &writer)
                if !words.isPlain { relate(answering: references.target ?? target, &writer) }
            case .create, .reaction:
                body(words.text, mentioning: people, &writer)
                if !words.isPlain { relate(answering: words.isFirst ? references.replyTo : nil, &writer) }
            }
        }
    }

    /// Says nothing by itself: what it is about has to be there.
    var isAboutAnother: Bool {
        switch post.action {
        case .create: false
        case .edit: !references.isTargetElsewhere
        case .reaction: true
        }
    }

    /// A photo that follows the post's words.
    public func part(showing image: MatrixImage) -> MatrixPart {
        part("m.room.message") { _, writer in
            writer.member("msgtype", image.mediaType.hasPrefix("video/") ? "m.video" : "m.image")
            writer.member("body", image.caption)
            writer.member("filename", image.name)
            writer.member("url", image.uri)
            writer.object("info") {
                $0.member("mimetype", image.mediaType)
                $0.member("size", image.size)
                if let width = image.width, let height = image.height {
                    $0.member("w", width)
                    $0.member("h", height)
                }
            }
            writer.object("m.mentions") { _ in }
            relate(answering: nil, &writer)
        }
    }

    // MARK: Pieces

    private func part(
        _ type: String, saying words: MatrixPart.Words? = nil, _ content: (MatrixReply, inout JSONWriter) -> Void
    ) -> MatrixPart {
        var writer = JSONWriter(capacity: 1024)
        writer.object { content(self, &$0) }
        return MatrixPart(type: type, content: writer.bytes, words: words)
    }

    private func annotation(key: String, on target: String, _ writer: inout JSONWriter) {
        writer.object("m.relates_to") {
            $0.member("rel_type", "m.annotation")
            $0.member("event_id", target)
            $0.member("key", key)
        }
    }

    private func body(
        _ text: String, mentioning people: [(account: String, name: String)], _ writer: inout JSONWriter
    ) {
        writer.member("msgtype", "m.notice")
        writer.member("body", text)
        writer.member("format", "org.matrix.custom.html")
        writer.member("formatted_body", formatted(text, people))
        writer.object("m.mentions") { mentions in
            guard !people.isEmpty else { return }
            mentions.array("user_ids") { for person in people { $0.element(person.account) } }
        }
    }

    /// In a thread the answer stays in it; elsewhere it names the message answered.
    /// - Parameter answered: nil for what only goes with the words before it.
    private func relate(answering answered: String?, _ writer: inout JSONWriter) {
        guard let thread = post.thread else {
            guard let answered else { return }
            writer.object("m.relates_to") { relation in
                relation.object("m.in_reply_to") { $0.member("event_id", answered) }
            }
            return
        }
        writer.object("m.relates_to") { relation in
            relation.member("rel_type", "m.thread")
            relation.member("event_id", thread)
            relation.member("is_falling_back", answered == nil)
            relation.object("m.in_reply_to") { $0.member("event_id", answered ?? thread) }
        }
    }

    /// The text as HTML: what people wrote stays words; the case's number stands out, and names lead to the people, each
    /// where it first stands alone: 李 is not named by `@李明`.
    private func formatted(_ text: String, _ people: [(account: String, name: String)]) -> String {
        var html = ""
        var rest = text[...]
        var unnamed = people.filter { !$0.name.isEmpty }.sorted { $0.name.count > $1.name.count }
        var number = post.caseInfo?.number.flatMap(Self.short)
        while let character = rest.first {
            let behind = rest.dropFirst()
            if character == "@", let index = unnamed.firstIndex(where: { Self.begins(behind, with: $0.name) }) {
                let person = unnamed.remove(at: index)
                html += "<a href=\"https://matrix.to/#/\(MatrixPath.encoded(person.account))\">@"
                html += Self.escaped(person.name) + "</a>"
                rest = behind.dropFirst(person.name.count)
            } else if let written = number, Self.begins(rest, with: written) {
                html += "<strong>\(written)</strong>"
                rest = rest.dropFirst(written.count)
                number = nil
            } else {
                html += Self.escaped(String(character))
                rest = behind
            }
        }
        return html.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "<br>")
    }

    /// Whether a text begins with a name or number that does not go on behind it.
    private static func begins(_ text: Substring, with name: String) -> Bool {
        guard text.hasPrefix(name) else { return false }
        return text.dropFirst(name.count).first.map { !$0.isLetter && !$0.isNumber } ?? true
    }

    /// `1121-007` of `20261121-007`, as cards write it.
    private static func short(_ number: String) -> String? {
        guard let dash = number.lastIndex(of: "-") else { return nil }
        let day = number[..<dash].suffix(4)
        return day.count == 4 ? String(day + number[dash...]) : nil
    }

    static func escaped(_ text: String) -> String {
        var html = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": html += "&amp;"
            case "<": html += "&lt;"
            case ">": html += "&gt;"
            case "\"": html += "&quot;"
            default: html.unicodeScalars.append(scalar)
            }
        }
        return html
    }

    /// Cuts between lines where that is possible, else between characters. Nothing is left out; an empty text is one
    /// empty piece.
    private static func pieces(_ text: String, limit: Int) -> [String] {
        guard weight(text) > limit else { return [text] }
        var pieces: [String] = []
        var piece = ""
        var weighs = 0
        func close() {
            if !piece.isEmpty { pieces.append(piece) }
            piece = ""
            weighs = 0
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if !piece.isEmpty, weighs + weight("\n") + weight(line) > limit { close() }
            if !piece.isEmpty {
                piece += "\n"
                weighs += weight("\n")
            }
            for character in line {
                let own = weight(String(character))
                // One with thousands of marks on it is more than an event holds.
                for part in own > limit ? character.unicodeScalars.map(Character.init) : [character] {
                    let own = weight(String(part))
                    if weighs + own > limit { close() }
                    piece.append(part)
                    weighs += own
                }
            }
        }
        close()
        return pieces
    }

    /// Bytes of a text in JSON, once as it is and once as HTML.
    private static func weight(_ text: some StringProtocol) -> Int {
        text.unicodeScalars.reduce(0) { sum, scalar in
            switch scalar {
            case "\"": sum + 2 + 6
            case "\\": sum + 2 + 2
            case "&": sum + 1 + 5
            case "<", ">": sum + 1 + 4
            case "\n": sum + 2 + 4
            case "\u{0}"..<"\u{20}": sum + 6 + 6
            default: sum + 2 * UTF8.width(scalar)
            }
        }
    }
}
