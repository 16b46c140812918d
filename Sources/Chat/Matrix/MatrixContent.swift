internal import Domain
internal import JSON

/// Reads what a message holds: `content` of `m.room.message`, or `m.new_content` of an edit.
enum MatrixContent {
    /// Photos of one gallery, and names of one message, that are looked at; the rest is passed over.
    private static let attachmentLimit = 20
    private static let mentionLimit = 200
    /// An event of 64 KiB has no room for more.
    private static let listLimit = 65_536

    /// - Parameter stripsFallback: the message answers another: an old client has quoted it above the words.
    static func read(
        _ content: Fields, into message: inout InboundMessage, _ bot: MatrixIdentity, stripsFallback: Bool
    ) throws(DecodeFailure) {
        let kind = try content.string("msgtype", limit: 255) ?? ""
        message.senderIsBot = kind == "m.notice"
        var text = try content.string("body", limit: GenericEnvelope.textLimit) ?? ""
        switch kind {
        case "m.image", "m.video", "m.audio", "m.file":
            message.attachments = try attachment(content, kind).map { [$0] }
            // Without a file name beside it, the body is the file's name (v1.10).
            let fileName = try content.string("filename", limit: GenericEnvelope.textLimit)
            if fileName == nil || fileName == text { text = "" }
        case "com.beeper.gallery":
            message.attachments = try gallery(content.array("com.beeper.gallery.images", limit: listLimit))
            let caption = try content.string("com.beeper.gallery.caption", limit: GenericEnvelope.textLimit)
            text = caption ?? text
        case "m.gallery", "dm.filament.gallery":
            message.attachments = try gallery(content.array("itemtypes", limit: listLimit))
        case "m.location":
            message.location = try content.string("geo_uri", limit: 255).flatMap(coordinate)
            if !text.contains("geo:") { message.locationLabel = text.isEmpty ? nil : String(text.prefix(100)) }
            text = message.location == nil ? text : ""
        case "m.key.verification.request": text = ""
        default: break
        }
        if stripsFallback { text = withoutFallback(text) }
        message.mentions = try mentions(content, text, bot)
        if message.addressesBot { text = withoutName(text, bot) }
        message.text = text.isEmpty ? nil : text
    }

    // MARK: Photos

    private static func attachment(
        _ content: Fields, _ kind: String
    ) throws(DecodeFailure) -> InboundMessage.Attachment? {
        // An encrypted room's files come with a key instead; nothing else of such a room can be read either.
        guard let url = try content.string("url", limit: 2_048), MatrixMediaID(url) != nil else { return nil }
        let info = try content.fields("info")
        let mediaType = try info?.string("mimetype", limit: 127)
        let written = try content.label("filename")
        let body = try content.label("body")
        return InboundMessage.Attachment(
            kind: InboundMessage.Attachment.Kind(rawValue: String(kind.dropFirst(2))) ?? .file, source: .url(url),
            mediaType: mediaType?.lowercased(),
            fileName: written ?? body, size: try info?.count("size"))
    }

    private static func gallery(_ items: [JSONValue]?) throws(DecodeFailure) -> [InboundMessage.Attachment] {
        var attachments: [InboundMessage.Attachment] = []
        for case .object(let object) in (items ?? []).prefix(attachmentLimit) {
            let item = Fields(object)
            let itemType = try item.string("itemtype", limit: 255)
            let messageType = try item.string("msgtype", limit: 255)
            let kind = itemType ?? messageType ?? "m.image"
            if let attachment = try attachment(item, kind) { attachments.append(attachment) }
        }
        return attachments
    }

    // MARK: Places

    /// RFC 5870: `geo:lat,lon[,altitude][;crs=wgs84][;u=metres]`; another reference system is not guessed at.
    static func coordinate(_ uri: String) -> Coordinate? {
        guard uri.lowercased().hasPrefix("geo:") else { return nil }
        let parts = uri.dropFirst(4).split(separator: ";", omittingEmptySubsequences: false)
        for parameter in parts.dropFirst() where parameter.lowercased().hasPrefix("crs=") {
            guard parameter.lowercased() == "crs=wgs84" else { return nil }
        }
        let numbers = (parts.first ?? "").split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
        guard (2...3).contains(numbers.count), let latitude = numbers[0], let longitude = numbers[1] else { return nil }
        return Coordinate(latitude: latitude, longitude: longitude)
    }

    // MARK: Words

    /// Without the quotation that clients wrote above an answer until v1.13: lines that begin with `> `, and one empty
    /// line.
    static func withoutFallback(_ text: String) -> String {
        guard text.hasPrefix("> ") else { return text }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        while let line = lines.first, line.hasPrefix("> ") || line == ">" { lines.removeFirst() }
        if lines.first?.isEmpty == true { lines.removeFirst() }
        return lines.joined(separator: "\n")
    }

    /// Who is spoken to. Where `m.mentions` stands it alone decides; older clients only write names and links.
    private static func mentions(
        _ content: Fields, _ text: String, _ bot: MatrixIdentity
    ) throws(DecodeFailure) -> [InboundMessage.Mention] {
        var accounts: [String] = []
        var everyone = false
        if let named = try content.fields("m.mentions") {
            let ids = try named.array("user_ids", limit: listLimit) ?? []
            for case .string(let id) in ids.prefix(mentionLimit) { accounts.append(id) }
            everyone = try named.bool("room") ?? false
        } else {
            accounts = linked(try content.string("formatted_body", limit: GenericEnvelope.textLimit) ?? "")
            let isNamed = text.contains(bot.userID) || (!bot.displayName.isEmpty && text.contains(bot.displayName))
            if isNamed { accounts.append(bot.userID) }
        }
        var seen: Set<String> = []
        var mentions = accounts.filter { seen.insert($0).inserted }.map { id in
            InboundMessage.Mention(target: id == bot.userID ? .me : .account(id))
        }
        if everyone { mentions.append(InboundMessage.Mention(target: .everyone)) }
        return mentions
    }

    /// Users in links such as `https://matrix.to/#/@wang:example.org`, percent-encoded or not.
    private static func linked(_ html: String) -> [String] {
        var users: [String] = []
        var rest = html[...]
        while let link = rest.firstRange(of: "https://matrix.to/#/"), users.count < mentionLimit {
            rest = rest[link.upperBound...]
            let target = rest.prefix { $0 != "\"" && $0 != "'" && $0 != "?" && $0 != "<" && !$0.isWhitespace }
            if let user = MatrixPath.decoded(target), user.hasPrefix("@") { users.append(user) }
        }
        return users
    }

    /// The words without the bot's name in front, so that `网格助手: 帮助` says 帮助.
    private static func withoutName(_ text: String, _ bot: MatrixIdentity) -> String {
        for name in [bot.userID, bot.displayName, MatrixIdentity.localpart(of: bot.userID)] where !name.isEmpty {
            for written in ["@" + name, name] where text.hasPrefix(written) {
                let rest = text.dropFirst(written.count)
                guard let next = rest.first else { return "" }
                guard next.isWhitespace || ":：,，".contains(next) else { continue }
                return String(rest.drop { $0.isWhitespace || ":：,，".contains($0) })
            }
        }
        return text
    }
}
