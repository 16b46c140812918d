import Chat
import Testing

@Suite struct MatrixTransactionTests {
    private func split(_ text: String) throws(DecodeFailure) -> [String] {
        try MatrixTransaction.split(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: [
        (#"{"events":[]}"#, []),
        (#" { "events" : [ {"a":1} , {"b":[2,{"c":"]}"}]} ] } "#, [#"{"a":1}"#, #"{"b":[2,{"c":"]}"}]}"#]),
        (
            #"{"ephemeral":[{"type":"m.typing"}],"events":[{"x":"\"\\"}],"de.sorunome.msc2409.to_device":[]}"#,
            [#"{"x":"\"\\"}"#]
        ),
        (#"{"events":[1,"two",null,[3]]}"#, ["1", #""two""#, "null", "[3]"]),
        (#"{"events":[{"暴露垃圾":"😀"}]}"#, [#"{"暴露垃圾":"😀"}"#]),
    ])
    func `a transaction comes apart into its events' own bytes`(_ body: String, _ events: [String]) throws {
        #expect(try split(body) == events)
    }

    /// Too deep, a key twice, a NUL, half a surrogate pair: each is a matter of its event alone.
    @Test(arguments: [
        String(repeating: "[", count: 40) + String(repeating: "]", count: 40), #"{"a":1,"a":2}"#, #"{"a":"\u0000"}"#,
        #"{"a":"\ud800"}"#, "{\"a\":\u{1}}", "nonsense",
    ])
    func `an event that cannot be read leaves the others as they are`(_ bad: String) throws {
        #expect(try split(#"{"events":[{"a":1},\#(bad),{"b":2}]}"#) == [#"{"a":1}"#, bad, #"{"b":2}"#])
    }

    @Test(arguments: [
        ("", DecodeFailure.Code.badJSON), ("[]", .badJSON), ("{", .badJSON), (#"{"events":[}"#, .badJSON),
        (#"{"events":[{]}"#, .badJSON), (#"{"events":[]} x"#, .badJSON), (#"{"events":["#, .badJSON),
        (#"{"events":[1 2]}"#, .badJSON), (#"{"events"#, .badJSON), (#"{"events":"\"#, .badJSON), ("{}", .badRequest),
        (#"{"events":{}}"#, .wrongType), (#"{"events":null}"#, .wrongType),
    ])
    func `what is no transaction is refused`(_ body: String, _ code: DecodeFailure.Code) {
        let failure = #expect(throws: DecodeFailure.self) { try split(body) }
        #expect(failure?.code == code)
    }

    /// Any cut of a transaction is either refused or, where the cut is at its end, the whole.
    @Test func `no piece of a transaction passes for one`() {
        let whole = Array(#"{"events":[{"a":"x"},{"b":[1,2]}],"more":{"c":"]"}}"#.utf8)
        for end in whole.indices {
            #expect(throws: DecodeFailure.self) { try MatrixTransaction.split(Array(whole[..<end])) }
        }
    }
}
