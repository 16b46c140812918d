internal import Crypto
public import Domain

/// Bytes whose signature was checked. Only ``Webhook/verify(headers:body:now:)`` makes one.
public struct Verified: Sendable {
    public let body: [UInt8]
    /// The sender's id of this delivery, the same on every retry; nil where the scheme has none.
    public let deliveryID: String?

    fileprivate init(_ body: [UInt8], deliveryID: String?) {
        self.body = body
        self.deliveryID = deliveryID
    }
}

/// How one source signs what it sends, and the check of it.
public struct Webhook: Sendable {
    public enum Scheme: String, Sendable, CaseIterable {
        /// Standard Webhooks 1.0.0, `v1`.
        case standard
        /// `X-Hub-Signature-256` over the body.
        case github
        /// `X-Signature: t=<seconds>,v1=<hex>` over `<t>.<body>`.
        case timestamped
        /// `Authorization: Bearer <token>`; only over TLS.
        case bearer
        /// Anybody may speak: only for loopback.
        case none
    }

    /// Why a request was refused: for the log alone, every answer is 401 `{}`.
    public enum Refusal: Error, Sendable, Equatable, CustomStringConvertible {
        case missingHeader(String)
        case repeatedHeader(String)
        case headersTooLong
        /// Names of both families, `webhook-…` and `svix-…`, in one request.
        case mixedHeaders
        case malformedID
        case malformedTimestamp
        /// Seconds that the sender's clock is ahead of ours; negative when it is behind.
        case clockSkew(seconds: Int64)
        /// No signature in a form that this scheme knows.
        case malformedSignature
        case wrongSignature

        /// Stable, for counting.
        public var code: String {
            switch self {
            case .missingHeader: "missing_header"
            case .repeatedHeader: "repeated_header"
            case .headersTooLong: "headers_too_long"
            case .mixedHeaders: "mixed_headers"
            case .malformedID: "malformed_id"
            case .malformedTimestamp: "malformed_timestamp"
            case .clockSkew: "clock_skew"
            case .malformedSignature: "malformed_signature"
            case .wrongSignature: "wrong_signature"
            }
        }

        public var description: String {
            switch self {
            case .missingHeader(let name): "header \(name) is missing"
            case .repeatedHeader(let name): "header \(name) stands more than once"
            case .headersTooLong: "the signature headers are longer than \(Webhook.headerLimit) bytes"
            case .mixedHeaders: "webhook-… and svix-… headers are mixed"
            case .malformedID: "the delivery id is not 1 to 128 letters, digits, - and _"
            case .malformedTimestamp: "the timestamp is not a whole number of seconds"
            case .clockSkew(let seconds):
                "the timestamp is \(seconds.magnitude) s \(seconds < 0 ? "behind" : "ahead of") this clock"
            case .malformedSignature: "no signature of a known form"
            case .wrongSignature: "no configured secret gives this signature"
            }
        }
    }

    /// Seconds that a timestamp may be away from the clock, to both sides.
    public static let tolerance: Int64 = 300
    /// Bytes of all signature headers together.
    public static let headerLimit = 4_096
    /// Signatures in one header that are looked at.
    public static let signatureLimit = 10

    public let scheme: Scheme
    /// The current secret and, during a rotation, the previous one.
    let secrets: [WebhookSecret]

    /// - Parameter secrets: at least one unless the scheme is `none`.
    public init(scheme: Scheme, secrets: [WebhookSecret]) {
        precondition(scheme == .none || !secrets.isEmpty, "scheme \(scheme.rawValue) needs a secret")
        self.scheme = scheme
        self.secrets = secrets
    }

    /// Checks the signature over the exact bytes that came.
    /// - Parameter headers: every line of the request, in any order; names in any case.
    public func verify(
        headers: [(name: String, value: String)], body: [UInt8], now: Timestamp
    ) throws(Refusal) -> Verified {
        let headers = SignatureHeaders(headers)
        switch scheme {
        case .standard: return Verified(body, deliveryID: try standard(headers, body, now))
        case .github: return Verified(body, deliveryID: try github(headers, body))
        case .timestamped:
            try timestamped(headers, body, now)
            return Verified(body, deliveryID: nil)
        case .bearer:
            try bearer(headers)
            return Verified(body, deliveryID: try headers.optionalID("webhook-id"))
        case .none: return Verified(body, deliveryID: try headers.optionalID("webhook-id"))
        }
    }

