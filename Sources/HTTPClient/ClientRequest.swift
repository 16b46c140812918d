/// One request to someone else's server.
public struct ClientRequest: Sendable {
    /// Where the connection may go once the name has been resolved.
    public enum Addresses: Sendable, Equatable {
        /// Only addresses of the public Internet: for every URL that a stranger can name. Never through a proxy.
        case publicOnly
        /// Wherever the name leads: for URLs out of the configuration.
        case any
    }

    public var method: String
    public var url: String
    /// In their order; a name may stand twice.
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]
    public var connectTimeout: Duration
    /// From the call to the last byte, redirects and waiting for a free connection included.
    public var totalTimeout: Duration
    /// Bytes of the answer's body, counted as they come; more is ``TransferFailure/Code/tooLarge``.
    public var responseLimit: Int
    public var allowPlainHTTP: Bool
    public var addresses: Addresses
    /// How many redirects of a GET or HEAD are followed; 0 hands the 3xx back. Every hop is checked like the first, and
    /// the headers stay behind when the origin changes.
    public var redirects: Int

    public init(
        _ method: String, _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        connectTimeout: Duration = .seconds(5), totalTimeout: Duration = .seconds(20),
        responseLimit: Int = 1_048_576, allowPlainHTTP: Bool = false, addresses: Addresses = .publicOnly,
        redirects: Int = 0
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.connectTimeout = connectTimeout
        self.totalTimeout = totalTimeout
        self.responseLimit = responseLimit
        self.allowPlainHTTP = allowPlainHTTP
        self.addresses = addresses
        self.redirects = redirects
    }
}

/// An answer, of whatever status: a 500 is an answer, not a failure.
public struct ClientResponse: Sendable {
    public let status: Int
    public let headers: [(name: String, value: String)]
    public let body: [UInt8]

    public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    public var isSuccess: Bool { (200..<300).contains(status) }

    /// The first value of that header; case does not matter.
    public func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }

    /// How long the server asks us to wait, if it does; nothing negative.
    /// - Parameter now: seconds since 1970-01-01T00:00:00Z.
    public func retryAfter(now: Int64) -> Duration? {
        header("Retry-After").flatMap { RetryAfter.parse($0, now: now) }
    }
}
