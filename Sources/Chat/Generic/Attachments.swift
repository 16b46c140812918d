internal import Crypto
internal import Domain
internal import JSON

/// Reads `data.attachments`.
enum Attachments {
    private static let urlLimit = 2_048

    /// - Returns: nil when the key is absent or null.
    static func read(_ data: Fields) throws(DecodeFailure) -> [InboundMessage.Attachment]? {
        guard let values = try data.array("attachments", limit: GenericEnvelope.attachmentLimit) else { return nil }
        var attachments: [InboundMessage.Attachment] = []
        for (index, value) in values.enumerated() {
            let place = "\(data.place("attachments"))[\(index)]"
            guard let object = value.object else {
                throw DecodeFailure(.wrongType, "expected an object", field: place)
            }
            attachments.append(try attachment(Fields(object, path: place)))
        }
        return attachments
    }

    private static func attachment(_ fields: Fields) throws(DecodeFailure) -> InboundMessage.Attachment {
        let mediaType = try fields.string("mimeType", limit: 127)?.lowercased()
        return InboundMessage.Attachment(
            id: try fields.id("id"), kind: try kind(fields, mediaType: mediaType), source: try source(fields),
            mediaType: mediaType, fileName: try fields.label("fileName"), size: try fields.count("size"),
            sha256: try sha256(fields))
    }

    private static func kind(
        _ fields: Fields, mediaType: String?
    ) throws(DecodeFailure) -> InboundMessage.Attachment.Kind {
        guard let written = try fields.string("kind", limit: 32) else {
            return mediaType.flatMap { InboundMessage.Attachment.Kind(rawValue: String($0.prefix { $0 != "/" })) }
                ?? .file
        }
        guard let kind = InboundMessage.Attachment.Kind(rawValue: written) else {
            throw DecodeFailure(.badValue, "expected image, video, audio or file", field: fields.place("kind"))
        }
        return kind
    }

    /// A recorded log may leave the source out: the photo is known to have been there, and that is all.
    private static func source(_ fields: Fields) throws(DecodeFailure) -> InboundMessage.Attachment.Source? {
        var sources: [InboundMessage.Attachment.Source] = []
        if let url = try fields.string("url", limit: urlLimit) {
            guard isWebAddress(url) else {
                throw DecodeFailure(.badValue, "expected an https address", field: fields.place("url"))
            }
            sources.append(.url(url))
        }
        if let id = try fields.id("fileId") { sources.append(.uploaded(id)) }
        if let bytes = try inline(fields) { sources.append(.inline(bytes)) }
        guard sources.count <= 1 else {
            throw DecodeFailure(.badValue, "only one of url, fileId and dataBase64", field: fields.path)
        }
        return sources.first
    }

    private static func inline(_ fields: Fields) throws(DecodeFailure) -> [UInt8]? {
        guard let value = fields.value("dataBase64") else { return nil }
        guard let text = value.string else { throw fields.wrongType("dataBase64", "a string") }
        let limit = GenericEnvelope.inlineLimit
        guard text.utf8.count <= (limit + 2) / 3 * 4 else {
            throw DecodeFailure(
                .tooLong, "at most \(limit) bytes when decoded; upload larger files", field: fields.place("dataBase64"))
        }
        guard let bytes = try? Base64.decode(text), bytes.count <= limit else {
            throw DecodeFailure(.badValue, "expected standard base64", field: fields.place("dataBase64"))
        }
        return bytes
    }

    private static func sha256(_ fields: Fields) throws(DecodeFailure) -> String? {
        guard let text = try fields.string("sha256", limit: 128)?.lowercased() else { return nil }
        guard (try? Hex.decode(text))?.count == 32 else {
            throw DecodeFailure(.badValue, "expected 64 hexadecimal digits", field: fields.place("sha256"))
        }
        return text
    }

    /// Only the form: which hosts may be asked is decided when the photo is fetched.
    private static func isWebAddress(_ url: String) -> Bool {
        let lower = url.lowercased()
        guard let scheme = ["https://", "http://"].first(where: lower.hasPrefix) else { return false }
        let host = lower.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return !host.isEmpty && !host.contains("@")
            && url.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }
    }
}
