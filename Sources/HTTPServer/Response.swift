/// What a handler answers.
public struct Response: Sendable {
    public enum Body: Sendable {
        case bytes([UInt8])
        /// Sent as it comes, chunked, until the stream ends, the client goes or the server drains.
        ///
        /// `keepAlive` is sent after every fifteen quiet seconds: a write is how the server learns that the client
        /// has gone.
        case stream(AsyncStream<[UInt8]>, keepAlive: [UInt8])
    }

    /// 200 to 599.
    public var status: Int
    /// `Date`, `Content-Length`, `Transfer-Encoding` and `Connection` are the server's; a line with a control
    /// character in it is left out.
    public var headers: Headers
    public var body: Body

    public init(status: Int, headers: Headers = [:], body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The body, when it is whole; nothing of a stream.
    public var bytes: [UInt8] {
        if case .bytes(let bytes) = body { bytes } else { [] }
    }

    public static func json(_ status: Int, _ bytes: [UInt8]) -> Response {
        Response(status: status, headers: ["Content-Type": "application/json"], body: .bytes(bytes))
    }

    /// - Parameter text: already JSON.
    public static func json(_ status: Int, _ text: String) -> Response { json(status, Array(text.utf8)) }

    public static func text(_ status: Int, _ text: String) -> Response {
        Response(
            status: status, headers: ["Content-Type": "text/plain; charset=utf-8"], body: .bytes(Array(text.utf8)))
    }

    public static func html(_ status: Int, _ text: String) -> Response {
        Response(
            status: status, headers: ["Content-Type": "text/html; charset=utf-8"], body: .bytes(Array(text.utf8)))
    }

    public static func bytes(_ status: Int, type: String, _ bytes: [UInt8]) -> Response {
        Response(status: status, headers: ["Content-Type": type], body: .bytes(bytes))
    }

    /// Server-sent events: every element is one or more whole events (`data: …\n\n`), see ``event(_:name:id:)``.
    public static func events(_ stream: AsyncStream<[UInt8]>) -> Response {
        Response(
            status: 200, headers: ["Content-Type": "text/event-stream", "Cache-Control": "no-store"],
            body: .stream(stream, keepAlive: Array(":\n\n".utf8)))
    }

    /// The bytes of one server-sent event; a line break in `data` becomes a second `data:` line, as the standard has it.
    public static func event(_ data: String, name: String? = nil, id: String? = nil) -> [UInt8] {
        func oneLine(_ text: String) -> String { String(text.filter { !$0.isNewline && $0 != "\0" }) }
        var text = ""
        if let id { text += "id: \(oneLine(id))\n" }
        if let name { text += "event: \(oneLine(name))\n" }
        for line in data.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            text += "data: \(line)\n"
        }
        return Array((text + "\n").utf8)
    }

    /// `{"error":{"code":…,"message":…}}`, the shape of every refusal.
    /// - Parameter message: for the sender's programmer; never a part of what was sent.
    public static func error(_ status: Int, _ code: String, _ message: String, headers: Headers = [:]) -> Response {
        var all = headers
        all["Content-Type"] = "application/json"
        return Response(
            status: status, headers: all,
            body: .bytes(Array("{\"error\":{\"code\":\"\(escaped(code))\",\"message\":\"\(escaped(message))\"}}".utf8)))
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\u{0}"..<"\u{20}": result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
