/// One entry of `adapters`.
struct AdapterConfiguration: Sendable {
    enum Kind: String, Sendable, CaseIterable { case generic, matrix, sandbox }

    let name: String
    let kind: Kind
    let scheme: String
    let secrets: [Secret]
    let deliver: String?
    let deliverSecret: Secret?
    let allowPrivateHosts: Bool
    let fetchToken: Secret?
    let fetchHosts: [String]
    let edits: Bool
    let reactions: Bool
    /// Of kind matrix, and only of that.
    let matrix: MatrixConfiguration?
}

/// A homeserver, and who the bridge is there.
struct MatrixConfiguration: Sendable {
    /// How the bridge is let in.
    enum Access: Sendable {
        /// As an application service: the homeserver calls us. The tokens are nil until they are made.
        case service(asToken: Secret?, hsToken: Secret?)
        /// As an ordinary account that asks for news.
        case account(token: Secret)
    }

    let homeserver: String
    /// What stands behind the colon in the ids of its users.
    let serverName: String
    /// The local part of the bot's id.
    let bot: String
    let displayName: String
    /// Whose invitations are accepted.
    let allowServers: Set<String>
    let access: Access
    /// Where the homeserver calls us; nil for `publicURL`.
    let callbackURL: String?
    /// Older homeservers put their token into the address.
    let legacyToken: Bool

    var userID: String { "@\(bot):\(serverName)" }
}
