public import HTTPClient

/// Why a homeserver did not do what it was asked.
public enum MatrixFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// No answer came.
    case transfer(TransferFailure.Code)
    /// It answered, and not with what was wanted.
    /// - Parameters:
    ///   - code: `M_FORBIDDEN`; nil for an answer of a proxy, or none that can be read.
    ///   - retryAfter: how long it asks us to wait.
    case refused(status: Int, code: String?, retryAfter: Duration?)
    /// It answered 200 with something that cannot be read.
    case unreadable

    /// For the log and for counting; no text of the server.
    public var description: String {
        switch self {
        case .transfer(let code): "transfer \(code.rawValue)"
        case .refused(let status, let code, _): code.map { "\(status) \($0)" } ?? "status \(status)"
        case .unreadable: "unreadable answer"
        }
    }

    public var code: String? { if case .refused(_, let code, _) = self { code } else { nil } }

    /// How long the homeserver asks us to wait, if it does.
    public var retryAfter: Duration? { if case .refused(_, _, let wait) = self { wait } else { nil } }

    /// Nobody there, or nobody who could answer: it passes by itself and says nothing of what was asked.
    public var isAway: Bool {
        switch self {
        case .transfer(let code):
            switch code {
            case .timeout, .connect, .other, .tls, .cancelled: true
            case .tooLarge, .forbiddenAddress, .badURL, .badRequest: false
            }
        // With a code it is the homeserver itself that answers, and it may have stumbled over this one room.
        case .refused(let status, let code, _): status >= 500 && code == nil
        case .unreadable: false
        }
    }

    /// Too busy, or a server behind it is: the same may go through later.
    public var isWorthRetrying: Bool {
        switch self {
        case .refused(let status, let code, _):
            [408, 425, 429].contains(status) || (status >= 500 && code != "M_TOO_LARGE")
        case .transfer, .unreadable: isAway
        }
    }

    /// More than the homeserver takes at once; a proxy in front of it says so by the number alone.
    public var isTooLarge: Bool {
        if case .refused(let status, let code, _) = self {
            status == 413 || (status < 500 && code == "M_TOO_LARGE")
        } else {
            false
        }
    }

    /// The token is not taken any more: everything stops until somebody looks.
    public var isLockedOut: Bool {
        switch code {
        case "M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED", "M_USER_SUSPENDED", "M_USER_LOCKED",
            "M_CONSENT_NOT_GIVEN", "M_RESOURCE_LIMIT_EXCEEDED":
            true
        default: false
        }
    }
}
