import Foundation

/// The files of this repository, as they lie on the disk.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Paths below the root of everything that is kept, sorted; what is built or run is left out.
    static let files: [String] = {
        let passing: Set<String> = [".git", ".build", "run", "data"]
        var found: [String] = []
        var folders = [""]
        while let folder = folders.popLast() {
            let here = root.appendingPathComponent(folder).path
            for name in (try? FileManager.default.contentsOfDirectory(atPath: here)) ?? [] {
                if folder.isEmpty, passing.contains(name) || name.hasPrefix(".build-") { continue }
                let path = folder.isEmpty ? name : folder + "/" + name
                var isFolder: ObjCBool = false
                guard FileManager.default.fileExists(atPath: here + "/" + name, isDirectory: &isFolder) else {
                    continue
                }
                if isFolder.boolValue { folders.append(path) } else { found.append(path) }
            }
        }
        return found.sorted()
    }()

    static var documents: [String] { files.filter { $0.hasSuffix(".md") } }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
    }

    static func size(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: root.appendingPathComponent(path).path)
        return (attributes[.size] as? NSNumber)?.intValue ?? 0
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// A Swift file without what stands after `//`: good enough to look for words of the language.
    static func code(_ path: String) throws -> String {
        try text(path).split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.range(of: "//").map { line[..<$0.lowerBound] } ?? line
        }.joined(separator: "\n")
    }

    /// Every import of a Swift file with its modifiers: `internal import CCurl` is (`internal`, `CCurl`).
    static func imports(_ path: String) throws -> [(modifiers: String, module: String)] {
        try text(path).matches(of: /(?m)^((?:@\w+(?:\(\w+\))? +|public +|internal +|private +)*)import +(\w+)\b *$/)
            .map { (String($0.1).trimmingCharacters(in: .whitespaces), String($0.2)) }
    }
}

/// A part of a document that is printed from the code, between `<!-- NAME -->` and `<!-- /NAME -->`. With
/// `GRIDBRIDGE_REWRITE=1` the part is printed again; the difference is then read like any other.
enum Printed {
    /// The part as the document has it, nil when the marks are not there.
    static func part(_ name: String, of path: String, printed: String) throws -> String? {
        var text = try Repository.text(path)
        let opening = "<!-- \(name) -->\n\n"
        let closing = "\n\n<!-- /\(name) -->"
        guard let start = text.range(of: opening)?.upperBound,
            let end = text.range(of: closing, range: start..<text.endIndex)?.lowerBound
        else { return nil }
        if ProcessInfo.processInfo.environment["GRIDBRIDGE_REWRITE"] == "1" {
            text.replaceSubrange(start..<end, with: printed)
            try text.write(to: Repository.root.appendingPathComponent(path), atomically: true, encoding: .utf8)
            return printed
        }
        return String(text[start..<end])
    }
}
