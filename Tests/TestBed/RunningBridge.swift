import Foundation

/// The built program at work.
public final class RunningBridge: Sendable {
    public let port: UInt16
    private let child: ChildProcess

    public struct NotServing: Error, CustomStringConvertible {
        let code: Int32
        let output: String
        public var description: String { "ended with \(code): \(output)" }
    }

    /// Starts `gridbridge serve` and waits until it listens.
    /// - Throws: ``NotServing`` when it ends instead.
    public init(configuration: String) async throws {
        child = try Self.launch(["serve", "--config", configuration])
        guard let line = await child.line(holding: " listening address="),
            let port = line.split(separator: ":").last.flatMap({ UInt16($0) })
        else {
            throw NotServing(code: await child.end(), output: child.log)
        }
        self.port = port
    }

    /// Runs a command to its end.
    public static func run(_ arguments: [String]) async throws -> (code: Int32, output: String) {
        let child = try launch(arguments)
        return (await child.end(), await child.completeLog())
    }

    /// The folder that the built program stands in.
    public static let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().path

    /// Runs lines of a shell to their end, in which `gridbridge` is the built program; the first that fails ends them.
    public static func shell(_ lines: String, in directory: String) async throws -> (code: Int32, output: String) {
        let child = try ChildProcess(
            "/bin/sh", ["-euc", "cd \"$0\"\n\(lines)", directory], environment: ["PATH=\(folder):/usr/bin:/bin"])
        return (await child.end(), await child.completeLog())
    }

    private static func launch(_ arguments: [String]) throws -> ChildProcess {
        let environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("GRIDBRIDGE_") }
            .map { "\($0.key)=\($0.value)" }
        return try ChildProcess(folder + "/gridbridge", arguments, environment: environment)
    }

    public var process: Int32 { child.process }

    public var log: String { child.log }

    /// The first line of the log that holds a text; nil when two minutes bring none.
    public func line(holding text: String) async -> String? { await child.line(holding: text) }

    public func signal(_ number: Int32) { child.signal(number) }

    /// Waits until the process is gone.
    /// - Returns: its exit code; 128 and the signal's number when a signal ended it.
    public func end() async -> Int32 { await child.end() }

    public func stop() async -> Int32 {
        signal(SIGTERM)
        return await end()
    }
}
