/// From where photos may be fetched. Which addresses a name leads to is the HTTP client's guard; this one looks at the
/// text of the URL alone.
public struct FetchPolicy: Sendable, Equatable {
    public enum Refusal: Error, Sendable, Equatable {
        case notAWebAddress, plainHTTP, hostNotAllowed
    }

    /// `files.example.org` allows that host, `*.example.org` those below it; empty allows all of the public Internet.
    public var hosts: [String]
    /// Bytes of one file.
    public var limit: Int
    public var allowPlainHTTP: Bool

    public init(hosts: [String] = [], limit: Int = PhotoStore.defaultLimit, allowPlainHTTP: Bool = false) {
        self.hosts = hosts.map { $0.lowercased() }
        self.limit = limit
        self.allowPlainHTTP = allowPlainHTTP
    }

    public func check(_ url: String) throws(Refusal) {
        let lower = url.lowercased()
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }),
            let scheme = ["https://", "http://"].first(where: lower.hasPrefix)
        else { throw .notAWebAddress }
        let authority = lower.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.isEmpty, !authority.contains("@") else { throw .notAWebAddress }
        guard allowPlainHTTP || scheme == "https://" else { throw .plainHTTP }
        guard !hosts.isEmpty else { return }
        let host = authority.hasPrefix("[") ? authority : authority.prefix { $0 != ":" }
        let allowed = hosts.contains { pattern in
            pattern.hasPrefix("*.")
                ? host.hasSuffix(pattern.dropFirst()) && host.count >= pattern.count : host == pattern
        }
        guard allowed else { throw .hostNotAllowed }
    }
}
