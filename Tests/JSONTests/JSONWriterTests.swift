import JSON
import Testing

@Suite struct JSONWriterTests {
    @Test func `members stand as they were written, compactly`() {
        let unknown: String? = nil
        var writer = JSONWriter()
        writer.object {
            $0.member("id", "m-1")
            $0.member("count", -12)
            $0.member("large", Int64.min)
            $0.member("place", unknown)
            $0.object("case") { $0.member("urgent", true) }
            $0.array("photos") {
                $0.element("a")
                $0.object { $0.null("role") }
            }
            $0.member("tags", ["x", "y"])
            $0.object("none") { _ in }
            $0.member("value", ["a": [1, nil]] as JSONValue)
        }
        let members = #""id":"m-1","count":-12,"large":-9223372036854775808,"place":null,"case":{"urgent":true}"#
        let lists = #""photos":["a",{"role":null}],"tags":["x","y"],"none":{},"value":{"a":[1,null]}"#
        #expect(writer.text == "{\(members),\(lists)}")
    }

    @Test func `lines stand alone`() {
        var writer = JSONWriter()
        for number in 1...2 {
            writer.object { $0.member("n", number) }
            writer.newline()
        }
        #expect(writer.text == "{\"n\":1}\n{\"n\":2}\n")
    }

    @Test(arguments: [
        ("a/b 中文 😀 \u{2028}", "\"a/b 中文 😀 \u{2028}\""), ("\"\\", #""\"\\""#),
        ("\u{1}\u{1F}\n\r\t\u{8}\u{C}\u{7F}", #""\u0001\u001f\n\r\t\b\f\u007f""#), ("", "\"\""),
    ])
    func `text is escaped only where it must be`(_ text: String, _ expected: String) {
        #expect(JSONValue.string(text).serialized() == expected)
    }

    @Test func `numbers that JSON lacks are written as null`() throws {
        let value = try JSONReader.read(Array("[Infinity,-Infinity,NaN,0x10,+.5]".utf8), dialect: .json5)
        #expect(value.serialized() == "[null,null,null,16,0.5]")
    }

    @Test func `pretty text has a member a line`() {
        let value: JSONValue = ["a": 1, "list": ["x", ["k": true]], "none": [], "empty": [:]]
        let expected = """
            {
              "a": 1,
              "list": [
                "x",
                {
                  "k": true
                }
              ],
              "none": [],
              "empty": {}
            }
            """
        #expect(value.serialized(pretty: true) == expected)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `whatever is written reads the same`(_ seed: UInt64) throws {
        var generator = SplitMix(state: seed)
        let value = generator.value(depth: 0)
        let compact = value.serialized()
        let read = try JSONReader.read(Array(compact.utf8))
        #expect(read == value)
        #expect(read.serialized() == compact)
        #expect(try JSONReader.read(Array(compact.utf8), dialect: .json5) == value)
        #expect(try JSONReader.read(Array(value.serialized(pretty: true).utf8)) == value)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `damaged text is read or refused, never a crash`(_ seed: UInt64) {
        var generator = SplitMix(state: seed &+ 1_000_000)
        var bytes = Array(generator.value(depth: 0).serialized(pretty: seed.isMultiple(of: 2)).utf8)
        for _ in 0..<4 where !bytes.isEmpty {
            let place = Int(generator.next() % UInt64(bytes.count))
            if generator.next().isMultiple(of: 2) {
                bytes[place] = UInt8(truncatingIfNeeded: generator.next())
            } else {
                bytes.removeSubrange(place...)
            }
            for dialect in [JSONReader.Dialect.json, .json5] {
                do throws(JSONError) {
                    let value = try JSONReader.read(bytes, dialect: dialect)
                    #expect(throws: Never.self) { try JSONReader.read(Array(value.serialized().utf8)) }
                } catch {
                    #expect(error.offset <= bytes.count)
                }
            }
        }
    }
}

/// A small generator with a seed, so that a failure can be repeated (Steele, Lea, Flood: SplitMix64).
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func value(depth: Int) -> JSONValue {
        switch next() % (depth < 5 ? 8 : 5) {
        case 0: return .null
        case 1: return .bool(next().isMultiple(of: 2))
        case 2: return .integer(Int64(truncatingIfNeeded: next()) >> (next() % 64))
        case 3: return .number(JSONNumber("-\(next() % 1000).\(next() % 1000)E+\(next() % 99)") ?? JSONNumber(0))
        case 4: return .string(text())
        case 5: return .array((0..<next() % 6).map { _ in value(depth: depth + 1) })
        default:
            var object = JSONObject()
            for _ in 0..<next() % 20 { object[text()] = value(depth: depth + 1) }
            return .object(object)
        }
    }

    mutating func text() -> String {
        let alphabet: [Unicode.Scalar] = [
            "a", "\"", "\\", "/", "\n", "\u{1}", "é", "圾", "😀", "\u{2028}", " ", "{", "\u{7F}",
        ]
        var text = ""
        for _ in 0..<next() % 24 { text.unicodeScalars.append(alphabet[Int(next() % UInt64(alphabet.count))]) }
        return text
    }
}
