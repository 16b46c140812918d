/// Why no answer came.
public struct TransferFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// Stable, for counting and for deciding whether to try again.
    public enum Code: String, Sendable, CaseIterable {
        case timeout, connect, tls, tooLarge, forbiddenAddress, badURL, badRequest, cancelled, other
    }

    public let code: Code
    /// The host of the URL, or nothing when it could not be read; the path, the query and the headers are in no text.
    public let host: String
    /// In the library's words, without anything of the request.
    public let reason: String

    public init(code: Code, host: String, reason: String) {
        self.code = code
        self.host = host
        self.reason = reason
    }

    public var description: String {
        host.isEmpty ? "transfer \(code.rawValue): \(reason)" : "transfer \(code.rawValue): \(reason) (host \(host))"
    }

    /// Whether the same request may go through later.
    public var isWorthRetrying: Bool {
        switch code {
        case .timeout, .connect, .other: true
        case .tls, .tooLarge, .forbiddenAddress, .badURL, .badRequest, .cancelled: false
        }
    }
}
