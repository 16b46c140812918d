import Foundation
import HTTPClient
import JSON

/// Somebody with an account and a client.
struct MatrixUser: Sendable {
    let id: String
    let token: String
    let homeserver: Synapse

    /// What a homeserver refused.
    struct Refusal: Error, CustomStringConvertible {
        let call: String
        let status: Int
        let code: String?
        let reason: String?
        var description: String { "\(call): \(status) \(code ?? "") \(reason ?? "")" }
    }

    /// Registers an account. The name gets an ending of its own, so that every test has people of its own.
    init(named name: String, on homeserver: Synapse) async throws {
        let registered = try await Self.call(
            homeserver, "POST", ["register"],
            [
                "username": .string("\(name)-\(UUID().uuidString.prefix(8).lowercased())"), "password": "pw",
                "auth": ["type": "m.login.dummy"],
            ])
        self.homeserver = homeserver
        id = registered["user_id"]?.string ?? ""
        token = registered["access_token"]?.string ?? ""
    }

    /// An account that is there already.
    init(id: String, token: String, on homeserver: Synapse) {
        self.id = id
        self.token = token
        self.homeserver = homeserver
    }

    /// One call of the client-server API.
    /// - Throws: ``Refusal`` when it is not answered 2xx.
    @discardableResult
    func call(
        _ method: String, _ path: [String], query: [(String, String)] = [], _ body: JSONValue? = nil
    ) async throws -> JSONValue {
        try await Self.call(homeserver, method, path, query: query, body, token: token)
    }

    private static func call(
        _ homeserver: Synapse, _ method: String, _ path: [String], query: [(String, String)] = [],
        _ body: JSONValue?, token: String? = nil
    ) async throws -> JSONValue {
        var url = homeserver.url + "/_matrix/client/v3/" + path.map(\.percentEncoded).joined(separator: "/")
        if !query.isEmpty { url += "?" + query.map { "\($0)=\($1.percentEncoded)" }.joined(separator: "&") }
        let response = try await homeserver.client.send(
            ClientRequest(
                method, url,
                headers: [("content-type", "application/json")]
                    + (token.map { [("authorization", "Bearer \($0)")] } ?? []),
                body: body.map { Array($0.serialized().utf8) } ?? [], totalTimeout: .seconds(60),
                responseLimit: 64 << 20, allowPlainHTTP: true, addresses: .any))
        let answer = (try? JSONReader.read(response.body)) ?? .null
        guard response.isSuccess else {
            throw Refusal(
                call: "\(method) \(path.joined(separator: "/"))", status: response.status,
                code: answer["errcode"]?.string, reason: answer["error"]?.string)
        }
        return answer
    }

    /// Uploads a file as a client does before it sends the message.
    /// - Returns: its `mxc://` address.
    func upload(_ bytes: [UInt8], type: String = "image/png", name: String = "photo.png") async throws -> String {
        let response = try await homeserver.client.send(
            ClientRequest(
                "POST", homeserver.url + "/_matrix/media/v3/upload?filename=\(name.percentEncoded)",
                headers: [("content-type", type), ("authorization", "Bearer \(token)")], body: bytes,
                allowPlainHTTP: true, addresses: .any))
        guard let address = try JSONReader.read(response.body)["content_uri"]?.string else {
            throw Refusal(call: "upload", status: response.status, code: nil, reason: nil)
        }
        return address
    }

    /// Fetches a file as a client does that shows it.
    /// - Parameter address: `mxc://…`
    func download(_ address: String) async throws -> [UInt8] {
        let response = try await homeserver.client.send(
            ClientRequest(
                "GET", homeserver.url + "/_matrix/client/v1/media/download/" + address.dropFirst("mxc://".count),
                headers: [("authorization", "Bearer \(token)")], responseLimit: 1 << 20, allowPlainHTTP: true,
                addresses: .any))
        guard response.isSuccess else {
            throw Refusal(call: "download", status: response.status, code: nil, reason: nil)
        }
        return response.body
    }
}

extension String {
    /// All but RFC 3986's unreserved characters as `%XX`.
    fileprivate var percentEncoded: String {
        let unreserved = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }
}