    private func standard(_ headers: SignatureHeaders, _ body: [UInt8], _ now: Timestamp) throws(Refusal) -> String {
        let family = try headers.family()
        let id = try headers.one("\(family)-id")
        let timestamp = try headers.one("\(family)-timestamp")
        let signatures = try headers.one("\(family)-signature")
        guard id.utf8.count + timestamp.utf8.count + signatures.utf8.count <= Self.headerLimit else {
            throw .headersTooLong
        }
        guard DeliveryID.isValid(id) else { throw .malformedID }
        try check(timestamp, now)

        var candidates: [[UInt8]] = []
        for item in signatures.split(separator: " ", maxSplits: Self.signatureLimit).prefix(Self.signatureLimit) {
            guard let comma = item.firstIndex(of: ","), item[..<comma] == "v1",
                let bytes = try? Base64.decode(String(item[item.index(after: comma)...]))
            else { continue }
            candidates.append(bytes)
        }
        try match(candidates, signed: Array("\(id).\(timestamp).".utf8) + body)
        return id
    }

    private func github(_ headers: SignatureHeaders, _ body: [UInt8]) throws(Refusal) -> String? {
        let signature = try headers.one("x-hub-signature-256")
        guard signature.utf8.count <= Self.headerLimit else { throw .headersTooLong }
        guard signature.hasPrefix("sha256="), let bytes = try? Hex.decode(String(signature.dropFirst(7))) else {
            throw .malformedSignature
        }
        try match([bytes], signed: body)
        return try headers.optionalID("x-github-delivery")
    }

    private func timestamped(_ headers: SignatureHeaders, _ body: [UInt8], _ now: Timestamp) throws(Refusal) {
        let header = try headers.one("x-signature")
        guard header.utf8.count <= Self.headerLimit else { throw .headersTooLong }
        var timestamp: Substring?
        var candidates: [[UInt8]] = []
        for item in header.split(separator: ",", maxSplits: Self.signatureLimit + 1).prefix(Self.signatureLimit + 1) {
            let part = item.drop { $0 == " " }
            if part.hasPrefix("t=") {
                guard timestamp == nil else { throw .malformedTimestamp }
                timestamp = part.dropFirst(2)
            } else if part.hasPrefix("v1="), let bytes = try? Hex.decode(String(part.dropFirst(3))) {
                candidates.append(bytes)
            }
        }
        guard let timestamp else { throw .malformedTimestamp }
        try check(timestamp, now)
        try match(candidates, signed: Array("\(timestamp).".utf8) + body)
    }

    private func bearer(_ headers: SignatureHeaders) throws(Refusal) {
        let header = try headers.one("authorization")
        guard header.utf8.count <= Self.headerLimit else { throw .headersTooLong }
        guard header.prefix(7).lowercased() == "bearer " else { throw .malformedSignature }
        let token = Array(header.dropFirst(7).utf8)
        // Digests are of one length, so the time taken does not tell the token's.
        let digest = SHA256.hash(token)
        guard isAny(secrets.map { SHA256.hash($0.key) }, equalTo: [digest]) else { throw .wrongSignature }
    }

    private func check(_ timestamp: some StringProtocol, _ now: Timestamp) throws(Refusal) {
        // Fifteen digits hold any year that matters and can't overflow below.
        guard (1...15).contains(timestamp.utf8.count), timestamp.utf8.allSatisfy({ (48...57).contains($0) }),
            let seconds = Int64(timestamp)
        else { throw .malformedTimestamp }
        let skew = seconds - now.seconds
        guard abs(skew) <= Self.tolerance else { throw .clockSkew(seconds: skew) }
    }

    private func match(_ candidates: [[UInt8]], signed: [UInt8]) throws(Refusal) {
        guard !candidates.isEmpty else { throw .malformedSignature }
        let expected = secrets.map { HMAC.sha256(key: $0.key, message: signed) }
        guard isAny(expected, equalTo: candidates) else { throw .wrongSignature }
    }

    /// Compares every pair, so that the time taken does not tell which one fits.
    private func isAny(_ expected: [[UInt8]], equalTo candidates: [[UInt8]]) -> Bool {
        var found = false
        for candidate in candidates {
            for value in expected where constantTimeEqual(candidate, value) { found = true }
        }
        return found
    }
}
