import Chat
import Domain
import Foundation
import HTTPClient

/// Whether each platform answers: the addresses of replies with any status, since nothing is handed over; homeservers
/// with the name of our account and the rooms that it is in.
struct PlatformCheck {
    let client: Client

    func look(_ configuration: Configuration, _ county: County?, _ report: inout CheckReport) async {
        await look(configuration, &report)
        for adapter in configuration.adapters {
            guard let homeserver = adapter.matrix,
                let house = try? MatrixHouse(adapter.name, homeserver, client: client, clock: { .now })
            else { continue }
            await look(house, county, &report)
        }
    }

    private func look(_ house: MatrixHouse, _ county: County?, _ report: inout CheckReport) async {
        report.begin("platforms")
        let place = "adapters.\(house.name): \(Self.origin(of: house.configuration.homeserver))"
        do throws(MatrixFailure) {
            let user = try await house.client.whoAmI()
            guard user == house.identity.userID else {
                return report.find("\(place) knows us as \(user), not as \(house.identity.userID)")
            }
            report.note("\(place) knows us as \(user)")
            let joined = Set(try await house.client.joinedRooms())
            for room in county?.tables.rooms ?? [] where room.key.adapter == house.name && !joined.contains(room.key.id)
            {
                report.find(
                    "\(room.name) (\(room.key.id)): the bot is not in this room, or an upgrade has replaced it",
                    hint: "invite \(user) there")
            }
        } catch {
            let hint =
                error.isLockedOut
                ? "is the registration of 'gridbridge matrix registration' in force? The homeserver reads it at its start"
                : nil
            report.find("\(place): \(error)", hint: hint)
        }
    }

    private func look(_ configuration: Configuration, _ report: inout CheckReport) async {
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
