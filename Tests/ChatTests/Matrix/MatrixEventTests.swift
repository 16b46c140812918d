import Chat
import Domain
import Testing

@Suite struct MatrixEventTests {
    private let bot = MatrixIdentity(userID: "@gridbot:hs.test", displayName: "网格助手")

    private func read(
        _ content: String, type: String = "m.room.message", more: String = ""
    ) throws -> MatrixEvent {
        try MatrixEvent(
            Array(
                """
                {"type":"\(type)","event_id":"$e1","room_id":"!r","sender":"@wang:hs.test",
                 "origin_server_ts":1795224527936,"content":\(content)\(more)}
                """.utf8), adapter: "matrix", bot: bot)
    }

    private func said(_ content: String) throws -> InboundMessage? {
        guard case .said(let message) = try read(content).meaning else { return nil }
        return message
    }

    // MARK: Words

    @Test func `a text is what was said, by whom, where and when`() throws {
        let message = try #require(try said(#"{"msgtype":"m.text","body":"宣芳桥有垃圾🗑️"}"#))
        #expect(message.id == "$e1")
        #expect(message.room == RoomKey(adapter: "matrix", id: "!r"))
        #expect(message.sender == AccountKey(adapter: "matrix", id: "@wang:hs.test"))
        #expect(message.senderName == "wang")
        #expect(message.text == "宣芳桥有垃圾🗑️")
        #expect(message.sentAt == Timestamp(milliseconds: 1_795_224_527_936))
        #expect(!message.senderIsBot)
    }

    @Test func `a notice is a bot's`() throws {
        #expect(try said(#"{"msgtype":"m.notice","body":"x"}"#)?.senderIsBot == true)
    }

