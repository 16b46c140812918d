import Chat
import Domain
import HTTPClient
import Media
import Sandbox

/// A generic source with what it takes to hear and to answer it.
struct GenericSource: Sendable {
    let name: String
    let webhook: Webhook
    /// nil when nothing is delivered.
    let sender: GenericSender?
    let wantsEdits: Bool
    let wantsReactions: Bool
}

/// The adapters of the configuration, checked as a whole.
struct Adapters: Sendable {
    let generic: [String: GenericSource]
    /// In the order of the configuration.
    let matrix: [MatrixHouse]
    /// The sandbox's name.
    let sandbox: String?
    /// How photos are fetched, by adapter.
    let photos: [String: PhotoSource]
    /// What deserves a line in the log, none of it secret.
    let warnings: [String]

    struct PhotoSource: Sendable {
        let policy: FetchPolicy
        let token: Secret?
        let allowPrivateHosts: Bool
    }

    /// - Throws: `BadConfiguration` with every problem.
    init(_ configuration: Configuration, client: Client, clock: @escaping WallClock) throws {
        var problems: [String] = []
        var warnings: [String] = []
        var generic: [String: GenericSource] = [:]
        var photos: [String: PhotoSource] = [:]
        var matrix: [MatrixHouse] = []
        var sandbox: String?
        for adapter in configuration.adapters {
            photos[adapter.name] = PhotoSource(
                policy: FetchPolicy(
                    hosts: adapter.fetchHosts, limit: configuration.photoBytes,
                    allowPlainHTTP: adapter.allowPrivateHosts),
                token: adapter.fetchToken, allowPrivateHosts: adapter.allowPrivateHosts)
            switch adapter.kind {
            case .sandbox:
                if sandbox != nil { problems.append("adapters.\(adapter.name): one sandbox is enough") }
                sandbox = adapter.name
                let host = configuration.listenAddress
                let listen = host.contains(":") ? "[\(host)]" : host
                if !SandboxGuard.allows(
                    listen: "\(listen):\(configuration.listenPort)", publicURL: configuration.publicURL)
                {
                    problems.append(
                        "adapters.\(adapter.name): in the sandbox anybody speaks as anybody, so 'listen' and 'publicURL' "
                            + "must be 127.0.0.1 or [::1]; take the sandbox out to serve others")
                }
            case .matrix:
                guard let homeserver = adapter.matrix else { continue }
                do throws(MatrixHouse.MissingTokens) {
                    matrix.append(try MatrixHouse(adapter.name, homeserver, client: client, clock: clock))
                } catch {
                    problems.append(error.description)
                }
            case .generic:
                let source = Self.source(adapter, configuration, client, &problems, &warnings)
                if let source { generic[adapter.name] = source }
            }
        }
        for (index, house) in matrix.enumerated()
        where matrix[..<index].contains(where: { $0.hsToken != nil && $0.hsToken == house.hsToken }) {
            problems.append(
                "adapters.\(house.name).hsToken: another homeserver has the same; they are told apart by it")
        }
        guard problems.isEmpty else { throw BadConfiguration(problems: problems) }
        self.matrix = matrix
        self.generic = generic
        self.sandbox = sandbox
        self.photos = photos
        self.warnings = warnings
    }

    private static func source(
        _ adapter: AdapterConfiguration, _ configuration: Configuration, _ client: Client,
        _ problems: inout [String], _ warnings: inout [String]
    ) -> GenericSource? {
        let place = "adapters.\(adapter.name)"
        guard let scheme = Webhook.Scheme(rawValue: adapter.scheme) else {
            problems.append("\(place).scheme: unknown")
            return nil
        }
        func secret(_ text: Secret, _ scheme: Webhook.Scheme, _ key: String) -> WebhookSecret? {
            do throws(WebhookSecret.Failure) {
                let secret = try WebhookSecret(text.reveal(), scheme: scheme)
                if secret.isShort {
                    warnings.append("\(place).\(key): shorter than \(WebhookSecret.recommendedLength) bytes")
                }
                return secret
            } catch {
                problems.append("\(place).\(key): \(error.description)")
                return nil
            }
        }
        let secrets = scheme == .none ? [] : adapter.secrets.compactMap { secret($0, scheme, "secrets") }
        switch scheme {
        case .none where !configuration.isLoopback:
            problems.append(
                "\(place): scheme \"none\" lets anybody speak; it is only for a 'listen' of 127.0.0.1 or ::1")
        case .none: warnings.append("\(place): scheme \"none\", whoever reaches this port may speak as anybody")
        case .bearer where !configuration.isLoopback:
            warnings.append("\(place): scheme \"bearer\" is only safe behind TLS")
        case .standard, .github, .timestamped, .bearer: break
        }
        if adapter.fetchToken != nil, adapter.fetchHosts.isEmpty {
            problems.append("\(place): fetchToken wants fetchHosts, or any host that a message names would get it")
        }
        if scheme != .none, secrets.isEmpty {
            if adapter.secrets.isEmpty { problems.append("\(place): scheme \"\(scheme.rawValue)\" wants secrets") }
            return nil
        }
        let own = adapter.deliverSecret.map { secret($0, .standard, "deliverSecret") }
        if case .some(.none) = own { return nil }
        var sender: GenericSender?
        if let url = adapter.deliver {
            if url.hasPrefix("http://"), !adapter.allowPrivateHosts {
                problems.append("\(place).deliver: plain http wants allowPrivateHosts: true; use https for others")
            }
            // Replies carry the headers of Standard Webhooks, whatever scheme the source signs with.
            let signing =
                if case .some(.some(let secret)) = own {
                    Webhook(scheme: .standard, secrets: [secret])
                } else {
                    Webhook(scheme: secrets.isEmpty ? .none : .standard, secrets: secrets)
                }
            sender = GenericSender(
                url: url, webhook: signing, allowPrivateHosts: adapter.allowPrivateHosts,
                transfer: { request async throws(TransferFailure) in try await client.send(request) })
        }
        return GenericSource(
            name: adapter.name, webhook: Webhook(scheme: scheme, secrets: secrets), sender: sender,
            wantsEdits: adapter.edits, wantsReactions: adapter.reactions)
    }
}
