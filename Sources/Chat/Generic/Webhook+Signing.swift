internal import Crypto
public import Domain

extension Webhook {
    /// The headers under which a post of ours travels: Standard Webhooks, whatever scheme the source signs with.
    ///
    /// During a rotation there is a signature of each secret, the current one's first. Without a secret (scheme `none`)
    /// there is none.
    /// - Parameters:
    ///   - id: the same on every attempt, see ``DeliveryID/of(post:)``.
    ///   - now: the time of this attempt.
    public func headers(id: String, body: [UInt8], now: Timestamp) -> [(name: String, value: String)] {
        precondition(DeliveryID.isValid(id), "a delivery id holds letters, digits, - and _ alone")
        let signed = Array("\(id).\(now.seconds).".utf8) + body
        let signatures = secrets.map { "v1," + Base64.encode(HMAC.sha256(key: $0.key, message: signed)) }
        var headers = [(name: "webhook-id", value: id), (name: "webhook-timestamp", value: String(now.seconds))]
        if !signatures.isEmpty {
            headers.append((name: "webhook-signature", value: signatures.joined(separator: " ")))
        }
        return headers
    }
}
