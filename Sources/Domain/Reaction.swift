/// A row of `reactions.csv`: what a sign means that somebody puts on a message instead of words.
public struct Reaction: Hashable, Sendable {
    public enum Meaning: String, Sendable, CaseIterable {
        /// Of the unit, on a card or a report: it has seen it.
        case acknowledge
        /// Of the unit: it is done.
        case done
        /// On a closing, five points; on a card, by the unit, that it has seen it.
        case satisfied
        /// On a closing, one point.
        case dissatisfied
    }

    /// An emoji, or the name that a platform has for one: `👌`, `[OK]`, `ok_hand`.
    public var sign: String
    public var meaning: Meaning
    public var note: String

    public init(_ sign: String, _ meaning: Meaning, note: String = "") {
        self.sign = sign
        self.meaning = meaning
        self.note = note
    }

    /// A sign without what changes only its looks: tones of skin, and the selectors of emoji and text style.
    public static func bare(_ sign: String) -> String {
        String(
            String.UnicodeScalarView(
                sign.unicodeScalars.filter {
                    !(0x1F3FB...0x1F3FF).contains($0.value) && $0.value != 0xFE0F && $0.value != 0xFE0E
                }))
    }

    /// What holds for a county that has no `reactions.csv`.
    public static let standard: [Reaction] =
        [
            (["👀", "👌", "🫡", "🙆", "🤝", "1️⃣", "[OK]", "[收到]", "eyes", "ok_hand"], .acknowledge),
            (["✅", "☑", "✔", "💯", "[完成]", "white_check_mark"], .done),
            (["👍", "❤", "🌹", "👏", "🎉", "[强]", "[赞]", "thumbsup", "+1"], .satisfied),
            (["👎", "😡", "[弱]", "thumbsdown", "-1"], .dissatisfied),
        ].flatMap { (signs: [String], meaning: Meaning) in signs.map { Reaction($0, meaning) } }
}
