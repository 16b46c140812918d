import Foundation
import HTTPClient

/// Whether each platform's address answers at all: any status will do, since nothing is handed over.
struct PlatformCheck {
    let client: Client

    func look(_ configuration: Configuration, _ report: inout CheckReport) async {
        let addresses = configuration.adapters.compactMap { adapter in
            adapter.deliver.map { (adapter: adapter, url: $0) }
        }
        guard !addresses.isEmpty else { return }
        report.begin("platforms")
        for (adapter, url) in addresses {
            let place = "adapters.\(adapter.name): \(Self.origin(of: url))"
            let request = ClientRequest(
                "HEAD", url, connectTimeout: .seconds(3), totalTimeout: .seconds(5), responseLimit: 65_536,
                allowPlainHTTP: adapter.allowPrivateHosts, addresses: adapter.allowPrivateHosts ? .any : .publicOnly)
            do throws(TransferFailure) {
                let answer = try await client.send(request)
                report.note("\(place) answers (status \(answer.status))")
            } catch {
                report.find(
                    "\(place) cannot be reached: \(error.code.rawValue), \(error.reason)", hint: Self.hint(error.code))
            }
        }
    }

    /// Scheme, host and port; a path or query may hold a secret.
    private static func origin(of url: String) -> String {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme, let host = parts.host else {
            return "its address"
        }
        return "\(scheme)://\(host)\(parts.port.map { ":\($0)" } ?? "")"
    }

    private static func hint(_ code: TransferFailure.Code) -> String? {
        switch code {
        case .forbiddenAddress, .badURL:
            "an address in your own network, or plain http, wants allowPrivateHosts: true"
        case .tls: "its certificate is not trusted by this machine"
        case .timeout, .connect, .tooLarge, .badRequest, .cancelled, .other: nil
        }
    }
}
