import Domain
import Foundation
import Tables

/// What a command that only reads tables works with.
struct Setting {
    let configuration: Configuration
    let resources: Resources
    let county: County
    /// Where the county's tables came from.
    let origin: TablesOrigin

    var zone: Zone { configuration.zone }

    init(_ arguments: Arguments) async throws {
        configuration = try ConfigurationReader.load(path: arguments.value("--config"))
        resources = try Resources(
            seedsFlag: arguments.value("--seeds"), templatesFlag: arguments.value("--templates"),
            seedsKey: configuration.seeds, templatesKey: configuration.templates)
        let source = TablesSource(folders: arguments.all("--tables"), resources: resources)
        origin = try await source.load { [configuration] in try await TablesInForce.read(of: configuration)?.origin }
        county = County(origin.result.tables)
    }
}
