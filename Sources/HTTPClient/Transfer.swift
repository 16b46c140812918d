internal import CCurl
internal import Glibc

/// One hop under way: what libcurl's callbacks gather, and who waits for it.
///
/// `@unchecked`: made by the caller, from its start on touched on the client's thread only.
final class Transfer: @unchecked Sendable {
    typealias Outcome = Result<(ClientResponse, redirect: String?), TransferFailure>

    /// Bytes of all header lines of an answer together.
    private static let headerLimit = 65_536

    var continuation: CheckedContinuation<Outcome, Never>?
    var isCancelled = false
    var easy: EasyHandle?

    private let hop: Hop
    private let deadline: ContinuousClock.Instant
    private var headers: [(name: String, value: String)] = []
    private var headerBytes = 0
    private var body: [UInt8] = []
    private var isTooLarge = false
    private var isForbidden = false

    init(_ hop: Hop, until deadline: ContinuousClock.Instant) {
        self.hop = hop
        self.deadline = deadline
    }

    // MARK: The end

    func fail(_ code: TransferFailure.Code, _ reason: String) {
        continuation?.resume(returning: .failure(TransferFailure(code: code, host: hop.host, reason: reason)))
        continuation = nil
    }

    func complete(_ result: CURLcode, status: Int, redirect: String?) {
        if result == CURLE_OK {
            let response = ClientResponse(status: status, headers: headers, body: body)
            continuation?.resume(returning: .success((response, redirect: redirect)))
            continuation = nil
        } else if isTooLarge {
            fail(.tooLarge, "the answer is larger than \(hop.request.responseLimit) bytes")
        } else if isForbidden {
            fail(.forbiddenAddress, "the name leads to an address outside the public Internet")
        } else {
            fail(Transfer.code(of: result), String(cString: curl_easy_strerror(result)))
        }
    }

    private static func code(of result: CURLcode) -> TransferFailure.Code {
        switch result {
        case CURLE_OPERATION_TIMEDOUT: .timeout
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT: .connect
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_ENGINE_INITFAILED,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH:
            .tls
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: .badURL
        default: .other
        }
    }

    // MARK: The beginning

