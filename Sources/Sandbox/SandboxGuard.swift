public import HTTPServer

/// Keeps the sandbox to the machine it runs on: in it anybody may speak as anybody.
public enum SandboxGuard {
    /// Why a request is turned away with 403.
    public enum Refusal: String, Sendable, Equatable {
        case foreignHost = "foreign_host"
        case foreignOrigin = "foreign_origin"
        case forwarded
    }

    /// True when neither the address listened on nor the one made public can be reached from elsewhere.
    /// - Parameters:
    ///   - listen: `127.0.0.1:8480`
    ///   - publicURL: `http://127.0.0.1:8480`
    public static func allows(listen: String, publicURL: String) -> Bool {
        guard let authority = authority(ofURL: publicURL) else { return false }
        return isLoopback(authority: listen) && isLoopback(authority: authority)
    }

    /// Looks for the signs of a request that began elsewhere: a proxy's headers, a name that was made to lead here, a
    /// page of another site.
    /// - Returns: nil for a request of this machine's own browser.
    public static func refusal(of headers: Headers) -> Refusal? {
        for field in headers.fields {
            let name = field.name.lowercased()
            if name == "forwarded" || name.hasPrefix("x-forwarded-") { return .forwarded }
        }
        let hosts = headers.all("Host")
        guard hosts.count == 1, isLoopback(authority: hosts[0]) else { return .foreignHost }
        for origin in headers.all("Origin") {
            guard let authority = authority(ofURL: origin), authority.lowercased() == hosts[0].lowercased() else {
                return .foreignOrigin
            }
        }
        // Images and scripts carry no Origin, but browsers say where they were asked for. Following a link is fine.
        switch headers["Sec-Fetch-Site"]?.lowercased() {
        case nil, "same-origin", "none": return nil
        default: return headers["Sec-Fetch-Mode"]?.lowercased() == "navigate" ? nil : .foreignOrigin
        }
    }

    /// Of a host with or without a port: `localhost`, 127.0.0.0/8 or `[::1]`.
    static func isLoopback(authority: String) -> Bool {
        let lower = authority.lowercased()
        if lower.hasPrefix("[") {
            guard let end = lower.firstIndex(of: "]") else { return false }
            let rest = lower[lower.index(after: end)...]
            return lower[..<end] == "[::1" && (rest.isEmpty || (rest.first == ":" && isPort(rest.dropFirst())))
        }
        let parts = lower.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 1 || (parts.count == 2 && isPort(parts[1])) else { return false }
        if parts[0] == "localhost" { return true }
        let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { isNumber($0, upTo: 255) }
    }

    private static func isPort(_ text: Substring) -> Bool { isNumber(text, upTo: 65_535) }

    private static func isNumber(_ text: Substring, upTo bound: Int) -> Bool {
        text.utf8.count <= 5 && text.utf8.allSatisfy { (48...57).contains($0) } && (Int(text) ?? .max) <= bound
    }

    private static func authority(ofURL url: String) -> String? {
        let lower = url.lowercased()
        guard let scheme = ["http://", "https://"].first(where: lower.hasPrefix) else { return nil }
        let authority = lower.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return authority.isEmpty || authority.contains("@") ? nil : String(authority)
    }
}