    @Test(arguments: [
        (
            #"{"msgtype":"m.text","body":"> <@a:b> alt\n> zwei\n\n收到","m.relates_to":{"m.in_reply_to":{"event_id":"$t"}}}"#,
            "收到"
        ),
        (#"{"msgtype":"m.text","body":"收到","m.relates_to":{"m.in_reply_to":{"event_id":"$t"}}}"#, "收到"),
        (#"{"msgtype":"m.text","body":"> 10米的坑","m.relates_to":{}}"#, "> 10米的坑"),
    ])
    func `an answer is read without what old clients quote above it`(_ content: String, _ text: String) throws {
        let message = try #require(try said(content))
        #expect(message.text == text)
        #expect(message.replyTo == (content.contains("$t") ? "$t" : nil))
    }

    @Test func `in a thread only a real answer answers`() throws {
        let inThread =
            #""m.relates_to":{"rel_type":"m.thread","event_id":"$root","is_falling_back":FALLBACK,"m.in_reply_to":{"event_id":"$last"}}"#
        for (fallback, reply) in [("true", String?.none), ("false", "$last")] {
            let message = try #require(
                try said(
                    #"{"msgtype":"m.text","body":"收到",\#(inThread.replacing("FALLBACK", with: fallback))}"#))
            #expect(message.thread == "$root")
            #expect(message.replyTo == reply)
        }
    }

    // MARK: Photos and places

    @Test(arguments: [
        (#"{"msgtype":"m.image","body":"a.jpg","url":"mxc://hs.test/abc"}"#, String?.none),
        (#"{"msgtype":"m.image","body":"a.jpg","filename":"a.jpg","url":"mxc://hs.test/abc"}"#, nil),
        (#"{"msgtype":"m.image","body":"桥下垃圾","filename":"a.jpg","url":"mxc://hs.test/abc"}"#, "桥下垃圾"),
    ])
    func `a photo's body is its caption only beside a file name`(_ content: String, _ caption: String?) throws {
        let message = try #require(try said(content))
        #expect(message.text == caption)
        #expect(message.photoCount == 1)
        #expect(message.attachments?.first?.source == .url("mxc://hs.test/abc"))
    }

    @Test(arguments: [
        "https://evil.example/x.jpg", "mxc://hs.test/../x", "mxc://hs.test/a/b", "mxc://hs.test/", "mxc:///a",
        "mxc://a..b/c",
    ])
    func `nothing but a file of a homeserver is a photo`(_ url: String) throws {
        #expect(try said(#"{"msgtype":"m.image","body":"a.jpg","url":"\#(url)"}"#) == nil)
        #expect(MatrixMediaID(url) == nil)
    }

    @Test func `galleries of both kinds bring all their photos`() throws {
        let beeper = try #require(
            try said(
                """
                {"msgtype":"com.beeper.gallery","body":"x","com.beeper.gallery.caption":"三处垃圾",
                 "com.beeper.gallery.images":[{"msgtype":"m.image","body":"1.jpg","url":"mxc://hs.test/a1"},
                  {"msgtype":"m.image","body":"2.jpg","url":"mxc://hs.test/a2"}]}
                """))
        #expect(beeper.text == "三处垃圾")
        #expect(beeper.photoCount == 2)
        let other = try #require(
            try said(
                #"{"msgtype":"m.gallery","body":"一处","itemtypes":[{"itemtype":"m.image","body":"1","url":"mxc://hs.test/a1"}]}"#
            ))
        #expect(other.text == "一处")
        #expect(other.photoCount == 1)
        let items = (1...25).map { #"{"itemtype":"m.image","body":"\#($0)","url":"mxc://hs.test/a\#($0)"}"# }
        let many = try #require(
            try said(#"{"msgtype":"dm.filament.gallery","body":"多处","itemtypes":[\#(items.joined(separator: ","))]}"#))
        #expect(many.text == "多处")
        #expect(many.photoCount == 20, "what is beyond is passed over, and nothing is lost with it")
    }

    @Test(arguments: [
        ("geo:27.98,116.36", Coordinate(latitude: 27.98, longitude: 116.36)),
        ("geo:27.98,116.36,12;u=35", Coordinate(latitude: 27.98, longitude: 116.36)),
        ("geo:-1,2;crs=wgs84", Coordinate(latitude: -1, longitude: 2)), ("geo:1,2;crs=bd09", nil), ("geo:91,0", nil),
        ("geo:x,y", nil), ("27,116", nil), ("geo:1", nil),
    ])
    func `a location is its coordinates in the one system that is named`(_ uri: String, _ point: Coordinate?) throws {
        let message = try said(#"{"msgtype":"m.location","body":"桥头","geo_uri":"\#(uri)"}"#)
        #expect(message?.location == point)
        if point != nil { #expect(message?.locationLabel == "桥头") }
    }

    // MARK: Mentions

    @Test(arguments: [
        #"{"msgtype":"m.text","body":"网格助手: 帮助","m.mentions":{"user_ids":["@gridbot:hs.test"]}}"#,
        #"{"msgtype":"m.text","body":"网格助手：帮助","formatted_body":"<a href=\"https://matrix.to/#/@gridbot:hs.test\">x</a>: 帮助"}"#,
        #"{"msgtype":"m.text","body":"网格助手 帮助","formatted_body":"<a href=\"https://matrix.to/#/%40gridbot%3Ahs.test\">x</a> 帮助"}"#,
        #"{"msgtype":"m.text","body":"@gridbot:hs.test 帮助"}"#, #"{"msgtype":"m.text","body":"@网格助手 帮助"}"#,
    ])
    func `whoever speaks to the bot is heard without its name`(_ content: String) throws {
        let message = try #require(try said(content))
        #expect(message.addressesBot)
        #expect(message.text == "帮助")
    }

    @Test func `where mentions are listed, words in the text are none`() throws {
        let message = try #require(try said(#"{"msgtype":"m.text","body":"网格助手坏了？","m.mentions":{}}"#))
        #expect(!message.addressesBot)
        let room = try #require(
            try said(
                #"{"msgtype":"m.text","body":"x","m.mentions":{"room":true,"user_ids":["@li:hs.test","@li:hs.test"]}}"#)
        )
        #expect(room.mentions.map(\.target) == [.account("@li:hs.test"), .everyone])
    }

    // MARK: Edits, reactions, redactions

    @Test func `an edit has the new words and the first message's id`() throws {
        let content =
            #"{"msgtype":"m.text","body":"* 新","m.new_content":{"msgtype":"m.text","body":"新"},"m.relates_to":{"rel_type":"m.replace","event_id":"$first"}}"#
        guard case .edit(let message) = try read(content).meaning else {
            Issue.record("no edit")
            return
        }
        #expect(message.id == "$first")
        #expect(message.text == "新")
        guard case .edited(let revision?) = message.kind else {
            Issue.record("no revision")
            return
        }
        #expect(revision >> 21 == 1_795_224_527_936)
    }

    @Test func `an edit's first line may begin with a sign of quotation`() throws {
        let content =
            #"{"msgtype":"m.text","body":"* > 10米的坑","m.new_content":{"msgtype":"m.text","body":"> 10米的坑\n桥头","m.relates_to":{"m.in_reply_to":{"event_id":"$t"}}},"m.relates_to":{"rel_type":"m.replace","event_id":"$first"}}"#
        guard case .edit(let message) = try read(content).meaning else {
            Issue.record("no edit")
            return
        }
        #expect(message.text == "> 10米的坑\n桥头")
    }

    @Test func `without new words an edit is nothing`() throws {
        let content = #"{"msgtype":"m.text","body":"* 新","m.relates_to":{"rel_type":"m.replace","event_id":"$first"}}"#
        #expect(try read(content).meaning == .other)
    }

    @Test func `of two edits at one moment the larger id is the later`() throws {
        func revision(_ id: String) throws -> Int64 {
            let bytes = Array(
                """
                {"type":"m.room.message","event_id":"\(id)","room_id":"!r","sender":"@w:h","origin_server_ts":7,"content":
                {"msgtype":"m.text","body":"* a","m.new_content":{"msgtype":"m.text","body":"a"},
                "m.relates_to":{"rel_type":"m.replace","event_id":"$t"}}}
                """.utf8)
            guard case .edit(let edit) = try MatrixEvent(bytes, adapter: "m", bot: bot).meaning,
                case .edited(let revision?) = edit.kind
            else { return -1 }
            return revision
        }
        #expect(try revision("$Abc") < revision("$abc"))
        #expect(try revision("$abc") < revision("$abd"))
    }

    @Test func `a reaction is its sign and what it is on`() throws {
        let event = try read(
            #"{"m.relates_to":{"rel_type":"m.annotation","event_id":"$t","key":"👌"}}"#, type: "m.reaction")
        guard case .reaction(let message) = event.meaning else {
            Issue.record("no reaction")
            return
        }
        #expect(message.kind == .reactionAdded(target: "$t", key: "👌"))
    }

    @Test(arguments: [
        (#"{"redacts":"$t"}"#, ""), ("{}", #","redacts":"$t""#), (#"{"redacts":"$t"}"#, #","redacts":"$u""#),
    ])
    func `a redaction's target stands in either place`(_ content: String, _ beside: String) throws {
        #expect(try read(content, type: "m.room.redaction", more: beside).meaning == .redaction(target: "$t"))
    }

    @Test func `a message that was redacted before it came is empty`() throws {
        #expect(try read("{}").meaning == .emptied)
    }

    // MARK: Rooms

    @Test func `an invitation shows what it is to`() throws {
        let event = try read(
            #"{"membership":"invite"}"#, type: "m.room.member",
            more:
                #","state_key":"@gridbot:hs.test","unsigned":{"prev_content":{"membership":"leave"},"invite_room_state":[{"type":"m.room.name","content":{"name":"工作群"}},{"type":"m.room.encryption","content":{}}]}"#
        )
        guard case .member(let member) = event.meaning else {
            Issue.record("no member")
            return
        }
        #expect(member.user == "@gridbot:hs.test")
        #expect(member.membership == .invite)
        #expect(member.before == .leave)
        #expect(member.roomName == "工作群")
        #expect(member.roomIsEncrypted)
    }

    @Test(arguments: [
        ("m.room.encryption", "{}", MatrixEvent.Meaning.encryptionOn),
        ("m.room.power_levels", "{}", .rightsChanged),
        (
            "m.room.tombstone", #"{"replacement_room":"!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM"}"#,
            .replaced(by: "!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM")
        ),
        ("m.room.name", #"{"name":"新名"}"#, .named("新名")), ("m.room.topic", "{}", .other),
    ])
    func `state of a room is what it means for the bridge`(
        _ type: String, _ content: String, _ meaning: MatrixEvent.Meaning
    ) throws {
        #expect(try read(content, type: type, more: #","state_key":"""#).meaning == meaning)
        // Without a state key anybody may send an event of that type.
        #expect(try read(content, type: type).meaning == .other)
    }

    @Test(arguments: [
        #"{}"#, #"{"event_id":"$e","room_id":"!r","sender":"@a:b","content":{}}"#,
        #"{"type":"m.room.message","room_id":"!r","sender":"@a:b","content":{}}"#,
        #"{"type":"m.room.message","event_id":"$e","sender":"@a:b","content":{}}"#,
        #"{"type":"m.room.message","event_id":"$e","room_id":"!r","sender":"@a:b","content":[]}"#, "[]", "x",
    ])
    func `what is no event says so`(_ text: String) {
        #expect(throws: DecodeFailure.self) { try MatrixEvent(Array(text.utf8), adapter: "m", bot: bot) }
    }
}
