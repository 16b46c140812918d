/// How much body follows a head, decided so that no proxy before us can decide otherwise (RFC 9112, 6.3 and 11.2).
enum Framing: Equatable {
    case none
    case length(Int)
    case chunked

    /// Reads the framing lines strictly, together with what makes a head ambiguous.
    /// - Throws: the answer to give.
    init(headers: Headers, version: String) throws(Refusal) {
        guard version == "HTTP/1.1" || version == "HTTP/1.0" else {
            throw Refusal(505, "http_version", "only HTTP/1.0 and HTTP/1.1 are spoken here")
        }
        for (name, value) in headers.fields {
            guard !name.isEmpty, name.utf8.allSatisfy(Framing.isToken) else {
                throw Refusal(400, "bad_header", "a header name has a character that may not stand in it")
            }
            guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw Refusal(400, "bad_header", "a header value has a control character in it")
            }
        }
        let hosts = headers.all("Host")
        guard hosts.count == 1 || (hosts.isEmpty && version == "HTTP/1.0") else {
            throw Refusal(400, "bad_host", "one Host header is required")
        }
        if let host = hosts.first, host.utf8.contains(where: { " \t,/@\\?#<>\"".utf8.contains($0) }) {
            throw Refusal(400, "bad_host", "the Host header is no host")
        }
        let codings = headers.all("Transfer-Encoding"), lengths = headers.all("Content-Length")
        guard codings.isEmpty || lengths.isEmpty else {
            throw Refusal(400, "bad_framing", "Content-Length and Transfer-Encoding exclude each other")
        }
        if let coding = codings.first {
            guard codings.count == 1, version == "HTTP/1.1", Headers.same(Framing.trimmed(coding), "chunked") else {
                throw Refusal(400, "bad_framing", "the only Transfer-Encoding read here is chunked")
            }
            self = .chunked
            return
        }
        guard let text = lengths.first else {
            self = .none
            return
        }
        guard lengths.count == 1, text.utf8.allSatisfy({ (48...57).contains($0) }), let length = Int(text) else {
            throw Refusal(400, "bad_framing", "one Content-Length in digits is required")
        }
        self = length == 0 ? .none : .length(length)
    }

    private static func trimmed(_ text: String) -> String {
        var bytes = text.utf8[...]
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
        return String(Substring(bytes))
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"),
            UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "^"), UInt8(ascii: "`"),
            UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}

/// A request the server answers by itself.
struct Refusal: Error {
    let response: Response

    init(_ status: Int, _ code: String, _ message: String, headers: Headers = [:]) {
        response = .error(status, code, message, headers: headers)
    }

    init(_ response: Response) { self.response = response }

    static let draining = Refusal(
        503, "unavailable", "the server is stopping; try again", headers: ["Retry-After": "10"])
    static let busy = Refusal(
        503, "unavailable", "too many connections or bodies at once", headers: ["Retry-After": "5"])

    static func tooLarge(_ limit: Int) -> Refusal {
        Refusal(413, "too_large", "the body is larger than \(limit) bytes")
    }
}
