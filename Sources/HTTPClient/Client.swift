/// Everything we ask of other servers, over one libcurl multi handle on one thread, with connections kept and reused.
///
/// Certificates are verified, redirects are not followed unless asked for, no proxy comes from the environment, and a
/// request goes to the public Internet only unless it says otherwise.
public final class Client: Sendable {
    private let loop: TransferLoop

    public init(_ options: ClientOptions = ClientOptions()) { loop = TransferLoop(options) }

    /// Sends and waits for the whole answer. Cancelling the task cancels the transfer.
    /// - Throws: ``TransferFailure`` when there is no answer; an answer of any status is none.
    public func send(_ request: ClientRequest) async throws(TransferFailure) -> ClientResponse {
        var hop = try Hop(request)
        let deadline = ContinuousClock.now.advanced(by: request.totalTimeout)
        for remaining in stride(from: max(0, request.redirects), through: 0, by: -1) {
            let (response, target) = try await loop.transfer(hop, until: deadline)
            guard remaining > 0, let target, let next = try hop.following(response.status, to: target) else {
                return response
            }
            hop = next
        }
        throw TransferFailure(code: .other, host: hop.host, reason: "no hop was made")
    }
}

/// What holds for all requests of a client.
public struct ClientOptions: Sendable {
    public var userAgent: String
    /// `http://host:port` for requests that may go anywhere; requests to public addresses only never use it.
    public var proxy: String?
    /// A file of certificates in PEM; nil takes the system's.
    public var certificateAuthorities: String?
    /// Open connections to one host, and in all; further requests wait for one.
    public var connectionsPerHost: Int
    public var connections: Int

    public init(
        userAgent: String = "GridBridge", proxy: String? = nil, certificateAuthorities: String? = nil,
        connectionsPerHost: Int = 8, connections: Int = 64
    ) {
        self.userAgent = userAgent
        self.proxy = proxy
        self.certificateAuthorities = certificateAuthorities
        self.connectionsPerHost = connectionsPerHost
        self.connections = connections
    }
}
