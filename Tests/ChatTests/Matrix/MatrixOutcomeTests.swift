import Chat
import HTTPClient
import Testing

@Suite struct MatrixOutcomeTests {
    @Test(arguments: [
        (MatrixFailure.transfer(.connect), DeliveryOutcome.away(reason: "transfer connect")),
        (.transfer(.timeout), .away(reason: "transfer timeout")),
        (.refused(status: 502, code: nil, retryAfter: nil), .away(reason: "status 502")),
        (.refused(status: 401, code: "M_UNKNOWN_TOKEN", retryAfter: nil), .away(reason: "401 M_UNKNOWN_TOKEN")),
        (
            .refused(status: 429, code: "M_LIMIT_EXCEEDED", retryAfter: .seconds(2)),
            .limited(after: .seconds(2), reason: "429 M_LIMIT_EXCEEDED")
        ), (.refused(status: 403, code: "M_FORBIDDEN", retryAfter: nil), .forbidden(reason: "403 M_FORBIDDEN")),
        (.refused(status: 413, code: "M_TOO_LARGE", retryAfter: nil), .unfit(reason: "413 M_TOO_LARGE")),
        (.refused(status: 413, code: nil, retryAfter: nil), .unfit(reason: "status 413")),
        (.refused(status: 400, code: "M_BAD_JSON", retryAfter: nil), .refused(reason: "400 M_BAD_JSON")),
        (.transfer(.badURL), .refused(reason: "transfer badURL")),
    ])
    func `each failure says whether, and when, a post is tried again`(
        _ failure: MatrixFailure, _ outcome: DeliveryOutcome
    ) {
        #expect(MatrixSender.outcome(of: failure) == outcome)
    }

    @Test func `what is not the post's fault is no try of it`() {
        #expect(RetrySchedule.next(after: .away(reason: ""), attempts: 9, random: 0) == .hold)
        #expect(RetrySchedule.next(after: .forbidden(reason: ""), attempts: 9, random: 0) == .hold)
        #expect(
            RetrySchedule.next(after: .limited(after: .seconds(3), reason: ""), attempts: 9, random: 0)
                == .wait(.seconds(3)))
        #expect(RetrySchedule.next(after: .unfit(reason: "x"), attempts: 1, random: 0) == .park(reason: "x"))
    }

    @Test func `a registration claims the bot alone and holds no more than YAML allows`() {
        let yaml = MatrixRegistration(
            id: "matrix", url: "http://127.0.0.1:8480", asToken: "a\"b\\c", hsToken: "h", bot: "gridbot",
            serverName: "hs.test"
        ).yaml
        #expect(yaml.contains("regex: \"@gridbot:hs\\\\.test\"\n"))
        #expect(yaml.contains("as_token: \"a\\\"b\\\\c\"\n"))
        #expect(yaml.contains("rooms: []"))
        #expect(MatrixRegistration.newToken() != MatrixRegistration.newToken())
        #expect(MatrixRegistration.newToken().count == 64)
    }
}