    /// Sets every option that matters, so that no default of another version of the library decides.
    func prepare(_ easy: EasyHandle, _ options: ClientOptions) -> Bool {
        let pointer = easy.pointer, request = hop.request
        let left = max(1, milliseconds(deadline - .now))
        let direct = request.addresses == .publicOnly || options.proxy == nil
        let protocols = request.allowPlainHTTP ? "https,http" : "https"
        let settings = [
            ccurl_set_text(pointer, CURLOPT_URL, hop.url),
            ccurl_set_text(pointer, CURLOPT_PROTOCOLS_STR, protocols),
            ccurl_set_text(pointer, CURLOPT_REDIR_PROTOCOLS_STR, protocols),
            ccurl_set_text(pointer, CURLOPT_USERAGENT, options.userAgent),
            // Empty texts, so that neither is read from the environment.
            ccurl_set_text(pointer, CURLOPT_PROXY, direct ? "" : options.proxy),
            ccurl_set_text(pointer, CURLOPT_NOPROXY, ""),
            ccurl_set_long(pointer, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1),
            ccurl_set_long(pointer, CURLOPT_FOLLOWLOCATION, 0),
            ccurl_set_long(pointer, CURLOPT_NOSIGNAL, 1),
            ccurl_set_long(pointer, CURLOPT_SSL_VERIFYPEER, 1),
            ccurl_set_long(pointer, CURLOPT_SSL_VERIFYHOST, 2),
            ccurl_set_long(pointer, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
            ccurl_set_long(pointer, CURLOPT_CONNECTTIMEOUT_MS, min(left, max(1, milliseconds(request.connectTimeout)))),
            ccurl_set_long(pointer, CURLOPT_TIMEOUT_MS, left),
            ccurl_set_callbacks(
                pointer, Unmanaged.passUnretained(self).toOpaque(), receiveBody, receiveHeader, openSocket,
                checkBeforeRequest),
        ]
        guard settings.allSatisfy({ $0 == CURLE_OK }) else { return false }
        if let path = options.certificateAuthorities,
            ccurl_set_text(pointer, CURLOPT_CAINFO, path) != CURLE_OK
        {
            return false
        }
        return prepareMethod(pointer, request) && prepareHeaders(easy, request)
    }

    private func prepareMethod(_ pointer: UnsafeMutableRawPointer, _ request: ClientRequest) -> Bool {
        if !request.body.isEmpty || ["POST", "PUT", "PATCH"].contains(request.method) {
            // One byte more, never sent: the pointer of an empty array is none.
            let set = (request.body + [0]).withUnsafeBytes { bytes in
                bytes.baseAddress.map { ccurl_set_body(pointer, $0, curl_off_t(request.body.count)) }
            }
            guard set == CURLE_OK else { return false }
            return ccurl_set_text(pointer, CURLOPT_CUSTOMREQUEST, request.method) == CURLE_OK
        }
        return switch request.method {
        case "GET": ccurl_set_long(pointer, CURLOPT_HTTPGET, 1) == CURLE_OK
        case "HEAD": ccurl_set_long(pointer, CURLOPT_NOBODY, 1) == CURLE_OK
        default: ccurl_set_text(pointer, CURLOPT_CUSTOMREQUEST, request.method) == CURLE_OK
        }
    }

    private func prepareHeaders(_ easy: EasyHandle, _ request: ClientRequest) -> Bool {
        // No waiting for "100 Continue", and no media type that the caller did not give.
        guard easy.addHeaderLine("Expect:") else { return false }
        if !hop.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            guard easy.addHeaderLine("Content-Type:") else { return false }
        }
        return hop.headers.allSatisfy { name, value in
            easy.addHeaderLine(value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
    }

    private func milliseconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        return Int(min(seconds, 86_400)) * 1_000 + Int(attoseconds / 1_000_000_000_000_000)
    }

    // MARK: What libcurl tells

    /// - Returns: false ends the transfer.
    func take(body bytes: UnsafeRawBufferPointer) -> Bool {
        guard body.count + bytes.count <= hop.request.responseLimit else {
            isTooLarge = true
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    func take(headerLine bytes: UnsafeRawBufferPointer) -> Bool {
        headerBytes += bytes.count
        guard headerBytes <= Transfer.headerLimit else {
            isTooLarge = true
            return false
        }
        let line = String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            // An interim answer's lines (100, 103) are not the answer's.
            headers = []
        } else if let colon = line.firstIndex(of: ":") {
            headers.append(
                (
                    name: String(line[..<colon]),
                    value: String(line[line.index(after: colon)...].trimmed())
                ))
        }
        return true
    }

    /// Whether a connection to that address may be made or used.
    func mayUse(address bytes: [UInt8]) -> Bool {
        if hop.request.addresses == .any || AddressGuard.isPublic(bytes) { return true }
        isForbidden = true
        return false
    }
}

extension Substring {
    /// Without the blanks and line ends around it.
    fileprivate func trimmed() -> Substring {
        let start = drop(while: \.isWhitespace)
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return start[...last]
    }
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

private func receiveBody(
    bytes: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
    let buffer = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return transfer(context)?.take(body: buffer) == true ? buffer.count : -1
}

private func receiveHeader(
    bytes: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
    let buffer = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return transfer(context)?.take(headerLine: buffer) == true ? buffer.count : -1
}

/// Looks at the address that the name has led to, whatever the name was, before anything is sent there.
private func openSocket(
    context: UnsafeMutableRawPointer?, purpose: curlsocktype, address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let transfer = transfer(context), let address else { return ccurl_no_socket() }
    // A whole address of the family stands there; `sockaddr` is only the head of it.
    let start = UnsafeRawPointer(address).advanced(by: MemoryLayout<curl_sockaddr>.offset(of: \.addr) ?? 0)
    let bytes: [UInt8] =
        switch address.pointee.family {
        case AF_INET: withUnsafeBytes(of: start.loadUnaligned(as: sockaddr_in.self).sin_addr) { Array($0) }
        case AF_INET6: withUnsafeBytes(of: start.loadUnaligned(as: sockaddr_in6.self).sin6_addr) { Array($0) }
        default: []
        }
    guard transfer.mayUse(address: bytes) else { return ccurl_no_socket() }
    return socket(
        address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
}

/// Looks again when the connection stands: it may be one that a request with fewer restrictions has opened.
private func checkBeforeRequest(
    context: UnsafeMutableRawPointer?, remote: UnsafeMutablePointer<CChar>?, local: UnsafeMutablePointer<CChar>?,
    remotePort: Int32, localPort: Int32
) -> Int32 {
    guard let transfer = transfer(context), let remote else { return Int32(CURL_PREREQFUNC_ABORT) }
    var bytes = [UInt8](repeating: 0, count: 16)
    let isFour = inet_pton(AF_INET, remote, &bytes) == 1
    guard isFour || inet_pton(AF_INET6, remote, &bytes) == 1 else { return Int32(CURL_PREREQFUNC_ABORT) }
    let address = isFour ? Array(bytes.prefix(4)) : bytes
    return Int32(transfer.mayUse(address: address) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT)
}
