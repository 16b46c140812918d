import Foundation

/// The program: reads its arguments, runs one command, ends with that command's exit code.
public enum Program {
    public static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        exit(await run(arguments).rawValue)
    }

    static func run(_ arguments: [String]) async -> ExitCode {
        do {
            return try await Command(arguments: arguments).run()
        } catch let usage as UsageError {
            Console.complain(usage.description)
            return .usage
        } catch let bad as BadData {
            for line in bad.problems { Console.complain(line) }
            return .badData
        } catch let bad as BadConfiguration {
            for line in bad.problems { Console.complain(line) }
            return .badConfiguration
        } catch {
            Console.complain("\(error)")
            return .worldFailed
        }
    }
}

/// Exit codes: part of the contract.
enum ExitCode: Int32 {
    case done = 0
    case worldFailed = 1
    /// A check or an evaluation found problems.
    case found = 2
    case usage = 64
    case badData = 65
    case badConfiguration = 78
}

/// Wrong words on the command line.
struct UsageError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Input that cannot be used; every problem found, each with its place.
struct BadData: Error {
    let problems: [String]
}

/// A configuration that cannot be used; every problem found.
struct BadConfiguration: Error {
    let problems: [String]
}
