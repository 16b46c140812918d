internal import JSON

/// What a sender on the generic webhook is told; the content type is always `application/json`.
///
/// Nothing of what was sent comes back, but the id of the message.
public struct GenericAnswer: Sendable, Equatable {
    public let status: Int
    /// Seconds for `Retry-After`.
    public let retryAfter: Int?
    public let body: [UInt8]

    init(status: Int, retryAfter: Int? = nil, body: [UInt8]) {
        self.status = status
        self.retryAfter = retryAfter
        self.body = body
    }

    /// Stored.
    public static func accepted(id: String) -> GenericAnswer { status(202, "accepted", id: id) }
    /// Stored before, with the same body.
    public static func duplicate(id: String) -> GenericAnswer { status(200, "duplicate", id: id) }
    /// Of an unknown type, or from a room that is in no table.
    public static var ignored: GenericAnswer { status(202, "ignored") }
    public static var pong: GenericAnswer { status(200, "pong") }

    /// The signature did not hold; which part of it did not is only in the log.
    public static var unauthorized: GenericAnswer { GenericAnswer(status: 401, body: Array("{}".utf8)) }
    public static var unknownSource: GenericAnswer { error(404, "unknown_source", "there is no such source") }
    public static var conflict: GenericAnswer {
        error(409, "conflict", "this delivery id came before with another body")
    }
    public static var sourceRemoved: GenericAnswer {
        error(410, "gone", "this source was removed; disable the endpoint")
    }
    public static var compressed: GenericAnswer {
        error(415, "unsupported_encoding", "send the body without Content-Encoding")
    }
    public static var tooManyRequests: GenericAnswer {
        error(429, "rate_limited", "too many requests", retryAfter: 30)
    }
    public static var unavailable: GenericAnswer {
        error(503, "unavailable", "the store can't be written; send it again with the same id", retryAfter: 60)
    }

    public static func refused(_ failure: DecodeFailure) -> GenericAnswer {
        error(failure.status, failure.code.rawValue, failure.message, field: failure.field)
    }

    private static func status(_ status: Int, _ word: String, id: String? = nil) -> GenericAnswer {
        var writer = JSONWriter()
        writer.object {
            $0.member("status", word)
            if let id { $0.member("id", id) }
        }
        return GenericAnswer(status: status, body: writer.bytes)
    }

    private static func error(
        _ status: Int, _ code: String, _ message: String, field: String? = nil, retryAfter: Int? = nil
    ) -> GenericAnswer {
        var writer = JSONWriter()
        writer.object {
            $0.object("error") {
                $0.member("code", code)
                $0.member("message", message)
                if let field { $0.member("field", field) }
            }
        }
        return GenericAnswer(status: status, retryAfter: retryAfter, body: writer.bytes)
    }
}
