import Foundation

/// Colours for a terminal (ECMA-48, SGR), or none.
struct Paint {
    enum Colour: String {
        case green = "32"
        case yellow = "33"
        case blue = "34"
        case magenta = "35"
        case cyan = "36"
        case faint = "2"
        case bold = "1"
    }

    /// When results are coloured.
    enum Mode: String, CaseIterable { case always, never, auto }

    let isOn: Bool

    /// `auto` colours on a terminal that can, unless `NO_COLOR` says otherwise (no-color.org).
    init(_ mode: Mode, environment: [String: String] = ProcessInfo.processInfo.environment) {
        switch mode {
        case .always: isOn = true
        case .never: isOn = false
        case .auto:
            let isRefused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
            isOn = !isRefused && environment["TERM"] != "dumb" && Console.isTerminal
        }
    }

    func callAsFunction(_ text: String, _ colour: Colour) -> String {
        isOn && !text.isEmpty ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }
}
