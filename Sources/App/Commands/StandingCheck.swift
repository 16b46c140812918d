import Domain
import Foundation

/// Findings in what stands written: settings that are dangerous or empty, tables that leave cases without a room.
enum StandingCheck {
    static func settings(_ configuration: Configuration, _ report: inout CheckReport) {
        if configuration.adapters.isEmpty {
            report.find("no adapter is configured: the bridge hears no chat", hint: "name one under adapters: [ … ]")
        }
        if !configuration.postsOn { report.note("posts are off: it reads and keeps, and says nothing") }
        for adapter in configuration.adapters {
            switch adapter.kind {
            case .sandbox where !configuration.isLoopback:
                report.find(
                    "adapters.\(adapter.name): a sandbox needs listen on a loopback address, not "
                        + configuration.listenAddress)
            case .generic where adapter.scheme == "none" && !configuration.isLoopback:
                report.find(
                    "adapters.\(adapter.name): scheme \"none\" lets everybody who reaches "
                        + "\(configuration.listenAddress) write as anybody", hint: "scheme: \"standard\" and secrets")
            case .generic where adapter.deliver == nil && configuration.postsOn:
                report.find("adapters.\(adapter.name): has no deliver, so its rooms hear no answer")
            case .matrix:
                if let homeserver = adapter.matrix, case .service(let asToken, let hsToken) = homeserver.access,
                    asToken == nil || hsToken == nil
                {
                    report.find(
                        "adapters.\(adapter.name): asToken and hsToken are missing",
                        hint: "'gridbridge matrix registration \(adapter.name)' makes them")
                }
            case .generic, .sandbox: break
            }
        }
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: configuration.dataDirectory, isDirectory: &isDirectory) {
            if !isDirectory.boolValue {
                report.find("dataDirectory: \(configuration.dataDirectory) is a file")
            } else if !FileManager.default.isWritableFile(atPath: configuration.dataDirectory) {
                report.find("dataDirectory: \(configuration.dataDirectory) may not be written by this account")
            }
        }
    }

    static func county(_ county: County, _ configuration: Configuration, _ report: inout CheckReport) {
        if county.tables.rooms.isEmpty {
            report.find("rooms.csv has no rows: the bridge listens in no room")
        } else if county.rooms(.leaders).isEmpty, configuration.digestDay != nil {
            report.find("rooms.csv names no room of purpose leaders: the digest is posted nowhere")
        }
        let adapters = Set(configuration.adapters.map(\.name))
        let unknown = Set(county.tables.rooms.map(\.key.adapter)).subtracting(adapters).sorted()
        if !unknown.isEmpty, !configuration.adapters.isEmpty {
            report.note("rooms of adapters that are not configured: \(unknown.joined(separator: ", "))")
        }
    }
}
