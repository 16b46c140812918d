import Chat
import Domain
import Foundation
import JSON

/// How the entries of `adapters` are read.
extension ConfigurationReader {
    mutating func adapter(_ object: JSONObject, at offset: Int) -> AdapterConfiguration? {
        let name = object["name"]?.string ?? ""
        let overrides = adapterOverrides[name] ?? [:]
        for member in object.members where !ConfigurationKey.adapter.contains(where: { $0.name == member.key }) {
            let hint =
                Spelling.nearest(to: member.key, among: ConfigurationKey.adapter.map(\.name))
                .map { "; did you mean \"\($0)\"?" } ?? ""
            complain(at: member.keyOffset, "adapters: unknown key \"\(member.key)\"\(hint)")
        }
        guard !name.isEmpty, name.utf8.count <= 64,
            name.utf8.allSatisfy({ byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
                    || byte == 95
            })
        else {
            complain(
                at: object.member("name")?.valueOffset ?? offset, "adapters: name: expected letters, digits, - and _")
            return nil
        }
        let values = AdapterValues(object: object, overrides: overrides, offset: offset)
        guard let kind = values["kind"]?.string.flatMap(AdapterConfiguration.Kind.init) else {
            complain(values.place("kind"), "adapters.\(name).kind: expected \"generic\", \"matrix\" or \"sandbox\"")
            return nil
        }
        for key in ["scheme", "deliver", "deliverSecret", "fetchToken"]
        where values[key] != nil && values[key]?.string == nil {
            complain(values.place(key), "adapters.\(name).\(key): expected a text")
        }
        for key in ["allowPrivateHosts", "edits", "reactions"] where values[key] != nil && values[key]?.bool == nil {
            complain(values.place(key), "adapters.\(name).\(key): expected true or false")
        }
        let scheme = values["scheme"]?.string ?? "standard"
        if !["standard", "github", "timestamped", "bearer", "none"].contains(scheme) {
            complain(
                values.place("scheme"),
                "adapters.\(name).scheme: expected \"standard\", \"github\", \"timestamped\", \"bearer\" or \"none\"")
        }
        for key in ["secrets", "fetchHosts"] where values.texts(key) == nil {
            complain(values.place(key), "adapters.\(name).\(key): expected a list of texts")
        }
        let secretTexts = values.texts("secrets") ?? []
        let secrets = secretTexts.compactMap { secret($0, "adapters.\(name).secrets", at: values.place("secrets")) }
        if kind == .generic, scheme != "none", values.texts("secrets")?.isEmpty ?? false {
            complain(values.place("secrets"), "adapters.\(name): scheme \"\(scheme)\" wants secrets")
        }
        let deliver = values["deliver"]?.string.flatMap { value -> String? in
            value.hasPrefix("env:") || value.hasPrefix("file:")
                ? secret(value, "adapters.\(name).deliver", at: values.place("deliver"))?.reveal() : value
        }
        if let deliver, !Self.isWebAddress(deliver) {
            complain(values.place("deliver"), "adapters.\(name).deliver: expected an http or https URL")
        }
        return AdapterConfiguration(
            name: name, kind: kind, scheme: scheme, secrets: secrets, deliver: deliver,
            deliverSecret: values["deliverSecret"]?.string.flatMap {
                secret($0, "adapters.\(name).deliverSecret", at: values.place("deliverSecret"))
            },
            allowPrivateHosts: values["allowPrivateHosts"]?.bool ?? false,
            fetchToken: values["fetchToken"]?.string.flatMap {
                secret($0, "adapters.\(name).fetchToken", at: values.place("fetchToken"))
            },
            fetchHosts: values.texts("fetchHosts") ?? [], edits: values["edits"]?.bool ?? false,
            reactions: values["reactions"]?.bool ?? false,
            matrix: kind == .matrix ? matrix(name, values) : nil)
    }

    // MARK: Matrix

