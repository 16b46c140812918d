import Foundation
import Store

/// `gridbridge backup FILE`: a consistent copy of the ledger while the bridge serves.
struct BackupCommand {
    private let arguments: Arguments

    init(_ words: ArraySlice<String>) throws(UsageError) {
        arguments = try Arguments(words, command: "backup", .init(words: 1...1))
    }

    func run() async throws -> ExitCode {
        let configuration = try ConfigurationReader.load(path: arguments.value("--config"))
        let target = arguments.words[0]
        let progress = SharedProgress("pages")
        do {
            try await Store.backup(of: configuration.storePath, to: target) { progress.set($0.done, of: $0.total) }
            progress.end()
        } catch let error as StoreError {
            progress.end()
            switch error.code {
            case .exists: throw WorldFailure("\(target) is there already; a backup never overwrites")
            case .cannotOpen where !FileManager.default.fileExists(atPath: configuration.storePath):
                throw WorldFailure("there is no store at \(configuration.storePath) yet")
            default: throw WorldFailure("cannot write \(target): \(error.message)")
            }
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: target)
        let bytes = (attributes[.size] as? NSNumber)?.int64Value ?? 0
        Console.print("\(target)  \(Self.size(bytes))")
        if FileManager.default.fileExists(atPath: configuration.photosDirectory) {
            Console.complain(
                "photos are files that never change: copy \(configuration.photosDirectory) beside it now")
        }
        return .done
    }

    static func size(_ bytes: Int64) -> String {
        if bytes < 1 << 20 { return "\((bytes + 1023) >> 10) KiB" }
        return bytes < 10 << 30 ? "\(bytes >> 20) MiB" : "\(bytes >> 30) GiB"
    }
}
