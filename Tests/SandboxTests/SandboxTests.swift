import Domain
import JSON
import Synchronization
import Testing

@testable import HTTPServer
@testable import Sandbox

@Suite struct SandboxTests {
    let around = Surroundings()
    let sandbox: Sandbox

    init() { sandbox = Sandbox(adapter: "sandbox", surroundings: around.make()) }

    static let own: Headers = ["Host": "127.0.0.1:8480", "Origin": "http://127.0.0.1:8480"]

    /// Asks as the server would: the route is found, its guard runs first.
    func ask(_ method: String, _ target: String, _ body: String = "", headers: Headers = own) async throws -> Response {
        try await ask(method, target, Array(body.utf8), headers: headers)
    }

    func ask(_ method: String, _ target: String, _ body: [UInt8], headers: Headers = own) async throws -> Response {
        let request = try Request(method, target, headers: headers, body: body)
        for route in sandbox.routes where route.takes(method) {
            guard let parameters = route.match(request.segments) else { continue }
            if let refused = route.authorize?(request.head, parameters) { return refused }
            return await route.handler(request, parameters)
        }
        return .text(404, "")
    }

    func say(_ members: String, room: String = "w", person: String = "wang", id: String = "s-00000001") async throws
        -> Response
    {
        try await ask(
            "POST", "/sandbox/messages", #"{"id":"\#(id)","room":"\#(room)","person":"\#(person)",\#(members)}"#)
    }

    func json(_ response: Response) throws -> JSONValue { try JSONReader.read(response.bytes) }

    func lines(_ room: String = "w") async -> [SandboxEntry] { await sandbox.entries(in: SampleCounty.room(room)) }

    func post(_ id: String, _ text: String = "", action: OutboundPost.Action = .create, room: String = "w")
        -> OutboundPost
    {
        OutboundPost(
            id: id, action: action, room: SampleCounty.room(room), kind: "assignment", text: text,
            caseInfo: .init(
                number: "20261121-007", state: "dispatched", typeCode: "06010", typeName: "暴露垃圾", grid: "03",
                unit: "hws"),
            at: Timestamp(seconds: 1_763_000_001))
    }

    @Test func `the state shows the rooms and people of this adapter alone`() async throws {
        let state = try json(try await ask("GET", "/sandbox/state"))
        #expect(state["room"]?.string == "w")
        #expect(state["rooms"]?.array?.compactMap { $0["id"]?.string } == ["w", "u", "l", "e"])
        #expect(state["people"]?.array?.compactMap { $0["name"]?.string } == ["王芳", "李建国", "陈队", "周主任", "何静"])
        #expect(
            state["people"]?[1]?["unitName"]?.string == "环卫所" && state["people"]?[0]?["gridName"]?.string == "宣芳桥网格")
        #expect(try await ask("GET", "/sandbox/state?room=nowhere").status == 404)
        #expect(try await ask("GET", "/sandbox/state?room=x").status == 404)
    }

