import Chat
import Domain
import HTTPClient

/// One homeserver with all it takes to hear and to answer it.
struct MatrixHouse: Sendable {
    /// The adapter's.
    let name: String
    let configuration: MatrixConfiguration
    let client: MatrixClient
    let identity: MatrixIdentity
    let link: MatrixLink
    /// Rung when a room wants to be looked after: an invitation, an upgrade, a change of rights.
    let bell = Bell()

    /// nil for an account that asks for news itself.
    let hsToken: Secret?

    /// - Throws: a sentence, when tokens are missing.
    init(
        _ name: String, _ configuration: MatrixConfiguration, client: Client, clock: @escaping WallClock
    ) throws(MissingTokens) {
        self.name = name
        self.configuration = configuration
        identity = MatrixIdentity(userID: configuration.userID, displayName: configuration.displayName)
        let token: Secret
        switch configuration.access {
        case .account(let own):
            token = own
            hsToken = nil
            link = MatrixLink(ping: .none)
        case .service(let asToken, let hsToken):
            guard let asToken, let hsToken else { throw MissingTokens(adapter: name) }
            token = asToken
            self.hsToken = hsToken
            link = MatrixLink()
        }
        self.client = MatrixClient(
            homeserver: configuration.homeserver, token: token.reveal(), clock: clock,
            transfer: { request async throws(TransferFailure) in try await client.send(request) })
    }

    struct MissingTokens: Error, CustomStringConvertible {
        let adapter: String
        var description: String {
            "adapters.\(adapter): asToken and hsToken are missing; 'gridbridge matrix registration \(adapter)' makes them"
        }
    }

    var isService: Bool { hsToken != nil }

    /// A post found nobody there: the caretaker is to look.
    func noteAway(_ now: Timestamp) {
        link.set(.away, at: now)
        bell.ring()
    }

    func room(_ id: String) -> RoomKey { RoomKey(adapter: name, id: id) }

    /// Whether the bridge trusts a server's people with inviting it and with leading it to another room.
    func trusts(_ user: String) -> Bool {
        MatrixIdentity.server(of: user).map(configuration.allowServers.contains) ?? false
    }
}
