import Cases
import Domain
import Testing

/// Doubts are asked once, of one person, and lapse.
@Suite struct QuestionTests {
    @Test func `a question lapses silently after half an hour`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        try await scene.say("luo", "文明路有一堆垃圾", photos: 1)
        try await scene.say("hws-li", "处理好了", photos: 1)
        _ = try await scene.posts()
        try await scene.say("hws-li", "1", after: .minutes(31))
        #expect(try await scene.kinds().filter { $0 != "chase" }.isEmpty)
        #expect(try await scene.cases().map(\.state) == [.handling, .handling])
    }

    @Test func `only the one asked, or their unit, may answer`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        try await scene.say("luo", "文明路有一堆垃圾", photos: 1)
        try await scene.say("hws-li", "处理好了", photos: 1)
        _ = try await scene.posts()
        try await scene.say("luo", "全部")
        try await scene.say("cg1-he", "1")
        #expect(try await scene.kinds().isEmpty)
        try await scene.say("hws-zhou", "1 2")
        #expect(try await scene.kinds() == ["closed", "closed"])
    }

    @Test func `a word to another case answers no question`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1, id: "a")
        try await scene.say("luo", "文明路有一堆垃圾", photos: 1, id: "b")
        try await scene.say("hws-li", "这不是我们的", to: "card:a")
        _ = try await scene.posts()
        try await scene.say("chen", "转市政公司", to: "card:b")
        let cases = try await scene.cases()
        #expect(cases.map(\.state) == [.returned, .dispatched])
        #expect(cases[1].unit == "sz")
        try await scene.say("chen", "归城管一中队")
        #expect(try await scene.cases()[0].unit == "cg1")
    }

    @Test func `place first and problem second are one report, answered by the second`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "中医院对面")
        try await scene.say("wang", "有一大堆垃圾没人收", id: "b")
        let card = try #require(try await scene.posts().first)
        #expect(card.id == "card:b")
        #expect(try await scene.cases()[0].place.name == "中医院")
    }

    @Test func `several problems without a place are filed together when it is named`() async throws {
        var scene = try Scene()
        try await scene.say("luo", "有一大堆垃圾没人收，路灯也不亮", id: "a")
        try await scene.wait(.minutes(3))
        #expect(try await scene.kinds() == ["ask-place"])
        try await scene.say("luo", "文明路")
        #expect(try await scene.posts().map(\.id) == ["card:a", "card:a#2"])
    }

    @Test func `a photo without a word waits five minutes, then is asked about once`() async throws {
        var scene = try Scene()
        try await scene.say("wang", nil, photos: 1)
        try await scene.wait(.seconds(299))
        #expect(try await scene.kinds().isEmpty)
        try await scene.wait(.seconds(2))
        #expect(try await scene.kinds() == ["ask-type"])
        try await scene.wait(.hours(1))
        #expect(try await scene.kinds().isEmpty)
    }

    @Test func `a pin with a photo says where, and is asked what`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "这里", photos: 1, at: Coordinate(latitude: 25.3901, longitude: 114.9301))
        try await scene.wait(.minutes(2))
        #expect(try await scene.kinds() == ["ask-type"])
        try await scene.say("wang", "一大堆垃圾没人收")
        #expect(try await scene.kinds() == ["assignment"])
        #expect(try await scene.cases()[0].place.name == "宣芳桥")
    }

    @Test func `the first unit's yes closes the case with the other as helper`() async throws {
        var scene = try Scene()
        try await scene.say("luo", "文明路有一堆垃圾", photos: 1, id: "a")
        try await scene.say("cg1-he", "已清理", photos: 1, to: "card:a")
        #expect(try await scene.kinds() == ["assignment", "confirm"])
        try await scene.say("hws-li", "是")
        #expect(try await scene.kinds() == ["closed"])
        let subject = try await scene.cases()[0]
        #expect(subject.assist == ["cg1"])
        #expect(subject.photos.map(\.role) == [.before, .after])
    }

    @Test func `asked for figures, the bridge counts`() async throws {
        var scene = try Scene()
        try await scene.say("wang", "宣芳桥有一堆垃圾", photos: 1)
        try await scene.say("luo", "文明路有一堆垃圾", photos: 1)
        try await scene.say("hws-li", "宣芳桥的垃圾清理干净了", photos: 1)
        _ = try await scene.posts()
        try await scene.say("zhao", "今天报了几个 还剩几个没办", addressed: true)
        let answer = try #require(try await scene.posts().first)
        #expect(answer.kind == "status")
        #expect(answer.text == "今日立案 2 件，办结 1 件；现未办结 1 件。")
    }
}
