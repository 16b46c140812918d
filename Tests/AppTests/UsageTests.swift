import Foundation
import Testing

@testable import App

@Suite struct UsageTests {
    @Test(arguments: [
        ("serv", "unknown command 'serv'; did you mean 'serve'? Try 'gridbridge help'"),
        ("explain --jsom", "unknown option --jsom; did you mean --json? Try 'gridbridge help explain'"),
        ("explain a b", "too many words after 'explain'; try 'gridbridge help explain'"),
        ("explain --room", "--room wants a value; try 'gridbridge help explain'"),
        ("help casse", "no help for 'casse'; did you mean 'cases'? Try 'gridbridge help'"),
        ("cases shwo 7", "cases has no 'shwo'; did you mean 'show'? Try 'gridbridge help cases'"),
        ("cases show", "a word is missing after 'cases'; try 'gridbridge help cases'"),
        (
            "cases show seven",
            "'seven' is no case number; give one such as 20261121-007, 1121-007, 7 or id:12"
        ),
        ("cases export --csv --json", "give --csv or --json, not both"),
        ("cases export --json --bom", "--bom is for --csv; JSON has no byte order mark"),
        ("cases list --overdu", "unknown option --overdu; did you mean --overdue? Try 'gridbridge help cases'"),
        ("digest --period year", "--period wants day, week or month, not 'year'"),
        ("digest --date tomorrow", "--date wants a day such as 2026-11-21, not 'tomorrow'"),
        (
            "digest --send --grid 03",
            "--send posts the digest of a day of the whole county; leave out --period and --grid"
        ),
        ("tables", "tables wants one of check, import, export, diff, propose; try 'gridbridge help tables'"),
        ("tables chekc x", "tables has no 'chekc'; did you mean 'check'? Try 'gridbridge help tables'"),
        ("tables check", "a word is missing after 'tables'; try 'gridbridge help tables'"),
        ("backup", "a word is missing after 'backup'; try 'gridbridge help backup'"),
        ("init a b", "too many words after 'init'; try 'gridbridge help init'"),
    ])
    func `wrong words end with 64 and say what was meant`(_ words: String, _ complaint: String) async {
        let said = await Said.by(words.split(separator: " ").map(String.init))
        #expect(said.code == .usage)
        #expect(said.rest == complaint + "\n")
        #expect(said.results.isEmpty)
    }

    @Test func `no words at all are the overview on stderr and 64`() async {
        let said = await Said.by([])
        #expect(said.code == .usage)
        #expect(said.rest == Help.overview + "\n")
    }

    @Test(arguments: Help.commands)
    func `every command has a page with examples, and --help shows it`(_ name: String) async {
        let page = await Said.by(["help", name])
        #expect(page.code == .done)
        #expect(page.results.hasPrefix("usage: gridbridge \(name)"))
        if name != "help", name != "version" {
            #expect(page.results.contains("examples:\n  gridbridge"))
            let flag = await Said.by([name, "--help"])
            #expect(flag.results == page.results)
        }
        for line in page.results.split(separator: "\n") { #expect(TextWidth.of(String(line)) <= 118, "\(line)") }
    }

    @Test func `the overview names every command, in order, and no other`() {
        let named = Help.overview.split(separator: "\n").filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
            .map { String($0.dropFirst(2).prefix { $0 != " " }) }
        #expect(named == Help.commands)
    }

    @Test func `every option of a usage line is one that its command takes`() async throws {
        for (command, page) in Help.pages.sorted(by: { $0.key < $1.key }) {
            let usage = page.prefix(upTo: page.firstRange(of: "\n\n")?.lowerBound ?? page.endIndex)
            for match in usage.matches(of: /--[a-z]+/) where match.output != "--help" {
                let words = page.matches(
                    of: try Regex("gridbridge \(command) (check|import|export|diff|propose|list|show)"))
                let actions = Set(words.map { String($0.output[1].substring ?? "") }).sorted()
                let tries = actions.isEmpty ? [[command]] : actions.map { [command, $0] }
                var isKnown = false
                for start in tries {
                    do throws(UsageError) {
                        _ = try Command(arguments: start + [String(match.output) + "=1", "7"])
                        isKnown = true
                    } catch {
                        if !error.description.hasPrefix("unknown option") { isKnown = true }
                    }
                    do throws(UsageError) {
                        _ = try Command(arguments: start + [String(match.output), "7"])
                        isKnown = true
                    } catch {
                        if !error.description.hasPrefix("unknown option") { isKnown = true }
                    }
                }
                #expect(isKnown, "\(command) \(match.output)")
            }
        }
    }

    @Test func `every example reads as a command`() throws {
        var count = 0
        for (name, page) in Help.pages.sorted(by: { $0.key < $1.key }) {
            guard let start = page.firstRange(of: "examples:\n") else { continue }
            for line in page[start.upperBound...].split(separator: "\n") {
                let plain = line.replacing(#/\$\([^)]*\)/#, with: "x").replacing(#/ > \S+/#, with: "")
                for part in plain.split(separator: #/&&|\|/#) {
                    let words = part.matches(of: #/"([^"]*)"|\S+/#).map { String($0.output.1 ?? $0.output.0) }
                    guard let program = words.firstIndex(of: "gridbridge") else { continue }
                    #expect(throws: Never.self, "\(name): \(line)") {
                        _ = try Command(arguments: Array(words[(program + 1)...]))
                    }
                    count += 1
                }
            }
        }
        #expect(count >= 20)
    }

    @Test func `version is one line`() async {
        let said = await Said.by(["version"])
        #expect(said.results == "gridbridge \(Version.text)\n")
        #expect(said.code == .done)
    }
}