    private mutating func matrix(_ name: String, _ values: AdapterValues) -> MatrixConfiguration? {
        let before = problems.count
        let homeserver = matrixText("homeserver", name, values) ?? ""
        if !Self.isWebAddress(homeserver) {
            complain(values.place("homeserver"), "adapters.\(name).homeserver: expected an http or https URL")
        }
        let serverName = matrixText("serverName", name, values) ?? ""
        if MatrixIdentity.server(of: "@a:\(serverName)") != serverName || serverName.contains("/") {
            complain(
                values.place("serverName"),
                "adapters.\(name).serverName: expected the homeserver's name, what stands behind the colon in its "
                    + "users' ids, such as \"example.org\"")
        }
        let bot = matrixText("bot", name, values) ?? "gridbot"
        if !MatrixRegistration.isLocalpart(bot) {
            complain(
                values.place("bot"),
                "adapters.\(name).bot: expected the part of the bot's id before the colon: small letters, digits, . _ = - /"
            )
        }
        let callbackURL = matrixText("callbackURL", name, values)
        if let callbackURL, !Self.isWebAddress(callbackURL) {
            complain(values.place("callbackURL"), "adapters.\(name).callbackURL: expected an http or https URL")
        }
        let allowed = values.texts("allowServers")
        if allowed == nil {
            complain(values.place("allowServers"), "adapters.\(name).allowServers: expected a list of texts")
        }
        if values["legacyToken"] != nil, values["legacyToken"]?.bool == nil {
            complain(values.place("legacyToken"), "adapters.\(name).legacyToken: expected true or false")
        }
        let access = access(name, values)
        guard problems.count == before else { return nil }
        return MatrixConfiguration(
            homeserver: homeserver, serverName: serverName, bot: bot,
            displayName: matrixText("displayName", name, values) ?? "网格助手",
            allowServers: allowed.flatMap { $0.isEmpty ? nil : Set($0) } ?? [serverName], access: access,
            callbackURL: callbackURL, legacyToken: values["legacyToken"]?.bool ?? false)
    }

    private mutating func access(_ name: String, _ values: AdapterValues) -> MatrixConfiguration.Access {
        func token(_ key: String) -> Secret? {
            guard let text = matrixText(key, name, values) else { return nil }
            return secret(text, "adapters.\(name).\(key)", at: values.place(key))
        }
        if let account = token("accessToken") {
            for key in ["asToken", "hsToken"] where values[key] != nil {
                complain(values.place(key), "adapters.\(name): either accessToken, or asToken and hsToken")
            }
            return .account(token: account)
        }
        return .service(
            asToken: token("asToken") ?? kept(.asToken, name), hsToken: token("hsToken") ?? kept(.hsToken, name))
    }

    private mutating func matrixText(_ key: String, _ name: String, _ values: AdapterValues) -> String? {
        guard let value = values[key] else { return nil }
        guard let text = value.string, !text.isEmpty else {
            complain(values.place(key), "adapters.\(name).\(key): expected a text")
            return nil
        }
        return text
    }

    /// A token that `matrix registration` made and keeps beside the configuration; nil when there is none.
    private func kept(_ token: MatrixTokenFile, _ name: String) -> Secret? {
        guard let data = FileManager.default.contents(atPath: resolved(token.name(adapter: name))), data.count <= 4096,
            let text = String(data: data, encoding: .utf8)?.trimmingCharacters(in: .whitespacesAndNewlines),
            !text.isEmpty
        else { return nil }
        return Secret(text)
    }

    /// What an entry of `adapters` says, the environment before the file.
    struct AdapterValues {
        let object: JSONObject
        let overrides: [String: JSONValue]
        /// Of the entry.
        let offset: Int

        subscript(_ key: String) -> JSONValue? { overrides[key] ?? object[key] }

        func place(_ key: String) -> Source {
            overrides[key] != nil ? .environment : .file(object.member(key)?.valueOffset ?? offset)
        }

        /// A list of texts, or one text alone; empty when absent, nil when it is something else.
        func texts(_ key: String) -> [String]? {
            guard let value = self[key] else { return [] }
            if let text = value.string { return [text] }
            let texts = value.array?.compactMap(\.string)
            return texts?.count == value.array?.count ? texts : nil
        }
    }

    /// Where a value comes from.
    enum Source {
        case environment
        case file(Int)
    }

    mutating func complain(_ source: Source, _ text: String) {
        switch source {
        case .environment: problems.append("environment: \(text)")
        case .file(let offset): complain(at: offset, text)
        }
    }
}
