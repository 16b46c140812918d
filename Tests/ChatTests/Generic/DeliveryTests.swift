import Domain
import HTTPClient
import Testing

@testable import Chat

@Suite struct DeliveryTests {
    func inbound(_ type: String, _ member: String = "") throws -> Inbound {
        try GenericEnvelope.decode(
            recorded: Array(
                #"{"type":"\#(type)","timestamp":"2026-01-18T10:41:00Z","data":{"id":"m","room":"r","sender":"u","text":"x","target":"t","key":"1"\#(member)}}"#
                    .utf8), adapter: "county")
    }

    @Test func `a delivery is known by the sender's id, else by the message and what happened`() throws {
        let created = try inbound("message.created")
        #expect(Delivery(id: "d-1", body: [], created).key == "delivery:d-1")
        #expect(Delivery(id: nil, body: [], created).key == "message.created:m")
        let keys = try [
            created, inbound("message.edited"), inbound("message.edited", #","revision":2"#),
            inbound("message.deleted"),
            inbound("reaction.added"), inbound("reaction.removed"),
        ].map { Delivery(id: nil, body: [], $0).key }
        #expect(Set(keys).count == keys.count)
        #expect(
            Delivery(id: nil, body: Array("abc".utf8), created).bodyHash
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func `a post's delivery id is its own where that may be`() {
        #expect(DeliveryID.of(post: "o-5001") == "o-5001")
        let made = DeliveryID.of(post: "card:m-1.2")
        #expect(
            DeliveryID.isValid(made) && made == DeliveryID.of(post: "card:m-1.2")
                && made != DeliveryID.of(post: "card:m-1.3"))
    }

    @Test func `the waits are those of the published schedule`() {
        let waits = (1...RetrySchedule.attemptLimit).map { RetrySchedule.wait(afterAttempt: $0, random: 200) }
        #expect(
            waits == [
                .seconds(5), .seconds(300), .seconds(1800), .seconds(7200), .seconds(18000), .seconds(36000),
                .seconds(50400), .seconds(72000), .seconds(86400), nil,
            ])
        let total = waits.reduce(Duration.zero) { $0 + ($1 ?? .zero) }
        #expect(total == Duration.seconds(272_105))  // 75 h 35 min 5 s
    }

    @Test(arguments: [(0, 240), (200, 300), (400, 360), (401, 240), (UInt64.max, 258)] as [(UInt64, Int64)])
    func `jitter stays within a fifth`(_ random: UInt64, _ seconds: Int64) throws {
        let wait = try #require(RetrySchedule.wait(afterAttempt: 2, random: random))
        #expect(abs(wait.components.seconds - seconds) <= 1)
        #expect(wait >= .seconds(240) && wait <= .seconds(360))
    }

    @Test func `what follows an outcome`() {
        func next(_ outcome: DeliveryOutcome, _ attempts: Int) -> RetrySchedule.Next {
            RetrySchedule.next(after: outcome, attempts: attempts, random: 200)
        }
        #expect(next(.delivered(platformID: "x"), 1) == .done(platformID: "x"))
        #expect(next(.gone, 1) == .disable)
        #expect(next(.refused(reason: "status 404"), 2) == .again(after: .seconds(300)))
        #expect(next(.refused(reason: "status 404"), 3) == .park(reason: "status 404"))
        #expect(next(.retry(after: nil, reason: "status 500"), 9) == .again(after: .seconds(86400)))
        #expect(next(.retry(after: nil, reason: "status 500"), 10) == .park(reason: "status 500"))
        #expect(next(.retry(after: .seconds(60), reason: "status 429"), 1) == .again(after: .seconds(60)))
        #expect(next(.retry(after: .seconds(60), reason: "status 429"), 2) == .again(after: .seconds(300)))
        #expect(next(.retry(after: .seconds(9_999_999), reason: "status 503"), 1) == .again(after: .seconds(86400)))
    }

