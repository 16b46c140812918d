/// What the server does with one kind of path.
public struct Route: Sendable {
    /// The pieces of a path that the pattern left open, by their names, decoded.
    public typealias Parameters = [String: String]
    public typealias Handler = @Sendable (Request, Parameters) async -> Response
    public typealias Authorize = @Sendable (RequestHead, Parameters) -> Response?
    public typealias RefuseBody = @Sendable (RequestHead) -> Response

    public let methods: [String]
    public let pattern: String
    /// Bytes; above it the answer is 413, once it is known who asks.
    public let bodyLimit: Int
    /// The media types the route reads, in lower case; nil takes any. A body of another type is answered 415.
    public let contentTypes: [String]?
    let pieces: [Piece]
    let authorize: Authorize?
    let tooLarge: RefuseBody?
    let handler: Handler

    /// - Parameters:
    ///   - methods: one or more, as they stand in a request line. A route with GET answers HEAD as well.
    ///   - pattern: begins with a slash; `{name}` takes one non-empty segment, `{name...}` at the end all that follow.
    ///   - bodyLimit: in bytes.
    ///   - contentTypes: `["application/json"]`; asked only of requests with a body.
    ///   - authorize: runs on one of the server's threads before the body is read; an answer ends the request there.
    ///     It must not block.
    ///   - tooLarge: what a body above the limit is answered; nil gives ``Response/error(_:_:_:headers:)`` with 413.
    ///     It must not block.
    ///   - handler: begins on one of the server's threads; what it does before its first suspension should be short.
    public init(
        _ methods: String..., at pattern: String, bodyLimit: Int = 65_536, contentTypes: [String]? = nil,
        authorize: Authorize? = nil, tooLarge: RefuseBody? = nil, handler: @escaping Handler
    ) {
        precondition(pattern.hasPrefix("/"), "a pattern begins with a slash: \(pattern)")
        precondition(bodyLimit >= 0, "a limit is not negative")
        self.methods = methods
        self.pattern = pattern
        self.bodyLimit = bodyLimit
        self.contentTypes = contentTypes
        self.authorize = authorize
        self.tooLarge = tooLarge
        self.handler = handler
        pieces = pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(Piece.init)
    }

    enum Piece: Sendable, Equatable {
        case literal(String), one(String), rest(String)

        init(_ text: Substring) {
            guard text.hasPrefix("{"), text.hasSuffix("}") else {
                self = .literal(String(text))
                return
            }
            let name = text.dropFirst().dropLast()
            self = name.hasSuffix("...") ? .rest(String(name.dropLast(3))) : .one(String(name))
        }
    }

    /// The open pieces' values, or nil when the path is another's.
    func match(_ segments: [String]) -> Parameters? {
        var parameters: Parameters = [:]
        for (index, piece) in pieces.enumerated() {
            if case .rest(let name) = piece {
                guard index < segments.count else { return nil }
                parameters[name] = segments[index...].joined(separator: "/")
                return parameters
            }
            guard index < segments.count else { return nil }
            switch piece {
            case .literal(let text): if text != segments[index] { return nil }
            case .one(let name):
                guard !segments[index].isEmpty else { return nil }
                parameters[name] = segments[index]
            case .rest: break
            }
        }
        return segments.count == pieces.count ? parameters : nil
    }

    func refuseBody(_ head: RequestHead) -> Refusal {
        tooLarge.map { Refusal($0(head)) } ?? .tooLarge(bodyLimit)
    }

    func takes(_ method: String) -> Bool {
        methods.contains(method) || (method == "HEAD" && methods.contains("GET"))
    }
}
