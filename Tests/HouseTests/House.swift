/// The rooms of the house and the arrows between them: what `Package.swift`, every `import` and the drawing in
/// `docs/architecture.md` are compared with.
enum House {
    struct Room {
        var name: String
        /// What it holds, as the document says it.
        var holds: String
        /// The rooms it may import.
        var arrows: [String] = []
        /// The C library that no other room may import.
        var library: String?
        /// Modules of the system it may import.
        var system: [String] = []
        /// Values in, values out: no Foundation, clock, randomness or `async`.
        var isPure = false
    }

    static let rooms = [
        Room(
            name: "Domain", holds: "people, rooms, messages, tables, times and quantities as values", isPure: true),
        Room(name: "JSON", holds: "one reader for JSON and JSON5 over bytes, one writer", isPure: true),
        Room(name: "Templating", holds: "Mustache: parse, check names, render, escape", isPure: true),
        Room(
            name: "Tables", holds: "CSV, the sixteen tables, what is wrong in them, what changed",
            arrows: ["Domain"], system: ["Foundation"]),
        Room(
            name: "Understanding", holds: "a sentence in, a reading with its evidence out", arrows: ["Domain"],
            isPure: true),
        Room(
            name: "Cases", holds: "the case machine, working time, what a digest counts", arrows: ["Domain"],
            isPure: true),
        Room(
            name: "Desk", holds: "what the bot does with a message: which case, what is said, to whom",
            arrows: ["Domain", "Understanding", "Cases", "Templating"], isPure: true),
        Room(name: "Threads", holds: "an executor with a thread of its own, for C that blocks", system: ["Glibc"]),
        Room(
            name: "Crypto", holds: "HMAC, SHA-256, Base64, comparison in constant time", library: "CCrypto",
            system: ["Glibc"]),
        Room(
            name: "HTTPServer", holds: "requests, answers, routes, limits, draining", library: "CMicroHTTPD",
            system: ["Glibc", "Synchronization"]),
        Room(
            name: "HTTPClient", holds: "every outbound transfer, guarded against private addresses",
            arrows: ["Threads"], library: "CCurl", system: ["Glibc", "Synchronization"]),
        Room(
            name: "Media", holds: "photos: kind by their bytes, size, files named by content", arrows: ["Crypto"],
            system: ["Glibc"]),
        Room(
            name: "Store", holds: "the schema, the inbox, events, cases, timers, the outbox: every line of SQL",
            arrows: ["Domain", "Cases", "Desk", "JSON", "Threads"], library: "CSQLite",
            system: ["Dispatch", "Glibc", "Synchronization"]),
        Room(
            name: "Chat",
            holds:
                "the platforms: webhook signatures and envelopes, Matrix events and calls, when a reply is tried again",
            arrows: ["Domain", "Crypto", "HTTPClient", "JSON"], system: ["Synchronization"]),
        Room(
            name: "Sandbox", holds: "the page of the demo county and its chat",
            arrows: ["Domain", "HTTPServer", "JSON"], system: ["Synchronization"]),
        Room(
            name: "App", holds: "configuration, commands, services, wiring",
            arrows: [
                "Domain", "JSON", "Templating", "Tables", "Understanding", "Cases", "Desk", "Threads", "Crypto",
                "HTTPServer", "HTTPClient", "Media", "Store", "Chat", "Sandbox",
            ], system: ["Dispatch", "Foundation", "Glibc", "Synchronization"]),
        Room(name: "gridbridge", holds: "`main.swift`, a few lines", arrows: ["App"]),
    ]

    static let libraries = rooms.compactMap(\.library)

    /// The arrows that no longer way round implies, drawn with the importing room above.
    static var drawing: String {
        var lines = ["flowchart TD"]
        for room in rooms.reversed() {
            let longer = room.arrows.reduce(into: Set<String>()) { $0.formUnion(reached(from: $1)) }
            for arrow in room.arrows where !longer.contains(arrow) { lines.append("    \(room.name) --> \(arrow)") }
            if let library = room.library { lines.append("    \(room.name) --> \(library)([\(library)])") }
        }
        lines.append("    classDef pure fill:#e8f4ea,stroke:#3a7d44")
        lines.append("    class \(rooms.filter(\.isPure).map(\.name).joined(separator: ",")) pure")
        return lines.joined(separator: "\n")
    }

    /// Every room and what it may import.
    static var table: String {
        var lines = ["| Room | Holds | May import |", "|---|---|---|"]
        for room in rooms {
            let imports = room.arrows + [room.library].compactMap(\.self) + room.system
            let words = imports.isEmpty ? "nothing" : imports.map { "`\($0)`" }.joined(separator: " ")
            lines.append("| `\(room.name)` | \(room.holds) | \(words) |")
        }
        return lines.joined(separator: "\n")
    }

    private static func reached(from name: String) -> Set<String> {
        guard let room = rooms.first(where: { $0.name == name }) else { return [] }
        return room.arrows.reduce(into: Set(room.arrows)) { $0.formUnion(reached(from: $1)) }
    }
}
