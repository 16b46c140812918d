import Chat
import JSON
import Testing

@Suite struct MatrixSyncTests {
    private func read(_ text: String) throws -> MatrixSync {
        try MatrixSync(Array(text.utf8), user: "@bot:hs.test")
    }

    @Test func `an answer's rooms bring their events, in order, with what is missing before them`() throws {
        let news = try read(
            """
            {"next_batch":"s2","rooms":{"join":{"!a":{"timeline":{"events":[{"n":2},{"n":3}],"limited":true,
            "prev_batch":"t1"},"state":{"events":[{"n":1}]}},"!b":{"timeline":{"events":[],"limited":false,
            "prev_batch":"t9"}}},"leave":{"!c":{}}}}
            """)
        #expect(news.next == "s2")
        #expect(news.joined.map(\.id) == ["!a", "!b"])
        #expect(
            news.joined[0].timeline.map { String(decoding: $0, as: UTF8.self) } == [#"{"n":2}"#, #"{"n":3}"#])
        #expect(news.joined[0].state.map { String(decoding: $0, as: UTF8.self) } == [#"{"n":1}"#])
        #expect(news.joined[0].gap == "t1")
        #expect(news.joined[1].gap == nil)
        #expect(news.left.map(\.id) == ["!c"])
    }

    @Test func `an invitation names who invites and what to`() throws {
        let news = try read(
            """
            {"next_batch":"s","rooms":{"invite":{"!d":{"invite_state":{"events":[
            {"type":"m.room.encryption","content":{}},{"type":"m.room.name","content":{"name":"群"}},
            {"type":"m.room.member","sender":"@wang:hs.test","state_key":"@bot:hs.test","content":{"membership":"invite"}}
            ]}},"!e":{"invite_state":{"events":[]}}}}}
            """)
        #expect(news.invited.map(\.room) == ["!d"])
        #expect(news.invited[0].inviter == "@wang:hs.test")
        #expect(news.invited[0].roomName == "群")
    }

    @Test func `an event that is too deep spoils no other`() throws {
        let deep = String(repeating: "[", count: 60) + String(repeating: "]", count: 60)
        let news = try read(
            #"{"next_batch":"s","rooms":{"join":{"!a":{"timeline":{"events":[{"x":\#(deep)},{"n":1}]}}}}}"#)
        #expect(news.joined[0].timeline.count == 2)
    }

    @Test(arguments: ["", "{}", #"{"next_batch":1}"#, #"{"next_batch":"s","rooms":[]}"#])
    func `what is no answer says so`(_ text: String) {
        #expect(throws: DecodeFailure.self) { try read(text) }
    }

    @Test func `an event of an answer gets its room`() throws {
        let placed = MatrixEvent.placed(Array(#"{"event_id":"$e","content":{"body":"x"}}"#.utf8), in: "!a")
        #expect(try JSONReader.read(placed)["room_id"] == "!a")
        #expect(try JSONReader.read(placed)["content"]?["body"] == "x")
        let own = Array(#"{"room_id":"!b"}"#.utf8)
        #expect(MatrixEvent.placed(own, in: "!a") == own)
    }
}
