import Domain
import Understanding

/// A kept message whose right types are known, and how the tables under trial read it.
struct Lesson {
    /// The message, what is expected of it and what was read.
    let judged: JudgedMessage
    let around: Surroundings
    /// Somebody mended its type, or it stands in a labelled file: what it teaches counts. Other messages only show what a
    /// change would do to them.
    let teaches: Bool
    /// Who wrote it; a phrase that only one person uses is never proposed. nil in labelled files.
    let writer: String?

    var right: Set<String> { judged.expected.types ?? [] }
    var isMisread: Bool { teaches && !right.isEmpty && judged.areTypesRight == false }

    init(
        text: String, around: Surroundings, right: Set<String>, id: String?, line: Int, teaches: Bool, writer: String?,
        _ rulebook: Rulebook
    ) {
        var message = MessageLine(text: text, around: around)
        message.id = id
        judged = JudgedMessage(
            message, line: line, .init(types: right), rulebook.read(text, around))
        self.around = around
        self.teaches = teaches
        self.writer = writer
    }

    /// The same message read with other tables.
    func reread(_ rulebook: Rulebook) -> JudgedMessage {
        var message = MessageLine(text: judged.text, around: around)
        message.id = judged.id
        return JudgedMessage(message, line: judged.line, judged.expected, rulebook.read(judged.text, around))
    }
}
