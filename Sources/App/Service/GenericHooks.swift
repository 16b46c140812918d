import Chat
import Domain
import HTTPServer
import Media
import Store

/// `POST /hooks/generic/{adapter}` and its `/files`: checks the signature over the bytes that came, keeps, answers.
struct GenericHooks: Sendable {
    let sources: [String: GenericSource]
    let intake: MessageIntake
    let cabinet: PhotoCabinet
    let bodyLimit: Int
    let photoLimit: Int

    private var log: Log { intake.log }

    var routes: [HTTPServer.Route] {
        let check: HTTPServer.Route.Authorize = { head, parameters in
            guard sources[parameters["adapter"] ?? ""] != nil else { return Response(.unknownSource) }
            // A signature over a compressed body could be meant over either form.
            if let encoding = head.headers["Content-Encoding"], encoding.lowercased() != "identity" {
                return Response(.compressed)
            }
            return nil
        }
        return [
            HTTPServer.Route(
                "POST", at: "/hooks/generic/{adapter}", bodyLimit: bodyLimit, contentTypes: ["application/json"],
                authorize: check
            ) { request, parameters in
                guard let source = sources[parameters["adapter"] ?? ""] else { return Response(.unknownSource) }
                return Response(await hear(request, from: source))
            },
            HTTPServer.Route("POST", at: "/hooks/generic/{adapter}/files", bodyLimit: photoLimit, authorize: check) {
                request, parameters in
                guard let source = sources[parameters["adapter"] ?? ""] else { return Response(.unknownSource) }
                return await store(request, from: source)
            },
        ]
    }

    private func hear(_ request: Request, from source: GenericSource) async -> GenericAnswer {
        guard let verified = verify(request, from: source) else { return .unauthorized }
        let inbound: Inbound
        do throws(DecodeFailure) {
            inbound = try GenericEnvelope.decode(verified, adapter: source.name)
        } catch {
            intake.metrics.received(source.name, "unreadable")
            log.warning(
                "an envelope could not be read",
                ["adapter": source.name, "code": error.code.rawValue, "field": error.field ?? ""])
            return .refused(error)
        }
        switch inbound {
        case .ping: return .pong
        case .ignored:
            intake.metrics.received(source.name, "ignored")
            return .ignored
        case .message(let message):
            switch await intake.take(message, verified.body, key: Chat.Delivery(verified, inbound)) {
            case .accepted: return .accepted(id: message.id)
            case .ignored: return .ignored
            case .duplicate: return .duplicate(id: message.id)
            case .conflict: return .conflict
            case .unavailable: return .unavailable
            }
        }
    }

    private func store(_ request: Request, from source: GenericSource) async -> Response {
        guard let verified = verify(request, from: source) else { return Response(.unauthorized) }
        do {
            let kept = try await cabinet.keep(verified.body, handedOverBy: source.name)
            intake.metrics.received(source.name, "file")
            return Response(
                GenericFiles.receipt(kept: kept.sha256, received: kept.receivedSHA256, size: verified.body.count))
        } catch let error as PhotoError {
            if error.isWorthRetrying {
                log.error("a file could not be kept", ["adapter": source.name, "reason": error.description])
                return Response(.unavailable)
            }
            log.warning("a file was refused", ["adapter": source.name, "code": error.code])
            let status = if case .tooLarge = error { 413 } else { 422 }
            return .error(status, error.code, error.description)
        } catch {
            log.error("a file could not be kept", ["adapter": source.name, "reason": "\(error)"])
            return Response(.unavailable)
        }
    }

    private func verify(_ request: Request, from source: GenericSource) -> Verified? {
        do throws(Webhook.Refusal) {
            return try source.webhook.verify(
                headers: request.headers.fields, body: request.body, now: intake.clock())
        } catch {
            intake.metrics.received(source.name, "refused")
            // What is wrong stands here alone: the answer tells nobody which step failed.
            log.warning(
                "a signature was refused",
                ["adapter": source.name, "peer": request.peer, "code": error.code, "reason": error.description])
            return nil
        }
    }
}

extension Response {
    fileprivate init(_ answer: GenericAnswer) {
        self = .json(answer.status, answer.body)
        if let seconds = answer.retryAfter { headers["Retry-After"] = String(seconds) }
    }
}
