import Chat
import Crypto
import Domain
import HTTPServer

/// What homeservers call: `/_matrix/app/v1/…`, and the same without that prefix, as they did before v1.4.
///
/// Which homeserver calls is told by its token alone, which is looked at before anything of the body is read.
struct MatrixRoutes: Sendable {
    let houses: [MatrixHouse]
    let intake: MatrixIntake
    let log: Log

    private static let prefix = "/_matrix/app/v1"

    var routes: [HTTPServer.Route] {
        guard houses.contains(where: \.isService) else { return [] }
        let ping = HTTPServer.Route(
            "POST", at: "\(Self.prefix)/ping", bodyLimit: 65_536, authorize: authorize
        ) { _, _ in .done }
        return [Self.prefix, ""].flatMap { routes(under: $0) } + [ping, unknown]
    }

    private func routes(under prefix: String) -> [HTTPServer.Route] {
        [
            HTTPServer.Route(
                "PUT", at: "\(prefix)/transactions/{transaction}", bodyLimit: MatrixTransaction.bodyLimit,
                authorize: authorize,
                tooLarge: { head in
                    let name = caller(head)?.name ?? ""
                    intake.metrics.received(name, "too_large")
                    // The homeserver will send it for ever: this has to be seen.
                    log.error(
                        "a transaction is larger than is taken; what waits behind it waits until it is gone",
                        ["adapter": name, "limit": MatrixTransaction.bodyLimit])
                    return .matrixError(413, "M_TOO_LARGE", "more than \(MatrixTransaction.bodyLimit) bytes")
                }
            ) { request, parameters in
                guard let house = caller(request.head) else { return .forbidden }
                return await take(request.body, transaction: parameters["transaction"] ?? "", from: house)
            },
            // Answered from memory: a slow answer here holds up everything the homeserver has to say.
            HTTPServer.Route("GET", at: "\(prefix)/users/{user}", authorize: authorize) { request, parameters in
                let isOurs = caller(request.head)?.identity.userID == parameters["user"]
                return isOurs ? .done : .matrixError(404, "M_NOT_FOUND", "there is no such user here")
            },
            HTTPServer.Route("GET", at: "\(prefix)/rooms/{alias}", authorize: authorize) { _, _ in
                .matrixError(404, "M_NOT_FOUND", "there is no such room here")
            },
        ]
    }

    /// Everything else below `/_matrix`: another method on a path that is known, or a path that is not.
    private var unknown: HTTPServer.Route {
        HTTPServer.Route(
            "GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", at: "/_matrix/{rest...}", authorize: authorize
        ) { request, _ in
            let segments = request.segments.dropFirst(3)
            let isKnown =
                request.path.hasPrefix(Self.prefix + "/")
                && (Array(segments) == ["ping"]
                    || (segments.count == 2 && ["transactions", "users", "rooms"].contains(segments.first)))
            return isKnown
                ? .matrixError(405, "M_UNRECOGNIZED", "not by this method")
                : .matrixError(404, "M_UNRECOGNIZED", "unknown endpoint")
        }
    }

    // MARK: Who calls

    private var authorize: HTTPServer.Route.Authorize {
        { head, _ in
            let presented = head.headers.all("Authorization")
            let isInAddress = head.query("access_token") != nil
            let takesAddress = houses.contains { $0.configuration.legacyToken }
            if presented.isEmpty, !(isInAddress && takesAddress) {
                return .matrixError(401, "M_MISSING_TOKEN", "missing access token")
            }
            guard caller(head) != nil else {
                log.warning("a homeserver's token was refused", ["peer": head.peer])
                return .forbidden
            }
            return nil
        }
    }

    /// The homeserver whose token this is. Every token is compared, so that the time taken does not tell which fits.
    private func caller(_ head: RequestHead) -> MatrixHouse? {
        let lines = head.headers.all("Authorization")
        guard lines.count <= 1 else { return nil }
        let inHeader = lines.first.flatMap { line in
            line.prefix(7).lowercased() == "bearer " ? String(line.dropFirst(7)) : nil
        }
        if !lines.isEmpty, inHeader == nil { return nil }
        let inAddress = head.query("access_token")
        var found: MatrixHouse?
        for house in houses {
            guard let token = house.hsToken else { continue }
            // Beside a header, what stands in the address has to be right as well; alone it is only taken where asked for.
            let presented = [inHeader, inHeader != nil || house.configuration.legacyToken ? inAddress : nil]
            let answers = presented.compactMap { $0 }.map { Self.equal($0, token) }
            if !answers.isEmpty, answers.allSatisfy({ $0 }) { found = house }
        }
        return found
    }

    private static func equal(_ presented: String, _ token: Secret) -> Bool {
        constantTimeEqual(SHA256.hash(Array(presented.utf8)), SHA256.hash(Array(token.reveal().utf8)))
    }

    // MARK: What comes

    private func take(_ body: [UInt8], transaction: String, from house: MatrixHouse) async -> Response {
        let events: [ArraySlice<UInt8>]
        do throws(DecodeFailure) {
            events = try MatrixTransaction.split(body)
        } catch {
            intake.metrics.received(house.name, "unreadable")
            // The homeserver will send it for ever: this has to be seen.
            log.error("a transaction could not be read", ["adapter": house.name, "code": error.code.rawValue])
            let code = error.code == .badJSON ? "M_NOT_JSON" : "M_BAD_JSON"
            return .matrixError(400, code, error.message)
        }
        // An id that is smaller than the last tells that the homeserver was started anew: it may have lost what waited.
        if let number = UInt64(transaction), house.link.noteTransaction(number) { house.bell.ring() }
        guard await intake.take(events, from: house) != nil else {
            return .matrixError(500, "M_UNKNOWN", "not stored; send it again")
        }
        return .done
    }
}

extension Response {
    fileprivate static var done: Response { .json(200, "{}") }
    fileprivate static var forbidden: Response { .matrixError(403, "M_FORBIDDEN", "bad token supplied") }

    fileprivate static func matrixError(_ status: Int, _ code: String, _ message: String) -> Response {
        .json(status, "{\"errcode\":\"\(code)\",\"error\":\"\(message.filter { $0 != "\"" && $0 != "\\" })\"}")
    }
}
