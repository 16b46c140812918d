import Domain
import Foundation
import HTTPClient
import JSON
import Store
import Tables

/// `gridbridge check`: everything that a start would stumble over, and what the work so far has shown. Touches nothing.
struct CheckCommand {
    private let arguments: Arguments

    init(_ words: ArraySlice<String>) throws(UsageError) {
        arguments = try Arguments(words, command: "check", .init(options: ["--tables"], flags: ["--json"]))
    }

    func run() async throws -> ExitCode {
        var report = CheckReport()
        await look(&report)
        if arguments.has("--json") {
            var writer = JSONWriter(pretty: true, capacity: 4096)
            report.write(into: &writer)
            Console.print(writer.text)
        } else {
            Console.print(report.lines().joined(separator: "\n"))
        }
        return report.findings.isEmpty ? .done : .found
    }

    private func look(_ report: inout CheckReport) async {
        let configuration: Configuration
        let resources: Resources
        do {
            configuration = try ConfigurationReader.load(path: arguments.value("--config"))
            report.begin("configuration")
            report.note(arguments.value("--config") ?? Self.defaultFile())
            resources = try Resources(arguments, configuration)
        } catch let bad as BadConfiguration {
            report.begin("configuration")
            for problem in bad.problems { report.find(problem) }
            return
        } catch {
            report.begin("configuration")
            return report.find("\(error)")
        }
        StandingCheck.settings(configuration, &report)

        report.begin("templates")
        do {
            _ = try TemplateFolder.phrasebook(in: resources.templates, language: configuration.language)
            report.note(resources.templates)
        } catch let bad as BadConfiguration {
            for problem in bad.problems { report.find(problem) }
        } catch {
            report.find("\(error)")
        }

        let store = openStore(configuration, &report)
        if let store { await StoreCheck(store: store).look(&report) }
        report.begin("tables")
        let county = await tables(configuration, resources, store, &report)
        if let county {
            StandingCheck.county(county, configuration, &report)
            if let store { await StoreCheck(store: store).strangers(county, &report) }
        }
        await PlatformCheck(client: Client()).look(configuration, county, &report)
    }

    private static func defaultFile() -> String {
        FileManager.default.fileExists(atPath: "gridbridge.json5") ? "gridbridge.json5" : "no file: built-in defaults"
    }

    /// nil when there is none yet, which is no finding, or when it cannot be read, which is one.
    private func openStore(_ configuration: Configuration, _ report: inout CheckReport) -> Store? {
        report.begin("store")
        guard FileManager.default.fileExists(atPath: configuration.storePath) else {
            report.note("none yet at \(configuration.storePath)")
            return nil
        }
        if !FileManager.default.isWritableFile(atPath: configuration.storePath) {
            report.find("\(configuration.storePath) may not be written by this account")
        }
        do {
            let store = try Store(reading: configuration.storePath)
            report.note(configuration.storePath)
            return store
        } catch {
            report.find("\(configuration.storePath): \((error as? StoreError)?.message ?? "\(error)")")
            return nil
        }
    }

    /// Those of `--tables`, else the store's, else those of the folder that a first start imports.
    private func tables(
        _ configuration: Configuration, _ resources: Resources, _ store: Store?, _ report: inout CheckReport
    ) async -> County? {
        do {
            let folders = arguments.all("--tables")
            if folders.isEmpty, let store, let inForce = try await TablesInForce.read(store) {
                let version = inForce.version
                report.note("version \(version.id) of \(configuration.zone.format(version.at)), by \(version.by)")
                let result = TableFolder.read(inForce.files, defaults: [:])
                for problem in result.problems { report.find(problem.description) }
                return result.errors.isEmpty ? County(result.tables) : nil
            }
            let named = folders.isEmpty ? configuration.tables.map { [$0] } ?? [] : folders
            guard !named.isEmpty else {
                report.find(
                    "no tables: the store holds none and the configuration names no folder",
                    hint: "'gridbridge init' writes one, 'gridbridge tables import DIR' loads one")
                return nil
            }
            report.note(named.joined(separator: ", "))
            let result = try TableFolder.layered(named, over: resources.seeds + "/common")
            for problem in result.problems { report.find(problem.description) }
            return result.errors.isEmpty ? County(result.tables) : nil
        } catch let bad as BadData {
            for problem in bad.problems { report.find(problem) }
        } catch {
            report.find("\(error)")
        }
        return nil
    }
}
