import Chat
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
                history: { _, _ in [] }, now: intake.clock))
    }
}
