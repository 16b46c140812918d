/// Help pages: what a command does, its options, and examples that run as they stand.
enum Help {
    static let commands = [
        "init", "serve", "check", "explain", "evaluate", "replay", "cases", "digest", "tables", "matrix", "backup",
        "help",
        "version",
    ]

    static let overview = """
        gridbridge: the bot of a grid work group (网格工作群机器人)

        usage: gridbridge COMMAND [options]

          init [DIR]              write a configuration, tables and templates; never overwrites
          serve                   run the bridge; SIGTERM drains and stops, SIGHUP reloads tables and templates
          check                   look at configuration, tables, templates, store and platforms; touches nothing
          explain [TEXT]          how a message is understood, and why
          evaluate FILE.jsonl     labelled messages: accuracy, macro-F1, confusions, messages/s
          replay FILE.jsonl       run a chat log through the whole bridge in memory
          cases list|show|export  the ledger
          digest                  the digest of a day
          tables check|import|export|diff DIR
          matrix registration     the file by which a Matrix homeserver lets the bridge in
          backup FILE             a consistent copy while serving
          help [COMMAND]          a command's page; 'help config' lists every configuration key
          version

        Every command takes --config FILE (default ./gridbridge.json5, else built-in defaults),
        --seeds DIR and --templates DIR.
        Results go to stdout, all else to stderr. Exit codes: 0 done, 1 the world failed,
        2 the check or evaluation found problems, 64 wrong usage, 65 bad input data, 78 bad configuration.
        """

    /// The page of a command; the overview without one.
    static func page(_ name: String?) throws(UsageError) -> () async throws -> ExitCode {
        guard let name else {
            return {
                Console.print(overview); return .done
            }
        }
        if name == "config" {
            return {
                Console.print(configuration); return .done
            }
        }
        guard let page = pages[name] else {
            let hint = Spelling.nearest(to: name, among: commands + ["config"]).map { "; did you mean '\($0)'?" } ?? "."
            throw UsageError("no help for '\(name)'\(hint) Try 'gridbridge help'")
        }
        return {
            Console.print(page); return .done
        }
    }

    /// Every configuration key with its default and meaning, from the same table as the sample of `init`.
    static var configuration: String {
        var lines = [
            "Keys of gridbridge.json5, with defaults. Each can be overridden from the environment:",
            "GRIDBRIDGE_ and the path in capitals, joined by _ (GRIDBRIDGE_DIGEST_DAY).",
            "A text \"env:NAME\" or \"file:PATH\" takes a secret from there.", "",
        ]
        for key in ConfigurationKey.all {
            lines.append("  \(key.path) = \(key.sample ?? "(none)")")
            lines.append("      \(key.meaning); \(key.kind.expected)")
        }
        lines += ["", "Each entry of adapters: [ … ] has:"]
        for key in ConfigurationKey.adapter {
            lines.append("  \(key.name)\(key.sample.map { " = \($0)" } ?? "")")
            lines.append("      \(key.meaning)")
        }
        return lines.joined(separator: "\n")
    }
}