    @Test(
        arguments: [
            (200, [], #"{"id":"p-7"}"#, .delivered(platformID: "p-7")), (204, [], "", .delivered(platformID: nil)),
            (202, [], "not json", .delivered(platformID: nil)), (200, [], #"{"id":7}"#, .delivered(platformID: nil)),
            (302, [("Location", "https://elsewhere.example/")], "", .refused(reason: "status 302")),
            (404, [], "", .refused(reason: "status 404")), (410, [], "", .gone),
            (429, [("Retry-After", "30")], "", .retry(after: .seconds(30), reason: "status 429")),
            (503, [("retry-after", "x")], "", .retry(after: nil, reason: "status 503")),
            (500, [("Retry-After", "30")], "", .retry(after: nil, reason: "status 500")),
        ] as [(Int, [(String, String)], String, DeliveryOutcome)])
    func `an answer means`(_ status: Int, _ headers: [(String, String)], _ body: String, _ outcome: DeliveryOutcome) {
        let response = ClientResponse(
            status: status, headers: headers.map { (name: $0.0, value: $0.1) }, body: Array(body.utf8))
        #expect(GenericSender.outcome(of: response, now: Timestamp(seconds: 0)) == outcome)
    }

    @Test func `an attempt carries the kept bytes, signed for its own time`() async throws {
        let secret = try WebhookSecret(WebhookTests.newKey, scheme: .standard)
        let webhook = Webhook(scheme: .standard, secrets: [secret])
        let sender = GenericSender(url: "https://chat.example.org/replies", webhook: webhook, allowPrivateHosts: false)
        {
            (request) throws(TransferFailure) in
            #expect(request.method == "POST" && request.url == "https://chat.example.org/replies")
            #expect(request.addresses == .publicOnly && !request.allowPlainHTTP && request.redirects == 0)
            let verified = try? webhook.verify(
                headers: request.headers, body: request.body, now: Timestamp(seconds: 100))
            #expect(verified?.deliveryID == "o-1" && verified?.body == [123, 125])
            throw TransferFailure(code: .timeout, host: "chat.example.org", reason: "too slow")
        }
        let outcome = await sender.send([123, 125], postID: "o-1", now: Timestamp(seconds: 100))
        #expect(outcome == .retry(after: nil, reason: "transfer timeout"))
        #expect(
            GenericSender.outcome(of: TransferFailure(code: .forbiddenAddress, host: "h", reason: "private"))
                == .refused(reason: "transfer forbiddenAddress"))
    }
}

@Suite struct GenericReplyTests {
    let room = RoomKey(adapter: "county", id: "r-1")
    let at = Timestamp(milliseconds: 1_768_732_735_824)

    func text(_ post: OutboundPost) -> String {
        String(decoding: GenericReply.encode(post, zone: .china), as: UTF8.self)
    }

    @Test func `a post is written with its kind and case`() {
        let post = OutboundPost(
            id: "card:m-1", room: room, kind: "assignment", text: "0118-007 暴露垃圾\n请处置", replyTo: "m-1",
            thread: "t-1", mentions: ["hws-li"],
            caseInfo: .init(
                number: "20260118-007", state: "dispatched", typeCode: "06010", typeName: "暴露垃圾", grid: "03",
                unit: "hws"), at: at)
        #expect(
            text(post)
                == #"{"type":"reply.created","timestamp":"2026-01-18T18:38:55+08:00","data":{"id":"card:m-1","room":{"id":"r-1"},"thread":{"id":"t-1"},"replyTo":{"id":"m-1"},"text":"0118-007 暴露垃圾\n请处置","format":"plain","mentions":[{"id":"hws-li"}],"kind":"assignment","case":{"number":"20260118-007","state":"dispatched","type":{"code":"06010","name":"暴露垃圾"},"grid":"03","unit":"hws","url":null},"silent":false}}"#
        )
    }

    @Test func `an edit names the post it changes, a sign the message it sits on`() {
        let edit = OutboundPost(
            id: "o-2", action: .edit(of: "card:m-1", revision: 3), room: room, kind: "assignment", text: "已办结", at: at,
            silent: true)
        #expect(
            text(edit)
                == #"{"type":"reply.edited","timestamp":"2026-01-18T18:38:55+08:00","data":{"id":"card:m-1","revision":3,"room":{"id":"r-1"},"text":"已办结","format":"plain","mentions":[],"kind":"assignment","case":null,"silent":true}}"#
        )
        let sign = OutboundPost(
            id: "o-3", action: .reaction(key: "👌", on: "m-2"), room: room, kind: "acknowledged", text: "", at: at)
        #expect(
            text(sign)
                == #"{"type":"reaction.added","timestamp":"2026-01-18T18:38:55+08:00","data":{"id":"o-3","room":{"id":"r-1"},"target":{"id":"m-2"},"key":"👌","kind":"acknowledged","case":null,"silent":false}}"#
        )
    }

    @Test func `a file's id is made of its content and read back`() {
        let hash = String(repeating: "0a", count: 32)
        #expect(GenericFiles.sha256(ofID: GenericFiles.id(sha256: hash)) == hash)
        for bad in ["f-", "f-1", hash, "f-" + hash.uppercased(), "f-../../etc/passwd", "f-\(hash)0"] {
            #expect(GenericFiles.sha256(ofID: bad) == nil)
        }
        let receipt = GenericFiles.receipt(kept: hash, received: hash, size: 5)
        #expect(receipt.status == 201)
        #expect(String(decoding: receipt.body, as: UTF8.self) == #"{"id":"f-\#(hash)","size":5,"sha256":"\#(hash)"}"#)
    }

    @Test func `answers say little`() {
        #expect(
            String(decoding: GenericAnswer.accepted(id: "m-1").body, as: UTF8.self)
                == #"{"status":"accepted","id":"m-1"}"#)
        #expect(GenericAnswer.duplicate(id: "m-1").status == 200 && GenericAnswer.accepted(id: "m-1").status == 202)
        #expect(GenericAnswer.unauthorized.body == Array("{}".utf8))
        #expect(GenericAnswer.unavailable.retryAfter == 60)
    }
}
