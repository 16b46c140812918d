internal import Crypto

/// The file that a homeserver's administrator puts beside the others (Application Service API, "Registration").
public struct MatrixRegistration: Hashable, Sendable {
    /// Never changes: the homeserver keeps its place in the stream under it.
    public var id: String
    /// Where the homeserver calls us.
    public var url: String
    public var asToken: String
    public var hsToken: String
    public var bot: String
    public var serverName: String

    public init(id: String, url: String, asToken: String, hsToken: String, bot: String, serverName: String) {
        self.id = id
        self.url = url
        self.asToken = asToken
        self.hsToken = hsToken
        self.bot = bot
        self.serverName = serverName
    }

    /// A token that nobody can guess: 32 random bytes in hexadecimal.
    public static func newToken() -> String { Hex.encode(randomBytes(32)) }

    /// Whether a name can be the local part of a user's id without being encoded.
    public static func isLocalpart(_ text: String) -> Bool {
        (1...200).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (97...122).contains(byte)
                    || [".", "_", "=", "-", "/", "+"].contains { UInt8(ascii: $0) == byte }
            }
    }

    /// The bot's own account and nothing else is ours: in rooms that it is in, it hears everything without more.
    public var yaml: String {
        """
        # GridBridge's registration. The homeserver reads it at its start; it holds two secrets.
        id: \(Self.quoted(id))
        url: \(Self.quoted(url))
        as_token: \(Self.quoted(asToken))
        hs_token: \(Self.quoted(hsToken))
        sender_localpart: \(Self.quoted(bot))
        rate_limited: false
        receive_ephemeral: false
        namespaces:
          users:
            - exclusive: true
              regex: \(Self.quoted(Self.pattern("@\(bot):\(serverName)")))
          aliases: []
          rooms: []

        """
    }

    /// A regular expression that matches a text alone.
    private static func pattern(_ text: String) -> String {
        var pattern = ""
        for character in text {
            if "\\^$.|?*+()[]{}".contains(character) { pattern.append("\\") }
            pattern.append(character)
        }
        return pattern
    }

    /// A double-quoted scalar of YAML 1.2.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\u{0}"..<"\u{20}", "\u{7F}": continue
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
