/// Hands posts to a homeserver, one event after another, each under a transaction id that is the same on every attempt.
public struct MatrixSender: Sendable {
    private let client: MatrixClient

    public init(client: MatrixClient) { self.client = client }

    /// Makes one attempt.
    /// - Parameters:
    ///   - room: where the post goes, after any upgrades.
    ///   - delivery: the post's id of delivery: 1 to 128 letters, digits, `-` and `_`.
    ///   - images: of photos that go with it.
    /// - Returns: `.delivered` with the id of the first event.
    public func send(
        _ reply: MatrixReply, to room: String, delivery: String, images: [MatrixImage] = []
    ) async -> DeliveryOutcome {
        do throws(MatrixFailure) {
            return .delivered(platformID: try await send(reply.parts(), images, reply, room, delivery))
        } catch {
            // The answered message or the thread may be gone, or no thread may begin there: the words still count.
            guard case .refused(400, let code, _) = error, code == "M_UNKNOWN" || code == "M_INVALID_PARAM" else {
                return Self.outcome(of: error)
            }
        }
        do throws(MatrixFailure) {
            return .delivered(
                platformID: try await send(reply.parts(isPlain: true), images, reply, room, delivery + "_plain"))
        } catch {
            return Self.outcome(of: error)
        }
    }

    private func send(
        _ parts: [MatrixPart], _ images: [MatrixImage], _ reply: MatrixReply, _ room: String, _ delivery: String
    ) async throws(MatrixFailure) -> String? {
        var first: String?
        for (index, part) in (parts + images.map { reply.part(showing: $0) }).enumerated() {
            do throws(MatrixFailure) {
                let id = try await client.send(
                    part, to: room, transaction: index == 0 ? delivery : "\(delivery)_\(index + 1)")
                if first == nil { first = id }
            } catch {
                // The sign is there already.
                guard error.code == "M_DUPLICATE_ANNOTATION" else { throw error }
            }
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
        case .refused(let status, let code, let wait):
            if status == 408 || status == 425 || status >= 500 { return .retry(after: wait, reason: reason) }
            return code == "M_TOO_LARGE" ? .unfit(reason: reason) : .refused(reason: reason)
        case .transfer, .unreadable: return .refused(reason: reason)
        }
    }
}
