/// A request before its body: what a route may look at to refuse it early.
public struct RequestHead: Sendable {
    /// As sent; methods are case-sensitive (RFC 9110, 9.1).
    public let method: String
    /// The target as sent, query included, for logs of one's own making and signatures; not decoded.
    public let rawTarget: String
    /// The path, percent-decoded; free of control characters.
    public let path: String
    /// The path between its slashes, split before decoding: `%2F` stays inside its segment.
    public let segments: [String]
    /// The query in its order, decoded, `+` read as a space.
    public let query: [(name: String, value: String)]
    public let headers: Headers
    /// The address of the other end of the connection, in text: a reverse proxy's, where there is one.
    public let peer: String

    /// The first value under that name in the query.
    public func query(_ name: String) -> String? { query.first { $0.name == name }?.value }

    /// The media type of the body in lower case and without its parameters: `application/json`.
    public var contentType: String? {
        guard let line = headers["Content-Type"] else { return nil }
        let type = line.prefix { $0 != ";" }
        return String(type).lowercased().filter { $0 != " " && $0 != "\t" }
    }
}

/// A whole request: its body was read to the end and kept to the limit of its route.
public struct Request: Sendable {
    public let head: RequestHead
    /// The body's exact bytes: signatures are computed over them.
    public let body: [UInt8]

    public var method: String { head.method }
    public var rawTarget: String { head.rawTarget }
    public var path: String { head.path }
    public var segments: [String] { head.segments }
    public var query: [(name: String, value: String)] { head.query }
    public var headers: Headers { head.headers }
    public var peer: String { head.peer }
    public var contentType: String? { head.contentType }

    public init(head: RequestHead, body: [UInt8]) {
        self.head = head
        self.body = body
    }

    /// A request as the server would hand it over, for tests of handlers.
    /// - Throws: ``MalformedTarget`` when the server would have answered 400 to the target.
    public init(
        _ method: String, _ target: String, headers: Headers = [:], body: [UInt8] = [], peer: String = "127.0.0.1"
    ) throws(MalformedTarget) {
        let parsed = try Target(target)
        self.init(
            head: RequestHead(
                method: method, rawTarget: target, path: parsed.path, segments: parsed.segments, query: parsed.query,
                headers: headers, peer: peer), body: body)
    }
}
