import Domain
import Testing

@testable import Understanding

/// Sentences of our own, read with the tables that ship: what a work group answers, asks and promises.
@Suite struct ReplyTests {
    @Test(arguments: Replies.labelled)
    func `a reply is read as what it is`(_ intent: Intent, _ text: String) {
        #expect(Seeds.read(text).intent == intent)
    }

    @Test(arguments: ["垃圾已清，井盖报市政了", "文明路口垃圾已清 店外店已劝 井盖报给市政了"])
    func `deeds and a handing over of one breath are items of their own`(_ text: String) {
        let items = Seeds.read(text).items
        let isLong = text.count > 12
        #expect(items.map(\.intent) == (isLong ? [.done, .done, .transfer] : [.done, .transfer]))
        #expect(items.first?.type == "06010")
        #expect(items.last?.unit == "sz")
        #expect(items.last?.type == "01023")
    }

    @Test(arguments: ["靠市场一百米处路灯不亮", "3栋2单元12号垃圾没人清", "离路口200米有个大坑", "今天报了几个", "周六捡垃圾 有没有人一起"])
    func `a distance, an address and a question count nothing`(_ text: String) {
        #expect(Seeds.read(text).items.allSatisfy { $0.quantities.isEmpty })
    }

    @Test(arguments: Replies.noDeeds)
    func `a plan, a question or a negation is no deed`(_ text: String) {
        #expect(!Seeds.read(text).items.contains { $0.intent == .done })
    }
}
