import Chat
import Desk
import Domain
import Media
import Sandbox
import Store

/// The sandbox within the house: what it hears goes the way of every message, its photos lie with the others.
enum SandboxHouse {
    static func make(
        adapter: String, configuration: Configuration, intake: MessageIntake, cabinet: PhotoCabinet
    ) -> Sandbox {
        let current = intake.current
        let store = intake.store
        return Sandbox(
            adapter: adapter, fileLimit: configuration.photoBytes,
            surroundings: SandboxSurroundings(
                county: { current.county },
                receive: { message, body in
                    let key = Chat.Delivery(id: nil, body: body, .message(message))
                    return switch await intake.take(message, body, key: key) {
                    case .accepted, .ignored, .duplicate, .conflict: .stored
                    case .unavailable: .unavailable
                    }
                },
                keepFile: { bytes async throws(SandboxSurroundings.FileRefusal) in
                    do {
                        let kept = try await cabinet.keep(bytes, handedOverBy: adapter)
                        return SandboxSurroundings.File(
                            id: GenericFiles.id(sha256: kept.sha256), mediaType: kept.format.mediaType)
                    } catch let error as PhotoError {
                        throw SandboxSurroundings.FileRefusal(code: error.code, message: error.description)
                    } catch {
                        throw SandboxSurroundings.FileRefusal(
                            code: "unavailable", message: "the file could not be kept")
                    }
                },
                file: { id in
                    guard let sha256 = GenericFiles.sha256(ofID: id) else { return nil }
                    return await cabinet.read(sha256)
                },
                history: { room, most in (try? await store.read { tx in try past(of: room, most: most, tx) }) ?? [] },
                now: intake.clock))
    }

    /// What was said in a room before this start, in the order of time.
    private static func past(
        of room: RoomKey, most: Int, _ tx: Transaction
    ) throws -> [SandboxSurroundings.Past] {
        var lines: [(at: Timestamp, lines: [SandboxSurroundings.Past])] = []
        for kept in try tx.newestMessages(in: room, limit: most).reversed() {
            lines.append((kept.sentAt, shown(kept)))
        }
        for post in try tx.newestPosts(in: room, limit: most).reversed() { lines.append((post.at, [.post(post)])) }
        // An answer is never older than its message; of one moment the message comes first.
        return lines.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
            .flatMap(\.element.lines)
    }

    private static func shown(_ kept: KeptMessage) -> [SandboxSurroundings.Past] {
        var message = InboundMessage(
            adapter: kept.key.adapter, id: kept.key.id, room: kept.room, sender: kept.sender,
            senderName: kept.senderName, text: kept.text,
            attachments: kept.photoHashes.compactMap { hash in
                hash.map { InboundMessage.Attachment(source: .uploaded(GenericFiles.id(sha256: $0))) }
            }, replyTo: kept.replyTo, sentAt: kept.sentAt)
        guard kept.text == nil, kept.revision == .max else { return [.message(message)] }
        let said = message
        message.kind = .deleted
        return [.message(said), .message(message)]
    }
}
