public import Domain
public import HTTPClient
internal import JSON

/// Hands posts to the address of a generic source.
public struct GenericSender: Sendable {
    /// One transfer of the HTTP client.
    public typealias Transfer = @Sendable (ClientRequest) async throws(TransferFailure) -> ClientResponse

    /// Bytes of an answer that are read: the platform's id and no more is looked for.
    public static let answerLimit = 65_536

    private let url: String
    private let webhook: Webhook
    private let allowPrivateHosts: Bool
    private let transfer: Transfer

    /// - Parameters:
    ///   - url: the configured address; https, or http where private hosts are allowed.
    ///   - webhook: whose secrets sign.
    ///   - allowPrivateHosts: whether the name may lead into our own network.
    public init(url: String, webhook: Webhook, allowPrivateHosts: Bool, transfer: @escaping Transfer) {
        self.url = url
        self.webhook = webhook
        self.allowPrivateHosts = allowPrivateHosts
        self.transfer = transfer
    }

    /// Makes one attempt.
    /// - Parameters:
    ///   - body: as kept when the post was made, the same on every attempt.
    ///   - postID: the post's id; the delivery id is made of it.
    ///   - now: the time of this attempt.
    public func send(_ body: [UInt8], postID: String, now: Timestamp) async -> DeliveryOutcome {
        var headers = webhook.headers(id: DeliveryID.of(post: postID), body: body, now: now)
        headers.append((name: "content-type", value: "application/json"))
        let request = ClientRequest(
            "POST", url, headers: headers, body: body, responseLimit: Self.answerLimit,
            allowPlainHTTP: allowPrivateHosts, addresses: allowPrivateHosts ? .any : .publicOnly)
        do throws(TransferFailure) {
            return Self.outcome(of: try await transfer(request), now: now)
        } catch {
            return Self.outcome(of: error)
        }
    }

    static func outcome(of response: ClientResponse, now: Timestamp) -> DeliveryOutcome {
        let reason = "status \(response.status)"
        switch response.status {
        case 200..<300: return .delivered(platformID: platformID(response.body))
        case 410: return .gone
        case 429, 502, 503, 504: return .retry(after: response.retryAfter(now: now.seconds), reason: reason)
        case 408, 425, 500...: return .retry(after: nil, reason: reason)
        // A redirect is not followed: signatures do not go to another host.
        default: return .refused(reason: reason)
        }
    }

    static func outcome(of failure: TransferFailure) -> DeliveryOutcome {
        let reason = "transfer \(failure.code.rawValue)"
        switch failure.code {
        // A certificate gets renewed, a shutdown ends: both pass.
        case .timeout, .connect, .other, .tls, .cancelled: return .retry(after: nil, reason: reason)
        case .tooLarge, .forbiddenAddress, .badURL, .badRequest: return .refused(reason: reason)
        }
    }

    /// The id in `{"id": …}`; any other answer is as good as none.
    private static func platformID(_ body: [UInt8]) -> String? {
        guard !body.isEmpty, let value = try? JSONReader.read(body), let object = value.object else { return nil }
        return (try? Fields(object).id("id")) ?? nil
    }
}