    @Test func `what is said is handed in like any adapter's message, and shown`() async throws {
        let photo = try json(try await ask("POST", "/sandbox/files", [0xFF, 1, 2]))["id"]?.string
        #expect(photo == "f-0")
        let answer = try await say(
            #""text":"@李建国 宣芳桥一堆垃圾 @网格助手 @所有人","photos":["f-0"],"replyTo":"card:m-1""#)
        #expect(answer.status == 202)
        let received = try #require(around.received.withLock { $0.first })
        #expect(
            received.message
                == InboundMessage(
                    adapter: "sandbox", id: "s-00000001", room: SampleCounty.room("w"), roomName: "城东网格工作群",
                    sender: AccountKey(adapter: "sandbox", id: "wang"), senderName: "王芳",
                    text: "@李建国 宣芳桥一堆垃圾 @网格助手 @所有人",
                    attachments: [.init(kind: .image, source: .uploaded("f-0"))], replyTo: "card:m-1",
                    mentions: [
                        .init(target: .account("li"), name: "李建国"), .init(target: .me, name: "网格助手"),
                        .init(target: .everyone, name: "所有人"),
                    ], sentAt: Timestamp(seconds: 1_763_000_000)))
        #expect(
            String(decoding: received.body, as: UTF8.self)
                == #"{"type":"message.created","timestamp":"2025-11-13T10:13:20+08:00","data":{"id":"s-00000001","room":{"id":"w","name":"城东网格工作群"},"sender":{"id":"wang","name":"王芳"},"text":"@李建国 宣芳桥一堆垃圾 @网格助手 @所有人","attachments":[{"kind":"image","fileId":"f-0"}],"replyTo":{"id":"card:m-1"},"mentions":[{"id":"li","name":"李建国"},{"isMe":true,"name":"网格助手"},{"all":true,"name":"所有人"}]}}"#
        )
        let line = try #require(await lines().first)
        #expect(line.photos == ["f-0"] && line.mentions == ["li", SandboxEntry.botID] && line.mentionsEveryone)
        let file = try await ask("GET", "/sandbox/files/f-0")
        #expect(file.bytes == [0xFF, 1, 2] && file.headers["Content-Type"] == "image/jpeg")
        #expect(file.headers["X-Content-Type-Options"] == "nosniff")
        #expect(try await ask("GET", "/sandbox/files/f-9").status == 404)
    }

    @Test func `a request that comes again shows nothing twice`() async throws {
        for _ in 0..<2 { #expect(try await say(#""text":"收到""#).status == 202) }
        #expect(await lines().count == 1)
    }

    @Test func `own words can be edited and recalled, others' not`() async throws {
        _ = try await say(#""text":"和平路路灯坏了""#)
        #expect(
            try await say(#""action":"edit","target":"s-00000001","text":"x""#, person: "li", id: "s-00000002").status
                == 403)
        #expect(
            try await say(#""action":"edit","target":"s-00000001","text":"和平东路路灯坏了""#, id: "s-00000003").status == 202)
        #expect(await lines().map(\.text) == ["和平东路路灯坏了"])
        #expect(around.lastMessage?.kind == .edited(revision: 1_763_000_000_000))
        #expect(try await say(#""action":"recall","target":"s-00000001""#, id: "s-00000004").status == 202)
        #expect(around.lastMessage?.kind == .deleted)
        let shown = try json(try await ask("GET", "/sandbox/state?room=w"))["entries"]?[0]
        #expect(shown?["recalled"]?.bool == true && shown?["text"]?.string == "")
        #expect(try await say(#""action":"recall","target":"nothing""#, id: "s-00000005").status == 403)
    }

    @Test func `signs come and go`() async throws {
        await sandbox.deliver(post("card:m-1", "暴露垃圾"))
        _ = try await say(#""action":"react","target":"card:m-1","key":"👌""#)
        await sandbox.deliver(post("r-1", action: .reaction(key: "👌", on: "card:m-1")))
        #expect(await lines().first?.reactions == [.init(key: "👌", by: ["wang", SandboxEntry.botID])])
        #expect(around.lastMessage?.kind == .reactionAdded(target: "card:m-1", key: "👌"))
        _ = try await say(#""action":"unreact","target":"card:m-1","key":"👌""#, id: "s-00000002")
        #expect(await lines().first?.reactions == [.init(key: "👌", by: [SandboxEntry.botID])])
    }

    @Test func `a card is shown once and edited in place`() async throws {
        await sandbox.deliver(post("card:m-1", "请处置"))
        await sandbox.deliver(post("card:m-1", "请处置"))
        await sandbox.deliver(post("e-1", "已办结", action: .edit(of: "card:m-1", revision: 2)))
        await sandbox.deliver(post("e-2", "不在", action: .edit(of: "card:other", revision: 2)))
        let lines = await lines()
        #expect(lines.map(\.text) == ["已办结"] && lines[0].isEdited && lines[0].sender == SandboxEntry.botID)
    }

    @Test func `a message that can't be stored is shown no more`() async throws {
        _ = try await say(#""text":"一""#)
        around.breakDown()
        #expect(try await say(#""text":"二""#, id: "s-00000002").status == 503)
        #expect(try await say(#""action":"edit","target":"s-00000001","text":"改""#, id: "s-00000003").status == 503)
        #expect(await lines().map(\.text) == ["一"])
    }

    @Test func `after a start the past is there again`() async throws {
        let message = InboundMessage(
            adapter: "sandbox", id: "s-old", room: SampleCounty.room("w"),
            sender: AccountKey(adapter: "sandbox", id: "wang"), text: "昨天的话", sentAt: Timestamp(seconds: 1))
        around.past.withLock { $0 = [.message(message), .post(post("card:s-old", "请处置")), .message(message)] }
        #expect(await lines().map(\.id) == ["s-old", "card:s-old"])
        // What is delivered while the past is read is there once.
        await sandbox.deliver(post("card:s-old", "请处置"))
        #expect(await lines().count == 2)
    }

    @Test func `every open page hears every change`() async throws {
        let stream = await sandbox.listen()
        var events = stream.makeAsyncIterator()
        #expect(await events.next() == Response.event("{}", name: "hello"))
        _ = try await say(#""text":"收到""#)
        let event = String(decoding: await events.next() ?? [], as: UTF8.self)
        #expect(event.hasPrefix("event: entry\ndata: {\"id\":\"s-00000001\",\"room\":\"w\",\"sender\":\"wang\""))
        #expect(event.hasSuffix("}\n\n"))
        around.breakDown()
        _ = try await say(#""text":"二""#, id: "s-00000002")
        _ = await events.next()
        #expect(
            String(decoding: await events.next() ?? [], as: UTF8.self)
                == "event: removed\ndata: {\"id\":\"s-00000002\",\"room\":\"w\"}\n\n")
    }

    @Test func `a page that does not read is let go`() async throws {
        let stream = await sandbox.listen()
        for number in 0..<400 { await sandbox.deliver(post("p-\(number)", "x")) }
        var count = 0
        for await _ in stream { count += 1 }
        #expect(count == 256)
    }

    @Test func `a room keeps its last lines in memory, not all`() async throws {
        for number in 0..<1_000 { await sandbox.deliver(post("p-\(number)", "\(number)")) }
        let lines = await lines()
        #expect(lines.count <= RoomLog.limit && lines.last?.text == "999")
    }

    @Test(arguments: [
        ("", 400), ("[]", 400), ("{", 400), (#"{"id":"s-1"}"#, 422),
        (#"{"id":"s-0000 001","room":"w","person":"wang","text":"x"}"#, 422),
        (#"{"id":"s-00000001","room":"w","person":"wang"}"#, 422),
        (#"{"id":"s-00000001","room":"w","person":"wang","text":" \n"}"#, 422),
        (#"{"id":"s-00000001","room":"w","person":"wang","text":5}"#, 422),
        (#"{"id":"s-00000001","room":"w","person":"wang","text":"x","action":"shout"}"#, 422),
        (#"{"id":"s-00000001","room":"w","person":"wang","action":"recall"}"#, 422),
        (#"{"id":"s-00000001","room":"w","person":"wang","action":"react","target":"m"}"#, 422),
        (#"{"id":"s-00000001","room":"w","person":"wang","photos":[1]}"#, 422),
        (#"{"id":"s-00000001","room":"q","person":"wang","text":"x"}"#, 404),
        (#"{"id":"s-00000001","room":"x","person":"wang","text":"x"}"#, 404),
        (#"{"id":"s-00000001","room":"w","person":"far","text":"x"}"#, 404),
    ])
    func `a broken request is refused and nothing handed in`(_ body: String, _ status: Int) async throws {
        #expect(try await ask("POST", "/sandbox/messages", body).status == status)
        #expect(around.count == 0)
    }

    @Test func `a file that is no photo is refused in words`() async throws {
        let answer = try await ask("POST", "/sandbox/files", "<html>")
        #expect(answer.status == 422)
        #expect(try json(answer)["error"]?["message"]?.string == "the file is no photo")
    }

    @Test func `every route is behind the guard`() async throws {
        for (method, path) in [
            ("GET", "/sandbox"), ("GET", "/sandbox/state"), ("POST", "/sandbox/messages"), ("POST", "/sandbox/files"),
            ("GET", "/sandbox/files/f-0"), ("GET", "/sandbox/events"),
        ] {
            #expect(try await ask(method, path, "", headers: ["Host": "bridge.example"]).status == 403, "\(path)")
        }
        #expect(sandbox.routes.count == 6)
    }

    @Test func `the page runs its own script and nobody else's`() async throws {
        let page = try await ask("GET", "/sandbox")
        let policy = try #require(page.headers["Content-Security-Policy"])
        let nonce = try #require(policy.firstMatch(of: /script-src 'nonce-([a-z0-9]+)'/)?.1)
        let text = String(decoding: page.bytes, as: UTF8.self)
        #expect(text.contains("<script nonce=\"\(nonce)\">") && text.contains("<style nonce=\"\(nonce)\">"))
        #expect(!text.contains("unsafe") && !policy.contains("unsafe"))
        // Nothing is asked of another host, and no words become markup.
        #expect(text.matches(of: /(src|href)="(https?:)?\/\//).isEmpty)
        #expect(!text.contains("innerHTML") && !text.contains(" style=\"") && !text.contains(" onclick=\""))
        let again = try await ask("GET", "/sandbox")
        #expect(again.headers["Content-Security-Policy"] != policy)
    }

    @Test func `both languages have the same words`() {
        let words = SandboxPage.words
        let english = words.firstRange(of: "\n  en: {")?.lowerBound ?? words.endIndex
        let hints = words.firstRange(of: "const HINTS")?.lowerBound ?? words.endIndex
        func keys(_ text: Substring) -> [String] {
            text.matches(of: /(\w+): ["{]/).map { String($0.1) }.filter { $0 != "zh" && $0 != "en" }
        }
        #expect(keys(words[..<english]) == keys(words[english..<hints]) && keys(words[..<english]).count > 60)
    }
}
