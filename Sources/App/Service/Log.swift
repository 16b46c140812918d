import Domain
import JSON

/// Writes one line an event: a constant sentence, then what belongs to it by name. Ids, counts, durations and codes;
/// never a message's words, never a secret.
struct Log: Sendable {
    enum Level: String, Sendable, CaseIterable, Comparable {
        case debug, info, warning, error

        static func < (a: Level, b: Level) -> Bool {
            (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
        }
    }

    typealias Fields = KeyValuePairs<String, any CustomStringConvertible & Sendable>

    let least: Level
    let isJSON: Bool
    let zone: Zone
    let clock: WallClock
    let write: @Sendable (String) -> Void

    init(
        least: Level, isJSON: Bool, zone: Zone, clock: @escaping WallClock,
        write: @escaping @Sendable (String) -> Void = { Console.complain($0) }
    ) {
        self.least = least
        self.isJSON = isJSON
        self.zone = zone
        self.clock = clock
        self.write = write
    }

    func debug(_ sentence: String, _ fields: Fields = [:]) { line(.debug, sentence, fields) }
    func info(_ sentence: String, _ fields: Fields = [:]) { line(.info, sentence, fields) }
    func warning(_ sentence: String, _ fields: Fields = [:]) { line(.warning, sentence, fields) }
    func error(_ sentence: String, _ fields: Fields = [:]) { line(.error, sentence, fields) }

    private func line(_ level: Level, _ sentence: String, _ fields: Fields) {
        guard level >= least else { return }
        write(isJSON ? json(level, sentence, fields) : text(level, sentence, fields))
    }

    private func text(_ level: Level, _ sentence: String, _ fields: Fields) -> String {
        var line = "\(zone.format(clock())) \(level.rawValue) \(sentence)"
        for (name, value) in fields { line += " \(name)=\(Self.quoted(value.description))" }
        return line
    }

    private func json(_ level: Level, _ sentence: String, _ fields: Fields) -> String {
        var writer = JSONWriter()
        writer.object {
            $0.member("time", zone.format(clock()))
            $0.member("level", level.rawValue)
            $0.member("message", sentence)
            for (name, value) in fields {
                if let number = value as? Int { $0.member(name, number) } else { $0.member(name, value.description) }
            }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// A value with spaces, quotes or control characters is put into quotes: one event stays one line.
    private static func quoted(_ value: String) -> String {
        let isPlain =
            !value.isEmpty && value.unicodeScalars.allSatisfy { $0.value > 0x20 && $0 != "\"" && $0.value != 0x7F }
        guard !isPlain else { return value }
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"", "\\": text += "\\\(scalar)"
            case "\n": text += "\\n"
            case "\u{0}"..<"\u{20}", "\u{7F}": text += " "
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
