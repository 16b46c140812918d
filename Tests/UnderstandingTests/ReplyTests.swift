import Domain
import Testing

@testable import Understanding

/// Sentences of our own, read with the tables that ship: what a work group answers, asks and promises.
@Suite struct ReplyTests {
    @Test(arguments: Replies.labelled)
    func `a reply is read as what it is`(_ intent: Intent, _ text: String) {
        #expect(Seeds.read(text).intent == intent)
    }

    @Test(arguments: Replies.noDeeds)
    func `a plan, a question or a negation is no deed`(_ text: String) {
        #expect(!Seeds.read(text).items.contains { $0.intent == .done })
    }
}
