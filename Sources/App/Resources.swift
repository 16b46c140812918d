import Foundation

/// Where `seeds/` and `Templates/` are: a flag, a configuration key, `PREFIX/share/gridbridge`, or the nearest parent
/// of the executable that holds both.
struct Resources {
    let seeds: String
    let templates: String

    init(seedsFlag: String?, templatesFlag: String?, seedsKey: String?, templatesKey: String?) throws {
        let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
        var tried: [String] = []
        func holds(_ folder: String, _ name: String) -> Bool {
            var isDirectory: ObjCBool = false
            let path = folder + "/" + name
            tried.append(path)
            return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
        }
        var home: String?
        let share = URL(fileURLWithPath: executable).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("share/gridbridge").path
        if seedsFlag ?? seedsKey == nil || templatesFlag ?? templatesKey == nil {
            if holds(share, "seeds"), holds(share, "Templates") {
                home = share
            } else {
                var folder = URL(fileURLWithPath: executable).deletingLastPathComponent()
                while folder.path != "/" {
                    if holds(folder.path, "seeds"), holds(folder.path, "Templates") {
                        home = folder.path
                        break
                    }
                    folder.deleteLastPathComponent()
                }
            }
        }
        guard let seeds = seedsFlag ?? seedsKey ?? home.map({ $0 + "/seeds" }),
            let templates = templatesFlag ?? templatesKey ?? home.map({ $0 + "/Templates" })
        else {
            throw BadConfiguration(
                problems: ["cannot find seeds/ and Templates/; give --seeds and --templates. Tried:"]
                    + tried.map { "  \($0)" })
        }
        for (folder, flag) in [(seeds, "--seeds"), (templates, "--templates")] {
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory), isDirectory.boolValue
            else { throw BadConfiguration(problems: ["\(folder): no such folder (\(flag))"]) }
        }
        guard FileManager.default.fileExists(atPath: seeds + "/common/case-types.csv") else {
            throw BadConfiguration(problems: ["\(seeds): holds no common/case-types.csv (--seeds)"])
        }
        self.seeds = seeds
        self.templates = templates
    }
}
