import Foundation
import Testing

/// The walls of the house: who may import whom.
@Suite struct ArrowTests {
    @Test func `the manifest declares the rooms and arrows of the table, in its order`() throws {
        let manifest = try Repository.text("Package.swift")
        var declared: [String: (arrows: [String], isPure: Bool)] = [:]
        let calls = manifest.matches(of: /\blibrary\(\s*"(\w+)"(?:,\s*\[([^\]]*)\])?(,\s*pure)?\s*\)/)
        for call in calls { declared[String(call.1)] = (names(call.2), call.3 != nil) }
        let program = try #require(
            manifest.firstMatch(of: /\.executableTarget\(name: "gridbridge", dependencies: \[([^\]]*)\]/))
        declared["gridbridge"] = (names(program.1), false)
        #expect(Set(declared.keys) == Set(House.rooms.map(\.name)))
        for room in House.rooms {
            let found = try #require(declared[room.name], "\(room.name) is not in Package.swift")
            #expect(found.arrows == room.arrows + [room.library].compactMap(\.self), "arrows of \(room.name)")
            #expect(found.isPure == room.isPure, "settings of \(room.name)")
        }
        for library in House.libraries { #expect(manifest.contains(".systemLibrary(name: \"\(library)\")")) }
    }

    @Test func `nothing is built that others published as a Swift package`() throws {
        let manifest = try Repository.text("Package.swift")
        #expect(!manifest.contains(".package("))
        #expect(!Repository.exists("Package.resolved"))
    }

    @Test func `every folder of Sources is a room, a C library, or the fuzzers`() {
        let known = Set(House.rooms.map(\.name) + House.libraries + ["fuzz"])
        let folders = Set(
            Repository.files.filter { $0.hasPrefix("Sources/") }.map { String($0.split(separator: "/")[1]) })
        #expect(folders.subtracting(known).isEmpty)
        let shapeless = ["Util", "Utils", "Common", "Helpers", "Models", "Misc", "Shared"]
        #expect(folders.intersection(shapeless).isEmpty)
    }

    @Test(arguments: House.rooms.map(\.name))
    func `a room imports what the table allows, and needs what it declares`(_ name: String) throws {
        let room = try #require(House.rooms.first { $0.name == name })
        let allowed = Set(room.arrows + room.system + [room.library].compactMap(\.self))
        var used: Set<String> = []
        for path in Repository.files where path.hasPrefix("Sources/\(name)/") && path.hasSuffix(".swift") {
            for (modifiers, module) in try Repository.imports(path) {
                #expect(allowed.contains(module), "\(path) imports \(module)")
                used.insert(module)
                if House.libraries.contains(module) {
                    #expect(modifiers == "internal", "\(path): C is an inner affair: internal import \(module)")
                }
                #expect(!modifiers.contains("@"), "\(path): \(modifiers) import \(module)")
            }
        }
        let idle = Set(room.arrows + [room.library].compactMap(\.self)).subtracting(used)
        #expect(idle.isEmpty, "\(name) declares what it never imports: \(idle.sorted())")
    }

    @Test func `tests import what their target declares`() throws {
        let manifest = try Repository.text("Package.swift")
        let system: Set<String> = ["Dispatch", "Foundation", "Glibc", "Synchronization", "Testing"]
        for call in manifest.matches(of: /\btests\("(\w+)", \[([^\]]*)\]\)/) {
            let folder = "Tests/\(call.1)Tests/"
            let allowed = system.union(names(call.2))
            for path in Repository.files where path.hasPrefix(folder) && path.hasSuffix(".swift") {
                for (_, module) in try Repository.imports(path) {
                    #expect(allowed.contains(module), "\(path) imports \(module)")
                }
            }
        }
    }

    @Test(arguments: House.rooms.filter(\.isPure).map(\.name))
    func `a pure room has no clock, no chance and no waiting`(_ name: String) throws {
        let impure = /\b(async|await|Task|ContinuousClock|SuspendingClock|SystemRandomNumberGenerator)\b|\.random\(/
        for path in Repository.files where path.hasPrefix("Sources/\(name)/") && path.hasSuffix(".swift") {
            let found = try Repository.code(path).firstMatch(of: impure)
            #expect(found == nil, "\(path): \(found.map { String($0.0) } ?? "")")
        }
    }

    @Test func `types are nouns of the work`() throws {
        let vague = /\b(?:struct|class|enum|actor|protocol) +(\w*(?:Manager|Helper|Helpers|Util|Utils|Utility))\b/
        for path in Repository.files where path.hasPrefix("Sources/") && path.hasSuffix(".swift") {
            let found = try Repository.code(path).firstMatch(of: vague)
            #expect(found == nil, "\(path): \(found.map { String($0.1) } ?? "")")
        }
    }

    private func names(_ list: Substring?) -> [String] {
        (list ?? "").matches(of: /"(\w+)"/).map { String($0.1) }
    }
}
