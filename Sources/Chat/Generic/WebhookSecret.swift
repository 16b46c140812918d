internal import Crypto

/// A key that a source and this bridge share. Prints as `<secret>`.
public struct WebhookSecret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public enum Failure: Error, Sendable, Equatable, CustomStringConvertible {
        case empty, notBase64

        public var description: String {
            switch self {
            case .empty: "the secret is empty"
            case .notBase64: "the secret of a standard webhook is whsec_ and standard base64"
            }
        }
    }

    /// Bytes that the Standard Webhooks specification recommends at least.
    public static let recommendedLength = 24

    let key: [UInt8]

    /// - Parameters:
    ///   - text: as configured. Scheme `standard` takes `whsec_` (may be left out) and base64, whose `=` at the end may
    ///     be missing; the others take the text's UTF-8 bytes.
    /// - Throws: ``Failure`` when nothing could be signed with it.
    public init(_ text: String, scheme: Webhook.Scheme) throws(Failure) {
        switch scheme {
        case .standard:
            let encoded = text.hasPrefix("whsec_") ? String(text.dropFirst(6)) : text
            guard let key = try? Base64.decode(encoded, padding: .optional) else { throw .notBase64 }
            self.key = key
        case .github, .timestamped, .bearer, .none: key = Array(text.utf8)
        }
        guard !key.isEmpty else { throw .empty }
    }

    /// True when the key is shorter than what the specification recommends: worth a warning at start.
    public var isShort: Bool { key.count < Self.recommendedLength }

    public var description: String { "<secret>" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
