/// People's words inside our own: in one line, without signs that a platform would act upon.
enum PlainWords {
    /// Any value on its way into a line: line ends and control characters become blanks, direction marks go.
    static func escape(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        var previousWasBlank = false
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: continue
            case 0..<0x20, 0x7F, 0x85, 0x2028, 0x2029:
                if !previousWasBlank { out.append(" ") }
                previousWasBlank = true
            default:
                out.append(scalar)
                previousWasBlank = false
            }
        }
        return String(out)
    }

    /// What somebody wrote, to be quoted in a post.
    static func quoted(_ text: String) -> String { PlainText.escape(text) }

    /// What somebody calls themselves, to stand behind an `@` of ours without calling the whole room.
    static func name(_ text: String) -> String {
        let plain = quoted(text)
        let everyone = ["all", "here", "room", "channel", "everyone", "所有人", "全体成员", "全体"]
        return everyone.contains(plain.lowercased().filter { !$0.isWhitespace }) ? "“\(plain)”" : plain
    }
}
