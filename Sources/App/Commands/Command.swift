/// A command of the program, with its arguments read. Reading is pure; running is not.
struct Command {
    /// What runs, and its help page.
    let run: () async throws -> ExitCode

    /// - Throws: `UsageError`
    init(arguments: [String]) throws(UsageError) {
        guard let name = arguments.first else {
            run = {
                Console.complain(Help.overview); return .usage
            }
            return
        }
        let rest = arguments.dropFirst()
        if ["help", "--help", "-h"].contains(name) {
            if rest.count > 1 { throw UsageError("too many words after 'help'; try 'gridbridge help'") }
            run = try Help.page(rest.first)
            return
        }
        let asksForHelp = rest.prefix { $0 != "--" }.contains { $0 == "--help" || $0 == "-h" }
        if ["version", "--version"].contains(name), !asksForHelp {
            _ = try Arguments(rest, command: "version", .init())
            run = {
                Console.print("gridbridge \(Version.text)"); return .done
            }
            return
        }
        if asksForHelp {
            run = try Help.page(name)
            return
        }
        switch name {
        case "explain": run = try ExplainCommand(rest).run
        case "evaluate": run = try EvaluateCommand(rest).run
        case "init": run = try InitCommand(rest).run
        case "check": run = try CheckCommand(rest).run
        case "cases": run = try CasesCommand(rest).run
        case "digest": run = try DigestCommand(rest).run
        case "tables": run = try TablesCommand(rest).run
        case "backup": run = try BackupCommand(rest).run
        case "matrix": run = try MatrixCommand(rest).run
        case "serve": run = try ServeCommand(rest).run
        case "replay": run = try ReplayCommand(rest).run
        default:
            let hint = Spelling.nearest(to: name, among: Help.commands).map { "; did you mean '\($0)'?" } ?? "."
            throw UsageError("unknown command '\(name)'\(hint) Try 'gridbridge help'")
        }
    }
}

enum Version {
    static let text = "0.1.0"
}
