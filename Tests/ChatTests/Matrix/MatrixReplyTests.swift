import Chat
import Domain
import JSON
import Testing

@Suite struct MatrixReplyTests {
    private let room = RoomKey(adapter: "matrix", id: "!r")

    private func post(_ text: String, _ action: OutboundPost.Action = .create, thread: String? = nil) -> OutboundPost {
        OutboundPost(
            id: "card:$m", action: action, room: room, kind: "assignment", text: text, thread: thread,
            caseInfo: .init(
                number: "20261121-007", state: "dispatched", typeCode: nil, typeName: nil, grid: nil, unit: nil),
            at: Timestamp(milliseconds: 0))
    }

    private func content(
        _ post: OutboundPost, _ references: MatrixReply.References = .init(),
        people: [(account: String, name: String)] = []
    ) throws -> [JSONValue] {
        try MatrixReply(post, references, people: people).parts().map { try JSONReader.read($0.content) }
    }

    @Test func `a card is a notice that names its people and answers its report`() throws {
        let card = try #require(
            try content(
                post("1121-007 暴露垃圾 · a<b → @李所长"), .init(replyTo: "$report"),
                people: [(account: "@li:hs.test", name: "李所长")]
            ).first)
        #expect(card["msgtype"] == "m.notice")
        #expect(card["body"] == "1121-007 暴露垃圾 · a<b → @李所长")
        #expect(
            card["formatted_body"]
                == "<strong>1121-007</strong> 暴露垃圾 · a&lt;b → <a href=\"https://matrix.to/#/%40li%3Ahs.test\">@李所长</a>")
        #expect(card["m.mentions"]?["user_ids"] == ["@li:hs.test"])
        #expect(card["m.relates_to"]?["m.in_reply_to"]?["event_id"] == "$report")
        #expect(card["m.relates_to"]?["rel_type"] == nil)
    }

    @Test func `mentions are listed also when there are none`() throws {
        #expect(try content(post("好"))[0]["m.mentions"] == [:])
    }

    @Test func `in a thread an answer stays in it`() throws {
        let answer = try content(post("好", thread: "$root"), .init(replyTo: "$m"))[0]["m.relates_to"]
        #expect(answer?["rel_type"] == "m.thread")
        #expect(answer?["event_id"] == "$root")
        #expect(answer?["is_falling_back"] == false)
        #expect(answer?["m.in_reply_to"]?["event_id"] == "$m")
        let line = try content(post("好", thread: "$root"))[0]["m.relates_to"]
        #expect(line?["is_falling_back"] == true)
    }

    @Test func `an edit shows what changed and notifies nobody anew`() throws {
        let edit = try content(
            post("1121-007 已办结", .edit(of: "card:$m", revision: 3)), .init(target: "$card"),
            people: [(account: "@li:hs.test", name: "李所长")])[0]
        #expect(edit["body"] == "* 1121-007 已办结")
        #expect(edit["m.new_content"]?["body"] == "1121-007 已办结")
        #expect(edit["m.relates_to"] == ["rel_type": "m.replace", "event_id": "$card"])
        #expect(edit["m.mentions"] == [:])
    }

    @Test func `a sign is a reaction`() throws {
        let parts = MatrixReply(
            post("", .reaction(key: "👌", on: "$m")), .init(target: "$m"), people: []
        ).parts()
        #expect(parts.map(\.type) == ["m.reaction"])
        #expect(
            try JSONReader.read(parts[0].content)["m.relates_to"]
                == ["rel_type": "m.annotation", "event_id": "$m", "key": "👌"])
    }

    /// An event holds 65,536 bytes with all that the server adds.
    @Test(arguments: [
        String(repeating: "垃圾堆放在路边；", count: 4_000), String(repeating: "<&>\"", count: 9_000),
        String(repeating: "😀\n", count: 12_000), String(repeating: "e\u{301}", count: 20_000),
        "e" + String(repeating: "\u{301}", count: 40_000),
    ])
    func `a long text goes in pieces that fit, and nothing of it is lost`(_ text: String) throws {
        let parts = MatrixReply(post(text), .init(replyTo: "$m"), people: []).parts()
        #expect(parts.count > 1)
        #expect(parts.allSatisfy { $0.content.count < 61_000 })
        let pieces = try parts.map { try #require(try JSONReader.read($0.content)["body"]?.string) }
        func bare(_ text: String) -> String { text.filter { !$0.isNewline } }
        #expect(bare(pieces.joined()) == bare(text))
        let relations = try parts.map { try JSONReader.read($0.content)["m.relates_to"] }
        #expect(relations[0] != nil && relations.dropFirst().allSatisfy { $0 == nil })
    }

    @Test func `of a long edit the first piece changes the card and the others follow it`() throws {
        let text = (0..<3_000).map { "第\($0)行：垃圾堆放在路边" }.joined(separator: "\n")
        let parts = try content(post(text, .edit(of: "card:$m", revision: 3)), .init(target: "$card"))
        #expect(parts.count > 1)
        #expect(parts[0]["m.relates_to"] == ["rel_type": "m.replace", "event_id": "$card"])
        let words = try parts.enumerated().map { index, part in
            try #require((index == 0 ? part["m.new_content"]?["body"] : part["body"])?.string)
        }
        #expect(words.joined(separator: "\n") == text)
        for part in parts.dropFirst() {
            #expect(part["m.relates_to"] == ["m.in_reply_to": ["event_id": "$card"]])
            #expect(part["m.new_content"] == nil)
        }
    }

    @Test(arguments: [
        (
            "@李明、@李 请看",
            "<a href=\"https://matrix.to/#/%40liming%3Ahs.test\">@李明</a>、<a href=\"https://matrix.to/#/%40li%3Ahs.test\">@李</a> 请看"
        ),
        (
            "@李 和 @李明",
            "<a href=\"https://matrix.to/#/%40li%3Ahs.test\">@李</a> 和 <a href=\"https://matrix.to/#/%40liming%3Ahs.test\">@李明</a>"
        ),
        ("@李明明，@李华", "@李明明，@李华"), ("@李", "<a href=\"https://matrix.to/#/%40li%3Ahs.test\">@李</a>"),
        ("@李2", "@李2"), ("李明", "李明"),
        ("11121-0071，1121-007", "11121-0071，<strong>1121-007</strong>"),
    ])
    func `a name leads to whoever has just that name`(_ text: String, _ html: String) throws {
        let people = [(account: "@li:hs.test", name: "李"), (account: "@liming:hs.test", name: "李明")]
        for people in [people, people.reversed()] {
            #expect(try content(post(text), people: people)[0]["formatted_body"]?.string == html)
        }
    }

    @Test func `a name that looks like markup stays a name`() throws {
        let card = try content(post("@<b>&"), people: [(account: "@x\"y:hs.test", name: "<b>&")])[0]
        #expect(
            card["formatted_body"] == "<a href=\"https://matrix.to/#/%40x%22y%3Ahs.test\">@&lt;b&gt;&amp;</a>")
    }

    @Test func `a photo goes with its words and its size`() throws {
        let image = MatrixImage(
            uri: "mxc://hs.test/a", caption: "1121-007 处置前", name: "a.jpeg", mediaType: "image/jpeg", size: 9,
            width: 4, height: 3)
        let part = try JSONReader.read(MatrixReply(post("x"), .init(), people: []).part(showing: image).content)
        #expect(part["msgtype"] == "m.image")
        #expect(part["body"] == "1121-007 处置前")
        #expect(part["filename"] == "a.jpeg")
        #expect(part["info"]?["w"] == 4)
        var video = image
        video.mediaType = "video/mp4"
        let film = try JSONReader.read(MatrixReply(post("x"), .init(), people: []).part(showing: video).content)
        #expect(film["msgtype"] == "m.video")
    }
}
