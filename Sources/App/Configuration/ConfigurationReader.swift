import Domain
import Foundation
import JSON

/// Reads the file and the environment into a ``Configuration``, and collects every problem on the way.
struct ConfigurationReader {
    private let file: String
    private let bytes: [UInt8]
    private let environment: [String: String]
    var problems: [String] = []
    private var given: [String: JSONValue] = [:]
    private var places: [String: Int] = [:]

    /// Names of the environment that are not the program's: they steer its build and tests.
    private static let foreign: Set<String> = [
        "GRIDBRIDGE_STRICT", "GRIDBRIDGE_FUZZ", "GRIDBRIDGE_BENCH", "GRIDBRIDGE_REWRITE",
    ]

    /// - Parameters:
    ///   - path: given by `--config`; then it must exist. Without one `./gridbridge.json5`, else the defaults.
    /// - Throws: `BadConfiguration` with every problem.
    static func load(
        path: String?, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> Configuration {
        let file = path ?? "gridbridge.json5"
        var bytes = Array("{}".utf8)
        if path != nil || FileManager.default.fileExists(atPath: file) {
            guard let data = FileManager.default.contents(atPath: file) else {
                throw BadConfiguration(problems: ["\(file): cannot read it; 'gridbridge init' writes one"])
            }
            bytes = Array(data)
        }
        var reader = ConfigurationReader(file: file, bytes: bytes, environment: environment)
        return try reader.read()
    }

    init(file: String, bytes: [UInt8], environment: [String: String]) {
        self.file = file
        self.bytes = bytes
        self.environment = environment
    }

    mutating func read() throws -> Configuration {
        guard bytes.count <= 1 << 20 else {
            throw BadConfiguration(problems: ["\(file):1:1: the file is larger than 1 MiB"])
        }
        let document: JSONValue
        do throws(JSONError) {
            document = try JSONReader.read(bytes, dialect: .json5)
        } catch {
            throw BadConfiguration(problems: ["\(file):\(error.description)"])
        }
        guard let object = document.object else {
            throw BadConfiguration(problems: ["\(file):1:1: expected an object { … }"])
        }
        collect(object, under: nil)
        var entries: [(JSONObject, Int)] = []
        if let list = document["adapters"] {
            if let elements = list.array {
                for (index, element) in elements.enumerated() {
                    if let entry = element.object {
                        entries.append((entry, entry.members.first?.keyOffset ?? 0))
                    } else {
                        complain(at: object.member("adapters")?.valueOffset, "adapters[\(index)]: expected an object")
                    }
                }
            } else {
                complain(at: object.member("adapters")?.valueOffset, "adapters: expected a list [ … ]")
            }
        }
        let names = entries.compactMap { $0.0["name"]?.string }
        overlayEnvironment(adapters: names)
        let adapters = entries.compactMap { adapter($0.0, at: $0.1) }
        for (index, adapter) in adapters.enumerated()
        where adapters[..<index].contains(where: { $0.name == adapter.name }) {
            complain(at: entries[index].1, "adapters: two are called \"\(adapter.name)\"; each wants its own name")
        }
        let configuration = configuration(adapters)
        guard problems.isEmpty else { throw BadConfiguration(problems: problems) }
        return configuration
    }

    // MARK: Collecting

    mutating func complain(at offset: Int?, _ text: String) {
        let position = JSONPosition(offset: offset ?? 0, in: bytes)
        problems.append("\(file):\(position): \(text)")
    }

    /// Takes known keys, and says of an unknown one what it may have meant.
    private mutating func collect(_ object: JSONObject, under section: String?) {
        let sections = Set(ConfigurationKey.all.compactMap(\.section))
        for member in object.members {
            let path = section.map { "\($0).\(member.key)" } ?? member.key
            if section == nil, member.key == "adapters" { continue }
            if section == nil, sections.contains(member.key) {
                guard let inner = member.value.object else {
                    complain(at: member.valueOffset, "\(member.key): expected an object { … }")
                    continue
                }
                collect(inner, under: member.key)
                continue
            }
            guard ConfigurationKey.all.contains(where: { $0.path == path }) else {
                let known =
                    ConfigurationKey.all.filter { $0.section == section }.map(\.name)
                    + (section == nil ? sections.sorted() + ["adapters"] : [])
                let hint = Spelling.nearest(to: member.key, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
                complain(at: member.keyOffset, "unknown key \"\(path)\"\(hint)")
                continue
            }
            given[path] = member.value
            places[path] = member.valueOffset
        }
    }

    var adapterOverrides: [String: [String: JSONValue]] = [:]

    /// An adapter's name as a part of a name of the environment, where no shell lets a hyphen stand.
    private static func environmentName(of adapter: String) -> String {
        adapter.uppercased().replacingOccurrences(of: "-", with: "_")
    }

    /// Keys of an adapter that hold several texts.
    private static func isList(_ key: String) -> Bool { ["secrets", "fetchHosts", "allowServers"].contains(key) }

    private mutating func overlayEnvironment(adapters: [String]) {
        let prefix = "GRIDBRIDGE_"
        for (name, value) in environment.sorted(by: { $0.key < $1.key })
        where name.hasPrefix(prefix) && !Self.foreign.contains(name) {
            let rest = String(name.dropFirst(prefix.count))
            if let key = ConfigurationKey.all.first(where: {
                $0.path.uppercased().replacingOccurrences(of: ".", with: "_") == rest
            }) {
                given[key.path] = parsed(value, as: key.kind)
                places[key.path] = nil
                continue
            }
            var taken = false
            for adapter in adapters {
                let own = "ADAPTERS_\(Self.environmentName(of: adapter))_"
                guard rest.hasPrefix(own),
                    let key = ConfigurationKey.adapter.first(where: {
                        $0.name != "name" && $0.name.uppercased() == String(rest.dropFirst(own.count))
                    })
                else { continue }
                adapterOverrides[adapter, default: [:]][key.name] =
                    Self.isList(key.name)
                    ? list(value)
                    : parsed(
                        value, as: key.kind)
                taken = true
            }
            if taken { continue }
            let known =
                ConfigurationKey.all.map { prefix + $0.path.uppercased().replacingOccurrences(of: ".", with: "_") }
                + adapters.flatMap { adapter in
                    ConfigurationKey.adapter.filter { $0.name != "name" }.map {
                        "\(prefix)ADAPTERS_\(Self.environmentName(of: adapter))_\($0.name.uppercased())"
                    }
                }
            let hint = Spelling.nearest(to: name, among: known).map { "; did you mean \($0)?" } ?? ""
            problems.append("environment: unknown name \(name)\(hint)")
        }
    }

    /// A value of the environment: a list may be written with commas.
    private func parsed(_ text: String, as kind: ConfigurationKey.Kind) -> JSONValue {
        switch kind {
        case .whole: JSONNumber(text).map { .number($0) } ?? .string(text)
        case .flag: text == "true" || text == "1" ? true : text == "false" || text == "0" ? false : .string(text)
        case .windows:
            .array(text.split(separator: ",").map { .string($0.trimmingCharacters(in: .whitespaces)) })
        case .text, .endpoint, .url, .timeZone, .letters, .clock, .weekdayClock, .dayClock, .window, .weekdays, .oneOf:
            .string(text)
        }
    }

    /// Several texts with commas between. A secret may hold commas itself, so that only references to secrets and
    /// secrets with their mark are taken apart.
    private func list(_ text: String) -> JSONValue {
        let parts = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        let isMarked = parts.allSatisfy { part in ["env:", "file:", "whsec_"].contains { part.hasPrefix($0) } }
        let isHosts = parts.allSatisfy { part in part.allSatisfy { $0.isLetter || $0.isNumber || "-.:".contains($0) } }
        return .array(isMarked || isHosts ? parts.map { .string($0) } : [.string(text)])
    }

    // MARK: Values

    /// The value of a key, or its default; a wrong one is a problem and reads as the default.
    private mutating func value<Value>(
        _ path: String, default fallback: Value, _ convert: (JSONValue) -> Value?
    ) -> Value {
        guard let value = given[path] else { return fallback }
        if let converted = convert(value) { return converted }
        let expected = ConfigurationKey.all.first { $0.path == path }?.kind.expected ?? "another value"
        if let place = places[path] {
            complain(at: place, "\(path): expected \(expected)")
        } else {
            problems.append("environment: \(path): expected \(expected)")
        }
        return fallback
    }

    private mutating func text(_ path: String, default fallback: String) -> String {
        value(path, default: fallback) { $0.string }
    }

    private mutating func optionalText(_ path: String) -> String? {
        value(path, default: String?.none) { value in value.string.map { Optional($0) } }
    }

    private mutating func whole(_ path: String, default fallback: Int) -> Int {
        guard case .whole(let range) = ConfigurationKey.all.first(where: { $0.path == path })?.kind else {
            return fallback
        }
        return value(path, default: fallback) { $0.int.flatMap { range.contains($0) ? $0 : nil } }
    }

    private mutating func word(_ path: String, default fallback: String) -> String {
        guard case .oneOf(let words) = ConfigurationKey.all.first(where: { $0.path == path })?.kind else {
            return fallback
        }
        return value(path, default: fallback) { $0.string.flatMap { words.contains($0) ? $0 : nil } }
    }

    /// A secret taken from where the value says: `env:NAME`, `file:PATH`, or the value itself.
    mutating func secret(_ value: String, _ what: String, at source: Source) -> Secret? {
        if value.hasPrefix("env:") {
            let name = String(value.dropFirst(4))
            guard let text = environment[name], !text.isEmpty else {
                complain(source, "\(what): the environment has no \(name)")
                return nil
            }
            return Secret(text)
        }
        if value.hasPrefix("file:") {
            let path = String(value.dropFirst(5))
            guard let data = FileManager.default.contents(atPath: resolved(path)), data.count <= 65536,
                let text = String(data: data, encoding: .utf8)?.trimmingCharacters(in: .whitespacesAndNewlines),
                !text.isEmpty
            else {
                complain(source, "\(what): cannot read a secret from \(path)")
                return nil
            }
            return Secret(text)
        }
        return Secret(value)
    }

    /// Paths in the file are relative to the file.
    func resolved(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
        return file.contains("/") ? folder + "/" + path : path
    }

    private mutating func configuration(_ adapters: [AdapterConfiguration]) -> Configuration {
        let (address, port) = value("listen", default: ("127.0.0.1", UInt16(8480))) { $0.string.flatMap(Self.endpoint) }
        let zone = value("timeZone", default: Zone.china) { $0.string.flatMap(SystemZones.zone) }
        let fileFrom = whole("understanding.fileFrom", default: 80)
        let askFrom = whole("understanding.askFrom", default: 55)
        if askFrom > fileFrom {
            problems.append("\(file): understanding.askFrom (\(askFrom)) lies above fileFrom (\(fileFrom))")
        }
        _ = value("digest.week", default: String?.none) {
            Self.isClock($0, after: Self.weekdayNames) ? .some(nil) : nil
        }
        _ = value("digest.month", default: String?.none) {
            Self.isClock($0, after: (1...28).map(String.init)) ? .some(nil) : nil
        }
        _ = whole("retention.caseYears", default: 3)
        return Configuration(
            listenAddress: address, listenPort: port,
            publicURL: value("publicURL", default: "http://127.0.0.1:8480") {
                $0.string.flatMap { Self.isWebAddress($0) ? $0 : nil }
            },
            dataDirectory: resolved(text("dataDirectory", default: "data")),
            seeds: optionalText("seeds").map(resolved), templates: optionalText("templates").map(resolved),
            tables: optionalText("tables").map(resolved), zone: zone,
            language: word("language", default: "zh-Hans"), postsOn: word("posts", default: "on") == "on",
            adapters: adapters, fileFrom: fileFrom, askFrom: askFrom,
            numberPrefix: value("cases.numberPrefix", default: "") { value in
                value.string.flatMap { $0.utf8.count <= 16 && $0.allSatisfy { $0.isLetter } ? $0 : nil }
            },
            duplicateMetres: whole("cases.duplicateMetres", default: 50),
            duplicateHours: whole("cases.duplicateHours", default: 24),
            reopenHours: whole("cases.reopenHours", default: 24),
            recurrenceDays: whole("cases.recurrenceDays", default: 7),
            digestDay: value("digest.day", default: 63000) { $0.string.flatMap(Self.clock) },
            digestMorning: value("digest.morning", default: 28800) { $0.string.flatMap(Self.clock) },
            quietHours: value("quietHours", default: HoursWindow(start: 77400, end: 27000)) { value in
                value.string.flatMap { $0.isEmpty ? .some(nil) : Self.window($0).map { .some($0) } }
            },
            workingHours: value(
                "workingHours",
                default: [HoursWindow(start: 28800, end: 43200), HoursWindow(start: 50400, end: 64800)],
                Self.windows),
            workingDays: value("workingDays", default: [1, 2, 3, 4, 5]) { $0.string.flatMap(Self.weekdays) },
            messageDays: whole("retention.messageDays", default: 7),
            mediaDays: whole("retention.mediaDays", default: 365),
            bodyBytes: whole("limits.bodyBytes", default: 262_144),
            photoBytes: whole("limits.photoBytes", default: 26_214_400),
            perSenderPerMinute: whole("limits.perSenderPerMinute", default: 60),
            logLevel: word("log.level", default: "info"), logFormat: word("log.format", default: "text"))
    }
}
