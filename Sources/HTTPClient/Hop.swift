internal import CCurl

/// One request of a chain of redirects, its URL read once and by the library that will use it.
struct Hop: Sendable {
    let request: ClientRequest
    /// As the library would write it; numbers for addresses in their plain form.
    let url: String
    let host: String
    private let origin: String
    private let sendsHeaders: Bool
    private let origins: String

    init(_ request: ClientRequest) throws(TransferFailure) {
        try self.init(request, url: request.url, startedAt: nil)
    }

    private init(_ request: ClientRequest, url raw: String, startedAt: String?) throws(TransferFailure) {
        guard !raw.utf8.contains(0), let handle = curl_url() else { throw Hop.bad("", "the URL cannot be read") }
        defer { curl_url_cleanup(handle) }
        guard curl_url_set(handle, CURLUPART_URL, raw, UInt32(CURLU_NON_SUPPORT_SCHEME)) == CURLUE_OK,
            let scheme = Hop.part(handle, CURLUPART_SCHEME)?.lowercased(), let host = Hop.part(handle, CURLUPART_HOST)
        else { throw Hop.bad("", "the URL cannot be read") }
        guard scheme == "https" || scheme == "http" else { throw Hop.bad(host, "only https and http URLs are fetched") }
        guard scheme == "https" || request.allowPlainHTTP else { throw Hop.bad(host, "an https URL is required") }
        guard Hop.part(handle, CURLUPART_USER) == nil, Hop.part(handle, CURLUPART_PASSWORD) == nil else {
            throw Hop.bad(host, "a URL may not carry a user name")
        }
        guard let url = Hop.part(handle, CURLUPART_URL), let port = Hop.part(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT)
        else { throw Hop.bad(host, "the URL cannot be read") }
        try Hop.check(request, host)
        self.request = request
        self.url = url
        self.host = host
        origin = "\(scheme)://\(host.lowercased()):\(port)"
        origins = startedAt ?? origin
        sendsHeaders = origins == origin
    }

    /// The header lines to send: those of the request, as long as the origin is the one they were meant for.
    var headers: [(name: String, value: String)] { sendsHeaders ? request.headers : [] }

    /// The request that a redirect asks for, or nil when it is to be handed back.
    func following(_ status: Int, to target: String) throws(TransferFailure) -> Hop? {
        guard [301, 302, 303, 307, 308].contains(status), ["GET", "HEAD"].contains(request.method) else { return nil }
        return try Hop(request, url: target, startedAt: origins)
    }

    private static func check(_ request: ClientRequest, _ host: String) throws(TransferFailure) {
        func isClean(_ text: String) -> Bool { text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 } }
        func isToken(_ text: String) -> Bool {
            !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\"(),/:;<=>?@[\\]{}".utf8.contains($0) }
        }
        guard isToken(request.method), request.headers.allSatisfy({ isToken($0.name) && isClean($0.value) }) else {
            throw TransferFailure(
                code: .badRequest, host: host, reason: "the method or a header has a character that may not stand there"
            )
        }
    }

    private static func bad(_ host: String, _ reason: String) -> TransferFailure {
        TransferFailure(code: .badURL, host: host, reason: reason)
    }

    private static func part(_ handle: OpaquePointer, _ part: CURLUPart, _ flags: Int32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, UInt32(flags)) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(validatingCString: text)
    }
}
