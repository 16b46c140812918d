/// Hands posts to a homeserver, one event after another, each under a transaction id that is the same on every attempt.
public struct MatrixSender: Sendable {
    private let client: MatrixClient

    public init(client: MatrixClient) { self.client = client }

    /// Makes one attempt.
    /// - Parameters:
    ///   - room: where the post goes, after any upgrades.
    ///   - delivery: the post's id of delivery: 1 to 128 letters, digits, `-` and `_`.
    ///   - images: of photos that go with it.
    ///   - delivered: what an earlier attempt brought there: events' ids by transaction ids.
    /// - Returns: `.delivered` with the id of the first event.
    public func send(
        _ reply: MatrixReply, to room: String, delivery: String, images: [MatrixImage] = [],
        delivered: [String: String] = [:]
    ) async -> DeliveryOutcome {
        let parts = reply.parts()
        if parts.isEmpty { return .moot(reason: "in a room that was replaced") }
        do throws(MatrixFailure) {
            return .delivered(platformID: try await send(parts, images, reply, room, delivery, delivered))
        } catch {
            // The answered message or the thread may be gone, or no thread may begin there: the words still count.
            guard Self.isAboutRelation(error) else { return Self.outcome(of: error) }
        }
        do throws(MatrixFailure) {
            return .delivered(
                platformID: try await send(
                    reply.parts(isPlain: true), images, reply, room, delivery + "_plain", delivered))
        } catch {
            // Nothing waits behind a sign, or new words, for what is gone.
            if reply.isAboutAnother, Self.isAboutRelation(error) { return .moot(reason: error.description) }
            return Self.outcome(of: error)
        }
    }

    /// The homeserver says no more than that something about the event is wrong, and the rest of it is always the same.
    private static func isAboutRelation(_ failure: MatrixFailure) -> Bool {
        guard case .refused(400, let code, _) = failure else { return false }
        return code == "M_UNKNOWN" || code == "M_INVALID_PARAM"
    }

    private func send(
        _ parts: [MatrixPart], _ images: [MatrixImage], _ reply: MatrixReply, _ room: String, _ delivery: String,
        _ delivered: [String: String]
    ) async throws(MatrixFailure) -> String? {
        var first: String?
        for (index, part) in (parts + images.map { reply.part(showing: $0) }).enumerated() {
            let transaction = index == 0 ? delivery : "\(delivery)_\(index + 1)"
            let id = try await send(part, of: reply, to: room, transaction, delivered)
            if first == nil { first = id }
        }
        return first
    }

    /// Says one part; in smaller ones where the homeserver, or a proxy in front of it, takes none of that size.
    /// - Returns: the id of its first event; nil for a sign that was there already.
    private func send(
        _ part: MatrixPart, of reply: MatrixReply, to room: String, _ transaction: String,
        _ delivered: [String: String]
    ) async throws(MatrixFailure) -> String? {
        if let id = delivered[transaction] { return id }
        // An earlier attempt may have ended between two pieces.
        if !delivered.keys.contains(where: { $0.hasPrefix(transaction + "-") }) {
            do throws(MatrixFailure) {
                return try await client.send(part, to: room, transaction: transaction)
            } catch {
                if error.code == "M_DUPLICATE_ANNOTATION" { return nil }
                guard error.isTooLarge, !reply.pieces(of: part).isEmpty else { throw error }
            }
        }
        var first: String?
        for (index, piece) in reply.pieces(of: part).enumerated() {
            let id = try await send(piece, of: reply, to: room, "\(transaction)-\(index + 1)", delivered)
            if first == nil { first = id }
        }
        return first
    }

    /// What a failure means for a post.
    public static func outcome(of failure: MatrixFailure) -> DeliveryOutcome {
        let reason = failure.description
        if failure.isLockedOut || failure.isAway { return .away(reason: reason) }
        switch failure {
        case .refused(429, _, let wait): return .limited(after: wait ?? .seconds(5), reason: reason)
        case .refused(403, _, _): return .forbidden(reason: reason)
        case .refused(let status, _, let wait):
            if status == 408 || status == 425 || status >= 500 { return .retry(after: wait, reason: reason) }
            return failure.isTooLarge ? .unfit(reason: reason) : .refused(reason: reason)
        case .transfer, .unreadable: return .refused(reason: reason)
        }
    }
}
