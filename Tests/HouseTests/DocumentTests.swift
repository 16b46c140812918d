@testable import App
import Cases
import Foundation
import Testing

/// What the documents say is so.
@Suite(.serialized) struct DocumentTests {
    @Test func `the drawing of the rooms is the table of arrows`() throws {
        let printed = "```mermaid\n\(House.drawing)\n```\n\n\(House.table)"
        #expect(try Printed.part("rooms", of: "docs/architecture.md", printed: printed) == printed)
    }

    @Test func `the drawing of a case's life is the machine's own`() throws {
        let printed = "```mermaid\n\(CaseTable.diagram())\n```"
        #expect(try Printed.part("case machine", of: "docs/architecture.md", printed: printed) == printed)
    }

    @Test func `the README has every configuration key with its default and meaning`() throws {
        var lines = ["| Key | Default | Meaning |", "|---|---|---|"]
        for key in ConfigurationKey.all {
            lines.append("| `\(key.path)` | \(key.sample.map { "`\($0)`" } ?? "") | \(key.meaning) |")
        }
        lines += ["", "Each entry of `adapters: [ … ]` has:", "", "| Key | Default | Meaning |", "|---|---|---|"]
        for key in ConfigurationKey.adapter {
            lines.append("| `\(key.name)` | \(key.sample.map { "`\($0)`" } ?? "") | \(key.meaning) |")
        }
        let printed = lines.joined(separator: "\n")
        #expect(try Printed.part("configuration", of: "README.md", printed: printed) == printed)
    }

    @Test func `the README's list of commands is the program's`() throws {
        let printed = "```\n\(Help.overview)\n```"
        #expect(try Printed.part("commands", of: "README.md", printed: printed) == printed)
    }

    @Test(arguments: Repository.documents)
    func `every command and option that a document shows is in the program's help`(_ path: String) throws {
        for line in code(in: try Repository.text(path)) {
            for call in line.matches(of: /(?:^|[\s`(\/])gridbridge +([a-z][a-z]+)([^|`#]*)/) {
                let command = String(call.1)
                #expect(Help.commands.contains(command), "\(path): \(line)")
                let page = (Help.pages[command] ?? "") + " --config --seeds --templates --help"
                for option in call.2.matches(of: /--[a-z]+/) {
                    #expect(page.contains(option.0), "\(path): \(command) has no \(option.0)")
                }
            }
            for call in line.matches(of: /(?:^|[\s`])make +([a-z-]+)/) {
                let makefile = try Repository.text("Makefile")
                #expect(makefile.contains("\n\(call.1):"), "\(path): make \(call.1)")
            }
        }
    }

    @Test(arguments: Repository.documents)
    func `every link and path in a document leads to a file`(_ path: String) throws {
        let text = try Repository.text(path)
        let folder = (path as NSString).deletingLastPathComponent
        for link in text.matches(of: /\]\(([^)#\s]+)(?:#[^)]*)?\)/) where !link.1.contains("://") {
            let target = URL(fileURLWithPath: "/" + folder).appendingPathComponent(String(link.1)).standardized.path
            #expect(Repository.exists(String(target.dropFirst())), "\(path): \(link.1)")
        }
        for named in text.matches(of: /`((?:Sources|Tests|Templates|seeds|docs|\.ci)\/[^`\s*{}<>…]*)`/) {
            #expect(Repository.exists(String(named.1)), "\(path): \(named.1)")
        }
    }

    @Test func `what a newcomer looks for is there`() throws {
        for path in ["README.md", "CHANGELOG.md", "LICENSE", "Makefile", ".ci/run", "docs/architecture.md"] {
            #expect(Repository.exists(path), "\(path)")
        }
        let license = try Repository.text("LICENSE")
        #expect(license.contains("Apache License") && license.contains("Version 2.0, January 2004"))
        #expect(try Repository.text("CHANGELOG.md").contains("[\(Version.text)]"))
        #expect(FileManager.default.isExecutableFile(atPath: Repository.root.appendingPathComponent(".ci/run").path))
    }

    @Test func `decisions are numbered without a gap and listed`() throws {
        let records = Repository.files.filter { $0.hasPrefix("docs/decisions/0") }
        let index = try Repository.text("docs/decisions/README.md")
        for (position, path) in records.enumerated() {
            let name = (path as NSString).lastPathComponent
            #expect(name.hasPrefix(String(format: "%04d-", position + 1)), "\(path)")
            #expect(index.contains("(\(name))"), "\(path) is not in the list")
        }
        #expect(records.count >= 10)
    }

    /// Lines of code blocks, and code within lines.
    private func code(in text: String) -> [String] {
        var isCode = false
        var lines: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isCode.toggle()
            } else if isCode {
                lines.append(String(line))
            } else {
                lines += line.matches(of: /`([^`]+)`/).map { String($0.1) }
            }
        }
        return lines
    }
}
